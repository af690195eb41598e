"""Facts about document and session, and the window state that follows from them. Data only, no Qt.

``gui.actions.gather_facts`` collects the facts, ``gui.actions.window_state`` evaluates them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from segstudio.learning.messages import HELD_OUT

BUSY = ("preparing", "training", "stopping")
CLASS_KEYS = 20  # the classes with numbers below it have keys


@dataclass(frozen=True)
class Facts:
    """What the window state depends on. ``class_id``: the current class (-1: none); ``score``: a mean IoU."""

    project: str = ""
    read_only: bool = False
    images: int = 0
    image_loaded: bool = False
    image_flagged: bool = False
    neighbours: int | None = None  # slices on each side that each is learnt from with; None: no image is in a stack
    image_done: bool = False
    classes: int = 0
    class_id: int = -1
    class_ids: tuple[int, ...] = ()
    class_name: str = ""
    class_locked: bool = False
    other_class: bool = False
    painted_classes: int = 0
    labelled_images: int = 0
    only_void: bool = False
    values: bool = False  # painting is limited to a range of values
    selection: bool = False
    can_undo: bool = False
    can_redo: bool = False
    undo_name: str = ""
    redo_name: str = ""
    any_labels: bool = False
    prediction: bool = False
    session: str = "off"
    paused: bool = False  # the training is paused until something is painted
    ended_paused: bool = False  # the last training ended while paused: new strokes start another
    use_network: bool = True  # the trained network takes part in predictions
    model: bool = False  # something can be predicted
    elapsed: float = 0.0
    first_score_in: float | None = None  # seconds, estimated
    ends_in: float | None = None  # seconds until the budget is spent
    task: str = ""
    run: bool = False
    score: float | None = None
    score_kind: str = HELD_OUT
    score_images: int = 0
    one_group: bool = False  # all labelled images share a split; asked only while the score is of SAME_IMAGE
    scored_classes: int = 0
    rising: bool | None = None  # True: a test says so; False: no gain for as long; None: that cannot be said
    missed: tuple[tuple[str, bool], ...] = ()  # classes of an IoU shown as 0, and whether each is predicted anywhere
    ground: tuple[str, bool] | None = (
        None  # a class predicted all over an area like nothing labelled; whether it is dark
    )
    tool: str = "brush"
    view: str = "both"
    theme: str = "system"
    contour: bool = False
    keep_window: bool = False
    comparing: bool = False  # two views are shown
    rgb: bool = False  # the image has red, green and blue
    green_only: bool = False
    hatch: bool = False
    layout: tuple[tuple[str, bool], ...] = ()  # ticks of the window: full screen, columns, menu of the right button
    panels: tuple[tuple[str, bool], ...] = ()  # each panel that has a dock, and whether it is open
    exporting: bool = False
    importing: bool = False
    import_left: bool = False  # the last import can be taken back in at least one image
    has_next: bool = False  # in the list of images as it is filtered and sorted
    has_previous: bool = False
    listed: bool = True  # that list has its rows: after a project is opened they come a few turns later
    uncertain: bool = False  # the uncertain regions are outlined
    unusual: bool = False  # the unusual places are shown
    why_not_unusual: str = ""  # why they cannot be; empty: they can
    class_images: tuple[tuple[str, int], ...] = ()  # each class and the number of images with it; empty while counting
    unscored: tuple[str, ...] = ()  # painted classes that no held-out pixel has
    border: tuple[str, ...] = ()  # two classes along whose border nothing is painted and the network is uncertain
    wrong: float | None = None  # share of the labelled pixels that the network predicts otherwise
    added: float | None = None  # share of the labels that changed since the last training began
    class_hidden: bool = False
    isolated: bool = False
    class_colors: str = "safe"


@dataclass(frozen=True)
class ActionState:
    """One action as it is now. ``reason`` says why it is disabled; ``text`` replaces the table's text."""

    enabled: bool = True
    reason: str = ""
    checked: bool | None = None
    text: str | None = None


@dataclass(frozen=True)
class Primary:
    """The one primary button: ``action`` is the id that it triggers."""

    text: str
    action: str
    enabled: bool
    tip: str


@dataclass(frozen=True)
class WindowState:
    """The window state that follows from the facts."""

    primary: Primary
    next_step: str
    title: str
    actions: Mapping[str, ActionState] = field(default_factory=dict)
