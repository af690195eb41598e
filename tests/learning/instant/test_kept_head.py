"""The newest head on disk: after reopening the same head is there at once, and never one of other labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.labels.classes import VOID
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.head import Head
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.kept_head import NAME, KeptHead, keep_head, kept_head, key_of
from segstudio.learning.messages import FitHead, HeadFitted
from segstudio.project.masks import read_mask
from segstudio.project.project import Project
from tests.learning.conftest import put_mask, replace_split

MakeProject = Callable[..., Path]
Folder = Callable[[], Path]


@pytest.fixture
def folder(make_project: MakeProject) -> Path:
    """A project whose head was fitted by another process."""
    folder = make_project(images=3)
    HeadFitting().fit_saved(folder)
    return folder


def file_of(folder: Path) -> Path:
    return folder / "predictions" / "strokes" / NAME


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One item for each block whose features were computed."""
    seen: list[object] = []
    real = FeatureReader.of_block

    def look(self, read, shape, block):  # type: ignore[no-untyped-def]
        seen.append(block)
        return real(self, read, shape, block)

    monkeypatch.setattr(FeatureReader, "of_block", look)
    return seen


def digest(heads: HeadFitting) -> str:
    assert heads.head is not None
    return heads.head.digest


def test_after_reopening_the_same_head_is_there_before_any_image_is_looked_at(folder: Path, looked_at: list) -> None:
    heads, again = HeadFitting(), HeadFitting()
    first = next(event for event in heads.answer(FitHead(1, folder, "im0")) if event is not None)
    assert isinstance(first, HeadFitted) and first.fits == 1 and heads.settled and not looked_at
    file_of(folder).unlink()
    again.fit_saved(folder)
    assert digest(heads) == digest(again) and looked_at


def test_the_rest_of_the_answer_scores_the_kept_head_and_leaves_it_as_it_is(folder: Path) -> None:
    heads = HeadFitting()
    events = [event for event in heads.answer(FitHead(1, folder, "im0")) if event is not None]
    assert {event.fits for event in events} == {1} and events[-1].table is not None


def test_a_stroke_after_reopening_is_learnt_with_all_other_labels(folder: Path) -> None:
    heads, whole = HeadFitting(), HeadFitting()
    next(heads.answer(FitHead(1, folder, "im0")))
    with Project.open(folder, write=False) as project:
        mask = read_mask(project.mask_path(project.entry("im0")))
    mask[:9] = 1
    events = [event for event in heads.answer(FitHead(2, folder, "im0", mask)) if event is not None]
    assert events[0].fits > 1, "no head of the image on the screen alone"
    with Project.open(folder) as project:
        put_mask(project, "im0", mask)
    file_of(folder).unlink()
    whole.fit_saved(folder)
    assert digest(heads) == digest(whole)


def changed_label(folder: Path) -> None:
    with Project.open(folder) as project:
        put_mask(project, "im1", np.where(np.indices((64, 64))[0] < 9, 1, 0).astype(np.uint8))


def changed_image(folder: Path) -> None:
    with Project.open(folder) as project:
        path = project.image_path(project.entry("im1"))
    Image.fromarray(255 - np.asarray(Image.open(path))).save(path)


def held_out_image(folder: Path) -> None:
    with Project.open(folder) as project:
        project.update_entries([replace_split(project.entry("im1"), "val")])
        project.save()


def no_labels(folder: Path) -> None:
    with Project.open(folder) as project:
        for entry in project.images:
            put_mask(project, entry.id, np.full(entry.shape, VOID, np.uint8))


@pytest.mark.parametrize("change", [changed_label, changed_image, held_out_image, no_labels])
def test_a_head_of_other_labels_or_pixels_is_not_used(folder: Path, change: Callable[[Path], None]) -> None:
    change(folder)
    heads, anew = HeadFitting(), HeadFitting()
    heads.fit_saved(folder)
    file_of(folder).unlink()
    anew.fit_saved(folder)
    assert (heads.head and heads.head.digest) == (anew.head and anew.head.digest)


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"half"])
def test_a_damaged_file_is_as_good_as_none(folder: Path, content: bytes, looked_at: list) -> None:
    before = HeadFitting()
    before.fit_saved(folder)
    whole = file_of(folder).read_bytes()
    file_of(folder).write_bytes(whole[: len(whole) // 2] if content == b"half" else content)
    heads = HeadFitting()
    heads.fit_saved(folder)
    assert looked_at and digest(heads) == digest(before)
    assert file_of(folder).read_bytes() == whole, "and it is written anew"


@pytest.mark.parametrize("last", [False, True])
def test_what_is_kept_is_read_back_and_needs_the_same_key(tmp_path: Path, last: bool) -> None:
    rng = np.random.default_rng(0)
    parts = [rng.random(shape, np.float32) for shape in ((5, 3), (3,), (3, 2), (2,))]
    head = Head((4, 9), *parts[:2], (parts[2], parts[3])) if last else Head((1, 4, 9), *parts[:2])
    path = tmp_path / "predictions" / "strokes" / NAME
    keep_head(path, key_of("a"), KeptHead(head, 200, True))
    found = kept_head(path, key_of("a"))
    assert found is not None and found.head.digest == head.digest and found[1:] == (200, True)
    assert kept_head(path, key_of("b")) is None and kept_head(tmp_path / "none", key_of("a")) is None


@pytest.mark.parametrize("wrong", ["value", "shape"])
def test_weights_that_cannot_be_used_are_no_head(tmp_path: Path, wrong: str) -> None:
    weights, bias = np.ones((5, 2), np.float32), np.zeros(2 if wrong == "value" else 3, np.float32)
    weights[0, 0] = np.nan if wrong == "value" else 1
    path = tmp_path / "predictions" / "strokes" / NAME
    keep_head(path, key_of(), KeptHead(Head((0, 1), weights, bias), 200, False))
    assert path.is_file() and kept_head(path, key_of()) is None


def test_where_nothing_can_be_written_the_head_is_only_not_kept(tmp_path: Path) -> None:
    (tmp_path / "predictions").write_bytes(b"a file in the way")
    head = Head((0, 1), np.ones((5, 2), np.float32), np.zeros(2, np.float32))
    keep_head(tmp_path / "predictions" / "strokes" / NAME, key_of(), KeptHead(head, 200, False))
    keep_head(tmp_path / "moved" / "predictions" / "strokes" / NAME, key_of(), KeptHead(head, 200, False))
    assert [one.name for one in tmp_path.iterdir()] == ["predictions"]


def test_a_head_of_other_values_is_none(folder: Path) -> None:
    """What of an image is learnt from as 0 and 1 belongs to what a head is fitted to, on disk and in memory."""
    heads = HeadFitting()
    heads.fit_saved(folder)
    before = digest(heads)
    with Project.open(folder) as project:
        project.update_entries([replace(one, values=(0.0, 100.0)) for one in project.images])
        project.save()
    for fitted in (heads, HeadFitting()):
        fitted.fit_saved(folder)
        assert digest(fitted) != before
