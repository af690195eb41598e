"""Images of another microscope: which of some images look unlike the training images of a run, and a fit of the run's
network to them without labels. How: ``learning.network.statistics``.

A fit is one small file of the run beside the weights, which stay as they are; removing it undoes the fit. No Qt.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from segstudio.errors import Cancelled, ImageError, LearningError, said, together
from segstudio.learning.data.held_out import ValidationSet, find_held_out, scorable
from segstudio.learning.data.inputs import Input, Inputs, SliceReader
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import Fitted, Notice, Progress, ScoreTable, Unlike
from segstudio.learning.network.device import Device
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.live_network import LoadedRun, load_fitted, load_network, mixture_of
from segstudio.learning.network.statistics import (
    UNLIKE,
    Floats,
    Source,
    distance,
    fitted_statistics,
    look_of,
    looks_in_words,
    spread_over,
    use_statistics,
)
from segstudio.learning.network.training_images import keep_source, read_squares, training_images
from segstudio.learning.network.validation import validate
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.inputs import check_inputs
from segstudio.learning.runs.statistics_file import Fit, remove_fit, write_fit
from segstudio.models.contract import Network
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.project.project import Project

LOOKING = "Comparing with the training images"
NOT_KNOWN = said(
    "Whether these images look unlike the training images is not known: fewer than 5 training images are there to "
    "compare with, or the network has no statistics to compare."
)


class Candidate(NamedTuple):
    """An image that is to be predicted; ``id`` and ``name``: of a project's image, else empty."""

    input: Input
    id: str = ""
    name: str = ""

    @property
    def title(self) -> str:
        """The image in a sentence."""
        return self.name or self.input.picture.title


class AsTrained(NamedTuple):
    """A run as it was trained, and how it sees its training images; ``None``: that is not known."""

    net: Network
    info: RunInfo
    source: Source | None

    def fitted(self, statistics: Mapping[str, Floats]) -> Network:
        """A copy of the network with other running statistics."""
        twin = copy.deepcopy(self.net)
        use_statistics(twin, statistics)
        return twin


def load_as_trained(project: Project, loaded: LoadedRun, device: Device, stop: Stop = never) -> AsTrained:
    """The network without any fit. Raises LearningError, WeightsError, Cancelled."""
    net, info = loaded.net, loaded.info
    if loaded.fit is not None:
        net = load_network(project.folder, info.name, device)[0]
    return AsTrained(net, info, training_images(project, info, net, device, stop))


def of_project(project: Project, info: RunInfo, fit: Fit | None = None) -> list[Candidate]:
    """The images of the project that may look unlike those that the run learnt from: neither these nor those that it is
    fitted to."""
    fitted = {sha256 for _, sha256 in fit.images} if fit is not None else set()
    inputs = Inputs(project)
    return [
        Candidate(inputs.of(entry), entry.id, entry.title)
        for entry in project.images
        if entry.id not in info.known and entry.sha256 not in fitted
    ]


def look_at(
    made: AsTrained, images: Sequence[Candidate], total: int, device: Device, stop: Stop = never
) -> Generator[Progress, None, Unlike]:
    """Which of the images look unlike the training images; images that cannot be read are passed over: who predicts
    them names them. ``total``: how many there are with those that need no look. Raises Cancelled."""
    if made.source is None:
        return Unlike(made.info.name, NOT_KNOWN if images else "")
    unlike: list[Candidate] = []
    looks, reader = [], SliceReader(mapped=True)
    for number, image in enumerate(images):
        if stop():
            raise Cancelled
        try:
            seen = read_squares(image.input, made.net, reader)
        except ImageError:
            continue
        if distance(made.net, made.source, seen, device.torch, stop) > UNLIKE:
            unlike.append(image)
            looks.append(look_of(seen))
        yield Progress(LOOKING, number + 1, len(images))
    names = tuple(one.title for one in unlike)
    text = _unlike_sentence(len(unlike), total, looks_in_words(looks, made.source)) if unlike else ""
    return Unlike(made.info.name, text, names, tuple(one.id for one in unlike if one.id))


def look_at_project(
    folder: Path, run: str, images: Sequence[str], device: Device, stop: Stop = never
) -> Iterator[Progress | Unlike]:
    """Which of these images of a project look unlike the training images of a run; nothing where none does. Raises
    LearningError, WeightsError, ProjectError, Cancelled."""
    project = Project.open(folder, write=False)
    loaded = load_fitted(folder, run, device)
    made = load_as_trained(project, loaded, device, stop)
    chosen = [one for one in of_project(project, loaded.info, loaded.fit) if one.id in set(images)]
    found = yield from look_at(made, chosen, len(images), device, stop)
    if found.text:
        yield found


def _unlike_sentence(count: int, total: int, words: Sequence[str]) -> str:
    templates = (
        "{count} of {total} images looks unlike the training images.",
        "{count} of {total} images look unlike the training images.",
    )
    sentence = said(templates[count > 1], count=count, total=total)
    if not words:
        return sentence
    named = {f"word{number}": said(word) for number, word in enumerate(words)}
    looks = said(", ".join(f"{{{name}}}" for name in named), **named)
    return together(sentence, said("Seen beside them: {looks}.", looks=looks))


# ---- fitting -----------------------------------------------------------------------------------------------------


def fit_to(
    made: AsTrained, images: Sequence[Candidate], device: Device, stop: Stop = never
) -> Generator[Notice, None, tuple[dict[str, Floats], list[Candidate], int]]:
    """Running statistics for the images, the images without those that could not be read, and how many were measured.
    Raises LearningError, Cancelled."""
    if made.source is None:
        raise LearningError(NOT_KNOWN, "A run of another project needs the statistics that are exported with it.")
    squares, broken, reader = [], [], SliceReader(mapped=True)
    for number in spread_over(len(images)):
        try:
            squares.append(read_squares(images[number].input, made.net, reader))
        except ImageError as error:
            broken.append(images[number])
            yield Notice(said("{image} is left out: {reason}", image=images[number].title, reason=error.message), True)
    if not squares:
        raise LearningError("None of the images could be read, so there is nothing to fit to.", "Choose other images.")
    found = fitted_statistics(made.net, made.source, squares, device.torch, stop)
    return found, [one for one in images if one not in broken], len(squares)


def fit_run(
    folder: Path, run: str, images: Sequence[str], heads: HeadFitting, device: Device, stop: Stop = never
) -> Iterator[Progress | Notice | Fitted]:
    """Fit a run to images of its project (none: to those that look unlike its training images), and say what it did and
    how it scores on the held-out images before and after. The fit before is replaced.

    Raises LearningError (nothing to fit to), WeightsError, ProjectError, Cancelled; then nothing changed.
    """
    project = Project.open(folder, write=False)
    refuse_damaged(project, said("The network was not fitted."))
    net, info = load_network(folder, run, device)
    check_inputs(project, info)
    made = load_as_trained(project, LoadedRun(net, info), device, stop)
    source = made.source
    chosen = of_project(project, info)
    if images:
        chosen = [one for one in chosen if one.id in set(images)]
    else:
        unlike = yield from look_at(made, chosen, len(project.images), device, stop)
        chosen = [one for one in chosen if one.id in set(unlike.images)]
        if source is not None and not chosen:
            raise LearningError("No image looks unlike the training images.", "There is nothing to fit to.")
    statistics, chosen, measured = yield from fit_to(made, chosen, device, stop)
    assert source is not None
    keep_source(project, info, source)
    before = yield from _score(project, net, info, heads, device, stop)
    after = yield from _score(project, made.fitted(statistics), info, heads, device, stop)
    hashes = {entry.id: entry.sha256 for entry in project.images}
    fit = Fit(tuple((one.name, hashes[one.id]) for one in chosen), measured, before, after)
    write_fit(folder, info, statistics, fit)
    yield Fitted(run, together(fit_sentence(fit), _scores_sentence(before, after)))


def undo_fit(folder: Path, run: str) -> Iterator[Fitted]:
    """Use the run as it was trained. Raises WriteError."""
    remove_fit(folder, run)
    yield Fitted(run, said("The fit is undone: the network is used as it was trained."))


def fit_sentence(fit: Fit) -> str:
    """What a fit did."""
    return said("The network is {fitted} without their labels.", fitted=fit.words)


def _scores_sentence(before: ScoreTable | None, after: ScoreTable | None) -> str:
    if before is None or after is None or before.mean_iou is None or after.mean_iou is None:
        return said("No held-out image is labelled: how much it helps is not known.")
    return said(
        "Held-out mean IoU {before} before and {after} after (n = {count}).",
        before=f"{before.mean_iou:.2f}", after=f"{after.mean_iou:.2f}", count=after.images,
    )  # fmt: skip


def _score(
    project: Project, net: Network, info: RunInfo, heads: HeadFitting, device: Device, stop: Stop
) -> Generator[Progress, None, ScoreTable | None]:
    """The scores of the model with ``net`` on the held-out images; ``None`` where none is labelled."""
    ids = info.class_ids
    held_out = find_held_out(project, info.known)
    entries = scorable(project, held_out.entries, net.channels)
    if not entries:
        return None
    head = heads.fit_saved(project.folder) if info.with_head else None
    model = OneModel(net, ids, Vote(head, heads.reader, ids, mixture_of(info)) if head is not None else None)
    examined = ValidationSet(entries, ids, info.class_names, held_out.kind)
    check = yield from validate(model, examined, Pixels(project, channels=net.channels), device, stop)
    return check.table if check.table.mean_iou is not None else None
