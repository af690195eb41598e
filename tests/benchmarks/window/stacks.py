"""A CT series of DICOM files and a z-stack of three channels of 16 bits, through the window: opened, painted, looked
through, trained, predicted, exported.

    python tests/benchmarks/window/stacks.py [--quick] [--slices 100] [--depth 40] [--side 1024] [--seconds 20]

The series: a drawn body in Hounsfield units (air, lungs, soft tissue, bone, noise), --slices files of 512 x 512. The
stack: drawn cells in three channels, one OME-TIFF of --depth planes of --side. Three planes of each are painted with
the brush along what was drawn, 20 are looked at; a training of --seconds follows, *Predict all*, and exports of
the predictions: of the series as NIfTI and, where highdicom is installed, as DICOM segmentation, of the stack as
OME-TIFF and as label TIFFs. Each is read back by a library of others (nibabel, pydicom, tifffile) and compared with
the predictions. Memory and turns are those of ``meters``. --quick: 16 slices of 256, 6 planes of 256, 5 seconds.
Prints a table for both and last one JSON object.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import nibabel
import numpy as np
import pydicom
import tifffile
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402, F401  finds the checkout
from window.large_file import Strokes, strokes_for  # noqa: E402
from window.meters import Meter, Steps, ended, paint, print_table, shown  # noqa: E402

from segstudio.gui.look.settings import Settings  # noqa: E402
from segstudio.gui.look.theme import apply_theme  # noqa: E402
from segstudio.gui.window.main_window import MainWindow  # noqa: E402
from segstudio.learning.process.engine import Engine  # noqa: E402
from segstudio.project import palette_png  # noqa: E402

Masks = list[NDArray[np.uint8]]
CT, STACK = "CT series", "z-stack of 3 channels"
CLASSES = {CT: ("air", "lung", "soft tissue", "bone"), STACK: ("ground", "cell", "nucleus")}
HOUNSFIELD = (-1000, -800, 40, 700)
LENGTH, PAINTED, WALKED = 16, 3, 20  # pixels of a stroke; planes; planes
ROOT = "1.2.826.0.1.3680043.8.498."  # pydicom's own, for identifiers that are nobody's


# ---- the files -----------------------------------------------------------------------------------------------------


def body(side: int, share: float) -> NDArray[np.uint8]:
    """The classes of one slice; ``share`` 0..1 from the first to the last."""
    mask, unit = np.zeros((side, side), np.uint8), side / 256
    bend = np.sin(np.pi * share)

    def ellipse(x: float, y: float, w: float, h: float, value: int) -> None:
        centre, axes = (round(x * unit), round(y * unit)), (round(w * unit), round(h * unit))
        cv2.ellipse(mask, centre, axes, 0, 0, 360, value, -1)

    ellipse(128, 128, 80 + 25 * bend, 60 + 20 * bend, 2)
    for x in (90, 166):
        ellipse(x, 120, 12 + 18 * bend, 18 + 22 * bend, 1)
    ellipse(128, 172, 11, 11, 3)
    for x in (52, 204):
        ellipse(x, 128, 5, 14, 3)
    return mask


def write_series(folder: Path, slices: int, side: int) -> Masks:
    """Files of a CT series; what was drawn in each."""
    random, found = np.random.default_rng(0), Masks()
    for z in range(slices):
        mask = body(side, z / max(1, slices - 1))
        values = np.array(HOUNSFIELD, np.float32)[mask] + random.normal(0, 25, mask.shape)
        made = Dataset()
        made.file_meta = FileMetaDataset()
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = CTImageStorage
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = UID(f"{ROOT}1.{z + 1}")
        made.StudyInstanceUID, made.SeriesInstanceUID, made.FrameOfReferenceUID = f"{ROOT}2", f"{ROOT}3", f"{ROOT}4"
        made.PatientID, made.PatientName, made.PatientBirthDate, made.PatientSex = "phantom", "Phantom", "", "O"
        made.StudyDate, made.StudyTime, made.AccessionNumber, made.StudyID = "20260101", "120000", "", "1"
        made.ReferringPhysicianName, made.Modality, made.SeriesNumber, made.InstanceNumber = "", "CT", 1, z + 1
        made.ImageOrientationPatient, made.ImagePositionPatient = [1, 0, 0, 0, 1, 0], [-180.0, -180.0, 2.5 * z]
        made.PixelSpacing, made.SliceThickness = [360 / side, 360 / side], 2.5
        made.Rows = made.Columns = side
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
        made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 12, 11, 0
        made.RescaleIntercept, made.RescaleSlope, made.RescaleType = -1024, 1, "HU"
        made.WindowCenter, made.WindowWidth = 40, 400
        made.PixelData = np.clip(values + 1024, 0, 4095).astype("<u2").tobytes()
        made["PixelData"].VR = "OW"
        pydicom.dcmwrite(folder / f"slice{z:04}.dcm", made, enforce_file_format=True)
        found.append(mask)
    return found


def write_stack(folder: Path, depth: int, side: int) -> Masks:
    """One OME-TIFF ``[z, c, y, x]`` of cells, their membranes and nuclei; what was drawn in each plane."""
    random, found, planes = np.random.default_rng(1), Masks(), list[NDArray[np.uint16]]()
    count = (side // 64) ** 2
    cells = np.column_stack(
        (random.integers(0, side, (count, 2)), random.integers(12, 26, count), random.random(count))
    )
    for z in range(depth):
        mask = np.zeros((side, side), np.uint8)
        for x, y, radius, at in cells:
            here = radius * max(0.0, 1 - abs(z / max(1, depth - 1) - at)) ** 0.5
            if here > 4:
                cv2.circle(mask, (int(x), int(y)), int(here), 1, -1)
                cv2.circle(mask, (int(x), int(y)), int(here / 2), 2, -1)
        light = np.stack(
            [np.array(level, np.float32)[mask] for level in ((900, 1500, 9000), (800, 7000, 2000), (1000,) * 3)]
        )
        light = np.stack([cv2.GaussianBlur(one, (0, 0), 1.2) for one in light])
        planes.append(np.clip(light + random.normal(0, 250, light.shape), 0, 65535).astype(np.uint16))
        found.append(mask)
    tifffile.imwrite(folder / "cells.ome.tif", np.stack(planes), photometric="minisblack", metadata={"axes": "ZCYX"})
    return found


# ---- what is read back ---------------------------------------------------------------------------------------------


def nifti_matches(out: Path, predicted: Masks) -> bool:
    """Voxels ``[x, y, z]``, numbers from 1; the axes may run the other way."""
    (path,) = out.glob("*.nii.gz")
    found = np.asarray(nibabel.load(path).dataobj).transpose(2, 1, 0)
    wanted = np.stack(predicted) + 1
    flips = [found[::z, ::y, ::x] for z in (1, -1) for y in (1, -1) for x in (1, -1)]
    return any(np.array_equal(one, wanted) for one in flips)


def seg_matches(out: Path, predicted: Masks) -> bool:
    """Frames of one segment each, at the positions of their slices."""
    (path,) = out.glob("*.dcm")
    made = pydicom.dcmread(path)
    frames, wanted = made.pixel_array, np.stack(predicted)
    left = np.ones(wanted.shape, np.bool_)
    for frame, group in zip(frames, made.PerFrameFunctionalGroupsSequence, strict=True):
        z = round(group.PlanePositionSequence[0].ImagePositionPatient[2] / 2.5)
        number = group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        if not np.array_equal(frame.astype(bool), wanted[z] == number - 1):
            return False
        left[z] &= ~frame.astype(bool)
    return not left.any()


def ome_matches(out: Path, predicted: Masks) -> bool:
    """One file ``[z, y, x]``, numbers from 1."""
    (path,) = out.glob("*.ome.tif*")
    return np.array_equal(np.squeeze(tifffile.imread(path)), np.stack(predicted) + 1)


def tiffs_match(out: Path, predicted: Masks) -> bool:
    """A file for each plane, ids of classes, in the order of their names."""
    found = [tifffile.imread(path) for path in sorted(out.glob("*.tif"))]
    return np.array_equal(np.stack(found), np.stack(predicted))


EXPORTS: dict[str, dict[str, Callable[[Path, Masks], bool]]] = {
    CT: {"nifti": nifti_matches, "dicom-seg": seg_matches},
    STACK: {"ome-tiff": ome_matches, "label-tiff": tiffs_match},
}


# ---- the steps -----------------------------------------------------------------------------------------------------


def steps(kind: str, images: Path, truth: Masks, seconds: float) -> tuple[Steps, dict[str, object]]:
    """Everything through the window: what each step took, and which exports are what was predicted."""
    meter, engine = Meter(), Engine(niceness=0)  # else a machine that does something else too starves the learner
    window = MainWindow(Settings(images.parent / "settings.ini"), engine)
    window.resize(1440, 900)
    window.show()
    document, session = window.document, window.session
    session.start()
    opened = lambda: len(document.images) == len(truth) and document.mask is not None  # noqa: E731
    meter.until("open", opened, lambda: window.projects.make_from([images]))
    project = document.project
    assert project is not None
    ids = list[int | None]()
    for name in CLASSES[kind]:
        meter.until("add classes", lambda: True, lambda name=name: ids.append(document.class_list.add(name)))
        meter.until("add classes", lambda: not document.background.busy)
    random, entries = np.random.default_rng(0), document.images

    def go(step: str, image_id: str) -> None:
        meter.until(step, partial(shown, window, image_id), partial(document.current.select, image_id))

    for at in np.linspace(0, len(truth) - 1, PAINTED + 2).astype(int)[1:-1].tolist():
        lines: Strokes = strokes_for(truth[at], random, LENGTH)
        go("step to a plane", entries[at].id)
        for value, x, y in lines:
            meter.until("paint", lambda: not document.queue.busy, partial(paint, window, ids[value], x, y, LENGTH))
    meter.until("first prediction", lambda: document.prediction is not None)
    for entry in entries[:WALKED]:
        go("look at planes", entry.id)
    meter.train(window, seconds)
    job = window.predict_all
    meter.until("predict", lambda: not job.why_not())
    meter.until("predict", lambda: not job.job.running, job.start)
    folder = project.predictions_folder / project.model_name
    predicted = [palette_png.decode(folder / f"{entry.id}.png").array for entry in document.images]
    table = {row.id: number for number, row in enumerate(document.classes)}  # with the one that a new project has
    predicted = [np.vectorize(table.get, otypes=[np.uint8])(one) for one in predicted]
    equal: dict[str, object] = {}
    for name, matches in EXPORTS[kind].items():
        if name == "dicom-seg" and importlib.util.find_spec("highdicom") is None:
            equal[name] = "not written: highdicom is not installed"
            continue
        out = images.parent / name
        meter.until(f"export {name}", lambda: not window.exports.job.running,
                    partial(window.exports.start, "predictions", out, name))  # fmt: skip
        equal[name] = matches(out, predicted)
    window.close()
    meter.until("close", lambda: ended(engine))
    return meter.end(), equal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=100)
    parser.add_argument("--slice-side", type=int, default=512)
    parser.add_argument("--depth", type=int, default=40)
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--seconds", type=float, default=20, help="of training")
    parser.add_argument("--only", choices=(CT, STACK))
    parser.add_argument("--quick", action="store_true", help="16 slices of 256, 6 planes of 256, 5 seconds")
    options = parser.parse_args()
    if options.quick:
        options.slices, options.slice_side, options.depth, options.side, options.seconds = 16, 256, 6, 256, 5
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    apply_theme("light")
    rows: dict[str, object] = {}
    sizes = {CT: (options.slices, options.slice_side), STACK: (options.depth, options.side)}
    for kind, write in ((CT, write_series), (STACK, write_stack)):
        if options.only in (None, kind):
            with tempfile.TemporaryDirectory() as name:
                images = Path(name) / "scan"
                images.mkdir()
                taken, equal = steps(kind, images, write(images, *sizes[kind]), options.seconds)
            print_table(kind, taken)
            print("exports equal to the predictions:", equal, flush=True)
            rows[kind] = {"planes, side": sizes[kind], "steps": taken, "equal": equal}
    print(json.dumps({"benchmark": "stacks", "rows": rows}))


if __name__ == "__main__":
    main()
