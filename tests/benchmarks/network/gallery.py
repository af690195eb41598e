"""Every network alone with one CPU budget on the three real sets: what ``segstudio compare`` finds, for the manual.

    python tests/benchmarks/network/gallery.py [--quick] [--data DIR] [--sets a,b] [--networks a,b:encoder]
        [--images 24] [--seconds 60] [--seeds 1] [--out FILE]

Per set: ``--images`` whole masks to learn from, the images of ``val/`` held out; each network learns for so many
CPU-seconds of one thread, scoring included as in the program. The baseline is the first network named, in the same
run. Weights that are not on this machine are not fetched: such a network begins at random, and the table says so.
"behind": the share of resamplings of the held-out images in which the best scores higher. Each set is a line of
``--out``; what is there is not measured again. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

time.monotonic = time.process_time  # a budget of CPU time, whatever else this machine does; before anything reads it

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402
from simulated_strokes import make_project  # noqa: E402

from segstudio.choices.networks import NETWORKS, network_words  # noqa: E402
from segstudio.learning.comparison.compare import compare, parse_networks  # noqa: E402
from segstudio.learning.comparison_messages import Comparison  # noqa: E402
from segstudio.learning.messages import Notice, TrainSettings  # noqa: E402

SETS = "street,membranes,magnetic-tiles"
HEAVY = {"deconvnet", "fcn32s", "fcn16s"}  # hundreds of megabytes for a step, and near relatives of others here


def measure(place: Path, networks: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    """A row for each network that is complete, in the order in which they are named."""
    settings = TrainSettings(seconds=options.seconds, device="cpu", threads=1)
    rows: dict[str, dict[str, Any]] = {}
    for event in compare(place / "P.segstudio", parse_networks(networks), settings, options.seeds):
        if isinstance(event, Comparison):
            rows = {one.network: {"title": network_words(one.network, one.encoder), "miou": one.mean, **asdict(one)}
                    for one in event.networks}  # fmt: skip
            print(f"  {len(rows)} networks", flush=True)
        elif isinstance(event, Notice) and event.left_out:
            print(f"  {event.text}", flush=True)
    return [rows[name] for name in dict.fromkeys(one.partition(":")[0] for one in networks.split(",")) if name in rows]


def print_table(name: str, rows: list[dict[str, Any]]) -> None:
    """The best first, and each as a ratio to the first network named."""
    base = rows[0].get("miou")
    print(f"\n{name}")
    names = f"{'mIoU':>6} {'interval':>16} {'ratio':>6} {'steps':>6} {'M par.':>7} {'reach':>6} {'MB':>6} {'behind':>6}"
    print(f"{'network':40} {names}  start")
    for row in sorted(rows, key=lambda row: row.get("miou") or -1.0, reverse=True):
        if row.get("miou") is None:
            print(f"{row['network']:40} no step in its time")
            continue
        low, high = row["interval"] or (row["miou"], row["miou"])
        steps, ratio = sum(row["steps"]) // len(row["steps"]), row["miou"] / base if base else 0
        figures = f"{row['miou']:6.3f} {low:7.3f} to {high:.3f} {ratio:6.2f} {steps:6d} {row['parameters'] / 1e6:7.1f}"
        memory, ahead = (row["memory"] or 0) >> 20, 1.0 if row["ahead"] is None else row["ahead"]
        print(f"{row['title']:40} {figures} {row['reach']:6d} {memory:6d} {ahead:6.2f}  {row['weights']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=SETS)
    parser.add_argument("--networks", default=",".join(name for name in NETWORKS if name not in HEAVY))
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=60.0, help="CPU-seconds of each training")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--out", type=Path, help="JSON lines to go on from and to append to")
    parser.add_argument("--quick", action="store_true", help="two networks, three seconds, two images")
    options = parser.parse_args()
    common.need(options.data)
    most = None
    if options.quick:
        options.networks, options.seconds, options.images, most = "unet,hourglass", 3.0, 3, 2
    known: dict[str, Any] = {}
    if options.out is not None and options.out.exists():
        known = {row["key"]: row["rows"] for row in map(json.loads, options.out.read_text().splitlines())}
    found: dict[str, list[dict[str, Any]]] = {}
    for name in options.sets.split(","):
        key = f"{name}/{options.networks}/{options.images}/{options.seconds:g}/{options.seeds}"
        rows = known.get(key)
        if rows is None:
            with tempfile.TemporaryDirectory() as made:
                make_project(options.data / name, options.images, most, Path(made))
                rows = measure(Path(made), options.networks, options)
            if options.out is not None:
                with options.out.open("a") as file:
                    file.write(json.dumps({"key": key, "rows": rows}) + "\n")
        found[name] = rows
        print_table(name, rows)
    print(json.dumps({"benchmark": "gallery", "seconds": options.seconds, "seeds": options.seeds, "sets": found}))


if __name__ == "__main__":
    main()
