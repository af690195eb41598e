"""The head: which pixels it learns from, how it is fitted, how it is counted; the same labels give the same head."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import numpy as np
import pytest
import torch

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import filter_responses
from segstudio.learning.instant.head import PRIOR, Head, fit, prior_of
from segstudio.learning.instant.held_out_region import outside_region
from segstudio.learning.instant.sample import Places, balanced, in_few_blocks, labelled_places
from segstudio.learning.instant.scoring import ScoredSample, counted, fitted
from segstudio.learning.runs.info import Region

Result = TypeVar("Result")


@pytest.fixture
def brief_head() -> None:
    """Here a head has all its steps."""


def test_void_is_never_chosen_and_a_new_stroke_moves_no_other_choice() -> None:
    mask = np.full((100, 100), VOID, np.uint8)
    mask[:40], mask[60:70] = 0, 1
    before = balanced(labelled_places(mask, (0, 1, 2)), 100, 0, 300)
    assert set(np.unique(before.classes)) == {0, 1} and (np.bincount(before.classes) == 300).all()
    mask[80:90] = 2
    after = balanced(labelled_places(mask, (0, 1, 2)), 100, 0, 300)
    old = after.classes != 2
    assert np.array_equal(after.rows[old], before.rows) and np.array_equal(after.columns[old], before.columns)
    assert len(labelled_places(mask, (0,))) == 4000  # a value that is no class is passed over


def test_a_large_area_takes_few_places_from_the_strokes_of_its_class() -> None:
    mask = np.full((400, 400), VOID, np.uint8)
    mask[10:20, 10:200] = 1
    kinds = np.zeros(mask.shape, np.uint8)
    kinds[10:20] = np.arange(400) // 20
    for large in (False, True):
        mask[200:] = 1 if large else VOID
        places = labelled_places(mask, (0, 1))
        chosen = balanced(places, 400, 0, 1000, kinds[places.rows, places.columns])
        of_the_stroke = (chosen.rows < 20).sum()
        assert of_the_stroke > 800
        assert chosen.stands_for.sum() == pytest.approx(len(places))


def test_few_blocks_keep_every_class() -> None:
    mask = np.zeros((400, 400), np.uint8)
    mask[399, 399] = 7
    places = in_few_blocks(labelled_places(mask, (0, 7)), 100, 3)
    assert set(np.unique(places.classes)) == {0, 7}
    assert len(np.unique(places.rows // 100 * 10 + places.columns // 100)) == 3


def test_nothing_of_the_region_is_learnt_for_its_score() -> None:
    places = labelled_places(np.zeros((300, 300), np.uint8), (0,))
    region = Region("a", Rect(120, 100, 60, 50))
    kept = places.take(outside_region(places, region))
    near = (kept.rows >= 100 - 64) & (kept.rows < 150 + 64) & (kept.columns >= 120 - 64) & (kept.columns < 180 + 64)
    assert not near.any() and len(kept) == 300 * 300 - 178 * 188


def now(steps: Generator[object, None, Result]) -> Result:
    """What comes of it, without leaving it in between."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def clouds(counts: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds of responses, of the classes 3, 5 and 9."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0], [6, 0], [0, 6]], np.float32)
    classes = np.repeat(np.array([3, 5, 9], np.uint8), counts)
    features = centres[np.searchsorted([3, 5, 9], classes)] + rng.normal(size=(len(classes), 2))
    return features.astype(np.float32), classes


def counts_of(classes: np.ndarray) -> np.ndarray:
    return np.bincount(classes, minlength=256)


@pytest.mark.parametrize("strokes", [False, True])
def test_fit_separates_and_one_class_is_no_head(strokes: bool) -> None:
    features, classes = clouds([400, 300, 200])
    head = now(fit(features, classes, counts_of(classes), np.full(len(classes), strokes)))
    assert head is not None and head.ids == (3, 5, 9)
    assert (head.decide(features) == classes).mean() > 0.9
    assert now(fit(features[:400], classes[:400], counts_of(classes))) is None


def test_hidden_layer_finds_what_no_line_divides() -> None:
    rng = np.random.default_rng(0)
    features = rng.uniform(-1, 1, (2000, 2)).astype(np.float32)
    classes = (features[:, 0] * features[:, 1] > 0).astype(np.uint8)
    head = now(fit(features, classes, counts_of(classes)))
    assert head is not None and (head.decide(features) == classes).mean() > 0.9


def test_same_seed_same_head_and_nobody_elses_random_numbers() -> None:
    features, classes = clouds([50, 50, 50])
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    one, two, other = (now(fit(features, classes, counts_of(classes), None, seed)) for seed in (0, 0, 1))
    assert np.array_equal(one.weights, two.weights) and not np.array_equal(one.weights, other.weights)
    assert torch.equal(torch.rand(3), wanted)


def test_class_that_is_frequent_in_whole_masks_gets_the_doubtful_pixels() -> None:
    features = np.concatenate([np.zeros((50, 1)), np.ones((50, 1))]).astype(np.float32)
    features += np.random.default_rng(0).normal(scale=1.0, size=(100, 1)).astype(np.float32)
    classes = np.repeat(np.array([0, 1], np.uint8), 50)
    found = []
    for frequent in (100, 10_000):
        counts = np.zeros(256, np.int64)
        counts[:2] = frequent, 100
        found.append((now(fit(features, classes, counts)).decide(features) == 1).sum())
    assert found[1] < found[0]


def test_noise_on_strokes_keeps_the_head_from_leaning_on_chance() -> None:
    random = np.random.default_rng(0)
    classes = np.repeat(np.array([0, 1], np.uint8), 30)
    features = random.normal(size=(60, 100)).astype(np.float32)
    features[:, 0] += 3 * classes
    other = random.normal(size=(2000, 100)).astype(np.float32)
    truth = np.repeat(np.array([0, 1], np.uint8), 1000)
    other[:, 0] += 3 * truth
    right = [(now(fit(features, classes, counts_of(classes), np.full(60, strokes))).decide(other) == truth).mean()
             for strokes in (False, True)]  # fmt: skip
    assert right[1] > right[0]


def test_block_is_decided_as_its_pixels_are() -> None:
    image = np.random.default_rng(1).random((1, 45, 70)).astype(np.float32)
    answers = filter_responses(lambda rect: image[:, *rect.slices], (45, 70), Rect(0, 0, 70, 45))
    rows, columns = np.mgrid[0:45, 0:70].reshape(2, -1)
    features = answers.at(rows, columns)
    classes = (features[:, 1] > np.median(features[:, 1])).astype(np.uint8)
    head = now(fit(features, classes, counts_of(classes)))
    found, sure = head.predict(answers)
    assert (found.ravel() == head.decide(features)).mean() > 0.99 and sure.min() >= 126


def test_constant_responses_do_no_harm() -> None:
    features = np.zeros((20, 3), np.float32)
    features[10:, 0] = 1
    classes = np.repeat(np.array([0, 1], np.uint8), 10)
    head = now(fit(features, classes, counts_of(classes)))
    assert head is not None and np.isfinite(head.weights).all()
    assert head.decide(features).tolist() == [0] * 10 + [1] * 10


def looked(images: int = 3, share: float = 1.0) -> list[ScoredSample]:
    """Images, this ``share`` of them labelled, whose classes the first response tells apart."""
    rng, found = np.random.default_rng(0), []
    for _ in range(images):
        classes = np.tile(np.array([0, 1], np.uint8), 150)
        places = Places(np.zeros(300, np.int64), np.arange(300), classes)
        features = rng.normal(size=(300, 3)).astype(np.float32)
        features[:, 0] += 6 * classes
        mask = np.full((1, round(300 / share)), VOID, np.uint8)
        mask[0, :300] = classes
        found.append(ScoredSample(mask, places, features, np.bincount(classes, minlength=256)))
    return found


def test_score_counts_every_labelled_pixel_not_those_that_were_looked_at() -> None:
    (sample,) = looked(1)
    counts = sample.counts.copy()
    counts[:2] = 15_000, 150
    sample = ScoredSample(sample.mask, sample.places, sample.features, counts)
    head = now(fit(sample.features, sample.places.classes, counts))
    assert counted(head, [sample]).truth_pixels.tolist() == [15_000, 150]


def test_prior_comes_from_whole_masks_and_not_from_painted_area() -> None:
    (whole,), (few,) = looked(1), looked(1, share=0.3)
    assert whole.frequencies.tolist() == whole.counts.tolist() and not few.frequencies.any()
    assert prior_of(np.array([0, 0])).tolist() == pytest.approx([PRIOR * np.log(0.5)] * 2)
    assert np.ptp(prior_of(np.array([900, 100, 0]))) == pytest.approx(PRIOR * np.log(9))


def test_pixel_counts_as_many_as_it_stands_for() -> None:
    (sample,) = looked(1)
    head = Head((0, 1), np.array([[-1, 1], [0, 0], [0, 0]], np.float32), np.zeros(2, np.float32))
    wrong = head.decide(sample.features) != sample.places.classes
    places = Places(sample.places.rows, sample.places.columns, sample.places.classes, np.where(wrong, 9.0, 1.0))
    counts = np.bincount(places.classes, places.stands_for, 256).astype(np.int64)
    found = counted(head, [ScoredSample(sample.mask, places, sample.features, counts)])
    assert found.truth_pixels.sum() == counts.sum() and found.matrix.trace() == (~wrong).sum()


def test_what_is_not_chosen_is_not_learnt() -> None:
    samples = looked(2)
    kept = [np.arange(300) < 150] * 2
    for sample in samples:
        sample.places.classes[150:] = 1 - sample.places.classes[150:]  # would confuse it
    chosen, all_of_it = now(fitted(samples, chosen=kept)), now(fitted(samples))
    alone = [ScoredSample(s.mask, s.places.take(kept[0]), s.features[:150], s.counts) for s in samples]
    assert chosen.digest == now(fitted(alone)).digest != all_of_it.digest


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_does_not_change_the_head(threads: int) -> None:
    """Enough pixels that torch would share the sums among threads."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(9000, 60)).astype(np.float32)
    classes = (features[:, :5].sum(1) + rng.normal(size=9000) > 0).astype(np.uint8)
    digests = set()
    for number in (1, threads):
        torch.set_num_threads(number)
        digests.add(now(fit(features, classes, counts_of(classes), steps=60)).digest)
        assert torch.get_num_threads() == number
    assert len(digests) == 1


def test_the_digest_changes_with_every_weight_and_with_the_classes() -> None:
    weights, bias, last = np.zeros((2, 3), np.float32), np.zeros(3, np.float32), np.zeros((3, 2), np.float32)
    layers = [weights, bias, last, np.zeros(2, np.float32)]
    digests = {Head((0, 1), *layers[:2], tuple(layers[2:])).digest, Head((0, 2), *layers[:2], tuple(layers[2:])).digest}
    for number, layer in enumerate(layers):
        changed = [layer + np.float32(1e-7) if number == at else layer for at, layer in enumerate(layers)]
        digests.add(Head((0, 1), *changed[:2], tuple(changed[2:])).digest)
    assert len(digests) == 6
