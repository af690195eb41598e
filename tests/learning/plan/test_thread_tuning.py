"""The number of threads follows what is faster now."""

from __future__ import annotations

import os
import subprocess
import sys

from segstudio.learning.plan.thread_tuning import EVERY, FIRST, LAPS, ThreadTuning


def drive(tuning: ThreadTuning, used: list[int], seconds: dict[int, float], steps: range) -> None:
    for step in steps:
        tuning.record(step, seconds[used[-1]], 128)


def test_the_faster_number_of_threads_is_kept_and_checked_again() -> None:
    used = [2]
    tuning = ThreadTuning(2, used.append)
    drive(tuning, used, {2: 1.8, 1: 0.2}, range(1, FIRST + 2 * LAPS + 1))
    assert used[-1] == 1
    changes = len(used)
    drive(tuning, used, {2: 0.1, 1: 0.2}, range(FIRST + 2 * LAPS + 1, FIRST + EVERY))
    assert len(used) == changes
    drive(tuning, used, {2: 0.1, 1: 0.2}, range(FIRST + EVERY, FIRST + EVERY + 4 * LAPS + 2))
    assert used[-1] == 2


def test_one_thread_is_never_changed() -> None:
    used: list[int] = []
    tuning = ThreadTuning(1, used.append)
    for step in range(500):
        tuning.record(step, 1.0, 64)
    assert used == []


def test_waiting_threads_sleep() -> None:
    code = "import segstudio.learning, os, sys; print(os.environ['OMP_WAIT_POLICY'], 'torch' in sys.modules)"
    environment = {key: value for key, value in os.environ.items() if key != "OMP_WAIT_POLICY"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["PASSIVE", "False"]
