"""A small version of ``tests/benchmarks/bench_history.py``: strokes held against plain NumPy, undone and redone."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest


def test_many_strokes_equal_numpy_after_every_tenth_undo_and_redo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    bench = importlib.import_module("bench_history")
    found = bench.run(1024, 60, 50)
    assert found["wrong"] == 0 and found["compared"] == 18
    assert found["steps"] == found["undoable"] == 60
    assert found["history_mb"] < bench.GOAL_MB * 60 / 500
