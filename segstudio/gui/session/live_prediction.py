"""When to ask the network for what: the visible part first, then the whole image, never two questions at a time.

Pure bookkeeping; time comes in as seconds of a monotonic clock. Knows no Qt, no engine and no pixels. A large question
is answered in pieces of its rectangle; a newer question makes the learner drop the rest of the older one.
"""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.labels.geometry import Rect

PERIOD = 2.0  # seconds: the longest that a prediction may lag behind the training
CHEAP = 0.3  # seconds: a whole image that takes longer is asked for less often than the visible part
PATIENCE = 8.0  # a slow whole image waits this many times its own duration before it is asked for again
SILENCE = 10.0  # seconds without any piece of an answer after which the question counts as lost


@dataclass(frozen=True)
class Question:
    """One prediction to ask for; ``rect`` ``None`` is the whole image."""

    generation: int
    image_id: str
    rect: Rect | None


class LivePrediction:
    """Keeps what is out of date and what is being asked."""

    def __init__(self) -> None:
        self._generation = 0
        self._image_id = ""
        self._shape = (0, 0)
        self._view = Rect(0, 0, 0, 0)
        self._view_stale = self._whole_stale = False
        self._asked: Question | None = None
        self._asked_at = self._heard_at = 0.0
        self._missing = 0  # pixels of the question that are not answered yet
        self._refreshed_at = 0.0
        self._whole_after = 0.0

    @property
    def outstanding(self) -> Question | None:
        """The question that is not answered yet."""
        return self._asked

    def show(self, image_id: str, shape: tuple[int, int]) -> None:
        """Another image ``(h, w)`` is on the screen; an empty id is none."""
        self._image_id, self._shape, self._whole_after = image_id, shape, 0.0
        self._view = Rect.of_shape(shape)
        self._view_stale = self._whole_stale = bool(image_id)

    def set_visible(self, rect: Rect) -> None:
        """The visible part changed; it is asked for first unless the whole image is up to date."""
        self._view = rect.clip(self._shape)
        self._view_stale = self._view_stale or self._whole_stale

    def refresh(self, now: float) -> None:
        """The network changed: everything is out of date."""
        self._refreshed_at = now
        self._view_stale = self._whole_stale = bool(self._image_id)

    def next(self, now: float, training: bool) -> Question | None:
        """The question to ask now, if any; the caller sends it."""
        if self._asked is not None and now - self._heard_at > SILENCE:
            self.lost()
        if not self._image_id:
            return None
        if training and now - self._refreshed_at >= PERIOD:
            self.refresh(now)
        partly = bool(self._view) and self._view != Rect.of_shape(self._shape)
        slow_whole = self._asked is not None and self._asked.rect is None and now - self._asked_at >= PERIOD
        if self._asked is not None and not (training and partly and slow_whole):
            return None
        if self._view_stale and partly:
            self._whole_stale = self._whole_stale or slow_whole
            self._view_stale = False
            return self._ask(self._view, now)
        if self._asked is None and (self._view_stale or self._whole_due(now, training)):
            self._view_stale = self._whole_stale = False
            return self._ask(None, now)
        return None

    def _whole_due(self, now: float, training: bool) -> bool:
        return self._whole_stale and (not training or now >= self._whole_after)

    def _ask(self, rect: Rect | None, now: float) -> Question:
        self._generation += 1
        self._asked_at = self._heard_at = now
        self._missing = rect.w * rect.h if rect is not None else self._shape[0] * self._shape[1]
        self._asked = Question(self._generation, self._image_id, rect)
        return self._asked

    def answered(self, generation: int, rect: Rect, now: float) -> bool:
        """Take note of a piece of an answer; ``False`` when it is out of date (another question or image): drop it."""
        asked = self._asked
        if asked is None or asked.generation != generation:
            return False
        self._heard_at = now
        self._missing -= rect.w * rect.h
        if self._missing <= 0:
            self._asked = None
            if asked.rect is None:
                duration = now - self._asked_at
                self._whole_after = now + (PATIENCE * duration if duration > CHEAP else 0.0)
        return asked.image_id == self._image_id

    def heard(self, generation: int, now: float) -> bool:
        """Take note that a question is being answered; ``False`` when it is out of date, as in ``answered``."""
        asked = self._asked
        if asked is None or asked.generation != generation:
            return False
        self._heard_at = now
        return asked.image_id == self._image_id

    def gave_up(self) -> None:
        """The question failed; do not ask again before something changes."""
        self._asked = None
        self._view_stale = self._whole_stale = False

    def lost(self) -> None:
        """Whoever was asked is gone: the question may be asked again."""
        if self._asked is not None:
            self._asked = None
            self._view_stale = self._whole_stale = bool(self._image_id)
