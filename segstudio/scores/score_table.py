"""A table of scores over one set of images, and the words on how it was made. Its numbers are a confusion matrix's."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.scores.table import predicted_only_note

# How a score was made; the window and the command line print these words beside the number.
HELD_OUT = "held-out"
SAME_REGION = "held-out region of the same image"
SAME_STACK = "held-out slices of the same stack, which say little of another stack"
SAME_IMAGE = "same image, optimistic"
OF_STROKES = "from strokes, optimistic"  # beside the others where little is labelled: strokes lie where it is easy
OF_STROKES_TOO = "from strokes"  # beside SAME_IMAGE, which is called optimistic already
OF_ACCEPTED = "partly on accepted predictions, optimistic"  # labels that a network said itself score it too high
OF_ACCEPTED_TOO = "partly on accepted predictions"  # where another word says optimistic already
FOUND = 0.005  # least IoU of a class that is found: less is shown as 0.00, a few pixels by chance among many wrong ones
FEW_LABELS = 0.25  # share of the pixels below which labels count as strokes


@dataclass(frozen=True)
class ClassScore:
    """One row of a score table; ``None`` where the class is neither true nor predicted (shown as a dash)."""

    class_id: int
    name: str
    iou: float | None
    dice: float | None
    accuracy: float | None  # share of the class's true pixels that were found (recall)
    pixels: int  # true pixels counted

    @property
    def found(self) -> bool:
        """Whether the class is found at all."""
        return (self.iou or 0.0) >= FOUND


@dataclass(frozen=True)
class ScoreTable:
    """Scores over one set of images; means are over the classes that have a true pixel there."""

    kind: str  # HELD_OUT, SAME_STACK, SAME_REGION or SAME_IMAGE
    images: int
    pixels: int
    classes: tuple[ClassScore, ...]
    mean_iou: float | None
    mean_dice: float | None
    accuracy: float | None  # pixel accuracy over all labelled pixels
    confusion: tuple[tuple[int, ...], ...] = ()  # rows truth, columns prediction
    area: int = 0  # pixels of the images or of the region, labelled or not; 0: not recorded
    accepted: int = 0  # images that have labels accepted from predictions

    @property
    def present(self) -> tuple[ClassScore, ...]:
        """The classes with a true pixel: those that the means are over."""
        return tuple(one for one in self.classes if one.pixels)

    @property
    def predicted_only(self) -> tuple[str, ...]:
        """Names of the classes that were predicted but have no true pixel: no mean counts them."""
        return tuple(one.name for one in self.classes if not one.pixels and one.iou is not None)

    @property
    def of_strokes(self) -> bool:
        """Whether so little is labelled that the score says more of where was painted than of the images."""
        return self.pixels < FEW_LABELS * self.area

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say beside the kind."""
        same = self.kind == SAME_IMAGE
        strokes = (OF_STROKES_TOO if same else OF_STROKES) if self.of_strokes else ""
        accepted = (OF_ACCEPTED_TOO if same or strokes else OF_ACCEPTED) if self.accepted else ""
        return tuple(note for note in (strokes, accepted, predicted_only_note(len(self.predicted_only))) if note)
