"""The model that every prediction comes from: the head fitted to the strokes and, where it takes part, the trained
network, put together as one ``Network``.

``learning.plan.mixture`` says how. Knows torch; no project, no Qt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from segstudio.errors import LearningError
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import Source, grid
from segstudio.learning.instant.head import Floats, Head
from segstudio.learning.plan.mixture import LEAST, Mixture, pooled
from segstudio.models.contract import Network

GRID = 32  # pixels: the head's features begin at multiples of it
REACH = 128  # pixels around a pixel that its features depend on, by more than rounding


class OneModel(Network):
    """``forward``: as every ``Network``, for the classes ``ids``; the logits are log probabilities.

    ``net``: logits for ``ids``, ``None``: the head alone; ``vote``: of the head, ``None``: the network alone. Raises
    LearningError: they are for images with other numbers of channels.
    """

    def __init__(self, net: Network | None, ids: tuple[int, ...], vote: Vote | None) -> None:
        super().__init__()
        self.net = net
        self.ids = ids
        self.vote = vote
        self.stride = GRID if net is None else math.lcm(net.stride, GRID) if vote is not None else net.stride
        self.reach = max(REACH if vote is not None else 0, net.reach if net is not None else 0)
        self.by_block = net is None
        self.channels = vote.channels if vote is not None else self.channels if net is None else net.channels
        if net is not None and net.channels != self.channels:
            raise LearningError(
                "The trained network is for images with {number} channels, most labelled images have {other} now.",
                "Train again, or leave the network out of predictions.",
                number=net.channels,
                other=self.channels,
            )
        self.embedding = net.embedding if net is not None else ()
        self.eval().requires_grad_(False)

    @property
    def head(self) -> nn.Conv2d:
        if self.net is None:
            return super().head
        return self.net.head

    @property
    def features(self) -> Mapping[str, nn.Module]:
        return self.net.features if self.net is not None else {}

    @property
    def stages(self) -> dict[str, nn.Module]:
        return self.net.stages if self.net is not None else {}

    @property
    def smallest(self) -> int:
        return max(self.stride, self.net.smallest if self.net is not None else 0)

    def forward(self, image: Tensor) -> Tensor:
        network: Tensor | None = None if self.net is None else self.net(image).float().log_softmax(1)
        if self.vote is None:
            assert network is not None
            return network
        votes = torch.stack([self.vote(one) for one in image])
        return votes if network is None else self.vote.beside(network, votes)

    def block_probabilities(self, read: Source, shape: tuple[int, int], rect: Rect) -> Iterator[tuple[Rect, Floats]]:
        """Of the head alone: ``float32[K, h, w]`` of the blocks of a fixed grid that ``rect`` touches, so that a pixel
        gets the same numbers whatever is asked for, at any size of the image."""
        assert self.vote is not None
        for block in grid(rect, shape):
            yield block, np.exp(self.vote.of_block(read, shape, block))

    @property
    def alone(self) -> Network:
        return self if self.net is None else self.net

    def combined(self, found: Floats, read: Source, shape: tuple[int, int], rect: Rect) -> Floats:
        """With the head's blocks of a fixed grid: whatever was asked for, a pixel gets the same numbers."""
        if self.net is None or self.vote is None:
            return found
        for block in grid(rect, shape):
            inside = block.intersect(rect)
            part = found[:, *inside.relative_to(rect).slices]
            vote = np.exp(self.vote.of_block(read, shape, block))[:, *inside.relative_to(block).slices]
            part[:] = pooled(part, vote, self.vote.mixture.share, self.vote.alone_rows)
        return found


class Vote:
    """Log probabilities of the head, with the ``reader`` of its features, for the classes ``ids`` of an image. A class
    that it does not know is as likely as its least likely one. ``mixture``: what it says beside a network."""

    def __init__(self, head: Head, reader: FeatureReader, ids: tuple[int, ...], mixture: Mixture | None = None) -> None:
        self.head, self.reader, self.ids, self.mixture = head, reader, ids, mixture or Mixture()
        self.alone_rows = self.mixture.rows(ids)
        self.channels = reader.channels
        self._rows = [head.ids.index(one) if one in head.ids else len(head.ids) for one in ids]

    def __deepcopy__(self, memo: dict[int, Any]) -> Vote:
        return self  # never changed; the copies of a network share the cache

    def __call__(self, image: Tensor) -> Tensor:
        """``float32[c, h, w]`` -> ``float32[K, h, w]``, on its device."""
        planes = image.float().cpu().numpy()
        shape = (planes.shape[1], planes.shape[2])
        found = np.empty((len(self._rows), *shape), np.float32)

        def read(rect: Rect) -> Floats:
            return np.asarray(planes[:, *rect.slices], np.float32)

        for block in grid(Rect.of_shape(shape), shape):
            found[:, *block.slices] = self.of_block(read, shape, block)
        return torch.from_numpy(found).to(image.device)

    def beside(self, network: Tensor, votes: Tensor) -> Tensor:
        """Log probabilities ``float32[n, K, h, w]`` of both -> theirs together, but for a number at each pixel."""
        logs = network.lerp(votes, self.mixture.share)
        if self.alone_rows:
            others = [row for row in range(len(self.ids)) if row not in self.alone_rows]
            left = (1 - votes[:, self.alone_rows].exp().sum(1, keepdim=True)).clamp_min(LEAST).log()
            logs[:, others] += left - logs[:, others].logsumexp(1, keepdim=True)
            logs[:, self.alone_rows] = votes[:, self.alone_rows]
        return logs

    def of_block(self, read: Source, shape: tuple[int, int], block: Rect) -> Floats:
        """The same for a block of an image of ``shape``, on the CPU."""
        logits = torch.from_numpy(self.head.logits(self.reader.of_block(read, shape, block)))
        logs = logits.log_softmax(0)
        least = torch.cat((logs, logs.min(0, keepdim=True).values))
        return np.asarray(least[self._rows].numpy(), np.float32)

    def described(self, image: Floats) -> Floats:
        """Mean and spread of its features over ``float32[c, h, w]``, at most one block: close for alike images."""
        padded = np.pad(image, ((0, 0), *((0, -side % GRID) for side in image.shape[1:])), mode="edge")
        shape = (padded.shape[1], padded.shape[2])
        first = grid(Rect.of_shape(shape), shape)[0]
        found = self.reader.of_block(lambda rect: padded[:, *rect.slices], shape, first)
        flat = [level.reshape(len(level), -1).astype(np.float32) for level in found.levels]
        return np.concatenate([one for x in flat for one in (x.mean(axis=1), x.std(axis=1))])
