"""Kills the program at random moments and compares every pixel with what had been committed.

    python tests/benchmarks/kills.py [--kills 200] [--seed 0] [--quick] [--kind delete] [--layer window]

A process paints, accepts, imports, deletes classes, exports or trains (see ``killed_work.py``), in the offscreen window
or with the project layer and the command line. Before and after each change it says on a pipe what the image
holds. It gets a SIGKILL; in half of the cases ``segstudio export``, ``train`` or ``check --repair`` comes next.
Then the project is opened again, and each mask must be what was committed, or what was being committed. The files of
an export must hold the same, nothing may be put aside, and no notice may tell of damage. Prints a table and last one
JSON object; ends with exit code 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import common
import killed_work
import numpy as np
from killed_work import DELETE, IMPORT, KINDS, LAYERS, SMALL_TRAINING, TRAIN, WINDOW, Mask
from PIL import Image

from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.painting import whole
from segstudio.labels.rules import everything
from segstudio.project.masks import open_mask, read_mask
from segstudio.project.project import Project

IMAGES, SHAPE = 5, (120, 160)
KILLS_OF_A_PROJECT = 12  # then a new one is begun
LONGEST = {TRAIN: 6.0, IMPORT: 1.0, DELETE: 1.5}  # seconds of work before the kill, at most
USUAL = 0.6
SHORT = 0.004  # after the word that a change begins
PATIENCE = 180.0
NEXT = ("export", "train", "check")  # commands
CONTEXT = multiprocessing.get_context("forkserver")  # every process is one of its own, with the imports done


class Ledger:
    """What each image may hold now. Messages: ("pending", id, pixels), ("done", id, pixels), and for a class that is
    deleted on every image ("replacing", id of the class) and ("replaced", ...)."""

    def __init__(self, masks: dict[str, Mask]) -> None:
        self.committed = masks
        self._pending: dict[str, list[Mask]] = {}
        self._replacing: int | None = None
        self.steps = 0

    def take(self, message: tuple[Any, ...]) -> None:
        """Note what the process said."""
        kind, *rest = message
        if kind == "pending":
            self._pending.setdefault(rest[0], []).append(rest[1])
        elif kind == "done":
            self.committed[rest[0]] = rest[1]
            self._pending.pop(rest[0], None)
            self.steps += 1
        elif kind == "replacing":
            self._replacing = rest[0]
        elif kind == "replaced":
            self._replacing = None
            self.committed = {id: _without(pixels, rest[0]) for id, pixels in self.committed.items()}
            self.steps += 1

    @property
    def unfinished(self) -> bool:
        """Whether the process was killed between the two words about a change."""
        return bool(self._pending) or self._replacing is not None

    def lost(self, id: str, found: Mask) -> int:
        """Pixels that differ from the nearest state that the image may be in."""
        allowed = [self.committed[id], *self._pending.get(id, ())]
        if self._replacing is not None:
            allowed += [_without(pixels, self._replacing) for pixels in allowed]
        return min(int(np.count_nonzero(found != pixels)) for pixels in allowed)

    def settle(self, found: dict[str, Mask]) -> None:
        """The next process begins with these."""
        self.committed, self._pending, self._replacing = found, {}, None


def _without(pixels: Mask, value: int) -> Mask:
    return np.where(pixels == value, np.uint8(VOID), pixels)


class Trial:
    """A project, its ledger and what was found wrong."""

    def __init__(self, place: Path, random: np.random.Generator) -> None:
        self.random, self.folder = random, place / "P.segstudio"
        pictures = place / "images"
        pictures.mkdir(parents=True)
        for number in range(IMAGES):
            Image.fromarray(random.integers(0, 255, SHAPE, np.uint8)).save(pictures / f"image_{number}.png")
        classes = ClassTable.from_names(killed_work.CLASSES)
        with Project.create(self.folder, classes=classes, image_paths=sorted(pictures.iterdir())) as project:
            masks = {}
            for entry in project.images:
                stored = open_mask(project, entry, entry.shape)
                masks[entry.id] = killed_work.random_mask(random, SHAPE)
                stored.mask.begin("Begin")
                stored.mask.paint_values(whole(SHAPE).rect, masks[entry.id], np.ones(SHAPE, bool), everything())
                stored.commit()
                stored.save(project.classes.palette())
                stored.close()
        self.ledger = Ledger(masks)

    def kill(self, kind: str, layer: str) -> str | None:
        """Have a process work and kill it; what it said went wrong by itself."""
        mine, its = CONTEXT.Pipe(duplex=False)
        masks = {id: pixels.copy() for id, pixels in self.ledger.committed.items()}
        seed = int(self.random.integers(1 << 30))
        process = CONTEXT.Process(target=killed_work.work, args=(kind, layer, self.folder, seed, its, masks))
        process.start()
        its.close()
        problem = self._listen(mine, PATIENCE, lambda message: message[0] == "ready")
        if problem is None:
            longest = LONGEST.get(kind, USUAL) * (1 if layer == WINDOW or kind == TRAIN else 0.7)
            problem = self._listen(mine, float(self.random.uniform(0, longest)), lambda message: False)
        if problem is None and self.random.random() < 0.7:  # the shortest changes are met too
            problem = self._listen(mine, 2.0, lambda message: message[0] in ("pending", "replacing"))
            time.sleep(float(self.random.uniform(0, SHORT)))
        process.kill()
        process.join()
        return self._listen(mine, 0.0, lambda message: False) or problem

    def _listen(self, pipe: Connection, seconds: float, enough: Callable[[tuple[Any, ...]], bool]) -> str | None:
        """Take what is said for so long, or until it is enough; why the process failed, if it did."""
        end = time.monotonic() + seconds
        try:
            while pipe.poll(max(0.0, end - time.monotonic())):
                message = pipe.recv()
                if message[0] == "failed":
                    return str(message[1])
                self.ledger.take(message)
                if enough(message) or (seconds and time.monotonic() > end):
                    break
        except (EOFError, OSError):  # it was killed in the middle of a message
            pass
        return None

    def run(self, name: str, *arguments: str) -> list[str]:
        """The next command of the command line; what went wrong."""
        mine, its = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=killed_work.command, args=([name, str(self.folder), *arguments], its))
        process.start()
        its.close()
        try:
            code, said = mine.recv() if mine.poll(PATIENCE) else (-1, "no answer")
        except EOFError:
            code, said = -1, "ended by itself"
        process.kill()
        process.join()
        return [f"{name} ended with {code}: {said.strip()[-300:]}"] if code else []

    def look(self, out: Path | None) -> list[str]:
        """Open the project again and compare; ``out``: the folder of an export that came first."""
        wrong, found = [], {}
        with Project.open(self.folder) as project:
            gone = list(project.classes.retired)
            if project.notice and "were recovered in" not in project.notice:
                wrong.append(project.notice)
            for entry in project.images:
                stored = open_mask(project, entry, entry.shape)
                found[entry.id] = stored.mask.array.copy()
                if lost := self.ledger.lost(entry.id, found[entry.id]):
                    wrong.append(f"{entry.id}: {lost} pixels")
                if stored.notice:
                    wrong.append(stored.notice)
                if not np.array_equal(read_mask(project.mask_path(entry)), found[entry.id]):
                    wrong.append(f"{entry.id}: the file was not brought up to date")
                if out is not None and not _holds(out / f"{entry.stem}.png", found[entry.id], gone):
                    wrong.append(f"{entry.id}: exported with other pixels, or not at all")
                stored.close()
        wrong += [f"left behind: {path.name}" for path in self.folder.rglob("*") if "aside" in path.name]
        wrong += [f"left behind: {path.name}" for path in self.folder.glob("*/.tmp-*")]
        self.ledger.settle(found)
        return wrong


def _holds(path: Path, pixels: Mask, gone: list[int]) -> bool:
    pixels = np.where(np.isin(pixels, gone), np.uint8(VOID), pixels)
    return (path.is_file() and np.array_equal(read_mask(path), pixels)) or (pixels == VOID).all()


def turns(count: int, random: np.random.Generator, kinds: tuple[str, ...], layers: tuple[str, ...]) -> list[Any]:
    """``count`` of (kind, layer, next command): each kind in each layer equally often, every second with a command."""
    pairs = [(kind, layer) for kind in kinds for layer in layers]
    all_turns: list[Any] = []
    while len(all_turns) < count:
        for at, (kind, layer) in enumerate(pairs):
            round_number = len(all_turns) // len(pairs)
            which = NEXT[(at // len(layers) // 2 + at + round_number // 2) % len(NEXT)]
            after = which if (at // len(layers) + round_number) % 2 else ""
            all_turns.append((kind, layer, after))
    all_turns = all_turns[:count]
    random.shuffle(all_turns)
    return all_turns


def run(options: argparse.Namespace) -> dict[str, Any]:
    """All kills; counts by kind and layer, and everything that went wrong."""
    random = np.random.default_rng(options.seed)
    kinds = (options.kind,) if options.kind else KINDS
    layers = (options.layer,) if options.layer else LAYERS
    counts: Counter[tuple[str, str, str]] = Counter()
    steps, unfinished = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    faults: list[str] = []
    place, trial = Path(tempfile.mkdtemp(prefix="segstudio-kills-")), None
    for number, (kind, layer, after) in enumerate(turns(options.kills, random, kinds, layers)):
        if trial is None or number % KILLS_OF_A_PROJECT == 0:
            trial = Trial(place / str(number), random)
        before, out = trial.ledger.steps, trial.folder.parent / "export"
        problem = trial.kill(kind, layer)
        unfinished[kind, layer] += trial.ledger.unfinished
        wrong = [problem] if problem else []
        if after == "export":
            wrong += trial.run("export", str(out))
        elif after == "train":
            wrong += trial.run("train", *SMALL_TRAINING, "--steps", "2")
        elif after == "check":
            wrong += trial.run("check", "--repair")
        wrong += trial.look(out if after == "export" else None)
        counts[kind, layer, after] += 1
        steps[kind, layer] += trial.ledger.steps - before
        for one in wrong:
            faults.append(f"kill {number} ({kind}, {layer}, then {after or 'opened'}): {one}")
            print(faults[-1], flush=True)
        if wrong and options.keep:
            shutil.copytree(trial.folder.parent, Path(options.keep) / str(number), dirs_exist_ok=True)
    shutil.rmtree(place)
    return {"kills": options.kills, "counts": counts, "steps": steps, "unfinished": unfinished, "faults": faults}


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="twelve kills")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--layer", choices=LAYERS)
    parser.add_argument("--keep", metavar="DIR", help="copy projects with a fault to this folder")
    options = parser.parse_args()
    options.kills = 12 if options.quick else options.kills
    path = (str(common.ROOT), str(Path(__file__).parent), os.environ.get("PYTHONPATH", ""))
    os.environ["PYTHONPATH"] = os.pathsep.join(path)
    CONTEXT.set_forkserver_preload(["killed_window", "segstudio.learning.training.trainer"])
    began = time.monotonic()
    found = run(options)
    rows = []
    heads = ("kills", "in a change", *(f"{name} next" for name in NEXT), "committed")
    print(f"{'killed while':16}{'in the':10}" + "".join(f"{head:>13}" for head in heads))
    for kind, layer in sorted(found["steps"]):
        of_pair = {after: found["counts"][kind, layer, after] for after in ("", *NEXT)}
        figures = (sum(of_pair.values()), found["unfinished"][kind, layer], *(of_pair[name] for name in NEXT),
                   found["steps"][kind, layer])  # fmt: skip
        print(f"{kind:16}{layer:10}" + "".join(f"{figure:13}" for figure in figures))
        rows.append({"kind": kind, "layer": layer} | dict(zip(heads, figures, strict=True)))
    lost = len(found["faults"])
    print(f"{found['kills']} kills, {lost or 'no'} faults, {time.monotonic() - began:.0f} s")
    print(json.dumps({"benchmark": "kills", "kills": found["kills"], "rows": rows, "faults": found["faults"]}))
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
