"""Only regular files of a bounded size are read: a pipe, a device, a folder or an endless file ends in a sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from segstudio.errors import LockedError, UserError
from segstudio.labels.classes import read_classes_json
from segstudio.learning.network.weights import read_state
from segstudio.learning.runs.archive import import_run
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.listing import scan
from segstudio.project import palette_png
from segstudio.project.images.reading import image_size, map_image, read_image, thumbnail
from segstudio.project.journal_reading import DAMAGED, last_seq, read_journal
from segstudio.project.lock import ProjectLock
from segstudio.project.project import Project
from segstudio.project.storage import file_hash, read_json
from segstudio.regular_file import open_regular, read_regular

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")

READERS: dict[str, Callable[[Path], object]] = {
    "image": read_image,
    "mapped image": map_image,
    "size": image_size,
    "thumbnail": lambda path: thumbnail(path, 16),
    "mask": palette_png.decode,
    "journal": read_journal,
    "json": read_json,
    "classes": read_classes_json,
    "weights": read_state,
    "exported run": lambda path: import_run(path.parent, path, {}),
}


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


ODD = [pipe, link_to_a_pipe, device, folder, endless]


@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_refuses_what_is_no_file_in_a_sentence(
    reader: str, make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "odd.png"
    make(path)
    with pytest.raises(UserError) as caught:
        READERS[reader](path)
    assert caught.value.hint and (make is folder or "odd.png" in caught.value.message)


@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_what_looks_cheaply_at_such_a_file_never_waits_for_it(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "odd.png"
    make(path)
    assert palette_png.read_text(path) == {} and not palette_png.states_void(path)
    assert last_seq(path) == DAMAGED
    with pytest.raises(OSError):
        file_hash(path)


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b").symlink_to("a")
    assert read_regular(tmp_path / "b", 3) == b"abc"
    with pytest.raises(OSError, match="more than the 2"):
        open_regular(tmp_path / "b", 2)


@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_the_files_of_a_project_may_be_anything(make: Callable[[Path], None], tmp_path: Path) -> None:
    for name in ("project.json", "lock", "runs/run.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / "runs" / "one").mkdir()
    make(tmp_path / "runs" / "one" / "run.json")
    with pytest.raises(UserError):
        read_info(tmp_path, "one")
    assert [row.info for row in scan(tmp_path)] == [None]
    (tmp_path / "locked").mkdir()
    make(tmp_path / "locked" / "lock")
    with pytest.raises(LockedError):
        ProjectLock(tmp_path / "locked").acquire()
    make(tmp_path / "project.json")
    with pytest.raises(UserError):
        Project.open(tmp_path)


ROOT = Path(__file__).resolve().parents[1] / "segstudio"
OPENS = re.compile(
    r"\.read_bytes\(|(?<!palette_png)\.read_text\(|(?<![\w.])open\([^)]*\"r|\.open\(\"r|Image\.open\(path|FileIO"
)
OWN = {  # what the program itself wrote a moment ago, or comes with it
    "regular_file.py": 1,
    "formats/writers/dataset.py": 1,
    "formats/writers/palette_png.py": 1,
    "gui/help/manual.py": 2,
    "learning/batch/export_model.py": 2,
    "learning/batch/onnx_export.py": 1,
    "learning/network/peak_memory.py": 1,  # the system's own figures of this process
    "learning/batch/standalone.py": 1,  # which runs where there is no SegStudio
    "learning/runs/archive.py": 1,
    "learning/runs/folder.py": 1,
    "project/sample/make.py": 1,
}


def test_no_other_file_opens_files_for_reading_by_itself() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in ROOT.rglob("*.py")}
    counts = {name: len(OPENS.findall(text)) for name, text in texts.items()}
    assert {name: count for name, count in counts.items() if count} == OWN
