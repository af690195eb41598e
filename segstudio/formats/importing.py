"""Import of foreign masks: look at all of them first, show the table, then take them.

Nothing is guessed: where names or colours of classes contradict their numbers, or 255 may be an object, ``Unclear``
asks before anything is changed. Must not import Qt or torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, MaskError, ProjectError, WriteError, said
from segstudio.formats import table
from segstudio.formats.common.files import Files, open_files
from segstudio.formats.common.found import Found, Keys, Loaded
from segstudio.formats.common.matching import Matcher, without_ending
from segstudio.formats.common.presets import PRESETS
from segstudio.formats.common.report import Existing, Fate, ImportChoices, ImportReport, LeftOut
from segstudio.formats.common.volumes import volume_pairs
from segstudio.formats.common.whole_files import whole_pairs
from segstudio.formats.last_import import STEP, mark_accepted, mark_of, refuse_read_only, write_marks
from segstudio.formats.plan import Looked, Pair, Plan, ready, rows_of, with_new_classes
from segstudio.labels import actions, rules
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.mask import histogram
from segstudio.labels.steps import Progress, silent
from segstudio.project.checking.damaged_masks import latest_problem
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.palette_png import check_shape
from segstudio.project.parallel import in_threads
from segstudio.project.project import Project
from segstudio.project.stacks.channels import has_labels

AUTO = "auto"
_ASK = ImportChoices()


def import_masks(
    project: Project,
    place: str | Path,
    progress: Progress = silent,
    choices: ImportChoices = _ASK,
    format_name: str = AUTO,
) -> ImportReport:
    """Bring the masks in ``place`` (a folder, a zip archive, a file) into the images that they are for.

    Labelled pixels of a file replace those of the mask, as one undoable step for each image; its void pixels and pixels
    of locked classes change nothing (``choices.existing`` may say otherwise). A file that cannot be used is left out
    and named, the others are imported. ``progress`` counts each mask twice: checked, imported. Raises FormatError
    (nothing can be used), Unclear (a question comes first; nothing is changed), WriteError, and what ``progress``
    raises.
    """
    refuse_read_only(project)
    plan = look(project, place, lambda done, total: progress(done, 2 * total), choices, format_name)
    return take(project, plan, lambda done, total: progress(total + done, 2 * total), choices.existing)


# ---- looking --------------------------------------------------------------------------------------------------------


def look(
    project: Project,
    place: str | Path,
    progress: Progress = silent,
    choices: ImportChoices = _ASK,
    format_name: str = AUTO,
) -> Plan:
    """What importing ``place`` would do; reads every mask and changes nothing. Raises FormatError: not laid out as any
    format, or no mask can be used; what ``progress`` raises."""
    place = Path(place)
    files = open_files(place, map(project.image_path, project.images))
    title, found = _read(files, place, format_name)
    if choices.colors:
        found = _with_preset(found, choices.colors)
    tiles, uncut, masks = whole_pairs(project.images, project.image_path, found.masks)
    pairs, unmatched = Matcher(project.images, place).pairs(masks)
    planes, unplaced, told = volume_pairs(project.images, project.image_path, found.volumes)
    pairs, stripped = [*pairs, *tiles, *planes], _stripped(pairs)
    left_out = [*found.left_out, *uncut, *unmatched, *unplaced]

    def examine(pair: Pair) -> Looked | LeftOut:
        try:
            loaded = load_mask(pair)
        except MaskError as error:
            return LeftOut(pair[1].path, error.message)
        return Looked(_counts(loaded.keys), loaded.palette, loaded.says_void, loaded.notes)

    looked = in_threads(examine, pairs, _largest(pairs), progress)
    left_out += dict.fromkeys(one for one in looked if isinstance(one, LeftOut))  # once for all planes of a file
    good = [(pair, one) for pair, one in zip(pairs, looked, strict=True) if isinstance(one, Looked)]
    if not good:
        raise _nothing(place, left_out)
    names = [mask.path for (_, mask), _ in good]
    rows, unclear = rows_of(project.classes, found, [one for _, one in good], names, choices)
    labelled = frozenset(entry.id for (entry, _), _ in good if has_labels(project, entry))
    notes = [
        *found.notes,
        *stripped,
        *told,
        *dict.fromkeys(note for _, one in good for note in one.notes),
    ]
    return Plan(title, rows, [pair for pair, _ in good], [frozenset(one.counts) for _, one in good], labelled,
                left_out, unclear, notes)  # fmt: skip


def _stripped(pairs: Sequence[Pair]) -> list[str]:
    """A sentence where names were compared without what programs add to them."""
    found = [(entry, mask) for entry, mask in pairs if without_ending(entry, mask)]
    if not found:
        return []
    text = "{number} masks are for images whose name is theirs without an ending, such as {mask} for {image}."
    if len(found) == 1:
        text = "{mask} is for {image}, whose name is the same without an ending."
    return [said(text, number=len(found), mask=found[0][1].path, image=found[0][0].path)]


def _read(files: Files, place: Path, format_name: str) -> tuple[str, Found]:
    rows = table.readers()
    if format_name != AUTO:
        rows = {format_name: rows[format_name]}
    general, *special = rows.values()
    for row in (*special, general):
        if row.reader is not None and (format_name != AUTO or row.reader.fits(files)):
            found = row.reader.read(files)
            return found.title or row.read_title, found
    if not files.names:
        raise FormatError("There is no file in {folder}.", "Choose the folder that holds the masks.", folder=place)
    raise FormatError(
        "There is no mask in {folder} that can be read. {reason}",
        "These are read: {formats}.",
        folder=place,
        reason=files.left_out[0].sentence if files.left_out else said("It holds {name}.", name=files.names[0]),
        formats=", ".join(row.read_title for row in rows.values()),
    )


def _with_preset(found: Found, name: str) -> Found:
    if name not in PRESETS:
        raise FormatError(
            "There is no colour table {name}.", "There are: {names}.", name=name, names=", ".join(PRESETS)
        )
    return replace(found, values={**found.values, **PRESETS[name].values}, beside=found.beside or name)


def load_mask(pair: Pair) -> Loaded:
    """The pixels of a mask, as large as its image; raises MaskError."""
    entry, mask = pair
    try:
        loaded = mask.load(entry.shape)
    except MemoryError as error:
        raise MaskError("{name} does not fit into memory.", "Close other programs.", name=mask.path) from error
    check_shape((loaded.keys.shape[0], loaded.keys.shape[1]), entry.shape, mask.path)
    return loaded


def _counts(keys: Keys) -> dict[int, int]:
    if keys.dtype == np.uint8:
        counts = histogram(keys)
        return {int(key): int(counts[key]) for key in np.flatnonzero(counts)}
    values, counts = np.unique(keys, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def _largest(pairs: Sequence[Pair]) -> int:
    return max((entry.width * entry.height for entry, _ in pairs), default=0)


def _nothing(place: Path, left_out: list[LeftOut]) -> FormatError:
    if not left_out:
        return FormatError("There is no mask in {folder}.", "Choose the folder that holds the masks.", folder=place)
    text, more = "None of the masks in {folder} can be used. {reason}", len(left_out) - 1
    return FormatError(
        text + " {more} more were left out." if more else text,
        "A mask belongs to the image of the same name up to the suffix, as in a.jpg and a.png.",
        folder=place,
        reason=left_out[0].sentence,
        more=more,
    )


# ---- taking ---------------------------------------------------------------------------------------------------------


def take(project: Project, plan: Plan, progress: Progress = silent, existing: Existing = Existing.OVER) -> ImportReport:
    """Do what the plan says: one undoable step for each image, journalled and saved; new classes are added first.

    Raises the first question that is still open, FormatError (every mask is left out), WriteError, and what
    ``progress`` raises; what was imported until then can be taken back too.
    """
    refuse_read_only(project)
    if plan.unclear:
        raise plan.unclear[0]
    _refuse_outdated(project, plan)
    classes, plan = with_new_classes(project.classes, plan)
    pairs, closed = ready(plan)
    left_out = [*plan.left_out, *closed]
    if not pairs:
        raise _nothing(Path(said("the files")), left_out)
    if classes != project.classes:
        project.set_classes(classes)
    kept: list[str] = []
    if existing is Existing.KEEP:
        pairs, kept, damaged = _keeping(project, pairs)
        left_out += damaged
    palette, done, true = project.classes.palette(), dict[str, int](), list[str]()

    def work(pair: Pair) -> bool | LeftOut:
        try:
            return _take(project, pair, plan, existing, palette, done, true)
        except WriteError:
            raise
        except (MaskError, ProjectError) as error:  # the image's mask is damaged, or open elsewhere
            return LeftOut(pair[1].path, error.message)

    try:
        taken = in_threads(work, pairs, _largest(pairs), progress)
    finally:
        if done:
            write_marks(project, done)
            mark_accepted(project, true, False)
    left_out += [one for one in taken if isinstance(one, LeftOut)]
    imported = [(entry.id, had) for (entry, _), had in zip(pairs, taken, strict=True) if isinstance(had, bool)]
    return ImportReport([id for id, _ in imported], [id for id, had in imported if had], left_out, kept, plan.notes)


def _keeping(project: Project, pairs: Sequence[Pair]) -> tuple[list[Pair], list[str], list[LeftOut]]:
    """The pairs of images without labels, the ids of those with some, and those of whose labels that is not known."""
    taken, kept, damaged = list[Pair](), list[str](), list[LeftOut]()
    for pair in pairs:
        entry = pair[0]
        if not has_labels(project, entry):  # as it is now: something may have been painted since it was looked at
            taken.append(pair)
        elif problem := latest_problem(project, entry):
            damaged.append(LeftOut(pair[1].path, problem.message))
        else:
            kept.append(entry.id)
    return taken, kept, damaged


def _refuse_outdated(project: Project, plan: Plan) -> None:
    """FormatError where images or classes that the plan names are not in the project any more."""
    ids = {entry.id: entry for entry in project.images}
    same = all(entry.id in ids and ids[entry.id].sha256 == entry.sha256 for entry, _ in plan.pairs)
    if not same or any(row.goal.fate is Fate.CLASS and row.goal.id not in project.classes for row in plan.rows):
        text = "Images or classes were changed since the files were looked at; nothing was imported."
        raise FormatError(text, "Choose the files again.")


def _take(
    project: Project, pair: Pair, plan: Plan, existing: Existing, palette: NDArray[np.uint8], done: dict[str, int],
    true: list[str]
) -> bool:  # fmt: skip
    """Bring one mask in; whether the image had labels. ``done`` gets the mark of the step, ``true`` the image where it
    leaves nothing of accepted labels."""
    values, ignored = translated(load_mask(pair).keys, plan)
    stored = open_mask(project, pair[0], values.shape)
    try:
        had_labels, before = stored.mask.labelled > 0, stored.seq
        _change(project, stored, values, ignored, existing)
        if stored.seq != before:  # else there is nothing to take back
            step = stored.mask.history.undo_stack[-1]
            done[pair[0].id] = mark_of(step)
            if step.name == actions.OVER_ACCEPTED:
                true.append(pair[0].id)
        stored.save(palette)
        return had_labels
    finally:
        stored.close()


def _change(
    project: Project, stored: StoredMask, values: NDArray[np.uint8], ignored: NDArray[np.bool_], existing: Existing
) -> None:
    free = rules.writable(project.classes, rules.PaintRule(only_void=existing is Existing.FILL))
    given = ~ignored if existing is Existing.REPLACE else values != VOID
    before = stored.mask.array
    replaced = project.entry(stored.image_id).accepted and not ((before != VOID) & ~(given & free[before])).any()
    name = actions.OVER_ACCEPTED if replaced else STEP
    if existing is Existing.REPLACE:
        place = Footprint(Rect.of_shape(values.shape), given)
        actions.paste(stored.mask, values, place, free, name=name, commit=stored.commit)
    else:
        actions.accept(stored.mask, values, free, name=name, commit=stored.commit)


def translated(keys: Keys, plan: Plan) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Class ids and void, uint8[h,w], of the keys of a mask, and bool[h,w] where it is to be ignored."""
    rows = sorted(plan.rows, key=lambda row: row.key)
    ids = np.array([row.goal.id if row.goal.fate is Fate.CLASS else VOID for row in rows], np.uint8)
    ignores = np.array([row.goal.fate is Fate.IGNORE for row in rows], bool)
    if keys.dtype == np.uint8:
        table_of = np.full(256, VOID, np.uint8)
        table_of[[row.key for row in rows if row.key <= VOID]] = ids[[row.key <= VOID for row in rows]]
        skip = np.zeros(256, bool)
        skip[[row.key for row in rows if row.key <= VOID]] = ignores[[row.key <= VOID for row in rows]]
        return table_of[keys], skip[keys]
    at = np.searchsorted(np.array([row.key for row in rows], np.int64), keys)
    return ids[at], ignores[at]
