"""What the window is shown of a large image: quick while somebody waits, then exactly what an export would hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from segstudio.labels.geometry import Rect
from segstudio.learning.learner import responder
from segstudio.learning.learner.responder import Responder
from segstudio.learning.messages import ROUGH, STROKES, Event, FitHead, HeadFitted, Predict, Predicted, Rough
from segstudio.learning.network import predictor
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import NetworkInUse
from segstudio.learning.network.predictor import predict_rect, predict_small
from segstudio.learning.plan.mixture import Mixture
from segstudio.models.build import build_network
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from tests.learning.conftest import MakeProject
from tests.learning.whole_image import predict_image
from tests.narrow import slim

__all__ = ["slim"]  # a fixture

pytestmark = pytest.mark.usefixtures("slim")

SIDE = 320
IDS = (0, 1)


class Asked:
    """Answers with a network of random weights, without a run."""

    def __init__(self, folder: Path, stop: bool = False) -> None:
        self.folder, self.sent = folder, list[Event]()
        self.stopped = stop
        self.responder = Responder(choose_device("cpu"), self.sent.append, lambda: self.stopped)
        torch.manual_seed(3)
        self.net = build_network("unet", "mobilenet_v3_large", len(IDS)).eval().requires_grad_(False)
        self.use(with_head=False)

    def use(self, with_head: bool, step: int = 0) -> None:
        mixture = Mixture() if with_head else None
        """Let the network take part in predictions, beside the head or alone."""
        self.responder.live.put(NetworkInUse(self.net, IDS, "r", step, self.folder, torch.device("cpu"), mixture))

    def ask(self, rect: Rect | None) -> tuple[np.ndarray, np.ndarray]:
        """Classes and confidence of the whole image as they come in, block by block; 9 where nothing came."""
        self.sent.clear()
        self.responder.begin_predict(Predict(1, self.folder, "im0", rect))
        while self.responder.predicting:
            self.responder.answer_block()
        classes, confidence = np.full((SIDE, SIDE), 9, np.uint8), np.zeros((SIDE, SIDE), np.uint8)
        for event in self.sent:
            assert isinstance(event, Predicted)
            classes[event.rect.slices], confidence[event.rect.slices] = event.classes, event.confidence
        return classes, confidence

    def exported(self) -> tuple[np.ndarray, np.ndarray]:
        """What the project's prediction writes."""
        with Project.open(self.folder, write=False) as project:
            image = read_image(project.image_path(project.entry("im0")))
        used = self.responder.model(self.folder)
        assert used is not None
        return predict_rect(used.net, IDS, image.model_input, image.shape)


@pytest.fixture
def asked(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """An image too large to be predicted in one go."""
    for module in (predictor, responder):
        monkeypatch.setattr(module, "WHOLE_CPU", 200 * 200)
    monkeypatch.setattr(responder, "BLOCK", 128)
    return Asked(make_project(images=2, side=SIDE))


@pytest.mark.parametrize("with_head", [False, True])
def test_all_of_a_large_image_is_shown_as_it_would_be_exported(asked: Asked, with_head: bool) -> None:
    asked.use(with_head)
    classes, confidence = asked.ask(None)
    truth, sure = asked.exported()
    assert len(asked.sent) > 4
    assert np.abs(confidence.astype(int) - sure).max() <= 1
    undecided = sure <= 129  # two classes, as good as equal
    assert np.array_equal(classes[~undecided], truth[~undecided])


def test_a_visible_part_is_not_kept_waiting_for_statistics_of_the_whole(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responder, "local_copy", None)  # nobody may ask for it
    classes, _ = asked.ask(Rect(0, 0, 256, 200))
    assert (classes[:200, :256] != 9).all()


def test_statistics_are_measured_once_for_an_image_and_anew_for_other_weights(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured, real = [], responder.local_copy

    def count(*args: object) -> nn.Module:
        measured.append(args)
        return real(*args)

    monkeypatch.setattr(responder, "local_copy", count)
    asked.ask(None)
    asked.ask(None)
    assert len(measured) == 1
    asked.use(with_head=False, step=1)
    asked.ask(None)
    assert len(measured) == 2


def test_statistics_are_measured_anew_for_another_head(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    measured, real = [], responder.local_copy

    def count(*args: object) -> nn.Module:
        measured.append(args)
        return real(*args)

    monkeypatch.setattr(responder, "local_copy", count)
    asked.use(with_head=True)
    before = asked.ask(None)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[: SIDE // 2] = 1
    asked.responder.begin_fit(FitHead(1, asked.folder, "im0", mask))
    while asked.responder.fitting:
        asked.responder.answer_fit()
    assert not np.array_equal(before[1], asked.ask(None)[1]) and len(measured) == 2


def test_a_newer_fit_drops_the_rest_of_the_older_one(asked: Asked) -> None:
    answers, sent = asked.responder, asked.sent
    answers.begin_fit(FitHead(1, asked.folder, "im0"))
    while not sent:
        answers.answer_fit()
    answers.begin_fit(FitHead(2, asked.folder, "im0"))
    while answers.busy:
        answers.answer_fit()
    assert [e.generation for e in sent if isinstance(e, HeadFitted)].count(1) == 1
    answers.begin_fit(FitHead(3, asked.folder, "im0"))
    answers.stop_fit()
    assert not answers.busy


def test_without_the_network_the_head_alone_answers_any_part_alike(asked: Asked) -> None:
    answers = asked.responder

    def ask(rect: Rect | None) -> np.ndarray:
        asked.sent.clear()
        answers.begin_predict(Predict(1, asked.folder, "im0", rect, network=False))
        while answers.busy:
            answers.answer_block()
        found = np.full((SIDE, SIDE), 9, np.uint8)
        for event in asked.sent:
            assert isinstance(event, Predicted) and event.run == STROKES
            found[event.rect.slices] = event.classes
        return found

    whole, rect = ask(None), Rect(37, 91, 203, 110)
    assert (whole != 9).all() and np.array_equal(ask(rect)[rect.slices], whole[rect.slices])


def test_a_newer_question_interrupts_the_measuring_of_statistics(asked: Asked) -> None:
    asked.responder.begin_predict(Predict(1, asked.folder, "im0"))
    asked.stopped = True
    asked.responder.answer_block()
    assert not asked.sent and asked.responder.busy
    asked.stopped = False
    asked.responder.answer_block()
    assert isinstance(asked.sent[0], Predicted)


def test_a_large_image_is_answered_roughly_first_and_then_in_full(asked: Asked) -> None:
    asked.responder.begin_predict(Predict(1, asked.folder, "im0", rough=True))
    while asked.responder.busy:
        asked.responder.answer_block()
    kinds = [type(event) for event in asked.sent]
    assert kinds == [Rough] * kinds.count(Rough) + [Predicted] * kinds.count(Predicted) and kinds.count(Predicted) > 4
    first = asked.sent[0]
    assert isinstance(first, Rough) and first.rect == Rect(0, 0, SIDE, SIDE)
    with Project.open(asked.folder, write=False) as project:
        image = read_image(project.image_path(project.entry("im0"))).model_input()
    means = image.reshape(3, SIDE // ROUGH, ROUGH, SIDE // ROUGH, ROUGH).mean((2, 4))
    truth = predict_image(asked.net, IDS, means)[0]
    assert first.classes.shape == truth.shape and (first.classes == truth).mean() > 0.99


def test_a_small_image_needs_no_rough_answer(make_project: MakeProject) -> None:
    asked = Asked(make_project(images=2, side=SIDE))
    asked.responder.begin_predict(Predict(1, asked.folder, "im0", rough=True))
    asked.responder.answer_block()
    assert not asked.responder.busy and [type(event) for event in asked.sent] == [Predicted]


@pytest.mark.parametrize("size", [(1, 1), (3, 130), (517, 6)])
def test_an_image_of_any_size_is_shrunk_without_losing_its_last_pixels(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictor, "SAMPLE", 64)  # several strips
    image = np.random.default_rng(1).random((3, *size), np.float32)
    torch.manual_seed(3)
    net = build_network("unet", "mobilenet_v3_large", 2).eval()
    found = predict_small(net, (4, 7), lambda r: image[:, *r.slices], Rect.of_shape(size), ROUGH, torch.device("cpu"))
    assert found.shape == (-(-size[0] // ROUGH), -(-size[1] // ROUGH)) and set(np.unique(found)) <= {4, 7}
