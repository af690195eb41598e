"""The model card of a run as Markdown: its data, training, scores and limits. Must not import torch or Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from segstudio.learning.messages import CANCELLED, CLOSED, HELD_OUT, SAME_IMAGE, SAME_STACK, ScoreTable
from segstudio.learning.runs.info import Region, RunInfo, date_words, one_line, title_of
from segstudio.learning.runs.inputs import slices_words
from segstudio.scores.table import DASH, clock, predicted_only_note

REASONS = {
    "plateau": "its score no longer improved",
    "limit": "it reached its limit of time or steps",
    CANCELLED: "it was stopped",
    CLOSED: "the window was closed",
}
ENDED_EARLY = "it was interrupted, or it is still running"


def card(info: RunInfo) -> str:
    """The card, readable as plain text too. Names that people chose are escaped."""
    parts = (
        [f"# {plain(title_of(info))}", "", _summary(info), ""],
        ["## What it learnt from", "", *_images(info), "", *_classes(info), ""],
        ["## How it was trained", "", *_training(info), ""],
        ["## How good it is", "", *_scores(info.best), ""],
        ["## Where it ends", "", *_limits(info), ""],
        ["## To tell it from others", "", *_identity(info), ""],
    )
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def plain(text: str) -> str:
    """``text`` on one line, escaped for Markdown."""
    return re.sub(r"([\\`*<>\[\]|#&])", r"\\\1", one_line(text))


def _code(text: str) -> str:
    return f"`{' '.join(text.replace('`', '').split())}`"


def _list(names: Sequence[str], show: Callable[[str], str] = plain, most: int = 20) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(show, names[:most])) + more


def _summary(info: RunInfo) -> str:
    count, date = _counted(len(info.class_names), "class", "classes"), date_words(info.created)
    program = f"SegStudio {plain(info.program)}".rstrip()
    text = f"A network that gives every pixel of an image one of {count}: {_list(info.class_names)}. "
    return f"{text}Trained with {program}{f' on {date}' if date else ''}."


def _images(info: RunInfo) -> list[str]:
    lines = [
        f"- {_counted(len(info.mask_hashes), 'image')} trained on",
        f"- {_counted(len(info.held_out), 'image')} held out: never trained on, only scored on"
        if info.held_out
        else "- No image held out",
    ]
    region = Region.parse(info.region)
    if region is not None:
        w = region.window
        part = f"{w.w} x {w.h} pixels at {w.x}, {w.y}"
        lines.append(f"- A part of {_code(region.image_id)} held out: {part}, only scored on")
    if info.pixels:
        lines.append(f"- {_counted(sum(info.pixels), 'labelled pixel')}")
    return lines


def _classes(info: RunInfo) -> list[str]:
    recorded = len(info.pixels) == len(info.class_ids)
    pixels = [f"{count:,}" for count in info.pixels] if recorded else ["not recorded"] * len(info.class_ids)
    rows = zip(map(plain, info.class_names), info.class_ids, pixels, strict=True)
    return ["| Class | Id | Labelled pixels |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]


def _training(info: RunInfo) -> list[str]:
    settings = info.settings
    limits = [f"{settings.seconds:g} seconds" if settings.seconds is not None else "",
              f"{settings.steps} steps" if settings.steps is not None else ""]  # fmt: skip
    limit = " and ".join(filter(None, limits)) or "until its score no longer improved"
    encoder = f" with encoder {_code(info.encoder)}" if info.encoder else ""
    upsampling = f", upsampling {_code(info.upsampling)}" if info.upsampling else ""
    return [
        f"- Network: {_code(info.network)}{encoder}{upsampling}",
        f"- Started from: {plain(info.weights) or 'not recorded'}",
        f"- Allowed: {limit}; device {_code(settings.device)}, seed {settings.seed}",
        f"- Took: {_counted(info.steps, 'step')} in {clock(info.seconds)}; it ended because "
        f"{REASONS.get(info.reason, ENDED_EARLY)}",
        f"- Looks at: {slices_words(info.neighbours)}",
        f"- Images: {'grey or colour' if info.channels == 3 else f'with {info.channels} channels'}",
        f"- Input: {plain(info.normalisation.removeprefix('input '))}",
        *_generated(info),
    ]


def _generated(info: RunInfo) -> list[str]:
    if not info.generated_from:
        return []
    pairs = _counted(info.generated, "generated image-mask pair")
    return [
        f"- Also trained on: {pairs} of rare classes, drawn by {plain(info.generated_from)}; none of them was scored"
    ]


def _scores(table: ScoreTable | None) -> list[str]:
    if table is None:
        return ["It was never scored."]
    pixels = _counted(table.pixels, "labelled pixel")
    if table.kind == HELD_OUT:
        text = f"Held-out: counted on {_counted(table.images, 'image')} that it did not learn from, {pixels}."
        if table.images < 5:
            text += " That is few: another image may score quite differently."
    elif table.kind == SAME_STACK:
        text = f"{table.kind.capitalize()}: counted on {_counted(table.images, 'slice')} that it did not learn from, "
        text += f"{pixels}. Slices beside them were learnt from and look alike: another stack may score much worse."
    elif table.kind != SAME_IMAGE:
        text = f"{table.kind.capitalize()}: counted on a part that it did not learn from, {pixels}. "
        text += "Other images may score worse: they are less alike than two parts of one."
    else:
        text = (
            f"Same image, optimistic: counted on the {_counted(table.images, 'image')} that it learnt from, {pixels}. "
            "On other images it will do worse; how much worse is unknown."
        )
    if table.of_strokes:
        text += f" Only {table.pixels / table.area:.0%} of the pixels there are labelled: strokes lie where it is "
        text += "easy, so expect less of whole images."
    rows = [(plain(one.name), one.iou, one.dice, one.accuracy, one.pixels) for one in table.classes]
    rows.append(("mean (accuracy: of all pixels)", table.mean_iou, table.mean_dice, table.accuracy, table.pixels))
    note = predicted_only_note(len(table.predicted_only))
    text += f" {note}: {_list(table.predicted_only)}." if note else ""
    lines = [text, "", "| Class | IoU | Dice | Accuracy | Pixels counted |", "|---|---|---|---|---|"]
    for name, iou, dice, accuracy, count in rows:
        lines.append(f"| {name} | {_number(iou)} | {_number(dice)} | {_number(accuracy)} | {count:,} |")
    return lines


def _limits(info: RunInfo) -> list[str]:
    table, lines = info.best, []
    unseen = [one.name for one in table.classes if not one.pixels] if table is not None else []
    if unseen:
        lines.append(f"- Not scored, since no scored image has them: {_list(unseen)}")
    if len(info.pixels) == len(info.class_names) and not all(info.pixels):
        missing = [name for name, count in zip(info.class_names, info.pixels, strict=True) if not count]
        lines.append(f"- Nothing was labelled of: {_list(missing)}")
    return [
        *lines,
        "- It knows no other class and never says that it does not know: an image unlike those above gets an answer "
        "as well. Look before you count on it.",
        "- Another magnification, staining, camera or lighting is another kind of image.",
    ]


def _identity(info: RunInfo) -> list[str]:
    return [
        f"- Run: {_code(info.name)}",
        f"- SHA-256 of weights.safetensors: {_code(info.weights_sha256) if info.weights_sha256 else 'not recorded'}",
        f"- Held-out images: {_list(info.held_out, _code) or 'none'}",
        "- The SHA-256 of every mask trained on and scored on, and all scores on the way, are in run.json.",
    ]


def _number(value: float | None) -> str:
    return DASH if value is None else f"{value:.2f}"


def _counted(value: int, noun: str, plural: str = "") -> str:
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"
