"""A new prediction fades in, unless the system asks for reduced motion."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractAnimation, QObject, QVariantAnimation
from PySide6.QtGui import QGuiApplication

FADE_MS = 150
DIP = 0.6  # where a refreshed prediction starts, so that live training does not make the image blink


class Fade:
    """``show(strength)`` is called with 0..1 while the prediction fades in."""

    def __init__(self, show: Callable[[float], None], parent: QObject) -> None:
        self.reduced = _prefers_reduced_motion()  # no fading
        self._seen = ""  # the image whose prediction was seen already
        self._animation = QVariantAnimation(parent)
        self._animation.setDuration(FADE_MS)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(show)

    def forget(self) -> None:
        """Another image is current."""
        self._seen = ""

    def arrived(self, image_id: str, visible: bool) -> bool:
        """A prediction of an image arrived (``""``: there is none). ``True`` when it fades in, which repaints all."""
        seen_before, self._seen = self._seen == image_id, image_id
        if self.reduced or not image_id or not visible:
            return False
        if self._animation.state() != QAbstractAnimation.State.Running:
            self._animation.setStartValue(DIP if seen_before else 0.0)
            self._animation.start()
        return True


def _prefers_reduced_motion() -> bool:
    """Whether the system asks for reduced motion; Qt knows since 6.12."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    preference = getattr(hints(), "motionPreference", None) if hints is not None else None
    return preference is not None and preference().name == "ReducedMotion"
