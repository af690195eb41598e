"""A training begins from the project's own start where there is one, and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from segstudio.errors import WeightsError
from segstudio.learning.messages import Finished, Notice, Started, TrainSettings
from segstudio.learning.network.weights import choose_encoder, formula_path
from segstudio.learning.runs.own_start import own_path
from segstudio.learning.training.trainer import train

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"


def test_training_from_the_own_start_says_so_and_without_one_begins_built_in(make_project: MakeProject) -> None:
    folder = make_project()
    (folder / "weights").mkdir()
    settings = TrainSettings(encoder=NAME, weights="own", steps=1, device="cpu", threads=1)
    events = list(train(folder, settings))
    (started,) = [event for event in events if isinstance(event, Started)]
    assert "formula-driven" in started.weights and isinstance(events[-1], Finished)
    assert any(isinstance(event, Notice) and "no start of its own" in event.text for event in events)
    own = own_path(folder, NAME)
    own.write_bytes(formula_path(NAME).read_bytes()[:5000])
    with pytest.raises(WeightsError, match=own.name):
        list(train(folder, settings))


def test_automatic_takes_the_encoder_that_the_project_has_learnt_a_start_for(tmp_path: Path) -> None:
    assert choose_encoder("unet", "own", "cpu", tmp_path) == choose_encoder("unet", "imagenet", "cpu")
    (tmp_path / "weights").mkdir()
    own_path(tmp_path, "resnet34").write_bytes(b"")
    own_path(tmp_path, "no-such-encoder").write_bytes(b"")
    assert choose_encoder("unet", "own", "cpu", tmp_path) == "resnet34"
    own_path(tmp_path, NAME).write_bytes(b"")
    assert choose_encoder("unet", "own", "cpu", tmp_path) == NAME
    assert choose_encoder("unet", "imagenet", "cpu", tmp_path) == "efficientnet_lite0"
