"""``segstudio info``: what is in image files. Must not import torch."""

from __future__ import annotations

import argparse
from pathlib import Path

from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_USER_ERROR, Stop
from segstudio.errors import ImageError
from segstudio.labels.steps import silent
from segstudio.project.images.properties import MOST_ROWS, FileInfo, fact_rows, read_info


def add_info_arguments(parser: argparse.ArgumentParser) -> None:
    """Files only; ``--json`` is everywhere."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="image files of any kind")


def info(options: argparse.Namespace, report: Report) -> int:
    """Say what is in image files: kind, axes, shape, the sums of their values, and what is taken and left."""
    code = report.exit_code
    with Stop() as stop:
        for path in options.files:
            try:
                advance = silent if report.json else report.progress(f"Reading {path.name}")
                found = read_info(path, stop.between(advance))
            except ImageError as error:
                code = EXIT_USER_ERROR
                report.warn(f"{error.message} {error.hint}".strip())
                if report.json:
                    report.line({"file": str(path), "error": error.message, "hint": error.hint})
                continue
            report.say("\n".join(_lines(found)), **found.to_json())
    return code


def _lines(found: FileInfo) -> list[str]:
    rows = fact_rows(found)
    width = max(len(name) for name, _ in rows)
    lines = [str(found.path), *(f"  {name:{width}}  {value}" for name, value in rows)]
    if len(found.planes) > 1:
        each = found.planes[:MOST_ROWS]
        lines += [f"  {'plane':>7} {'least':>12} {'greatest':>12} {'mean':>12}"]
        lines += [
            f"  {at:7d} {one.least:12.6g} {one.greatest:12.6g} {one.mean:12.6g}" for at, one in enumerate(each, 1)
        ]
    return lines
