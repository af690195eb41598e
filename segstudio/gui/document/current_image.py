"""The current image and its open mask: read in the background, and its neighbours ahead of time. Owns no widget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.files.load_image import PER_PIXEL, Loaded, cache_bytes, load_image
from segstudio.gui.files.open_files import BLOCKED, OpenFiles
from segstudio.gui.files.prefetch import Prefetch
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.labels.mask import Mask
from segstudio.project.byte_cache import ByteCache
from segstudio.project.file_facts import image_stamp
from segstudio.project.images.reading import ImageData
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry

Neighbour = Callable[[str, int], ImageEntry | None]
Ahead = Callable[[ImageEntry], Sequence[ImageEntry]]


class CurrentImage(QObject):
    """``entry``, ``image`` and ``stored`` (the open mask) are ``None`` until chosen or read.

    ``trouble``: why the image cannot be shown. ``blocked``: the same by id of all images that could not be read.

    Signals:
        changed: another image was chosen (its pixels may still be loading).
        mask_opened(StoredMask): a mask was read, of this or of another image.
        about_to_show(StoredMask): pixels and mask are there; nothing was emitted for them yet.
        loaded: pixels and mask are there, or ``trouble`` says why not.
        shown: every listener of ``loaded`` was called.
    """

    changed = Signal()
    mask_opened = Signal(object)
    about_to_show = Signal(object)
    loaded = Signal()
    shown = Signal()

    def __init__(self, files: OpenFiles) -> None:
        super().__init__(files)
        self._files = files
        # Called when another image was chosen and the one before is still current. What it raises stops the change, as
        # no signal could: a stroke that cannot be kept must not be left behind.
        self.before_leaving: Callable[[], object] = lambda: None
        self.cache = ByteCache[str, Loaded](cache_bytes())
        self._order: Neighbour | None = None
        self._more_ahead: Ahead = lambda _entry: ()
        self._start_reading()
        self._clear()

    def limit_memory(self, nbytes: int | None) -> None:
        """Keep images that were read up to so many bytes; ``None``: what suits this computer."""
        self.cache.limit = cache_bytes() if nbytes is None else nbytes
        self.cache.make_room(0)

    def _start_reading(self) -> None:
        self._reads = Prefetch(self._on_arrived, self._on_unread, self)

    def _clear(self) -> None:
        self.entry: ImageEntry | None = None
        self._take_away()
        self.cache.clear()
        self.blocked: dict[str, UserError] = {}
        self._holding = False  # no mask may be opened now: other work opens them
        self._unreported: set[str] = set()  # read ahead; their notices are shown when they are

    def _take_away(self) -> None:
        self._files.end_cause(BLOCKED)
        self.stored: StoredMask | None = None
        self.image: ImageData | None = None
        self.pyramid: Pyramid | None = None  # the pixels at full and smaller sizes
        self.trouble: UserError | None = None

    def reset(self) -> None:
        """Another project was opened, or the project was closed: no image is chosen."""
        self.stop_reading()
        self._reads.deleteLater()
        self._start_reading()
        self._clear()

    def stop_reading(self) -> None:
        """Nothing arrives any more until ``reset``, also of what is being read."""
        self._reads.close()

    @property
    def mask(self) -> Mask | None:
        """The image's mask; ``None`` while it loads or when it is blocked."""
        return self.stored.mask if self.stored else None

    @property
    def loading(self) -> bool:
        """Whether the image is still being read."""
        return self.entry is not None and self.stored is None and self.trouble is None

    def will_arrive(self, image_id: str) -> bool:
        """Whether it is better to wait than to read an image for its thumbnail now."""
        return self.entry is None or self.loading or self._reads.has(image_id)

    # ---- choosing -----------------------------------------------------------------------------------------------

    def select(self, image_id: str) -> None:
        """Make an image the current one; its pixels follow with ``loaded``."""
        if self.entry is not None and self.entry.id == image_id:
            return
        self.before_leaving()
        masks = self._files.masks
        if masks is None:
            return
        masks.save_dirty()
        self.entry = masks.project.entry(image_id)
        self._take_away()
        loaded, stored = self.cache.get(image_id), masks.get(image_id)
        if loaded is not None and loaded.stamp != image_stamp(masks.project.image_path(self.entry)):
            self.cache.drop(image_id)  # the file changed or is gone
            loaded = None
        if loaded is not None and stored is not None:
            self.changed.emit()
            self._show(loaded, stored)
            return
        self._read(self.entry)
        self.changed.emit()

    def step(self, step: int) -> bool:
        """Choose the image ``step`` places further in the list; ``False`` at its ends."""
        entry = self.neighbour(step)
        if entry is None:
            return False
        self.select(entry.id)
        return True

    def follow_order(self, neighbour: Neighbour) -> None:
        """Step (and read ahead) as the list shows the images: ``neighbour(image id, step)``, ``None`` at its ends."""
        self._order = neighbour

    def read_ahead_too(self, more: Ahead) -> None:
        """Read these ahead as well, before the neighbours in the list: the planes beside an image."""
        self._more_ahead = more

    def neighbour(self, step: int) -> ImageEntry | None:
        """The image ``step`` places further in the list; ``None`` beyond its ends."""
        return self._beside(self.entry, step) if self.entry is not None else None

    def _beside(self, one: ImageEntry, step: int) -> ImageEntry | None:
        if self._order is not None:
            return self._order(one.id, step)
        images = self._files.images
        at = next((i for i, entry in enumerate(images) if entry.id == one.id), None)
        return images[at + step] if at is not None and 0 <= at + step < len(images) else None

    def leave(self, image_ids: Collection[str]) -> None:
        """Before images are taken out of the project: show the next one that stays, or one before, or none."""
        if self.entry is None or self.entry.id not in image_ids:
            return
        for step in (1, -1):
            entry: ImageEntry | None = self.entry
            while entry is not None and entry.id in image_ids:
                entry = self._beside(entry, step)
            if entry is not None:
                self.select(entry.id)
                return
        self.entry = None
        self._take_away()
        self.changed.emit()
        self.loaded.emit()

    def put_entries(self, entries: Iterable[ImageEntry]) -> None:
        """Flags, groups or splits of these images changed."""
        for entry in entries:
            if self.entry and self.entry.id == entry.id:
                self.entry = entry
            self._files.image_state_changed.emit(entry.id)

    def read_again(self, entries: Collection[ImageEntry]) -> None:
        """These images have other values now: drop what was read of them; the current one is shown anew."""
        masks = self._files.masks
        for entry in entries:
            self.cache.drop(entry.id)
            if masks is not None and self.entry is not None and self.entry.id == entry.id:
                self.before_leaving()
                masks.save_dirty()
                self.entry = entry
                self.withdraw()
                self._read(entry)

    def read_moved(self, entries: Collection[ImageEntry]) -> None:
        """The files of these images are at other places now: the current one is read if it could not be read before."""
        for entry in entries:
            trouble = self.blocked.pop(entry.id, None)
            if trouble is not None:
                self._files.solved.emit(trouble)
            if self.entry is not None and self.entry.id == entry.id:
                self.entry = entry
                if self.trouble is not None:
                    self.withdraw()
                    self._read(entry)

    # ---- while other work opens masks -----------------------------------------------------------------------------

    def hold(self, then: Callable[[], None]) -> None:
        """Open no mask until ``release``, and call ``then`` when none is being opened: at once, or in a moment."""
        self._holding = True
        self._reads.forget()
        self._read_on()
        self._reads.when_idle(then)

    def release(self) -> None:
        """Masks may be opened again; that of the current image is, if it waited for that."""
        self._holding = False
        self._read_on()

    def _read_on(self) -> None:
        if self.entry is not None and self.loading:
            self._read(self.entry)
        else:
            self.look_ahead()

    def _may_read(self, entry: ImageEntry) -> bool:
        masks = self._files.masks
        return masks is not None and (not self._holding or masks.has(entry.id))

    def withdraw(self) -> None:
        """Show no pixels until the image is read again."""
        self._take_away()
        self.changed.emit()

    # ---- reading ------------------------------------------------------------------------------------------------

    def _read(self, entry: ImageEntry) -> None:
        if self._may_read(entry):
            self._reads.want(entry.id, self._reader(entry))

    def _reader(self, entry: ImageEntry) -> Callable[[], tuple[Loaded, StoredMask | None]]:
        masks = self._files.masks
        assert masks is not None
        return partial(load_image, masks.project, entry, self.cache.peek(entry.id), masks.has(entry.id))

    def look_ahead(self) -> None:
        """Read the planes beside the image and the next and the previous one too, as far as they fit into memory."""
        masks = self._files.masks
        if masks is None or self.entry is None:
            return
        near = (*self._more_ahead(self.entry), self.neighbour(1), self.neighbour(-1))
        neighbours = list({entry.id: entry for entry in near if entry is not None}.values())
        keep = {self.entry.id, *(entry.id for entry in neighbours)}
        wanted, fitting = 0, []
        for entry in neighbours:
            cached, opened = entry.id in self.cache, masks.get(entry.id) is not None
            if (cached and opened) or not self._may_read(entry) or entry.id in self.blocked:
                continue
            wanted += 0 if cached else entry.width * entry.height * PER_PIXEL
            if not self.cache.make_room(wanted, keep):
                break
            fitting.append((entry.id, self._reader(entry)))
        masks.get(self.entry.id)  # the current mask stays the most recently used one
        self._reads.ahead(fitting)

    def _on_arrived(self, image_id: str, result: tuple[Loaded, StoredMask | None]) -> None:
        loaded, opened = result
        masks, entry = self._files.masks, self._files.entry(image_id)
        if masks is None or entry is None:  # taken out of the project meanwhile
            if opened is not None:
                opened.close()
            return
        stored = opened or masks.get(image_id)
        current = self.entry is not None and self.entry.id == image_id
        if stored is None:  # its mask was open when reading began and was closed meanwhile
            if current:
                self._read(entry)
            return
        self.blocked.pop(image_id, None)
        keep = {self.entry.id} if self.entry else set()
        masks.add(stored, keep)
        self.cache.put(image_id, loaded, keep)
        self.mask_opened.emit(stored)
        self._unreported.add(image_id)
        if current:
            self._show(loaded, stored)
        else:
            self._files.image_state_changed.emit(image_id)

    def _on_unread(self, image_id: str, error: Exception) -> None:
        entry = self._files.entry(image_id)
        if entry is not None:
            self.block(entry, error)

    def block(self, entry: ImageEntry, error: Exception) -> None:
        """An image, or its mask, cannot be read: reported if it is the current one."""
        trouble = error
        if not isinstance(trouble, UserError):
            trouble = UserError(tr("{name} cannot be opened: {reason}", name=entry.title, reason=error))
        self.blocked[entry.id] = trouble
        if self.entry and self.entry.id == entry.id:
            self.trouble = trouble
            self._files.report_while(BLOCKED, trouble)
            self.loaded.emit()
        self._files.image_state_changed.emit(entry.id)

    def _show(self, loaded: Loaded, stored: StoredMask) -> None:
        self.image, self.pyramid, self.stored = loaded.image, loaded.pyramid, stored
        self.about_to_show.emit(stored)
        if stored.image_id in self._unreported:
            self._unreported.discard(stored.image_id)
            for sentence in (stored.notice, loaded.notice):
                if sentence:
                    self._files.notice.emit(tr(sentence))
        self.loaded.emit()
        self.shown.emit()
        self._files.image_state_changed.emit(stored.image_id)
        self.look_ahead()
