"""``segstudio compare``. Torch is imported only inside the command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from segstudio.choices.networks import NETWORKS
from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_CANCELLED, Stop
from segstudio.cli.train import add_limits, limits, positive
from segstudio.errors import UserError
from segstudio.learning.messages import TrainSettings
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.scores.table import DASH, clock

if TYPE_CHECKING:
    from segstudio.learning.comparison.compare import Compared


def add_compare_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``compare``."""
    command.add_argument("--networks", required=True, metavar="A,B:ENCODER,...",
                         help=f"with commas between them; each may name an encoder: {', '.join(NETWORKS)}")  # fmt: skip
    command.add_argument("--seeds", type=seeds, default=1, help="trainings of each network (1)")
    command.add_argument("--use-best", action="store_true", help="make the best network's run the current one")
    add_limits(command)


def seeds(text: str) -> int:
    """A positive number of trainings."""
    return int(positive(int(text), text))


def compare(options: argparse.Namespace, report: Report) -> int:
    """Train networks with the same budget (--minutes or --steps of each) and compare them, each without the head, on
    the same held-out images; every training stays as a run."""
    from segstudio.learning.comparison.compare import Compared, parse_networks
    from segstudio.learning.comparison.compare import compare as events_of
    from segstudio.learning.training.preparation import NOT_BEGUN

    if options.seconds is None and options.steps is None:
        raise UserError("No budget is given.", "Say how long each network trains: --minutes 5, or --steps 200.")
    networks = parse_networks(options.networks)
    found: list[Compared] = []
    with Stop() as stop, report.open(options.project, stop) as project:
        refuse_damaged(project, NOT_BEGUN)
        project.assign_splits()
        project.save()
        settings = TrainSettings(**limits(options))
        for event in events_of(project.folder, networks, settings, options.seeds, stop):
            if isinstance(event, Compared):
                found.append(event)
            else:
                report.event(event)
        found.sort(key=lambda one: -1.0 if one.mean is None else one.mean, reverse=True)
        best = found[0] if found and found[0].runs else None
        if options.use_best and best is not None and not stop.asked:
            project.set_current_run(best.runs[best.scores.index(max(best.scores))])
            project.save()
    report.say(table(found), event="compared", networks=[facts(one) for one in found])
    if stop.asked:
        report.warn("Stopped: networks that were not finished are left out.")
        return EXIT_CANCELLED
    return report.exit_code


def facts(one: Compared) -> dict[str, object]:
    """A network's row as plain data."""
    return {
        "network": one.network, "encoder": one.encoder, "mean_iou": one.mean, "interval": one.interval,
        "scores": one.scores, "runs": one.runs, "steps": one.steps, "seconds": one.seconds,
        "parameters": one.parameters, "reach": one.reach, "images": one.images, "kind": one.kind,
    }  # fmt: skip


def table(found: list[Compared]) -> str:
    """The networks as lines for a terminal, the best first."""
    rows = [("network", "mean IoU", "95 % interval", "seeds", "steps", "time", "parameters", "reach")]
    for one in found:
        low_high = one.interval
        rows.append((
            one.title,
            DASH if one.mean is None else f"{one.mean:.3f}",
            DASH if low_high is None else f"{low_high[0]:.3f} to {low_high[1]:.3f}",
            str(len(one.scores)),
            str(sum(one.steps) // max(1, len(one.steps))),
            clock(sum(one.seconds) / len(one.seconds)) if one.seconds else DASH,
            f"{one.parameters / 1e6:.1f} M",
            f"{one.reach} px",
        ))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    images = max((one.images for one in found), default=0)
    kind = next((one.kind for one in found if one.kind), "")
    note = f"Networks alone, without the head; n = {images} image{'' if images == 1 else 's'}, {kind}." if kind else ""
    return "\n".join([*lines, note] if note else lines)
