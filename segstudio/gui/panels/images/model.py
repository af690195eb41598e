"""The rows of the images list: which images are shown, in which order, and the facts about each.

The document counts labels in the background; the model keeps a copy, so that sorting and filtering ten thousand images
calls nobody. Thumbnails are made for visible rows only. Knows the document; imports no widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap

from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.look import words
from segstudio.gui.look.models import Index, rows_replaced
from segstudio.gui.look.words import tr
from segstudio.gui.panels.images.orders import STATE_TITLES, UNKNOWN, ImageFacts, ListFilter, by_name, place
from segstudio.gui.panels.images.thumbnails import PIXELS, ThumbnailRequest, Thumbnails, blend, mask_colors, miniature
from segstudio.project.images.facts import COLUMN, ROW, is_tile, plane_steps, plane_words, whole_plane
from segstudio.project.images.finding import natural_key
from segstudio.project.project import ImageEntry
from segstudio.project.stacks.stack import in_order

PAUSE_MS = 10  # between the turns in which the rows of another project come: keys and pointer are heard meanwhile
SPLIT_TITLES = {"": "Automatic", "train": "Train", "val": "Held-out", "test": "Test"}


class ImageRole(IntEnum):
    """What the delegate asks the model for, beside the name and the thumbnail."""

    ENTRY = Qt.ItemDataRole.UserRole
    FACTS = Qt.ItemDataRole.UserRole + 1


class ImageModel(QAbstractListModel):
    """Images of the project as rows.

    Signals: ``facts_changed()``: shares or states became known or changed (at most about 10 a second);
    ``order_aged()``: other images than the current one were predicted since the list was sorted by certainty (at most
    once a second); call ``sort_again`` as soon as rows may move.
    """

    facts_changed = Signal()
    order_aged = Signal()

    def __init__(self, document: Document, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._entries: dict[str, ImageEntry] = {}
        self._by_name: list[str] = []  # the ids of the entries, in another order
        self._shown: list[str] = []
        self._row_of: dict[str, int] = {}
        self._facts: dict[str, ImageFacts] = {}
        self.view = ListFilter()  # change it with ``set_view``
        self._ranked: dict[str, dict[str, int]] = {}  # places in "useful" and "unusual" as they were last set
        self._predictions: dict[str, Path] = {}  # files drawn where nothing is labelled
        self._colors = mask_colors(document.classes)
        self.thumbnails = Thumbnails(background, self)
        self._tell = QTimer(self, singleShot=True, interval=100)
        self._tell.timeout.connect(self.facts_changed)
        self._aging = QTimer(self, singleShot=True, interval=1000)
        self._aging.timeout.connect(self.order_aged)
        self._arriving: Iterator[None] | None = None  # the turns in which another project's rows come
        self._next_turn = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._next_turn.timeout.connect(self._on_turn)
        self.thumbnails.ready.connect(self._on_thumbnail)
        document.project_changed.connect(self._on_project)
        document.images_changed.connect(self.reload)
        document.classes_changed.connect(self._on_classes)
        document.image_state_changed.connect(self._on_state)
        document.image_loaded.connect(self._all_changed)  # its picture can be made now
        self.reload()

    # ---- what is shown ---------------------------------------------------------------------------------------

    def set_view(self, view: ListFilter) -> None:
        """Search, filter and sort again."""
        self.view = view
        self._arrange()

    def reload(self) -> None:
        """Take the images from the project again; the facts about those that stay are kept."""
        self._arriving = None
        images = self._images()
        self._take_images(images, by_name(images))
        self._arrange()

    def _images(self) -> list[ImageEntry]:
        project = self._document.project
        return in_order(project.images) if project is not None else []

    def _turns(self) -> Iterator[None]:
        """Another project's rows, in turns of which none keeps keys and pointer waiting; the first is left to the image
        that is opened."""
        yield
        images = self._images()
        yield
        names = by_name(images)
        yield
        project = self._document.project
        now = {entry.id: entry for entry in project.images} if project is not None else {}
        self._take_images([now[entry.id] for entry in images], names)  # one may have been changed in between
        yield
        self._arrange()
        if not self._document.current.loading:  # else it looks ahead when it is there
            self._document.current.look_ahead()

    def _on_turn(self) -> None:
        if self._arriving is not None and next(self._arriving, self._arriving) is None:
            self._next_turn.start()
        else:
            self._arriving = None

    def _take_images(self, images: list[ImageEntry], names: list[str]) -> None:
        before, self._entries = self._entries, {entry.id: entry for entry in images}
        self._by_name = names
        for image_id, entry in self._entries.items():
            if image_id in before and _pixels_of(before[image_id]) != _pixels_of(entry):
                self.thumbnails.mark_stale(image_id)
                self._learn(image_id)
        self._facts = {key: value for key, value in self._facts.items() if key in self._entries}
        for image_id in self._entries:
            if image_id not in self._facts and self._document.census.labelled_share(image_id) is not None:
                self._learn(image_id)
        self._tell.start()

    def sort_again(self) -> None:
        """Sort by the facts as they are now; no row moves when the order still holds."""
        if self._matching() != self._shown:
            self._arrange()

    def _arrange(self) -> None:
        with rows_replaced(self, False):
            self._shown = self._matching()
            self._row_of = {image_id: row for row, image_id in enumerate(self._shown)}

    def _matching(self) -> list[str]:
        view, needle, entries = self.view, self.view.search.casefold(), self._entries
        shown = [
            entry
            for entry in (entries.values() if view.order == "folder" else map(entries.__getitem__, self._by_name))
            if (
                not needle
                or needle in entry.path.casefold()
                or needle in entry.group.casefold()
                or needle in entry.note.casefold()
            )
            and (view.group is None or entry.group == view.group)
            and (not view.state or self._known(entry.id).state == view.state)
        ]
        if view.order not in ("name", "folder"):
            ranked = self._ranked.get(view.order, {})
            shown.sort(key=lambda e: place(view.order, e, self._known(e.id), self._finished, ranked))
        return [entry.id for entry in shown]

    def _known(self, image_id: str) -> ImageFacts:
        return self._facts.get(image_id, UNKNOWN)

    def _finished(self, entry: ImageEntry) -> bool:
        """Whether the network could learn nothing from labels on it: done, flagged, unreadable or held out."""
        return self._known(entry.id).state in ("done", "flagged", "blocked") or entry.split in ("val", "test")

    def unfinished(self) -> list[str]:
        """The images whose labels the network could still learn from, in the order of their names."""
        return [entry.id for entry in self._entries.values() if not self._finished(entry)]

    def with_labels(self) -> list[str]:
        """The images that have any label."""
        return [image_id for image_id, facts in self._facts.items() if facts.share]

    def set_ranking(self, order: str, images: Sequence[str]) -> None:
        """Set the order "useful" or "unusual", the first image first; rows move when it is chosen."""
        self._ranked[order] = {image_id: at for at, image_id in enumerate(images)}
        if self.view.order == order:
            self._arrange()

    def groups(self) -> list[str]:
        """The groups of the images, sorted, without "no group"."""
        return sorted({entry.group for entry in self._entries.values() if entry.group}, key=natural_key)

    def neighbour(self, image_id: str, step: int) -> ImageEntry | None:
        """The image ``step`` rows from another; forward from one that is not shown is the first row."""
        row = self._row_of.get(image_id)
        at = row + step if row is not None else 0 if step > 0 else -1
        return self._entries[self._shown[at]] if 0 <= at < len(self._shown) else None

    # ---- facts -----------------------------------------------------------------------------------------------

    def labelled(self) -> tuple[int, int]:
        """How many images have any labelled pixel, and how many images there are."""
        return sum(1 for facts in self._facts.values() if facts.share), len(self._entries)

    def placed(self) -> bool:
        """Whether the rows are those of the project: after another was opened they come a few turns later."""
        return self._arriving is None

    def known(self) -> bool:
        """Whether the facts about every image are known."""
        return len(self._facts) == len(self._entries)

    def entry(self, index: Index) -> ImageEntry | None:
        """The image of a row."""
        return self._entries[self._shown[index.row()]] if 0 <= index.row() < len(self._shown) else None

    def index_of(self, image_id: str) -> QModelIndex:
        """The row of an image; invalid while it is not shown."""
        row = self._row_of.get(image_id)
        return self.index(row) if row is not None else QModelIndex()

    def _learn(self, image_id: str) -> bool:
        """Take the facts about one image from the document; whether a share known before changed."""
        before = self._facts.get(image_id)
        document = self._document
        certainty = document.predictions.certainty(image_id)
        facts = ImageFacts(document.census.labelled_share(image_id), document.census.image_state(image_id), certainty)
        if facts == before:
            return False
        self._facts[image_id] = facts
        if not self._tell.isActive():
            self._tell.start()
        sorted_by_it = self.view.order == "certain" and certainty != (before or UNKNOWN).certainty
        if sorted_by_it and not self._is_open(image_id) and not self._aging.isActive():
            self._aging.start()
        return before is not None and before.share is not None and before.share != facts.share

    def refresh_pictures(self) -> None:
        """Masks changed on disk: make every thumbnail again when it is next visible."""
        self.thumbnails.mark_stale()
        self._all_changed()

    def show_prediction(self, image_id: str, folder: Path) -> None:
        """Draw the prediction of an image, in ``folder``, in its picture while nothing is labelled on it."""
        if image_id in self._entries:
            self._predictions[image_id] = folder / f"{image_id}.png"
            if not self._known(image_id).share:
                self.thumbnails.mark_stale(image_id)
                self._row_changed(image_id)

    def _drawn(self, entry: ImageEntry, mask: Path) -> Path:
        return mask if self._known(entry.id).share else self._predictions.get(entry.id, mask)

    def _row_changed(self, image_id: str) -> None:
        index = self.index_of(image_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    # ---- thumbnails ------------------------------------------------------------------------------------------

    def picture(self, entry: ImageEntry) -> QPixmap | None:
        """The picture of an image, asked for where there is none or an old one; ``thumbnails.ready``: it is made."""
        self._want_picture(entry)
        return self.thumbnails.picture(entry.id)

    def _want_picture(self, entry: ImageEntry) -> None:
        project = self._document.project
        if project is None or not self.thumbnails.wanted(entry.id):
            return
        made = self.thumbnails.made(entry.id)
        base = made.base if made is not None and made.values == entry.values else None
        if base is None:  # an image in memory is not decoded a second time; one that is being loaded comes later
            base = self._document.display.small_picture(entry.id, PIXELS)
            if base is None and self._document.current.will_arrive(entry.id):
                return
        if base is not None and self._is_open(entry.id):
            mask = self._document.mask
            assert mask is not None
            self.thumbnails.put(entry.id, blend(base, miniature(mask.array, base.shape), self._colors))
            return
        mask_file, small = self._drawn(entry, project.mask_path(entry)), made.small if made is not None else None
        image = project.image_path(entry)
        self.thumbnails.ask(
            ThumbnailRequest(
                entry.id,
                image,
                mask_file,
                self._colors,
                base,
                small,
                entry.plane,
                entry.shape,
                entry.values,
                predicted=mask_file == self._predictions.get(entry.id),
            )  # fmt: skip
        )

    def _is_open(self, image_id: str) -> bool:
        entry = self._document.entry
        return entry is not None and entry.id == image_id and self._document.mask is not None

    # ---- after changes of the document -----------------------------------------------------------------------

    def _on_project(self) -> None:
        """Another project: its rows come in turns of their own, since ten thousand take as long as all else of it."""
        self._facts, self._ranked, self._predictions = {}, {}, {}
        self._entries, self._by_name = {}, []
        self.thumbnails.clear()
        self._on_classes()
        self._arrange()
        self._arriving = self._turns()
        self._next_turn.start()

    def _on_classes(self) -> None:
        self._colors = mask_colors(self._document.classes)
        self.refresh_pictures()

    def _on_state(self, image_id: str) -> None:
        project = self._document.project
        if project is None or image_id not in self._entries:
            return
        before, self._entries[image_id] = self._entries[image_id], project.entry(image_id)
        if self._learn(image_id) or self._is_open(image_id) or before.values != self._entries[image_id].values:
            self.thumbnails.mark_stale(image_id)
        self._row_changed(image_id)

    def _on_thumbnail(self, image_id: str) -> None:
        index = self.index_of(image_id)
        if index.isValid():
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def _all_changed(self) -> None:
        with rows_replaced(self, True):
            pass

    # ---- Qt --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name, the picture, the facts, and all of it in words for the tooltip and for screen readers."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self.picture(entry)
        if role == Qt.ItemDataRole.DisplayRole:
            return short_name(entry)
        if role == ImageRole.ENTRY:
            return entry
        if role == ImageRole.FACTS:
            return self._known(entry.id)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return in_words(entry, self._facts.get(entry.id))
        return None


def place_of(entry: ImageEntry) -> tuple[str, str]:
    """The file and the plane in it."""
    return entry.path, entry.plane


def name_of(entry: ImageEntry) -> str:
    """The file's name without its folder, and the plane in it: "scan.tif  z 12"."""
    name = entry.path.rsplit("/", 1)[-1]
    return f"{name}  {plane_words(entry.plane)}" if entry.plane else name


def short_name(entry: ImageEntry) -> str:
    """The same for a row of the list, where the middle of a long name is left out: a tile has row and column first."""
    if not is_tile(entry.plane):
        return name_of(entry)
    steps, rest = plane_steps(entry.plane), whole_plane(entry.plane)
    name = " ".join(filter(None, (entry.path.rsplit("/", 1)[-1], plane_words(rest))))
    return f"{steps[ROW] + 1}, {steps[COLUMN] + 1}  {name}"


def in_words(entry: ImageEntry, facts: ImageFacts | None) -> str:
    """One image in words: name, share, state, split."""
    lines = [entry.title, f"{entry.width} \N{MULTIPLICATION SIGN} {entry.height} px"]
    if facts is not None:
        state = tr(STATE_TITLES[facts.state]).lower() if facts.state else ""
        lines.append(tr("{share} labelled, {state}", share=words.percent(facts.share), state=state))
        if facts.certainty is not None:
            lines.append(tr("Mean confidence {share}", share=words.percent(facts.certainty)))
    if entry.group:
        lines.append(tr("Group: {group}", group=entry.group))
    if entry.split:
        lines.append(tr("Split: {split}", split=words.inside(tr(SPLIT_TITLES[entry.split]))))
    if entry.note:
        lines.append(tr("Note: {note}", note=entry.note))
    return "\n".join(lines)


def _pixels_of(entry: ImageEntry) -> tuple[object, ...]:
    """Changes with what is seen of an image in the list."""
    return place_of(entry), entry.values
