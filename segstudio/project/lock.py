"""The lock of a project folder: one writer at a time, and a sentence that says who it is.

The file ``lock`` holds process id, host, time and the process's start time, as JSON. A lock whose process is gone (same
host) is taken over; one from another host never is. Looking and taking is guarded by a lock of the operating system
(``filelock``), so two programs that find the same stale lock cannot both take it. Imports errors and storage only.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from segstudio.errors import LockedError, said
from segstudio.project.storage import write_atomic

LOCK_NAME = "lock"
_GUARD_NAME = ".lock-guard"
_GUARD_SECONDS = 10.0


@dataclass(frozen=True)
class Holder:
    """Who holds a lock. ``started`` tells a process from a later one with the same id; "" where it is not known."""

    pid: int
    host: str
    time: str
    started: str
    token: str

    def is_gone(self) -> bool:
        """Whether the process surely ended: same host, and no such process, or another one under its id."""
        if self.host != socket.gethostname():
            return False
        started = process_start(self.pid)
        return started is None or bool(self.started and started and started != self.started)


def process_start(pid: int) -> str | None:
    """When a process of this host began, as a word that only compares equal; None: it runs no more; "": not known."""
    if pid <= 0:
        return None
    if sys.platform == "win32":
        return _process_start_windows(pid)
    if Path("/proc/self/stat").exists():
        return _process_start_linux(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except (PermissionError, OverflowError):
        return ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    return ""


def _process_start_linux(pid: int) -> str | None:
    """Start time in clock ticks since boot and the boot's id (proc(5), /proc/pid/stat field 22)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except FileNotFoundError:
        return None
    except OSError as error:
        return None if isinstance(error, ProcessLookupError) else ""
    if len(fields) < 20:
        return ""
    if fields[0] in ("Z", "X"):  # ended, only not yet collected by its parent
        return None
    boot = ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot}:{fields[19]}"


if sys.platform == "win32":

    def _process_start_windows(pid: int) -> str | None:
        """Creation time by GetProcessTimes. (os.kill(pid, 0) would send an interrupt there.)"""
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        process = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if not process:
            return "" if ctypes.get_last_error() == 5 else None  # 5: access denied, so it lives
        try:
            handle, code = wintypes.HANDLE(process), wintypes.DWORD()
            if kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value != 259:  # STILL_ACTIVE
                return None
            times = [wintypes.FILETIME() for _ in range(4)]
            if not kernel.GetProcessTimes(handle, *(ctypes.byref(part) for part in times)):
                return ""
            return f"{times[0].dwHighDateTime}:{times[0].dwLowDateTime}"
        finally:
            kernel.CloseHandle(wintypes.HANDLE(process))


class ProjectLock:
    """The right to write in one project folder. Not re-entrant: the same process opening it twice is refused too."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        self.took_over: Holder | None = None
        self._guard = folder / _GUARD_NAME
        self._token = ""

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return bool(self._token)

    def acquire(self) -> None:
        """Take the lock; ``took_over`` names a dead holder. LockedError: it is held; WriteError: no write access."""
        with self._alone():
            holder = self.holder()
            if holder is not None and not holder.is_gone():
                raise _locked(self.path, holder)
            token = uuid.uuid4().hex
            started = process_start(os.getpid()) or ""
            now = time.strftime("%Y-%m-%d %H:%M:%S")
            mine = Holder(os.getpid(), socket.gethostname(), now, started, token)
            write_atomic(self.path, (json.dumps(asdict(mine)) + "\n").encode("utf-8"))
        self.took_over = holder
        self._token = token

    def release(self) -> None:
        """Give the lock back; does nothing when it is not held, or when somebody else's lock stands there now."""
        if not self._token:
            return
        token, self._token = self._token, ""
        with contextlib.suppress(OSError, LockedError), self._alone():
            holder = self.holder()
            if holder is not None and holder.token == token:
                self.path.unlink()

    def holder(self) -> Holder | None:
        """Who the lock file names; None when there is none. A damaged one counts as a holder that is gone."""
        try:
            data = json.loads(self.path.read_bytes().decode("utf-8"))
            words = [data[key] for key in ("host", "time", "started", "token")]
            if isinstance(data["pid"], int) and all(isinstance(word, str) for word in words):
                return Holder(data["pid"], *words)
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = error.strerror or error
            raise LockedError(
                "The lock file cannot be read: {reason}.", "Check {path}.", reason=reason, path=self.path
            ) from error
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        return Holder(0, socket.gethostname(), "an unknown time", "", "")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else looks at or takes the lock meanwhile. Where the drive knows no locks, go on without."""
        guard = FileLock(self._guard)
        try:
            guard.acquire(timeout=_GUARD_SECONDS)
        except Timeout as error:
            raise LockedError("Another program is opening this project just now.", "Try again in a moment.") from error
        except (OSError, NotImplementedError):
            pass
        try:
            yield
        finally:
            guard.release()


def _locked(path: Path, holder: Holder) -> LockedError:
    here = said("this computer")
    where = here if holder.host == socket.gethostname() else said("computer {host}", host=holder.host)
    if holder.pid == os.getpid() and holder.host == socket.gethostname():
        where = said("this program")
    return LockedError(
        "The project is open in {where} (process {pid} on {host}, since {time}).",
        "Close it there first. If that program surely runs no more, delete the file {path}.",
        where=where,
        pid=holder.pid,
        host=holder.host,
        time=holder.time,
        path=path,
    )
