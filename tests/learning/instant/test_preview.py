"""The preview: an overlay from filters and strokes at once, the same every time, and honest about its score."""

from __future__ import annotations

from collections.abc import Callable, Generator
from multiprocessing import Pipe
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import torch
from PIL import Image

from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.learning.data.region import choose_region
from segstudio.learning.instant import filters
from segstudio.learning.instant.filters import FilterResponses, filter_responses, grid
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.head import PRIOR, Head, fit, prior_of
from segstudio.learning.instant.held_out_region import outside_region
from segstudio.learning.instant.preview import PreviewModel
from segstudio.learning.instant.sample import PER_KIND, Places, balanced, in_few_blocks, labelled_places, split
from segstudio.learning.instant.scoring import ScoredSample, Scoring, SourceChoice, counted
from segstudio.learning.instant.wide_filters import surroundings_responses
from segstudio.learning.learner.responder import Responder
from segstudio.learning.messages import (
    FILTERS,
    HELD_OUT,
    NETWORK,
    PREVIEW,
    SAME_IMAGE,
    SAME_REGION,
    SURROUNDINGS,
    Failed,
    Finished,
    Predicted,
    PreviewRequest,
    PreviewScored,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.network.device import choose_device
from segstudio.learning.process.inbox import Inbox
from segstudio.learning.runs.info import Region
from segstudio.models.build import build_network
from segstudio.models.encoders import Encoder
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from tests.learning.conftest import disc_image, put_mask, replace_split
from tests.learning.learner.test_learner import Desk
from tests.learning.process.test_engine import Window

MakeProject = Callable[..., Path]
Result = TypeVar("Result")
SIDE = 64
SOURCES = (FILTERS, SURROUNDINGS, NETWORK)


def strokes() -> np.ndarray:
    """A stroke inside the disc of image 0 and two around it; all else void."""
    mask = np.full((SIDE, SIDE), VOID, np.uint8)
    inside = disc_image(SIDE, 0)[1] == 1
    mask[28:36][inside[28:36]] = 1
    mask[2:6, 4:60] = 0
    mask[58:62, 4:60] = 0
    return mask


def ask(
    folder: Path, mask: np.ndarray | None = None, rect: Rect | None = None, generation: int = 1, image: str = "im0"
) -> PreviewRequest:
    return PreviewRequest(generation, folder, image, rect, mask)


def answered(head: PreviewModel, request: PreviewRequest) -> tuple[np.ndarray, list[PreviewScored]]:
    """What the canvas would show, void where nothing was predicted, and the scores."""
    shown, scores = np.full((SIDE, SIDE), VOID, np.uint8), []
    for event in head.answer(request):
        if isinstance(event, Predicted):
            assert event.run == PREVIEW and event.generation == request.generation
            shown[event.rect.slices] = event.classes
        elif event is not None:
            scores.append(event)
    return shown, scores


# ---- filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [filter_responses, surroundings_responses])
@pytest.mark.parametrize("shape", [(700, 650), (130, 67)])
def test_a_block_answers_as_the_whole_image_does(shape: tuple[int, int], look: Callable[..., filters.Answers]) -> None:
    image = np.random.default_rng(0).random((1, *shape)).astype(np.float32)

    def read(rect: Rect) -> np.ndarray:
        return image[:, *rect.slices]

    whole = look(read, shape, Rect.of_shape(shape))
    for block in grid(Rect.of_shape(shape), shape, 256):
        part = look(read, shape, block)
        rows, columns = np.mgrid[0 : block.h, 0 : block.w].reshape(2, -1)
        wanted = whole.at(rows + block.y, columns + block.x)
        inside = (rows > 16) & (rows < block.h - 16) & (columns > 16) & (columns < block.w - 16)
        np.testing.assert_allclose(part.at(rows, columns)[inside], wanted[inside], atol=4e-3)


def test_linear_maps_are_the_answers_of_every_pixel_times_the_weights() -> None:
    image = np.random.default_rng(1).random((3, 45, 70)).astype(np.float32)
    answers = filter_responses(lambda rect: image[:, *rect.slices], (45, 70), Rect(0, 0, 70, 45))
    weights = np.random.default_rng(2).normal(size=(answers.channels, 4)).astype(np.float32)
    rows, columns = np.mgrid[0:45, 0:70].reshape(2, -1)
    wanted = (answers.at(rows, columns) @ weights).T.reshape(4, 45, 70)
    np.testing.assert_allclose(answers.linear(weights), wanted, atol=1e-2)


def test_cache_drops_the_oldest_over_its_budget() -> None:
    image = np.zeros((1, 64, 64), np.float32)
    made = filter_responses(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64))
    cache, calls = ByteCache[str, FilterResponses](2 * made.nbytes), []
    for key in ("a", "b", "a", "c", "a", "b"):
        if cache.get(key) is None:
            calls.append(key)
            cache.put(key, made)
    assert calls == ["a", "b", "c", "b"] and len(cache) == 2 and cache.nbytes == 2 * made.nbytes


def test_filters_need_neither_torch_nor_qt() -> None:
    import subprocess
    import sys

    code = "import sys, segstudio.learning.instant.wide_filters; print({'torch', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()" and filters.BLOCK % filters.COARSEST == 0


# ---- which pixels -------------------------------------------------------------------------------------------------


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
    kinds[10:20] = 1 + np.arange(400) // 20
    of_the_stroke = []
    for large in (False, True):
        mask[200:] = 1 if large else VOID
        places = labelled_places(mask, (0, 1))
        chosen = balanced(places, 400, 0, 1500, kinds[places.rows, places.columns])
        of_the_stroke.append(chosen.take(chosen.rows < 20).rows.tolist())
        assert chosen.stands_for.sum() == pytest.approx(len(places))
        assert (chosen.rows >= 200).sum() <= PER_KIND
    assert of_the_stroke[0] == of_the_stroke[1] and len(of_the_stroke[0]) > 900


def test_few_blocks_keep_every_class() -> None:
    mask = np.zeros((400, 400), np.uint8)
    mask[399, 399] = 7
    places = in_few_blocks(labelled_places(mask, (0, 7)), 100, 3)
    assert set(np.unique(places.classes)) == {0, 7}
    assert len(np.unique(places.rows // 100 * 10 + places.columns // 100)) == 3


def test_an_image_is_never_both_learnt_and_asked_for() -> None:
    images, classes = np.repeat(np.arange(4), 20), np.tile(np.array([0, 1], np.uint8), 40)
    folds = split(images, classes)
    for value in (0, 1):
        parts = [set(folds[(images == image) & (classes == value)]) for image in range(4)]
        assert all(len(part) == 1 for part in parts) and len(set.union(*parts)) == 3


# ---- the head -----------------------------------------------------------------------------------------------------


def now(steps: Generator[object, None, Result]) -> Result:
    """What comes of it, without leaving it in between."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def clouds(counts: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds of answers, of the classes 3, 5 and 9."""
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


def test_constant_answers_do_no_harm() -> None:
    features = np.zeros((20, 3), np.float32)
    features[10:, 0] = 1
    classes = np.repeat(np.array([0, 1], np.uint8), 10)
    head = now(fit(features, classes, counts_of(classes)))
    assert head is not None and np.isfinite(head.weights).all()
    assert head.decide(features).tolist() == [0] * 10 + [1] * 10


# ---- a request ----------------------------------------------------------------------------------------------------


def test_overlay_comes_from_strokes_and_finds_the_disc(make_project: MakeProject, empty_masks) -> None:
    folder = make_project(images=2, held_out=0)
    empty_masks(folder)
    shown, (scored,) = answered(PreviewModel(), ask(folder, strokes()))
    truth = disc_image(SIDE, 0)[1]
    assert (shown == truth).mean() > 0.9
    assert scored.table is not None and scored.table.kind == SAME_IMAGE and scored.sources == (FILTERS,)
    assert scored.table.area == SIDE * SIDE and scored.table.of_strokes
    assert 0.5 < (scored.table.mean_iou or 0) <= 1 and [row.name for row in scored.table.classes] == ["back", "disc"]


def test_same_strokes_give_the_same_overlay(make_project: MakeProject, empty_masks) -> None:
    folder = make_project(images=2, held_out=0)
    empty_masks(folder)
    first, second = (answered(PreviewModel(), ask(folder, strokes())) for _ in range(2))
    assert np.array_equal(first[0], second[0]) and first[1][0].table == second[1][0].table


def test_void_pixels_change_nothing(make_project: MakeProject, empty_masks) -> None:
    folder = make_project(images=2, held_out=0)
    empty_masks(folder)
    mask = strokes()
    first, _ = answered(PreviewModel(), ask(folder, mask))
    mask[mask == VOID] = 77  # no class: as little labelled as void
    second, _ = answered(PreviewModel(), ask(folder, mask))
    assert np.array_equal(first, second)


def test_fewer_than_two_classes_say_nothing(make_project: MakeProject, empty_masks) -> None:
    folder = make_project(images=2, held_out=0)
    empty_masks(folder)
    mask = strokes()
    mask[mask == 1] = VOID
    shown, scores = answered(PreviewModel(), ask(folder, mask))
    assert (shown == VOID).all() and [(s.table, s.sources) for s in scores] == [(None, ())]


def test_a_stroke_more_changes_the_overlay_and_taking_it_back_restores_it(
    make_project: MakeProject, empty_masks
) -> None:
    folder = make_project(images=1, held_out=0)
    empty_masks(folder)
    head, mask = PreviewModel(), strokes()
    before, _ = answered(head, ask(folder, mask))
    more = mask.copy()
    more[more == 1] = 0
    more[8:12, 4:60] = 1
    other, _ = answered(head, ask(folder, more, generation=2))
    again, _ = answered(head, ask(folder, mask, generation=3))
    assert (other != before).mean() > 0.2 and (again == before).mean() > 0.98


@pytest.mark.parametrize("first", ["grey", "colour"])
def test_grey_and_colour_images_of_one_project_are_learnt_together(make_project: MakeProject, first: str) -> None:
    """In a folder of microscopy some images are grey and some are not; only the order in which they come differs."""
    folder = make_project(images=3, held_out=0, side=SIDE)
    with Project.open(folder, write=False) as project:
        path = project.image_path(project.entry("im1"))
    grey = np.asarray(Image.open(path))
    Image.fromarray(np.dstack([grey, grey, 255 - grey])).save(path)
    head, order = PreviewModel(), ["im0", "im1", "im0"] if first == "grey" else ["im1", "im0", "im1"]
    for number, image in enumerate(order):
        request = PreviewRequest(number, folder, image)
        shown, scores = answered(head, request)
        assert scores[-1].table is not None
        truth = disc_image(SIDE, int(image[-1]))[1]
        assert (shown == truth).mean() > 0.9
    assert {sample.features["filters"].shape[1] for sample in head._samples.values()} == {147}
    with Project.open(folder, write=False) as project:
        for name in ("im0", "im1"):  # what a ranking looks at
            answers = head.embed(read_image(project.image_path(project.entry(name))), Rect(0, 0, SIDE, SIDE))
            assert answers.channels == 147


def test_image_without_strokes_is_predicted_from_those_of_others(make_project: MakeProject) -> None:
    folder = make_project(images=3, held_out=0)
    shown, (scored,) = answered(PreviewModel(), ask(folder, np.full((SIDE, SIDE), VOID, np.uint8), image="im2"))
    assert (shown == disc_image(SIDE, 2)[1]).mean() > 0.9
    assert scored.table is not None and scored.table.images == 2


def test_held_out_images_are_scored_and_never_learnt_from(
    make_project: MakeProject, relabel: Callable[[Path, str, np.ndarray], None]
) -> None:
    folder = make_project(images=4, held_out=1)
    head = PreviewModel()
    shown, (scored,) = answered(head, ask(folder, strokes()))
    assert scored.table is not None and (scored.table.kind, scored.table.images) == (HELD_OUT, 1)
    relabel(folder, "im3", 1 - disc_image(SIDE, 3)[1])  # the held-out truth is turned round
    again, (worse,) = answered(head, ask(folder, strokes(), generation=2))
    assert np.array_equal(shown, again)
    assert worse.table is not None and (worse.table.mean_iou or 0) < 0.2 < (scored.table.mean_iou or 0)


def test_painting_on_a_held_out_image_does_not_flatter_its_score(make_project: MakeProject) -> None:
    folder = make_project(images=3, held_out=1)
    head = PreviewModel()
    _, (honest,) = answered(head, ask(folder, None, image="im0"))
    wrong = 1 - disc_image(SIDE, 2)[1]
    _, (same,) = answered(head, ask(folder, wrong.astype(np.uint8), generation=2, image="im2"))
    assert honest.table is not None and same.table is not None
    assert same.table.mean_iou == pytest.approx(honest.table.mean_iou, abs=0.02)


def test_empty_rectangle_asks_for_the_score_alone(make_project: MakeProject) -> None:
    shown, (scored,) = answered(PreviewModel(), ask(make_project(), strokes(), Rect(0, 0, 0, 0)))
    assert (shown == VOID).all() and scored.table is not None


def test_visible_part_comes_first_then_all_the_rest(make_project: MakeProject) -> None:
    folder = make_project(images=1, held_out=0, side=1100)
    events = PreviewModel().answer(ask(folder, None, Rect(600, 600, 40, 40)))
    rects = [event.rect for event in events if isinstance(event, Predicted)]
    covered = np.zeros((1100, 1100), np.uint8)
    for rect in rects:
        covered[rect.slices] += 1
    assert rects[0] == Rect(512, 512, 512, 512) and covered.min() >= 1
    assert len(set(rects[:9])) == 9


def test_class_that_is_not_on_disk_yet_can_be_painted(make_project: MakeProject) -> None:
    folder = make_project(images=1, held_out=0)
    mask = strokes()
    mask[58:62] = 2
    request = PreviewRequest(1, folder, "im0", None, mask, ((0, "back"), (1, "disc"), (2, "new")))
    shown, (scored,) = answered(PreviewModel(), request)
    assert 2 in shown and scored.table is not None and scored.table.classes[2].name == "new"


# ---- a frozen network ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [True, False])
def test_frozen_network_answers_every_pixel_of_a_block(whole: bool) -> None:
    torch.manual_seed(0)
    name = "mobilenet_v3_large"
    frozen = FrozenFeatures(build_network("unet", name, 2, "bilinear") if whole else Encoder(name), torch.device("cpu"))
    image = np.random.default_rng(0).random((1, 150, 90)).astype(np.float32)
    answers = frozen.responses(lambda rect: image[:, *rect.slices], (150, 90), Rect(0, 0, 90, 150))
    assert answers.strides == ((2, 4, 8, 4, 2) if whole else (2, 4, 8, 16))
    weights = np.ones((answers.channels, 2), np.float32)
    assert answers.linear(weights).shape == (2, 150, 90)
    assert answers.at(np.array([149]), np.array([89])).shape == (1, answers.channels)


def test_network_is_woken_with_three_images_after_the_first_score(make_project: MakeProject) -> None:
    torch.manual_seed(0)
    woken = []

    def wake() -> FrozenFeatures:
        woken.append([type(event) for event in seen])
        return FrozenFeatures(Encoder("mobilenet_v3_large"), torch.device("cpu"))

    few = make_project(images=2, held_out=0)
    head, seen = PreviewModel(wake), []
    answered(head, ask(few, None))
    assert woken == []
    folder = make_project(images=3, held_out=0, folder="more")
    for event in head.answer(ask(folder, None)):
        seen += [event] if event is not None else []
    assert len(woken) == 1 and {Predicted, PreviewScored} == set(woken[0]) and woken[0][-1] is PreviewScored
    answered(head, ask(folder, strokes(), generation=2))
    assert len(woken) == 1


def looked(useful: str, images: int = 3, share: float = 1.0) -> list[ScoredSample]:
    """Images, this ``share`` of them labelled, whose classes only the answers of one source tell apart."""
    rng, found = np.random.default_rng(0), []
    for _ in range(images):
        classes = np.tile(np.array([0, 1], np.uint8), 150)
        places = Places(np.zeros(300, np.int64), np.arange(300), classes)
        features = {source: rng.normal(size=(300, 3)).astype(np.float32) for source in SOURCES}
        features[useful][:, 0] += 6 * classes
        mask = np.full((1, round(300 / share)), VOID, np.uint8)
        mask[0, :300] = classes
        found.append(ScoredSample(mask, places, features, np.bincount(classes, minlength=256)))
    return found


def test_answer_left_while_the_network_looks_is_made_whole_by_the_next(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    head = PreviewModel(lambda: FrozenFeatures(Encoder("mobilenet_v3_large"), torch.device("cpu")))
    folder = make_project(images=8, held_out=1)

    everything = (FILTERS, SURROUNDINGS, NETWORK)

    def all_of_them(*_: object) -> Generator[None, None, None]:
        head.scoring.choice = SourceChoice(everything)
        yield None

    monkeypatch.setattr(Scoring, "choose", all_of_them)
    for _ in head.answer(ask(folder, None)):
        if head.scoring.choice.sources == everything:
            break  # a newer question came: not every image was looked at yet
    shown, scores = answered(head, ask(folder, strokes(), generation=2))
    assert scores[-1].sources == everything and (shown == disc_image(SIDE, 0)[1]).mean() > 0.9


def known(_source: str) -> Generator[None, None, None]:
    """The samples have all answers."""
    yield from ()


def test_what_helps_is_chosen_before_the_next_is_looked_at() -> None:
    scoring, asked = Scoring(0), []

    def look(source: str) -> Generator[None, None, None]:
        asked.append((source, scoring.choice.sources))
        yield None

    now(scoring.choose(looked(SURROUNDINGS), (SURROUNDINGS, NETWORK), look))
    both = (FILTERS, SURROUNDINGS)
    assert asked == [(FILTERS, (FILTERS,)), (SURROUNDINGS, (FILTERS,)), (NETWORK, both)]
    now(scoring.choose(looked(NETWORK), (SURROUNDINGS, NETWORK), look))
    assert asked[3:] == [(FILTERS, both), (SURROUNDINGS, both), (NETWORK, both)], "until the end, so nothing flickers"
    assert scoring.choice.sources == (FILTERS, NETWORK)


@pytest.mark.parametrize("useful", SOURCES)
def test_more_than_filters_is_looked_at_only_where_it_scores_better(useful: str) -> None:
    scoring, samples = Scoring(0), looked(useful)
    assert scoring.due(samples) and not scoring.due(samples[:2])
    now(scoring.choose(samples, (SURROUNDINGS, NETWORK), known))
    assert scoring.choice == SourceChoice((FILTERS,) if useful == FILTERS else (FILTERS, useful))
    assert not scoring.due(samples)  # until much more is labelled
    scoring.update(samples)
    assert scoring.choice.sources[1:] == (() if useful == FILTERS else (useful,))
    scoring.update(samples[:2])
    assert scoring.choice.sources == (FILTERS,)


def test_place_in_the_image_is_not_learnt_from_strokes() -> None:
    scoring, few, whole = Scoring(0), looked(SURROUNDINGS, share=0.2), looked(SURROUNDINGS)
    assert scoring.offered(few, (SURROUNDINGS, NETWORK)) == (NETWORK,)
    now(scoring.choose(whole, scoring.offered(whole, (SURROUNDINGS, NETWORK)), known))
    assert scoring.choice.sources == (FILTERS, SURROUNDINGS) and not scoring.due(whole)
    assert scoring.due(few), "what may be looked at is another question now"
    scoring.update(few)
    assert scoring.choice.sources == (FILTERS,)


def test_image_that_is_held_out_since_the_last_answer_is_not_learnt_from(tmp_path: Path) -> None:
    """Noise: what was learnt scores high, what was not about as chance."""
    truth = (np.random.default_rng(1).random((SIDE, SIDE)) < 0.5).astype(np.uint8)
    folder, head = noise_project(tmp_path, truth), PreviewModel()
    assert answered(head, ask(folder, truth))[1][-1].table.kind == SAME_IMAGE
    with Project.open(folder) as project:
        project.update_entries([replace_split(project.entry("im0"), "val")])
        project.save()
    mine, fresh = (answered(one, ask(folder, truth, generation=2))[1][0].table for one in (head, PreviewModel()))
    assert mine.kind == fresh.kind == HELD_OUT and mine.mean_iou == pytest.approx(fresh.mean_iou, abs=0.05)


def test_second_class_that_went_with_its_image_leaves_no_preview_and_no_error(make_project: MakeProject) -> None:
    folder, one = make_project(images=2, held_out=0), np.zeros((SIDE, SIDE), np.uint8)
    head = PreviewModel()
    assert answered(head, ask(folder, one))[1][-1].table is not None
    with Project.open(folder) as project:
        project.update_entries([replace_split(project.entry("im1"), "val")])
        project.save()
    _, scores = answered(head, ask(folder, one, generation=2))
    assert scores[-1].table is None


def test_image_without_a_mask_file_is_void_when_its_labels_are_not_sent(make_project: MakeProject) -> None:
    folder = make_project(images=3, held_out=0)
    (folder / "masks" / "im0.png").unlink()  # as the window does with very large images
    shown, scores = answered(PreviewModel(), ask(folder, None))
    assert scores[-1].table is not None and (shown == disc_image(SIDE, 0)[1]).mean() > 0.9


def test_region_is_looked_at_as_widely_as_what_is_learnt_from(tmp_path: Path) -> None:
    side = 512
    truth = np.zeros((side, side), np.uint8)
    truth[side // 2 :] = 1
    folder, void = noise_project(tmp_path, truth, 3), np.full((side, side), VOID, np.uint8)
    head = PreviewModel()
    tables = []
    for number, (use, labels) in enumerate((("", void), ("train", truth), ("test", truth))):
        with Project.open(folder) as project:
            put_mask(project, "im2", labels)
            project.update_entries([replace_split(project.entry("im2"), use)])
            project.save()
        mask = labels.copy()
        mask[0, : number + 1] = VOID  # painted on
        *_, last = (e for e in head.answer(ask(folder, mask, generation=number + 1, image="im2"))
                    if isinstance(e, PreviewScored))  # fmt: skip
        tables.append((last.table.kind, SURROUNDINGS in last.sources))
    assert tables == [(SAME_REGION, False), (SAME_IMAGE, True), (SAME_REGION, True)]


def noise_project(folder: Path, truth: np.ndarray, images: int = 4) -> Path:
    """Images that show nothing, all with the same mask."""
    rng = np.random.default_rng(0)
    (folder / "images").mkdir()
    for number in range(images):
        Image.fromarray(rng.integers(0, 256, truth.shape, np.uint8)).save(folder / "images" / f"im{number}.png")
    with Project.create(folder / "p", "p", ClassTable.from_names(("upper", "lower")), [folder / "images"]) as project:
        (project.folder / "masks").mkdir(exist_ok=True)
        for entry in project.images:
            put_mask(project, entry.id, truth)
            project.update_entries([replace_split(entry, "train")])
        project.save()
    return folder / "p"


def test_preview_learns_where_things_are_from_whole_masks(tmp_path: Path) -> None:
    """Noise everywhere: only the place tells the upper class from the lower."""
    truth = np.zeros((SIDE, SIDE), np.uint8)
    truth[SIDE // 2 :] = 1
    shown, scores = answered(PreviewModel(), ask(noise_project(tmp_path, truth)))
    assert scores[0].sources == (FILTERS,) and scores[-1].sources == (FILTERS, SURROUNDINGS)
    assert (shown == truth).mean() > 0.9


def test_score_counts_every_labelled_pixel_not_those_that_were_looked_at() -> None:
    (sample,) = looked("filters", 1)
    counts = sample.counts.copy()
    counts[:2] = 15_000, 150
    sample = ScoredSample(sample.mask, sample.places, sample.features, counts)
    head = now(fit(sample.features["filters"], sample.places.classes, counts))
    assert counted(head, [sample], (FILTERS,)).truth_pixels.tolist() == [15_000, 150]


def test_prior_comes_from_whole_masks_and_not_from_painted_area() -> None:
    (whole,), (few,) = looked("filters", 1), looked("filters", 1, share=0.3)
    assert whole.frequencies.tolist() == whole.counts.tolist() and not few.frequencies.any()
    assert prior_of(np.array([0, 0])).tolist() == pytest.approx([PRIOR * np.log(0.5)] * 2)
    assert np.ptp(prior_of(np.array([900, 100, 0]))) == pytest.approx(PRIOR * np.log(9))


def test_pixel_counts_as_many_as_it_stands_for() -> None:
    (sample,) = looked("filters", 1)
    head = Head((0, 1), np.array([[-1, 1], [0, 0], [0, 0]], np.float32), np.zeros(2, np.float32))
    wrong = head.decide(sample.features["filters"]) != sample.places.classes
    places = Places(sample.places.rows, sample.places.columns, sample.places.classes, np.where(wrong, 9.0, 1.0))
    counts = np.bincount(places.classes, places.stands_for, 256).astype(np.int64)
    found = counted(head, [ScoredSample(sample.mask, places, sample.features, counts)], ("filters",))
    assert found.truth_pixels.sum() == counts.sum() and found.matrix.trace() == (~wrong).sum()


def test_region_is_held_out_of_one_full_mask_as_a_training_does(
    make_project: MakeProject, relabel: Callable[[Path, str, np.ndarray], None]
) -> None:
    folder, side = make_project(images=1, held_out=0, side=512), 512
    truth = np.zeros((side, side), np.uint8)
    truth[:, ::32] = truth[:, 1::32] = truth[:, 2::32] = 1
    events = list(PreviewModel().answer(ask(folder, truth)))
    (scored,) = [event for event in events if isinstance(event, PreviewScored)]
    assert scored.table is not None and (scored.table.kind, scored.table.images) == (SAME_REGION, 1)
    window = choose_region([("im0", truth)]).window
    assert scored.table.pixels == pytest.approx(window.w * window.h, rel=0.01)


def test_nothing_of_the_region_is_learnt_for_its_score() -> None:
    places = labelled_places(np.zeros((300, 300), np.uint8), (0,))
    region = Region("a", Rect(120, 100, 60, 50))
    kept = places.take(outside_region(places, region))
    near = (kept.rows >= 100 - 64) & (kept.rows < 150 + 64) & (kept.columns >= 120 - 64) & (kept.columns < 180 + 64)
    assert not near.any() and len(kept) == 300 * 300 - 178 * 188


# ---- in the learner -----------------------------------------------------------------------------------------------


def test_overlay_comes_while_it_trains(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project()

    def on_event(event: object) -> None:
        if isinstance(event, Step) and event.step == 1:
            desk.inbox.put(ask(folder, None, generation=4))
            desk.inbox.put(ask(folder, strokes(), generation=5))  # the newest wins

    desk.on_event = on_event
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=3, device="cpu", threads=1)
    desk.serve(Train(folder, settings))
    kinds = [type(event) for event in desk.events]
    assert kinds.index(Predicted) < kinds.index(Finished)
    assert {e.generation for e in desk.of_kind(Predicted)} == {5} and desk.of_kind(PreviewScored)[0].generation == 5


def test_newer_request_drops_the_rest_of_the_older_one(make_project: MakeProject) -> None:
    sent: list[object] = []
    answers = Responder(choose_device("cpu"), sent.append, lambda: False)
    folder = make_project(images=1, held_out=0, side=1100)
    answers.begin_preview(ask(folder, None, generation=1))
    while not sent:
        answers.answer_preview()
    answers.begin_preview(ask(folder, None, generation=2))
    while answers.busy:
        answers.answer_preview()
    assert [e.generation for e in sent].count(1) == 1 and isinstance(sent[0], Predicted)  # type: ignore[attr-defined]
    answers.begin_preview(ask(folder, None, generation=3))
    answers.stop()
    assert not answers.busy


def test_inbox_keeps_the_newest_preview_only() -> None:
    inbox = Inbox(Pipe(duplex=False)[0])
    for generation in (1, 2):
        inbox.put(PreviewRequest(generation, Path("p"), "a"))
    inbox.wait()
    taken = inbox.take(PreviewRequest)
    assert taken is not None and taken.generation == 2 and inbox.take(PreviewRequest) is None


def test_missing_image_is_told_and_the_learner_lives_on(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project()
    Path(Project.open(folder, write=False).image_path(Project.open(folder, write=False).entry("im0"))).unlink()
    desk.inbox.put(ask(folder, strokes()))
    desk.learner._answer()
    (failed,) = desk.of_kind(Failed)
    assert failed.request == "PreviewRequest" and failed.hint and not desk.learner._responder.busy
    desk.inbox.put(ask(folder, None, generation=2, image="im1"))
    while not desk.of_kind(PreviewScored):
        desk.learner._answer()
    assert {e.image_id for e in desk.of_kind(Predicted)} == {"im1"}


def test_frozen_network_goes_on_on_the_cpu_when_the_gpu_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    frozen = FrozenFeatures(Encoder("mobilenet_v3_large"), torch.device("cpu"))
    image = np.zeros((3, 64, 64), np.float32)
    wanted = frozen.responses(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64))
    run = FrozenFeatures._run
    frozen._device = torch.device("meta")  # stands for a GPU

    def full(self: FrozenFeatures, batch: torch.Tensor) -> list[torch.Tensor]:
        if batch.device.type != "cpu":
            raise torch.OutOfMemoryError("out of memory")
        return run(self, batch)

    monkeypatch.setattr(FrozenFeatures, "_run", full)
    found = frozen.responses(lambda rect: image[:, *rect.slices], (64, 64), Rect(0, 0, 64, 64))
    assert frozen._device.type == "cpu"
    assert all(np.array_equal(a, b) for a, b in zip(found.levels, wanted.levels, strict=True))


@pytest.mark.slow
def test_real_learner_answers_before_any_training(make_project: MakeProject, empty_masks) -> None:
    folder = make_project(images=1, held_out=0)
    empty_masks(folder)
    window = Window()
    try:
        window.engine.start()
        window.engine.submit(ask(folder, strokes(), generation=3))
        scored = window.until(PreviewScored)
        (predicted,) = {e.generation: e for e in window.events if isinstance(e, Predicted)}.values()
    finally:
        window.engine.stop(10)
    assert isinstance(scored, PreviewScored) and scored.generation == 3 and scored.table is not None
    assert predicted.run == PREVIEW and (predicted.classes == disc_image(SIDE, 0)[1]).mean() > 0.9
