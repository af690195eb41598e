"""Networks compared: one budget, the same held-out images, each network alone; which run is current stays."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.cli.main import main
from segstudio.errors import LearningError
from segstudio.learning.comparison.compare import compare, parse_networks
from segstudio.learning.comparison_messages import OF_PROCESS, Compared, Comparison, ComparisonEnded, ComparisonProgress
from segstudio.learning.messages import HELD_OUT, Finished, TrainSettings
from segstudio.learning.network.peak_memory import PeakMemory
from segstudio.learning.runs.comparison_words import remarks
from segstudio.learning.runs.comparisons import read_comparisons, save_comparison
from segstudio.learning.runs.folder import RESUME, read_info
from segstudio.project.project import Project
from segstudio.project.storage import write_json
from tests.narrow import SMALL, few, narrow

__all__ = ["few", "narrow"]  # fixtures

pytestmark = pytest.mark.usefixtures("few", "narrow")

MakeProject = Callable[..., Path]
STEP = TrainSettings(weights="none", steps=1, device="cpu", threads=1)


def test_each_network_is_trained_for_each_seed_and_scored_alone_on_the_same_images(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=2)
    stopped = folder / "runs" / "of-a-person" / RESUME
    stopped.parent.mkdir(parents=True)
    stopped.touch()
    events = list(compare(folder, [("unet", "mobilenet_v3_large"), ("full", "")], STEP, 2, recipe=SMALL))
    *_, made = (event for event in events if isinstance(event, Comparison))
    assert made.networks[0].ahead is None and 0.5 <= (made.networks[1].ahead or 0.0) <= 1
    unet, full = sorted(made.networks, key=lambda one: one.network, reverse=True)
    assert (unet.network, unet.encoder, full.encoder) == ("unet", "mobilenet_v3_large", "")
    for one in (unet, full):
        assert len(set(one.runs)) == len(one.scores) == 2 and one.steps == (1, 1)
        assert (one.images, one.kind) == (2, HELD_OUT)
        low, high = one.interval or (1.0, 0.0)
        assert 0 <= low <= high <= 1
        infos = [read_info(folder, run) for run in one.runs]
        assert [info.network for info in infos] == [one.network] * 2 and not any(info.with_head for info in infos)
        assert one.scores == tuple(info.best.mean_iou for info in infos), "the run says what the table says"
        assert one.weights == infos[0].weights
    assert full.parameters < unet.parameters and full.reach < unet.reach
    assert Project.open(folder, write=False).current_run is None
    assert sum(isinstance(event, Finished) for event in events) == 4
    assert stopped.exists(), "what another training continues from stays"
    assert isinstance(events[-1], ComparisonEnded) and not events[-1].cancelled
    assert made.same_labels and read_comparisons(folder) == ([made], [])
    told = [event for event in events if isinstance(event, ComparisonProgress)]
    assert [(one.number, one.total, one.seed) for one in told][:1] == [(1, 2, 1)] and told[-1].number == 2
    assert [one.share for one in told] == sorted(one.share for one in told)


def test_the_command_prints_the_best_first_and_makes_it_current_when_asked(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(images=3)
    command = [
        "compare",
        str(folder),
        "--networks",
        "full,recurrent",
        "--steps",
        "1",
        "--device",
        "cpu",
        "--use-best",
    ]
    assert main([*command, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    scores = [one["mean_iou"] for one in last["networks"]]
    assert all((one["memory"] or 0) > 0 for one in last["networks"]) == (last["memory_of"] == OF_PROCESS)
    assert scores == sorted(scores, reverse=True) and last["networks"][0]["interval"] is None, "one image says nothing"
    assert Project.open(folder, write=False).current_run == last["networks"][0]["runs"][0]


def test_a_stopped_comparison_keeps_the_networks_that_are_complete(make_project: MakeProject) -> None:
    folder, done = make_project(), list[Comparison]()
    events = []
    for event in compare(folder, [("full", ""), ("unet", "")], STEP, stop=lambda: bool(done), recipe=SMALL):
        events.append(event)
        if isinstance(event, Comparison):
            done.append(event)
    assert [one.network for one in done[-1].networks] == ["full"] and len(done) == 1
    assert events[-1] == ComparisonEnded(done[0].name, cancelled=True)
    assert read_comparisons(folder) == (done, [])


def test_labels_that_change_between_two_trainings_are_told(
    make_project: MakeProject, relabel: Callable[[Path, str, np.ndarray], None]
) -> None:
    folder, found = make_project(), list[Comparison]()
    for event in compare(folder, [("full", ""), ("full", "")], STEP, recipe=SMALL):
        if isinstance(event, Comparison):
            found.append(event)
            relabel(folder, Project.open(folder, write=False).images[-1].id, np.eye(64, dtype=np.uint8))
    assert not found[-1].same_labels and any("Labels changed" in text for text in remarks(found[-1]))


def row(network: str, scores: tuple[float, ...], ahead: float | None = None, images: int = 4) -> Compared:
    runs = tuple(f"{network}{n}" for n in range(len(scores)))
    ones = len(scores)
    return Compared(
        network, "", "", runs, scores, (1,) * ones, (1.0,) * ones, 7, None, 3, images, HELD_OUT, None, ahead, ("a",)
    )


def test_what_may_be_chance_is_said() -> None:
    """By a paired comparison on the same images, not by two intervals."""
    near = Comparison("c", (row("unet", (0.6, 0.8)), row("segnet", (0.69,), 0.6), row("full", (0.1,), 1.0)))
    assert near.networks[0].mean == pytest.approx(0.7) and near.networks[0].best_run == "unet1"
    told = " ".join(remarks(near))
    assert "difference between U-Net and SegNet is within chance" in told and "ahead of Full resolution in" in told
    assert "95 of 100" in told and "One training each" in told and "n = 4" in told and "without the head" in told
    alone = remarks(Comparison("c", (row("unet", (0.6,), images=1), row("segnet", (0.5,), images=1))))
    assert any("One image" in text for text in alone) and not any("within chance" in text for text in alone)
    assert remarks(Comparison("c", (Compared("unet"),))) == []


def test_a_damaged_comparison_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    good = Comparison("2026-11-30_12-00-00", (row("unet", (0.6,)),), "2026-11-30T12:00:00", 60.0)
    save_comparison(tmp_path, good)
    file = next((tmp_path / "comparisons").iterdir())
    whole = json.loads(file.read_text())
    bad = [[], {}, {**whole, "seeds": -1}, {**whole, "version": 2}, {**whole, "networks": [{}]}]
    for number, content in enumerate(bad):
        write_json(file.parent / f"bad{number}.json", content)
    (file.parent / "empty.json").touch()
    found, problems = read_comparisons(tmp_path)
    assert found == [good] and len(problems) == 6 and sum("newer" in text for text in problems) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of a process can be set back on Linux only")
def test_the_peak_of_memory_is_that_of_the_work_between_and_not_of_what_was_before() -> None:
    torch.ones(60 << 18)  # 60 MB, freed
    measured = PeakMemory(torch.device("cpu"))
    assert measured.what == OF_PROCESS and (measured.taken() or 0) < 20e6
    torch.ones(40 << 18)
    assert 30e6 < (measured.taken() or 0) < 60e6
    assert PeakMemory(torch.device("meta")).taken() is None


def test_what_cannot_be_compared_is_refused_in_a_sentence(make_project: MakeProject, capsys) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LearningError, match="held-out"):
        next(compare(make_project(images=2, held_out=0), [("full", "")], STEP))
    for text in ("unett", "unet:alexnett", "full:resnet18", ""):
        with pytest.raises(LearningError):
            parse_networks(text)
    assert parse_networks("unet, unet:resnet18,unet") == [("unet", ""), ("unet", "resnet18")]
    assert main(["compare", "p", "--networks", "unet"]) == 2 and "--minutes" in capsys.readouterr().err
