"""How good after so many CPU-seconds: SegStudio beside segmentation_models.pytorch, a hand-written U-Net and a forest.

    python tests/benchmarks/learning_curves.py --data DIR [--sets membranes,magnetic-tiles,street]
        [--labels strokes,5,24,2%] [--seeds 0,1,2] [--methods ...] [--moments 5,10,15,20,30,60,120]
        [--out FILE] [--note TEXT] [--table] [--quick]

Labels: "strokes" is what a fixed simulated user paints, three strokes per class on one image; a number is so many
whole masks; "2%" is strokes over 2 % of the pixels of each of 24 images, in the widest regions first, and
"2% inside and border" such strokes anywhere, every other one along a border. Every method learns in a process of its
own with one thread. CPU time of it and its children counts, reading the images included; importing libraries and
scoring do not, for anybody. Scores: mean IoU over ``val/`` (``--score-on train``: over training images without labels,
for work on the recipe). A method is scored after the first step that ends after a moment. "deep" is SegStudio's running
average, "shown" what its window shows: the preview, whose seconds then count too, until the network scores better.

Every measurement is a line of ``--out``; what is there is not measured again, so a stopped run goes on. ``--table``
prints only. The best batch of segmentation_models.pytorch is taken at every moment anew, which favours it; where it is
not installed its rows are left out. Needs the extra ``dev``. Prints tables, goals and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

import common  # noqa: E402
import peers  # noqa: E402
from simulated_strokes import BORDERING, COVERING, write_set  # noqa: E402

METHODS = ("deep", "smp 4", "forest", "deep, random weights", "smp 2", "hand-written U-Net", "smp 8")
MOMENTS = "5,10,15,20,30,60,120"
SMP = "smp, best batch"
RANDOM = ", random weights"
REMARKS = ("instant", "fitted", "scored")  # in a measurement beside its curves

Curves = dict[str, dict[float, float | None]]  # method -> moment -> median mIoU; None: nothing to show as yet


class Cell(NamedTuple):
    """One column of the work."""

    name: str
    labels: str
    seed: int
    method: str

    @property
    def key(self) -> str:
        """Of a line in the file of results."""
        return "/".join(map(str, self))


# ---- measuring ----------------------------------------------------------------------------------------------------


def cells(options: argparse.Namespace) -> Iterator[Cell]:
    """What is asked for, one seed of everything before the next one."""
    methods = options.methods.split(";")
    if not peers.smp_installed():
        print("segmentation_models.pytorch is not installed: its rows are left out.", flush=True)
        methods = [method for method in methods if not method.startswith("smp")]
    for seed in options.seeds.split(","):
        for labels in options.labels.split(","):
            for name in options.sets.split(","):
                yield from (Cell(name, labels, int(seed), method) for method in methods)


def measure(cell: Cell, options: argparse.Namespace) -> dict[str, Any]:
    """One cell, in a process of its own."""
    moments = [1.0, 2.0] if options.quick else [float(text) for text in options.moments.split(",")]
    with tempfile.TemporaryDirectory() as work:
        place = Path(work) / "set"
        most = 2 if options.quick else None
        labelled = write_set(options.data / cell.name, cell.labels, options.score_on, most, place)
        job = json.dumps({"place": str(place), "method": cell.method, "seed": cell.seed, "moments": moments})
        script = Path(__file__).with_name("curve_methods.py")
        done = subprocess.run(
            [sys.executable, str(script), job], capture_output=True, text=True, env=os.environ | ONE_THREAD
        )
    if done.returncode:
        return cell._asdict() | {"key": cell.key, "failed": done.stderr.splitlines()[-1:]}
    row = {"key": cell.key, "note": options.note, "labelled": labelled}
    return cell._asdict() | row | {"curves": json.loads(done.stdout.splitlines()[-1])}


def read_rows(path: Path) -> dict[str, dict[str, Any]]:
    """The measurements of a file, the last of each cell; a line that broke off is passed over."""
    rows: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if "failed" not in row:
            rows[row["key"]] = row
    return rows


# ---- printing -----------------------------------------------------------------------------------------------------


def medians(rows: list[dict[str, Any]]) -> Curves:
    """Over the seeds; where half of them and more had nothing to show, nothing."""
    found: dict[str, dict[float, list[float | None]]] = {}
    for row in rows:
        for method, curve in row["curves"].items():
            if method not in REMARKS:
                for point in curve:
                    found.setdefault(method, {}).setdefault(point["moment"], []).append(point["miou"])
    curves = {method: {moment: _median(values) for moment, values in c.items()} for method, c in found.items()}
    batches = [curves[method] for method in sorted(curves) if method.startswith("smp")]
    if batches:
        curves[SMP] = {moment: max((b.get(moment) or 0.0) for b in batches) for moment in batches[0]}
    return curves


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if 2 * len(known) > len(values) else None


def goals(curves: Curves) -> Iterator[tuple[str, float, float]]:
    """Text, goal and figure of what can be said from these curves; figures are ratios."""
    shown, forest, smp = (curves.get(method, {}) for method in ("shown", "forest", SMP))
    ratios = [(shown.get(m) or 0) / value for m, value in forest.items() if value and m in shown]
    if ratios:
        yield "shown / forest, worst moment", 1.0, min(ratios)
    for text, method, moment in (("shown", "shown", 15.0), ("shown" + RANDOM, "shown" + RANDOM, 30.0)):
        mine = curves.get(method, {}).get(moment)
        if mine is not None and smp.get(60.0):
            yield f"{text} at {moment:g} s / SMP at 60 s", 1.0, mine / (smp[60.0] or 1)
    for other, moment, goal in ((SMP, 20.0, 1.7), ("forest", 60.0, 1.3)):
        for method in ("shown", "shown" + RANDOM):
            mine, theirs = curves.get(method, {}).get(moment), curves.get(other, {}).get(moment)
            if mine is not None and theirs:
                yield f"{method} / {other} at {moment:g} s", goal, mine / theirs


def print_cell(title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One table with its goals; the same as data."""
    curves = medians(rows)
    moments = sorted({moment for curve in curves.values() for moment in curve})
    seeds = sorted({row["seed"] for row in rows})
    print(f"\n{title}: {rows[0]['labelled']:.2%} labelled, seeds {', '.join(map(str, seeds))}, mIoU after CPU-seconds")
    print(f"{'':24}" + "".join(f"{moment:8g}" for moment in moments))
    for method, curve in curves.items():
        figures = (curve.get(moment) for moment in moments)
        print(f"{method:24}" + "".join(f"{'-':>8}" if value is None else f"{value:8.3f}" for value in figures))
    if SMP in curves:
        print(f"  best batch of those measured: {', '.join(sorted(m for m in curves if m.startswith('smp ')))}")
    said = list(goals(curves))
    for text, goal, figure in said:
        print(f"  {text:44} goal {goal:4.2f}   {figure:5.2f}   {'reached' if figure >= goal else 'missed'}")
    return {"curves": curves, "seeds": seeds, "goals": [{"what": t, "goal": g, "figure": f} for t, g, f in said]}


def print_strokes(result: dict[str, Any]) -> None:
    """Point 3: 2 % strokes against whole masks of the same images, equal CPU-seconds."""
    for labels in (COVERING, BORDERING):
        few, full = (result.get(f"membranes, {one}", {}).get("curves", {}) for one in (labels, "24"))
        for method in sorted(few.keys() & full.keys()):
            shares = {m: v / full[method][m] for m, v in few[method].items() if v and full[method].get(m)}
            print(
                f"{labels} / whole masks, {method}: goal 0.95   "
                + ", ".join(f"{share:.2f} at {moment:g} s" for moment, share in shares.items())
            )


def print_all(rows: dict[str, dict[str, Any]]) -> None:
    """Every table, then one JSON object."""
    result: dict[str, Any] = {}
    for name, labels in dict.fromkeys((row["name"], row["labels"]) for row in rows.values()):
        title = f"{name}, {labels}"
        result[title] = print_cell(title, [r for r in rows.values() if (r["name"], r["labels"]) == (name, labels)])
    print_strokes(result)
    print(json.dumps({"benchmark": "learning_curves", "cells": result}))


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default="membranes,magnetic-tiles,street")
    parser.add_argument("--labels", default="24,strokes,5", help="painted ones or numbers of whole masks, by commas")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--methods", default=";".join(METHODS), help="separated by semicolons")
    parser.add_argument("--moments", default=MOMENTS, help="CPU-seconds")
    parser.add_argument("--score-on", choices=("val", "train"), default="val")
    parser.add_argument("--out", type=Path, help="JSON lines to go on from and to append to")
    parser.add_argument("--note", default="", help="kept with every measurement, say the commit")
    parser.add_argument("--table", action="store_true", help="measure nothing, print what --out holds")
    parser.add_argument("--quick", action="store_true", help="two seconds and two images, to see that it runs")
    options = parser.parse_args()
    common.need(options.data)
    rows = read_rows(options.out) if options.out else {}
    for cell in () if options.table else cells(options):
        if cell.key in rows:
            continue
        row = measure(cell, options)
        print(cell.key, row.get("failed") or row["curves"], flush=True)
        if options.out:
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        if "failed" not in row:
            rows[cell.key] = row
    print_all(rows)


if __name__ == "__main__":
    main()
