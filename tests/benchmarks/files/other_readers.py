"""Other people's readers open each export: do they have the pixels that were exported?

    python tests/benchmarks/files/other_readers.py [--quick] [--environments FOLDER] [--reader R]...

Makes small projects, exports them with SegStudio's command line, and asks each reader in a process of its own
(``read_apart.py``). A reader that is not installed gets an environment of its own in FOLDER (a temporary one; given, it
is kept), which shares what is installed here and is no dependency of the program; ``--quick`` leaves these readers
out. Prints a table and last one JSON object; exit code 1: a reader has other pixels.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from common import ROOT  # noqa: E402

from segstudio.labels.classes import VOID, voc_palette  # noqa: E402
from segstudio.project import palette_png  # noqa: E402

APART = Path(__file__).with_name("read_apart.py")
CLASSES = ("background", "cell", "wall", "it is dirt")
SHAPES = {"a": (37, 53), "b_2": (48, 64)}
AFFINE = np.array([[-0.8, 0, 0, 30], [0, -0.8, 0, 20], [0, 0, 2.5, -10], [0, 0, 0, 1]], float)


@dataclass(frozen=True)
class Peer:
    """A reader of ``read_apart.py`` and the export it reads. ``needs``: its packages; ``borders``: it takes the pixels
    under an outline too, which SegStudio does not, so that it may differ beside borders; ``void``: the format holds it,
    else only labelled pixels are compared."""

    reader: str
    format: str
    needs: tuple[str, ...] = ()
    project: str = "pictures"
    borders: bool = False
    void: bool = True


PEERS = (
    Peer("pillow", "palette-png"),
    Peer("mmseg", "palette-png"),
    Peer("pillow", "index-png"),
    Peer("smp", "index-png", ("segmentation-models-pytorch",)),
    Peer("scikit_image", "index-png-0", ("scikit-image",)),
    Peer("pillow_colors", "color-png"),
    Peer("torchvision_voc", "voc"),
    Peer("datumaro", "voc", ("datumaro",)),
    Peer("datumaro", "cvat", ("datumaro",), void=False),
    Peer("pycocotools", "coco", ("pycocotools",)),
    Peer("datumaro_coco", "coco", ("datumaro",)),
    Peer("panoptic", "coco-panoptic"),
    Peer("labelme", "labelme", ("labelme",), borders=True),
    Peer("label_studio", "label-studio", ("label-studio-sdk",)),
    Peer("ultralytics", "ultralytics", ("ultralytics",), borders=True),
    Peer("torchvision_cityscapes", "cityscapes"),
    Peer("nnunet", "nnunet", ("nnunetv2",)),
    Peer("tiff", "label-tiff"),
    Peer("scikit_image", "label-tiff-0", ("scikit-image",)),
    Peer("ome", "ome-tiff"),
    Peer("ome", "ome-tiff", project="volume"),
    Peer("nibabel", "nifti", project="volume"),
    Peer("simpleitk", "nifti", ("SimpleITK",), "volume"),
    Peer("pynrrd", "nrrd", project="volume"),
    Peer("simpleitk", "nrrd", ("SimpleITK",), "volume"),
    Peer("simpleitk", "metaimage", ("SimpleITK",), "volume"),
    Peer("highdicom", "dicom-seg", ("highdicom",), "series"),
)


# ---- what is exported -----------------------------------------------------------------------------------------------


def command(*arguments: object, python: str = sys.executable) -> None:
    """SegStudio's own command line."""
    done = subprocess.run([python, "-m", "segstudio", *map(str, arguments)], cwd=ROOT, text=True,
                          capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    if done.returncode:
        raise SystemExit(f"segstudio {arguments[0]} ended with {done.returncode}: {done.stderr.strip()}")


def drawn_mask(shape: tuple[int, int], seed: int) -> Any:
    """Regions that touch, with holes, single pixels and void."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    draw, mask = np.random.default_rng(seed), np.full(shape, VOID, np.uint8)
    mask[:, : shape[1] // 2] = 0
    for id in (1, 2, 3, 1, 2):
        y, x, radius = draw.integers(4, shape[0] - 4), draw.integers(4, shape[1] - 4), draw.integers(4, 12)
        distance = (rows - y) ** 2 + (columns - x) ** 2
        mask[(distance <= radius**2) & (distance >= (radius // 3) ** 2)] = id
    mask[draw.integers(0, shape[0], 9), draw.integers(0, shape[1], 9)] = draw.integers(0, 4, 9)
    return mask


def make_images(folder: Path, kind: str) -> dict[str, tuple[Path, Any]]:
    """The image files of a project by the names that their masks have, and the masks."""
    folder.mkdir()
    if kind == "pictures":
        from PIL import Image

        made = {}
        for seed, (stem, shape) in enumerate(SHAPES.items()):
            Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)).save(
                folder / f"{stem}.png"
            )
            made[stem] = folder / f"{stem}.png", drawn_mask(shape, seed)
        return made
    masks = [drawn_mask((24, 30), seed) for seed in range(4)]
    if kind == "volume":
        import nibabel

        values = np.random.default_rng(5).integers(-50, 900, (30, 24, 4)).astype(np.int16)
        nibabel.save(nibabel.Nifti1Image(values, AFFINE), folder / "vol.nii.gz")
        return {f"vol_z{at + 1:03}": (folder / "vol.nii.gz", mask) for at, mask in enumerate(masks)}
    return {f"ct{at}": (write_slice(folder / f"ct{at}.dcm", at), mask) for at, mask in enumerate(masks)}


def write_slice(path: Path, at: int) -> Path:
    """One slice of a series, begun from a real one that pydicom ships."""
    import pydicom
    from pydicom.data import get_testdata_file

    made = pydicom.dcmread(str(get_testdata_file("CT_small.dcm", download=False)))
    made.Rows, made.Columns, made.InstanceNumber = 24, 30, at + 1
    made.ImagePositionPatient, made.SliceThickness = [0, 0, 2.5 * at], 2.5
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"1.2.826.0.1.3680043.8.498.{at + 1}"
    made.PixelData = np.random.default_rng(at).integers(0, 900, (24, 30)).astype("<i2").tobytes()
    made.save_as(path)
    return path


def make_project(folder: Path, kind: str) -> None:
    """A project with labels, made by the command line; ``truth.json`` and ``masks.npz`` beside it."""
    folder.mkdir()
    made = make_images(folder / "images", kind)
    (folder / "masks").mkdir()
    for stem, (_, mask) in made.items():
        (folder / "masks" / f"{stem}.png").write_bytes(palette_png.encode(mask, voc_palette()))
    command("new", folder / "p.segstudio", "--images", folder / "images", "--classes", ",".join(CLASSES))
    command("import", folder / "p.segstudio", folder / "masks", "--by-number", "--void-255")
    masks = {stem: mask for stem, (_, mask) in made.items()}
    if kind != "pictures":
        masks = {"vol" if kind == "volume" else "ct": np.stack(list(masks.values()))}
    np.savez(folder / "masks.npz", **masks)
    facts = {"ids": {name: id for id, name in enumerate(CLASSES)}, "masks": list(masks), "affine": AFFINE.tolist(),
             "images": {stem: str(path) for stem, (path, _) in made.items()}}  # fmt: skip
    (folder / "truth.json").write_text(json.dumps(facts), "utf-8")


# ---- who reads it ---------------------------------------------------------------------------------------------------


def is_here(packages: tuple[str, ...]) -> bool:
    """Whether all are installed in the environment that runs."""
    try:
        return all(importlib.metadata.version(one) for one in packages)
    except importlib.metadata.PackageNotFoundError:
        return False


def environment(folder: Path, packages: tuple[str, ...]) -> tuple[str, str]:
    """The Python that has ``packages``, and why there is none."""
    if is_here(packages):
        return sys.executable, ""
    place = folder / packages[0]
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
        site = json.loads(subprocess.check_output(
            [python, "-c", "import json, site; print(json.dumps(site.getsitepackages()))"], text=True))[0]  # fmt: skip
        Path(site, "shared.pth").write_text(str(Path(np.__file__).parents[1]))  # torch is 5 GB: once is enough
    if subprocess.run([python, "-m", "pip", "show", "-q", *packages], capture_output=True).returncode == 0:
        return str(python), ""
    done = subprocess.run([python, "-m", "pip", "install", "-q", *packages], capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
    return ("", lines[-1]) if done.returncode else (str(python), "")


def ask(peer: Peer, python: str, export: Path, project: Path) -> dict[str, Any]:
    """What the reader says of an export, or why it says nothing."""
    void = "holds void" if peer.void else "holds none"
    apart = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([python, APART, peer.reader, export, project, void], capture_output=True, text=True,
                          timeout=600, env=apart)  # fmt: skip
    try:
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (ValueError, IndexError):
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"it ended with {done.returncode}"]
        return {"error": lines[-1]}


def verdict(peer: Peer, said: dict[str, Any]) -> str:
    if "error" in said:
        return f"fails: {said['error']}"
    if not said["wrong"]:
        return "equal" if peer.void else "equal in labelled pixels"
    share = f"{said['wrong']} of {said['pixels']} pixels"
    if peer.borders and not said["not at borders"]:
        return f"as equal as it draws: {share} differ, all beside borders"
    return f"differs in {share}"


def onnx_runtime(folder: Path, project: Path) -> str:
    """The exported network by its own script, which knows ONNX Runtime only, beside what SegStudio predicts."""
    from PIL import Image

    command("train", project / "p.segstudio", "--steps", 12, "--weights", "none", "--device", "cpu", "--seed", 1)
    command("export-model", project / "p.segstudio", "--out", folder / "model.onnx")
    command("predict", project / "p.segstudio", "--images", project / "images", "--out", folder / "predicted")
    done = subprocess.run([sys.executable, folder / "model.py", project / "images", "--out", folder / "by-script"],
                          capture_output=True, text=True, cwd=folder)  # fmt: skip
    if done.returncode:
        return f"fails: {done.stderr.strip().splitlines()[-1]}"
    pairs = [(np.asarray(Image.open(folder / "by-script" / path.name)), np.asarray(Image.open(path)))
             for path in sorted((folder / "predicted").glob("*.png"))]  # fmt: skip
    wrong, size = sum(int((one != other).sum()) for one, other in pairs), sum(one.size for one, _ in pairs)
    return "equal" if not wrong else f"as equal as it rounds: {wrong} of {size} pixels differ"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="only readers that are installed here")
    parser.add_argument("--environments", type=Path, help="where the environments of the others are made and kept")
    parser.add_argument("--reader", action="append", choices=sorted({peer.reader for peer in PEERS}))
    options = parser.parse_args()
    rows: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as made:
        folder, environments = Path(made), (options.environments or Path(made) / "environments").absolute()
        environments.mkdir(parents=True, exist_ok=True)
        print(f"{'reader':22} {'version':10} {'format':14} result")
        for peer in (one for one in PEERS if not options.reader or one.reader in options.reader):
            if not (project := folder / peer.project).exists():
                make_project(project, peer.project)
            if options.quick and not is_here(peer.needs):
                python, why = "", "not installed here"
            else:
                python, why = environment(environments, peer.needs)
            export = folder / f"{peer.project}-{peer.format}"
            if python and not export.exists():  # DICOM SEG is written with highdicom too
                own = python if peer.format == "dicom-seg" else sys.executable
                command("export", project / "p.segstudio", export, "--format", peer.format, python=own)
            said = ask(peer, python, export, project) if python else {}
            result = verdict(peer, said) if python else f"not tried: {why}"
            rows.append({"reader": peer.reader, "version": said.get("version", ""), "format": peer.format,
                         "result": result})  # fmt: skip
            print(f"{peer.reader:22} {rows[-1]['version']:10.10} {peer.format:14} {result}", flush=True)
        if not options.quick and not options.reader:
            result = onnx_runtime(folder, folder / "pictures")
            rows.append({"reader": "onnxruntime", "version": importlib.metadata.version("onnxruntime"),
                         "format": "export-model", "result": result})  # fmt: skip
            print(f"{'onnxruntime':22} {rows[-1]['version']:10.10} {'export-model':14} {result}", flush=True)
    print(json.dumps({"benchmark": "other_readers", "rows": rows}))
    sys.exit(any(row["result"].startswith(("differs", "fails")) for row in rows))


if __name__ == "__main__":
    main()
