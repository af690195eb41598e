"""The regions of the visible part for "Click an object", and the one under the pointer, which is outlined.

What is visible is searched for regions between the gestures; each movement of the pointer then asks for those around
it. Both off the window's thread. Where the person named a click network (``Toolbox.click_network``), its masks take the
place of the regions; when it fails, a sentence says so and the regions are used again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from segstudio.errors import UserError, together
from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import fill_color
from segstudio.gui.canvas.previews import CLEAR, ToolPreview
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.clicks.click_regions import ClickRegions, Row, step_for
from segstudio.labels.clicks.region_graph import Guess
from segstudio.labels.footprints import cut, pixel
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point
from segstudio.project.images.reading import ImageData
from segstudio.promptable.process import ClickNetwork
from segstudio.promptable.prompt_regions import Prompt, PromptRegions, read_window

HOLES = "object_click.holes"
REST_MS = 150  # after the last movement of the view
TREMBLE = 8  # pixels of the screen that the hand may move after a click
READING = "Reading the image for clicks{seconds}. Esc stops"
READING_PART = "Reading the visible part of this large image for clicks{seconds}. Esc stops"
GIVEN_UP = "Click an object works without the network again; choose it anew in Preferences."
Regions = ClickRegions | PromptRegions
_TINT = 45  # of 255, how strongly the region under the pointer is coloured


@dataclass(frozen=True, eq=False)
class Found:
    """The row of regions around a pixel, the one that is chosen, and its preview."""

    at: tuple[int, int]
    row: Row
    place: int
    footprint: Footprint
    preview: ToolPreview
    whole: bool = False  # the masks are for all clicks so far, not for this one alone


class _Key(NamedTuple):
    """What regions were searched in, and by whom."""

    image: ImageData
    window: Rect
    network: ClickNetwork | None

    def covers(self, other: _Key) -> bool:
        """Whether ``other`` would show nothing else, and nothing finer."""
        same = self.image is other.image and self.network is other.network
        return (
            same
            and self.window.intersect(other.window) == other.window
            and step_for(self.window) <= step_for(other.window)
        )


class ObjectFinder:
    """The regions of the visible part, and the one under the pointer, which is outlined."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._search = Work[Regions | UserError](toolbox, "", ready=self._on_regions)
        self._look = Work[Found | UserError](toolbox, "", ready=self._on_found)
        self._key: _Key | None = None  # of ``_regions``
        self._asked: _Key | None = None  # of what is being searched
        self._regions: Regions | None = None
        self._guess: tuple[tuple[Regions, int], Guess | None] | None = None  # and what it is of
        self._at: tuple[int, int] | None = None  # pixel under the pointer
        self._place: int | None = None  # what the wheel or a click chose
        self._held = False  # a click waits for its region
        self._turned = 0.0  # parts of a step of the wheel
        self.found: Found | None = None
        self._timer = QTimer(toolbox, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._search_seen)
        toolbox.options.changed.connect(self._on_option)
        toolbox.click_network_changed.connect(self._on_network)
        self.follow()

    # ---- the visible part -----------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Another image, or another part of it: the regions stay until those of the new part are ready."""
        image = self._toolbox.document.image
        if self._key is not None and (image is None or self._key.image is not image):
            self._key = self._regions = self._guess = None
            self._forget()
        if image is not None:
            self._timer.start()

    def _search_seen(self) -> None:
        image, seen = self._toolbox.document.image, self._toolbox.transform.visible()
        if image is None or not seen:
            return
        network = self._toolbox.click_network
        window = seen if network is None else read_window(image.pixels.shape, seen)
        wanted = _Key(image, window, network)
        latest = self._asked or self._key
        if latest is not None and latest.covers(wanted):
            return
        self._asked = wanted
        if network is None:
            self._search.words = tr("Looking for objects{share}. Esc stops")
            self._search.ask(lambda token: ClickRegions(image.pixels, seen, progress=token.note, cancelled=token))
            return
        whole = window == Rect.of_shape(image.pixels.shape)
        self._search.words = tr(READING if whole else READING_PART)

        def read(token: CancelToken) -> Regions | UserError:
            try:
                return PromptRegions(network, image.pixels, window, cancelled=token)
            except UserError as error:
                return error

        self._search.ask(read)

    def _on_regions(self) -> None:
        found, key = self._search.take(), self._asked
        self._asked = None
        if isinstance(found, UserError):
            self._give_up(found, key)
        elif found is not None:  # else it failed (a banner says why), was stopped, or is of another image
            self._key, self._regions = key, found
            self._ask()
        self._toolbox.wake()

    def _give_up(self, error: UserError, key: _Key | None) -> None:
        """The network cannot work: say so, once, and go on without it."""
        if key is not None and key.network is self._toolbox.click_network:
            self._toolbox.document.problem.emit(UserError(error.message, together(error.hint, GIVEN_UP)))
            self._toolbox.set_click_network(None)

    def _on_network(self) -> None:
        """Other regions are looked for, at once, so that a click that waits for them goes on waiting."""
        self._search.stop()
        self._key = self._regions = self._asked = self._guess = None
        at = self._at
        self._forget()
        self._at = at
        self._search_seen()

    # ---- the region under the pointer -----------------------------------------------------------------------------

    def hover(self, at: Point | None) -> None:
        """The pointer is at a point of the image; ``None``: it left the canvas."""
        if self._held:
            return
        mask = self._toolbox.document.mask
        here = pixel(at, mask.shape) if at is not None and mask is not None else None
        if here is None:
            self._forget()
        elif here != self._at:
            self._at = here
            # What was chosen with the wheel or clicked is kept as long as the pointer is over the region.
            if self._place is None or self.found is None or not self._is_over(self.found, here):
                self._place, self._turned = None, 0.0
                self._ask()

    def _is_over(self, found: Found, here: tuple[int, int]) -> bool:
        """Whether a pixel is in what was found; for all clicks together (the last one may have cut): near that one."""
        near = max(abs(here[0] - found.at[0]), abs(here[1] - found.at[1])) * self._toolbox.transform.zoom <= TREMBLE
        return near if found.whole else holds(found.footprint, here)

    def turn(self, notches: float) -> bool:
        """The wheel: the next larger or smaller region; ``False`` where there is none yet."""
        found = self.found
        if found is None:
            return False
        self._turned += notches
        whole = int(self._turned)  # a fine wheel turns by parts of a step
        self._turned -= whole
        begin = found.place if self._place is None else self._place
        place = min(max(begin + whole, 0), len(found.row.regions) - 1)
        if place != begin:
            self._place = place
            self._present(found, place)
        return True

    def _ask(self) -> None:
        """Ask for the regions around the pointer."""
        regions, at = self._regions, self._at
        if regions is None or at is None:
            return
        guess = self._predicted(regions)
        holes, color = bool(self._toolbox.options[HOLES]), self._tint()

        def find(_token: CancelToken) -> Found | None:
            row = regions.row((at[0] + 0.5, at[1] + 0.5), guess, holes=holes)
            return _presented(regions, at, row, row.best, color) if row is not None else None

        self._look.ask(_told(find))

    def _predicted(self, regions: Regions) -> Guess | None:
        """What is predicted, as the regions take it: the same object until it changes, since they compute from it."""
        document = self._toolbox.document
        state = regions, document.predictions.revision
        if self._guess is None or self._guess[0] != state:
            now = document.prediction
            self._guess = state, regions.small(now.classes, now.confidence) if now is not None else None
        return self._guess[1]

    def _ask_together(self, clicks: Sequence[Prompt], at: tuple[int, int]) -> None:
        """Ask a network for what belongs to all clicks; where it finds nothing, the region under the pointer stays."""
        regions, alone = self._regions, self.found
        if not isinstance(regions, PromptRegions):
            return
        holes, color = bool(self._toolbox.options[HOLES]), self._tint()

        def find(_token: CancelToken) -> Found | None:
            row = regions.prompted(clicks, holes=holes)
            return replace(_presented(regions, at, row, row.best, color), whole=True) if row is not None else alone

        self._look.ask(_told(find))

    def _present(self, found: Found, place: int) -> None:
        regions, color = self._regions, self._tint()
        if regions is not None:
            shown = regions
            self._look.ask(
                lambda _token: replace(_presented(shown, found.at, found.row, place, color), whole=found.whole)
            )

    def _tint(self) -> QColor:
        current = self._toolbox.document.class_list.current
        color = fill_color(self._toolbox, current) if current != VOID else QColor(CLEAR)
        color.setAlpha(min(color.alpha(), _TINT))
        return color

    def _on_found(self) -> None:
        found = self._look.take()
        if isinstance(found, UserError):
            self._give_up(found, self._key)
        elif self._at is not None:
            self.found = found
            self._toolbox.previews.show_lines(found.preview if found is not None else None)
        self._toolbox.wake()

    def _forget(self) -> None:
        self._look.stop()
        self._at = self._place = self.found = None
        self._toolbox.previews.show_lines(None)

    def _on_option(self, name: str) -> None:
        if name == HOLES:
            self._place = None
            self._ask()

    def settled(self, at: Point, clicks: Sequence[Prompt] = ()) -> Generator[None, Any, Found | None]:
        """For a gesture: the region at a point, as soon as it is known; ``None`` where none can be found. ``clicks``:
        all so far and this one, for which a network is asked together."""
        self.hover(at)
        self._timer.stop()
        self._search_seen()
        self._held = True
        try:
            while self._search.busy or self._look.busy:
                yield
            if clicks and self._at is not None:
                self._ask_together(clicks, self._at)
            while self._search.busy or self._look.busy:
                yield
        finally:
            self._held = False
        if self.found is None or not (self.found.whole or holds(self.found.footprint, at)):
            return None
        self._place = self.found.place  # the wheel can still change it, although the hand trembles
        return self.found

    def stop(self) -> bool:
        """Stop the search; regions found before stay."""
        self._asked = None
        stopped = self._search.stop()
        if stopped:
            self._toolbox.document.notice.emit(tr("Stopped; move the view to look for objects again."))
        return stopped

    def close(self) -> None:
        """Another tool was chosen."""
        self._timer.stop()
        self._timer.deleteLater()
        self._toolbox.options.changed.disconnect(self._on_option)
        self._toolbox.click_network_changed.disconnect(self._on_network)
        self._search.close()
        self._look.close()
        self._toolbox.previews.show_lines(None)


def _told(find: Callable[[CancelToken], Found | None]) -> Callable[[CancelToken], Any]:
    """``find``, with an error as its result."""

    def found(token: CancelToken) -> Found | UserError | None:
        try:
            return find(token)
        except UserError as error:
            return error

    return found


def _presented(regions: Regions, at: tuple[int, int], row: Row, place: int, color: QColor) -> Found:
    footprint = regions.footprint(row.regions[place])
    return Found(at, row, place, footprint, ToolPreview.of_footprint(footprint, color))


def holds(footprint: Footprint, at: Point) -> bool:
    """Whether the pixel under a point is in a footprint."""
    return bool(cut(footprint, Rect(int(at[0]), int(at[1]), 1, 1)).any())
