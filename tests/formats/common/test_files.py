"""Folders, archives and single files are read by name; an archive that means harm is refused in a sentence."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from segstudio.errors import FormatError, MaskError
from segstudio.formats.common import files as files_module
from segstudio.formats.common.files import open_files


def archive(path: Path, *names: str, **changes: int) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            row = zipfile.ZipInfo(name)
            for field, value in changes.items():
                setattr(row, field, value)
            made.writestr(row, b"abc")
    return path


def test_a_damaged_file_in_an_archive_is_named(tmp_path: Path) -> None:
    for kind in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(tmp_path / "x.zip", "w", kind) as made:
            made.writestr("a.png", bytes(range(256)) * 9)
        data = bytearray((tmp_path / "x.zip").read_bytes())
        data[45:60] = bytes(15)
        (tmp_path / "x.zip").write_bytes(data)
        with pytest.raises(MaskError, match=r"a\.png"):
            open_files(tmp_path / "x.zip").read("a.png")


def test_a_file_that_another_one_names_is_read_only_if_it_is_among_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(b"{}")
    (tmp_path / "out.png").write_bytes(b"abc")
    for name in ("../out.png", str(tmp_path / "out.png"), "a.json/../../out.png", "\ud800", "a\0"):
        with pytest.raises(MaskError, match="is missing"):
            open_files(tmp_path / "in").read(name)
        assert open_files(tmp_path / "in").head(name) == b""


def test_a_folder_an_archive_and_a_file_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.png").write_bytes(b"abc")
    (tmp_path / "in" / ".hidden.png").write_bytes(b"abc")
    packed = archive(tmp_path / "x.zip", "deep/a.png", "__MACOSX/a.png", "deep/.b.png")
    for place in (tmp_path / "in", packed):
        files = open_files(place)
        assert files.names == ("deep/a.png",) and files.read("deep/a.png") == b"abc" and files.head("none") == b""
        with pytest.raises(MaskError, match="none is missing"):
            files.read("none")
    assert open_files(tmp_path / "in" / "deep" / "a.png").read("a.png") == b"abc"
    assert open_files(tmp_path / "in", [tmp_path / "in" / "deep" / "a.png"]).names == ()
    with pytest.raises(FormatError, match="There is no file or folder"):
        open_files(tmp_path / "gone")


@pytest.mark.parametrize("name", ["../a.png", "/a.png", "x/../../a.png", "..\\a.png", "C:/a.png"])
def test_an_archive_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match="outside"):
        open_files(archive(tmp_path / "x.zip", "good.png", name))


def test_links_passwords_doubles_and_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="is a link"):
        open_files(archive(tmp_path / "link.zip", "a", create_system=3, external_attr=0o120777 << 16))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = archive(tmp_path / "twice.zip", "a", "a")
    with pytest.raises(FormatError, match="twice"):
        open_files(twice)
    locked = (
        archive(tmp_path / "locked.zip", "a")
        .read_bytes()
        .replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )
    (tmp_path / "locked.zip").write_bytes(locked)
    with pytest.raises(FormatError, match="password"):
        open_files(tmp_path / "locked.zip")
    monkeypatch.setattr(files_module, "MOST_BYTES", 5)
    with pytest.raises(FormatError, match="larger than any data set"):
        open_files(archive(tmp_path / "bomb.zip", "a", "b"))


def test_a_file_of_an_archive_is_unpacked_once_beside_the_memory_and_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module.tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    files = open_files(archive(tmp_path / "x.zip", "a", "b"))
    monkeypatch.setattr(files_module.Files, "read", None)  # nobody may read all of it
    with files.open("a") as first, files.open("a") as second:
        assert first.read() == second.read() == b"abc" and os.fstat(first.fileno()) == os.fstat(second.fileno())
    with files.open("b") as other:
        assert other.read(2) == b"ab"
    (folder,) = (tmp_path / "temporary").iterdir()
    assert len([*folder.iterdir()]) == 1, "only the last one is kept"
    del files
    assert not folder.exists()


def test_a_file_of_an_archive_without_room_for_it_or_that_is_damaged_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = archive(tmp_path / "x.zip", "a")
    with monkeypatch.context() as full:
        full.setattr(files_module.shutil, "disk_usage", lambda _: SimpleNamespace(free=2))
        with pytest.raises(MaskError, match="a in the archive is not unpacked: it needs 1 MB in .*, where 0 MB are"):
            open_files(place).open("a")
    with pytest.raises(MaskError, match="is missing"):
        open_files(place).open("b")
    place.write_bytes(place.read_bytes().replace(b"abc", b"abd", 1))
    with pytest.raises(MaskError, match="a in the archive is damaged"):
        open_files(place).open("a")


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    place = archive(tmp_path / "x.zip", "a.png")
    place.write_bytes(place.read_bytes().replace(b"abc", b"abd", 1))
    with pytest.raises(MaskError, match=r"a\.png"):
        open_files(place).read("a.png")
