"""How other people's readers are asked for the pixels of an export; run by ``other_readers.py`` in their environments.

    python read_apart.py READER EXPORT TRUTH "holds void"|"holds none"

Imports numpy and the reader only, nothing of SegStudio. A function of ``READERS`` gets the folder of an export and
``Truth`` and gives a version and, by the name of an image or stack, its class ids (void: 255) as the reader has them.
Prints one JSON object.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

VOID = 255
Arrays = dict[str, Any]


@dataclass(frozen=True)
class Truth:
    """``ids``: class ids by name; ``masks``: what was exported, ``uint8[h, w]`` by stem or ``[z, h, w]`` by stack;
    ``images``: the image file of each stem; ``affine``: of the volume, RAS, millimetres."""

    ids: dict[str, int]
    masks: Arrays
    images: dict[str, Path]
    affine: Any

    def renumbered(self, values: Any, names: dict[str, int]) -> Any:
        """``values`` of a file as class ids, by the names of its numbers; other numbers are void."""
        out = np.full(values.shape, VOID, np.uint8)
        for name, number in names.items():
            if name in self.ids:
                out[values == number] = self.ids[name]
        return out

    def drawn(self, stem: str, shapes: list[tuple[Any, str]]) -> Any:
        """Shapes ``bool[h, w]`` drawn one over the other."""
        out = np.full(self.masks[stem].shape, VOID, np.uint8)
        for inside, name in shapes:
            out[np.asarray(inside, bool)] = self.ids[name]
        return out


def names_in(folder: Path) -> dict[str, int]:
    return dict(json.loads((folder / "dataset.json").read_text("utf-8"))["labels"])


# ---- pictures -------------------------------------------------------------------------------------------------------


def pillow(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    from PIL import Image

    return version("Pillow"), {path.stem: np.asarray(Image.open(path)) for path in folder.glob("*.png")}


def pillow_colors(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    from PIL import Image

    rows = [line.split(":")[:2] for line in (folder / "labelmap.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    colors = {name: sum(int(one) << at for one, at in zip(color.split(","), (16, 8, 0), strict=True))
              for name, color in rows}  # fmt: skip
    found = {
        path.stem: np.asarray(Image.open(path)).astype(int) @ (1 << 16, 1 << 8, 1) for path in folder.glob("*.png")
    }
    return version("Pillow"), {stem: truth.renumbered(keys, colors) for stem, keys in found.items()}


def smp(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    """The lines of its example: ``cv2.imread(path, 0)``, and its own count of right and wrong pixels."""
    import cv2
    import segmentation_models_pytorch
    import torch

    found = {path.stem: cv2.imread(str(path), 0) for path in folder.glob("*.png")}
    for stem, values in found.items():
        read, own = (torch.from_numpy(one.astype(np.int64))[None] for one in (values, truth.masks[stem]))
        counts = segmentation_models_pytorch.metrics.get_stats(read, own, "multiclass", ignore_index=VOID,
                                                               num_classes=len(truth.ids))  # fmt: skip
        labelled = int((truth.masks[stem] != VOID).sum())
        assert int(counts[0].sum()) == labelled and not int(counts[1].sum() + counts[2].sum()), "its metrics differ"
    return version("segmentation-models-pytorch"), found


def mmseg(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    """``LoadAnnotations`` of mmsegmentation 1.2.2, repeated: its package asks for an mmcv that is not to be had for
    newer torch. ``mmcv.imfrombytes(bytes, flag='unchanged', backend='pillow').squeeze().astype(np.uint8)``."""
    import io

    from PIL import Image

    paths = folder.glob("*.png")
    found = {
        path.stem: np.array(Image.open(io.BytesIO(path.read_bytes()))).squeeze().astype(np.uint8) for path in paths
    }
    return "1.2.2, its lines", found


def torchvision_voc(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    from torchvision.datasets import VOCSegmentation

    with tempfile.TemporaryDirectory() as root:
        base = Path(shutil.copytree(folder, Path(root) / "VOCdevkit" / "VOC2012"))
        lists = base / "ImageSets" / "Segmentation"
        shutil.copy(lists / "default.txt", lists / "train.txt")
        (base / "JPEGImages").mkdir()
        stems = (lists / "train.txt").read_text("utf-8").split()
        for stem in stems:
            _as_kind(truth.images[stem], base / "JPEGImages" / f"{stem}.jpg")
        data = VOCSegmentation(root, "2012", "train", download=False)
        return version("torchvision"), {stem: np.asarray(data[at][1]) for at, stem in enumerate(stems)}


def torchvision_cityscapes(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    from torchvision.datasets import Cityscapes

    with tempfile.TemporaryDirectory() as root:
        shutil.copytree(folder / "gtFine", Path(root) / "gtFine")
        own = {stem.replace("_", "-"): stem for stem in truth.images}
        for path in sorted((Path(root) / "gtFine").rglob("*_labelIds.png")):
            start = path.name.removesuffix("_gtFine_labelIds.png")
            stem = own[start.split("_", 2)[2]]
            image = Path(root) / "leftImg8bit" / path.parent.relative_to(Path(root) / "gtFine")
            image.mkdir(parents=True, exist_ok=True)
            _as_kind(truth.images[stem], image / f"{start}_leftImg8bit.png")
        rows = (folder / "label_colors.txt").read_text("utf-8").splitlines()
        names = {row.split(" ", 3)[3]: number for number, row in enumerate(rows)}
        found: Arrays = {}
        for split in (path.name for path in (Path(root) / "gtFine").iterdir()):
            data = Cityscapes(root, split, "fine", "semantic")
            for at, image in enumerate(data.images):
                stem = own[Path(image).name.removesuffix("_leftImg8bit.png").split("_", 2)[2]]
                found[stem] = truth.renumbered(np.asarray(data[at][1]), names)
    return version("torchvision"), found


def _as_kind(image: Path, goal: Path) -> None:
    from PIL import Image

    Image.open(image).save(goal)


def scikit_image(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import skimage.io

    paths = [path for end in ("png", "tif") for path in folder.glob(f"*.{end}")]
    names = names_in(folder)
    return version("scikit-image"), {path.stem: truth.renumbered(skimage.io.imread(path), names) for path in paths}


def tiff(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import tifffile

    return version("tifffile"), {path.stem: tifffile.imread(path) for path in folder.glob("*.tif")}


def ome(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    """Axes and the size of a pixel too; numbers as ``dataset.json`` names them."""
    import tifffile

    found: Arrays = {}
    for path in folder.glob("*.ome.tif"):
        stem = path.name.removesuffix(".ome.tif")
        with tifffile.TiffFile(path) as file:
            series = file.series[0]
            assert file.is_ome and series.axes == "ZYX"[-len(series.shape) :], series.axes
            pixels = tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]["Pixels"]
            found[stem] = truth.renumbered(series.asarray(), names_in(folder))
        if stem == "vol":
            across = float(np.linalg.norm(truth.affine[:3, 0]))
            assert abs(float(pixels["PhysicalSizeX"]) - across) < 1e-6 and pixels["PhysicalSizeXUnit"] == "mm"
    return version("tifffile"), found


# ---- shapes ---------------------------------------------------------------------------------------------------------


def pycocotools(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    from pycocotools.coco import COCO

    data, found = COCO(str(next((folder / "annotations").glob("*.json")))), dict[str, Any]()
    names = {row["id"]: row["name"] for row in data.loadCats(data.getCatIds())}
    for image in data.loadImgs(data.getImgIds()):
        rows = data.loadAnns(data.getAnnIds(image["id"]))
        assert all(row["area"] == data.annToMask(row).sum() for row in rows), "an area differs"
        stem = Path(image["file_name"]).stem
        found[stem] = truth.drawn(stem, [(data.annToMask(row), names[row["category_id"]]) for row in rows])
    return version("pycocotools"), found


def panoptic(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    """The lines of panopticapi, which is in no package index: ``rgb2id`` and the segments of each image."""
    from PIL import Image

    content = json.loads((folder / "annotations" / "panoptic_default.json").read_text("utf-8"))
    names = {row["id"]: row["name"] for row in content["categories"]}
    found: Arrays = {}
    for row in content["annotations"]:
        color = np.asarray(Image.open(folder / "annotations" / "panoptic_default" / row["file_name"]), np.uint32)
        ids = color[..., 0] + 256 * color[..., 1] + 256 * 256 * color[..., 2]
        assert set(np.unique(ids)) - {0} == {one["id"] for one in row["segments_info"]}, "segments differ"
        assert all((ids == one["id"]).sum() == one["area"] for one in row["segments_info"]), "an area differs"
        stem = Path(row["file_name"]).stem
        found[stem] = truth.drawn(stem, [(ids == one["id"], names[one["category_id"]]) for one in row["segments_info"]])
    return "its lines", found


def labelme(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import labelme.utils
    from labelme import LabelFile

    found: Arrays = {}
    with tempfile.TemporaryDirectory() as root:
        for path in folder.glob("*.json"):
            if path.name.startswith("."):
                continue
            shutil.copy(path, root)
            image = json.loads(path.read_text("utf-8"))["imagePath"]
            shutil.copy(truth.images[path.stem], Path(root) / image)
            shapes = LabelFile(str(Path(root) / path.name)).shapes
            numbers = {name: id + 1 for name, id in truth.ids.items()}
            values, _ = labelme.utils.shapes_to_label(truth.masks[path.stem].shape, shapes, numbers)
            found[path.stem] = np.where(values > 0, values - 1, VOID).astype(np.uint8)
    return version("labelme"), found


def label_studio(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    from label_studio_sdk.converter.brush import decode_rle

    found: Arrays = {}
    for task in json.loads((folder / "tasks.json").read_text("utf-8")):
        shapes, stem = [], Path(task["data"]["image"]).stem
        for row in task["annotations"][0]["result"]:
            size = row["original_height"], row["original_width"], 4
            alpha = np.asarray(decode_rle(row["value"]["rle"])).reshape(size)[..., 3]
            shapes.append((alpha > 0, row["value"]["brushlabels"][0]))
        found[stem] = truth.drawn(stem, shapes)
    return version("label-studio-sdk"), found


def datumaro(folder: Path, truth: Truth, kind: str = "voc_segmentation") -> tuple[str, Arrays]:
    from datumaro.components.annotation import AnnotationType
    from datumaro.components.dataset import Dataset

    with tempfile.TemporaryDirectory() as root:
        place, nothing = Path(root) / "data", VOID
        if (archive := folder / "masks.zip").exists():
            shutil.unpack_archive(archive, place)
            nothing = truth.ids["background"]  # black: nothing is drawn
        else:
            shutil.copytree(folder, place)
            (place / "images").mkdir()
        for path in truth.images.values() if kind == "coco_instances" else ():
            shutil.copy(path, place / "images")
        data, found = Dataset.import_from(str(place), kind), dict[str, Any]()
        names = [row.name for row in data.categories()[AnnotationType.label]]
        for item in data:
            masks = [one for one in item.annotations if one.type == AnnotationType.mask]
            shapes = [(one.image, names[one.label]) for one in masks if names[one.label] in truth.ids]
            drawn = truth.drawn(item.id, shapes)
            found[item.id] = np.where(drawn == VOID, np.uint8(nothing), drawn)
    return version("datumaro"), found


def datumaro_coco(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    return datumaro(folder, truth, "coco_instances")


def ultralytics(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    """Its check of a label file, and its own drawing of the outlines."""
    from ultralytics.data.utils import polygon2mask, verify_image_label

    lines = (folder / "data.yaml").read_text("utf-8").splitlines()
    names = [line.split("'")[1] for line in lines if line.startswith("  ")]
    found: Arrays = {}
    for path in (folder / "labels").glob("*.txt"):
        row = (str(truth.images[path.stem]), str(path), "", False, len(names), 0, 0, False)
        _, labels, shape, segments, _, missing, _, _, corrupt, message = verify_image_label(row)
        assert not missing and not corrupt, message
        rings = [(np.asarray(one) * (shape[1], shape[0])).ravel() for one in segments]
        drawn = [(polygon2mask(shape, [ring]), names[int(row[0])]) for ring, row in zip(rings, labels, strict=True)]
        found[path.stem] = truth.drawn(path.stem, drawn)
    return version("ultralytics"), found


def nnunet(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    """Its check of a data set, and its own reading of the labels."""
    from nnunetv2.experiment_planning.verify_dataset_integrity import verify_dataset_integrity
    from nnunetv2.imageio.natural_image_reader_writer import NaturalImage2DIO

    with tempfile.TemporaryDirectory() as root:
        place = Path(shutil.copytree(folder, Path(root) / "Dataset001_Test"))
        (place / "imagesTr").mkdir()
        labels = sorted((place / "labelsTr").glob("*.png"))
        for path in labels:
            shutil.copy(truth.images[path.stem], place / "imagesTr" / f"{path.stem}_0000.png")
        verify_dataset_integrity(str(place), 1)
        found = {path.stem: NaturalImage2DIO().read_seg(str(path))[0][0, 0] for path in labels}
    numbers = names_in(folder)
    return version("nnunetv2"), {stem: truth.renumbered(values, numbers) for stem, values in found.items()}


# ---- volumes --------------------------------------------------------------------------------------------------------


def nibabel(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import nibabel

    image = nibabel.load(folder / "vol.nii.gz")
    assert np.allclose(image.affine, truth.affine, atol=1e-5), "it lies elsewhere"
    return version("nibabel"), {"vol": _shown(truth.renumbered(np.asarray(image.dataobj), names_in(folder)))}


def _shown(values: Any) -> Any:
    """``[z, row, column]``, as it is shown, from ``[x, y, z]`` of a volume whose x goes left and y to the back."""
    return values.transpose(2, 1, 0)


def simpleitk(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import SimpleITK

    path = next(one for one in folder.iterdir() if one.name.startswith("vol."))
    image = SimpleITK.ReadImage(str(path))
    axes = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    lps = np.diag((-1, -1, 1)) @ truth.affine[:3]
    assert np.allclose(axes, lps[:, :3], atol=1e-5) and np.allclose(image.GetOrigin(), lps[:, 3], atol=1e-5)
    if path.suffix == ".nrrd":
        keys = {key: image.GetMetaData(key) for key in image.GetMetaDataKeys()}
        names = {keys[f"Segment{n}_Name"]: int(keys[f"Segment{n}_LabelValue"]) for n in range(len(truth.ids))}
    else:
        names = names_in(folder)
    values = truth.renumbered(SimpleITK.GetArrayFromImage(image).transpose(2, 1, 0), names)
    return version("SimpleITK"), {"vol": _shown(values)}


def pynrrd(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import nrrd

    values, header = nrrd.read(str(folder / "vol.seg.nrrd"))
    names = {header[f"Segment{n}_Name"]: int(header[f"Segment{n}_LabelValue"]) for n in range(len(truth.ids))}
    assert np.allclose(header["space directions"].T, np.diag((-1, -1, 1)) @ truth.affine[:3, :3], atol=1e-5)
    return version("pynrrd"), {"vol": _shown(truth.renumbered(values, names))}


def highdicom(folder: Path, truth: Truth) -> tuple[str, Arrays]:
    import highdicom

    found = highdicom.seg.segread(str(next(folder.glob("*.dcm"))))
    names = {found.get_segment_description(n).segment_label: n for n in found.segment_numbers}
    uids = [row[2] for row in sorted(found.get_source_image_uids(), key=lambda row: row[2])]
    pixels = found.get_pixels_by_source_instance(uids, combine_segments=True, skip_overlap_checks=False,
                                                 assert_missing_frames_are_empty=True)  # fmt: skip
    return version("highdicom"), {"ct": truth.renumbered(pixels, names)}


READERS: dict[str, Callable[[Path, Truth], tuple[str, Arrays]]] = {
    row.__name__: row
    for row in (pillow, pillow_colors, smp, mmseg, torchvision_voc, torchvision_cityscapes, scikit_image, tiff, ome,
                pycocotools, panoptic, labelme, label_studio, datumaro, datumaro_coco, ultralytics, nnunet, nibabel,
                simpleitk, pynrrd, highdicom)
}  # fmt: skip


def near_borders(truth: Any) -> Any:
    """``bool[h, w]``: pixels beside one of another class."""
    padded, near = np.pad(truth, 1, mode="edge"), np.zeros(truth.shape, bool)
    for down in range(3):
        for right in range(3):
            near |= padded[down : down + truth.shape[0], right : right + truth.shape[1]] != truth
    return near


def main() -> None:
    reader, folder, given = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    facts = json.loads((given / "truth.json").read_text("utf-8"))
    with np.load(given / "masks.npz") as stored:
        masks = {name: stored[name] for name in facts["masks"]}
    images = {stem: Path(path) for stem, path in facts["images"].items()}
    truth = Truth(facts["ids"], masks, images, np.array(facts["affine"]))
    number, found = READERS[reader](folder, truth)
    wrong, inner = 0, 0
    for name, values in found.items():
        if values.shape != masks[name].shape:
            raise SystemExit(f"{name} is {values.shape}, not {masks[name].shape}")
        differs = (values != masks[name]) & ((masks[name] != VOID) | (sys.argv[4] == "holds void"))
        wrong += int(differs.sum())
        inner += int((differs & ~near_borders(masks[name])).sum()) if differs.any() and differs.ndim == 2 else 0
    print(json.dumps({"version": number, "images": sorted(found), "pixels": sum(masks[stem].size for stem in found),
                      "wrong": wrong, "not at borders": inner}))  # fmt: skip


if __name__ == "__main__":
    main()
