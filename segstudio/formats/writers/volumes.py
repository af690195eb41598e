"""Layouts of label volumes: NIfTI, 3D Slicer's .seg.nrrd, MetaImage and OME-TIFF, one file for each stack of images.

A volume lies where its image lies: same axes, same spacing, same origin, and planes turned back to how they are stored.
0 is void, also in planes without labels. Must not import Qt or torch.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from segstudio.errors import FormatError
from segstudio.formats.common.found import NOTHING, Found
from segstudio.formats.common.name_tables import void_name
from segstudio.formats.common.report import ExportReport, Images
from segstudio.formats.common.volumes import places_of
from segstudio.formats.readers import ome_tiff, volumes
from segstudio.formats.writers.dataset import Layout, Part, Sheet, export_dataset, json_file
from segstudio.labels.classes import ClassTable
from segstudio.labels.steps import Progress, silent
from segstudio.project.images.facts import Facts, is_tile, plane_steps
from segstudio.project.images.headers import opened
from segstudio.project.images.kinds import open_file
from segstudio.project.images.orientation import Place, Turn
from segstudio.project.images.readers.volume import Volume
from segstudio.project.project import ImageEntry, Project

_EVEN = 0.01  # of the distance of two slices: how much distances may differ that are one
_MOST_NIFTI = 32767  # values along an axis: the header has 16 bits for them
_Planes = dict[str, NDArray[np.uint8]]  # class ids as shown, by the id of the image


@dataclass(frozen=True)
class Grid:
    """The volume that a stack of images makes: ``name`` of its file, without suffix; ``shape`` (x, y, z, t); ``at``: z
    and t by the id of the image; ``lies``: where it lies in the patient; ``turn``: of its planes; ``sizes``:
    millimetres along x, y, z, ``None`` where they are not known."""

    name: str
    shape: tuple[int, int, int, int]
    at: Mapping[str, tuple[int, int]]
    lies: Place | None
    turn: Turn
    sizes: tuple[float | None, float | None, float | None]

    @property
    def spacing(self) -> list[float]:
        """Millimetres along x, y, z for files that cannot do without: 1 where they are not known."""
        return [1.0 if size is None else size for size in self.sizes]

    def filled(self, planes: _Planes, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """``uint8[x, y, z]`` (``[x, y, z, t]`` where there are several times) of the numbers in ``table`` by class."""
        out = np.zeros(self.shape, np.uint8)
        for id, values in planes.items():
            z, t = self.at[id]
            out[:, :, z, t] = self.turn.undo(table[values]).T
        return out if self.shape[3] > 1 else out[..., 0]


def export_volumes(
    encode: Callable[..., bytes], suffix: str, read: Callable[[Any], Found], project: Project, out: str | Path,
    what: str = "labels", progress: Progress = silent, images: Images = Images.USUAL,
) -> ExportReport:  # fmt: skip
    """Write ``what`` as volumes, see ``export_dataset``; ``encode(grid, values, classes, numbers)``: one as bytes;
    ``read``: what reads them back."""
    if any("C" in plane_steps(entry.plane) for entry in project.images):
        text = "Images that are channels of one file cannot be written as volumes."
        raise FormatError(text, "Export them as palette PNG or label TIFF.")
    if any(is_tile(entry.plane) for entry in project.images):
        text = "Images that are tiles of a large file cannot be written as volumes."
        raise FormatError(text, "Export them as label TIFF, which is one file again.")
    named = suffix == ".seg.nrrd"  # the names are in the files

    def whole(records: list[Any], classes: ClassTable, numbers: Mapping[int, int]) -> dict[str, bytes]:
        files: dict[str, bytes] = {} if named else {"dataset.json": _names(classes, numbers)}
        table = np.zeros(256, np.uint8)
        for id, number in numbers.items():
            table[id] = number
        for stack, planes in stacks_of(project, dict(records)):
            grid = grid_of(project, stack)
            files[grid.name + suffix] = encode(grid, grid.filled(planes, table), classes, numbers)
        return files

    void = NOTHING if named else 0
    layout = Layout(_part, read, whole, numbers_from_1, void=lambda _: void)
    return export_dataset(layout, project, out, what, progress, images)


def _part(sheet: Sheet) -> Part:
    return Part({}, (sheet.entry.id, sheet.values))


def numbers_from_1(classes: ClassTable) -> dict[int, int]:
    """Class ids by their numbers in the files, which begin at 1."""
    return {row.id: number for number, row in enumerate(classes, 1)}


def _names(classes: ClassTable, numbers: Mapping[int, int]) -> bytes:
    return json_file({"labels": {void_name(classes): 0} | {row.name: numbers[row.id] for row in classes}})


def stacks_of(project: Project, planes: _Planes) -> list[tuple[list[ImageEntry], _Planes]]:
    """All images of each stack of which some are written, and the planes that are."""
    stacks: defaultdict[str, list[ImageEntry]] = defaultdict(list)
    for entry in project.images:
        stacks[entry.stack or entry.id].append(entry)
    return [
        (stack, mine)
        for stack in stacks.values()
        if (mine := {entry.id: planes[entry.id] for entry in stack if entry.id in planes})
    ]


# ---- where a volume lies --------------------------------------------------------------------------------------------


def grid_of(project: Project, stack: Sequence[ImageEntry]) -> Grid:
    """The volume of a stack: that of its file where this is one, else its images one behind the other. Raises
    ImageError: an image cannot be read any more."""
    path = project.image_path(stack[0])
    name = (stack[0].stack or stack[0].mask_stem).replace(" ", "_")
    with opened(path) as file:
        image = open_file(path, file)
        facts = image.facts
        if isinstance(image, Volume) and len({entry.path for entry in stack}) == 1:
            sizes = dict(zip(image.layout.axes, image.layout.shape, strict=True))
            if set(sizes) <= set("XYZTSC"):
                shape = sizes["X"], sizes["Y"], sizes.get("Z", 1), sizes.get("T", 1)
                steps = {entry.id: plane_steps(entry.plane) for entry in stack}
                at = {id: (step.get("Z", 0), step.get("T", 0)) for id, step in steps.items()}
                return Grid(name, shape, at, image.lies, image.turn, _sizes(facts, image.turn))
    lies = places_of(stack, project.image_path)
    places = [lies[entry.id][0] for entry in stack]
    shape = stack[0].width, stack[0].height, len(stack), 1
    at = {entry.id: (number, 0) for number, entry in enumerate(stack)}
    return Grid(name, shape, at, _even(places), Turn(), _sizes(facts, Turn()))


def _sizes(facts: Facts, turn: Turn) -> tuple[float | None, float | None, float | None]:
    down, across = facts.pixel_size or (None, None)
    x, y = (down, across) if turn.swap else (across, down)
    return _millimetres(x), _millimetres(y), _millimetres(facts.slice_distance)


def _millimetres(metres: float | None) -> float | None:
    return None if metres is None else metres * 1000


def _even(places: Sequence[Place | None]) -> Place | None:
    """The volume of planes that lie one behind the other at one distance; ``None``: these do not, or do not say."""
    known = [place for place in places if place is not None]
    if not known or len(known) < len(places):
        return None
    first, last = known[0], known[-1]
    step = (last.origin - first.origin) / (len(known) - 1) if len(known) > 1 else first.axes[:, 2]
    axes = np.stack([first.axes[:, 0], first.axes[:, 1], step], axis=1)
    length = float(np.linalg.norm(step))
    if length == 0 or abs(np.linalg.det(axes / np.linalg.norm(axes, axis=0))) < 1e-3:
        return None
    for number, place in enumerate(known):
        off = np.abs(place.origin - first.origin - number * step).max() > _EVEN * length
        if off or not np.allclose(place.axes[:, :2], axes[:, :2], atol=1e-4):
            return None
    return Place(axes, first.origin)


# ---- files ----------------------------------------------------------------------------------------------------------


def _nifti(grid: Grid, values: NDArray[np.uint8], _classes: ClassTable, _numbers: Mapping[int, int]) -> bytes:
    import nibabel

    if max(values.shape) > _MOST_NIFTI:
        raise FormatError(
            "NIfTI cannot hold more than {most} values along an axis.", "Choose MetaImage labels.", most=_MOST_NIFTI
        )
    affine = np.diag([*grid.spacing, 1.0])
    if grid.lies is not None:
        to_ras = np.array([[-1.0], [-1.0], [1.0]])
        affine[:3, :3], affine[:3, 3:] = grid.lies.axes * to_ras, grid.lies.origin[:, None] * to_ras
    kind: Any = nibabel.Nifti1Image
    made = kind(values, affine)
    made.header.set_xyzt_units("mm")
    code = int(grid.lies is not None)  # 1: as the scanner has it; 0: it does not say
    made.set_sform(affine, code)
    made.set_qform(affine, code)
    return gzip.compress(made.to_bytes(), mtime=0)


def _seg_nrrd(grid: Grid, values: NDArray[np.uint8], classes: ClassTable, numbers: Mapping[int, int]) -> bytes:
    import nrrd

    times = values.ndim - 3
    header: dict[str, Any] = {"encoding": "gzip", "kinds": ["domain"] * 3 + ["time"] * times}
    if grid.lies is not None:
        rows = np.vstack([grid.lies.axes.T, np.full((times, 3), np.nan)])
        header |= {"space": "left-posterior-superior", "space directions": rows, "space origin": grid.lies.origin}
    else:
        header["spacings"] = [*grid.spacing, *[1.0] * times]
    extent = " ".join(f"0 {size - 1}" for size in values.shape[:3])
    for at, row in enumerate(classes):
        color = " ".join(f"{part / 255:.6g}" for part in row.color)
        facts = {"ID": f"Segment_{at + 1}", "Name": row.name, "Color": color, "LabelValue": numbers[row.id], "Layer": 0,
                 "Extent": extent}  # fmt: skip
        header |= {f"Segment{at}_{key}": str(value) for key, value in facts.items()}
    header |= {"Segmentation_MasterRepresentation": "Binary labelmap",
               "Segmentation_ContainedRepresentationNames": "Binary labelmap|"}  # fmt: skip
    stream = io.BytesIO()
    nrrd.write(stream, values, header, index_order="F")
    return stream.getvalue()


def _mha(grid: Grid, values: NDArray[np.uint8], _classes: ClassTable, _numbers: Mapping[int, int]) -> bytes:
    data = zlib.compress(values.tobytes("F"))
    n, spacing = values.ndim, [*grid.spacing, 1.0][: values.ndim]
    keys = {"ObjectType": "Image", "NDims": n, "BinaryData": "True", "BinaryDataByteOrderMSB": "False",
            "CompressedData": "True", "CompressedDataSize": len(data)}  # fmt: skip
    if grid.lies is not None:
        matrix, spacing[:3] = np.eye(n), np.linalg.norm(grid.lies.axes, axis=0).tolist()
        matrix[:3, :3] = (grid.lies.axes / spacing[:3]).T
        keys |= {"TransformMatrix": _row(matrix.ravel()), "Offset": _row([*grid.lies.origin, 0.0][:n])}
    keys |= {"ElementSpacing": _row(spacing), "DimSize": " ".join(map(str, values.shape)), "ElementType": "MET_UCHAR"}
    text = "".join(f"{key} = {value}\n" for key, value in {**keys, "ElementDataFile": "LOCAL"}.items())
    return text.encode() + data


def _row(numbers: Sequence[float] | NDArray[np.float64]) -> str:
    return " ".join(f"{number:.17g}" for number in numbers)


def _ome_tiff(grid: Grid, values: NDArray[np.uint8], _classes: ClassTable, _numbers: Mapping[int, int]) -> bytes:
    planes = values.T if grid.shape[2] * grid.shape[3] > 1 else values[..., 0].T  # [t, z, y, x], [z, y, x] or [y, x]
    facts: dict[str, Any] = {"axes": "TZYX"[-planes.ndim :], "Name": grid.name, "Creator": ome_tiff.CREATOR}
    for axis, size in zip("XYZ", grid.sizes, strict=True):
        if size is not None:
            facts |= {f"PhysicalSize{axis}": size, f"PhysicalSize{axis}Unit": "mm"}
    file = io.BytesIO()
    tifffile.imwrite(file, np.ascontiguousarray(planes), ome=True, photometric="minisblack", compression="zlib",
                     metadata=facts)  # fmt: skip
    return file.getvalue()


NIFTI = partial(export_volumes, _nifti, ".nii.gz", volumes.read)
NRRD = partial(export_volumes, _seg_nrrd, ".seg.nrrd", volumes.read)
METAIMAGE = partial(export_volumes, _mha, ".mha", volumes.read)
OME_TIFF = partial(export_volumes, _ome_tiff, ".ome.tif", ome_tiff.read)
