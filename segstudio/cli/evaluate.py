"""``segstudio evaluate``: its options and what it does."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.cli.report import Report
from segstudio.errors import FormatError
from segstudio.formats.common.class_names import contradictions, union
from segstudio.labels.classes import VOID, ClassTable, read_classes_json
from segstudio.project import palette_png
from segstudio.project.masks import read_mask
from segstudio.scores.folders import FolderScores, evaluate_folders
from segstudio.scores.table import as_dict, text_table

_OBJECT = 1  # the class that 255 stands for with --object-255


def add_evaluate_arguments(command: argparse.ArgumentParser) -> None:
    """The options of the command."""
    command.add_argument("predicted", type=Path)
    command.add_argument("truth", type=Path)
    command.add_argument("--classes", type=Path, help="the class list; overrules a classes.json beside the masks")
    command.add_argument("--object-255", action="store_true", help="255 is the object (class 1), not void")


def evaluate(options: argparse.Namespace, report: Report) -> int:
    """Score predicted masks against true ones; void in the truth counts nowhere."""
    classes = _classes(options, report)
    known = frozenset(classes.ids) if classes else None

    def read(path: Path) -> NDArray[np.uint8]:
        array = read_mask(path, None, None if options.object_255 else known)
        return np.where(array == VOID, np.uint8(_OBJECT), array) if options.object_255 else array

    result = evaluate_folders(options.predicted, options.truth, classes, read)
    report.left_out(result.missing)
    for note in result.notes:
        report.warn(note)
    if _may_be_objects(result):
        report.warn(
            f"The true masks hold only 0 and {VOID}. {VOID} counts as void, so only class 0 is scored; "
            f"if {VOID} is the object, add --object-255"
        )
    if report.json:
        report.line(as_dict(result.confusion, result.names) | {"images": len(result.truths)})
    else:
        report.line(text_table(result.confusion, result.names, images=len(result.truths)))
    return report.exit_code


def _classes(options: argparse.Namespace, report: Report) -> ClassTable | None:
    """The class list that was given, or what the ones beside the masks say together. FormatError: they contradict."""
    beside = [
        path for path in (options.truth / "classes.json", options.predicted / "classes.json") if os.path.lexists(path)
    ]
    if options.classes:
        given = read_classes_json(options.classes)
        for path in beside:
            for pair in contradictions(given, read_classes_json(path)):
                report.warn(
                    f"{path} calls class {pair.theirs.id} {pair.theirs.name!r}; "
                    f"{options.classes.name} calls class {pair.ours.id} {pair.ours.name!r}, which is used"
                )
        return given
    tables = [read_classes_json(path) for path in beside]
    if len(tables) == 2:
        for pair in contradictions(*tables):
            raise FormatError(
                "Class {id} is {name} in {truth}, but class {other} is {other_name} in {predicted}.",
                "Give the right class list with --classes, if both folders count by the same numbers.",
                id=pair.ours.id,
                name=repr(pair.ours.name),
                truth=beside[0],
                other=pair.theirs.id,
                other_name=repr(pair.theirs.name),
                predicted=beside[1],
            )
        return union(*tables)
    return tables[0] if tables else None


def _may_be_objects(result: FolderScores) -> bool:
    """Whether all true masks together hold 0 and 255 only, and no file says that 255 is void."""
    return result.truth_values == {0, VOID} and not any(map(palette_png.states_void, result.truths))
