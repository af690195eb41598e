"""``segstudio compare``. Torch is imported only inside the command."""

from __future__ import annotations

import argparse

from segstudio.choices.networks import NETWORKS, network_words
from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_CANCELLED, Stop
from segstudio.cli.train import add_limits, limits, positive
from segstudio.errors import UserError
from segstudio.learning.comparison_messages import Compared, Comparison, ComparisonEnded, ComparisonProgress
from segstudio.learning.messages import TrainSettings
from segstudio.learning.runs.comparison_words import remarks
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.scores.table import DASH, clock


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
    from segstudio.learning.comparison.compare import compare as events_of
    from segstudio.learning.comparison.compare import parse_networks
    from segstudio.learning.training.preparation import NOT_BEGUN

    if options.seconds is None and options.steps is None:
        raise UserError("No budget is given.", "Say how long each network trains: --minutes 5, or --steps 200.")
    networks = parse_networks(options.networks)
    found = Comparison("", ())
    with Stop() as stop, report.open(options.project, stop) as project:
        refuse_damaged(project, NOT_BEGUN)
        project.assign_splits()
        project.save()
        settings = TrainSettings(**limits(options))
        for event in events_of(project.folder, networks, settings, options.seeds, stop):
            if isinstance(event, Comparison):
                found = event
            elif not isinstance(event, ComparisonProgress | ComparisonEnded):
                report.event(event)
        best = found.networks[0].best_run if found.networks else ""
        if options.use_best and best and not stop.asked:
            project.set_current_run(best)
            project.save()
    report.say(table(found), event="compared", networks=[facts(one) for one in found.networks], memory_of=found.memory)
    if stop.asked:
        report.warn("Stopped: networks that were not finished are left out.")
        return EXIT_CANCELLED
    return report.exit_code


def facts(one: Compared) -> dict[str, object]:
    """A network's row as plain data."""
    return {
        "network": one.network, "encoder": one.encoder, "started_from": one.weights, "mean_iou": one.mean,
        "interval": one.interval, "best_ahead": one.ahead, "scores": one.scores, "runs": one.runs, "steps": one.steps,
        "seconds": one.seconds, "parameters": one.parameters, "memory": one.memory, "reach": one.reach,
        "images": one.images, "kind": one.kind,
    }  # fmt: skip


def table(found: Comparison) -> str:
    """The networks as lines for a terminal, the best first, and what is to be said of them."""
    head = ("network", "mean IoU", "95 % interval", "seeds", "steps", "time", "memory", "parameters", "reach")
    rows = [head, *map(_row, found.networks)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, *map(str, remarks(found))])


def _row(one: Compared) -> tuple[str, ...]:
    low_high = one.interval
    return (
        network_words(one.network, one.encoder),
        DASH if one.mean is None else f"{one.mean:.3f}",
        DASH if low_high is None else f"{low_high[0]:.3f} to {low_high[1]:.3f}",
        str(len(one.scores)),
        str(sum(one.steps) // max(1, len(one.steps))),
        clock(sum(one.seconds) / len(one.seconds)) if one.seconds else DASH,
        DASH if one.memory is None else f"{one.memory / 1e6:.0f} MB",
        f"{one.parameters / 1e6:.1f} M",
        f"{one.reach} px",
    )
