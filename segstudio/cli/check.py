"""``segstudio check``: what is wrong with a project, and its repair."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_DONE, EXIT_PARTLY, Stop
from segstudio.learning.runs.check_explorations import check_explorations
from segstudio.learning.runs.check_runs import check_runs
from segstudio.project.checking.check import examine
from segstudio.project.checking.repair import Repaired, not_repaired, repair, summary


def add_check_arguments(command: argparse.ArgumentParser) -> None:
    """The options of the command."""
    command.add_argument("--repair", action="store_true",
                         help="repair what can be, after a copy of everything that changes")  # fmt: skip


def check(options: argparse.Namespace, report: Report) -> int:
    """Find, explain and repair what is damaged in a project. Exit code 1: something is wrong and not repaired."""
    with Stop() as stop:
        progress = stop.between(report.progress("Checking"))
        if options.repair:
            done = repair(options.project, (check_runs, check_explorations), progress)
        else:
            done = not_repaired(examine(options.project, (check_runs, check_explorations), progress))
    results = done.results
    report.close()
    for note in done.examined.notes:
        report.warn(note)
    for one in results:
        _tell(one, report, options.repair)
    report.say(
        _sentence(options, results),
        event="checked", project=str(options.project), found=len(results), repaired=sum(one.is_done for one in results),
        copies=next((one.copy for one in results if one.copy), ""),
    )  # fmt: skip
    return EXIT_DONE if done.is_whole else EXIT_PARTLY


def _sentence(options: argparse.Namespace, results: Sequence[Repaired]) -> str:
    if options.repair or not results:
        return summary(results)
    sentence = f"{len(results)} things are wrong." if len(results) > 1 else "1 thing is wrong."
    repairable = any(one.finding.repairable for one in results)
    return f"{sentence} Repair with: segstudio check {options.project} --repair" if repairable else sentence


def _tell(one: Repaired, report: Report, repairing: bool) -> None:
    found = one.finding
    if report.json:
        report.line({"event": "finding", "kind": found.kind.value, "path": found.path, "text": found.text,
                     "remedy": found.remedy, "repairable": found.repairable, "repaired": one.is_done,
                     "copy": one.copy})  # fmt: skip
        return
    words = [found.text, found.remedy]
    if repairing:
        words += [f"The copy is in {one.copy}."] if one.copy else [] if one.is_done else ["Not repaired."]
    report.line(" ".join(words))
