"""Writing ``project.json`` behind the work: one thread, in order, the newest state only.

A state is a frozen ``ProjectContent``, so nothing is copied and nothing changes while it is written. A write that
failed is told, kept, and tried again with the next one. Imports the project file and the error tree; never Qt.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from segstudio.errors import UserError
from segstudio.project.project_file import ProjectContent, write_project_file

log = logging.getLogger(__name__)


class Saver:
    """Writes to ``path``. ``told(error)`` is called on the writing thread when a write failed."""

    def __init__(self, path: Path, told: Callable[[UserError], None]) -> None:
        self._path = path
        self._told = told
        self._fields = threading.Lock()  # of what waits; held for moments only
        self._disk = threading.RLock()  # of the file: one write at a time, each newer than the one before
        self._waiting: ProjectContent | None = None
        self._after: list[Callable[[], None]] = []
        self._put = self._written = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="segstudio-project")

    def put(self, content: ProjectContent, after: Callable[[], None] | None = None) -> int:
        """Have ``content`` written soon, then call ``after`` on the writing thread; a number for ``has``."""
        with self._fields:
            self._waiting = content
            self._put += 1
            number = self._put
            if after is not None:
                self._after.append(after)
        self._pool.submit(self._work)
        return number

    def has(self, number: int) -> bool:
        """Whether what was put with this number, or something newer, is on disk."""
        return self._written >= number

    def _work(self) -> None:
        try:
            self.flush()
        except UserError as error:
            self._told(error)
        except Exception:
            log.exception("project.json could not be written")

    def flush(self) -> None:
        """Return when what was put is on disk, in any thread. Raises WriteError; then it is tried again next time."""
        with self._disk:
            with self._fields:
                content, number = self._waiting, self._put
                after, self._after = self._after, []
            try:
                if content is not None:
                    write_project_file(self._path, content)
                    self._note(number)
                while after:
                    after.pop(0)()
            finally:
                with self._fields:
                    self._after = after + self._after

    def _note(self, number: int) -> None:
        with self._fields:
            self._written = number
            if self._put == number:
                self._waiting = None

    def close(self) -> None:
        """End the thread; call ``flush`` first."""
        self._pool.shutdown(wait=True)
