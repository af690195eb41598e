"""Files are written whole or not at all, and a failed write says why."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import ProjectError, WriteError
from segstudio.project import storage


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_write_atomic_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    storage.write_atomic(path, b"a long first content")
    storage.write_atomic(path, b"short")
    assert path.read_bytes() == b"short"
    assert names(tmp_path) == ["file"]


def test_write_atomic_makes_the_folder(tmp_path: Path) -> None:
    storage.write_atomic(tmp_path / "masks" / "a.png", b"x", fsync=False)
    assert (tmp_path / "masks" / "a.png").read_bytes() == b"x"


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "open"])
@pytest.mark.parametrize(
    ("code", "word"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "reports an error"), (999, "999")],
)
def test_failed_write_keeps_the_old_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, word: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*_args: object, **_kwargs: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(WriteError) as caught:
        storage.write_atomic(path, b"new")
    monkeypatch.undo()
    assert word in caught.value.message
    assert caught.value.hint
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


def test_a_system_that_writes_in_parts_still_gets_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
    storage.write_atomic(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_vanished_parent_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="vanished"):
        storage.write_atomic(tmp_path / "gone" / "masks" / "a.png", b"x")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_folder_without_permission_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WriteError, match="may not be written"):
            storage.write_atomic(tmp_path / "file", b"x")
    finally:
        tmp_path.chmod(0o700)


TEXT = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(content=JSON)
def test_json_reads_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = tmp_path_factory.mktemp("json") / "a.json"
    storage.write_json(path, content, fsync=False)
    assert storage.read_json(path) == content


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"{'a': 1}"])
def test_damaged_json_is_a_project_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(ProjectError, match="damaged") as caught:
        storage.read_json(path)
    assert "backup" in caught.value.hint


def test_missing_json_is_a_project_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="Cannot read"):
        storage.read_json(tmp_path / "a.json")


def test_temp_files_of_killed_writes_are_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"{storage.TEMP_PREFIX}123").write_bytes(b"part")
    (tmp_path / "keep.png").write_bytes(b"whole")
    storage.remove_temp_files(tmp_path)
    assert names(tmp_path) == ["keep.png"]
    storage.remove_temp_files(tmp_path / "no folder")


def test_move_aside_never_overwrites(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        (tmp_path / "a").write_bytes(content)
        storage.move_aside(tmp_path / "a", "a.aside-{}")
    assert (tmp_path / "a.aside-1").read_bytes() == b"one"
    assert (tmp_path / "a.aside-2").read_bytes() == b"two"


def test_file_hash_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert storage.file_hash(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
