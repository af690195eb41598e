"""Reading ahead: the wanted image first, neighbours within memory, no queue of old requests, never a closed mask."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document import current_image
from segstudio.gui.document.document import Document
from segstudio.gui.files.load_image import Loaded, load_image
from segstudio.gui.files.prefetch import Prefetch
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.geometry import Rect
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.reading import ImageData
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import open_folder, paint_block, reading


class Reader:
    """Loads that end when they are told to, and notes in which order they began and arrived."""

    def __init__(self, parent: QObject) -> None:
        self.begun: list[str] = []
        self.arrived: list[str] = []
        self.failed: list[str] = []
        self._gates: dict[str, threading.Event] = {}
        self.loads = Prefetch(
            lambda key, _result: self.arrived.append(key), lambda key, _error: self.failed.append(key), parent
        )

    def load(self, key: str) -> object:
        """A load that waits for ``finish``."""
        gate = self._gates[key] = threading.Event()

        def read() -> str:
            self.begun.append(key)
            assert gate.wait(10)
            if key.startswith("bad"):
                raise OSError(key)
            return key

        return read

    def want(self, key: str) -> None:
        """Wish for an image."""
        self.loads.want(key, self.load(key))  # type: ignore[arg-type]

    def finish(self, *keys: str) -> None:
        """Let loads end."""
        for key in keys:
            self._gates[key].set()


@pytest.fixture
def reader(qtbot: QtBot) -> object:
    """Closed with everything let go."""
    parent = QObject()
    made = Reader(parent)
    yield made
    made.finish(*made._gates)
    made.loads.close()


def test_what_is_wanted_begins_beside_a_reading_ahead(reader: Reader, qtbot: QtBot) -> None:
    reader.loads.ahead([("next", reader.load("next")), ("previous", reader.load("previous"))])  # type: ignore[list-item]
    qtbot.waitUntil(lambda: reader.begun == ["next"])
    reader.want("wanted")
    qtbot.waitUntil(lambda: reader.begun == ["next", "wanted"])
    reader.finish("next", "wanted")
    qtbot.waitUntil(lambda: len(reader.arrived) == 2)
    assert reader.begun == ["next", "wanted"], "what was to be read ahead of the old image is forgotten"


def test_while_a_key_is_held_only_the_first_and_the_last_are_read(
    reader: Reader, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "segstudio.gui.files.prefetch.KEY_REPEAT", 60.0
    )  # however long this machine pauses between two wishes
    reader.loads._pause.setInterval(1000)
    for number in range(20):
        reader.want(f"image {number}")
        QTest.qWait(5)
    qtbot.waitUntil(lambda: len(reader.begun) == 2)
    assert reader.begun == ["image 0", "image 19"]


def test_neighbours_are_read_one_after_the_other(reader: Reader, qtbot: QtBot) -> None:
    reader.loads.ahead([(key, reader.load(key)) for key in ("a", "bad", "c")])  # type: ignore[misc]
    for key in ("a", "bad", "c"):
        qtbot.waitUntil(lambda k=key: reader.begun[-1:] == [k])
        assert reader.loads.has(key)
        reader.finish(key)
    qtbot.waitUntil(lambda: not reader.loads._running)
    assert reader.arrived == ["a", "c"] and reader.failed == ["bad"]


def test_closing_waits_for_nothing_and_nothing_arrives_afterwards(reader: Reader, qtbot: QtBot) -> None:
    reader.loads.want("a", reader.load("a"))
    qtbot.waitUntil(lambda: reader.begun == ["a"])
    reader.loads.close()
    reader.finish("a")
    QTest.qWait(20)
    assert reader.arrived == []


def loaded(side: int) -> Loaded:
    """An image of ``side`` x ``side`` grey pixels."""
    pixels = np.zeros((side, side), np.uint8)
    return Loaded(ImageData(pixels, Path("x.png")), Pyramid(pixels, levels=1))


def test_the_cache_keeps_what_fits_and_the_newest_always() -> None:
    cache = ByteCache[str, Loaded](250)
    for name in ("a", "b", "c"):
        cache.put(name, loaded(10))
    assert "a" not in cache and "b" in cache and "c" in cache and cache.nbytes == 200
    cache.get("b")
    cache.put("d", loaded(10), keep=("c",))
    assert "b" not in cache and "c" in cache and "d" in cache
    cache.put("huge", loaded(100))
    assert "huge" in cache and "c" not in cache
    assert not cache.make_room(1, ("huge",)) and cache.make_room(100, ())


def images_in_memory(document: Document) -> set[str]:
    """Ids of images that are kept."""
    return {entry.id for entry in document.images if entry.id in document.current.cache}


def test_the_neighbours_of_the_current_image_are_there_before_they_are_asked_for(
    document: Document, qtbot: QtBot
) -> None:
    ids = [entry.id for entry in document.images]
    qtbot.waitUntil(lambda: not reading(document))
    assert images_in_memory(document) == set(ids[:2])
    document.current.step(1)
    assert document.mask is not None, "shown at once, without waiting"
    qtbot.waitUntil(lambda: not reading(document))
    assert images_in_memory(document) == set(ids)


def test_reading_ahead_stays_within_its_bytes(empty_document: Document, project_folder: Path, qtbot: QtBot) -> None:
    document = empty_document
    document.current.cache.limit = 60 * 80 * 2
    assert open_folder(document, project_folder)
    for _ in range(3):
        qtbot.waitUntil(lambda: document.mask is not None and not reading(document))
        assert images_in_memory(document) == {document.entry.id}
        document.current.step(1)


def test_holding_the_key_ends_at_the_last_image(empty_document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    paths = draw_images(tmp_path / "many", 12)
    assert empty_document.open_project.create(tmp_path / "Many.segstudio", paths, ["a"])
    qtbot.waitUntil(lambda: len(empty_document.images) == 12)
    while empty_document.current.step(1):
        QTest.qWait(3)
    qtbot.waitUntil(lambda: empty_document.mask is not None)
    assert empty_document.entry.path.endswith("image_11.png")
    assert empty_document.image.path.name == "image_11.png"


def test_strokes_on_an_image_read_ahead_are_kept(document: Document, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not reading(document))
    document.current.step(1)
    paint_block(document, 1, Rect(3, 4, 5, 6))
    for step in (-1, 1):
        document.current.step(step)
        qtbot.waitUntil(lambda: document.mask is not None)
    assert document.mask.counts()[1] == 30
    qtbot.waitUntil(lambda: len(document.project.open_masks) == 3)  # the next one may still be on its way


def test_a_file_that_changed_is_read_again(document: Document, image_paths: list[Path], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not reading(document))
    Image.fromarray(np.full((60, 80), 123, np.uint8)).save(image_paths[1])
    with qtbot.waitSignal(document.notice):
        document.current.step(1)
    assert document.image.pixels[0, 0] == 123


def test_opening_a_png_reads_its_file_once(
    project_folder: Path, image_paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    really_open = open

    def open_and_count(file: Any, *more: Any, **named: Any) -> Any:
        opened.extend([Path(file)] if isinstance(file, str | os.PathLike) else [])
        return really_open(file, *more, **named)

    with Project.open(project_folder, write=False) as project:
        entry = project.images[0]
        path = project.image_path(entry)
        assert path.suffix == ".png"
        monkeypatch.setattr("builtins.open", open_and_count)
        loaded, _ = load_image(project, entry, None, True)
        monkeypatch.undo()
        assert opened.count(path) == 1 and not loaded.notice
        path.write_bytes(path.read_bytes() + b"more")
        assert "was changed" in load_image(project, entry, None, True)[0].notice


def test_deleting_a_class_while_images_are_read_ahead_takes_all_its_pixels(document: Document, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not reading(document))
    document.current.step(1)
    paint_block(document, 1, Rect(0, 0, 4, 4))
    qtbot.waitUntil(lambda: document.mask is not None)
    document.current.look_ahead()
    document.class_changes.delete(1)
    qtbot.waitUntil(lambda: 1 not in document.classes)
    assert all(stored.mask.counts()[1] == 0 for stored in document.project.open_masks.values())


def test_a_placeholder_names_the_image_that_is_loading(
    empty_document: Document, project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let, read = threading.Event(), current_image.load_image
    monkeypatch.setattr(current_image, "load_image", lambda *given: (let.wait(10), read(*given))[1])
    assert open_folder(empty_document, project_folder)
    widget = Canvas(empty_document, TOOLS)
    widget.resize(400, 300)
    assert empty_document.current.loading and empty_document.mask is None
    assert widget.grab().toImage() != Canvas(Document(empty_document.background), TOOLS).grab().toImage()
    let.set()
    widget.deleteLater()


def test_a_small_picture_comes_from_memory(document: Document) -> None:
    small = document.display.small_picture(document.entry.id, 40)
    assert small is not None and small.dtype == np.uint8 and max(small.shape[:2]) == 40 and small.shape[2] == 3
    assert document.display.small_picture("nobody", 40) is None


class Large:
    """Stands for an image."""


def test_what_was_read_is_freed_when_nobody_has_it_any_more(qtbot: QtBot) -> None:
    """Without waiting for the collector of garbage, which counts objects, not their bytes."""
    parent, kept = QObject(), list[weakref.ref[Large]]()
    loads = Prefetch(lambda _key, result: kept.append(weakref.ref(result)), lambda _key, _error: None, parent)
    gc.collect()
    gc.disable()
    try:
        for name in ("a", "b"):
            loads.want(name, Large)
            qtbot.waitUntil(lambda name=name: len(kept) == 1 + (name == "b"))
        qtbot.waitUntil(lambda: all(one() is None for one in kept))
    finally:
        gc.enable()
        loads.close()
