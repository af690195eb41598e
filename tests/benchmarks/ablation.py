"""What each choice of the recipe is worth: every one switched off once, the same images, seeds and CPU-seconds.

    python tests/benchmarks/ablation.py [--data DIR] [--sets membranes] [--labels strokes] [--seeds 0,1,2]
        [--moments 10,20,60] [--variants ...] [--score-on val|train] [--out FILE] [--table] [--quick]

Clock, labels and scores are those of ``learning_curves.py``; what is scored is the network that the program would
predict with. A variant is one change of the recipe, or of one number or building block, made in a process of its own.
``--score-on train`` counts on training images without labels, to choose by. Prints a table and one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import common  # noqa: E402
import cv2  # noqa: E402
import learning_curves  # noqa: E402
import torch  # noqa: E402
from curve_methods import Job, run_ours  # noqa: E402
from simulated_strokes import write_set  # noqa: E402

from segstudio.learning.data import patch_source  # noqa: E402
from segstudio.learning.network import live_network  # noqa: E402
from segstudio.learning.network.weights import put_start  # noqa: E402
from segstudio.learning.plan.recipe import Phase, Recipe, choose_recipe  # noqa: E402
from segstudio.learning.training import first_network, preparation  # noqa: E402
from segstudio.models.build import build_network  # noqa: E402
from segstudio.models.contract import Network  # noqa: E402
from segstudio.models.norm import restore_group_norms  # noqa: E402

FULL = "as it is"
WEIGHTS = {"random weights": "none", "formula weights": "formula"}  # variants that begin otherwise


def change_recipe(**changes: Any) -> Callable[[], None]:
    """Every recipe with these numbers instead."""
    return alter_recipe(lambda recipe: replace(recipe, **changes))


def alter_recipe(alter: Callable[[Recipe], Recipe]) -> Callable[[], None]:
    """Every recipe put through ``alter``."""

    def apply() -> None:
        preparation.choose_recipe = lambda *known: alter(choose_recipe(*known))

    return apply


def group_norm() -> None:
    """GroupNorm in place of the decoder's BatchNorm, as runs of earlier versions have it."""

    def build(*choices: Any) -> Network:
        net = build_network(*choices)
        restore_group_norms(net, [name for name in net.state_dict() if name.startswith("encoder.")])
        return net

    first_network.build_network = build


def no_scores() -> None:
    """The decoder alone says what a pixel is."""

    def build(*choices: Any) -> Network:
        net = build_network(*choices)
        net.as_stored(())
        return net

    first_network.build_network = build


def random_decoder() -> None:
    """The encoder's weights only; the decoder begins from random ones."""
    first_network.put_start = lambda net, network, start: put_start(net, network, replace(start, rest={}))


def random_group_norm() -> None:
    """Both, which is how earlier versions began."""
    group_norm()
    random_decoder()


def no_average() -> None:
    """The weights as they are are shown."""
    live_network.DECAY = 0.0


def plain_draws() -> None:
    """Any labelled pixel is as likely as any other."""
    patch_source.RARE_SHARE, patch_source.BALANCED_SHARE, patch_source.PLAIN_SHARE = 0.0, 0.0, 1.0


def nothing() -> None:
    """The recipe as it is."""


VARIANTS: dict[str, Callable[[], None]] = {
    FULL: nothing,
    **dict.fromkeys(WEIGHTS, nothing),
    "no scores by the encoder": no_scores,
    "decoder with GroupNorm": group_norm,
    "random decoder": random_decoder,
    "random decoder with GroupNorm": random_group_norm,
    "no running average": no_average,
    "no balanced sampling": plain_draws,
    "no class weights": change_recipe(balance=0.0),
    "no Dice": change_recipe(loss="cross_entropy"),
    "no agreement": change_recipe(agreement=0.0),
    "encoder at the full rate": change_recipe(encoder_rate=1.0),
    "live statistics": change_recipe(frozen_statistics=False),
    "full rate, live statistics": change_recipe(encoder_rate=1.0, frozen_statistics=False),
    "no elastic": alter_recipe(lambda recipe: replace(recipe, augment=replace(recipe.augment, elastic=0.0))),
    "no augmentation": change_recipe(augment=patch_source.NO_CHANGE),
    "encoder at a tenth": change_recipe(encoder_rate=0.1),
    "encoder frozen for 40 steps": change_recipe(frozen=0.1),
    "frozen statistics": change_recipe(frozen_statistics=True),
    "batch 2": change_recipe(batch=2),
    "batch 8": change_recipe(batch=8),
    "half the rate": alter_recipe(lambda recipe: replace(recipe, rate=recipe.rate / 2)),
    "twice the rate": alter_recipe(lambda recipe: replace(recipe, rate=2 * recipe.rate)),
    "patches of 128": change_recipe(phases=(Phase(0, 128),)),
    "patches of 192": change_recipe(phases=(Phase(0, 192),)),
    "patches of 256": change_recipe(phases=(Phase(0, 256),)),
}
ASKED = (FULL, *WEIGHTS, "no scores by the encoder", "decoder with GroupNorm", "random decoder", "no running average",
         "no balanced sampling", "no class weights", "no Dice", "no elastic", "encoder at a tenth",
         "encoder frozen for 40 steps", "frozen statistics")  # fmt: skip


def run_one(variant: str, text: str) -> None:
    """In its own process: change, train, print."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    VARIANTS[variant]()
    found = run_ours(Job.from_json(text), WEIGHTS.get(variant, "imagenet"), with_head=False)
    print(json.dumps(found))


def measure(name: str, variant: str, seed: int, options: argparse.Namespace) -> dict[str, Any]:
    """One variant with one seed."""
    moments = [1.0, 2.0] if options.quick else [float(text) for text in options.moments.split(",")]
    with tempfile.TemporaryDirectory() as work:
        place = Path(work) / "set"
        write_set(options.data / name, options.labels, options.score_on, 2 if options.quick else None, place)
        job = Job(place, "deep", seed, moments).to_json()
        command = [sys.executable, __file__, "--one", variant, job]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | learning_curves.ONE_THREAD)
    key = f"{name}/{options.labels}/{options.score_on}/{variant}/{seed}"
    row = {"key": key, "name": name, "variant": variant, "seed": seed}
    if done.returncode:
        return row | {"failed": done.stderr.splitlines()[-1:]}
    return row | {"curve": json.loads(done.stdout.splitlines()[-1])["deep"]}


def print_table(rows: list[dict[str, Any]]) -> dict[str, dict[float, float]]:
    """Medians over the seeds, and beside them the difference from the recipe as it is."""
    found: dict[str, dict[float, list[float]]] = {}
    for row in rows:
        for point in row["curve"]:
            found.setdefault(row["variant"], {}).setdefault(point["moment"], []).append(point["miou"] or 0.0)
    table = {v: {moment: statistics.median(values) for moment, values in c.items()} for v, c in found.items()}
    moments = sorted({moment for curve in table.values() for moment in curve})
    print(f"{'mIoU after CPU-seconds':26}" + "".join(f"{moment:>8g}{'':8}" for moment in moments) + "  seeds")
    for variant, curve in table.items():
        cells = [f"{curve[m]:8.3f}{curve[m] - table.get(FULL, curve)[m]:+8.3f}" for m in moments if m in curve]
        print(f"{variant:26}" + "".join(cells) + f"{len(found[variant][moments[0]]):7d}")
    return table


def main() -> None:
    """See the module's text."""
    if sys.argv[1:2] == ["--one"]:
        return run_one(*sys.argv[2:4])
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default="membranes")
    parser.add_argument("--labels", default="strokes")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--moments", default="10,20,60")
    parser.add_argument("--variants", default=";".join(ASKED), help="separated by semicolons")
    parser.add_argument("--score-on", choices=("val", "train"), default="val")
    parser.add_argument("--out", type=Path, help="JSON lines to go on from and to append to")
    parser.add_argument("--table", action="store_true", help="measure nothing, print what --out holds")
    parser.add_argument("--quick", action="store_true", help="two seconds and two images, to see that it runs")
    options = parser.parse_args()
    common.need(options.data)
    rows = learning_curves.read_rows(options.out) if options.out else {}
    wanted = [(name, variant, int(seed)) for seed in options.seeds.split(",")
              for name in options.sets.split(",") for variant in options.variants.split(";")]  # fmt: skip
    for name, variant, seed in () if options.table else wanted:
        if f"{name}/{options.labels}/{options.score_on}/{variant}/{seed}" in rows:
            continue
        row = measure(name, variant, seed, options)
        print(row["key"], row.get("failed") or [round(point["miou"] or 0, 3) for point in row["curve"]], flush=True)
        if options.out:
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        if "failed" not in row:
            rows[row["key"]] = row
    tables = {}
    for title in dict.fromkeys(key.rsplit("/", 2)[0] for key in rows):
        print(f"\n{title}")
        tables[title] = print_table([row for key, row in rows.items() if key.startswith(f"{title}/")])
    print(json.dumps({"benchmark": "ablation", "tables": tables}))


if __name__ == "__main__":
    main()
