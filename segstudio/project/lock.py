"""The lock of a project folder: one writer at a time, named to all others.

A lock of the operating system (``filelock``) is held while the project is open, so that a crash frees it. The file
``lock`` says who holds it: process id, host and time, as JSON. That of another host is never taken over, since not
every network drive passes locks on. On a drive without locks the file alone counts, until its process has ended; it is
read back after it was written, so that of two that write at once one holds it. The holder looks at it before it writes.
Imports errors and storage only.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import time
import uuid
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from segstudio.errors import LockedError, Said, WriteError, said
from segstudio.project.storage import write_atomic
from segstudio.regular_file import TEXT, read_regular

LOCK_NAME = "lock"
SYSTEM_NAME = ".lock-guard"
_COMMIT_POINT = "project.json"
_SETTLE = 0.2  # seconds until what two programs wrote at once on a drive without locks is read back
_HELD: set[FileLock] = set()  # until they are released: an unreferenced one would release itself


@dataclass(frozen=True)
class Holder:
    """Who holds a lock, or held it last."""

    pid: int
    host: str
    time: str
    token: str
    finishing: bool = False  # a training that outlived its window: it ends by itself

    def is_gone(self, free: bool) -> bool:
        """Whether the process has ended for sure. ``free``: no process of this host has the system's lock."""
        return self.host == socket.gethostname() and (free or not _runs(self.pid))

    def place(self) -> Said:
        """Where it runs, in words."""
        if self.host != socket.gethostname():
            return said("computer {host}", host=self.host)
        return said("this program") if self.pid == os.getpid() else said("this computer")


def _runs(pid: int) -> bool:
    """Whether a process of this host may be running."""
    if sys.platform == "win32":  # os.kill would end it
        return pid > 0
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return pid > 0


class ProjectLock:
    """The right to write in one project folder. Not re-entrant: the same process opening it twice is refused too."""

    def __init__(self, folder: Path, finishing: bool = False) -> None:
        self.path = folder / LOCK_NAME
        self._finishing = finishing
        self.took_over: Holder | None = None
        self._system = FileLock(folder / SYSTEM_NAME, thread_local=False)
        self._guard: os.stat_result | None = None  # of the file that the system's lock is on; None: it gives none
        self._mine: Holder | None = None
        self._lost: WriteError | None = None

    @property
    def _token(self) -> str:
        return self._mine.token if self._mine else ""

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return bool(self._token)

    def acquire(self) -> None:
        """Take the lock; ``took_over`` names a dead holder. LockedError: it is held; WriteError: no write access."""
        guard = self.path.with_name(SYSTEM_NAME)
        guarded, self._guard = guard.exists(), None  # one that was removed may still be held
        try:
            self._system.acquire(timeout=0)
            self._guard = guard.stat()
        except Timeout as error:
            raise self._refusal(self.holder()) from error
        except (OSError, NotImplementedError):  # a drive without locks, or a folder that cannot be written
            pass
        try:
            holder = self.holder()
            if holder is not None and not holder.is_gone(free=guarded and self._guard is not None):
                raise self._refusal(holder)
            now, token = time.strftime("%Y-%m-%d %H:%M:%S"), uuid.uuid4().hex
            mine = Holder(os.getpid(), socket.gethostname(), now, token, self._finishing)
            self._write(mine)
            if self._guard is None:
                time.sleep(_SETTLE)
            found = self.holder()
            if found is None or found.token != mine.token:
                raise self._refusal(found)
        except BaseException:
            self._system.release()
            raise
        self.took_over, self._mine = holder, mine
        _HELD.add(self._system)

    def _write(self, holder: Holder) -> None:
        write_atomic(self.path, (json.dumps(asdict(holder)) + "\n").encode("utf-8"))

    def lost(self) -> WriteError | None:
        """Why nothing may be written any more: another program took or removed the lock. None while it is held."""
        if self._lost is None and (reason := self._why_lost()):
            hint = (
                "Close it and open it again; masks that could not be saved are kept in its folder journal as PNG files."
            )
            self._lost = WriteError(reason, hint)
        return self._lost

    def _why_lost(self) -> str:
        """A lock file that is only gone or empty is written again while the system's lock holds. A drive that does not
        answer is no reason: writing to it fails by itself."""
        mine = self._mine
        if mine is None or not self.path.with_name(_COMMIT_POINT).exists():
            return ""
        try:
            found = self.holder()
            if found is not None and found.token == mine.token:
                return ""
            if (found is None or not found.token) and self._guarded():
                self._write(mine)
                return ""
        except (LockedError, WriteError):
            return ""
        if found is None or not found.token:
            return said(
                "The lock of this project was removed or emptied; nothing is written into it from here any more."
            )
        return said(
            "The project was opened in {where} too (process {pid} on {host}, since {time}); nothing is written into it "
            "from here any more.",
            where=found.place(),
            pid=found.pid,
            host=found.host,
            time=found.time,
        )

    def _guarded(self) -> bool:
        """Whether the file with the system's lock is still the one that was locked."""
        try:
            now = self.path.with_name(SYSTEM_NAME).stat()
        except OSError:
            return False
        return self._guard is not None and os.path.samestat(self._guard, now)

    def release(self) -> None:
        """Release the lock; a lock file that is another holder's by now is left alone."""
        if not self._token:
            return
        token, self._mine = self._token, None
        with contextlib.suppress(OSError, LockedError):
            holder = self.holder()
            if holder is not None and holder.token == token:
                self.path.unlink()
        _HELD.discard(self._system)
        self._system.release()

    def holder(self) -> Holder | None:
        """Who the lock file names; None when there is none. A damaged file counts as a holder that has ended."""
        try:
            data = json.loads(read_regular(self.path, TEXT).decode("utf-8"))
            words = [data[key] for key in ("host", "time", "token")]
            if isinstance(data["pid"], int) and all(isinstance(word, str) for word in words):
                return replace(Holder(data["pid"], *words), finishing=data.get("finishing") is True)
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = error.strerror or error
            raise LockedError(
                "The lock file cannot be read: {reason}.", "Check {path}.", reason=reason, path=self.path
            ) from error
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        return Holder(0, socket.gethostname(), "an unknown time", "")

    def _refusal(self, holder: Holder | None) -> LockedError:
        if holder is None:
            return LockedError("Another program is opening this project just now.", "Try again in a moment.")
        if holder.finishing and holder.host == socket.gethostname():
            error = LockedError(
                "The last training of this project is still being written (process {pid} on {host}, since {time}).",
                "Wait a moment, then try again.",
                pid=holder.pid,
                host=holder.host,
                time=holder.time,
            )
            error.finishing = True
            return error
        return LockedError(
            "The project is open in {where} (process {pid} on {host}, since {time}).",
            "Close it there first. If that program no longer runs, delete the file {path}.",
            where=holder.place(),
            pid=holder.pid,
            host=holder.host,
            time=holder.time,
            path=self.path,
        )
