"""``segstudio find``: where moved images are now."""

from __future__ import annotations

import argparse
from pathlib import Path

from segstudio.cli.report import Report
from segstudio.cli.stop import Stop
from segstudio.project.project import Project
from segstudio.project.search.find_moved import look_for, put_moved


def add_find_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder to look in."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the images are now, or above it")


def find(options: argparse.Namespace, report: Report) -> int:
    """Find images that were moved, by size and SHA-256, and give them their new places."""
    with Stop() as stop, Project.open(options.project) as project:
        found = look_for(project, options.folder, stop.between(report.progress("Looking for images")))
        put_moved(project, found)
    report.left_out(found.left_out)
    report.say(
        found.sentence,
        event="found",
        moved=[[path, image.path] for path, image in found.moved],
        missing=[image.path for image, _ in found.missing],
        left_out=found.left_out,
    )
    return report.exit_code
