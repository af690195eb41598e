"""The project of a training whose window was closed: held until its run is written. Must not import Qt."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from segstudio.errors import LockedError, UserError
from segstudio.project.project import Project

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.02  # between two tries to take a lock that the window still has
LOCK_SECONDS = 20.0  # for a window to release it


class LeftProject:
    """``hold`` runs on the thread that reads requests, ``end`` on the one that trains: the project is locked also while
    a single step takes long."""

    def __init__(self) -> None:
        self._project: Project | None = None
        self._over = threading.Event()
        self._tried = threading.Event()
        self._holding = threading.Lock()

    def hold(self, folder: Path) -> None:
        """Open the project as soon as the window has released it, unless the training ends before."""
        with self._holding:
            while not self._over.is_set():
                try:
                    self._project = Project.open(folder, finishing=True)
                    break
                except LockedError:
                    self._over.wait(PAUSE_SECONDS)
                except UserError as error:
                    log.error("the project of the last training cannot be opened: %s", error.message)
                    break
        self._tried.set()

    def end(self, run: str) -> None:
        """Make ``run`` the current one (empty: none was trained that takes its place) and release the project."""
        if run:
            self._tried.wait(LOCK_SECONDS)
        self._over.set()
        with self._holding:
            project, self._project = self._project, None
        if project is None:
            return
        try:
            if run and project.current_run != run:
                project.set_current_run(run)
            project.close()
        except UserError as error:
            log.error("the last training cannot be made the current run: %s", error.message)
