"""When to ask for the instant preview, and its newest score. Times are seconds of a monotonic clock; no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted, PreviewScored, ScoreTable

DEBOUNCE = 0.15  # seconds after the last stroke, or the last movement of the view
SILENCE = 30.0  # seconds without any piece of an answer after which the question counts as lost
FIRST_GENERATION = 1 << 40  # so that no answer is taken for one of live prediction
NOTHING = Rect(0, 0, 0, 0)


@dataclass(frozen=True)
class PreviewQuestion:
    """One preview to ask for; an empty ``rect`` asks for the score alone."""

    generation: int
    image_id: str
    rect: Rect


class Preview:
    """Keeps what is out of date, what is asked, and the newest score."""

    def __init__(self) -> None:
        self.wanted = True  # set by ``want``
        self._generation = FIRST_GENERATION
        self.forget()

    def forget(self) -> None:
        """Another project, or none."""
        self.score: ScoreTable | None = None
        self.sources: tuple[str, ...] = ()
        self._image_id, self._shape, self._visible = "", (0, 0), NOTHING
        self._due: float | None = None
        self._asked: PreviewQuestion | None = None
        self._heard_at = 0.0
        self._covered: set[Rect] = set()

    def want(self, wanted: bool, now: float) -> None:
        """Turn it on or off."""
        self.wanted, self._asked, self.score = wanted, None, None
        self._due = now if wanted else None

    def show(self, image_id: str, shape: tuple[int, int], now: float) -> None:
        """Another image ``(h, w)`` is on the screen; an empty id: no image."""
        self._image_id, self._shape, self._visible = image_id, shape, Rect.of_shape(shape)
        self._asked, self._covered = None, set()
        self.changed(now)

    def set_visible(self, rect: Rect, now: float) -> None:
        """The visible part moved: while it is not predicted it is asked for first."""
        self._visible = rect.clip(self._shape)
        covered = sum(part.intersect(self._visible).w * part.intersect(self._visible).h for part in self._covered)
        if self._covered and covered < self._visible.w * self._visible.h:
            self._due = now + DEBOUNCE

    def changed(self, now: float) -> None:
        """A stroke was committed, taken back or saved, or what is shown changed."""
        self._due = now + DEBOUNCE if self._image_id else None

    def is_due(self, now: float) -> bool:
        """Whether ``next`` has a question."""
        return self.wanted and bool(self._image_id) and self._due is not None and now >= self._due

    def next(self, now: float, overlay: bool) -> PreviewQuestion | None:
        """The question to ask now, if any; ``overlay``: the preview is what is shown, else its score is enough."""
        if not self.is_due(now):
            return None
        self._due = None
        self._generation += 1
        self._heard_at, self._covered = now, set()
        self._asked = PreviewQuestion(self._generation, self._image_id, self._visible if overlay else NOTHING)
        return self._asked

    def answered(self, answer: Predicted, now: float) -> bool:
        """Record a piece of an answer; ``False``: it is out of date, drop it."""
        if self._asked is None or answer.generation != self._asked.generation:
            return False
        self._heard_at = now
        self._covered.add(answer.rect)
        return answer.image_id == self._image_id

    def scored(self, answer: PreviewScored, now: float) -> bool:
        """Take over a score; ``False``: it is out of date."""
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
        """The learner that was asked is gone."""
        self._asked, self._covered = None, set()
        self.changed(now)

    def give_up_waiting(self, now: float) -> None:
        """Count a question without any answer for SILENCE seconds as lost."""
        if self._asked is not None and now - self._heard_at > SILENCE:
            self.lost(now)
