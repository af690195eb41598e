"""Codes on a plane: PCA, and t-SNE where there are neither too few nor too many. Must not import torch or Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST, MOST = 5, 5000  # codes for t-SNE
STEPS = 500  # half of the usual number: 3 s for 800 codes on one core
PCA, TSNE = "PCA", "t-SNE"

Floats = NDArray[np.float32]


def load_embedding() -> None:
    """Import what t-SNE needs, which takes a second or two, before it is needed."""
    import sklearn.manifold  # noqa: F401
    import threadpoolctl  # noqa: F401


def principal_plane(codes: Floats) -> Floats:
    """``float32[n,d]`` -> ``float32[n,2]``: the coordinates along the two directions of the largest variance, exactly
    (singular value decomposition); each direction is turned so that its largest coordinate is positive."""
    away = (codes - codes.mean(axis=0, keepdims=True)).astype(np.float64) if len(codes) else codes
    left, size, _ = np.linalg.svd(away, full_matrices=False)
    plane = np.zeros((len(codes), 2), np.float32)
    for axis in range(min(2, len(size))):
        line = left[:, axis] * size[axis]
        plane[:, axis] = line * (1 if line[np.abs(line).argmax()] >= 0 else -1)
    return plane


def neighbour_plane(codes: Floats, seed: int = 0) -> tuple[Floats, str]:
    """``float32[n,d]`` -> ``float32[n,2]`` in which alike codes lie together, and how: t-SNE (van der Maaten & Hinton
    2008), else PCA. The same codes and seed give the same plane."""
    if not FEWEST <= len(codes) <= MOST or codes.shape[1] < 2 or float(codes.std(axis=0).max()) < 1e-12:
        return principal_plane(codes), PCA
    from sklearn.manifold import TSNE as Embedding
    from threadpoolctl import threadpool_limits

    perplexity = min(30.0, (len(codes) - 1) / 3)
    with threadpool_limits(1):  # sums of several threads come in any order
        found = Embedding(2, perplexity=perplexity, init="pca", max_iter=STEPS, random_state=seed).fit_transform(codes)
    return np.asarray(found, np.float32), TSNE
