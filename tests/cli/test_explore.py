"""``segstudio explore``: what it says to people and to programs, and what it refuses."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.choices.unlabelled import METHODS
from segstudio.cli.main import build_parser, main
from segstudio.labels.classes import ClassTable
from segstudio.learning.runs.explorations import WEIGHTS, explorations
from segstudio.project.project import Project
from tests.toy_methods import TOY, Toy, toys

__all__ = ["toys"]  # a fixture

pytestmark = pytest.mark.usefixtures("toys")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of four images; two are nearly equal."""
    (tmp_path / "images").mkdir()
    rng, pixels = np.random.default_rng(0), np.zeros((48, 48))
    for number in range(4):
        pixels = rng.normal(60 * number, 4, (48, 48)) if number < 3 else pixels + rng.normal(0, 1, (48, 48))
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(tmp_path / "images" / f"{number}.png")
    Project.create(tmp_path / "P", classes=ClassTable.from_names(["a", "b"]), image_paths=[tmp_path / "images"]).close()
    return tmp_path / "P"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["explore", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_it_says_what_it_learnt_what_is_unusual_and_what_is_alike(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, folder, "--method", TOY, "--steps", 5, "--device", "cpu", "--unusual", 2)
    assert code == 0 and "Toy, 5 steps" in out and "Learnt from 4 of 4 images." in out and "Toy error" in out
    assert sum(line.startswith("  0.") for line in out.splitlines()) == 2
    assert "Groups of images that are alike: 1\n  ../images/2.png, ../images/3.png" in out


def test_programs_get_one_json_object_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, folder, "--method", TOY, "--steps", 3, "--device", "cpu", "--json", "--seed", 4)
    told = rows(out)
    assert code == 0 and {"progress", "restored", "explored"} <= {one["event"] for one in told}
    last = told[-1]
    assert last["method"] == TOY and last["steps"] == 3 and last["on_map"] == 4 and last["learnt_from"] == 4
    assert len(last["unusual"]) == 4 and set(last["figures"]) == {"error", "done"}  # type: ignore[arg-type]


def test_going_on_listing_and_saying_it_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, folder, "--list")[1] == "No exploration yet.\n"
    run(capsys, folder, "--method", TOY, "--steps", 3, "--device", "cpu")
    assert run(capsys, folder, "--resume", "--steps", 2, "--device", "cpu")[0] == 0
    (one,) = explorations(folder)
    assert one.steps == 5
    code, out, _ = run(capsys, folder, "--list")
    assert code == 0 and out.startswith(f"{one.name}  Toy, 5 steps")
    path = folder / "explorations" / one.name / WEIGHTS
    before = path.read_bytes()
    code, out, _ = run(capsys, folder, "--resume", one.name, "--unusual", 1)
    assert code == 0 and "The most unusual images first:" in out and path.read_bytes() == before
    (path.parent / "found.safetensors").write_bytes(b"torn")
    assert "Learnt from 4 of 4 images." in run(capsys, folder, "--resume", "--device", "cpu")[1]  # looked at again
    path.write_bytes(b"torn")
    code, _, err = run(capsys, folder, "--resume", one.name, "--steps", 1)
    assert code == 2 and "missing or damaged" in err
    assert rows(run(capsys, folder, "--list", "--json")[1])[0]["explorations"]


def test_ctrl_c_keeps_what_was_learnt_and_says_how_to_go_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    learn = Toy.learn

    def interrupted(toy: Toy, *values: object) -> dict[str, float]:
        signal.raise_signal(signal.SIGINT)
        return learn(toy, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(Toy, "learn", interrupted)
    code, out, _ = run(capsys, folder, "--method", TOY, "--steps", 50, "--device", "cpu")
    (one,) = explorations(folder)
    assert code == 130 and one.steps == 1 and f"--resume {one.name}" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--resume"], "no exploration in this project"),
        (["--resume", "nowhere"], "no exploration nowhere"),
        (["--try", "nowhere"], "no exploration nowhere"),
        (["--method", "magic"], "no method 'magic'"),
        (["--method", TOY, "--encoder", "resnet18"], "layers of its own"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, folder, *words)
    assert code == 2 and said in err and not out and len(err.strip().splitlines()) == 2


def test_an_image_that_is_not_there_is_named_and_the_exit_code_is_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "images" / "1.png").unlink()
    code, _, err = run(capsys, folder, "--method", TOY, "--steps", 6, "--device", "cpu")
    assert code == 1 and "1.png" in err


def test_a_method_of_one_file_and_one_row_is_in_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["explore", "--help"])
    out = capsys.readouterr().out
    assert all(name in out for name in METHODS)
