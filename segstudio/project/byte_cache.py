"""A cache of values within a number of bytes. Imports nothing of ours."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _nbytes(value: Any) -> int:
    return int(value.nbytes)


class ByteCache(Generic[K, V]):
    """Values by key within ``limit`` bytes: the least recently used are dropped first, the newest never.

    ``size`` measures one value (by default its ``nbytes``); ``limit`` and ``nbytes`` are in its unit.
    """

    def __init__(self, limit: int, size: Callable[[V], int] = _nbytes) -> None:
        self.limit = limit
        self.nbytes = 0
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[K]:
        return iter(self._kept)

    def get(self, key: K) -> V | None:
        """A value, which becomes the most recently used."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def peek(self, key: K) -> V | None:
        """A value, without marking it as used."""
        return self._kept.get(key)

    def put(self, key: K, value: V, keep: Collection[K] = ()) -> V:
        """Store a value and return it; drop older ones until all fit, but none in ``keep``."""
        self.drop(key)
        self._kept[key] = value
        self.nbytes += self._size(value)
        self.make_room(0, (*keep, key))
        return value

    def make_room(self, wanted: int, keep: Collection[K] | None = None) -> bool:
        """Drop the oldest until ``wanted`` more bytes fit, but none in ``keep`` (by default the newest); whether they
        fit then."""
        keep = [*self._kept][-1:] if keep is None else keep
        for old in [key for key in self._kept if key not in keep]:
            if self.nbytes + wanted <= self.limit:
                break
            self.drop(old)
        return self.nbytes + wanted <= self.limit

    def drop(self, key: K) -> None:
        """Drop a value, if it is there."""
        if key in self._kept:
            self.nbytes -= self._size(self._kept.pop(key))

    def clear(self) -> None:
        """Drop all values."""
        self._kept.clear()
        self.nbytes = 0
