"""Hidden blocks: whole ones, and nothing of them is seen."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segstudio.models.unlabelled.corruption import BLOCK, HIDDEN, hidden_blocks, hide


@given(seed=st.integers(0, 2**32), count=st.integers(1, 4), side=st.integers(2, 8))
def test_the_same_number_of_whole_blocks_is_hidden_in_every_patch(seed: int, count: int, side: int) -> None:
    hidden = hidden_blocks(np.random.default_rng(seed), count, side * BLOCK)
    assert hidden.shape == (count, side * BLOCK, side * BLOCK)
    blocks = hidden.reshape(count, side, BLOCK, side, BLOCK)
    assert np.array_equal(blocks.all(axis=(2, 4)), blocks.any(axis=(2, 4)))
    assert set(blocks.all(axis=(2, 4)).sum(axis=(1, 2))) == {max(1, round(HIDDEN * side * side))}


def test_what_is_hidden_tells_nothing_of_itself() -> None:
    rng = np.random.default_rng(0)
    clean = rng.random((2, 3, 32, 32), dtype=np.float32)
    hidden = hidden_blocks(rng, 2, 32)
    other = np.where(hidden[:, None], 1 - clean, clean)
    first, second = (hide(image, hidden) for image in (clean, other))
    assert np.array_equal(first, second) and first.dtype == np.float32
    assert np.array_equal(np.where(hidden[:, None], clean, first), clean) and first.min() >= 0 and first.max() <= 1
    inside = first[0][:, hidden[0]]
    assert np.ptp(inside, axis=1).max() < 1e-6
