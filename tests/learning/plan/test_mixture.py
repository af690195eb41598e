"""What head and network say together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudio.learning.plan.mixture import SHARE, Mixture, pooled

KINDS = st.lists(st.floats(1e-6, 1.0), min_size=3, max_size=3)


def normalised(values: list[float]) -> np.ndarray:
    return (np.array(values, np.float32) / np.float32(sum(values)))[:, None]


@given(KINDS, KINDS, st.floats(0, 1))
def test_it_is_the_normalised_product_of_the_powers(first: list[float], second: list[float], share: float) -> None:
    network, head = normalised(first), normalised(second)
    wanted = network.astype(float) ** (1 - share) * head.astype(float) ** share
    np.testing.assert_allclose(pooled(network, head, share), wanted / wanted.sum(0), rtol=1e-4, atol=1e-7)


@given(KINDS)
def test_one_that_knows_nothing_leaves_the_other_s_choice_and_each_alone_is_itself(values: list[float]) -> None:
    sure, flat = normalised(values), np.full((3, 1), 1 / 3, np.float32)
    for network, head in ((sure, flat), (flat, sure)):
        assert sure[pooled(network, head, SHARE).argmax()] == sure.max()
    np.testing.assert_allclose(pooled(sure, flat, 0.0), sure, rtol=1e-5)
    np.testing.assert_allclose(pooled(flat, sure, 1.0), sure, rtol=1e-5)


def test_what_both_call_impossible_is_a_number_all_the_same() -> None:
    none = np.zeros((2, 4), np.float32)
    assert np.isfinite(pooled(none, none, SHARE)).all()
    some = pooled(np.array([[0.0], [1.0]], np.float32), np.array([[1.0], [0.0]], np.float32), SHARE)
    assert some.sum() == pytest.approx(1.0) and some[1] > some[0]


@given(KINDS, KINDS)
def test_about_its_own_classes_the_head_decides_and_the_others_share_what_is_left(
    first: list[float], second: list[float]
) -> None:
    network, head = normalised(first), normalised(second)
    mixture = Mixture(SHARE, alone=(7, 9))
    assert mixture.rows((3, 7, 4)) == [1] and Mixture().rows((3, 7, 4)) == []
    found, both = pooled(network, head, SHARE, [1]), pooled(network, head, SHARE)
    assert found[1] == head[1] and found.sum() == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_allclose(found[0] * both[2], found[2] * both[0], rtol=1e-3, atol=1e-7)
    np.testing.assert_array_equal(pooled(network, head, SHARE, [0, 1, 2]), head)
