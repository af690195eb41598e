"""The head of a project: fitted from strokes at once, the same for the same labels, and honest about its score."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from segstudio.errors import ImageError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.learning.data.region import choose_region
from segstudio.learning.instant import head_fitting
from segstudio.learning.instant.frozen_features import FrozenFeatures, starting_network
from segstudio.learning.instant.head import steps_for
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION, FitHead, HeadFitted
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.predictor import predict_rect
from segstudio.models.encoders import Encoder
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from tests.learning.conftest import disc_image, put_mask, replace_split
from tests.narrow import QUICK_STEPS

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]
SIDE = 64
NOTHING = np.full((SIDE, SIDE), VOID, np.uint8)


def strokes(seed: int = 0) -> np.ndarray:
    """A stroke inside the disc of an image and two around it; all else void."""
    mask = NOTHING.copy()
    inside = disc_image(SIDE, seed)[1] == 1
    mask[28:36][inside[28:36]] = 1
    mask[2:6, 4:60] = 0
    mask[58:62, 4:60] = 0
    return mask


def ask(folder: Path, mask: np.ndarray | None = None, image: str = "im0", generation: int = 1) -> FitHead:
    return FitHead(generation, folder, image, mask)


def answered(heads: HeadFitting, request: FitHead) -> list[HeadFitted]:
    """The events of an answer; the last has the score."""
    events = [event for event in heads.answer(request) if event is not None]
    assert {(e.generation, e.image_id) for e in events} == {(request.generation, request.image_id)}
    return events


def digest(heads: HeadFitting) -> str:
    assert heads.head is not None
    return heads.head.digest


def predicted(heads: HeadFitting, image_id: str = "im0") -> np.ndarray:
    """What the head alone predicts for an image."""
    head = heads.head
    assert head is not None
    with Project.open(heads.folder, write=False) as project:
        image = read_image(project.image_path(project.entry(image_id)))
    net = OneModel(None, head.ids, Vote(head, heads.reader, head.ids))
    return predict_rect(net, head.ids, image.model_input, image.shape)[0]


def change_split(folder: Path, image_id: str, split: str) -> None:
    with Project.open(folder) as project:
        project.update_entries([replace_split(project.entry(image_id), split)])
        project.save()


@pytest.fixture
def empty(make_project: MakeProject, empty_masks: Callable[[Path], None]) -> Path:
    """Two images without a label."""
    folder = make_project(images=2, held_out=0)
    empty_masks(folder)
    return folder


# ---- a request -----------------------------------------------------------------------------------------------------


def test_a_few_strokes_find_the_disc(empty: Path) -> None:
    heads = HeadFitting()
    *_, last = answered(heads, ask(empty, strokes()))
    assert (predicted(heads) == disc_image(SIDE, 0)[1]).mean() > 0.9
    assert last.table is not None and last.table.kind == SAME_IMAGE and last.fits == heads.fits >= 1
    assert last.table.area == SIDE * SIDE and last.table.of_strokes
    assert 0.5 < (last.table.mean_iou or 0) <= 1 and [row.name for row in last.table.classes] == ["back", "disc"]


def test_void_pixels_change_nothing(empty: Path) -> None:
    one, two, mask = HeadFitting(), HeadFitting(), strokes()
    answered(one, ask(empty, mask))
    mask[mask == VOID] = 77  # no class: as little labelled as void
    answered(two, ask(empty, mask))
    assert digest(one) == digest(two)


def test_fewer_than_two_classes_are_no_head(empty: Path) -> None:
    heads, mask = HeadFitting(), strokes()
    mask[mask == 1] = VOID
    (said,) = answered(heads, ask(empty, mask))
    assert (said.fits, said.table, heads.head) == (0, None, None) and not heads.knows(empty)
    assert heads.fit_saved(empty) is None


def test_second_class_that_went_with_its_image_leaves_no_head_and_no_error(make_project: MakeProject) -> None:
    folder, one = make_project(images=2, held_out=0), np.zeros((SIDE, SIDE), np.uint8)
    heads = HeadFitting()
    assert answered(heads, ask(folder, one))[-1].table is not None
    change_split(folder, "im1", "val")
    assert answered(heads, ask(folder, one))[-1].fits == 0 and heads.head is None


def test_a_stroke_more_changes_the_head_and_taking_it_back_restores_it(empty: Path) -> None:
    heads, mask = HeadFitting(), strokes()
    answered(heads, ask(empty, mask))
    before = digest(heads)
    more = mask.copy()
    more[more == 1] = 0
    more[8:12, 4:60] = 1
    answered(heads, ask(empty, more))
    assert digest(heads) != before
    answered(heads, ask(empty, mask))
    assert digest(heads) == before


def test_labels_that_did_not_change_are_not_fitted_again(make_project: MakeProject) -> None:
    folder, heads = make_project(images=3), HeadFitting()
    first = answered(heads, ask(folder))[-1]
    again = answered(heads, ask(folder))
    assert {e.fits for e in again} == {first.fits} and {e.table for e in again} == {first.table}


def test_a_quick_head_comes_first_then_one_from_all_labels_then_its_score(make_project: MakeProject) -> None:
    folder, heads = make_project(images=3, held_out=0), HeadFitting()
    events, steps = [], []
    for event in heads.answer(ask(folder)):
        if event is not None:
            events.append(event)
            steps.append((heads._steps, len(heads._samples)))
    whole = steps_for(sum(len(sample.places) for sample in heads._samples.values()))
    assert steps == [(QUICK_STEPS, 1), (whole, 3), (whole, 3)] and whole > QUICK_STEPS
    assert [e.fits for e in events] == [1, 2, 2] and [e.table is None for e in events] == [True, True, False]


def test_image_without_strokes_is_predicted_from_those_of_others(make_project: MakeProject) -> None:
    folder, heads = make_project(images=3, held_out=0), HeadFitting()
    *_, last = answered(heads, ask(folder, NOTHING, "im2"))
    assert (predicted(heads, "im2") == disc_image(SIDE, 2)[1]).mean() > 0.9
    assert last.table is not None and last.table.images == 2


def test_image_without_a_mask_file_is_void_when_its_labels_are_not_sent(make_project: MakeProject) -> None:
    folder, heads = make_project(images=3, held_out=0), HeadFitting()
    (folder / "masks" / "im0.png").unlink()  # as the window does with very large images
    assert answered(heads, ask(folder))[-1].table is not None
    assert (predicted(heads) == disc_image(SIDE, 0)[1]).mean() > 0.9


def test_class_that_is_not_on_disk_yet_can_be_painted(make_project: MakeProject) -> None:
    folder, heads = make_project(images=1, held_out=0), HeadFitting()
    mask = strokes()
    mask[58:62] = 2
    *_, last = answered(heads, FitHead(1, folder, "im0", mask, ((0, "back"), (1, "disc"), (2, "new"))))
    assert 2 in predicted(heads) and last.table is not None and last.table.classes[2].name == "new"


@pytest.mark.parametrize("first", ["grey", "colour"])
def test_grey_and_colour_images_of_one_project_are_learnt_together(make_project: MakeProject, first: str) -> None:
    """In a folder of microscopy some images are grey and some are not; only the order in which they come differs."""
    folder = make_project(images=3, held_out=0)
    with Project.open(folder, write=False) as project:
        path = project.image_path(project.entry("im1"))
    grey = np.asarray(Image.open(path))
    Image.fromarray(np.dstack([grey, grey, 255 - grey])).save(path)
    heads, saved = HeadFitting(), HeadFitting()
    for image in ["im0", "im1", "im0"] if first == "grey" else ["im1", "im0", "im1"]:
        assert answered(heads, ask(folder, image=image))[-1].table is not None
        assert (predicted(heads, image) == disc_image(SIDE, int(image[-1]))[1]).mean() > 0.9
    assert {sample.features.shape[1] for sample in heads._samples.values()} == {147}
    saved.fit_saved(folder)
    assert digest(saved) == digest(heads)


def test_an_image_that_cannot_be_read_is_passed_over_unless_it_is_on_the_screen(make_project: MakeProject) -> None:
    folder, heads = make_project(images=3, held_out=0), HeadFitting()
    with Project.open(folder, write=False) as project:
        project.image_path(project.entry("im1")).write_bytes(b"no image")
    assert answered(heads, ask(folder))[-1].table is not None and set(heads._samples) == {"im0", "im2"}
    assert HeadFitting().fit_saved(folder) is not None
    with pytest.raises(ImageError):
        answered(heads, ask(folder, image="im1"))


def test_another_project_has_a_head_of_its_own(make_project: MakeProject) -> None:
    one, two = make_project(images=1, held_out=0), make_project(images=2, held_out=0, folder="other")
    heads = HeadFitting()
    answered(heads, ask(one))
    before = digest(heads)
    assert heads.knows(one) and not heads.knows(two)
    answered(heads, ask(two))
    assert heads.knows(two) and not heads.knows(one) and digest(heads) != before and heads.fits


# ---- the same labels, the same head --------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[1::2])
def test_the_order_of_painting_does_not_change_the_head(
    make_project: MakeProject, empty_masks: Callable[[Path], None], relabel: Relabel, order: tuple[int, ...]
) -> None:
    folder, heads = make_project(images=3, held_out=0), HeadFitting()
    empty_masks(folder)
    for number in order:
        half = strokes(number)
        half[30:] = VOID
        answered(heads, ask(folder, half, f"im{number}"))
        relabel(folder, f"im{number}", strokes(number))
        answered(heads, ask(folder, None, f"im{number}"))
    saved = HeadFitting()
    saved.fit_saved(folder)
    assert digest(heads) == digest(saved)


def test_an_answer_that_was_left_at_any_point_is_made_whole_by_the_next(make_project: MakeProject) -> None:
    folder, whole = make_project(images=3), HeadFitting()
    count = sum(1 for _ in whole.answer(ask(folder, strokes())))
    for left_after in range(1, count, 5):
        heads = HeadFitting()
        steps = heads.answer(ask(folder, NOTHING))
        for _ in itertools.islice(steps, left_after):
            pass
        steps.close()
        table = answered(heads, ask(folder, strokes()))[-1].table
        assert digest(heads) == digest(whole) and table == whole._table


def test_another_process_and_number_of_threads_give_the_same_head(make_project: MakeProject) -> None:
    """With the encoder that comes along."""
    folder = make_project(images=2, held_out=0, side=200)
    code = """if True:
        import sys, pathlib, torch
        from segstudio.learning.instant.frozen_features import starting_network
        from segstudio.learning.instant.head_fitting import HeadFitting
        from segstudio.learning.network.device import choose_device
        torch.set_num_threads(3)
        print(HeadFitting(lambda: starting_network(choose_device("cpu"))).fit_saved(pathlib.Path(sys.argv[1])).digest)
    """
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    torch.set_num_threads(1)
    heads = HeadFitting(lambda: starting_network(choose_device("cpu")))
    answered(heads, ask(folder))
    assert digest(heads) == done.stdout.strip()


def test_the_frozen_network_is_made_once_and_takes_part_in_the_first_head(make_project: MakeProject) -> None:
    torch.manual_seed(0)
    made = []

    def make() -> FrozenFeatures:
        made.append(1)
        return FrozenFeatures(Encoder("mobilenet_v3_large"), torch.device("cpu"))

    heads, folder = HeadFitting(make), make_project(images=1, held_out=0)
    answered(heads, ask(folder, strokes()))
    assert heads.head is not None and len(heads.head.weights) > 100
    answered(heads, ask(make_project(images=1, held_out=0, folder="other")))
    assert made == [1]


# ---- its score -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_screen", ["im0", "im3"])
def test_held_out_images_are_scored_and_never_teach(
    make_project: MakeProject, relabel: Relabel, on_screen: str
) -> None:
    folder = make_project(images=4, held_out=1)
    wrong = (1 - disc_image(SIDE, 3)[1]).astype(np.uint8)
    heads = HeadFitting()
    honest = answered(heads, ask(folder, image=on_screen))[-1].table
    before = digest(heads)
    assert honest is not None and (honest.kind, honest.images) == (HELD_OUT, 1)
    relabel(folder, "im3", wrong)
    worse = answered(heads, ask(folder, wrong if on_screen == "im3" else None, on_screen))[-1].table
    assert digest(heads) == before
    assert worse is not None and (worse.mean_iou or 0) < 0.2 < (honest.mean_iou or 0)


def test_strokes_in_the_window_on_a_held_out_image_change_neither_head_nor_score(make_project: MakeProject) -> None:
    folder, heads = make_project(images=3, held_out=1), HeadFitting()
    honest = answered(heads, ask(folder))[-1].table
    before = digest(heads)
    wrong = (1 - disc_image(SIDE, 2)[1]).astype(np.uint8)
    assert answered(heads, ask(folder, wrong, "im2"))[-1].table == honest and digest(heads) == before


def test_image_that_is_held_out_since_the_last_answer_is_not_learnt_from(tmp_path: Path) -> None:
    """Noise: what was learnt scores high, what was not about as chance."""
    truth = (np.random.default_rng(1).random((SIDE, SIDE)) < 0.5).astype(np.uint8)
    folder, heads, fresh = noise_project(tmp_path, truth), HeadFitting(), HeadFitting()
    learnt = answered(heads, ask(folder, truth))[-1].table
    change_split(folder, "im0", "val")
    mine, theirs = (answered(one, ask(folder, truth))[-1].table for one in (heads, fresh))
    assert learnt is not None and mine is not None and mine == theirs and digest(heads) == digest(fresh)
    assert learnt.kind == SAME_IMAGE and mine.kind == HELD_OUT


def test_region_is_held_out_of_one_full_mask_as_a_training_does(make_project: MakeProject) -> None:
    folder, side = make_project(images=1, held_out=0, side=512), 512
    truth = np.zeros((side, side), np.uint8)
    truth[:, ::32] = truth[:, 1::32] = truth[:, 2::32] = 1
    heads = HeadFitting()
    table = answered(heads, ask(folder, truth))[-1].table
    region = choose_region([("im0", truth)])
    assert region is not None and table is not None and (table.kind, table.images) == (SAME_REGION, 1)
    assert table.pixels == pytest.approx(region.window.w * region.window.h, rel=0.01)


def test_the_head_that_is_scored_on_a_region_learnt_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    side = 512
    truth = (np.random.default_rng(1).random((side, side)) < 0.5).astype(np.uint8)
    folder, heads, learnt = noise_project(tmp_path, truth, images=1), HeadFitting(), []
    region, real = choose_region([("im0", truth)]), head_fitting.fitted

    def look(samples, seed, steps, chosen=None):  # type: ignore[no-untyped-def]
        learnt.append([s.places.take(slice(None) if chosen is None else chosen[n]) for n, s in enumerate(samples)])
        return real(samples, seed, steps, chosen)

    monkeypatch.setattr(head_fitting, "fitted", look)
    table = answered(heads, ask(folder, truth))[-1].table
    assert region is not None and table is not None and table.kind == SAME_REGION
    ((scored,),) = learnt[-1:]
    closed = region.closed
    inside = (scored.rows >= closed.y) & (scored.rows < closed.bottom)
    inside &= (scored.columns >= closed.x) & (scored.columns < closed.right)
    assert len(scored) and not inside.any() and table.mean_iou == pytest.approx(1 / 3, abs=0.08), "about as chance"
    with Project.open(folder) as project:
        put_mask(project, "im0", truth)
    beside = [made(heads.beside(folder, {}, one)).digest for one in (None, region)]
    assert beside[0] == digest(heads) != beside[1]


def made(steps):  # type: ignore[no-untyped-def]
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_a_training_learns_what_is_on_disk_and_leaves_what_the_window_shows(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    heads, saved, own = HeadFitting(), HeadFitting(), {}
    saved.fit_saved(folder)
    answered(heads, ask(folder, strokes()))
    shown, steps = digest(heads), heads.beside(folder, own, None)
    next(steps)
    answered(heads, ask(folder, NOTHING))  # a stroke was taken back amid it
    between = digest(heads)
    assert made(steps).digest == digest(saved) != shown
    assert digest(heads) == between and set(own) == {"im0", "im1"}


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


def test_a_project_with_a_run_gets_the_head_of_all_its_labels_at_once(make_project: MakeProject) -> None:
    """After reopening the picture is to be the one before: no head of the first image alone in between."""
    folder = make_project(images=4, held_out=0)
    with Project.open(folder) as project:
        project.set_current_run("2026-01-01_00-00-00")
    heads, saved = HeadFitting(), HeadFitting()
    seen = []
    for event in heads.answer(ask(folder)):
        if event is not None:
            seen.append(digest(heads))
    saved.fit_saved(folder)
    assert set(seen) == {digest(saved)}
