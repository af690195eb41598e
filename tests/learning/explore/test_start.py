"""A start from an exploration is kept only where the held-out images score higher with it, and says its method."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from segstudio.choices.starts import OWN
from segstudio.errors import Cancelled, LearningError
from segstudio.learning.drawing.model_of import kept_model
from segstudio.learning.explore.explore import explore
from segstudio.learning.explore.start import try_exploration
from segstudio.learning.explore_messages import Explored, ExploreSettings
from segstudio.learning.messages import OwnStart, Progress, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.weights import load_start
from segstudio.learning.pretraining import own_start
from segstudio.learning.runs.explorations import read_exploration
from segstudio.learning.runs.own_start import own_path, part_path
from segstudio.project.project import Project
from tests.narrow import few
from tests.toy_methods import SEEING, TOY, toys

__all__ = ["few", "toys"]  # fixtures

pytestmark = pytest.mark.usefixtures("toys", "few")

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"


def exploration(folder: Path, method: str = SEEING) -> str:
    last = list(explore(folder, ExploreSettings(method, steps=2, device="cpu", threads=1)))[-1]
    assert isinstance(last, Explored)
    return last.exploration


def judged(monkeypatch: pytest.MonkeyPatch, new: float) -> list[str]:
    """In place of a fine-tuning: the score of the new start; 0.5 of the others. Returns what was started from."""
    asked: list[str] = []

    def score(
        folder: Path, settings: TrainSettings, told: Callable[[float], Progress], stop: Callable[[], bool]
    ) -> Generator[Progress, None, tuple[float | None, int]]:
        yield told(0.5)
        asked.append(settings.weights)
        return (new if settings.weights.endswith(".safetensors") else 0.5), 2

    monkeypatch.setattr(own_start, "score_after_training", score)
    return asked


@pytest.mark.parametrize(("new", "kept"), [(0.6, True), (0.5, False)])
def test_it_is_kept_only_when_it_scores_higher_and_names_the_method(
    new: float, kept: bool, make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    name, asked = exploration(folder), judged(monkeypatch, new)
    *told, verdict = try_exploration(folder, name, "cpu", threads=1)
    assert isinstance(verdict, OwnStart) and verdict.kept == kept == own_path(folder, NAME).is_file()
    assert "(Seeing): mean IoU" in verdict.text and len(asked) == 2 and not part_path(folder, NAME).exists()
    shares = [event.done for event in told if isinstance(event, Progress)]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] < 1
    if kept:  # it is what a training starts from, with the encoder of the exploration
        start = load_start(NAME, OWN, folder)
        trunk = kept_model(folder, name, choose_device("cpu")).model.trunk
        assert trunk is not None and start.encoder is not None
        first = next(iter(start.encoder))
        assert torch.allclose(start.encoder[first], trunk.trunk.state_dict()[first], atol=1e-2)
        assert "weights learnt from this project's images" in start.origin.sentence


def test_a_real_comparison_leaves_no_run(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_start, "STEPS", 1)
    folder = make_project()
    verdict = list(try_exploration(folder, exploration(folder), "cpu", threads=1))[-1]
    assert isinstance(verdict, OwnStart) and verdict.score is not None and verdict.steps == 1
    assert not list((folder / "runs").glob("*")) and not part_path(folder, NAME).exists()


def test_a_method_without_an_encoder_gives_no_start(make_project: MakeProject) -> None:
    folder = make_project()
    with pytest.raises(LearningError, match="layers of its own"):
        list(try_exploration(folder, exploration(folder, TOY), "cpu", threads=1))


def test_without_held_out_images_it_is_not_tried(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    (verdict,) = try_exploration(folder, exploration(folder), "cpu", threads=1)
    assert isinstance(verdict, OwnStart) and not verdict.kept and "held-out images tell" in verdict.text


def test_what_learnt_from_images_that_are_held_out_by_now_is_not_tried(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=1)
    name = exploration(folder)
    with Project.open(folder) as project:
        learnt = read_exploration(folder, name).images[0][0]
        project.update_entries([replace(project.entry(learnt), split="val")])
        project.save()
    (verdict,) = try_exploration(folder, name, "cpu", threads=1)
    assert isinstance(verdict, OwnStart) and not verdict.kept and "would flatter it" in verdict.text


def test_stopping_keeps_nothing(make_project: MakeProject) -> None:
    folder = make_project()
    name = exploration(folder)
    with pytest.raises(Cancelled):
        list(try_exploration(folder, name, "cpu", lambda: True, 1))
    assert not list((folder / "weights").glob("*"))
