"""Patches and the bounded history."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels.geometry import Rect
from segstudio.labels.history import TILE, EditStep, History, make_step, pack_tile, tile_rect, tiles_of

SHAPE = (300, 520)


def change(seed: int, shape: tuple[int, int] = SHAPE) -> tuple[NDArray[np.uint8], NDArray[np.uint8], EditStep | None]:
    rng = np.random.default_rng(seed)
    before = rng.integers(0, 4, shape, dtype=np.uint8)
    after = before.copy()
    count = int(rng.integers(0, 6))
    after[rng.integers(0, shape[0], count), rng.integers(0, shape[1], count)] = 255
    tiles = {t: before[tile_rect(*t, shape).slices].copy() for t in tiles_of(Rect.of_shape(shape))}
    return before, after, make_step("Brush", tiles, after)


def solid(seed: int = 3) -> EditStep:
    step = change(seed)[2]
    assert step is not None
    return step


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([SHAPE, (1, 1), (1, 700), (257, 1), (256, 256)]))
def test_a_patch_undoes_redoes_and_survives_its_bytes(seed: int, shape: tuple[int, int]) -> None:
    before, after, step = change(seed, shape)
    differ = before != after
    if step is None:
        assert not differ.any()
        return
    again = EditStep.from_bytes(step.to_bytes())
    assert again == step
    assert step.pixels == differ.sum()
    rows, columns = np.nonzero(differ)
    assert step.bounds == Rect.around(zip(columns.tolist(), rows.tolist(), strict=True))
    array = after.copy()
    assert again.apply(array) == step.bounds
    np.testing.assert_array_equal(array, before)
    step.apply(array)
    np.testing.assert_array_equal(array, after)


PLAIN = st.tuples(st.integers(0, 255), st.integers(0, 255))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 30), PLAIN, st.sampled_from(["noise", "plain", "runs"]), st.sampled_from([SHAPE, (3, 700)]))
def test_any_content_is_packed_and_unpacked_exactly(
    seed: int, plain: tuple[int, int], kind: str, shape: tuple[int, int]
) -> None:
    rng = np.random.default_rng(seed)
    before, after = np.full(shape, plain[0], np.uint8), np.full(shape, plain[1], np.uint8)
    if kind == "noise":
        before, after = rng.integers(0, 256, (2, *shape), dtype=np.uint8)
    elif kind == "runs":
        after = np.repeat(rng.integers(0, 4, (shape[0], shape[1] // 10), dtype=np.uint8), 10, axis=1)
        before = np.ascontiguousarray(after[:, ::-1])
    tiles = {t: before[tile_rect(*t, shape).slices].copy() for t in tiles_of(Rect.of_shape(shape))}
    some = {tile: pack_tile(tile, tiles[tile], after) for tile in list(tiles)[::2]}
    step = make_step("Any", tiles, after, some)
    assert step == make_step("Any", tiles, after)
    if step is None:
        assert np.array_equal(before, after)
        return
    assert step.pixels == int((before != after).sum())
    array = after.copy()
    EditStep.from_bytes(step.to_bytes()).apply(array)
    np.testing.assert_array_equal(array, before)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_bytes_are_one_error(data: st.DataObject) -> None:
    raw = bytearray(solid().to_bytes())
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw) - 1))]
    else:
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(MaskError):
        EditStep.from_bytes(bytes(raw))


def signed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.crc32(body))


@settings(max_examples=60, deadline=None)
@given(st.integers(4, 47), st.integers(1, 255))
def test_a_forged_header_never_writes_outside(at: int, flip: int) -> None:
    body = bytearray(solid().to_bytes()[:-4])
    body[at] ^= flip
    array = np.zeros(SHAPE, np.uint8)
    try:
        step = EditStep.from_bytes(signed(bytes(body)))
    except MaskError:
        return
    if step.shape == SHAPE:
        step.apply(array)
    else:
        with pytest.raises(MaskError):
            step.apply(array)
    assert step.bounds.clip(step.shape) == step.bounds


def test_a_tile_that_inflates_beyond_its_size_is_refused() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)
    for data in (bomb, zlib.compress(b"short"), b"no zlib", b""):
        step = EditStep("x", ((0, 0, data),), Rect(0, 0, 1, 1), 1, (4, 4))
        with pytest.raises(MaskError):
            EditStep.from_bytes(step.to_bytes())
        array = np.zeros((4, 4), np.uint8)
        with pytest.raises(MaskError):
            step.apply(array)
        assert not array.any()


def test_a_patch_of_another_shape_is_refused() -> None:
    with pytest.raises(MaskError):
        solid().apply(np.zeros((5, 5), np.uint8))


def test_history_moves_steps_and_names_them() -> None:
    history = History()
    assert not history.undo_stack and history.undo() is None and history.redo() is None
    one, two = EditStep("one", (), Rect(0, 0, 0, 0), 0, (1, 1)), EditStep("two", (), Rect(0, 0, 0, 0), 0, (1, 1))
    history.push(one)
    history.push(two)
    assert history.undo_stack == (one, two)
    assert history.undo() is two and history.redo_stack[-1].name == "two" and history.undo_stack[-1].name == "one"
    assert history.redo_stack == (two,)
    assert history.redo() is two and not history.redo_stack
    history.undo()
    history.push(one)
    assert history.undo_stack == (one, one) and not history.redo_stack


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 3000), st.sampled_from(["undo", "redo"])), max_size=40))
def test_history_is_bounded_by_bytes_and_counts_them(steps: list[int | str]) -> None:
    history = History(limit_bytes=6000)
    for step in steps:
        if isinstance(step, int):
            newest = EditStep(str(step), ((0, 0, bytes(step)),), Rect(0, 0, 1, 1), 1, (TILE, TILE))
            history.push(newest)
            assert history.undo_stack[-1] is newest
        else:
            history.undo() if step == "undo" else history.redo()
        assert history.nbytes == sum(p.nbytes for p in history.undo_stack + history.redo_stack)
        assert history.nbytes <= 6000


def test_the_newest_step_stays_even_when_it_alone_is_over_the_limit() -> None:
    history = History(limit_bytes=10)
    history.push(solid(3))
    history.push(solid(4))
    assert len(history.undo_stack) == 1
