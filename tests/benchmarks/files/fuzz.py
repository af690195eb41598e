"""Changed and hostile files for each reader: what raises, hangs, takes too much memory or ends the program.

    python tests/benchmarks/files/fuzz.py [--quick] [--minutes M] [--reader R]... [--data FOLDER] [--keep FOLDER]
    python tests/benchmarks/files/fuzz.py --reader R --case NUMBER          # one case again, with what it says

Seeds are the files of other programs in the folder ``foreign`` of the labelled data and files written by their
libraries (``fuzz_seeds.py``); ``mutations.py`` changes them. Each case runs in a process of its own with a limit of
memory and time, for M CPU minutes a reader (20; ``--quick``: 0.1), all readers in turn; Ctrl+C or SIGTERM ends it
with what was found until then. A case may be read, or refused with a sentence and a hint; anything else is a finding.
Needs Linux or macOS. Prints a table and last one JSON object; exit code 1: there are findings.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from common import DATA  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent))
import fuzz_seeds  # noqa: E402
from mutations import mutated  # noqa: E402

from segstudio.errors import UserError  # noqa: E402

SECONDS = 10.0  # of CPU time a case
WALL = 120.0  # seconds that a case may wait for whatever
MEMORY = 1 << 30  # bytes more than the process has at its start; seeds have at most some hundred thousand
SLICE = 6.0  # CPU seconds of one reader after the other, so that a run that is stopped has tried all of them
ADDRESSES = 16 << 30  # bytes that can be asked for at all, so that the machine stays well


@dataclass
class Tally:
    """What became of the cases of one reader."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: dict[str, list[int]] = field(default_factory=dict)  # case numbers by what happened
    cpu: float = 0.0

    def note(self, outcome: str, number: int) -> None:
        kind = outcome.partition("\t")[0]
        self.counts[kind] += 1
        if kind not in ("read", "refused"):
            self.findings.setdefault(outcome, []).append(number)


def make_case(seeds: fuzz_seeds.Seeds, reader: str, number: int, folder: Path) -> Path:
    """The files of one case in ``folder``; the one that is opened."""
    draw = random.Random(f"{reader} {number}")
    seed = draw.choice(seeds)
    changed = draw.choice(sorted(seed.files) if draw.random() < 0.5 else sorted(seed.likely))
    others = [other.files[other.opened] for other in seeds if other.opened in other.files]
    for name, data in seed.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mutated(draw, name, data, others or [data]) if name == changed else data)
    return folder / seed.opened


def outcome_of(read: Callable[[Path], object], path: Path) -> str:
    """What a case says of itself: read, refused, or the last line of ours that raised."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read(path)
    except UserError as error:
        return "refused" if error.message and error.hint else f"no hint\t{error.message}"
    except BaseException as error:
        rows = traceback.extract_tb(error.__traceback__)
        ours = next((row for row in reversed(rows) if "segstudio" in row.filename), rows[-1])
        return f"raised\t{type(error).__name__} at {Path(ours.filename).name}:{ours.lineno} {ours.name}"
    return "read"


def run_case(read: Callable[[Path], object], path: Path) -> tuple[str, float]:
    """The outcome of one case in a process of its own, and its CPU seconds."""
    began, (receive, send) = _resident(), os.pipe()
    child = os.fork()
    if not child:
        os.close(receive)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries print what they find odd
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS) + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for number in (signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.write(send, outcome_of(read, path).encode(errors="replace")[:4000])
        os._exit(0)
    os.close(send)
    ready, _, _ = select.select([receive], [], [], WALL)
    if not ready:
        os.kill(child, signal.SIGKILL)
    outcome = os.read(receive, 4000).decode() if ready else "hangs"
    os.close(receive)
    _, status, usage = os.wait4(child, 0)
    cpu = usage.ru_utime + usage.ru_stime
    if os.WIFSIGNALED(status) and outcome != "hangs":
        number = os.WTERMSIG(status)
        slow = number in (signal.SIGXCPU, signal.SIGKILL) and cpu > SECONDS - 1
        outcome = "slow" if slow else f"killed\tby {signal.Signals(number).name}"
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) - began
    return (f"memory\tmore than {MEMORY >> 20} million bytes" if peak > MEMORY and outcome != "hangs" else outcome), cpu


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def try_seeds(reader: fuzz_seeds.Reader, name: str, scratch: Path) -> None:
    """Read each seed as it is, which has to be read or refused; what the readers import is then imported once."""
    for seed in reader.seeds:
        for path, data in seed.files.items():
            (scratch / path).parent.mkdir(parents=True, exist_ok=True)
            (scratch / path).write_bytes(data)
        outcome = outcome_of(reader.read, scratch / seed.opened)
        assert outcome in ("read", "refused"), f"{name}: {seed.opened} as it is: {outcome}"
        _empty(scratch)


def fuzz(reader: fuzz_seeds.Reader, name: str, tally: Tally, seconds: float, scratch: Path, keep: Path | None) -> None:
    """Go on with the cases of one reader until it has had ``seconds`` of CPU time in all."""
    while tally.cpu < seconds:
        number = tally.counts.total()
        path = make_case(reader.seeds, name, number, scratch)
        outcome, cpu = run_case(reader.read, path)
        new = outcome not in ("read", "refused", *tally.findings)
        tally.note(outcome, number)
        tally.cpu += cpu
        if new:
            print(f"{name} case {number}: {outcome}", flush=True)
            if keep is not None:
                shutil.copytree(scratch, keep / f"{name}-{number}", dirs_exist_ok=True)
        _empty(scratch)


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def again(reader: fuzz_seeds.Reader, name: str, number: int, scratch: Path) -> None:
    """One case in this process, with all that it says."""
    path = make_case(reader.seeds, name, number, scratch)
    began = time.process_time()
    try:
        print(reader.read(path))
    except UserError as error:
        print(f"refused: {error.message} {error.hint}")
    print(f"{time.process_time() - began:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0, help="CPU minutes a reader")
    parser.add_argument("--quick", action="store_true", help="0.1 CPU minutes a reader")
    parser.add_argument("--reader", action="append", choices=fuzz_seeds.NAMES)
    parser.add_argument("--case", type=int)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--keep", type=Path, help="where the files of the first case of each finding are kept")
    options = parser.parse_args()
    names = options.reader or fuzz_seeds.NAMES
    with tempfile.TemporaryDirectory() as made:
        readers = fuzz_seeds.readers(Path(made) / "seeds", options.data / "foreign", names)
        scratch = Path(made) / "case"
        scratch.mkdir()
        if options.case is not None:
            again(readers[names[0]], names[0], options.case, scratch)
            return
        for name in names:
            try_seeds(readers[name], name, scratch)
        most, tallies = 6.0 if options.quick else 60 * options.minutes, {name: Tally() for name in names}
        signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it runs in the background
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):  # what was found until then is told
            for round_ in range(1, math.ceil(most / SLICE) + 1):
                for name in names:
                    fuzz(readers[name], name, tallies[name], min(most, round_ * SLICE), scratch, options.keep)
    print(f"{'reader':14} {'seeds':>6} {'cases':>7} {'read':>7} {'refused':>8} {'findings':>8} {'CPU s':>6}")
    for name, tally in tallies.items():
        counts, found = tally.counts, sum(map(len, tally.findings.values()))
        print(f"{name:14} {len(readers[name].seeds):6d} {counts.total():7d} {counts['read']:7d} "
              f"{counts['refused']:8d} {found:8d} {tally.cpu:6.0f}")  # fmt: skip
        for outcome, numbers in tally.findings.items():
            print(f"    {len(numbers)} x {outcome}: case {numbers[0]}")
    report(tallies)


def report(tallies: dict[str, Tally]) -> None:
    """The JSON object; ends the program."""
    found = {name: {what: cases[:5] for what, cases in tally.findings.items()} for name, tally in tallies.items()}
    counts = {name: {**tally.counts, "cpu": round(tally.cpu)} for name, tally in tallies.items()}
    print(json.dumps({"benchmark": "fuzz", "readers": counts, "findings": found}))
    sys.exit(any(tally.findings for tally in tallies.values()))


if __name__ == "__main__":
    main()
