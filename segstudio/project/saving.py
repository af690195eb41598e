"""Writing ``project.json`` in the background: one thread, in order, the newest state only.

A state is a frozen ``ProjectContent``, so nothing is copied and nothing changes while it is written. A failed write is
reported and tried again with the next one. Imports the project file and the error tree; never Qt.
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
    """Writes to ``path``. ``failed(error)`` is called on the writing thread, and ``failed(None)`` on any when a later
    write succeeds; ``check`` raises where nothing may be written any more."""

    def __init__(
        self, path: Path, failed: Callable[[UserError | None], None], check: Callable[[], None] = lambda: None
    ) -> None:
        self._path = path
        self._failed = failed
        self._check = check
        self._fields = threading.Lock()  # guards what waits; held briefly
        self._disk = threading.RLock()  # guards the file: one write at a time, each newer than the last
        self._waiting: ProjectContent | None = None
        self._after: list[Callable[[], None]] = []
        self._put = self._written = 0
        self._troubled = False  # ``failed`` was called with an error
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="segstudio-project")

    def put(self, content: ProjectContent, after: Callable[[], None] | None = None) -> int:
        """Write ``content`` soon, then call ``after`` on the writing thread. Returns a number for ``has``."""
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
            self._troubled = True
            self._failed(error)
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
                    self._check()
                    write_project_file(self._path, content)
                    with self._fields:
                        self._written = number
                        self._waiting = None if self._put == number else self._waiting
                    if self._troubled:
                        self._troubled = False
                        self._failed(None)
                while after:
                    after.pop(0)()
            finally:
                with self._fields:
                    self._after = after + self._after

    def close(self) -> None:
        """End the thread; call ``flush`` first."""
        self._pool.shutdown(wait=True)
