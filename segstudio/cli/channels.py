"""``segstudio channels``, ``segstudio neighbours``: what becomes of the channels of files, and with which slices each
slice is learnt from, for all of a project. Must not import torch."""

from __future__ import annotations

import argparse

from segstudio.cli.report import Report
from segstudio.cli.stop import Stop
from segstudio.errors import said, together
from segstudio.project.project_file import CHANNELS, NEIGHBOURS
from segstudio.project.stacks.channels import look_for_changes, put_changes
from segstudio.project.stacks.neighbours import TRAIN_AGAIN, neighbours_sentence


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


def add_neighbours_arguments(command: argparse.ArgumentParser) -> None:
    """The choice, after the project."""
    words = "slices on each side, along Z or, without Z, along T; 0: each slice by itself"
    command.add_argument("slices", type=int, choices=NEIGHBOURS, help=words)


def neighbours(options: argparse.Namespace, report: Report) -> int:
    """Learn and predict from each slice of a stack together with slices beside it (2.5-D); images in no stack stay."""
    with Stop() as stop, report.open(options.project, stop) as project:
        changed = project.neighbours != options.slices
        if changed:
            project.neighbours = options.slices
            project.save()
        told = together(neighbours_sentence(options.slices), TRAIN_AGAIN if changed and project.current_run else "")
    report.say(told, event="neighbours", neighbours=options.slices, changed=changed)
    return report.exit_code
