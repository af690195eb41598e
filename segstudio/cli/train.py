"""``segstudio train`` and ``segstudio pretrain``: the options of both and what they do. Torch only inside of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from segstudio.choices.encoders import AUTO, ENCODERS
from segstudio.choices.losses import LOSSES
from segstudio.choices.networks import NETWORKS
from segstudio.choices.objectives import FORMULA, OBJECTIVES, RECONSTRUCTION
from segstudio.choices.starts import FILE, STARTS
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_CANCELLED, EXIT_DONE, Stop
from segstudio.errors import UserError
from segstudio.learning import messages
from segstudio.project.project import Project

CURRENT_RUN = "current"  # what --resume without a name means


def add_train_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``train``."""
    command.add_argument("project", type=Path)
    usual = messages.TrainSettings()
    command.add_argument("--network", default=usual.network, help=", ".join(NETWORKS))
    command.add_argument("--encoder", default=usual.encoder, help=", ".join((AUTO, *ENCODERS)))
    command.add_argument("--weights", default=usual.weights, help=f"{_starts()}, or a file")
    command.add_argument("--upsampling", default=usual.upsampling, help=", ".join(UPSAMPLINGS))
    command.add_argument("--loss", default=usual.loss, help=", ".join(LOSSES))
    command.add_argument("--class-weights", default="balanced", metavar="WEIGHTS",
                         help="balanced, none, or own ones by name or id: crack=3,pore=0.5")  # fmt: skip
    command.add_argument("--border", action="store_true", help="more weight between regions that nearly touch")
    command.add_argument("--frozen", type=float, metavar="SHARE", help="share (0-1) of the time without the encoder")
    command.add_argument("--wait", type=float, default=0.0, metavar="MINUTES", help="for new strokes, at the end")
    command.add_argument("--resume", nargs="?", const=CURRENT_RUN, metavar="RUN",
                         help="continue a run (without a name: the current one) instead of a new one")  # fmt: skip
    _add_limits(command)


def _starts() -> str:
    return ", ".join(f"{key} ({row.title})" for key, row in STARTS.items() if key != FILE)


def add_pretrain_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``pretrain``."""
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--formula", action="store_true", help=OBJECTIVES[FORMULA].sentence)
    what.add_argument("--own", type=Path, metavar="PROJECT", help=OBJECTIVES[RECONSTRUCTION].sentence)
    command.add_argument("--encoder", help="as for train; the default is the one that suits the computer")
    command.add_argument("--out", type=Path, metavar="FILE", help="with --formula: a .safetensors file")
    command.add_argument("--weights", default="none", help="with --formula: what to begin from, as for train")
    _add_limits(command)


def _add_limits(command: argparse.ArgumentParser) -> None:
    limit = command.add_mutually_exclusive_group()
    limit.add_argument("--minutes", type=_positive(float))
    limit.add_argument("--steps", type=_positive(int))
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    command.add_argument("--seed", type=int, default=0)


def _positive(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        value = kind(text)
        if not 0 < value < 10**9:
            raise argparse.ArgumentTypeError(f"{text} is not a positive number")
        return value

    return parse


def train(options: argparse.Namespace, report: Report) -> int:
    """Fine-tune on the project's masks."""
    from segstudio.learning.training.trainer import train as events_of

    settings = messages.TrainSettings(
        network=options.network,
        encoder=options.encoder,
        weights=options.weights,
        upsampling=options.upsampling,
        seconds=options.minutes * 60 if options.minutes is not None else None,
        steps=options.steps,
        device=options.device,
        seed=options.seed,
        loss=options.loss,
        class_weights=options.class_weights,
        border=options.border,
        frozen=options.frozen,
        wait=60 * options.wait,
    )
    last: messages.Finished | None = None
    with Project.open(options.project) as project, Stop().listening() as stop:
        project.assign_splits()
        project.save()
        resume = project.current_run if options.resume == CURRENT_RUN else options.resume
        for event in events_of(project.folder, settings, resume, stop=stop):
            report.event(event)
            if isinstance(event, messages.Finished):
                last = event
                if event.run and event.replaces:
                    project.set_current_run(event.run)
                    project.save()
    return EXIT_CANCELLED if last is None or last.reason == "cancelled" else EXIT_DONE


def pretrain(options: argparse.Namespace, report: Report) -> int:
    """Train starting weights on drawn images, or on a project's own without their labels."""
    if options.own is not None:
        return _pretrain_own(options, report)
    from segstudio.learning.pretraining.formula_training import FormulaSettings
    from segstudio.learning.pretraining.pretrain import pretrain as events_of

    if options.out is None:
        raise UserError("No output file given.", "Name a file with --out.")
    settings = FormulaSettings(
        encoder=options.encoder or FormulaSettings().encoder,
        begin=options.weights,
        seconds=options.minutes * 60 if options.minutes is not None else None,
        steps=options.steps,
        device=options.device,
        seed=options.seed,
    )
    with Stop().listening() as stop:
        for event in events_of(FORMULA, settings, options.out, stop):
            report.event(event)
    report.say(f"Weights are in {options.out}", event="pretrained", out=str(options.out))
    return EXIT_CANCELLED if stop.asked else EXIT_DONE


def _pretrain_own(options: argparse.Namespace, report: Report) -> int:
    """Learn a start from a project's images; it is kept where the held-out images score higher with it."""
    from segstudio.learning.pretraining.own_start import learn_own_start

    settings = messages.TrainSettings(
        encoder=options.encoder or "auto",
        seconds=options.minutes * 60 if options.minutes is not None else None,
        steps=options.steps,
        device=options.device,
        seed=options.seed,
    )
    with Project.open(options.own) as project, Stop().listening() as stop:
        project.assign_splits()
        project.save()
        for event in learn_own_start(project.folder, settings, stop):
            report.event(event)
            if isinstance(event, messages.OwnStart) and event.kept and not report.json:
                command = f"segstudio train {options.own} --encoder {event.encoder} --weights own"
                report.line(f"Train from it with: {command}")
    return EXIT_DONE
