"""When to ask the network for what: the visible part first, then the whole image, never two questions at a time.

Pure bookkeeping; times are seconds of a monotonic clock. Imports no Qt, no engine and no pixels. A large question
is answered in pieces of its rectangle; a newer question makes the learner drop the rest of the older one.
"""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.labels.geometry import Rect

PERIOD = 2.0  # seconds that a whole image may take in a training before the visible part is asked for
CHEAP = 0.3  # seconds: a whole image that takes longer is asked for less often than the visible part
PATIENCE = 8.0  # a slow whole image waits this many times its own duration before it is asked for again
SOON, LATER = 0.5, 8.0  # seconds until the first and the latest time that a dropped question is asked again
# Seconds without any piece of an answer after which the question counts as lost. Every question is answered, dropped
# in so many words, or fails; and asking again stops the work on it: a slow computer would never come to its end.
SILENCE = 300.0


@dataclass(frozen=True)
class Question:
    """One prediction to ask for; ``rect`` ``None`` is the whole image."""

    generation: int
    image_id: str
    rect: Rect | None


class LivePrediction:
    """Keeps what is out of date and ``asked``, the question that is not answered yet."""

    def __init__(self) -> None:
        self.asked: Question | None = None
        self._generation = 0
        self._asked_at = self._heard_at = 0.0
        self._missing = 0  # pixels of the question that are not answered yet
        self.show("", (0, 0))

    def show(self, image_id: str, shape: tuple[int, int]) -> None:
        """Another image ``(h, w)`` is on the screen; an empty id: no image. No answer for the one before is awaited."""
        if self.asked is not None and self.asked.image_id != image_id:
            self.asked = None
        self._pause, self._ask_from = SOON, 0.0
        self._image_id, self._shape, self._whole_after = image_id, shape, 0.0
        self._view = Rect.of_shape(shape)
        self._view_stale = self._whole_stale = bool(image_id)

    def set_visible(self, rect: Rect) -> None:
        """The visible part changed; it is asked for first unless the whole image is up to date."""
        self._view = rect.clip(self._shape)
        self._view_stale = self._view_stale or self._whole_stale

    def refresh(self) -> None:
        """The network changed: everything is out of date."""
        self._pause, self._ask_from = SOON, 0.0
        self._view_stale = self._whole_stale = bool(self._image_id)

    def next(self, now: float, training: bool) -> Question | None:
        """The question to ask now, if any; the caller sends it."""
        if self.asked is not None and now - self._heard_at > SILENCE:
            self.lost()
        if not self._image_id or now < self._ask_from:
            return None
        partly = bool(self._view) and self._view != Rect.of_shape(self._shape)
        slow_whole = self.asked is not None and self.asked.rect is None and now - self._asked_at >= PERIOD
        if self.asked is not None and not (training and partly and slow_whole):
            return None
        if self._view_stale and partly:
            self._whole_stale = self._whole_stale or slow_whole
            self._view_stale = False
            return self._ask(self._view, now)
        whole_due = self._whole_stale and (not training or now >= self._whole_after)
        if self.asked is None and (self._view_stale or whole_due):
            self._view_stale = self._whole_stale = False
            return self._ask(None, now)
        return None

    def _ask(self, rect: Rect | None, now: float) -> Question:
        self._generation += 1
        self._asked_at = self._heard_at = now
        self._missing = rect.w * rect.h if rect is not None else self._shape[0] * self._shape[1]
        self.asked = Question(self._generation, self._image_id, rect)
        return self.asked

    def answered(self, generation: int, rect: Rect | None, now: float) -> bool:
        """Record a piece of an answer, or that one is coming (``rect`` ``None``).

        ``False`` when it is out of date, for another question or image: drop it.
        """
        asked = self.asked
        if asked is None or asked.generation != generation:
            return False
        self._heard_at, self._pause = now, SOON
        self._missing -= rect.w * rect.h if rect is not None else 0
        if self._missing <= 0:
            self.asked = None
            if asked.rect is None:
                duration = now - self._asked_at
                self._whole_after = now + (PATIENCE * duration if duration > CHEAP else 0.0)
        return asked.image_id == self._image_id

    def dropped(self, generation: int, now: float) -> None:
        """There was no model for the question: ask again in a moment, each time a little later."""
        if self.asked is not None and self.asked.generation == generation:
            self.lost()
            self._ask_from, self._pause = now + self._pause, min(2 * self._pause, LATER)

    def gave_up(self) -> None:
        """The question failed; do not ask again before something changes."""
        self.asked = None
        self._view_stale = self._whole_stale = False

    def lost(self) -> None:
        """No answer comes any more: the question may be asked again."""
        if self.asked is not None:
            self.asked = None
            self._view_stale = self._whole_stale = bool(self._image_id)
