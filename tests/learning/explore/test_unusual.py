"""Unusual places: where restoring fails is bright, as usual is dark; at the image's size, whatever that is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.choices.unlabelled import METHODS
from segstudio.errors import LearningError
from segstudio.labels.geometry import Rect
from segstudio.learning.data.inputs import SliceReader
from segstudio.learning.drawing.draw import drawn
from segstudio.learning.drawing.model_of import Learnt, kept_model
from segstudio.learning.explore.explore import explore
from segstudio.learning.explore.patch_answers import BATCH, PatchReader, error_cells, patch_rects, strangeness
from segstudio.learning.explore.unusual import unusual_places
from segstudio.learning.explore_messages import Explored, ExploreSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.runs.found import read_found
from segstudio.project.project import Project
from tests.narrow import few
from tests.toy_methods import SEEING, SIDE, SIZE, TOY, Toy, toys

__all__ = ["few", "toys"]  # fixtures

pytestmark = pytest.mark.usefixtures("toys")

MakeProject = Callable[..., Path]


def learnt_in(folder: Path, method: str = TOY, steps: int = 80) -> Learnt:
    last = list(explore(folder, ExploreSettings(method, steps=steps, device="cpu", threads=1)))[-1]
    assert isinstance(last, Explored)
    return kept_model(folder, last.exploration, choose_device("cpu"))


def places(folder: Path, learnt: Learnt, image_id: str) -> np.ndarray:
    found = [one for one in unusual_places(folder, learnt, image_id, SliceReader()) if one is not None]
    assert len(found) == 1
    return found[0]


def spoil(folder: Path, image_id: str, where: Rect) -> None:
    """A checkerboard that no image of the project has."""
    from PIL import Image

    project = Project.open(folder, write=False)
    path = project.image_path(project.entry(image_id))
    pixels = np.asarray(Image.open(path)).copy()
    y, x = np.mgrid[: where.h, : where.w]
    pixels[where.slices] = ((x // 3 + y // 3) % 2 * 255).astype(np.uint8)
    Image.fromarray(pixels).save(path)


def test_the_place_that_cannot_be_restored_is_the_bright_one_and_its_image_comes_first(
    make_project: MakeProject,
) -> None:
    folder = make_project(images=4, held_out=1)
    where = Rect(30, 20, 18, 18)
    spoil(folder, "im3", where)
    learnt = learnt_in(folder)
    error = places(folder, learnt, "im3")
    assert error.shape == (64, 64) and error.dtype == np.uint8
    inside = np.zeros((64, 64), bool)
    inside[where.slices] = True
    assert error[inside].mean() > 200 and np.median(error[~inside]) < 60
    assert np.median(places(folder, learnt, "im0")) < 60
    assert read_found(folder, learnt.facts.name).most_unusual[0] == "im3"


def test_without_a_look_at_the_images_there_is_no_measure_of_what_is_usual(make_project: MakeProject) -> None:
    folder = make_project(images=2)
    learnt = learnt_in(folder, steps=1)
    (folder / "explorations" / learnt.facts.name / "found.safetensors").unlink()
    with pytest.raises(LearningError, match="no map"):
        places(folder, learnt, "im0")


@pytest.mark.usefixtures("few")
def test_a_model_that_restores_nothing_shows_patches_unlike_all_others(make_project: MakeProject) -> None:
    folder = make_project(images=3, held_out=0, side=70)
    error = places(folder, learnt_in(folder, SEEING, 2), "im1")
    assert error.shape == (70, 70)


def test_patches_cover_an_image_to_its_edges_and_no_further() -> None:
    for h, w in ((1, 1), (24, 24), (25, 100), (7, 50), (131, 60)):
        seen = np.zeros((h, w), int)
        for rect in patch_rects((h, w), 24, 12):
            assert rect.right <= w and rect.bottom <= h and (rect.w, rect.h) == (min(24, w), min(24, h))
            seen[rect.slices] += 1
        assert seen.min() >= 1
    assert len(patch_rects((24, 24), 24, 24)) == 1 and len(patch_rects((48, 24), 24, 24)) == 2


@pytest.mark.parametrize("side", [20, 48, 96, 100])
def test_the_error_in_cells_is_the_mean_squared_error_of_its_place(side: int) -> None:
    image, restored = torch.zeros(1, 2, side, side), torch.zeros(1, 2, side, side)
    restored[..., : side // 2, :] = 0.5
    cells = error_cells(image, restored)
    assert cells.shape[1] == cells.shape[2] >= side // max(1, side // 24)
    assert cells[0, 0] == pytest.approx(0.25) and cells[0, -1] == pytest.approx(0)


def test_codes_far_from_all_others_are_strange_and_own_ones_do_not_count() -> None:
    others = np.zeros((6, 2), np.float32)
    others[:2] = 100
    far = strangeness(np.full((1, 2), 100, np.float32), others, slice(0, 2))
    assert far == pytest.approx(100 * np.sqrt(2), rel=1e-4)
    assert strangeness(np.zeros((1, 2), np.float32), others) == pytest.approx(100 * np.sqrt(2) / 5, rel=1e-4)
    assert strangeness(np.ones((3, 2), np.float32), others[:2], slice(0, 2)).tolist() == [0, 0, 0]


def test_short_memory_asks_about_fewer_patches_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    code, sizes = Toy.code, []

    def hungry(toy: Toy, image: torch.Tensor) -> torch.Tensor:
        sizes.append(len(image))
        if len(image) > 5:
            raise RuntimeError("out of memory")
        return code(toy, image)

    toy = Toy("", 1).eval()
    patches = np.random.default_rng(0).random((9, 1, SIDE, SIDE), np.float32)
    whole = PatchReader(toy).answer(patches)
    monkeypatch.setattr(Toy, "code", hungry)
    reader = PatchReader(toy)
    answer = reader.answer(patches, errors=False)
    assert np.allclose(answer.codes, whole.codes, atol=1e-6) and answer.errors is None
    assert reader.batch == BATCH // 4 and sizes[0] == 9


# ---- drawing


def test_codes_and_new_pictures_are_drawn_as_pictures(make_project: MakeProject) -> None:
    learnt = learnt_in(make_project(images=2), steps=1)
    walk = drawn(learnt, True, np.zeros((3, SIZE), np.float32))
    assert walk.shape == (3, SIDE, SIDE, 3) and walk.dtype == np.uint8 and (walk[0] == walk[2]).all()
    assert (drawn(learnt, True, count=2, seed=5) == drawn(learnt, True, count=2, seed=5)).all()
    assert not (drawn(learnt, True, count=2, seed=5) == drawn(learnt, True, count=2, seed=6)).all()
    grey = drawn(learnt, False, count=2)
    assert (grey[..., 0] == grey[..., 2]).all()
    with pytest.raises(LearningError, match="not of this exploration"):
        drawn(learnt, True, np.zeros((3, SIZE + 1), np.float32))


@pytest.mark.usefixtures("few")
def test_a_method_that_does_not_draw_says_so(make_project: MakeProject) -> None:
    learnt = learnt_in(make_project(images=2), SEEING, 1)
    with pytest.raises(LearningError, match=f"The method {METHODS[SEEING].title} cannot draw"):
        drawn(learnt, True, count=1)
