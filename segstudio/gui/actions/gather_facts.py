"""Collects the facts that ``gui.actions.window_state`` needs. Changes nothing."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from segstudio.gui.actions.facts import Facts
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.display import GREEN, is_rgb
from segstudio.gui.document.document import Document
from segstudio.gui.session.session import Session
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import SAME_IMAGE, ScoreTable


def gather(document: Document, session: Session | None = None, canvas: Canvas | None = None) -> Facts:
    """The facts of the document, with those of session and canvas when there is one."""
    facts = _of_mask(_of_project(document), document)
    if session is not None:
        facts = _of_session(facts, document, session)
    if canvas is None:
        return facts
    display = canvas.display
    return replace(
        facts,
        tool=canvas.toolbox.tool.name,
        view=display.view.name,
        hatch=display.hatched,
        contour=display.contour,
        keep_window=document.display.keep_window,
        comparing=canvas.compare.is_on,
        rgb=is_rgb(document.image),
        green_only=document.display.only == GREEN,
    )


def _of_project(document: Document) -> Facts:
    project, entry, table = document.project, document.entry, document.classes
    if project is None:
        return Facts()
    ids = table.ids
    current = table.by_id(document.class_list.current) if document.class_list.current in ids else None
    stacked = any(map(attrgetter("stack"), document.images))  # without a call of ours for each of many images
    counts, images_with = document.census.counts.total, document.census.images_with_class()
    return Facts(
        project=project.name,
        read_only=bool(project.read_only),
        images=len(document.images),
        image_flagged=entry is not None and entry.flag,
        neighbours=project.neighbours if stacked else None,
        image_done=entry is not None and entry.done,
        classes=len(ids),
        class_id=current.id if current else -1,
        class_ids=ids,
        class_name=current.name if current else "",
        class_locked=bool(current and current.locked),
        class_hidden=bool(current and current.hidden),
        isolated=is_isolated(table, document.class_list.current),
        other_class=document.class_list.previous in ids,
        painted_classes=sum(1 for i in ids if counts[i]),
        labelled_images=document.census.counts.labelled_images,
        only_void=document.rule.value.only_void,
        values=document.rule.value.needs_image,
        selection=document.rule.value.selection is not None,
        class_colors=document.class_list.palette,
        class_images=() if images_with is None else tuple((one.name, int(images_with[one.id])) for one in table),
    )


def is_isolated(table: ClassTable, class_id: int) -> bool:
    """Whether a class is the only one shown."""
    shown = [one.id for one in table if not one.hidden]
    return len(table) > 1 and shown == [class_id]


def history_facts(document: Document) -> Facts:
    """The few facts that undo and redo need, cheap enough for every stroke."""
    project = document.project
    if project is None:
        return Facts()
    return _of_mask(Facts(project=project.name, images=len(project.images)), document)


def _of_mask(facts: Facts, document: Document) -> Facts:
    mask = document.mask
    if mask is None:
        return facts
    undo, redo = mask.history.newest_undo(), mask.history.newest_redo()
    return replace(
        facts,
        image_loaded=True,
        can_undo=undo is not None,
        can_redo=redo is not None,
        undo_name=undo.name if undo else "",
        redo_name=redo.name if redo else "",
        any_labels=mask.labelled > 0,
        prediction=document.prediction is not None,
    )


def _unscored(scores: ScoreTable, document: Document) -> tuple[str, ...]:
    """The painted classes without a held-out pixel."""
    if scores.kind == SAME_IMAGE:
        return ()
    table, counts = document.classes, document.census.counts.total
    rows = [row for row in scores.classes if not row.pixels and row.class_id in table and counts[row.class_id]]
    return tuple(table.by_id(row.class_id).name for row in rows)


def _missed(scores: ScoreTable, document: Document) -> tuple[tuple[str, bool], ...]:
    """The classes of an IoU that is shown as 0, and whether each is predicted anywhere; first those not."""
    rows = [
        (document.classes.by_id(one.class_id).name, not scores.confusion or any(row[at] for row in scores.confusion))
        for at, one in enumerate(scores.classes)
        if one.pixels and one.class_id in document.classes and not one.found
    ]
    return tuple(sorted(rows, key=lambda row: row[1]))


def _of_session(facts: Facts, document: Document, session: Session) -> Facts:
    project, table = document.project, session.shown.table
    facts = replace(
        facts,
        session=session.state,
        paused=session.training.paused,
        ended_paused=session.training.ended_paused,
        elapsed=session.training.elapsed,
        first_score_in=session.training.first_score_in,
        ends_in=session.training.ends_in,
        task=session.learner.task,
        run=bool(project and project.current_run),
        use_network=bool(project and project.use_network),
        model=session.questions.has_model,
    )
    if table is None:
        return facts
    return replace(
        facts,
        score=table.mean_iou,
        score_kind=table.kind,
        score_images=table.images,
        one_group=table.kind == SAME_IMAGE and document.census.is_one_group(),
        scored_classes=len(table.present),
        rising=session.training.rising if session.training.took_over and facts.use_network else None,
        missed=_missed(table, document),
        unscored=_unscored(table, document),
    )
