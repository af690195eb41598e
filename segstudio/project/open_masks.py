"""Which masks of a project are open for work, and that each has one owner, whatever thread asks for it.

Imports errors; knows an open mask only by its type.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segstudio.errors import ProjectError

if TYPE_CHECKING:
    from segstudio.project.masks import StoredMask


class OpenMasks(dict[str, "StoredMask"]):
    """The open masks by image id. Two owners would write over each other's strokes in one journal."""

    def __init__(self) -> None:
        super().__init__()
        self._being_opened: set[str] = set()
        self._look = threading.Lock()  # held for moments, never while a mask is read

    @contextmanager
    def opening(self, id: str) -> Iterator[None]:
        """While the mask of this image is opened. Raises ProjectError when it is open or being opened already."""
        with self._look:
            if id in self or id in self._being_opened:
                raise ProjectError("The mask of {id} is already open.", "Finish the work on it there first.", id=id)
            self._being_opened.add(id)
        try:
            yield
        finally:
            with self._look:
                self._being_opened.discard(id)
