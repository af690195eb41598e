"""Which image next: the formulas, and the learner's side of a ranking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from segstudio.learning.messages import (
    STROKES,
    Event,
    Failed,
    Predict,
    Predicted,
    Rank,
    Ranked,
    RankingDone,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.network.live_network import NetworkInUse
from segstudio.learning.plan.acquisition import ClassEntropy, stratified, useful_order
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.ranking import ranking
from segstudio.learning.ranking.ranking import SIDE, projected, windows
from segstudio.models.build import build_network
from segstudio.project.project import Project
from tests.learning.desk import Desk
from tests.work import calls, peak_bytes

MakeProject = Callable[..., Path]
SETTINGS = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=2, device="cpu", threads=1)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def trained(make_project: MakeProject, desk: Desk) -> Path:
    """A project, and a learner that holds a network of it (never trained: that takes its time)."""
    folder = make_project(images=4)
    torch.manual_seed(0)
    live = desk.learner._responder.live
    net = build_network("unet", "mobilenet_v3_large", 2, "bilinear").eval().requires_grad_(False)
    live.put(NetworkInUse(net, (0, 1), "run-1", 2, folder, torch.device("cpu"), None))
    return folder


def maps(*columns: tuple[float, ...]) -> np.ndarray:
    """Probabilities ``[K, 1, n]``, one column per pixel."""
    return np.asarray(columns, np.float32).T[:, None, :]


# ---- formulas -------------------------------------------------------------------------------------------------------


def test_a_rare_unsure_class_is_not_drowned_by_an_easy_background() -> None:
    easy = [(1.0, 0.0, 0.0)] * 97
    both = ClassEntropy(3)
    both.add(maps(*easy, (0.2, 0.8, 0.0), (0.2, 0.8, 0.0), (0.2, 0.8, 0.0)))
    parts = both.parts((4, 7, 9))
    pit = -(0.2 * np.log(0.2) + 0.8 * np.log(0.8)) / np.log(3)
    assert [part[:2] for part in parts] == [(4, 0.97), (7, 0.03)]
    assert parts[1][2] == pytest.approx(pit, abs=1e-4)
    assert stratified(parts) == pytest.approx(pit / 2, abs=1e-4)


def test_specks_of_a_class_and_absent_classes_do_not_count() -> None:
    speck = ClassEntropy(2)
    speck.add(maps(*[(1.0, 0.0)] * 9999))
    speck.add(maps((0.45, 0.55)))
    assert [part[0] for part in speck.parts((0, 1))] == [0]
    assert stratified(()) == 0.0


def test_entropy_adds_up_over_windows() -> None:
    pixels = [(0.6, 0.4), (0.3, 0.7), (0.9, 0.1), (0.1, 0.9)]
    whole, pieces = ClassEntropy(2), ClassEntropy(2)
    whole.add(maps(*pixels))
    pieces.add(maps(*pixels[:1]))
    pieces.add(maps(*pixels[1:]))
    assert np.allclose(np.asarray(whole.parts((0, 1))), np.asarray(pieces.parts((0, 1))))


def test_the_first_chosen_are_no_near_duplicates() -> None:
    rng = np.random.default_rng(0)
    centres = rng.normal(0, 10, (5, 8)).astype(np.float32)
    places = np.repeat(centres, 20, axis=0) + rng.normal(0, 0.1, (100, 8)).astype(np.float32)
    unsure = np.linspace(0.9, 0.4, 100).astype(np.float32)  # the first kind is the least sure of all
    order, _ = useful_order(unsure, places, places[:0], labelled=20, first=5)
    assert sorted(at // 20 for at in order[:5].tolist()) == [0, 1, 2, 3, 4] and order[0] == 0
    assert sorted(order.tolist()) == list(range(100))


def test_what_is_labelled_already_is_chosen_last_and_counts_as_known() -> None:
    places = np.asarray([[0.0, 0], [0, 0.01], [9, 9], [-9, 9]], np.float32)
    order, novelty = useful_order(np.full(4, 0.5, np.float32), places, places[:1], labelled=9, first=2)
    assert set(order[:2].tolist()) == {2, 3}
    assert novelty[0] == 0 and novelty[1] < 0.05 and min(novelty[2:]) > 0.6


def test_uncertainty_counts_for_more_the_more_images_are_labelled() -> None:
    places = np.asarray([[0.0, 0], [3, 0], [8, 0]], np.float32)  # known; near and unsure; far and sure
    unsure = np.asarray([0.9, 0.15], np.float32)
    early, _ = useful_order(unsure, places[1:], places[:1], labelled=1, first=2)
    late, _ = useful_order(unsure, places[1:], places[:1], labelled=20, first=2)
    assert (early[0], late[0]) == (1, 0)


def test_one_image_and_equal_images_are_ordered_too() -> None:
    one = np.zeros((1, 3), np.float32)
    assert useful_order(np.zeros(1, np.float32), one, one[:0], 0, 10)[0].tolist() == [0]
    alike = np.ones((4, 3), np.float32)
    order, novelty = useful_order(np.asarray([0.1, 0.4, 0.2, 0.3], np.float32), alike, alike[:1], 9, 1)
    assert order.tolist() == [1, 3, 2, 0] and novelty.max() <= 1


def test_ten_thousand_images_are_ordered_without_comparing_all_pairs() -> None:
    rng = np.random.default_rng(0)
    places, unsure = rng.normal(size=(10_000, 64)).astype(np.float32), rng.random(10_000).astype(np.float32)
    orders = []
    work = peak_bytes(lambda: orders.append(useful_order(unsure, places, places[:12], 12, 48)[0]))
    assert len(orders[0]) == 10_000 and work < 8 * places.nbytes, "no comparison of every image with every other"
    assert calls(lambda: useful_order(unsure, places, places[:12], 12, 48)) < 20 * 10_000


def test_distances_survive_the_projection() -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.random((3, 500)).astype(np.float32) * np.asarray([[1], [1], [9]], np.float32)
    near, far = projected(a) - projected(b), projected(a) - projected(c)
    assert np.linalg.norm(near) < np.linalg.norm(far) and projected(a).shape == (64,)


@pytest.mark.parametrize("shape", [(1, 1), (300, 400), (5000, 40), (3000, 9000), (2 * SIDE, SIDE)])
@pytest.mark.parametrize("shrink", [1, 2])
def test_windows_lie_inside_the_image_on_the_grid(shape: tuple[int, int], shrink: int) -> None:
    found = windows(shape, shrink, 32)
    assert 1 <= len(found) <= 4
    for rect in found:
        assert rect.clip(shape) == rect and rect and rect.x % 32 == rect.y % 32 == 0
    assert sum(rect.w * rect.h for rect in found) <= 4 * (SIDE * shrink) ** 2


# ---- the learner ----------------------------------------------------------------------------------------------------


def test_every_image_is_answered_and_the_cache_spares_the_second_look(
    trained: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tuple(entry.id for entry in Project.open(trained, write=False).images)
    desk.serve(Rank(3, trained, ids))
    found, done = desk.take(Ranked), desk.take(RankingDone)
    assert [one.image_id for one in found] == list(ids) and done == [RankingDone(3, 4)]
    for one in found:
        assert one.generation == 3 and 0 < one.uncertainty <= 1 and one.step == 2
        assert one.embedding.shape == (64,) and np.isfinite(one.embedding).all()
        assert one.uncertainty == pytest.approx(np.mean([part[2] for part in one.parts]))

    monkeypatch.setattr(ranking.SliceReader, "read", None)  # nobody may read one again
    desk.serve(Rank(4, trained, ids))
    again = desk.take(Ranked)
    assert [one.uncertainty for one in again] == [one.uncertainty for one in found]


def test_another_image_file_is_looked_at_anew(trained: Path, desk: Desk) -> None:
    project = Project.open(trained, write=False)
    entry = project.images[0]
    desk.serve(Rank(1, trained, (entry.id,)))
    (before,) = desk.take(Ranked)
    cv2.imwrite(str(project.image_path(entry)), np.full((64, 64), 77, np.uint8))
    desk.serve(Rank(2, trained, (entry.id,)))
    (after,) = desk.take(Ranked)
    assert after.uncertainty != before.uncertainty


def test_images_that_cannot_be_ranked_are_counted_with_a_reason_and_unknown_ones_passed_over(
    trained: Path, desk: Desk
) -> None:
    project = Project.open(trained, write=False)
    ids = [entry.id for entry in project.images]
    project.image_path(project.images[1]).write_bytes(b"no image")
    desk.serve(Rank(5, trained, (ids[0], ids[1], "nobody", ids[2])))
    assert [one.image_id for one in desk.take(Ranked)] == [ids[0], ids[2]]
    (done,) = desk.take(RankingDone)
    assert done.images == 2 and done.left_out.startswith("1 image was not looked at: ") and not desk.take(Failed)


def test_images_with_other_channels_are_not_passed_over_in_silence(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project(images=4, channels=(1, 1, 5, 5))
    desk.serve(Rank(1, folder, ("im0", "im2", "im3")))
    (done,) = desk.take(RankingDone)
    assert done == RankingDone(1, 1, done.left_out)
    assert done.left_out.startswith(
        "2 images were not looked at, the first one because: The image im2.tif has 5 channels"
    )


def test_the_newest_ranking_wins_and_one_without_images_ends_it(trained: Path, desk: Desk) -> None:
    ids = tuple(entry.id for entry in Project.open(trained, write=False).images)
    desk.inbox.put(Rank(1, trained, ids))
    for _ in range(4):
        desk.learner._answer()
    desk.serve(Rank(2, trained, ids[:1]))
    assert desk.take(RankingDone) == [RankingDone(2, 1)]
    desk.inbox.put(Rank(3, trained, ids))
    desk.learner._answer()
    desk.serve(Rank(4, trained, ()))
    assert not desk.learner._responder.ranking.busy and not desk.take(RankingDone)


def test_a_prediction_comes_before_the_ranking_goes_on(trained: Path, desk: Desk) -> None:
    ids = tuple(entry.id for entry in Project.open(trained, write=False).images)
    asked = []

    def ask(event: Event) -> None:
        if isinstance(event, Ranked) and not asked:
            asked.append(event)
            desk.inbox.put(Predict(9, trained, ids[0]))

    desk.on_event = ask
    desk.serve(Rank(1, trained, ids))
    kinds = [type(event) for event in desk.events if isinstance(event, Ranked | Predicted)]
    assert kinds == [Ranked, Predicted, Ranked, Ranked, Ranked]


def test_without_a_network_and_without_labels_nothing_is_said(
    make_project: MakeProject, desk: Desk, empty_masks: Callable[[Path], None]
) -> None:
    folder = make_project(images=2)
    empty_masks(folder)
    desk.serve(Rank(1, folder, ("im0", "im1")))
    assert desk.events == [RankingDone(1, 0)]


def test_without_a_network_the_head_answers_and_is_asked_anew_after_a_stroke(
    make_project: MakeProject, desk: Desk
) -> None:
    folder = make_project(images=3)
    desk.serve(Rank(2, folder, ("im0", "im1", "im2")))
    found = desk.take(Ranked)
    assert [one.run for one in found] == [STROKES] * 3 and len({one.step for one in found}) == 1
    assert all(0 < one.uncertainty < 1 and {part[0] for part in one.parts} <= {0, 1} for one in found)
    assert all(one.embedding.shape == (64,) and np.isfinite(one.embedding).all() for one in found)
    desk.fit_head(folder, "im0", np.zeros((64, 64), np.uint8))
    desk.serve(Rank(3, folder, ("im1",)))
    (after,) = desk.take(Ranked)
    assert after.step > found[1].step and after.uncertainty != found[1].uncertainty


def test_a_network_is_as_unsure_as_both_together(trained: Path, desk: Desk) -> None:
    """With the head beside it, what is ranked is what is shown."""
    live = desk.learner._responder.live
    found = []
    for mixture in (None, Mixture()):
        assert live.used is not None
        live.put(live.used._replace(mixture=mixture, step=live.used.step + 1))
        desk.serve(Rank(1, trained, ("im0",)))
        found += desk.take(Ranked)
    assert found[0].uncertainty != found[1].uncertainty
    assert np.allclose(found[0].embedding, found[1].embedding), "it is that of the network"


def test_beside_a_training_a_ranking_takes_little_of_its_time(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project(images=4)
    ids = tuple(entry.id for entry in Project.open(folder, write=False).images)
    clock = [0.0]
    answers = desk.learner._responder.ranking
    taken: list[float] = []

    def tick(*_: object) -> float:
        clock[0] += 0.5
        return clock[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("segstudio.learning.ranking.ranking.time.monotonic", tick)
        answers.begin(Rank(1, folder, ids))
        for _ in range(30):
            steps = answers._steps
            began = clock[0]
            answers.next_piece(training=True)
            taken.append(clock[0] - began)
            if steps is None:
                break
    # A piece reads the clock three times (1.5 s), a refusal once: after each piece nine times its length is waited.
    pieces = [at for at, seconds in enumerate(taken) if seconds > 0.5]
    assert len(pieces) >= 2 and all(b - a >= 8 for a, b in zip(pieces, pieces[1:], strict=False))


def test_images_are_ranked_while_it_trains(make_project: MakeProject, desk: Desk) -> None:
    folder = make_project(images=4)

    def ask(event: Event) -> None:
        if isinstance(event, Step) and event.step == 1:
            desk.inbox.put(Rank(1, folder, ("im0",)))

    desk.on_event = ask
    desk.serve(Train(folder, replace(SETTINGS, steps=3)))
    (found,) = desk.take(Ranked)
    assert found.run == STROKES, "the new network takes part only once it is not worse"
