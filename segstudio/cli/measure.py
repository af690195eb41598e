"""The command measure: counts and measurements of labels or predictions as one CSV file."""

from __future__ import annotations

import argparse
from pathlib import Path

from segstudio.cli.masks import add_part_touching, listed, parting_of, predict_first
from segstudio.cli.report import Report
from segstudio.cli.stop import Stop
from segstudio.measures.images import measure as measure_project
from segstudio.measures.tables import CLASSES, REGIONS, TABLES, Table, tables_of
from segstudio.measures.writing import write_csv
from segstudio.project.project import Project


def add_measure_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of ``measure``."""
    command.add_argument("--what", choices=("labels", "predictions"), default="labels")
    command.add_argument("--rows", choices=TABLES, default=REGIONS,
                         help="a row for each region, for each class in each image, or for each class")  # fmt: skip
    add_part_touching(command)
    command.add_argument("--out", type=Path, required=True, metavar="FILE.csv",
                         help="UTF-8, commas, decimal points, one header line with the units")  # fmt: skip


def measure(options: argparse.Namespace, report: Report) -> int:
    """Count and measure labels or predictions: regions, images or classes to a CSV file."""
    with Stop() as stop, Project.open(options.project, write=False) as project:
        parting = parting_of(options.part_touching, project.classes)
        if options.what == "predictions":
            predict_first(project, report, stop)
        made = measure_project(project, options.what, parting, stop.between(report.progress("Measuring")))
        tables = tables_of(made)
        write_csv(tables[options.rows], options.out)
    report.close()
    report.left_out(one.sentence for one in made.left_out)
    for note in made.notes:
        report.warn(note)
    if made.unlabelled:
        report.warn(f"Without labels, so not in the file: {listed(made.unlabelled)}")
    classes = tables[CLASSES]
    if not report.json:
        for line in _in_columns(classes):
            report.line(line)
    regions, rows = len(tables[REGIONS]), len(tables[options.rows])
    report.say(
        f"{regions} regions in {len(made.images)} images; {rows} rows in {options.out}",
        event="measured", images=len(made.images), regions=regions, rows=rows,
        out=str(options.out), left_out=[one.sentence for one in made.left_out], notes=made.notes,
        unlabelled=made.unlabelled,
        classes=[{c.header: c.value(row) for c in classes.columns} for row in range(len(classes))],
    )  # fmt: skip
    return report.exit_code


def _in_columns(table: Table) -> list[str]:
    """The table for people: numbers at the right."""
    found = []
    for column in table.columns:
        cells = [column.header, *(column.cell(row) for row in range(len(table)))]
        width = max(map(len, cells))
        found.append([cell.ljust(width) if column.is_text else cell.rjust(width) for cell in cells])
    return ["  ".join(line).rstrip() for line in zip(*found, strict=True)]
