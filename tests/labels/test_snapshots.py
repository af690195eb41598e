"""A frozen mask stays as it was, whatever is painted, cancelled, undone or redone meanwhile."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.mask import Mask
from segstudio.labels.rules import everything

SHAPE = (300, 520)
KINDS = ("paint", "commit", "cancel", "undo", "redo")
acts = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 999)), max_size=12)


def act(mask: Mask, kind: str, number: int) -> None:
    """One thing that changes a mask."""
    if kind == "paint":
        if not mask.stroking:
            mask.begin("test")
        rect = Rect(number % 400, number % 250, 90, 40)
        mask.paint(Footprint(rect, np.ones((40, 90), np.bool_)), number % 5, everything())
    else:
        getattr(mask, kind)()


@settings(max_examples=40, deadline=None)
@given(acts, acts)
def test_later_changes_are_not_seen(before: list[tuple[str, int]], after: list[tuple[str, int]]) -> None:
    mask = Mask.empty(SHAPE)
    for kind, number in before:
        act(mask, kind, number)
    expected, frozen = mask.settled(), mask.freeze()
    for kind, number in after:
        act(mask, kind, number)
        assert np.array_equal(frozen.rows(0, SHAPE[0]), expected)
    parts = [frozen.rows(top, top + 37) for top in range(0, SHAPE[0], 37)]
    assert np.array_equal(np.vstack(parts), expected) and frozen.shape == SHAPE


def test_a_reader_on_another_thread_sees_one_moment() -> None:
    mask = Mask.empty(SHAPE)
    frozen, wrong, stop = mask.freeze(), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            if (frozen.rows(0, SHAPE[0]) != 255).any():
                wrong.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(300):
        act(mask, ("paint", "commit", "undo", "redo")[number % 4], number * 7)
    stop.set()
    reader.join()
    assert not wrong


def test_nothing_is_kept_for_a_frozen_mask_that_is_gone() -> None:
    mask = Mask.empty(SHAPE)
    frozen = mask.freeze()
    assert len(mask._snapshots) == 1
    del frozen
    assert len(mask._snapshots) == 0
