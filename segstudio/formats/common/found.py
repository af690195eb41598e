"""What a reader finds in foreign files: masks that can be loaded, and what their values mean. Data only.

A value is an ``int``, the *key*: 0..65535 is a number in a file, ``COLOR + 0xRRGGBB`` a colour, ``NAME + n`` the n-th
name of files that hold names only. So numbers, colours and names never collide in one import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.formats.common.report import LeftOut
from segstudio.labels.classes import Color
from segstudio.labels.geometry import Rect
from segstudio.project.entries import ImageEntry
from segstudio.project.images.orientation import Place, Turn

COLOR = 1 << 24
NAME = 1 << 26
NOTHING = NAME - 1  # the key of pixels that no shape covers
Keys = NDArray[Any]  # an integer array [h, w] of keys; uint8 where they fit


@dataclass(frozen=True)
class Value:
    """What the files say of a key. ``void``: that it means not labelled."""

    name: str = ""
    color: Color | None = None
    void: bool = False


@dataclass(frozen=True)
class Loaded:
    """The pixels of one mask. ``palette`` uint8[n,3] of a palette file; ``says_void``: the file itself says that 255 is
    void; ``notes``: what could not be taken as it stands."""

    keys: Keys
    palette: NDArray[np.uint8] | None = None
    says_void: bool = False
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class MaskFile:
    """One mask. ``path``: its file, for people; ``image``: name or path of its image, as far as the files say it;
    ``text``: the tEXt chunks of a PNG. ``part``: of a mask for all of a large file, what lies on one of its tiles:
    called with the file's (h, w) and the tile's place in it. ``load`` and ``part`` raise MaskError."""

    path: str
    image: str
    load: Callable[[tuple[int, int]], Loaded]  # called with the image's (h, w)
    text: Mapping[str, str] = field(default_factory=dict)
    part: Callable[[tuple[int, int], Rect], Loaded] | None = None


@dataclass(frozen=True)
class Target:
    """An image of a project that a plane of a mask may be for: one of ``count`` of its stack, the one at ``at``, of
    ``times`` points in time. ``place``: where it lies in the patient; ``turn``: how it was turned to be shown."""

    entry: ImageEntry
    place: Place | None
    turn: Turn
    at: int
    count: int
    times: int


@dataclass(frozen=True)
class MaskVolume:
    """A mask for all planes of a file or of a series. ``path``: its file, for people; ``image``: the name of its image
    without suffix; ``series``: the stack of the series that it says it is for.

    ``plane`` gives what loads the plane for an image (see ``MaskFile.load``), ``None`` where it has none there, and
    raises MaskError: it has another size, or lies elsewhere."""

    path: str
    image: str
    plane: Callable[[Target], Callable[[tuple[int, int]], Loaded] | None]
    series: str = ""


@dataclass(frozen=True)
class Found:
    """``own_numbers``: numbers without a name are class numbers of the project, unless something speaks against it;
    else only names and colours count. ``beside``: the file that the names are from. ``title``: what the files are,
    where the reader reads several kinds."""

    masks: list[MaskFile]
    values: Mapping[int, Value] = field(default_factory=dict)
    own_numbers: bool = False
    beside: str = ""
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    volumes: list[MaskVolume] = field(default_factory=list)
    title: str = ""


def color_key(color: Color) -> int:
    """The key of a colour."""
    return COLOR + (color[0] << 16) + (color[1] << 8) + color[2]


def color_of(key: int) -> Color | None:
    """The colour of a key; None where it is no colour."""
    if not COLOR <= key < 2 * COLOR:
        return None
    rgb = key - COLOR
    return rgb >> 16, rgb >> 8 & 255, rgb & 255


def words_of(key: int, value: Value) -> str:
    """A key as it stands in the table: its number, its colour (``#rrggbb``) or its name."""
    color = color_of(key)
    if color is not None:
        return "#{:02x}{:02x}{:02x}".format(*color)
    if key == NOTHING:
        return said("nothing drawn")
    return str(key) if key < COLOR else value.name
