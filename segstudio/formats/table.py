"""The table of foreign mask formats: one row for each. Window, command line and their help read the rows.

A new format is a file in ``readers`` or ``writers`` (or one in each) and one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found
from segstudio.formats.common.report import ExportReport
from segstudio.formats.readers import (
    coco,
    cvat_xml,
    dicom_seg,
    label_studio,
    labelme,
    ome_tiff,
    pixel_files,
    trees,
    ultralytics,
    voc,
    volumes,
)
from segstudio.formats.writers import pictures, shapes
from segstudio.formats.writers import volumes as volume_files
from segstudio.formats.writers.cityscapes import CITYSCAPES
from segstudio.formats.writers.dataset import Layout, export_dataset, numbers_in_words
from segstudio.formats.writers.dicom_seg import export_segmentations
from segstudio.formats.writers.overlays import export_overlays
from segstudio.formats.writers.palette_png import export_masks
from segstudio.labels.classes import ClassTable


@dataclass(frozen=True)
class Reader:
    """``fits(files)``: whether the files are laid out like this; ``read(files)`` gives what is in them. Both may raise
    FormatError. ``title`` and ``sentence``: of what it reads, where that is more than its row writes."""

    fits: Callable[[Files], bool]
    read: Callable[[Files], Found]
    title: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Format:
    """A row: ``sentence`` says what is in the files, ``suffix`` is that of its mask files, ``program`` who reads and
    writes it, ``cannot`` what it cannot hold (empty: nothing). ``write(project, folder, what, progress,
    images)`` gives an ``ExportReport``; ``what`` is "labels" or "predictions", ``images`` a row of ``Images``.
    ``numbers(classes)``: class ids to the numbers in the files, where these are not the project's. ``objects``: its
    shapes are objects, so ``write`` also takes ``parting``, by which touching ones are parted."""

    title: str
    sentence: str
    suffix: str
    program: str
    reader: Reader | None = None
    write: Callable[..., ExportReport] | None = None
    cannot: str = ""
    numbers: Callable[[ClassTable], Mapping[int, int]] | None = None
    objects: bool = False

    @property
    def read_title(self) -> str:
        """The title of the files that are read."""
        return self.reader.title or self.title if self.reader else self.title

    @property
    def read_sentence(self) -> str:
        """What is in the files that are read."""
        return self.reader.sentence or self.sentence if self.reader else self.sentence

    def numbers_in_words(self, classes: ClassTable) -> str:
        """The first class numbers in the files, where they are not the project's."""
        return numbers_in_words(self.numbers(classes), classes, _SHOWN) if self.numbers else ""


_SHOWN = 12  # class numbers, before an export; its report has all of them


def _layout(layout: Layout) -> Callable[..., ExportReport]:
    return partial(export_dataset, layout)


_HOLDS_NO_VOID = "Void is not written: pixels without a shape count as not labelled when they are read."

# The first row reads all that no other one recognises.
FORMATS: dict[str, Format] = {
    "palette-png": Format(
        "Palette PNG",
        "One 8-bit palette PNG per image with its name, void is 255, and classes.json beside them.",
        ".png",
        "SegStudio, torchvision, mmsegmentation, any program that reads PASCAL VOC masks",
        Reader(
            pixel_files.fits,
            pixel_files.read,
            "PNG or TIFF files",
            "A PNG or TIFF per image with its name: numbers, a palette or colours; names of classes may lie beside.",
        ),
        export_masks,
    ),
    "index-png": Format(
        "Grey index PNG",
        "One 8-bit grey PNG per image whose values are class numbers, void is 255, and classes.json beside them.",
        ".png",
        "mmsegmentation, segmentation_models.pytorch, OpenCV, scikit-image",
        None,  # read as palette-png
        _layout(pictures.INDEX_PNG),
    ),
    "index-png-0": Format(
        "Grey index PNG from background 0",
        "A grey 8-bit PNG each: 0 is background, classes follow without gaps, 255 is void, dataset.json has names.",
        ".png",
        "programs that count from background 0, as many training scripts do",
        None,  # read as palette-png
        _layout(pictures.INDEX_PNG_0),
        numbers=pictures.ground_0,
    ),
    "color-png": Format(
        "Colour PNG",
        "One RGB PNG per image in the colours of the classes, and labelmap.txt that names them.",
        ".png",
        "programs that know classes by colour, as for CamVid or MSRC-v2",
        None,  # read as palette-png
        _layout(pictures.COLOR_PNG),
    ),
    "voc": Format(
        "PASCAL VOC",
        "A folder SegmentationClass of palette PNGs, lists of images, and labelmap.txt.",
        ".png",
        "torchvision VOCSegmentation, datumaro, CVAT",
        Reader(voc.fits, voc.read),
        _layout(pictures.VOC),
    ),
    "cvat": Format(
        "CVAT mask zip",
        "The zip of CVAT's Segmentation mask 1.1: colour PNGs and labelmap.txt.",
        ".zip",
        "CVAT",
        None,  # read as voc, whose layout it is
        _layout(pictures.CVAT),
        "Void becomes what CVAT calls background.",
    ),
    "cvat-xml": Format(
        "CVAT for images 1.1",
        "An XML file with polygons, masks, boxes and ellipses.",
        ".xml",
        "CVAT, datumaro",
        Reader(cvat_xml.fits, cvat_xml.read),
    ),
    "coco": Format(
        "COCO instances",
        "A JSON file with each connected region as run lengths; polygons are read too.",
        ".json",
        "pycocotools, detectron2, mmdetection, FiftyOne",
        Reader(
            coco.fits, coco.read, "COCO files", "A JSON file of instances, or of panoptic segments with their PNGs."
        ),
        _layout(shapes.COCO),
        _HOLDS_NO_VOID,
        objects=True,
    ),
    "coco-panoptic": Format(
        "COCO panoptic",
        "A JSON file and a folder of RGB PNGs whose colour is the number of a connected region.",
        ".json",
        "panopticapi, detectron2, mmdetection",
        None,  # read as coco
        _layout(shapes.PANOPTIC),
        _HOLDS_NO_VOID,
        objects=True,
    ),
    "labelme": Format(
        "labelme",
        "A JSON file per image with a polygon for each connected region, with holes as a mask.",
        ".json",
        "labelme 5.4 and newer",
        Reader(labelme.fits, labelme.read),
        _layout(shapes.LABELME),
        _HOLDS_NO_VOID + " Pictures that labelme itself makes of polygons take the pixels under an outline too.",
        objects=True,
    ),
    "label-studio": Format(
        "Label Studio",
        "A JSON file of tasks with a brush for each class; its brushes as PNG are read too, with JSON-MIN beside them.",
        ".json",
        "Label Studio",
        Reader(label_studio.fits, label_studio.read),
        _layout(shapes.LABEL_STUDIO),
        _HOLDS_NO_VOID,
    ),
    "ultralytics": Format(
        "Ultralytics",
        "A text file per image with an outline for each connected region, and data.yaml.",
        ".txt",
        "Ultralytics YOLO",
        Reader(ultralytics.fits, ultralytics.read),
        _layout(shapes.ULTRALYTICS),
        "Void is not written, holes are joined to the outline, and YOLO itself takes the outline's pixels too.",
        objects=True,
    ),
    "cityscapes": Format(
        "Cityscapes",
        "Files *_gtFine_labelIds.png with the numbers of Cityscapes, or those of label_colors.txt beside them.",
        ".png",
        "cityscapesscripts, torchvision Cityscapes, CVAT",
        Reader(trees.cityscapes_fits, trees.read_cityscapes),
        _layout(CITYSCAPES),
        numbers=CITYSCAPES.numbers,
    ),
    "nnunet": Format(
        "nnU-Net v2",
        "A folder labelsTr of grey PNGs numbered from background 0, and dataset.json; void is its ignore label.",
        ".png",
        "nnU-Net v2",
        Reader(trees.nnunet_fits, trees.read_nnunet),
        _layout(pictures.NNUNET),
        numbers=pictures.ground_0,
    ),
    "nifti": Format(
        "NIfTI labels",
        "One volume of numbers for all planes of an image, void is 0, and dataset.json that names them.",
        ".nii.gz",
        "ITK-SNAP, 3D Slicer, nnU-Net, FSL, nibabel",
        Reader(partial(volumes.fits, volumes.NIFTI), volumes.read),
        volume_files.NIFTI,
        numbers=volume_files.numbers_from_1,
    ),
    "nrrd": Format(
        "3D Slicer segmentation",
        "One .seg.nrrd for all planes of an image with the names of its segments; void is in none.",
        ".seg.nrrd",
        "3D Slicer, pynrrd",
        Reader(partial(volumes.fits, volumes.NRRD), volumes.read),
        volume_files.NRRD,
        numbers=volume_files.numbers_from_1,
    ),
    "metaimage": Format(
        "MetaImage labels",
        "One volume of numbers for all planes of an image, void is 0, and dataset.json that names them.",
        ".mha",
        "ITK, elastix, 3D Slicer",
        Reader(partial(volumes.fits, volumes.METAIMAGE), volumes.read),
        volume_files.METAIMAGE,
        numbers=volume_files.numbers_from_1,
    ),
    "dicom-seg": Format(
        "DICOM segmentation",
        "A DICOM file with a frame for each segment and image of a series: binary, fractional or a label map.",
        ".dcm",
        "3D Slicer, OHIF, highdicom, dcmqi",
        Reader(dicom_seg.fits, dicom_seg.read),
        export_segmentations,
        "Only of DICOM series, and the files name the patient as the series does.",
        volume_files.numbers_from_1,
    ),
    "label-tiff": Format(
        "Label TIFF",
        "One 8-bit TIFF per image (of a large file one for all its tiles) of class numbers, 255 is void; classes.json.",
        ".tif",
        "Fiji, QuPath, napari, CellProfiler",
        None,  # read as palette-png
        _layout(pictures.LABEL_TIFF),
    ),
    "label-tiff-0": Format(
        "Label TIFF from background 0",
        "As label TIFF, but 0 is background and classes follow without gaps; dataset.json has their names.",
        ".tif",
        "programs for which 0 is background: Fiji, QuPath, napari",
        None,  # read as palette-png
        _layout(pictures.LABEL_TIFF_0),
        numbers=pictures.ground_0,
    ),
    "ome-tiff": Format(
        "OME-TIFF labels",
        "One OME-TIFF of numbers for all planes of an image, void is 0, and dataset.json that names them.",
        ".ome.tif",
        "Fiji and QuPath (Bio-Formats), napari, OMERO, tifffile",
        Reader(ome_tiff.fits, ome_tiff.read),
        volume_files.OME_TIFF,
        numbers=volume_files.numbers_from_1,
    ),
    "overlay": Format(
        "Overlay pictures",
        "One RGB PNG per image: the image as it is first shown, half covered by the colours of the classes.",
        ".png",
        "people, in slides and papers",
        None,
        export_overlays,
        "It is no mask format: no mask can be read from it.",
    ),
}


def readers() -> dict[str, Format]:
    """The rows that can be read."""
    return {name: row for name, row in FORMATS.items() if row.reader is not None}


def writers() -> dict[str, Format]:
    """The rows that can be written."""
    return {name: row for name, row in FORMATS.items() if row.write is not None}


def help_of(formats: Mapping[str, Format], reading: bool = False) -> str:
    """The formats in one line, for the help of the command line; ``reading``: as files that are read."""
    if reading:
        kinds = {name: "" if row.reader and row.reader.title else f" (*{row.suffix})" for name, row in formats.items()}
        return " ".join(f"{name}{kinds[name]}: {row.read_sentence}" for name, row in formats.items())
    return " ".join(f"{name} (*{row.suffix}): {row.sentence}" for name, row in formats.items())
