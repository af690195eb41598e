"""The head beside a training: Stop while it is fitted to the labels, and what is scored."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.learning.data.held_out import ValidationSet
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head import Head
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.messages import HELD_OUT, Event, Finished, Progress, Scored, Step, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import LiveNetwork, mixture_of
from segstudio.learning.network.local_net import folded
from segstudio.learning.network.validation import Check, Places, at_places, validate
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.runs.folder import read_info
from segstudio.learning.training import trainer
from segstudio.learning.training.trainer import train
from segstudio.learning.training.training_head import TASK, TrainingHead
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.project.images.reading import ImageData
from segstudio.project.project import ImageEntry, Project
from tests.narrow import SMALL, few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]


def test_stop_is_obeyed_while_the_head_is_fitted(make_project: MakeProject) -> None:
    folder, events = make_project(), list[Event]()
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=4, device="cpu", threads=1)
    fits = Progress(TASK, 0, 0)
    for event in train(folder, settings, stop=lambda: fits in events):
        events.append(event)
    last = events[-1]
    assert events.count(fits) == 1 and not any(isinstance(event, Step) for event in events)
    assert isinstance(last, Finished) and (last.run, last.reason) == ("", "cancelled")
    assert not list((folder / "runs").iterdir()), "nothing was learnt: no run is left"


def test_the_head_stays_until_a_new_one_is_fitted() -> None:
    """What is scored beside a network is the head as it was, if Stop comes while a new one is fitted."""
    closed = []

    def beside(*_: object) -> Generator[None, None, Head]:
        try:
            yield
            yield
        finally:
            closed.append(True)
        return cast(Head, SimpleNamespace(ids=(0, 1)))

    folder, examined = SimpleNamespace(folder=Path()), SimpleNamespace(region=None)
    net = SimpleNamespace(channels=3)
    prepared = SimpleNamespace(ids=(0, 1), project=folder, examined=examined, net=net)
    head = TrainingHead(cast(Any, prepared), cast(Any, SimpleNamespace(beside=beside, reader=net)))
    assert len(list(head.refit(lambda: False))) == 2 and head.model is not None and head.beside is not None
    before = head.model
    stopped: list[bool] = []
    steps = head.refit(lambda: bool(stopped))
    next(steps)
    stopped.append(True)
    with pytest.raises(Cancelled):
        next(steps)
    assert head.model is before and len(closed) == 2, "nothing of the fit goes on"


def test_what_is_scored_beside_the_head_is_always_both_together(make_project: MakeProject) -> None:
    """Also where the network scores higher alone: on few images that is often chance."""
    folder = make_project(images=2, held_out=1)
    torch.manual_seed(0)
    net = build_network("unet", "mobilenet_v3_large", 2, "bilinear").eval().requires_grad_(False)
    with Project.open(folder, write=False) as project:
        held_out = tuple(entry for entry in project.images if entry.split == "val")
        examined = ValidationSet(held_out, (0, 1), ("back", "disc"), HELD_OUT)

        def sure(_entry: ImageEntry, _image: ImageData, _block: Rect, places: Places) -> NDArray[np.float32]:
            asked.append(len(places))
            return np.stack([np.full(len(places), p, np.float32) for p in (0.0, 1.0)])

        asked: list[int] = []
        check = finished(validate(net, examined, Pixels(project), choose_device("cpu"), lambda: False, sure))
    (counts,) = check.images
    assert counts[:, 1].sum() == counts.sum() == sum(asked) > 0


def test_a_class_that_both_together_miss_is_left_to_the_head_and_the_network_takes_part(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(net: Network) -> Network:
        """It calls every pixel the first class."""
        twin = folded(net)
        twin.forward = lambda image: torch.stack([40 - image[:, 0] * 0, image[:, 0] * 0], 1)  # type: ignore[method-assign]
        return twin

    monkeypatch.setattr(trainer, "folded", blind)
    folder, live, heads = (
        make_project(images=3, held_out=1),
        LiveNetwork(),
        HeadFitting(lambda: starting_network(choose_device("cpu"))),
    )
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=2, device="cpu", threads=1)
    events = list(train(folder, settings, live=live, heads=heads, recipe=SMALL))
    scored, end = [one for one in events if isinstance(one, Scored)][-1], events[-1]
    assert isinstance(end, Finished) and scored.with_head
    assert all(one.found for one in scored.table.present)
    assert mixture_of(read_info(folder, end.run)) == Mixture(alone=(1,))
    assert end.replaces and live.used is not None and live.used.mixture == Mixture(alone=(1,))


@pytest.mark.parametrize("share", [1, 7])
def test_a_score_is_that_of_the_whole_prediction_at_labelled_pixels(share: int) -> None:
    random = np.random.default_rng(0)
    whole, truth = random.random((3, 20, 30), np.float32), random.choice(np.array([0, 1, 255], np.uint8), (20, 30))
    truth[:, ::share] = 2
    places = np.flatnonzero(truth.ravel() != 255)
    assert np.array_equal(at_places(whole, places), whole[:, truth != 255])
    everywhere = np.arange(truth.size)
    assert np.shares_memory(at_places(whole, everywhere), whole), "all of it is not copied"


def finished(steps: Generator[Progress, None, Check]) -> Check:
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast(Check, end.value)
