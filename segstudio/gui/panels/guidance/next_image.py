"""Which image next: asks the learner how useful each one would be, sorts the list by it, opens the best and says why.

Owns the answers and when they are out of date. Neither the list nor the current image changes while somebody uses it:
the list is sorted only when that is asked for or when it is left. Formulas: ``learning.plan.acquisition``.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer

from segstudio.gui.document.document import Document
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.gui.panels.images.model import name_of
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.session.session import Session
from segstudio.learning.messages import STROKES, Failed, Progress, Ranked, RankingDone
from segstudio.learning.plan.acquisition import useful_order

ENOUGH = 24  # the best is chosen once so many images are ranked, without waiting for all of ten thousand
MOST = 1000  # images ranked, drawn evenly from all
REFERENCES = 12  # labelled images ranked first, to know what is new
CHOSEN = 48  # images at the front of the order that are chosen one by one, unlike each other
STALE = 120.0  # seconds for which a ranking holds while a network trains or strokes change what is predicted
SILENCE_MS = 120_000  # without an answer, after which the ranking counts as lost
UNLIKE = 0.66  # of the typical distance between two images
WORK = "ranking"


@dataclass(frozen=True, eq=False)
class Chosen:
    """The ids of the images, the most useful first, and how unlike the labelled images each is, 0..1."""

    order: tuple[str, ...]
    novelty: Mapping[str, float]


def choose(wanted: Sequence[Ranked], known: Sequence[Ranked], labelled: int, first: int = CHOSEN) -> Chosen:
    """Order ``wanted`` by ``useful_order``; answers of other networks than the last one's are left out. Knows no Qt."""
    if not wanted:
        return Chosen((), {})
    alike = [one for one in wanted if one.run == wanted[-1].run]
    seen = [one for one in known if one.run == wanted[-1].run]
    embeddings = np.stack([one.embedding for one in alike])
    theirs = np.stack([one.embedding for one in seen]) if seen else embeddings[:0]
    uncertainty = np.asarray([one.uncertainty for one in alike], np.float32)
    order, novelty = useful_order(uncertainty, embeddings, theirs, labelled, first)
    ids = [one.image_id for one in alike]
    return Chosen(tuple(ids[at] for at in order), {i: float(new) for i, new in zip(ids, novelty, strict=True)})


def reason(ranked: Ranked, novelty: float, labelled: int, names: Mapping[int, str]) -> str:
    """Why an image, in words: "least certain about pit; unlike the images labelled so far"."""
    reasons = []
    known = [part for part in ranked.parts if part[0] in names]
    if known:
        name = names[max(known, key=lambda part: part[2])[0]]
        sure = tr("least certain about {name}", name=name)
        reasons.append(tr("{sure}, as far as your strokes tell", sure=sure) if ranked.run == STROKES else sure)
    if labelled and novelty >= UNLIKE:
        reasons.append(tr("unlike the images labelled so far"))
    return "; ".join(reasons)


class NextImage(QObject):
    """The slots named ``next_image.*`` in the table of actions, and the order "useful" of the list."""

    def __init__(
        self, document: Document, session: Session, panel: ImagePanel, work: LongWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("next_image")
        self._document, self._session, self._panel, self._work = document, session, panel, work
        self._silence = QTimer(self, singleShot=True, interval=SILENCE_MS)
        self._silence.timeout.connect(self._on_lost)
        self._forget()
        session.ranked.connect(self._on_ranked)
        session.finished.connect(self._on_network)
        session.failed.connect(self._on_failed)
        document.project_changed.connect(self._on_project)
        panel.order.currentIndexChanged.connect(self._on_order)

    def _forget(self) -> None:
        self._ranked: dict[str, Ranked] = {}
        self._offered: set[str] = set()  # images that were suggested already
        self._candidates: set[str] = set()  # images of the ranking that may be suggested
        self._candidates_ranked = 0
        self._generation = 0
        self._total = 0
        self._left_out = ""  # what was said of images that cannot be ranked
        self._running = self._fresh = False
        self._began = 0.0
        self._asked: tuple[str, int] | None = None  # image and revision of its mask when the next one was asked for
        self._order = Chosen((), {})

    # ---- actions ------------------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """Why no image can be suggested now; empty when one can."""
        document, project = self._document, self._document.project
        if project is None:
            return tr("Open a project first.")
        if len(project.images) < 2:
            return tr("There is no other image.")
        counts = document.census.counts.total
        painted = sum(1 for class_id in document.classes.ids if counts[class_id])
        if project.current_run or self._session.training.started is not None or painted >= 2:
            return ""
        return tr("Paint two classes first, so that it is known where the network is uncertain.")

    def next_useful(self) -> None:
        """Open the image whose labels would teach most, ranking the images first if need be."""
        wanted = self._wanted()
        if self.why_not() or not wanted:
            self._document.notice.emit(self.why_not() or tr("Every other image is labelled, flagged or held out."))
            return
        self._asked = self._place()
        known = sum(image_id in self._ranked for image_id in wanted)
        if self._is_fresh() and known >= (min(ENOUGH, len(wanted)) if self._running else 1):
            self._choose_next()
        elif not (self._running and self._is_fresh()):
            self.rank()

    def rank(self) -> None:
        """Ask the learner about some labelled images first, then about others drawn evenly from the project."""
        model = self._panel.model
        known, wanted = _evenly(model.with_labels()), _evenly(model.unfinished())
        images = list(dict.fromkeys((*known[:REFERENCES], *wanted[:MOST])))
        self._ranked, self._offered = {}, set()
        self._candidates, self._candidates_ranked = set(wanted) - {self._place()[0]}, 0
        self._generation, self._total = self._session.rank(images), len(images)
        self._running = self._fresh = True
        self._began = time.monotonic()
        self._silence.start()
        self._work.begin(WORK, tr("Looking for useful images"), self.cancel)

    def cancel(self) -> None:
        """Rank no more images; the answers so far are kept."""
        if self._running:
            self._session.rank(())
            self._asked = None
            self._end()

    def _wanted(self) -> list[str]:
        """The images that may be suggested: not the current one, nor those that were suggested already."""
        now, _ = self._place()
        wanted = [image_id for image_id in self._panel.model.unfinished() if image_id != now]
        fresh = [image_id for image_id in wanted if image_id not in self._offered]
        if not fresh:
            self._offered.clear()
        return fresh or wanted

    def _place(self) -> tuple[str, int]:
        entry, mask = self._document.entry, self._document.mask
        return (entry.id if entry is not None else "", mask.revision if mask is not None else -1)

    def _is_fresh(self) -> bool:
        moving = self._session.busy or any(one.run == STROKES for one in self._ranked.values())
        return self._fresh and not (moving and time.monotonic() - self._began > STALE)

    # ---- choosing -----------------------------------------------------------------------------------------------

    def _choose(self, images: Sequence[str], done: Callable[[Any], None], first: int) -> None:
        """Order ``images`` in the background, the ``first`` ones unlike each other; ``done`` takes a ``Chosen``."""
        wanted = [self._ranked[image_id] for image_id in images if image_id in self._ranked]
        known = [self._ranked[image_id] for image_id in self._panel.model.with_labels() if image_id in self._ranked]
        labelled = self._document.census.counts.labelled_images
        self._document.background.submit(choose, wanted, known, labelled, first, done=done, owner=self)

    def _choose_next(self) -> None:
        self._choose(self._wanted(), self._on_chosen, 1)

    def _on_chosen(self, chosen: Chosen) -> None:
        asked, self._asked = self._asked, None
        known = {entry.id: entry for entry in self._document.images}
        if asked is None or not chosen.order or chosen.order[0] not in known:
            return
        entry = known[chosen.order[0]]
        ranked, labelled = self._ranked.get(entry.id), self._document.census.counts.labelled_images
        if ranked is None:
            return
        names = {one.id: one.name for one in self._document.classes}
        why = reason(ranked, chosen.novelty[entry.id], labelled, names)
        looked = tr("Best of {images} looked at", images=counted(len(chosen.order), "image"))
        text = tr("{looked}: {why}.", looked=looked, why=why) if why else f"{looked}."
        mask = self._document.mask
        if asked == self._place() and not (mask is not None and mask.stroking):
            self._offered.add(entry.id)
            self._document.current.select(entry.id)
            self._document.notice.emit(text)
        else:  # the person continued meanwhile: report it, and keep the current image
            self._document.notice.emit(tr("Most useful next: {name}. {why}", name=name_of(entry), why=text))

    # ---- the order of the list ----------------------------------------------------------------------------------

    def _on_order(self) -> None:
        if self._panel.order.currentData() != "useful" or self.why_not():
            return
        if not self._is_fresh():
            self.rank()
        elif not self._running:
            self._choose(self._panel.model.unfinished(), self._sort, CHOSEN)

    def _sort(self, chosen: Chosen) -> None:
        self._order = chosen
        self._apply_order()

    def _sort_when_left(self, chosen: Chosen) -> None:
        self._order = chosen
        self._panel.list.when_left("useful", self._apply_order)

    def _apply_order(self) -> None:
        self._panel.model.set_ranking("useful", self._order.order)

    # ---- answers of the session ---------------------------------------------------------------------------------

    def _on_ranked(self, event: Ranked | RankingDone) -> None:
        if event.generation != self._generation or not self._running:
            return
        self._silence.start()
        if isinstance(event, RankingDone):
            self._end()
            if event.left_out != self._left_out:  # once, not after every ranking
                self._left_out = event.left_out
                self._document.notice.emit(tr(event.left_out))
            self._on_done()
            return
        self._ranked[event.image_id] = event
        found = len(self._ranked)
        if found % max(1, self._total // 100) == 0:
            left = (time.monotonic() - self._began) / found * (self._total - found)
            self._work.update_progress(WORK, Progress(tr("Looking for useful images"), found, self._total, left))
        if event.image_id in self._candidates:
            self._candidates_ranked += 1
            if self._asked is not None and self._candidates_ranked == ENOUGH:
                self._choose_next()

    def _on_done(self) -> None:
        if not self._ranked:
            self._fresh, self._asked = False, None
            self._document.notice.emit(tr("Nothing is predicted yet that could tell which image helps most."))
            return
        if self._asked is not None:
            self._choose_next()
        if self._panel.order.currentData() == "useful":
            self._choose(self._panel.model.unfinished(), self._sort_when_left, CHOSEN)

    def _end(self) -> None:
        self._running = False
        self._silence.stop()
        self._work.end(WORK)

    def _on_network(self) -> None:
        """A training ended: answers of the previous network are out of date."""
        self._fresh = False
        self._on_order()

    def _on_failed(self, failed: Failed) -> None:
        if failed.request == "Rank":
            self._on_lost()

    def _on_lost(self) -> None:
        """The learner ended: no more answers will come."""
        if self._running:
            self._asked = None
            self._end()
            self._fresh = False

    def _on_project(self) -> None:
        if self._running:
            self._session.rank(())
            self._end()
        self._forget()


def _evenly(ids: Sequence[str]) -> list[str]:
    """The ids in an order independent of their names, so that any first part of it is a fair sample."""
    return sorted(ids, key=lambda image_id: zlib.crc32(image_id.encode()))
