"""Where the settings are kept: one JSON file, which can hold no code. Knows no setting.

Older versions let Qt's ``QSettings`` write them, whose files may name Python objects that reading brings to life. Such
a file is read here once, by a reader of its own that knows texts, bytes and lists of texts, and it is left as it is.
"""

from __future__ import annotations

import json
import logging
import os
import re
from pathlib import Path
from typing import Any

from segstudio.regular_file import read_regular

log = logging.getLogger(__name__)
MOST_BYTES = 1 << 20
_BLANK = " \t\r"
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PIECE = re.compile(
    r"\\x(?P<hex>[0-9a-fA-F]+)|\\(?P<octal>[0-7]+)|\\(?P<escape>.)|(?P<quote>\")|(?P<comma>,)|(?P<plain>.)", re.DOTALL
)
_BYTES = re.compile(r"@ByteArray\((.*)\)", re.DOTALL)


class SettingsFile:
    """The values of ``path`` by key; of ``before``, a file of ``QSettings``, while there is no ``path`` yet.

    What cannot be read is dropped. Every change is written at once; what another window wrote meanwhile stays.
    """

    def __init__(self, path: Path, before: Path) -> None:
        self._path = path
        self.older = {} if path.exists() else read_qt(before)
        self._values = self.older | _read(path)

    def value(self, key: str) -> Any:
        """What is kept under ``key``; ``None``: nothing."""
        return self._values.get(key)

    def set(self, key: str, value: object) -> None:
        """Keep ``value``, of the kinds that JSON has."""
        if key in self._values and self._values[key] == value:
            return
        self._values[key] = value
        kept = {name: one for name, one in self.older.items() if not isinstance(one, bytes)}
        values = kept | _read(self._path) | {key: value}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            whole = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            whole.write_text(json.dumps(values, indent=1, ensure_ascii=False), encoding="utf-8")
            whole.replace(self._path)
        except OSError as error:
            log.warning("the settings cannot be kept: %s", error)


def _text(path: Path) -> str | None:
    """What a regular file of bounded size holds; ``None``: it is none, or no text."""
    try:
        return read_regular(path, MOST_BYTES).decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("the settings in %s cannot be read: %s", path, error)
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path) or "{}")
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    log.warning("%s is damaged; the settings begin anew", path)
    return {}


def read_qt(path: Path) -> dict[str, Any]:
    """The texts, lists of texts and bytes in an INI file of ``QSettings``; all else in it is left out."""
    values: dict[str, Any] = {}
    section = ""
    for line in (_text(path) or "").split("\n"):
        if line.startswith("["):
            section = line.strip(_BLANK)[1:-1]
        elif "=" in line:
            key, written = line.split("=", 1)
            value = _value(_parts(written))
            if value is not None:
                values[f"{section}/{key.strip(_BLANK)}"] = value
    return values


def _parts(written: str) -> list[str]:
    """The texts of a list as Qt writes it: with commas between, quotes around and C's escapes inside."""
    parts, quoted = [""], False
    for piece in _PIECE.finditer(written.strip(_BLANK)):
        kind, text = piece.lastgroup, piece.group(piece.lastgroup or 0)
        if kind == "quote":
            quoted = not quoted
        elif kind == "comma" and not quoted:
            parts.append("")
        elif kind in ("hex", "octal"):
            parts[-1] += chr(int(text, 16 if kind == "hex" else 8) & 0xFFFF)
        elif quoted or text != " " or parts[-1]:  # no space after a comma
            parts[-1] += _ESCAPES.get(text, text) if kind == "escape" else text
    return parts


def _value(parts: list[str]) -> str | bytes | list[str] | None:
    """What the texts mean; ``None`` for an object, a date or anything else that is not text or bytes."""
    found = _BYTES.fullmatch(parts[0])
    if len(parts) == 1 and found:
        return found.group(1).encode("latin-1", "ignore")
    if any(part.startswith("@") and not part.startswith("@@") for part in parts):
        return None
    texts = [part[1:] if part.startswith("@@") else part for part in parts]
    return texts if len(texts) > 1 else texts[0]
