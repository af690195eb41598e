"""``segstudio channels``: what becomes of the channels of files, for all of a project. Must not import torch."""

from __future__ import annotations

import argparse

from segstudio.cli.report import Report
from segstudio.cli.stop import Stop
from segstudio.errors import said
from segstudio.project.project_file import CHANNELS
from segstudio.project.stacks.channels import look_for_changes, put_changes


def add_channels_arguments(command: argparse.ArgumentParser) -> None:
    """The choice, after the project."""
    command.add_argument("channels", choices=CHANNELS[1:], help="one image together, or an image each (apart)")


def channels(options: argparse.Namespace, report: Report) -> int:
    """Make the channels of a file one image or an image each; files with labels stay as they are."""
    with Stop() as stop, report.open(options.project, stop) as project:
        progress = stop.between(report.progress("Looking at channels"))
        changes = look_for_changes(project, options.channels, progress)
        told = put_changes(project, changes)
        images = len(project.images)
    kept = [said("{path} has labels and stays as it is.", path=one.path) for one in changes.kept]
    report.left_out([*kept, *changes.unread])
    paths = [one.path for one in changes.kept]
    report.say(told, event="channels", channels=options.channels, images=images, kept=paths,
               left_out=list(changes.unread))  # fmt: skip
    return report.exit_code
