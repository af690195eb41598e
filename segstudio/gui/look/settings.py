"""What the window remembers between two starts, through QSettings. Owns the keys and their types; knows no widget."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

ORGANISATION = "SegStudio"
RECENT_LIMIT = 8


class Settings:
    """Typed access to the remembered state. ``path``: an ini file of one's own (tests), else the system's place."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._store = QSettings(ORGANISATION, ORGANISATION)
        else:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _text(self, key: str, default: str, allowed: Iterable[str] | None = None) -> str:
        value = str(self._store.value(key, default))
        return value if allowed is None or value in allowed else default

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            value = float(str(self._store.value(key, default)))
        except ValueError:
            return default
        return min(max(value, low), high) if value == value else default

    @property
    def geometry(self) -> QByteArray:
        """``QMainWindow.saveGeometry`` of the last window; empty on the first start."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def docks(self) -> QByteArray:
        """``QMainWindow.saveState`` of the last window."""
        return self._bytes("window/docks")

    @docks.setter
    def docks(self, value: QByteArray) -> None:
        self._store.setValue("window/docks", value)

    @property
    def columns(self) -> QByteArray:
        """State of the splitter between image panel, canvas and right column."""
        return self._bytes("window/columns")

    @columns.setter
    def columns(self, value: QByteArray) -> None:
        self._store.setValue("window/columns", value)

    @property
    def theme(self) -> str:
        """ "light", "dark" or "system"."""
        return self._text("view/theme", "system", ("light", "dark", "system"))

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("view/theme", value)

    @property
    def instant(self) -> bool:
        """Whether there is a preview after every stroke."""
        return self._text("learn/instant", "yes", ("yes", "no")) == "yes"

    @instant.setter
    def instant(self, value: bool) -> None:
        self._store.setValue("learn/instant", "yes" if value else "no")

    @property
    def tool(self) -> str:
        """Name of the last tool."""
        return self._text("tool/name", "brush")

    @tool.setter
    def tool(self, value: str) -> None:
        self._store.setValue("tool/name", value)

    @property
    def tool_options(self) -> dict[str, float | bool | str]:
        """Values of the tools' options by name; what cannot be read is as if nothing was kept."""
        try:
            found = json.loads(self._text("tool/options", "{}"))
        except ValueError:
            return {}
        kept = found.items() if isinstance(found, dict) else ()
        return {str(name): value for name, value in kept if isinstance(value, float | int | bool | str)}

    @tool_options.setter
    def tool_options(self, value: dict[str, float | bool | str]) -> None:
        self._store.setValue("tool/options", json.dumps(value))

    @property
    def brush_size(self) -> float:
        """Diameter in image pixels, 1..2000."""
        return self._number("tool/brush_size", 24.0, 1.0, 2000.0)

    @brush_size.setter
    def brush_size(self, value: float) -> None:
        self._store.setValue("tool/brush_size", float(value))

    @property
    def opacity(self) -> float:
        """Opacity of the overlay, 0..1."""
        return self._number("view/opacity", 0.5, 0.0, 1.0)

    @opacity.setter
    def opacity(self, value: float) -> None:
        self._store.setValue("view/opacity", float(value))

    @property
    def hatch(self) -> bool:
        """Whether void is hatched."""
        return self._text("view/hatch", "no", ("yes", "no")) == "yes"

    @hatch.setter
    def hatch(self, value: bool) -> None:
        self._store.setValue("view/hatch", "yes" if value else "no")

    @property
    def class_colors(self) -> str:
        """ "safe" (can be told apart by colour-blind people) or "voc" (as in files)."""
        return self._text("view/class_colors", "safe", ("safe", "voc"))

    @class_colors.setter
    def class_colors(self, value: str) -> None:
        self._store.setValue("view/class_colors", value)

    @property
    def minimum_confidence(self) -> float:
        """Accept only where the confidence is above this, 0..0.99; 0: everywhere."""
        return self._number("tool/minimum_confidence", 0.0, 0.0, 0.99)

    @minimum_confidence.setter
    def minimum_confidence(self, value: float) -> None:
        self._store.setValue("tool/minimum_confidence", float(value))

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys that the person changed, by action id; what is damaged counts as unchanged."""
        try:
            found = json.loads(self._text("keys/changed", "{}"))
        except ValueError:
            return {}
        rows = found.items() if isinstance(found, dict) else ()
        sound = {name: keys for name, keys in rows if isinstance(keys, list) and all(isinstance(k, str) for k in keys)}
        return {name: tuple(keys) for name, keys in sound.items()}

    @keys.setter
    def keys(self, value: dict[str, tuple[str, ...]]) -> None:
        self._store.setValue("keys/changed", json.dumps({name: list(keys) for name, keys in value.items()}))

    @property
    def last_project(self) -> Path | None:
        """The project that was open when the window closed."""
        text = self._text("project/last", "")
        return Path(text) if text else None

    @last_project.setter
    def last_project(self, value: Path | None) -> None:
        self._store.setValue("project/last", "" if value is None else str(value))

    @property
    def recent(self) -> list[Path]:
        """Projects opened before, newest first, at most eight; a project may be gone by now."""
        value = self._store.value("project/recent", [])
        texts = [value] if isinstance(value, str) else list(value or [])
        return [Path(text) for text in texts if text][:RECENT_LIMIT]

    def add_recent(self, folder: Path) -> None:
        """Put ``folder`` first."""
        paths = [folder, *(p for p in self.recent if p != folder)]
        self._store.setValue("project/recent", [str(p) for p in paths[:RECENT_LIMIT]])

    def forget_recent(self, folder: Path) -> None:
        """Take ``folder`` off the list."""
        self._store.setValue("project/recent", [str(p) for p in self.recent if p != folder])

    def sync(self) -> None:
        """Write now."""
        self._store.sync()
