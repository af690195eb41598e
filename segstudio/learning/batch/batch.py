"""Predict many images to palette PNGs: all of a project into its predictions folder, or any images into any folder.

Every file is written whole or not at all, band by band as it is predicted. It names what it was made of (weights,
flips, the image's size and time), so that a second pass predicts only what is missing or out of date. No Qt.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.choices.flips import choose_flips
from segstudio.errors import Cancelled, ImageError, LearningError, said
from segstudio.freed_memory import give_back_memory
from segstudio.labels.geometry import Rect
from segstudio.learning.batch.band_writer import MADE_OF, is_confidence, of_confidence, write_prediction
from segstudio.learning.batch.fit_images import Candidate, look_at, of_project
from segstudio.learning.batch.loaded_model import LoadedModel, fitted_to, in_engine, load_model
from segstudio.learning.batch.object_writer import lacks_objects, write_found
from segstudio.learning.data.inputs import Input, InputImage, Inputs, SliceReader, inputs_in
from segstudio.learning.instant.feature_reader import Responses
from segstudio.learning.messages import ImagePredicted, Notice, Progress, Unlike
from segstudio.learning.network.device import set_threads
from segstudio.learning.network.image_batch import field_for
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.network.pixel_limit import LIMIT
from segstudio.learning.network.predictor import predict_bands
from segstudio.project.entries import real_place
from segstudio.project.file_facts import image_stamp
from segstudio.project.images.facts import Facts, plane_stem, plane_title
from segstudio.project.images.finding import look_below
from segstudio.project.images.kinds import stem_of
from segstudio.project.images.ranges import range_words
from segstudio.project.images.reading import Picture, image_size, read_facts
from segstudio.project.palette_png import read_text
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import make_folder, refuse_foreign, write_atomic, write_error

TASK = "Predicting"
UNFLIPPED = "none"  # a row of FLIPS
ROUNDED = said("ONNX Runtime rounds otherwise than the window: where two classes are level, single pixels may differ.")
Event = Progress | Notice | Unlike | ImagePredicted


@dataclass(frozen=True)
class BatchOptions:
    """How to predict. ``flips``: a row of FLIPS; ``again``: also what is up to date; ``confidence``: also write
    ``<name>_confidence.png``, grey, 0..255 for 0..1; ``engine``: "torch", or "onnx" for images that fit whole;
    ``any_way``: predictions with other flips or by another engine are up to date too; ``fit``: the network is fitted to
    the images first, for this pass only; ``responses``: features that the learner has in memory, so that there are none
    twice; ``images``: of a project only these, by id, none: all."""

    flips: str = "none"
    again: bool = False
    confidence: bool = False
    engine: str = "torch"
    device: str = "auto"
    threads: int | None = None
    any_way: bool = False
    fit: bool = False
    responses: Responses | None = None
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Item:
    """One image to predict and where its mask goes; ``entry``: of a project's image, whose mask must fit it."""

    input: Input
    target: Path
    entry: ImageEntry | None = None

    @property
    def picture(self) -> Picture:
        """The image itself."""
        return self.input.picture


def predict_project(
    folder: Path, run: str | None = None, options: BatchOptions | None = None, stop: Stop = never
) -> Iterator[Event]:
    """Predict every image of a project, or those of the options, with a run, or with STROKES alone (``None``: as the
    window shows), to ``predictions/<run>/<image id>.png``.

    Yields an ImagePredicted and a Progress after each image and a Notice for each image that cannot be read. Raises
    LearningError (no run), WeightsError, ProjectError, WriteError, and ``Cancelled`` when ``stop()`` is true; files
    already written are kept.
    """
    project = Project.open(folder, write=False)
    run = chosen_run(project, run)
    out = project.predictions_folder / run
    inputs = Inputs(project)
    items = [_Item(inputs.of(one), out / f"{one.id}.png", one) for one in project.images]
    options = options or BatchOptions()
    if options.images:
        items = [item for item in items if item.entry is not None and item.entry.id in options.images]
    yield from _predict(project, run, items, options, stop)


def predict_folder(
    folder: Path,
    images: Path | Sequence[Path] | None,
    out: Path,
    run: str | None = None,
    options: BatchOptions | None = None,
    stop: Stop = never,
) -> Iterator[Event]:
    """Predict images (a folder, or paths; ``None``: those of the project) with a run of the project to
    ``out/<stem>.png``, ``classes.json`` beside.

    A file of several planes is predicted plane by plane, named as in exports (``<stem>_z012.png``). Equal stems get
    ``_2``, ``_3`` and a Notice. Files of an earlier pass are replaced, others never. Otherwise as ``predict_project``;
    ImageError without any image.
    """
    options = options or BatchOptions()
    project = Project.open(folder, write=False)
    run = chosen_run(project, run)
    wanted = _inputs(project, images)
    if not wanted:
        raise ImageError("There is no image in {images}.", "Choose a folder with images.", images=images or folder)
    if out.resolve() == (project.folder / "masks").resolve():
        raise LearningError("Predictions are never written over the project's masks.", "Choose another folder.")
    items: list[_Item] = []
    taken: set[str] = set()
    own = {(real_place(project.image_path(one)), one.plane): one.mask_stem for one in project.images}  # as everywhere
    real = cache(real_place)
    for one in wanted:
        picture = one.picture
        plain = plane_stem(stem_of(picture.path.name), picture.plane)
        stem = own.get((real(picture.path), picture.plane), plain)
        item, number = _Item(one, out / f"{stem}.png"), 1
        while not taken.isdisjoint(_names(item, options)):
            number += 1
            item = replace(item, target=out / f"{stem}_{number}.png")
        if item.target.stem != plain:
            sentence = "Another file is called {stem} too: {path} becomes {new}"
            yield Notice(
                said(sentence, stem=plain, path=plane_title(str(picture.path), picture.plane), new=item.target.name)
            )
        taken.update(_names(item, options))
        items.append(item)
    if any(item.picture.path.resolve() == item.target.resolve() for item in items):
        raise LearningError("The predictions would replace the images.", "Choose another folder for them.")
    table = json.dumps(project.classes.export_form(), indent=1, ensure_ascii=False).encode() + b"\n"
    refuse_foreign(
        (path for item in items for path in _files(item.target, options)),
        lambda path: MADE_OF in read_text(path),
        (out / "classes.json", table),
        LearningError,
        (
            "{folder} already holds {name}, which no network predicted.",
            "{folder} already holds {name} and {more} more, which no network predicted.",
        ),
    )
    yield from _predict(project, run, items, options, stop)
    write_atomic(out / "classes.json", table)


def _inputs(project: Project, images: Path | Sequence[Path] | None) -> list[Input]:
    """The images in the files; one of the project with the values that it is learnt from."""
    inputs = Inputs(project)
    own = [inputs.of(one) for one in project.images]
    if images is None:
        return own
    facts: dict[Path, Facts | None] = {}
    for path in look_below(images).images if isinstance(images, Path) else images:
        facts[path] = None
        with suppress(ImageError):
            facts[path] = read_facts(path)
    known = {one.picture[:2]: one for one in own}
    found = inputs_in(facts, project.channels == "apart", project.neighbours)
    return [known.get(one.picture[:2], one) for one in found]


def _names(item: _Item, options: BatchOptions) -> set[str]:
    """The names of an item's files, for file systems that ignore the case."""
    return {path.name.casefold() for path in _files(item.target, options)}


def chosen_run(project: Project, run: str | None) -> str:
    """The run asked for, else what the window shows: the current run, or STROKES."""
    return run or project.model_name


def trained_run(project: Project, run: str | None) -> str:
    """The run asked for, else the project's current one; LearningError when there is none."""
    run = run or project.current_run
    if run is None:
        raise LearningError("This project has no trained network yet.", "Train first.")
    return run


# ---- the pass ---------------------------------------------------------------------------------------------------


def _predict(project: Project, run: str, items: Sequence[_Item], options: BatchOptions, stop: Stop) -> Iterator[Event]:
    choose_flips(options.flips)  # an unknown choice is an error before any work
    network = load_model(project, run, options.engine, options.device, stop, options.responses)
    yield from map(Notice, network.device.notices)
    if network.told and not options.fit:
        yield Notice(network.told)
    yield from _look(project, network, items, options, stop)
    if options.fit:
        network = yield from fitted_to(network, [Candidate(item.input) for item in items], stop)
    network = in_engine(network, project, options.engine, set_threads(options.threads))
    if options.engine == "onnx":
        yield Notice(ROUNDED)
    if network.net.by_block and options.flips != UNFLIPPED:
        yield Notice(said("Predictions from strokes alone are not averaged over mirrored images."))
        options = replace(options, flips=UNFLIPPED)
    for item in items:
        make_folder(item.target.parent)
    time_left = _TimeLeft(items)
    yield Progress(TASK, 0, len(items))
    reader = SliceReader(mapped=True)
    for number, item in enumerate(items):
        if stop():
            raise Cancelled
        new, problem = False, ""
        try:
            if item.entry is not None and (resized := project.size_problem(item.entry)):
                raise ImageError(resized)
            made_of = _made_of(item.input, network.digest, options)
            new = (
                options.again
                or not _up_to_date(item.target, made_of, options)
                or lacks_objects(network, item.target, item.entry)
            )
            if new:
                _predict_one(network, project, item, reader.read(item.input), made_of, options, stop)
                give_back_memory()
                if short := LIMIT.take_notice():
                    yield Notice(short)
        except ImageError as error:
            problem = error.message
            yield Notice(said("{image} is left out: {reason}", image=item.picture.title, reason=error.message), True)
        left = time_left.done(item, new)
        id = item.entry.id if item.entry else plane_title(str(item.picture.path), item.picture.plane)
        yield ImagePredicted(id, run, number + 1, len(items), left, new, problem)
        yield Progress(TASK, number + 1, len(items), left)


def _look(
    project: Project, network: LoadedModel, items: Sequence[_Item], options: BatchOptions, stop: Stop
) -> Generator[Progress | Unlike, None, None]:
    """Say which of the images that are not up to date look unlike the training images, or that this is not known; not
    of single ones, which somebody only looks at."""
    if network.made is None or options.images:
        return

    def up_to_date(item: _Item) -> bool:
        with suppress(ImageError):
            return _up_to_date(item.target, _made_of(item.input, network.digest, options), options)
        return True  # it is named when it is predicted

    own = {one.input: one for one in of_project(project, network.made.info, None if options.fit else network.fit)}
    inputs = Inputs(project)
    learnt = {inputs.of(entry) for entry in project.images} - own.keys()
    owed = [item.input for item in items if options.again or options.fit or not up_to_date(item)]
    images = [own.get(one, Candidate(one)) for one in owed if one not in learnt]
    found = yield from look_at(network.made, images, len(owed), network.device, stop)
    if found.text:
        yield found


def _made_of(wanted: Input, digest: str, options: BatchOptions) -> str:
    """What a prediction of an image is made of, as it is kept in its file. Raises ImageError."""
    picture = wanted.picture
    path, stamp = picture.path, image_stamp(picture.path)
    if stamp is None:
        raise ImageError("The image {name} is missing.", "Put it back at {place}.", name=path.name, place=path)
    changed, size = stamp
    if picture.values is not None:
        digest += "@" + range_words(picture.values).replace(" ", "")
    if len(wanted.slices) > 1:
        beside = [(one.plane, one.values, image_stamp(one.path)) for one in wanted.slices]
        digest += f"@{len(wanted.slices)}slices{zlib.crc32(repr(beside).encode()):08x}"
    return f"{digest} {options.flips} {options.engine} {size} {changed}"


def _up_to_date(target: Path, made_of: str, options: BatchOptions) -> bool:
    found = [read_text(path).get(MADE_OF, "") for path in _files(target, options)]
    wanted = [made_of, of_confidence(made_of)][: len(found)]
    if options.any_way:
        return [_without_way(one) for one in found] == [_without_way(one) for one in wanted]
    return found == wanted


def _without_way(made_of: str) -> list[str]:
    """What a file is made of, without flips and engine."""
    words = made_of.split(" ")
    return [*words[:-4], *words[-2:]]


def _files(target: Path, options: BatchOptions) -> list[Path]:
    return [target, confidence_file(target)] if options.confidence else [target]


def confidence_file(target: Path) -> Path:
    """The file of the confidence beside a prediction."""
    return target.with_name(f"{target.stem}_confidence.png")


def _predict_one(
    network: LoadedModel,
    project: Project,
    item: _Item,
    image: InputImage,
    made_of: str,
    options: BatchOptions,
    stop: Stop,
) -> None:
    field = field_for(network.net, image)

    def read(rect: Rect) -> NDArray[np.float32]:
        pixels = field.read(rect)
        image.release()
        return pixels

    flips, device, ids = choose_flips(options.flips), network.device.torch, network.ids
    bands = predict_bands(
        network.net, ids, read, field.shape, field.place, device, stop, flips, network.whole, field.over
    )
    confidence = confidence_file(item.target)
    if not options.confidence and is_confidence(confidence):  # of an older prediction
        try:
            confidence.unlink(missing_ok=True)
        except OSError as error:
            raise write_error(confidence, error) from error
    sure = confidence if options.confidence else None
    write_prediction(bands, image.shape, item.target, sure, project.classes.palette(), made_of)
    if item.entry is not None:
        write_found(network, item.target, field._replace(read=read), stop)


class _TimeLeft:
    """Time left, by pixels: images differ in size, and those up to date take no time."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self._began = time.monotonic()
        self._pixels = {picture: _pixels(*picture) for picture in {item.picture[:2] for item in items}}
        self._left = sum(self._pixels[item.picture[:2]] for item in items)
        self._done, self._spent = 0, 0.0

    def done(self, item: _Item, new: bool) -> float | None:
        """Seconds left after ``item``; ``None`` before anything was predicted."""
        now = time.monotonic()
        pixels = self._pixels[item.picture[:2]]
        self._left -= pixels
        if new:
            self._done += pixels
            self._spent += now - self._began
        self._began = now
        return self._left * self._spent / self._done if self._done else None


def _pixels(path: Path, plane: str) -> int:
    try:
        h, w = image_size(path, plane)
    except ImageError:
        return 0
    return h * w
