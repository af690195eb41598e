"""One writer at a time, a sentence who it is, and a dead holder's lock is taken over exactly once."""

import contextlib
import errno
import json
import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from segstudio.errors import LockedError, WriteError
from segstudio.project import lock as locks
from segstudio.project.lock import ProjectLock


def write_lock(folder: Path, **changes: object) -> None:
    with_lock = ProjectLock(folder)
    with_lock.acquire()
    data = json.loads((folder / "lock").read_text())
    with_lock.release()
    (folder / "lock").write_text(json.dumps({**data, **changes}))


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_lock_file_tells_who_holds_it(tmp_path: Path) -> None:
    lock = ProjectLock(tmp_path)
    lock.acquire()
    data = json.loads((tmp_path / "lock").read_text())
    assert data["pid"] == os.getpid()
    assert data["host"] and data["time"]
    lock.release()
    assert not (tmp_path / "lock").exists()


def test_second_opening_in_the_same_process_is_refused(tmp_path: Path) -> None:
    first, second = ProjectLock(tmp_path), ProjectLock(tmp_path)
    first.acquire()
    with pytest.raises(LockedError) as caught:
        second.acquire()
    assert str(os.getpid()) in caught.value.message
    assert str(tmp_path / "lock") in caught.value.hint
    assert first.held and not second.held
    second.release()
    assert (tmp_path / "lock").exists()
    first.release()
    second.acquire()
    second.release()


def test_living_process_keeps_its_lock(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from segstudio.project.lock import ProjectLock\n"
    code += "ProjectLock(Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline().strip() == "held"
        with pytest.raises(LockedError, match=str(process.pid)):
            ProjectLock(tmp_path).acquire()
        process.kill()  # not yet waited for: a zombie counts as gone
        process.stdout.read()
        process.wait()
        lock = ProjectLock(tmp_path)
        lock.acquire()
        assert lock.took_over is not None and lock.took_over.pid == process.pid
        lock.release()


def test_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    pid = dead_pid()
    write_lock(tmp_path, pid=pid, token="old")
    lock = ProjectLock(tmp_path)
    lock.acquire()
    assert lock.took_over is not None and lock.took_over.pid == pid
    lock.release()


def test_reused_process_id_does_not_keep_the_lock(tmp_path: Path) -> None:
    write_lock(tmp_path, token="old")  # of this process by its number, yet nobody holds it
    lock = ProjectLock(tmp_path)
    lock.acquire()
    assert lock.took_over is not None
    lock.release()


def test_a_lock_that_is_released_by_itself_says_so_and_another_one_does_not(tmp_path: Path) -> None:
    for finishing in (True, False):
        lock = ProjectLock(tmp_path, finishing)
        lock.acquire()
        with pytest.raises(LockedError, match=str(os.getpid())) as caught:
            ProjectLock(tmp_path).acquire()
        assert caught.value.finishing is finishing
        lock.release()


def test_nobody_waits_for_a_lock_of_another_host(tmp_path: Path) -> None:
    write_lock(tmp_path, pid=dead_pid(), host="microscope-7", finishing=True)
    with pytest.raises(LockedError) as caught:
        ProjectLock(tmp_path).acquire()
    assert not caught.value.finishing


def test_lock_of_another_host_is_never_taken_over(tmp_path: Path) -> None:
    write_lock(tmp_path, pid=dead_pid(), host="microscope-7", time="2026-01-02 03:04:05")
    with pytest.raises(LockedError, match="microscope-7.*2026-01-02 03:04:05"):
        ProjectLock(tmp_path).acquire()
    assert (tmp_path / "lock").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": "x"}', b"\xff", b'{"pid": 1, "host": 3}'])
def test_damaged_lock_file_does_not_bar_the_project(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(content)
    lock = ProjectLock(tmp_path)
    lock.acquire()
    assert lock.held
    lock.release()


def test_release_leaves_the_lock_of_somebody_else(tmp_path: Path) -> None:
    lock = ProjectLock(tmp_path)
    lock.acquire()
    write = json.loads((tmp_path / "lock").read_text())
    (tmp_path / "lock").write_text(json.dumps({**write, "token": "theirs"}))
    lock.release()
    assert (tmp_path / "lock").exists()


def test_only_one_of_many_takes_a_stale_lock_over(tmp_path: Path) -> None:
    write_lock(tmp_path, pid=dead_pid(), token="old")
    won: list[ProjectLock] = []
    refused: list[LockedError] = []
    gate = threading.Barrier(8)

    def run() -> None:
        lock = ProjectLock(tmp_path)
        gate.wait()
        try:
            lock.acquire()
            won.append(lock)
        except LockedError as error:
            refused.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1 and len(refused) == 7
    won[0].release()


def race(folder: str, results: "multiprocessing.Queue[bool]", gate: "multiprocessing.Barrier") -> None:  # type: ignore
    lock = ProjectLock(Path(folder))
    gate.wait()
    try:
        lock.acquire()
    except LockedError:
        results.put(False)
    else:
        results.put(True)
    gate.wait()  # nobody ends, and so frees the lock, before all have tried


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_only_one_of_many_processes_takes_a_stale_lock_over(tmp_path: Path) -> None:
    write_lock(tmp_path, pid=dead_pid(), token="old")
    context = multiprocessing.get_context("fork")
    results, gate = context.Queue(), context.Barrier(4)
    processes = [context.Process(target=race, args=(str(tmp_path), results, gate)) for _ in range(4)]
    for process in processes:
        process.start()
    found = [results.get(timeout=30) for _ in processes]
    for process in processes:
        process.join(30)
    assert sorted(found) == [False, False, False, True]


def test_folder_that_cannot_be_written_is_a_write_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(os, "replace", fail)
    lock = ProjectLock(tmp_path)
    with pytest.raises(WriteError, match="read-only"):
        lock.acquire()
    assert not lock.held


class NoLocks:
    """A drive that gives no locks."""

    def __init__(self, path: Path, thread_local: bool) -> None:
        self.path = path

    def acquire(self, timeout: float) -> None:
        raise NotImplementedError(timeout)

    def release(self) -> None:
        return


def test_drive_without_locks_still_refuses_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_SETTLE", 0)
    monkeypatch.setattr(locks, "FileLock", NoLocks)
    first = ProjectLock(tmp_path)
    first.acquire()
    with pytest.raises(LockedError):
        ProjectLock(tmp_path).acquire()
    first.release()
    assert not (tmp_path / "lock").exists()
    write_lock(tmp_path, pid=dead_pid(), token="old")
    first.acquire()
    assert first.took_over is not None
    first.release()


def test_a_lock_taken_on_one_thread_may_be_given_back_on_another(tmp_path: Path) -> None:
    lock = ProjectLock(tmp_path)
    taking = threading.Thread(target=lock.acquire)
    taking.start()
    taking.join()
    lock.release()
    other = ProjectLock(tmp_path)
    other.acquire()
    assert (tmp_path / "lock").exists()
    other.release()


def test_of_two_that_take_the_lock_at_once_on_a_drive_without_locks_one_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "FileLock", NoLocks)
    gate, write, found = threading.Barrier(2), ProjectLock._write, dict[int, bool]()

    def together(lock: ProjectLock, holder: locks.Holder) -> None:
        gate.wait(20)  # both have looked and found no holder
        write(lock, holder)
        gate.wait(20)

    def run(number: int) -> None:
        with contextlib.suppress(LockedError):
            taken[number].acquire()
        found[number] = taken[number].held

    monkeypatch.setattr(ProjectLock, "_write", together)
    monkeypatch.setattr(locks, "_SETTLE", 0)
    taken = [ProjectLock(tmp_path), ProjectLock(tmp_path)]
    threads = [threading.Thread(target=run, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found.values()) == [False, True]


# ---- a lock file that is emptied or removed under its holder ---------------------------------------------------------

REMOVED = {
    "lock emptied": lambda folder: (folder / "lock").write_bytes(b""),
    "lock removed": lambda folder: (folder / "lock").unlink(),
    "guard removed": lambda folder: (folder / ".lock-guard").unlink(),
    "guard emptied": lambda folder: (folder / ".lock-guard").write_bytes(b""),
}


@pytest.mark.parametrize("how", REMOVED)
def test_nobody_else_gets_in_when_one_file_of_the_lock_is_emptied_or_removed(tmp_path: Path, how: str) -> None:
    (tmp_path / "project.json").touch()
    code = "import sys; from pathlib import Path; from segstudio.project.lock import ProjectLock\n"
    code += "ProjectLock(Path(sys.argv[1])).acquire()"
    lock = ProjectLock(tmp_path)
    lock.acquire()
    before = (tmp_path / "lock").read_bytes()
    REMOVED[how](tmp_path)
    other = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "LockedError" in other.stderr
    assert lock.lost() is None  # the holder writes its name again
    assert (tmp_path / "lock").read_bytes() == before
    lock.release()


@pytest.mark.parametrize("how", ["lock emptied", "lock removed"])
def test_a_holder_that_no_lock_of_the_system_protects_knows_that_its_lock_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(locks, "FileLock", NoLocks)
    monkeypatch.setattr(locks, "_SETTLE", 0)
    (tmp_path / "project.json").touch()
    lock = ProjectLock(tmp_path)
    lock.acquire()
    assert lock.lost() is None
    REMOVED[how](tmp_path)
    assert "removed or emptied" in str(lock.lost())
    other = ProjectLock(tmp_path)
    other.acquire()
    assert lock.lost() is not None and other.lost() is None
    lock.release()
    assert other.lost() is None
    other.release()


def test_a_drive_that_went_away_is_no_lost_lock(tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    (folder / "project.json").touch()
    lock = ProjectLock(folder)
    lock.acquire()
    folder.rename(tmp_path / "away")
    folder.mkdir()
    assert lock.lost() is None
    folder.rmdir()
    (tmp_path / "away").rename(folder)
    assert lock.lost() is None
    lock.release()
