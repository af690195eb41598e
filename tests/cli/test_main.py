"""The command line: the whole job in one go, and one sentence with exit code 2 for all that a person can get wrong."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from segstudio.cli.main import main
from segstudio.cli.report import Report
from segstudio.labels.classes import VOID, voc_palette
from segstudio.labels.geometry import Footprint, Rect
from segstudio.learning.messages import (
    HELD_OUT,
    SAME_IMAGE,
    SAME_REGION,
    Notice,
    Scored,
    ScoreTable,
    Step,
    Waiting,
)
from segstudio.learning.runs.folder import read_info
from segstudio.project import palette_png
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.project import Project
from segstudio.project.storage import write_error
from tests.narrow import brief_head, few, small_patches

__all__ = ["brief_head", "few", "small_patches"]  # fixtures

pytestmark = pytest.mark.usefixtures("few", "small_patches", "brief_head")

ROOT = Path(__file__).resolve().parents[2]
SHAPE = (48, 64)


def draw(folder: Path, count: int = 4) -> tuple[Path, Path]:
    """``count`` images with a bright square each, and their exact palette masks with a border of void."""
    images, masks = folder / "images", folder / "masks"
    images.mkdir(parents=True)
    masks.mkdir()
    random = np.random.default_rng(0)
    for index in range(count):
        mask = np.zeros(SHAPE, np.uint8)
        mask[10:30, 8 + 4 * index : 30 + 4 * index] = 1
        pixels = np.where(mask == 1, 190, 70) + random.normal(0, 10, SHAPE)
        mask[:2] = VOID
        Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(images / f"scan_{index}.png")
        (masks / f"scan_{index}.png").write_bytes(palette_png.encode(mask, voc_palette()))
    return images, masks


@pytest.fixture
def data(tmp_path: Path) -> tuple[Path, Path]:
    return draw(tmp_path / "data")


@pytest.fixture
def project(tmp_path: Path, data: tuple[Path, Path]) -> Path:
    folder = tmp_path / "Job.segstudio"
    assert main(["new", str(folder), "--images", str(data[0]), "--classes", "ground,square"]) == 0
    return folder


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command that must fail with exit code 2 and one sentence on stderr; the sentence."""
    capsys.readouterr()
    assert main([str(a) for a in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.strip() and "Traceback" not in err
    return err


@pytest.mark.slow
def test_the_whole_job_runs_through_the_command_line(
    tmp_path: Path, project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(data[1])]) == 0
    capsys.readouterr()
    train = ["train", str(project), "--encoder", "mobilenet_v3_large", "--weights", "none", "--steps", "12"]
    assert main([*train, "--device", "cpu", "--seed", "1", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["event"] for e in events][-1] == "finished"
    assert sum(e["event"] == "step" for e in events) == 12
    assert any(e["event"] == "scored" and e["table"]["kind"] == "held-out" for e in events)
    out = tmp_path / "out"
    assert main(["predict", str(project), "--images", str(data[0]), "--out", str(out)]) == 0
    assert sorted(p.name for p in out.glob("*.png")) == [f"scan_{i}.png" for i in range(4)]
    capsys.readouterr()
    assert main(["evaluate", str(out), str(data[1]), "--json"]) == 0
    score = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(score["iou"]) == set(score["dice"]) == set(score["accuracy"]) == {"ground", "square"}
    assert 0 <= score["miou"] <= 1 and np.isclose(score["miou"], np.mean(list(score["iou"].values())))
    assert main(["export", str(project), str(tmp_path / "predicted"), "--what", "predictions"]) == 0
    assert len(list((tmp_path / "predicted").glob("*.png"))) == 4


def test_import_and_export_give_back_the_same_pixels_and_palette(
    tmp_path: Path, project: Path, data: tuple[Path, Path]
) -> None:
    out = tmp_path / "out"
    assert main(["import", str(project), str(data[1])]) == 0
    assert main(["export", str(project), str(out)]) == 0
    for path in sorted(data[1].glob("*.png")):
        with Image.open(out / path.name) as written:
            assert written.mode == "P" and "transparency" not in written.info
            assert len(written.getpalette("RGB") or []) == 768
            assert np.array_equal(np.asarray(written), palette_png.decode(path).array)
    rows = json.loads((out / "classes.json").read_text())
    assert [(r["id"], r["name"]) for r in rows] == [(0, "ground"), (1, "square")]
    assert main(["export", str(project), str(out), "--images", "flagged"]) == 2


def test_a_perfect_prediction_scores_one_and_void_counts_nowhere(
    tmp_path: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    guess = tmp_path / "guess"
    guess.mkdir()
    for path in data[1].glob("*.png"):
        mask = palette_png.decode(path).array.copy()
        mask[mask == VOID] = 1  # wrong only where the truth is void
        (guess / path.name).write_bytes(palette_png.encode(mask, voc_palette()))
    (tmp_path / "classes.json").write_text('["ground", "square", "never"]')
    assert main(["evaluate", str(guess), str(data[1]), "--classes", str(tmp_path / "classes.json"), "--json"]) == 0
    score = json.loads(capsys.readouterr().out)
    assert score["miou"] == 1.0 and score["iou"] == {"ground": 1.0, "square": 1.0, "never": None}


def test_unmatched_masks_are_named_and_none_matched_is_an_error(
    tmp_path: Path, project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (data[1] / "scan_0.png").rename(data[1] / "stranger.png")
    assert main(["import", str(project), str(data[1])]) == 1
    assert "stranger.png" in capsys.readouterr().err
    for path in data[1].glob("scan_*.png"):
        path.rename(path.with_stem("x" + path.stem))
    assert "image of the same name" in refused(capsys, "import", project, data[1])


@pytest.mark.parametrize("bad", [np.zeros((9, 9), np.uint8), np.full(SHAPE, 9, np.uint8)])
def test_a_mask_of_another_size_or_with_other_values_is_named_and_left_out(
    project: Path, data: tuple[Path, Path], bad: NDArray[np.uint8], capsys: pytest.CaptureFixture[str]
) -> None:
    (data[1] / "scan_3.png").write_bytes(palette_png.encode(bad, voc_palette()))
    assert main(["import", str(project), str(data[1]), "--json"]) == 1
    out, err = capsys.readouterr()
    assert "scan_3" in err and "9" in err
    told = json.loads(out.splitlines()[-1])
    assert told["imported"] == 3 and len(told["left_out"]) == 1
    with Project.open(project, write=False) as opened:
        assert len(opened.labelled_entries()) == 3


def test_every_command_says_what_opening_the_project_has_to_say(
    tmp_path: Path, project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    assert main(["import", str(project), str(data[1])]) == 0
    words = ["train", str(project), "--encoder", "mobilenet_v3_large", "--weights", "none", "--steps", "1"]

    values = iter((0, 1))

    def crash() -> None:
        """Leave a stroke in the journal only."""
        with Project.open(project) as opened:
            stored = open_mask(opened, opened.images[0], SHAPE)
            stored.mask.begin("Brush")
            stored.mask.paint(Footprint(Rect(0, 0, 5, 5), np.ones((5, 5), bool)), next(values), np.ones(256, bool))
            stored.commit()
            opened.open_masks.clear()

    crash()
    capsys.readouterr()
    assert main(words) == 0
    assert "were recovered in scan_0" in capsys.readouterr().err
    crash()

    def full(_stored: StoredMask, _palette: object) -> None:
        raise write_error(project / "masks" / "scan_0.png", OSError(28, "full"))

    monkeypatch.setattr(StoredMask, "save", full)
    assert main(words) == 0
    assert "the disk is full. Its newest strokes are in the journal only." in capsys.readouterr().err


def test_an_import_says_which_labels_it_replaced(
    project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(data[1])]) == 0
    assert "before" not in capsys.readouterr().err
    assert main(["import", str(project), str(data[1])]) == 0
    assert "replaced in" in capsys.readouterr().err


def test_questions_of_an_import_are_answered_by_options(
    tmp_path: Path, project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    binary = tmp_path / "binary"
    binary.mkdir()
    Image.fromarray(np.where(palette_png.decode(data[1] / "scan_0.png").array == 1, 255, 0).astype(np.uint8)).save(
        binary / "scan_0.png"
    )
    assert "--object-255" in refused(capsys, "import", project, binary)
    assert "--map 0=CLASS" in refused(capsys, "import", project, binary, "--object-255", "square")
    assert main(["import", str(project), str(binary), "--object-255", "square", "--map", "0=ground"]) == 0
    (binary / "classes.json").write_text('["earth", "square"]')
    assert "--by-number" in refused(capsys, "import", project, binary, "--void-255")
    assert main(["import", str(project), str(binary), "--void-255", "--by-number"]) == 0
    with Project.open(project, write=False) as opened:
        assert set(np.flatnonzero(opened.label_summary(opened.images[0]))) == {0, 1}


@pytest.mark.parametrize("command", [["export", "OUT"], ["train", "--steps", "1"], ["predict", "--out", "OUT"]])
@pytest.mark.parametrize("json", [[], ["--json"]])
def test_a_torn_mask_stops_a_command_with_its_name_and_what_to_do(
    command: list[str], json: list[str], project: Project, data: tuple[Path, Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(["import", str(project), str(data[1])]) == 0
    torn = next((project / "masks").glob("scan_2*.png"))
    torn.write_bytes(torn.read_bytes()[:-20])
    before = (project / "project.json").read_bytes()
    capsys.readouterr()
    words = [word.replace("OUT", str(tmp_path / "out")) for word in command[1:]]
    assert main([command[0], str(project), *words, *json]) == 2
    out, err = capsys.readouterr()
    assert torn.name in err and "segstudio check" in err and out == ""
    assert not (tmp_path / "out").exists() and not (project / "runs").exists()
    assert (project / "project.json").read_bytes() == before


def test_a_truncated_or_empty_image_is_left_out_by_name(
    tmp_path: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (data[0] / "scan_0.png").read_bytes()
    (data[0] / "scan_0.png").write_bytes(whole[: len(whole) // 2])
    (data[0] / "scan_1.png").write_bytes(b"")
    assert main(["new", str(tmp_path / "P.segstudio"), "--images", str(data[0]), "--classes", "a,b"]) == 1
    err = capsys.readouterr().err
    assert "scan_0.png" in err and "scan_1.png" in err
    with Project.open(tmp_path / "P.segstudio", write=False) as opened:
        assert len(opened.images) == 2


def test_copies_of_one_image_are_named_when_they_are_added(
    tmp_path: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("twin.png", "triplet.png"):
        (data[0] / name).write_bytes((data[0] / "scan_0.png").read_bytes())
        assert main(["new", str(tmp_path / f"{name}.segstudio"), "--images", str(data[0]), "--classes", "a,b"]) == 0
        out, err = capsys.readouterr()
        assert (
            "copies share a split" in err if name == "triplet.png" else "is a copy of" in err and "share a split" in err
        )


def test_files_of_other_kinds_beside_the_images_are_named(
    tmp_path: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.czi", "b.CZI", "notes.txt"):
        (data[0] / name).write_text("x")
    assert main(["new", str(tmp_path / "P.segstudio"), "--images", str(data[0]), "--classes", "a,b"]) == 0
    assert capsys.readouterr().err == "Other files that are there are not read as images: 1 .txt, 2 Zeiss CZI.\n"


def test_a_folder_without_images_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    refused(capsys, "new", tmp_path / "P.segstudio", "--images", tmp_path / "empty", "--classes", "a,b")
    refused(capsys, "new", tmp_path / "P.segstudio", "--images", tmp_path / "missing", "--classes", "a,b")
    assert not (tmp_path / "P.segstudio" / "project.json").exists()


def test_what_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nothing"
    assert "nothing" in refused(capsys, "train", missing)
    refused(capsys, "import", project, missing)
    refused(capsys, "evaluate", missing, data[1])
    refused(capsys, "export", project, tmp_path / "out")
    refused(capsys, "predict", project, "--out", tmp_path / "out")
    refused(capsys, "predict", project, "--run", "never", "--out", tmp_path / "out")
    refused(capsys, "new", tmp_path / "Q.segstudio", "--images", data[0], "--classes", missing.with_suffix(".json"))
    refused(capsys, "new", project, "--images", data[0], "--classes", "a,b")
    refused(capsys, "new", tmp_path / "R.segstudio", "--images", data[0], "--classes", "a,a")


def test_training_without_labels_or_with_one_class_says_what_to_paint(
    project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "two classes" in refused(capsys, "train", project, "--weights", "none", "--steps", "1")
    one = data[1].parent / "one"
    one.mkdir()
    (one / "scan_0.png").write_bytes(palette_png.encode(np.zeros(SHAPE, np.uint8), voc_palette()))
    assert main(["import", str(project), str(one)]) == 0
    assert "two classes" in refused(capsys, "train", project, "--weights", "none", "--steps", "1")


class Hostile:
    """Its pickle would make a folder when it is loaded."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.target),)


def test_a_weights_file_with_code_in_it_is_refused_and_never_run(
    tmp_path: Path, project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(data[1])]) == 0
    bad = tmp_path / "weights.pth"
    bad.write_bytes(pickle.dumps(Hostile(tmp_path / "owned")))
    refused(capsys, "train", project, "--weights", bad, "--steps", "1", "--encoder", "mobilenet_v3_large")
    assert not (tmp_path / "owned").exists()
    refused(capsys, "train", project, "--weights", tmp_path / "no.pth", "--steps", "1")


def test_a_project_that_is_open_elsewhere_names_who_has_it(
    project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(project):
        assert str(os.getpid()) in refused(capsys, "import", project, data[1])


def test_a_newer_project_and_a_damaged_one_are_refused_untouched(
    project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "project.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"schema": 999}))
    refused(capsys, "import", project, data[1])
    file.write_text('{"schema": 1,')
    refused(capsys, "import", project, data[1])
    assert file.read_text() == '{"schema": 1,'


@pytest.mark.parametrize("bad", [["--steps", "0"], ["--steps", "-4"], ["--minutes", "nan"], ["--device", "tpu"]])
def test_absurd_options_end_with_exit_code_two(
    project: Path, bad: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", str(project), *bad])
    assert ended.value.code == 2 and capsys.readouterr().err


@pytest.mark.parametrize("words", [["trian", "P"], ["nowhere.segstudio"], ["--bogus"]])
def test_a_typing_error_opens_no_window_and_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2 and words[0] in capsys.readouterr().err


def test_unknown_encoder_and_upsampling_are_refused_with_the_choices(
    project: Path, data: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(data[1])]) == 0
    assert "resnet18" in refused(capsys, "train", project, "--encoder", "vgg99", "--steps", "1")
    assert "bilinear" in refused(capsys, "train", project, "--upsampling", "magic", "--steps", "1")


def test_doctor_tells_versions_devices_memory_cache_and_write_access(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {"torch", "torchvision", "cpu", "memory", "weights cache", "write access here"} <= set(facts)


def test_sample_writes_images_with_masks_that_the_program_itself_can_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", str(tmp_path / "s")]) == 0
    masks = tmp_path / "s" / "cells" / "val" / "masks"
    classes = tmp_path / "s" / "cells" / "classes.json"
    capsys.readouterr()
    assert main(["evaluate", str(masks), str(masks), "--classes", str(classes), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["miou"] == 1.0


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT to a process")
def test_ctrl_c_keeps_the_best_weights_and_ends_with_130(project: Path, data: tuple[Path, Path]) -> None:
    assert main(["import", str(project), str(data[1])]) == 0
    command = [sys.executable, "-m", "segstudio", "train", str(project), "--weights", "none", "--json"]
    running = subprocess.Popen(
        [*command, "--encoder", "mobilenet_v3_large"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    while b'"step"' not in running.stdout.readline():
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    finished = json.loads(out.splitlines()[-1])
    assert finished["event"] == "finished" and finished["reason"] == "cancelled"
    assert not finished["replaces"], "it was stopped before its first score"
    with Project.open(project, write=False) as opened:
        assert opened.current_run is None and read_info(project, finished["run"]).reason == "cancelled"


def test_every_choice_of_a_training_is_a_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from segstudio.learning.messages import Finished, TrainSettings
    from segstudio.learning.training import trainer

    images, _ = draw(tmp_path, 1)
    project = str(tmp_path / "p")
    assert main(["new", project, "--images", str(images), "--classes", "sound,crack"]) == 0
    asked: list[tuple[TrainSettings, str | None]] = []

    def train(folder: Path, settings: TrainSettings, resume: str | None, **_: object) -> list[Finished]:
        asked.append((settings, resume))
        return [Finished("", "limit", 1, 1.0, None)]

    monkeypatch.setattr(trainer, "train", train)
    assert main(["train", project, "--loss", "focal", "--class-weights", "crack=3", "--border", "--elastic",
                 "--frozen", "0.25", "--wait", "2", "--resume", "some-run"]) == 0  # fmt: skip
    settings, resume = asked[0]
    assert (settings.loss, settings.class_weights, settings.border) == ("focal", "crack=3", True) and settings.elastic
    assert (settings.frozen, settings.wait, resume) == (0.25, 120.0, "some-run")
    assert main(["train", project]) == 0 and main(["train", project, "--resume"]) == 0
    usual = TrainSettings()
    assert asked[1] == (usual, None) and asked[2] == (usual, None), "no run is current yet"
    assert main(["train", project, "--generated", "one"]) == 0 and asked[3][0].generated == "one"
    assert main(["train", project, "--generated"]) == 2 and len(asked) == 4, "there is no such exploration"


def test_a_wait_is_one_line_however_long_it_lasts(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(as_json=True)
    for event in (Waiting(9, 2.0), Waiting(9, 1.9), Notice("Still here."), Waiting(9, 1.8), Step(10, 0.1, 3.0, 4.0),
                  Waiting(11, 2.0), Waiting(11, 1.9)):  # fmt: skip
        report.event(event)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in told] == ["waiting", "notice", "step", "waiting"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (HELD_OUT, "(held-out, n = 4)"),
        (SAME_REGION, "(held-out region of the same image, n = 4)"),
        (SAME_IMAGE, "(same image, optimistic, n = 4)"),
    ],
)
def test_a_score_is_printed_with_what_it_is(kind: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    Report(as_json=False).event(Scored(7, 3.0, 0.2, ScoreTable(kind, 4, 90, (), 0.71, 0.82, 0.9), True))
    assert f"mean IoU 0.71, Dice 0.82 {words}" in capsys.readouterr().out
    Report(as_json=False).event(Scored(7, 3.0, 0.2, ScoreTable(kind, 4, 90, (), 0.71, 0.82, 0.9, area=4000), True))
    told = capsys.readouterr().out
    assert f"{words[:-1]}, from strokes" in told and told.count("optimistic") == 1, "said once, whatever the kind"
