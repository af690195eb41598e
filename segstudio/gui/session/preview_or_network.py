"""The instant preview as the window sees it: when to ask for it, and whether it or the network is shown.

Pure bookkeeping; time comes in as seconds of a monotonic clock. Knows no Qt, no engine and no document. The rule of
what is shown: the network where its score is clearly or steadily better (on a few held-out strokes: clearly better,
or, once it learnt for long, not much worse), or where no instant score can be had; else the instant head. Both are
scored alike, on pixels that neither learnt from, or, where too little is labelled to hold any out, on the labels that
both learnt from: there it is enough for the network to catch up. While one has a score on held-out pixels and the
other has none yet, only that one counts. Scores on different held-out labels (some were painted since the network's
last check, or it holds a region out and they are images by now) are not compared: what is shown stays, until the
network was checked several times without there being a way to compare.
"""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.gui.look.words import counted, number, tr
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import (
    NETWORK,
    PREVIEWED,
    SAME_IMAGE,
    SURROUNDINGS,
    InstantScored,
    Predicted,
    ScoreTable,
)

DEBOUNCE = 0.15  # seconds after the last stroke, or the last movement of the view
SILENCE = 30.0  # seconds without any piece of an answer after which the question counts as lost
LARGE = 1 << 24  # pixels: of larger images the labels are read from disk, so a stroke counts when it is saved
FIRST_GENERATION = 1 << 40  # so that no answer is taken for one of live prediction
NOTHING = Rect(0, 0, 0, 0)
# Mean IoU on labels that both learnt from within which the network has caught up: the head fits a few strokes at once
# and almost wholly, which says little of the rest of the image.
# Also on held-out strokes, for a network that learnt for long.
CAUGHT_UP = 0.1
# Mean IoU by which one has to beat the other on one held-out image to take its place, on n images 1 / sqrt(n) of it:
# what a few images say of two equal ones differs by as much, and the canvas must not change its mind all the time.
CLEARLY = 0.05
# Steps after which a network that held-out strokes cannot tell from the preview is shown: strokes lie where it is easy.
# On drawn cells the preview scored 0.85 on them and 0.61 on whole images, the network 0.80 and 0.73.
LEARNT = 400
SAME_PIXELS = 0.02  # share by which counts of the same held-out pixels may differ: the preview looks at some of them
# Checks in a row in which one has to be ahead by however little to take the other's place: what is ahead every time is
# better more often than not, and what takes so long is no flicker. Not so on strokes, where it is CLEARLY on however
# many images: one hand painted them all, in places that are easy to tell. A network that was ahead of the preview by
# 0.01 to 0.03 on the strokes of four membrane images for a minute was behind by 0.02 to 0.05 on whole ones.
STEADILY = 3


@dataclass(frozen=True)
class InstantQuestion:
    """One preview to ask for; an empty ``rect`` asks for the score alone."""

    generation: int
    image_id: str
    rect: Rect


class InstantPreview:
    """Keeps what is stale, what is asked, and the newest score."""

    def __init__(self) -> None:
        self._wanted = True
        self._generation = FIRST_GENERATION
        self.forget()

    def forget(self) -> None:
        """Another project, or none."""
        self.score: ScoreTable | None = None
        self.sources: tuple[str, ...] = ()
        self._image_id, self._shape, self._view = "", (0, 0), NOTHING
        self._due: float | None = None
        self._asked: InstantQuestion | None = None
        self._heard_at = 0.0
        self._covered: set[Rect] = set()
        self._network_led = False
        self._compared: ScoreTable | None = None  # the network's last check
        self._ahead = 0  # checks in a row in which the one that is not shown scored better
        self._apart = 0  # checks in a row that cannot be compared

    @property
    def wanted(self) -> bool:
        """The switch: whether there is a preview at all."""
        return self._wanted

    def want(self, wanted: bool, now: float) -> None:
        """Turn it on or off."""
        self._wanted, self._asked, self.score = wanted, None, None
        self._due = now if wanted else None

    # ---- what changes -------------------------------------------------------------------------------------------

    def show(self, image_id: str, shape: tuple[int, int], now: float) -> None:
        """Another image ``(h, w)`` is on the screen; an empty id is none."""
        self._image_id, self._shape, self._view = image_id, shape, Rect.of_shape(shape)
        self._asked, self._covered = None, set()
        self._due = now + DEBOUNCE if image_id else None

    def look(self, rect: Rect, now: float) -> None:
        """The visible part moved: while it is not predicted it is asked for first."""
        self._view = rect.clip(self._shape)
        covered = sum(part.intersect(self._view).w * part.intersect(self._view).h for part in self._covered)
        if self._covered and covered < self._view.w * self._view.h:
            self._due = now + DEBOUNCE

    def changed(self, now: float) -> None:
        """A stroke was committed, taken back or saved, or what is shown changed."""
        self._due = now + DEBOUNCE if self._image_id else None

    def due(self, now: float) -> bool:
        """Whether ``next`` has a question."""
        if self._asked is not None and now - self._heard_at > SILENCE:
            self.lost(now)
        return self._wanted and bool(self._image_id) and self._due is not None and now >= self._due

    def next(self, now: float, overlay: bool) -> InstantQuestion | None:
        """The question to ask now, if any; ``overlay``: the preview is what is shown, else its score is enough."""
        if not self.due(now):
            return None
        self._due = None
        self._generation += 1
        self._heard_at, self._covered = now, set()
        self._asked = InstantQuestion(self._generation, self._image_id, self._view if overlay else NOTHING)
        return self._asked

    # ---- what comes back ----------------------------------------------------------------------------------------

    def answered(self, answer: Predicted, now: float) -> bool:
        """Take note of a piece of an answer; ``False``: it is stale, drop it."""
        if self._asked is None or answer.generation != self._asked.generation:
            return False
        self._heard_at = now
        self._covered.add(answer.rect)
        return answer.image_id == self._image_id

    def scored(self, answer: InstantScored, now: float) -> bool:
        """Take a score in; ``False``: it is stale."""
        if self._asked is None or answer.generation != self._asked.generation:
            return False
        self._heard_at = now
        self.score, self.sources = answer.table, answer.sources
        if not self._asked.rect:
            self._asked = None
        return True

    def gave_up(self) -> None:
        """The question failed; do not ask again before something changes."""
        self._asked, self._due, self.score = None, None, None

    def lost(self, now: float) -> None:
        """Whoever was asked is gone."""
        self._asked, self._covered = None, set()
        self._due = now + DEBOUNCE if self._image_id else None

    def leads(self, network: bool, score: ScoreTable | None, steps: int = 0) -> bool:
        """Whether the preview is shown rather than the network; ``score`` is the network's, ``None`` as yet unknown,
        ``steps`` how long it learnt.

        To be asked after every check: one may take the other's place for having been ahead several times."""
        leads = self._leads(score, steps) if self._wanted and network else self._wanted
        if self._network_led != (network and not leads):
            self._network_led, self._ahead = not self._network_led, 0
        return leads

    def _leads(self, score: ScoreTable | None, steps: int) -> bool:
        mine, theirs = weighed(self.score, score)
        if score is None or mine is None:
            self._ahead = 0
            return mine is not None
        if theirs is None or not same_truth(self.score, score):
            self._ahead = 0
            self._apart += score is not self._compared
            self._compared = score
            return not self._network_led and self._apart < STEADILY
        self._apart = 0
        if score.kind == SAME_IMAGE:
            self._ahead = 0
            return theirs <= mine - CAUGHT_UP
        gain = mine - theirs if self._network_led else theirs - mine
        if gain <= 0:
            self._ahead = 0
        elif score is not self._compared:  # strokes give new scores of the preview, but only a check says more
            self._ahead += 1
        self._compared = score
        steadily = self._ahead >= STEADILY and not score.of_strokes
        changes = steadily or gain > needed(score, self._network_led, steps)
        return changes if self._network_led else not changes


def clearly(score: ScoreTable) -> float:
    """By how much a mean IoU has to be higher to say anything."""
    return CLEARLY / (1 if score.of_strokes else max(1, score.images) ** 0.5)


def needed(score: ScoreTable, network_led: bool, steps: int) -> float:
    """The lead of the one that is not shown from which on it takes the other's place; below 0 it may be behind."""
    if score.of_strokes and steps >= LEARNT:
        return CAUGHT_UP + CLEARLY if network_led else -CAUGHT_UP
    return clearly(score)


def weighed(mine: ScoreTable | None, theirs: ScoreTable | None) -> tuple[float | None, float | None]:
    """What both are compared by; ``None`` for a score on labels that were learnt from beside one on held-out pixels."""
    honest = any(table is not None and table.kind != SAME_IMAGE for table in (mine, theirs))

    def counts(table: ScoreTable | None) -> float | None:
        return None if table is None or (honest and table.kind == SAME_IMAGE) else table.mean_iou

    return counts(mine), counts(theirs)


def same_truth(mine: ScoreTable | None, theirs: ScoreTable | None) -> bool:
    """Whether two scores were counted on the same labels. Of held-out images the preview looks at PREVIEWED; what both
    learnt from is the same within a training."""
    if mine is None or theirs is None or mine.kind == theirs.kind == SAME_IMAGE:
        return True
    if mine.kind != theirs.kind or mine.images != min(theirs.images, PREVIEWED):
        return False
    return theirs.images > PREVIEWED or abs(mine.pixels - theirs.pixels) <= SAME_PIXELS * theirs.pixels


def shown_line(instant: bool, preview: InstantPreview, score: ScoreTable | None) -> str:
    """Which of both is shown, and why. Classes without a true pixel are left out of both means, unlike in the table
    of scores, so the words say what is averaged."""
    alike = same_truth(preview.score, score)
    mine, theirs = weighed(preview.score, score) if alike else (None, None)
    if instant:
        line = tr("Instant preview: {looks}; {when}", looks=_looks(preview.sources), when=_when(score))
        if not alike:
            line = tr("{line}. They were scored on different labels, so not compared as yet", line=line)
        if mine is not None and theirs is not None:
            line = tr(
                "{line}. Mean IoU of the classes labelled there: {mine}, the network {theirs}",
                line=line, mine=number(mine), theirs=number(theirs),
            ) + _where(score, mine, theirs)  # fmt: skip
        return line
    if mine is None or theirs is None:
        return tr("The network is shown")
    return tr(
        "The network is shown. Mean IoU of the classes labelled there: {theirs}, the instant preview {mine}",
        theirs=number(theirs), mine=number(mine),
    ) + _where(score, mine, theirs)  # fmt: skip


def _looks(sources: tuple[str, ...]) -> str:
    """What the preview is made from."""
    if NETWORK in sources and SURROUNDINGS in sources:
        return tr("from a pretrained network, the place in the image and your labels")
    if NETWORK in sources:
        return tr("from a pretrained network and your strokes")
    if SURROUNDINGS in sources:
        return tr("from filters, the place in the image and your labels")
    return tr("from filters and your strokes")


def _when(score: ScoreTable | None) -> str:
    """When the network takes over."""
    if score is not None and score.of_strokes and score.kind != SAME_IMAGE:
        return tr(
            "the network takes over when it scores better by {margin} on the held-out strokes, or after {steps} steps "
            "is not worse by {far}",
            margin=number(clearly(score)), steps=LEARNT, far=number(CAUGHT_UP),
        )  # fmt: skip
    return tr("the network takes over when it scores clearly better, or {times} times running", times=STEADILY)


def _where(score: ScoreTable | None, mine: float, theirs: float) -> str:
    """What has to be known of the two numbers: on labels that both learnt from they say little."""
    if score is None:
        return ""
    if score.kind != SAME_IMAGE:
        close = abs(mine - theirs) <= clearly(score)
        return tr("; too close to tell apart on {n}", n=counted(score.images, "image")) if close else ""
    near = number(CAUGHT_UP)
    return tr(", on labels that both learnt from: there the network is shown from {near} below on", near=near)
