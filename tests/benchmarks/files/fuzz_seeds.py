"""What ``fuzz.py`` begins with: for each reader the files that are changed, and how they are read.

Images are seeds by themselves; masks are what SegStudio exports of a small project with two images and a volume, so
that each reader has a project that its masks fit.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from segstudio.formats.common.report import ImportChoices, Unclear
from segstudio.formats.importing import import_masks, look
from segstudio.formats.table import FORMATS
from segstudio.labels import actions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.checking.check import examine
from segstudio.project.checking.repair import repair
from segstudio.project.images.facts import planes_of
from segstudio.project.images.properties import read_info
from segstudio.project.images.reading import map_image, read_facts, read_image, thumbnail
from segstudio.project.masks import open_mask, read_latest
from segstudio.project.project import Project

LARGEST = 110_000  # bytes of a seed: more of them are read in the same time
CLASSES = ("background", "cell", "wall")
PICTURES = (".png", ".jpg", ".bmp", ".avif", ".pgm")
MASKS = {
    "masks-png": ("palette-png", "index-png", "color-png", "label-tiff", "nnunet", "cityscapes"),
    "masks-zip": ("cvat",),
    "masks-xml": ("cvat-xml",),
    "masks-coco": ("coco", "coco-panoptic"),
    "masks-labelme": ("labelme",),
    "masks-ls": ("label-studio",),
    "masks-voc": ("voc",),
    "masks-yolo": ("ultralytics",),
    "masks-volume": ("nifti", "nrrd", "metaimage", "ome-tiff"),
}
IMAGES = ("tiff", "dicom", "nifti", "nrrd", "metaimage", "pictures")
NAMES = (*IMAGES, *MASKS, "project")
XML = """<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><labels><label><name>cell</name></label></labels></task></meta>
<image id="0" name="a.png" width="14" height="10">
<polygon label="cell" points="1.0,1.0;9.5,2.0;5.0,8.0" z_order="1"></polygon>
<box label="wall" xtl="1" ytl="2" xbr="7" ybr="8" z_order="0"></box>
<ellipse label="wall" cx="5" cy="5" rx="3" ry="2" z_order="2"></ellipse>
<mask label="cell" rle="0, 3, 2, 4, 11" left="1" top="1" width="5" height="4" z_order="3"></mask></image></annotations>
"""


@dataclass(frozen=True)
class Seed:
    """Files that belong together: ``opened`` is what a person chooses (a folder or a file), ``likely`` are changed
    most."""

    opened: str
    files: dict[str, bytes]
    likely: tuple[str, ...]


Seeds = Sequence[Seed]


@dataclass(frozen=True)
class Reader:
    """``read(path)`` does all that the program does with such a file."""

    seeds: Seeds
    read: Callable[[Path], object]


def readers(folder: Path, foreign: Path, names: Sequence[str]) -> dict[str, Reader]:
    """A row for each of ``names``; what they need is made in ``folder``."""
    folder.mkdir()
    made = {name: Reader(list(image_seeds(name, foreign)), read_as_image) for name in names if name in IMAGES}
    if set(names) - set(IMAGES):
        project = small_project(folder)
        for name in set(names) & set(MASKS):
            made[name] = Reader(list(mask_seeds(project, folder, MASKS[name])), partial(read_as_masks, project))
        if "project" in names:
            made["project"] = Reader([project_seed(project)], partial(read_as_project, folder))
    return made


# ---- images ---------------------------------------------------------------------------------------------------------


def read_as_image(path: Path) -> object:
    """All ways in which an image file is read; that what comes is what was promised."""
    facts = read_facts(path)
    planes = planes_of(facts.planes)
    for plane in {planes[0], planes[-1]}:
        read = read_image(path, plane=plane)
        assert read.shape == (facts.height, facts.width) and read.pixels.dtype in (np.uint8, np.uint16, np.float32)
        assert map_image(path, plane=plane).shape == read.shape
        assert read.model_input().shape[1:] == read.shape
    thumbnail(path, 16, planes[0])
    read_facts(path, try_decoding=True)
    return read_info(path).to_json()


def image_seeds(name: str, foreign: Path) -> Iterator[Seed]:
    """Files of other programs and of the libraries."""
    ends = {"tiff": (".tif", ".tiff"), "dicom": (".dcm", "suffix"), "nifti": (".nii", ".nii.gz"), "nrrd": (".nrrd",),
            "metaimage": (".mha",), "pictures": PICTURES}[name]  # fmt: skip
    for path in sorted(foreign.iterdir()):
        if path.name.endswith(ends) and path.stat().st_size < LARGEST:
            yield alone(path.name, path.read_bytes())
    yield from {"tiff": tiffs, "dicom": dicoms, "nifti": niftis, "nrrd": nrrds, "metaimage": metaimages,
                "pictures": pictures}[name]()  # fmt: skip


def alone(name: str, data: bytes) -> Seed:
    return Seed(name, {name: data}, (name,))


def values(shape: tuple[int, ...], dtype: str = "u1") -> Any:
    return (np.random.default_rng(len(shape) + shape[0]).random(shape) * 250).astype(dtype)


def tiffs() -> Iterator[Seed]:
    import tifffile

    rows: list[tuple[Any, dict[str, Any]]] = [
        (values((33, 47)), {}), (values((33, 47), "u2"), {"byteorder": ">", "bigtiff": True}),
        (values((33, 47), "f4"), {"compression": "zlib", "predictor": True}),
        (values((33, 47, 3)), {"photometric": "rgb", "compression": "lzw"}),
        (values((3, 33, 47), "u2"), {"photometric": "minisblack", "planarconfig": "separate"}),
        (values((40, 64)), {"tile": (16, 16), "compression": "zstd"}),
        (values((33, 47, 3)), {"photometric": "rgb", "compression": "jpeg"}),
        (values((2, 3, 33, 47), "u2"), {"ome": True, "metadata": {"axes": "ZCYX"}, "photometric": "minisblack"}),
        (values((4, 33, 47), "u2"), {"imagej": True, "metadata": {"axes": "ZYX"}}),
        (values((33, 47)), {"photometric": "palette", "colormap": values((3, 256), "u2")}),
        (values((33, 47)), {"compression": "packbits", "rowsperstrip": 5}),
        (values((33, 47, 5), "u2"), {"photometric": "minisblack", "extrasamples": [0] * 4, "planarconfig": "contig"}),
    ]  # fmt: skip
    for number, (array, options) in enumerate(rows):
        file = io.BytesIO()
        tifffile.imwrite(file, array, **{"photometric": "minisblack", **options})
        yield alone(f"made{number}.tif", file.getvalue())


def dicoms() -> Iterator[Seed]:
    from pydicom.data import get_testdata_file

    for name in ("MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "SC_rgb_jpeg_gdcm.dcm", "image_dfl.dcm",
                 "liver_1frame.dcm", "JPEG2000.dcm"):  # fmt: skip
        found = get_testdata_file(name, download=False)
        if found and Path(str(found)).stat().st_size < LARGEST:
            yield alone(name, Path(str(found)).read_bytes())


def niftis() -> Iterator[Seed]:
    import nibabel

    for kind, dtype in ((nibabel.Nifti1Image, "i2"), (nibabel.Nifti2Image, "f4"), (nibabel.MGHImage, "u1")):
        image = kind(values((7, 6, 5), dtype), np.diag((2.0, 2.0, 3.0, 1.0)))
        end = "mgh" if kind is nibabel.MGHImage else "nii"
        yield alone(f"made-{dtype}.{end}", image.to_bytes())
    import gzip

    image = nibabel.Nifti1Image(values((7, 6, 5, 2), "u2"), np.eye(4))
    yield alone("made.nii.gz", gzip.compress(image.to_bytes()))
    for kind in (nibabel.Nifti1Pair, nibabel.Spm99AnalyzeImage):
        with tempfile.TemporaryDirectory() as folder:
            nibabel.save(kind(values((7, 6, 5), "i2"), np.eye(4)), Path(folder) / "pair.hdr")
            files = {path.name: path.read_bytes() for path in Path(folder).glob("pair.*")}
        yield Seed("pair.hdr", files, ("pair.hdr",))


def nrrds() -> Iterator[Seed]:
    import nrrd

    header = {"space": "left-posterior-superior", "space directions": np.eye(3), "space origin": np.zeros(3)}
    rows = (("raw", "a.nrrd"), ("gzip", "b.nrrd"), ("bzip2", "c.nrrd"), ("ascii", "d.nrrd"), ("raw", "e.nhdr"))
    for encoding, name in rows:
        with tempfile.TemporaryDirectory() as folder:
            nrrd.write(str(Path(folder) / name), values((7, 6, 5), "i2"), {**header, "encoding": encoding})
            files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        yield Seed(name, files, (name,))


def metaimages() -> Iterator[Seed]:
    import zlib

    keys = ("ObjectType = Image", "NDims = 3", "BinaryData = True", "BinaryDataByteOrderMSB = False",
            "CompressedData = {packed}", "TransformMatrix = 1 0 0 0 1 0 0 0 1", "Offset = 0 0 0",
            "ElementSpacing = 1 1 2", "DimSize = 7 6 5", "ElementType = MET_SHORT",
            "ElementDataFile = {file}", "")  # fmt: skip
    head = "\n".join(keys)
    data = values((7, 6, 5), "i2").tobytes()
    yield alone("a.mha", head.format(packed=False, file="LOCAL").encode() + data)
    yield alone("b.mha", head.format(packed=True, file="LOCAL").encode() + zlib.compress(data))
    yield Seed("c.mhd", {"c.mhd": head.format(packed=False, file="c.raw").encode(), "c.raw": data}, ("c.mhd",))
    yield Seed("d.mhd", {"d.mhd": head.format(packed=True, file="d.zraw").encode(), "d.zraw": zlib.compress(data)},
               ("d.mhd",))  # fmt: skip


def pictures() -> Iterator[Seed]:
    import imagecodecs

    grey, color = values((33, 47)), values((33, 47, 3))
    rows = [("PNG", color, {}), ("PNG", grey.astype("u2") * 200, {}), ("JPEG", color, {"progressive": True}),
            ("BMP", grey, {}), ("WEBP", color, {"lossless": True}), ("GIF", grey, {}), ("PPM", color, {}),
            ("AVIF", color, {}), ("TIFF", grey, {"compression": "group4"})]  # fmt: skip
    for kind, array, options in rows:
        file, image = io.BytesIO(), Image.fromarray(array)
        (image.convert("1") if "compression" in options else image).save(file, kind, **options)
        yield alone(f"{kind}-{array.dtype}.{kind.lower()}", file.getvalue())
    file = io.BytesIO()
    Image.fromarray(color).save(file, "PNG", interlace=True)
    yield alone("interlaced.png", file.getvalue())
    yield alone("a.jp2", imagecodecs.jpeg2k_encode(color, level=0))
    yield alone("a.jxl", imagecodecs.jpegxl_encode(color))
    yield alone("a12.jpg", imagecodecs.jpeg8_encode(values((33, 47), "u2"), bitspersample=12))


# ---- masks and projects ---------------------------------------------------------------------------------------------


def small_project(folder: Path) -> Path:
    """A labelled project of two pictures and a volume of three planes."""
    import nibabel

    for name in ("a.png", "b.png"):
        Image.fromarray(values((10, 14))).save(folder / name)
    nibabel.save(nibabel.Nifti1Image(values((14, 10, 3), "i2"), np.diag((-1.0, -1.0, 2.0, 1.0))), folder / "vol.nii")
    paths = [folder / name for name in ("a.png", "b.png", "vol.nii")]
    with Project.create(folder / "p.segstudio", classes=ClassTable.from_names(CLASSES), image_paths=paths) as made:
        for entry in made.images:
            stored = open_mask(made, entry, entry.shape)
            mask = np.random.default_rng(1).choice(np.array([0, 1, 2, VOID], np.uint8), entry.shape)
            actions.accept(stored.mask, mask, name="Test", commit=stored.commit)
            stored.save(made.classes.palette())
            stored.close()
    return folder / "p.segstudio"


def mask_seeds(project: Path, folder: Path, formats: Sequence[str]) -> Iterator[Seed]:
    """What SegStudio exports in each of ``formats``; and CVAT's XML, which it only reads."""
    for number, name in enumerate(formats):
        if name == "cvat-xml":
            yield alone("annotations.xml", XML.encode())
            continue
        out = folder / f"{name}-{number}"
        with Project.open(project) as opened:
            write = FORMATS[name].write
            assert write is not None
            write(opened, out, "labels")
        files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        if len(files) == 1:  # an archive
            yield alone(*next(iter(files.items())))
        else:
            masks = tuple(one for one in files if one.endswith(FORMATS[name].suffix))
            yield Seed("m", {f"m/{one}": data for one, data in files.items()}, tuple(f"m/{one}" for one in masks))


@contextmanager
def copy_of(project: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for path in project.parent.iterdir():
            if path.is_file():
                shutil.copy(path, folder)
        yield Path(shutil.copytree(project, Path(folder) / project.name))


def read_as_masks(project: Path, path: Path) -> object:
    """Look at the masks, and where nothing is left to ask take them."""
    with copy_of(project) as copy, Project.open(copy) as opened:
        with suppress(Unclear):
            look(opened, path)
        choices = ImportChoices(by_number=True, value_255=VOID, new_classes=True)
        report = import_masks(opened, path, choices=choices)
        for entry in opened.images:
            assert set(np.unique(read_latest(opened, entry)[0]).tolist()) <= {*opened.classes.ids, VOID}
        return [str(one.sentence) for one in report.left_out]


def project_seed(project: Path) -> Seed:
    """The files of a project; ``project.json`` is changed most."""
    files = {path.relative_to(project.parent).as_posix(): path.read_bytes()
             for path in project.rglob("*") if path.is_file() and "lock" not in path.name}  # fmt: skip
    files["p.segstudio/last-import.json"] = json.dumps({"images": {"a": 1}}).encode()
    return Seed("p.segstudio", files, ("p.segstudio/project.json",))


def read_as_project(images: Path, path: Path) -> object:
    """Open a project, read its masks, check it, repair it, open it again."""
    for image in images.iterdir():
        if image.is_file():
            shutil.copy(image, path.parent)
    found = examine(path)
    try:
        with Project.open(path) as opened:
            for entry in opened.images:
                open_mask(opened, entry, entry.shape).close()
    finally:
        repair(path)
    return len(found.findings)
