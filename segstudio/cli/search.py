"""``segstudio find``: where moved images are now. ``segstudio near-copies``: images that belong into one group."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from segstudio.cli.report import Report
from segstudio.cli.stop import Stop
from segstudio.errors import UserError
from segstudio.project.project import Project
from segstudio.project.search.find_moved import look_for, put_moved
from segstudio.project.search.near_copies import ALIKE, LEAST_ALIKE, Proposal, compare, grouped


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
        moved=[[before.path, after.path] for before, after in found.moved],
        missing=[image.path for image, _ in found.missing],
        left_out=found.left_out,
    )
    return report.exit_code


def add_near_copies_arguments(parser: argparse.ArgumentParser) -> None:
    """How alike, and what to do with what is found."""
    parser.add_argument("--alike", type=int, choices=range(LEAST_ALIKE, 101), default=ALIKE, metavar="PERCENT",
                        help=f"propose images that are at least this alike, {LEAST_ALIKE} to 100 (default: {ALIKE})"
                        )  # fmt: skip
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--group", action="store_true", help="make each proposal one group, which shares a split")
    action.add_argument("--ungroup", metavar="GROUP", help="its images are in no group any more; nothing is searched")


def near_copies(options: argparse.Namespace, report: Report) -> int:
    """Propose near copies (shifted, recompressed, neighbouring frames) as groups of images that share a split."""
    changes = options.group or options.ungroup is not None
    with Stop() as stop, Project.open(options.project, write=changes) as project:
        if options.ungroup is not None:
            return _ungroup(project, options.ungroup, report)
        found = compare(project, stop.between(report.progress("Comparing images")))
        proposals = found.proposals(options.alike, project.images)
        changed = {entry.id: entry.group for entry in grouped(project.images, proposals)}
        for proposal in proposals:
            _tell(proposal, next(changed.get(image.id, image.group) for image in proposal.images), report)
        if options.group:
            project.update_entries(grouped(project.images, proposals))
            project.save()
    report.left_out(found.left_out)
    done = "were made" if options.group else "are proposed; --group makes them"
    sentence = f"{len(proposals)} groups of images that are at least {options.alike} % alike {done}"
    report.say(sentence, event="near_copies", groups=len(proposals), made=options.group, left_out=list(found.left_out))
    return report.exit_code


def _tell(proposal: Proposal, name: str, report: Report) -> None:
    paths = [image.title for image in proposal.images]
    sentence = f"{name} ({proposal.alike} % alike): {', '.join(paths)}"
    if len(proposal.groups) > 1:
        sentence += f". It joins the groups {', '.join(proposal.groups)}"
    facts = {"event": "group", "group": name, "alike": proposal.alike, "images": paths, "joins": proposal.groups}
    report.line(facts if report.json else sentence)
    if proposal.note:
        report.warn(f"{name}: {proposal.note}")


def _ungroup(project: Project, group: str, report: Report) -> int:
    entries = [replace(entry, group="") for entry in project.images if group and entry.group == group]
    if not entries:
        raise UserError(f"No image is in a group {group!r}.", "near-copies without --ungroup names the groups.")
    project.update_entries(entries)
    project.save()
    report.say(f"{len(entries)} images are in no group any more", event="ungrouped",
               images=[entry.title for entry in entries])  # fmt: skip
    return report.exit_code
