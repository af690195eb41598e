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
        self._look = threading.Condition()  # held for moments, never while a mask is read
        self._closed = False

    @contextmanager
    def opening(self, id: str) -> Iterator[None]:
        """While the mask of this image is opened. Raises ProjectError when it is open or being opened already, or when
        the project is closed."""
        with self._look:
            if self._closed:
                raise ProjectError("The project is closed.", "Open it again.")
            if id in self or id in self._being_opened:
                raise ProjectError("The mask of {id} is already open.", "Finish the work on it there first.", id=id)
            self._being_opened.add(id)
        try:
            yield
        finally:
            with self._look:
                self._being_opened.discard(id)
                self._look.notify_all()

    def refuse_more(self) -> None:
        """The project closes: from now on no mask is opened. Waits for those that are being opened."""
        with self._look:
            self._closed = True
            self._look.wait_for(lambda: not self._being_opened)
