"""Out of memory: batch, patch, encoder, CPU, in that order, each with a sentence; then one error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from segstudio.errors import LearningError
from segstudio.learning.messages import Finished, Notice, Started, TrainSettings
from segstudio.learning.plan.memory_fallback import next_fallback
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.learning.training import segmentation
from segstudio.learning.training.trainer import train
from tests.learning.training.test_trainer import of_kind
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")


def test_the_encoder_gives_way_first_then_the_gpu_then_nothing() -> None:
    wished = TrainSettings(encoder="resnet34", device="cuda")
    lighter = next_fallback(wished, "unet", "resnet34", "cuda")
    assert lighter is not None and (lighter.settings.encoder, lighter.settings.device) == ("mobilenet_v3_large", "cuda")
    assert not lighter.resumes and "lightest encoder" in lighter.sentence
    computer = next_fallback(wished, "unet", "mobilenet_v3_large", "cuda")
    assert computer is not None and (computer.settings.encoder, computer.settings.device) == ("resnet34", "cpu")
    assert computer.resumes and "CPU" in computer.sentence
    last = next_fallback(wished, "unet", "resnet34", "cpu")
    assert last is not None and last.settings.encoder == "mobilenet_v3_large"
    assert next_fallback(wished, "unet", "mobilenet_v3_large", "cpu") is None


def test_weights_of_a_file_do_not_follow_to_the_lightest_encoder() -> None:
    wished = TrainSettings(encoder="resnet34", weights="/somewhere/resnet34-mine.pth", device="cuda")
    lighter = next_fallback(wished, "unet", "resnet34", "cuda")
    assert lighter is not None and lighter.settings.weights == "formula"
    assert "built-in weights" in lighter.sentence and "resnet34-mine.pth" in lighter.sentence
    computer = next_fallback(wished, "unet", "mobilenet_v3_large", "cuda")
    assert computer is not None and computer.settings.weights == wished.weights
    photographs = next_fallback(TrainSettings(encoder="resnet34", weights="imagenet"), "unet", "resnet34", "cpu")
    assert photographs is not None and photographs.settings.weights == "formula", "nothing is downloaded unasked"
    for weights in ("own", "none"):
        lighter = next_fallback(TrainSettings(encoder="resnet34", weights=weights), "unet", "resnet34", "cpu")
        assert lighter is not None and lighter.settings.weights == weights


def test_training_climbs_down_the_whole_ladder_and_goes_on(
    make_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    forward, tried = segmentation.segmentation_loss, []

    def short_for_resnet(logits: torch.Tensor, *rest: object) -> torch.Tensor:
        tried.append(tuple(logits.shape[i] for i in (0, 2)))
        if len(tried) <= 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(logits, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(segmentation, "segmentation_loss", short_for_resnet)
    folder = make_project(side=96)
    settings = TrainSettings(encoder="resnet18", weights="none", steps=1, device="cpu", threads=1)
    events = list(train(folder, settings, recipe=Recipe(batch=2, phases=(Phase(0, 96),))))
    assert tried == [(2, 96), (1, 96), (1, 64), (2, 96)]
    assert [event.encoder for event in of_kind(events, Started)] == ["resnet18", "mobilenet_v3_large"]
    told = [notice.text for notice in of_kind(events, Notice)]
    assert ["1 patches" in told[0], "64 pixels" in told[1], "lightest encoder" in told[2]] == [True] * 3
    assert isinstance(events[-1], Finished) and events[-1].steps == 1
    assert len(list((folder / "runs").iterdir())) == 1, "the attempt that failed leaves no run"


def test_with_no_memory_at_all_it_is_one_error(
    make_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> torch.Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(segmentation, "segmentation_loss", never)
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
    folder = make_project()
    with pytest.raises(LearningError) as told:
        list(train(folder, settings, recipe=Recipe(batch=1, phases=(Phase(0, 64),))))
    assert "memory" in told.value.message and told.value.hint
    assert not any((folder / "runs").iterdir())
