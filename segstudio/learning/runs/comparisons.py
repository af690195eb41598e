"""Comparisons of networks on disk: ``<project>/comparisons/<stamp>.json``, written whole after each network.

Must not import torch or Qt.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from segstudio.errors import LearningError, UserError, said
from segstudio.learning.comparison_messages import OF_CARD, OF_PROCESS, Compared, Comparison
from segstudio.learning.runs.info import STAMP
from segstudio.project.storage import make_folder, read_json, write_json

T = TypeVar("T")

FOLDER, SUFFIX = "comparisons", ".json"
VERSION = 1
_MOST = 1 << 62  # of a whole number


def new_name(project: Path) -> str:
    """A name for a comparison that begins now."""
    stamp = datetime.now().strftime(STAMP)
    names = (stamp if number == 1 else f"{stamp}_{number}" for number in count(1))
    return next(name for name in names if not (project / FOLDER / f"{name}{SUFFIX}").exists())


def save_comparison(project: Path, made: Comparison) -> None:
    """Write a comparison under its name; raises WriteError."""
    make_folder(project / FOLDER)
    write_json(project / FOLDER / f"{made.name}{SUFFIX}", {"version": VERSION, **asdict(made)})


def read_comparisons(project: Path) -> tuple[list[Comparison], list[str]]:
    """All comparisons of a project, the newest first, and a sentence for each file that cannot be read."""
    names: list[str] = []
    with suppress(OSError):
        names = sorted((one for one in os.listdir(project / FOLDER) if one.endswith(SUFFIX)), reverse=True)
    found: list[Comparison] = []
    problems: list[str] = []
    for name in names:
        try:
            found.append(from_json(read_json(project / FOLDER / name), name.removesuffix(SUFFIX)))
        except UserError as error:
            problems.append(said("The comparison {name} is left out: {reason}", name=name, reason=error.message))
    found.sort(key=lambda one: one.created, reverse=True)
    return found, problems


def from_json(content: Any, name: str) -> Comparison:
    """Back from the file. ``LearningError``: damaged, or made by a newer version."""
    try:
        if content["version"] > VERSION:
            raise LearningError("It was made by a newer version of SegStudio.", "Update SegStudio.")
        return Comparison(
            name,
            tuple(map(_compared, content["networks"])),
            _text(content["created"]),
            _maybe(_number, content["seconds"]),
            _maybe(_whole, content["steps"]),
            _whole(content["seeds"]),
            _text(content["device"]),
            content["memory"] if content["memory"] in (OF_PROCESS, OF_CARD) else "",
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise LearningError("Its file is damaged.", "Compare the networks again.") from error


def _compared(content: Mapping[str, Any]) -> Compared:
    interval = content["interval"]
    made = Compared(
        _text(content["network"]),
        _text(content["encoder"]),
        _text(content["weights"]),
        _all(_text, content["runs"]),
        _all(_number, content["scores"]),
        _all(_whole, content["steps"]),
        _all(_number, content["seconds"]),
        _whole(content["parameters"]),
        _maybe(_whole, content["memory"]),
        _whole(content["reach"]),
        _whole(content["images"]),
        _text(content["kind"]),
        ahead=_maybe(_number, content["ahead"]),
        labels=_all(_text, content["labels"]),
    )
    if len({len(made.runs), len(made.scores), len(made.steps), len(made.seconds)}) > 1:
        raise ValueError("not a value for each run")
    if interval is None:
        return made
    low, high = interval
    return replace(made, interval=(_number(low), _number(high)))


def _all(kind: Callable[[Any], T], content: Any) -> tuple[T, ...]:
    if not isinstance(content, list):
        raise TypeError(f"{content!r} is not a list")
    return tuple(map(kind, content))


def _maybe(kind: Callable[[Any], T], content: Any) -> T | None:
    return None if content is None else kind(content)


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise TypeError(f"{content!r} is no text")
    return content


def _number(content: Any) -> float:
    if isinstance(content, bool) or not isinstance(content, int | float) or not 0 <= content < math.inf:
        raise ValueError(f"{content!r} is no number that can be")
    return float(content)


def _whole(content: Any) -> int:
    if isinstance(content, bool) or not isinstance(content, int) or not 0 <= content < _MOST:
        raise ValueError(f"{content!r} is no whole number that can be")
    return content
