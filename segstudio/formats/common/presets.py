"""The colour tables of public data sets, by name: what a colour or a number means there. Data only.

PASCAL VOC 2012 development kit; CamVid ``label_colors.txt`` (Brostow et al. 2009); Cityscapes scripts ``labels.py``
(ids, of which 0 to 3 mean not labelled); MSRC-v2 (Microsoft Research Cambridge): 23 classes and void.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from segstudio.formats.common.found import Value, color_key
from segstudio.labels.classes import voc_color

_VOC = (
    "background aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person "
    "pottedplant sheep sofa train tvmonitor"
)
_CAMVID = """64 128 64 Animal;192 0 128 Archway;0 128 192 Bicyclist;0 128 64 Bridge;128 0 0 Building;64 0 128 Car
64 0 192 CartLuggagePram;192 128 64 Child;192 192 128 Column_Pole;64 64 128 Fence;128 0 192 LaneMkgsDriv
192 0 64 LaneMkgsNonDriv;128 128 64 Misc_Text;192 0 192 MotorcycleScooter;128 64 64 OtherMoving;64 192 128 ParkingBlock
64 64 0 Pedestrian;128 64 128 Road;128 128 192 RoadShoulder;0 0 192 Sidewalk;192 128 128 SignSymbol;128 128 128 Sky
64 128 192 SUVPickupTruck;0 0 64 TrafficCone;0 64 64 TrafficLight;192 64 128 Train;128 128 0 Tree;192 128 192 Truck_Bus
64 0 64 Tunnel;192 192 0 VegetationMisc;0 0 0 Void;64 192 0 Wall"""
_MSRC = """0 0 0 void;128 0 0 building;0 128 0 grass;128 128 0 tree;0 0 128 cow;128 0 128 horse;0 128 128 sheep
128 128 128 sky;64 0 0 mountain;192 0 0 aeroplane;64 128 0 water;192 128 0 face;64 0 128 car;192 0 128 bicycle
64 128 128 flower;192 128 128 sign;0 64 0 bird;128 64 0 book;0 192 0 chair;128 64 128 road;0 192 128 cat
128 192 128 dog;64 64 0 body;192 64 0 boat"""
_CITYSCAPES = """0 0 0 unlabeled;0 0 0 ego vehicle;0 0 0 rectification border;0 0 0 out of roi;0 0 0 static
111 74 0 dynamic;81 0 81 ground;128 64 128 road;244 35 232 sidewalk;250 170 160 parking;230 150 140 rail track
70 70 70 building;102 102 156 wall;190 153 153 fence;180 165 180 guard rail;150 100 100 bridge;150 120 90 tunnel
153 153 153 pole;153 153 153 polegroup;250 170 30 traffic light;220 220 0 traffic sign;107 142 35 vegetation
152 251 152 terrain;70 130 180 sky;220 20 60 person;255 0 0 rider;0 0 142 car;0 0 70 truck;0 60 100 bus
0 0 90 caravan;0 0 110 trailer;0 80 100 train;0 0 230 motorcycle;119 11 32 bicycle"""
_TRAIN_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
CITYSCAPES_VOID = 4  # ids below it mean not labelled


@dataclass(frozen=True)
class Preset:
    """A colour table: ``title`` for people, ``values`` by key (numbers where the data set has them, and colours)."""

    title: str
    values: Mapping[int, Value]


def _parsed(text: str) -> list[Value]:
    rows = []
    for part in text.replace("\n", ";").split(";"):
        red, green, blue, name = part.split(" ", 3)
        rows.append(Value(name, (int(red), int(green), int(blue)), name.lower() == "void"))
    return rows


def _by_color(rows: list[Value]) -> dict[int, Value]:
    return {color_key(row.color): row for row in reversed(rows) if row.color is not None}


@cache
def cityscapes_labels() -> tuple[Value, ...]:
    """The 34 labels of Cityscapes in the order of their ids."""
    rows = _parsed(_CITYSCAPES)
    return tuple(Value(row.name, row.color, id < CITYSCAPES_VOID) for id, row in enumerate(rows))


@cache
def cityscapes_train_labels() -> dict[int, Value]:
    """The 19 labels that are scored, by trainId; 255 is void."""
    return {number: cityscapes_labels()[id] for number, id in enumerate(_TRAIN_IDS)} | {255: Value(void=True)}


def _presets() -> dict[str, Preset]:
    voc = [Value(name, voc_color(id)) for id, name in enumerate(_VOC.split())]
    void = Value("", voc_color(255), True)
    city = list(cityscapes_labels())
    return {
        "voc": Preset("PASCAL VOC 2012", {**dict(enumerate(voc)), 255: void, **_by_color([*voc, void])}),
        "camvid": Preset("CamVid", _by_color(_parsed(_CAMVID))),
        "cityscapes": Preset("Cityscapes", {**dict(enumerate(city)), **_by_color(city)}),
        "msrc-v2": Preset("MSRC-v2", _by_color(_parsed(_MSRC))),
    }


PRESETS: Mapping[str, Preset] = _presets()
