"""Codes on a plane: PCA is exact, t-SNE is the same every time and keeps groups together."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.learning.explore import plane
from segstudio.learning.explore.plane import neighbour_plane, principal_plane


def test_the_principal_plane_is_that_of_the_covariance() -> None:
    rng = np.random.default_rng(0)
    codes = (rng.normal(size=(50, 6)) * [5, 3, 1, 1, 1, 0.1]).astype(np.float32)
    found = principal_plane(codes)
    values, vectors = np.linalg.eigh(np.cov(codes.T.astype(np.float64), bias=True))
    assert np.var(found, axis=0) == pytest.approx(values[:-3:-1], rel=1e-4)
    expected = (codes - codes.mean(axis=0)) @ vectors[:, :-3:-1]
    assert np.abs(found) == pytest.approx(np.abs(expected), abs=1e-3)
    assert all(column[np.abs(column).argmax()] > 0 for column in found.T)


@pytest.mark.parametrize("shape", [(0, 3), (1, 3), (2, 1), (9, 1)])
def test_few_codes_or_few_numbers_have_a_plane_too(shape: tuple[int, int]) -> None:
    found, kind = neighbour_plane(np.random.default_rng(1).normal(size=shape).astype(np.float32))
    assert found.shape == (shape[0], 2) and np.isfinite(found).all() and kind == plane.PCA


def test_alike_codes_lie_together_and_the_plane_is_the_same_again() -> None:
    rng = np.random.default_rng(2)
    codes = rng.normal(size=(24, 8)).astype(np.float32)
    codes[12:] += 20
    found, kind = neighbour_plane(codes)
    assert kind == plane.TSNE and np.array_equal(found, neighbour_plane(codes)[0])
    apart = np.linalg.norm(found[:, None] - found, axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.argsort(axis=1)[:, :3]
    assert ((nearest < 12) == (np.arange(24) < 12)[:, None]).all(), "the nearest are of the same group"


def test_equal_codes_fall_back_to_the_principal_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    assert neighbour_plane(np.ones((9, 4), np.float32))[1] == plane.PCA
    monkeypatch.setattr(plane, "MOST", 8)
    assert neighbour_plane(np.eye(9, dtype=np.float32))[1] == plane.PCA
