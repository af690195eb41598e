"""Shared by every test: an offscreen screen, settings and weights caches of their own, one torch thread, no network."""

from __future__ import annotations

import gc
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
_HOME = tempfile.mkdtemp(prefix="segstudio-tests-")
os.environ["SEGSTUDIO_HOME"] = _HOME
os.environ["LANGUAGE"] = "en"  # of the window, whatever the computer speaks
os.environ["TORCH_HOME"] = str(Path(_HOME) / "torch")

import cv2  # noqa: E402  (imported here so that its Qt variables are undone before any QApplication)
import pytest  # noqa: E402

for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    if "cv2" in os.environ.get(_name, ""):
        del os.environ[_name]
cv2.setNumThreads(1)

LONGEST_FIRST = (  # a file is run by one process: one of these as the last would keep the others waiting
    "test_trainer.py",
    "test_main_job.py",
    "test_one_model.py",
    "test_engine.py",
    "test_batch.py",
    "test_shown_is_written.py",
    "test_channels.py",
    "test_main_window.py",
)
os.fsync = lambda fd: None  # no test cuts the power: a killed process's writes are in the system's memory

REAL_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def pytest_collection_finish() -> None:
    """All modules are there by now: the search for garbage passes them over, which took a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST_FIRST)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Any connection that leaves the machine fails at once, as on an offline computer."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise OSError("tests have no network")
        return connect(self, address)  # type: ignore[arg-type]

    def no_names(*_args: object, **_kw: object) -> object:
        raise socket.gaierror("tests have no network")

    monkeypatch.setattr(socket.socket, "connect", local_only)
    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    yield


@pytest.fixture
def real_data() -> Path:
    """The folder of real labelled images; the test is skipped where it is missing."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real images at {REAL_DATA.name} beside the checkout")
    return REAL_DATA
