"""The worker thread and the real learner process: starts, trains, dies, comes back, ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from segstudio.errors import LockedError
from segstudio.learning.messages import (
    CLOSED,
    Cancel,
    Event,
    Failed,
    Finished,
    LearnerDied,
    Leave,
    LoadRun,
    Predict,
    Predicted,
    Ready,
    Scored,
    Step,
    Train,
    TrainSettings,
)
from segstudio.learning.process.engine import Engine
from segstudio.learning.runs.folder import load_resume, load_run
from segstudio.project.project import Project
from tests.light_learner import joining_learner, light_learner

__all__ = ["joining_learner", "light_learner"]  # fixtures

MakeProject = Callable[..., Path]
PATIENCE = 90.0  # seconds; a busy machine imports torch slowly
ENDLESS = TrainSettings(encoder="mobilenet_v3_large", weights="none", device="cpu", threads=1)

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and process groups are POSIX"),
    pytest.mark.usefixtures("light_learner"),
]


class Window:
    """An engine and everything it said so far."""

    def __init__(self) -> None:
        self.engine = Engine(niceness=1)
        self.events: list[Event] = []

    def until(self, kind: type, count: int = 1) -> Event:
        """Poll until so many events of a kind came in all; the last of them."""
        end = time.monotonic() + PATIENCE
        while True:
            self.events += self.engine.poll()
            found = [event for event in self.events if isinstance(event, kind)]
            if len(found) >= count:
                return found[count - 1]
            assert time.monotonic() < end, f"no {kind.__name__} in {self.events[-5:]}"
            time.sleep(0.01)


@pytest.fixture
def window() -> Iterator[Window]:
    window = Window()
    yield window
    window.engine.stop(10)


def alive(pid: int) -> bool:
    """The process exists and is no zombie."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


def test_engine_does_not_import_torch() -> None:
    code = "import sys, segstudio.learning.process.engine; print({'torch', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_killed_learner_is_told_and_the_next_training_works(make_project: MakeProject, window: Window) -> None:
    folder, engine = make_project(), window.engine
    engine.start()
    engine.submit(Train(folder, ENDLESS))
    assert isinstance(window.until(Ready), Ready)
    window.until(Step, 2)
    engine.submit(Predict(5, folder, "im0"))
    assert window.until(Predicted).generation == 5  # type: ignore[union-attr]
    first = engine.pid
    assert first is not None and alive(first)

    os.kill(first, signal.SIGKILL)
    died = window.until(LearnerDied)
    assert died.exit_code == -signal.SIGKILL and engine.pid is None  # type: ignore[union-attr]
    assert not Path(f"/proc/{first}").exists(), "a zombie is left"

    before = len([event for event in window.events if isinstance(event, Step)])
    engine.submit(Train(folder, ENDLESS))
    window.until(Step, before + 2)
    assert engine.pid is not None and engine.pid != first
    engine.submit(Cancel())
    finished = window.until(Finished)
    assert finished.reason == "cancelled" and finished.run  # type: ignore[union-attr]
    engine.submit(LoadRun(folder, "no-such-run"))
    assert window.until(Failed).request == "LoadRun"  # type: ignore[union-attr]
    assert len([event for event in window.events if isinstance(event, LearnerDied)]) == 1

    second = engine.pid
    engine.stop(20)
    assert engine.pid is None and not Path(f"/proc/{second}").exists()


def test_stop_while_it_trains_keeps_the_run_and_leaves_no_process(make_project: MakeProject, window: Window) -> None:
    folder, engine = make_project(), window.engine
    engine.start()
    engine.submit(Train(folder, ENDLESS))
    window.until(Step, 2)
    pid = engine.pid
    engine.stop(20)
    window.events += engine.poll()
    assert isinstance(window.events[-1], Finished) and window.events[-1].reason == "cancelled"
    assert not Path(f"/proc/{pid}").exists()
    assert not any(isinstance(event, LearnerDied) for event in window.events)
    engine.stop()  # a second time is no error


def test_a_learner_that_is_left_while_it_trains_finishes_alone(
    make_project: MakeProject, window: Window, joining_learner: None
) -> None:
    folder, engine = make_project(), window.engine
    engine.start()
    project = Project.open(folder)  # as the window has it
    engine.submit(Train(folder, ENDLESS))
    window.until(Scored, 1)
    pid = engine.pid
    assert pid is not None
    engine.leave(Leave(folder))
    assert alive(pid) and engine.pid is None and engine.left is not None and not engine.poll()
    project.close()
    engine.left.join(PATIENCE)
    assert engine.left.exitcode == 0
    with Project.open(folder) as after:
        assert after.current_run is not None
        info, weights = load_run(folder, after.current_run)
    assert info.reason == CLOSED and weights and load_resume(folder, info.name) is not None


def test_a_left_learner_that_is_killed_leaves_the_project_whole(make_project: MakeProject, window: Window) -> None:
    folder, engine = make_project(), window.engine
    kept = [*(folder / "masks").iterdir(), folder / "project.json"]
    before = [path.read_bytes() for path in kept]
    engine.start()
    engine.submit(Train(folder, ENDLESS))
    window.until(Step)
    pid = engine.pid
    assert pid is not None
    engine.leave(Leave(folder))
    os.kill(pid, signal.SIGKILL)
    assert gone_within(pid, PATIENCE)
    assert [path.read_bytes() for path in kept] == before
    end = time.monotonic() + PATIENCE
    while True:
        try:
            Project.open(folder).close()  # nobody has it any more
            break
        except LockedError:  # the operating system takes a moment to release what a killed process had
            assert time.monotonic() < end
            time.sleep(0.05)


def test_stop_kills_a_learner_that_does_not_answer(window: Window) -> None:
    window.engine.start()
    end = time.monotonic() + PATIENCE
    while window.engine.pid is None and time.monotonic() < end:
        time.sleep(0.01)
    pid = window.engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    window.engine.stop(0.2)  # a stopped process would never end by itself
    assert not Path(f"/proc/{pid}").exists()


def test_stop_without_start_does_nothing() -> None:
    engine = Engine()
    engine.stop()
    assert engine.pid is None and engine.poll() == []


WINDOW = """
import sys, time
from pathlib import Path
from segstudio.learning.process import engine as starting
from segstudio.learning.messages import Step, Train, TrainSettings
from tests.light_learner import process
if __name__ == "__main__":
    starting._learner_process = process
    engine = starting.Engine()
    engine.start()
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", device="cpu", threads=1)
    engine.submit(Train(Path(sys.argv[1]), settings))
    while not any(isinstance(event, Step) for event in engine.poll()):
        time.sleep(0.01)
    print(engine.pid, flush=True)
    time.sleep(600)
"""


def test_death_of_the_window_ends_the_training_learner(make_project: MakeProject, tmp_path: Path) -> None:
    script = tmp_path / "window.py"
    script.write_text(WINDOW)
    command = [sys.executable, str(script), str(make_project())]
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as window:
        assert window.stdout is not None
        pid = int(window.stdout.readline())
        assert alive(pid)
        window.kill()
    assert gone_within(pid, 5)
