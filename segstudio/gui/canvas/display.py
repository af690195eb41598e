"""How labels and prediction are shown over the image: which view, how strong, as borders, void hatched or tinted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from segstudio.gui.canvas.views import VIEWS, View


class Display(QObject):
    """What a person set; the attributes are for reading.

    Signals:
        changed: something is drawn in another way now.
        view_changed(name): another of ``VIEWS``.
    """

    changed = Signal()
    view_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: View = VIEWS["both"]
        self.opacity = 0.5  # of classes over the image, 0..1
        self.contour = False  # only the borders of classes are drawn
        self.hatched = True  # void is hatched, else it has a flat tint
        self.peeking = False  # every overlay is hidden

    def set_view(self, name: str) -> None:
        """Another of ``VIEWS``; ``ValueError`` for a name that is not in the table."""
        if name not in VIEWS:
            raise ValueError(f"{name!r} is not one of {list(VIEWS)}")
        if name != self.view.name:
            self.view = VIEWS[name]
            self.changed.emit()
            self.view_changed.emit(name)

    def next_view(self) -> None:
        """The next of the table, after the last the first."""
        names = list(VIEWS)
        self.set_view(names[(names.index(self.view.name) + 1) % len(names)])

    def set_opacity(self, opacity: float) -> None:
        """How strongly classes cover the image; values outside 0..1 are clipped."""
        opacity = min(1.0, max(0.0, opacity))
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()

    def set_contour(self, contour: bool) -> None:
        """Borders of classes only, or filled classes."""
        if contour != self.contour:
            self.contour = contour
            self.changed.emit()

    def toggle_contour(self) -> None:
        """The other of the two."""
        self.set_contour(not self.contour)

    def set_hatched(self, hatched: bool) -> None:
        """Hatch or tint what is not labelled."""
        if hatched != self.hatched:
            self.hatched = hatched
            self.changed.emit()

    def toggle_hatched(self) -> None:
        """The other of the two."""
        self.set_hatched(not self.hatched)

    def peek(self, peeking: bool) -> None:
        """Hide every overlay while ``True``."""
        if peeking != self.peeking:
            self.peeking = peeking
            self.changed.emit()

    @property
    def shows_prediction(self) -> bool:
        """Whether predicted classes are visible."""
        return self.view.prediction and not self.peeking
