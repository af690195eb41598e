"""When to ask for a fit of the head to the strokes, and what came of it. Times are seconds of a monotonic clock."""

from __future__ import annotations

from segstudio.learning.messages import HeadFitted, ScoreTable

DEBOUNCE = 0.15  # seconds after the last stroke
# Seconds without an answer after which the question counts as lost. Asking again begins the fit anew: a slow computer
# would never come to its end.
SILENCE = 300.0


class HeadQuestions:
    """Keeps what is out of date, what is asked, and the newest answer.

    ``fits``: of the learner's head, 0: it has none; ``table``: how the head alone scores.
    """

    def __init__(self) -> None:
        self._generation = 0
        self.forget()

    def forget(self) -> None:
        """Another project, or none."""
        self.fits = 0
        self.table: ScoreTable | None = None
        self._image_id = ""
        self._due: float | None = None
        self._begun = False  # a question was asked, or will be
        self._asked = False  # the newest question is not answered yet
        self._asked_at = 0.0
        self._oldest = self._generation + 1  # answers to earlier questions are of another project or learner

    def show(self, image_id: str, now: float) -> None:
        """The image on the screen; an empty id: none. The first one of a project is asked for at once."""
        self._image_id = image_id
        if image_id and not self._begun:
            self._begun, self._due = True, now

    def changed(self, now: float) -> None:
        """Labels changed: a stroke was committed or taken back, or others were saved."""
        self._begun, self._due = True, now + DEBOUNCE

    def is_due(self, now: float) -> bool:
        """Whether ``next`` has a question."""
        if self._asked and now - self._asked_at > SILENCE:
            self._asked, self._due = False, now
        return bool(self._image_id) and self._due is not None and now >= self._due

    def next(self, now: float) -> tuple[int, str] | None:
        """Generation and image of the question to ask now, if any; the caller sends it."""
        if not self.is_due(now):
            return None
        self._due, self._asked, self._asked_at = None, True, now
        self._generation += 1
        return self._generation, self._image_id

    def answered(self, answer: HeadFitted) -> bool:
        """Take over an answer; whether the learner predicts with another head from now on."""
        if answer.generation < self._oldest:
            return False
        self._asked = self._asked and answer.generation != self._generation
        if answer.table is not None or not answer.fits:
            self.table = answer.table
        before, self.fits = self.fits, answer.fits
        return before != answer.fits

    def gave_up(self) -> None:
        """The question failed; do not ask again before something changes."""
        self._asked, self._due = False, None

    def lost(self, now: float) -> None:
        """The learner is gone, and with it the head."""
        self._asked, self._oldest = False, self._generation + 1
        self.fits = 0
        if self._begun:
            self.changed(now)
