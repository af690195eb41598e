"""One writer at a time, a sentence who it is, and a dead holder's lock is taken over exactly once."""

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


def test_drive_without_locks_still_refuses_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoLocks:
        def __init__(self, path: Path, thread_local: bool) -> None:
            self.path = path

        def acquire(self, timeout: float) -> None:
            raise NotImplementedError(timeout)

        def release(self) -> None:
            return

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
