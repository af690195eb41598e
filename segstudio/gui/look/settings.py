"""What the window stores between two starts, in a ``SettingsFile``. Owns the keys and their types; knows no widget.

A new setting is one row of ``Settings``. Every row checks what is stored before it is used.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QStandardPaths

from segstudio.gui.look.languages import LANGUAGES
from segstudio.gui.look.settings_file import SettingsFile

ORGANISATION = "SegStudio"
RECENT_LIMIT = 8
INTERFACE_SIZES = ("100", "90", "110", "125", "150", "175", "200")  # per cent of what the system sets
IMAGE_MEMORY = ("auto", "128", "256", "512", "1024", "2048", "4096")  # megabytes of images that were read
UNDO_MEMORY = ("256", "128", "64", "32", "16")  # megabytes of steps of one image
T = TypeVar("T")


class Setting(Generic[T]):
    """One row: ``key`` of the store; ``read`` makes the value of what is stored there (``None``: nothing), also
    when that is damaged; ``write`` makes what is stored from the value."""

    def __init__(self, key: str, read: Callable[[Any], T], write: Callable[[T], object] = lambda value: value) -> None:
        self._key, self._read, self._write = key, read, write

    def __get__(self, settings: Settings, _owner: type | None = None) -> T:
        return self._read(settings.store.value(self._key))

    def __set__(self, settings: Settings, value: T) -> None:
        settings.store.set(self._key, self._write(value))


def _bytes(key: str) -> Setting[QByteArray]:
    """A state of Qt's own, with a hash: Qt reads a damaged one without a check, and may crash."""
    return Setting(key, _state, _written_state)


def _state(stored: Any) -> QByteArray:
    if isinstance(stored, bytes):  # from before there were hashes
        return QByteArray(stored)
    digest, _, text = stored.partition(":") if isinstance(stored, str) else ("", "", "")
    try:
        state = base64.b64decode(text, validate=True)
    except ValueError:
        return QByteArray()
    return QByteArray(state) if digest == hashlib.sha256(state).hexdigest() else QByteArray()


def _written_state(state: QByteArray) -> str:
    return f"{hashlib.sha256(state.data()).hexdigest()}:{base64.b64encode(state.data()).decode()}"


def _choice(key: str, *allowed: str) -> Setting[str]:
    """One of ``allowed``; the first one where none is stored."""
    return Setting(key, lambda stored: stored if isinstance(stored, str) and stored in allowed else allowed[0])


def _switch(key: str, default: bool) -> Setting[bool]:
    yes, no = ("yes", "no")
    return Setting(
        key, lambda stored: stored == yes if stored in (yes, no) else default, lambda on: yes if on else no
    )  # fmt: skip


def _number(key: str, default: float, low: float, high: float) -> Setting[float]:
    def read(stored: Any) -> float:
        try:
            value = float(str(default if stored is None else stored))
        except ValueError:
            return default
        return min(max(value, low), high) if math.isfinite(value) else default

    return Setting(key, read, float)


def _rows(stored: Any) -> dict[str, Any]:
    try:
        found = json.loads(str(stored))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _keys(stored: Any) -> dict[str, tuple[str, ...]]:
    rows = _rows(stored).items()
    return {
        name: tuple(keys) for name, keys in rows if isinstance(keys, list) and all(isinstance(k, str) for k in keys)
    }


def _options(stored: Any) -> dict[str, float | bool | str]:
    return {name: value for name, value in _rows(stored).items() if isinstance(value, float | int | bool | str)}


def _texts(stored: Any) -> list[str]:
    try:
        found = json.loads(str(stored))
    except (ValueError, RecursionError):
        return []
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _channels(stored: Any) -> dict[str, dict[str, list[str]]]:
    """By project, of which the newest are kept, and in it by the number of channels."""

    def is_words(words: object) -> bool:
        return isinstance(words, list) and all(isinstance(word, str) for word in words)

    found = {
        folder: {count: words for count, words in shown.items() if is_words(words)}
        for folder, shown in _rows(stored).items()
        if isinstance(shown, dict)
    }
    return dict(list(found.items())[-RECENT_LIMIT:])


def _paths(stored: Any) -> list[Path]:
    texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
    return [Path(text) for text in texts if isinstance(text, str) and text][:RECENT_LIMIT]


def _path(key: str) -> Setting[Path | None]:
    return Setting(key, lambda stored: next(iter(_paths(stored)), None), lambda path: str(path or ""))


def _place() -> Path:
    """Where ``QSettings`` kept them on Linux; on other systems beside the new file there was none."""
    kind = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(kind)) / ORGANISATION / f"{ORGANISATION}.conf"


class Settings:
    """Typed access to the stored state. ``path``: where versions with ``QSettings`` kept it, in tests; the file is
    beside it, with the ending ``.json``."""

    geometry = _bytes("window/geometry")  # QMainWindow.saveGeometry of the last window; empty on the first start
    docks = _bytes("window/docks")  # QMainWindow.saveState of the last window
    columns = _bytes("window/columns")  # of the splitter between image panel, canvas and right column
    theme = _choice("view/theme", "system", "light", "dark")
    language = _choice("view/language", "system", *LANGUAGES)
    interface_size = _choice("view/interface_size", *INTERFACE_SIZES)  # of the next window
    image_memory = _choice("memory/images", *IMAGE_MEMORY)
    undo_memory = _choice("memory/undo", *UNDO_MEMORY)
    click_encoder, click_decoder = _path("clicks/encoder"), _path("clicks/decoder")  # of a network of the person's own
    tool = Setting("tool/name", lambda stored: stored if isinstance(stored, str) else "brush")
    tool_options = Setting("tool/options", _options, json.dumps)  # by name
    brush_size = _number("tool/brush_size", 24.0, 1.0, 2000.0)  # diameter in image pixels
    opacity = _number("view/opacity", 0.5, 0.0, 1.0)  # of the overlay
    hatch = _switch("view/hatch", False)  # of void
    channels = Setting("view/channels", _channels, json.dumps)  # colours of channels, as ``ChannelView.kept``
    view = Setting("view/name", lambda stored: stored if isinstance(stored, str) else "both")  # of labels, prediction
    contour = _switch("view/contour", False)
    left_column, right_column = _switch("window/left_column", True), _switch("window/right_column", True)
    right_menu = _switch("tool/right_menu", False)  # a right click on the image opens a menu instead of painting void
    left = Setting("project/left", _rows, json.dumps)  # by folder: last image, its place, contrast, class
    class_colors = _choice("view/class_colors", "safe", "voc")  # "voc": as in files
    minimum_confidence = _number("tool/minimum_confidence", 0.0, 0.0, 0.99)  # accept only above it; 0: everywhere
    unseen = Setting("project/unseen", _texts, json.dumps)  # notices while the last window closed
    keys = Setting("keys/changed", _keys, json.dumps)  # those that the person changed, by action id
    last_project = _path("project/last")  # that was open when the window closed
    recent = Setting(  # projects opened before, newest first; one may be gone by now
        "project/recent", _paths, lambda paths: [str(path) for path in paths[:RECENT_LIMIT]]
    )

    def __init__(self, path: Path | None = None) -> None:
        before = path or _place()
        self.store = SettingsFile(before.with_suffix(".json"), before)
        if self.store.older:  # JSON has no bytes
            self.geometry, self.docks, self.columns = self.geometry, self.docks, self.columns

    def add_recent(self, folder: Path) -> None:
        """Put ``folder`` first."""
        self.recent = [folder, *(path for path in self.recent if path != folder)]

    def forget_recent(self, folder: Path) -> None:
        """Take ``folder`` off the list."""
        self.recent = [path for path in self.recent if path != folder]
