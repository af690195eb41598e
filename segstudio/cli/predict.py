"""``segstudio predict`` and ``segstudio export-model``. Torch is imported only inside the commands."""

from __future__ import annotations

import argparse
from pathlib import Path

from segstudio.choices.devices import AUTO, DEVICES
from segstudio.choices.flips import FLIPS
from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_DONE, Stop
from segstudio.errors import ImageError
from segstudio.learning.messages import ImagePredicted, Unlike
from segstudio.project.images.finding import look_below, other_files
from segstudio.project.project import Project


def add_predict_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``predict``."""
    command.add_argument("--run")
    command.add_argument("--images", type=Path, metavar="DIR")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--flips", choices=tuple(FLIPS), default="none",
                         help="average with the predictions of mirrored images")  # fmt: skip
    command.add_argument("--confidence", action="store_true", help="also write how sure it is, 0..255")
    command.add_argument("--again", action="store_true", help="also what is up to date")
    command.add_argument(
        "--engine",
        choices=("torch", "onnx"),
        default="torch",
        help="onnx: quicker on a CPU; single pixels may differ from what the window shows",
    )
    command.add_argument("--device", choices=(AUTO, *DEVICES), default=AUTO)
    command.add_argument("--fit", action="store_true",
                         help="fit the network to these images first, without labels, for this time only")  # fmt: skip


def add_export_model_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``export-model``."""
    command.add_argument("--run")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="an .onnx file")


def predict(options: argparse.Namespace, report: Report) -> int:
    """Predict the project's images, or a folder of others, to palette PNGs."""
    from segstudio.learning.batch.batch import BatchOptions, predict_folder

    chosen = BatchOptions(
        options.flips, options.again, options.confidence, options.engine, options.device, fit=options.fit
    )
    with Stop() as stop, Project.open(options.project, write=False) as project:
        left_out: list[dict[str, str]] = []
        _tell_others(options, report)
        count = 0  # written now or up to date
        for event in predict_folder(project.folder, options.images, options.out, options.run, chosen, stop):
            report.event(event)
            if isinstance(event, ImagePredicted) and event.problem:
                left_out.append({"file": event.image_id, "reason": event.problem})
            count += isinstance(event, ImagePredicted) and not event.problem
            if isinstance(event, Unlike) and event.names and not options.fit:
                report.warn("With --fit the network is fitted to the images first, without labels.")
    if left_out and not count:
        raise ImageError(f"None of the {len(left_out)} images could be predicted.", "Choose other images.")
    report.say(f"{count} predictions are in {options.out}", event="predicted", files=count, out=str(options.out),
               left_out=left_out)  # fmt: skip
    return report.exit_code


def _tell_others(options: argparse.Namespace, report: Report) -> None:
    """Say which files below the folder are no images, or masks of a data set."""
    if options.images is not None and options.images.is_dir():
        found = look_below(options.images)
        for sentence in filter(None, (found.masks_sentence, other_files(found.others))):
            report.warn(sentence)


def export_model(options: argparse.Namespace, report: Report) -> int:
    """Write a run's model as ONNX files with a script that needs no SegStudio, checked on images of the project."""
    from segstudio.learning.batch.batch import trained_run
    from segstudio.learning.batch.export_model import export_model as export

    with Project.open(options.project, write=False) as project:
        run = trained_run(project, options.run)
        done = export(project.folder, run, options.out)
    if done.told:
        report.warn(done.told)
    script = options.out.with_suffix(".py")
    files = [path for path in done.files if path != script]
    parts = "The network and what was learnt from the strokes" if len(files) > 1 else "The network"
    report.say(
        f"{parts} of {run} {'are' if len(files) > 1 else 'is'} in "
        f"{' and '.join(path.name for path in files)}, and give what is shown; on {done.images} "
        f"images the logits differ from torch's by at most {done.difference:.0e} of the largest one; statistics: "
        f"{done.statistics}."
        + (f" Predict without SegStudio: python {script} IMAGES --out MASKS" if script in done.files else ""),
        event="exported_model", out=str(options.out), files=[str(path) for path in done.files], images=done.images,
        difference=done.difference, statistics=done.statistics,
    )  # fmt: skip
    return EXIT_DONE
