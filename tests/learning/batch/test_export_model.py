"""The exported model predicts the program's masks where neither SegStudio nor torch can be imported."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.errors import LearningError
from segstudio.labels.classes import ClassTable
from segstudio.learning.batch import export_model as exporting
from segstudio.learning.batch import standalone
from segstudio.learning.batch.batch import BatchOptions, predict_folder
from segstudio.learning.batch.export_model import export_model
from segstudio.learning.messages import Finished, TrainSettings
from segstudio.learning.training.trainer import train
from segstudio.models.encoders import encoder_shapes
from segstudio.project.images.reading import read_image
from segstudio.project.palette_png import decode
from segstudio.project.project import Project
from segstudio.project.storage import read_json, write_json
from tests.learning.conftest import disc_image, put_mask, replace_split
from tests.narrow import SMALL, light_encoder, short_heads

# What the script and what it imports may import; links to them make an environment without SegStudio and torch.
NEEDED = ("numpy", "numpy.libs", "PIL", "pillow.libs", "onnxruntime", "flatbuffers", "google", "packaging", "sympy",
          "mpmath", "coloredlogs", "humanfriendly")  # fmt: skip
RUN = """
import importlib.util, runpy, sys
sys.path.insert(0, sys.argv.pop(1))
assert not [name for name in ("segstudio", "torch", "cv2") if importlib.util.find_spec(name)]
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Exported(NamedTuple):
    """A project, a run of it, the exported network without and with the head, and what the command line said."""

    folder: Path
    run: str
    files: tuple[Path, Path]
    told: str


@pytest.fixture(scope="module", autouse=True)
def light() -> Iterator[None]:
    """A network of a few convolutions, and a head of few steps; the encoder beside the strokes is the program's own."""
    with pytest.MonkeyPatch.context() as patch:
        light_encoder(patch)
        short_heads(patch)
        yield
    encoder_shapes.cache_clear()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, light: None) -> Exported:
    """Of a run of one step of a network without global statistics, on three images."""
    home = tmp_path_factory.mktemp("exported")
    (home / "images").mkdir()
    masks = {}
    for number in range(3):
        image, mask = disc_image(72, number)
        edge = cv2.dilate((mask == 1).astype(np.uint8), np.ones((5, 5), np.uint8)) > (mask == 1)
        masks[f"im{number}"] = np.where(edge, np.uint8(2), mask)
        Image.fromarray(image).save(home / "images" / f"im{number}.png")
    with Project.create(home / "p", "p", ClassTable.from_names(["back", "disc", "rim"]), [home / "images"]) as project:
        for id, mask in masks.items():
            put_mask(project, id, mask)
        project.update_entries([replace_split(project.entry("im2"), "val")])
        project.save()
        settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
        finished = list(train(home / "p", settings, recipe=SMALL))[-1]
        assert isinstance(finished, Finished)
        project.set_current_run(finished.run)
    with_head(home / "p", finished.run, False)
    export_model(home / "p", finished.run, home / "alone.onnx")
    with_head(home / "p", finished.run, True)
    told = io.StringIO()
    with redirect_stdout(told):
        assert main(["export-model", str(home / "p"), "--out", str(home / "both.onnx")]) == 0
    return Exported(home / "p", finished.run, (home / "alone.onnx", home / "both.onnx"), told.getvalue())


def with_head(folder: Path, run: str, used: bool) -> None:
    """Its head takes part or not, and decides about the disc by itself."""
    path = folder / "runs" / run / "run.json"
    facts = read_json(path)
    assert isinstance(facts, dict)
    write_json(path, facts | {"with_head": used, "head_alone": [1]})


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """Images of other sizes than those of the project, also smaller than a stride and larger than a block."""
    folder, random = tmp_path / "others", np.random.default_rng(3)
    folder.mkdir()
    for name, shape in (("wide", (75, 601)), ("tiny", (9, 20)), ("color", (64, 97, 3)), ("line", (1, 40))):
        small = random.integers(0, 255, (max(1, shape[0] // 8), shape[1] // 8, *shape[2:]), np.uint8)
        Image.fromarray(small).resize((shape[1], shape[0])).save(folder / f"{name}.png")
    deep = np.add.outer(np.arange(50), np.arange(70)) * 300 + random.integers(0, 999, (50, 70))
    Image.fromarray(deep.astype(np.uint16)).save(folder / "deep.png")
    return folder


def run_script(tmp_path: Path, script: Path, *words: object) -> subprocess.CompletedProcess[str]:
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    spec = find_spec("numpy")
    assert spec is not None and spec.origin is not None
    for name in NEEDED:
        source = Path(spec.origin).parents[1] / name
        if source.exists() and not (site / name).exists():
            (site / name).symlink_to(source)
    command = [sys.executable, "-I", "-S", "-c", RUN, str(site), str(script), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)


@pytest.mark.parametrize("head", [False, True])
def test_the_script_gives_the_masks_of_predict_without_segstudio_and_torch(
    exported: Exported, others: Path, tmp_path: Path, head: bool
) -> None:
    with_head(exported.folder, exported.run, head)
    options = BatchOptions(device="cpu", threads=1)
    list(predict_folder(exported.folder, others, tmp_path / "mine", exported.run, options))
    ended = run_script(tmp_path, exported.files[head].with_suffix(".py"), others, "--out", tmp_path / "theirs")
    assert ended.returncode == 0, ended.stderr
    different = 0
    for path in sorted(others.iterdir()):
        mine, theirs = decode(tmp_path / "mine" / path.name), decode(tmp_path / "theirs" / path.name)
        assert theirs.palette is not None and np.array_equal(mine.palette, theirs.palette)
        different += int((mine.array != theirs.array).sum())
    assert different <= 5  # of 52,000: where two classes are level


def test_tiles_of_a_large_image_equal_the_whole(exported: Exported, monkeypatch: pytest.MonkeyPatch) -> None:
    model, image = standalone.Model(exported.files[0]), np.random.default_rng(0).random((3, 500, 420), np.float32)
    whole = model.log_probabilities(image, 500, 420)
    monkeypatch.setattr(standalone, "TILE", 224)
    model.facts["whole"] = "1000"
    assert model.facts["tiles"] == "yes"
    assert np.abs(np.exp(model.log_probabilities(image, 500, 420)) - np.exp(whole)).max() < 1e-4


def test_what_cannot_be_predicted_is_named_and_nothing_is_overwritten(
    exported: Exported, others: Path, tmp_path: Path
) -> None:
    script = exported.files[0].with_suffix(".py")
    cv2.imwrite(str(others / "deep.png"), np.zeros((8, 8, 3), np.uint16))
    (others / "torn.jpg").write_bytes(b"no image")
    Image.open(others / "tiny.png").convert("L").save(others / "tiny.bmp")
    before = (others / "tiny.png").read_bytes()
    ended = run_script(tmp_path, script, others, "--out", tmp_path / "out")
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    for name in ("deep.png", "torn.jpg", "tiny.png"):
        assert f"{name} is left out" in ended.stderr
    ended = run_script(tmp_path, script, others / "tiny.png", "--out", others)
    assert ended.returncode == 1 and (others / "tiny.png").read_bytes() == before
    (tmp_path / "empty").mkdir()
    assert run_script(tmp_path, script, tmp_path / "empty", "--out", tmp_path / "out").returncode == 2


def test_the_command_line_says_what_the_files_hold(exported: Exported) -> None:
    alone, both = exported.files
    assert "The network and what was learnt from the strokes" in exported.told and "both_strokes.onnx" in exported.told
    assert not alone.with_name("alone_strokes.onnx").exists() and both.with_name("both_strokes.onnx").exists()
    for file, strokes in ((alone, "no"), (both, "yes")):
        facts = onnxruntime.InferenceSession(file).get_modelmeta().custom_metadata_map
        assert facts["strokes"] == strokes and json.loads(facts["classes"]) == {"0": "back", "1": "disc", "2": "rim"}


def test_a_head_that_differs_is_not_written(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_head(exported.folder, exported.run, True)
    monkeypatch.setattr(exporting, "_difference", lambda *_: 0.5)
    with pytest.raises(LearningError, match="exported head differs"):
        export_model(exported.folder, exported.run, tmp_path / "net.onnx")
    assert not list(tmp_path.glob("net*"))


def test_values_that_images_share_are_those_of_the_program(exported: Exported, tmp_path: Path) -> None:
    model = standalone.Model(exported.files[0])
    assert model.facts["values"] == "" and model.values is None
    path = tmp_path / "a.tif"
    Image.fromarray(np.array([[-2000, 0, 3000]], np.float32)).save(path)
    model.facts["values"] = "-1000.0 1000.0"
    assert model.values == (-1000.0, 1000.0)
    assert standalone.read_image(path, model.values)[0].tolist() == [[0.0, 0.5, 1.0]]
    assert np.array_equal(
        standalone.read_image(path, model.values), read_image(path, values=model.values).model_input()
    )
    model.facts["values"] = standalone.SEVERAL
    with pytest.raises(ValueError, match="in its stack only"):
        assert model.values


def test_a_file_of_several_pages_is_not_taken_in_part(tmp_path: Path) -> None:
    pages = [Image.new("L", (4, 4), number) for number in range(3)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(ValueError, match="3 pages"):
        standalone.read_image(tmp_path / "a.tif")
