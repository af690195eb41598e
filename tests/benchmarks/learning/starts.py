"""What a start learnt without labels gains: the U-Net from each of them against the usual weights (ImageNet's).

    python tests/benchmarks/learning/starts.py [--quick] [--data DIR] [--sets street,membranes,magnetic-tiles]
        [--images 24] [--labelled 5] [--starts convolutional,...] [--explore 60] [--seconds 30] [--seeds 2]
        [--out FILE] [--table]

``--images`` images of ``train/``, of which ``--labelled`` have their masks; the images of ``val/`` are held out. Each
start, a method of *Explore* that has an encoder, learns from all of the former for ``--explore`` CPU-seconds of one
thread; *Learn from my images first* learns by the method STARTING. Then a training of ``--seconds`` CPU-seconds from
each, of the network alone, with the same seed. Baselines in the same run: "usual", the same training from the usual
weights, and "longer", which trains for the time of exploring too. Score: mean IoU on the held-out images; the
difference to "usual" with its 95 % interval by a paired bootstrap of these images, averaged over the seeds, so what
another seed would change is not in it.

Each training is a line of ``--out``; what is there is not measured again. Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

time.monotonic = time.process_time  # a budget of CPU time, whatever else this machine does; before anything reads it

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402
import numpy as np  # noqa: E402
from simulated_strokes import make_project  # noqa: E402

from segstudio.choices.encoders import AUTO  # noqa: E402
from segstudio.choices.networks import DEFAULT, suited_encoder  # noqa: E402
from segstudio.choices.starts import USUAL  # noqa: E402
from segstudio.choices.unlabelled import METHODS  # noqa: E402
from segstudio.learning.data.held_out import ValidationSet, find_held_out  # noqa: E402
from segstudio.learning.data.project_pixels import Pixels  # noqa: E402
from segstudio.learning.drawing.model_of import kept_model  # noqa: E402
from segstudio.learning.explore.explore import LOOKING, explore  # noqa: E402
from segstudio.learning.explore.start import write_start_of  # noqa: E402
from segstudio.learning.explore_messages import Explored, ExploreSettings  # noqa: E402
from segstudio.learning.messages import Finished, Progress, TrainSettings  # noqa: E402
from segstudio.learning.network.device import choose_device  # noqa: E402
from segstudio.learning.network.interruptible import never  # noqa: E402
from segstudio.learning.network.live_network import load_network  # noqa: E402
from segstudio.learning.network.validation import validate  # noqa: E402
from segstudio.learning.training.trainer import train  # noqa: E402
from segstudio.project.project import Project  # noqa: E402
from segstudio.scores.interval import mean_iou_difference, mean_iou_interval  # noqa: E402

USUAL_ROW, LONGER = "usual", "longer"
STARTS = tuple(key for key, row in METHODS.items() if row.encoders)
SETS = "street,membranes,magnetic-tiles"


def few_labels(folder: Path, options: argparse.Namespace, place: Path) -> Path:
    """A project of ``--images`` images to learn from, whose masks are gone but for ``--labelled`` of them."""
    made = make_project(folder, options.images, options.most, place)
    kept = {path.stem for path in common.choose_training(folder, options.labelled)}
    with Project.open(made) as project:
        for entry in project.images:
            if entry.split == "train" and Path(entry.path).stem not in kept:
                project.mask_path(entry).unlink()
    return made


def learnt(project: Path, start: str, seed: int, seconds: float, out: Path) -> str:
    """The weights file of a start, or the usual ones."""
    if start not in METHODS:
        return USUAL
    looking, name = [False], ""
    chosen = ExploreSettings(start, suited_encoder(DEFAULT, "cpu"), seconds, device="cpu", seed=seed, threads=1)
    for event in explore(project, chosen, stop=lambda: looking[0]):  # the map is not needed
        looking[0] = isinstance(event, Progress) and event.task == LOOKING
        name = event.exploration if isinstance(event, Explored) else name
    write_start_of(Project.open(project, write=False), kept_model(project, name, choose_device("cpu")), out)
    return str(out)


def measure(project: Path, start: str, seed: int, options: argparse.Namespace) -> dict[str, Any]:
    """One training, and what the network alone says of each held-out image."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as made:
        weights = learnt(project, start, seed, options.explore, Path(made) / "start.safetensors")
        explored = time.process_time() - began
        seconds = options.seconds + (options.explore if start == LONGER else 0.0)
        settings = TrainSettings(
            encoder=AUTO if weights == USUAL else suited_encoder(DEFAULT, "cpu"),
            weights=weights, seconds=seconds, device="cpu", threads=1, seed=seed,
        )  # fmt: skip
        events = train(project, settings, alone=True)
        last = next(event for event in events if isinstance(event, Finished))
        del events  # what it would look at now is not needed
    counts, score = scored(project, last.run)
    took = time.process_time() - began
    print(f"  {start}, seed {seed}: mIoU {score:.3f}, {last.steps} steps, {took:.0f} CPU-seconds", flush=True)
    return {"start": start, "seed": seed, "miou": score, "steps": last.steps, "explored": explored, "counts": counts}


def learns_once(project: Path) -> None:
    """Two steps, so that the first training that counts does not pay for what is loaded once."""
    for _ in train(project, TrainSettings(steps=2, device="cpu", threads=1), alone=True):
        pass


def scored(folder: Path, run: str) -> tuple[list[Any], float]:
    """Of each held-out image the counts, and the mean IoU over all."""
    device = choose_device("cpu")
    net, info = load_network(folder, run, device)
    project = Project.open(folder, write=False)
    held_out = find_held_out(project, info.known)
    examined = ValidationSet(tuple(held_out.entries), info.class_ids, info.class_names, held_out.kind)
    checking = validate(net, examined, Pixels(project, channels=net.channels), device, never)
    try:
        while True:
            next(checking)
    except StopIteration as done:
        found = done.value
    assert not found.left_out, found.left_out
    return [one.tolist() for one in found.images], found.table.mean_iou


def report(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One line for each start; the same as data."""
    seeds = sorted({row["seed"] for row in rows if row["start"] == USUAL_ROW})
    by = {(row["start"], row["seed"]): row for row in rows}
    print(f"\n{name}\n{'start':16} seeds {'mIoU':>6}  {'of each seed':20} difference to the usual weights")
    found = {}
    for start in dict.fromkeys(row["start"] for row in rows):
        mine = [seed for seed in seeds if (start, seed) in by]
        counts, usual = ([[np.array(one) for one in by[key, seed]["counts"]] for seed in mine]
                         for key in (start, USUAL_ROW))  # fmt: skip
        scores = [by[start, seed]["miou"] for seed in mine]
        if not scores:
            continue
        mean, before = float(np.mean(scores)), float(np.mean([by[USUAL_ROW, seed]["miou"] for seed in mine]))
        gain = None if start == USUAL_ROW else mean_iou_difference(counts, usual)
        found[start] = {"miou": mean, "interval": mean_iou_interval(counts), "scores": scores, "seeds": mine,
                        "gain": mean - before, "gain_interval": gain}  # fmt: skip
        each = " ".join(f"{one:.3f}" for one in scores)
        words = f"{mean - before:+.3f} ({gain[0]:+.3f} to {gain[1]:+.3f})" if gain else ""
        print(f"{start:16} {len(mine):5} {mean:6.3f}  {each:20} {words}", flush=True)
    return found


def work(options: argparse.Namespace) -> Iterator[tuple[str, int, str]]:
    """Set, seed and start of each training, one seed of everything before the next."""
    for seed in range(options.seeds):
        for name in options.sets.split(","):
            yield from ((name, seed, start) for start in (USUAL_ROW, *options.starts.split(","), LONGER))


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=SETS)
    parser.add_argument("--images", type=int, default=24)
    parser.add_argument("--labelled", type=int, default=5)
    parser.add_argument("--starts", default=",".join(STARTS))
    parser.add_argument("--explore", type=float, default=60.0, help="CPU-seconds of learning without labels")
    parser.add_argument("--seconds", type=float, default=30.0, help="CPU-seconds of each training")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--out", type=Path, help="JSON lines to go on from and to append to")
    parser.add_argument("--table", action="store_true", help="measure nothing, print what --out holds")
    parser.add_argument("--quick", action="store_true", help="one set, seed and start, a few seconds")
    options = parser.parse_args()
    common.need(options.data)
    options.most = None
    if options.quick:
        options.sets, options.starts, options.seeds, options.most = "membranes", "masked", 1, 2
        options.images, options.labelled, options.explore, options.seconds = 4, 2, 2.0, 2.0
    known: dict[str, Any] = {}
    if options.out is not None and options.out.exists():
        known = {row["key"]: row for row in map(json.loads, options.out.read_text().splitlines())}
    rows: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as made:
        projects: dict[str, Path] = {}
        for name, seed, start in work(options):
            key = f"{name}/{options.images}/{options.labelled}/{options.explore:g}/{options.seconds:g}/{seed}/{start}"
            if key not in known and not options.table:
                if name not in projects:
                    (Path(made) / name).mkdir()
                    projects[name] = few_labels(options.data / name, options, Path(made) / name)
                    print(name, flush=True)
                    learns_once(projects[name])
                known[key] = {"key": key, **measure(projects[name], start, seed, options)}
                if options.out is not None:
                    with options.out.open("a") as file:
                        file.write(json.dumps(known[key]) + "\n")
            if key in known:
                rows.setdefault(name, []).append(known[key])
    found = {name: report(name, mine) for name, mine in rows.items()}
    print(json.dumps({"benchmark": "starts", "explore": options.explore, "seconds": options.seconds, "sets": found}))


if __name__ == "__main__":
    main()
