"""What was read or computed, kept within a number of bytes. Knows nothing of what it keeps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _nbytes(value: Any) -> int:
    return int(value.nbytes)


class ByteCache(Generic[K, V]):
    """Values by key within ``limit`` bytes: the least recently used go first, the newest stays, however large.

    ``size``: bytes of one value (by itself its ``nbytes``); another measure makes ``limit`` and ``nbytes`` count that.
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
        """A value, now the most recently used."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def peek(self, key: K) -> V | None:
        """A value, without using it."""
        return self._kept.get(key)

    def put(self, key: K, value: V, keep: Collection[K] = ()) -> V:
        """Keep a value and give it back; older ones go until all fit, but never those in ``keep``."""
        self.drop(key)
        self._kept[key] = value
        self.nbytes += self._size(value)
        self.make_room(0, (*keep, key))
        return value

    def make_room(self, wanted: int, keep: Collection[K] | None = None) -> bool:
        """Drop the oldest until ``wanted`` more bytes fit, but never those in ``keep`` (by itself the newest); whether
        they fit then."""
        keep = [*self._kept][-1:] if keep is None else keep
        for old in [key for key in self._kept if key not in keep]:
            if self.nbytes + wanted <= self.limit:
                break
            self.drop(old)
        return self.nbytes + wanted <= self.limit

    def drop(self, key: K) -> None:
        """Forget a value, if it is there."""
        if key in self._kept:
            self.nbytes -= self._size(self._kept.pop(key))

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self.nbytes = 0
