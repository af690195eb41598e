"""Whole writes and checked reads of files in the project folder. Imports errors and regular_file.

A file is either the old one or the new one, never a part: bytes go to a temporary file in the same folder, are flushed,
and take the name in one step (``os.replace``). A write that fails says why in a sentence and leaves the old file alone.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
import time
import uuid
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from segstudio.errors import ProjectError, UserError, WriteError, said
from segstudio.regular_file import IMAGE, TEXT, open_regular, read_regular

TEMP_PREFIX = ".tmp-"
SEAL = "crc32"
_SEALED = re.compile(rb',\n "crc32": "([0-9a-f]{8})"\n}\n\Z')
_REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room on the disk and save again; nothing in the window is lost."),
    errno.EDQUOT: ("your share of the disk is used up", "Make room and save again; nothing in the window is lost."),
    errno.EROFS: ("the drive is read-only", "Copy the project to a folder that you may write."),
    errno.EACCES: ("the folder may not be written", "Change its permissions or copy the project elsewhere."),
    errno.EPERM: ("the folder may not be written", "Change its permissions or copy the project elsewhere."),
    errno.ENOENT: ("its folder has vanished", "Connect the drive again or put the folder back, then save again."),
    errno.ELOOP: ("it is a link", "Put the file itself in its place, then save again."),
    errno.EIO: ("the drive reports an error", "Check the drive; save again when it answers."),
}
_REPLACE_TRIES = 20 if os.name == "nt" else 1  # Windows refuses to replace a file while a reader has it open


def write_error(path: Path, error: OSError, name: str = "") -> WriteError:
    """The sentence for a failed write of ``path``, called ``name`` in it (default: the file name)."""
    unknown = (error.strerror or str(error), "Check the drive and save again; nothing in the window is lost.")
    reason, hint = _REASONS.get(error.errno or 0, unknown)
    return WriteError("Cannot write {name}: {reason}.", hint, name=name or path.name, reason=said(reason))


def write_atomic(path: Path, data: bytes, fsync: bool = True) -> None:
    """Make ``path`` hold exactly ``data``, whole or not at all; the folder is made when missing (its parent is not).

    ``fsync`` also survives a power cut. Raises ``WriteError``; then ``path`` is unchanged and no temp file is left.
    """
    put_in_place(write_temp(path, (data,), fsync), path)
    if fsync:
        _sync_folder(path.parent)


def write_temp(path: Path, parts: Iterable[bytes], fsync: bool = False) -> Path:
    """The first half of ``write_atomic``: ``parts`` in a new file beside ``path``, for ``put_in_place``. Raises
    ``WriteError``; then no temp file is left."""
    temp = path.with_name(f"{TEMP_PREFIX}{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(exist_ok=True)
        _write_file(temp, parts, fsync)
    except BaseException as error:
        remove(temp)
        if isinstance(error, OSError):
            raise write_error(path, error) from error
        raise
    return temp


def put_in_place(temp: Path, path: Path, more: bytes = b"") -> None:
    """The second half: ``more`` is appended to ``temp``, which then becomes ``path``. Raises ``WriteError``; then
    ``path`` is unchanged and no temp file is left."""
    try:
        if more:
            _write_file(temp, (more,), fsync=False, flags=os.O_APPEND)
        _replace(temp, path)
    except OSError as error:
        remove(temp)
        raise write_error(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, unless it is there; raises WriteError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error


def remove(temp: Path) -> None:
    """Remove a temp file, if it is there."""
    with contextlib.suppress(OSError):
        temp.unlink()


def _write_file(path: Path, parts: Iterable[bytes], fsync: bool, flags: int = os.O_CREAT | os.O_EXCL) -> None:
    descriptor = os.open(path, os.O_WRONLY | flags | getattr(os, "O_BINARY", 0), 0o666)
    try:
        for part in parts:
            write_all(descriptor, part)
        if fsync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``: in one ``os.write``, or more where the system takes less at once."""
    rest = memoryview(data)
    while rest:
        written = os.write(descriptor, rest)
        if written <= 0:
            raise OSError(errno.EIO, "nothing was written")
        rest = rest[written:]


def _replace(temp: Path, path: Path) -> None:
    for attempt in range(_REPLACE_TRIES):
        try:
            os.replace(temp, path)
            return
        except PermissionError:
            if attempt == _REPLACE_TRIES - 1:
                raise
            time.sleep(0.02)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; where folders cannot be synced (Windows, some network drives) the rename still holds."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_temp_files(folder: Path) -> None:
    """Remove what killed writes left in ``folder``; call only while holding the project's lock."""
    for temp in folder.glob(f"{TEMP_PREFIX}*"):
        remove(temp)


def remove_made(paths: Iterable[Path]) -> None:
    """Remove files and folders that are empty then, one after the other, as far as that can be."""
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)


def free_name(folder: Path, pattern: str) -> Path:
    """The first of ``folder / pattern.format(1)``, ``(2)``... that does not exist."""
    number = 1
    while (folder / pattern.format(number)).exists():
        number += 1
    return folder / pattern.format(number)


def move_aside(path: Path, pattern: str, folder: Path | None = None) -> Path:
    """Rename ``path`` to the first free ``pattern.format(n)`` beside it (or in ``folder``); raises WriteError."""
    goal_folder = folder or path.parent
    try:
        goal_folder.mkdir(exist_ok=True)
        goal = free_name(goal_folder, pattern)
        os.replace(path, goal)
    except OSError as error:
        raise write_error(path, error) from error
    return goal


def read_bytes(path: Path, most: int = TEXT) -> bytes:
    """The bytes of a file of at most ``most`` bytes; raises ProjectError where it cannot be read."""
    try:
        return read_regular(path, most)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> ProjectError:
    """The sentence for a file that cannot be read."""
    reason = error.strerror or error
    return ProjectError("Cannot read {name}: {reason}.", "Check {place}.", name=path.name, reason=reason, place=path)


def read_json(path: Path) -> object:
    """The content of a JSON file (UTF-8) without its seal; raises ProjectError when missing, unreadable or damaged."""
    data = read_bytes(path)
    if is_seal_broken(data):
        raise ProjectError(
            "{name} is damaged: its checksum is not that of its content.",
            "Restore {place} from a backup.",
            name=path.name,
            place=path,
        )
    return parsed_json(path, data)


def parsed_json(path: Path, data: bytes) -> object:
    """``read_json`` of bytes, whatever the seal says."""
    try:
        content: object = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise ProjectError(
            "{name} is damaged: {error}.", "Restore {place} from a backup.", name=path.name, error=error, place=path
        ) from error
    if isinstance(content, dict):
        content.pop(SEAL, None)
    return content


def write_json(path: Path, content: object, fsync: bool = True) -> None:
    """Write ``content`` as indented UTF-8 JSON with a seal, whole or not at all; raises WriteError."""
    write_atomic(path, sealed(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)), fsync)


def sealed(text: str) -> bytes:
    """The text of a JSON object, indented by 1, with the CRC-32 of what stands before as its last entry: damage that
    leaves it readable, such as one wrong letter in a name, is found. What is no object stays without."""
    head = text.rstrip().removesuffix("\n}").encode("utf-8")
    if not text.startswith("{\n") or head == text.rstrip().encode("utf-8"):
        return text.encode("utf-8") + b"\n"
    return head + f',\n "{SEAL}": "{zlib.crc32(head):08x}"\n}}\n'.encode()


def is_seal_broken(data: bytes) -> bool:
    """Whether a JSON file has a seal that is not that of its content: it is damaged, or was changed by hand."""
    found = _SEALED.search(data)
    if found is None:
        return f'\n "{SEAL}":'.encode() in data
    return zlib.crc32(data[: found.start()]) != int(found[1], 16)


FileStamp = tuple[int, int]  # of a file: modification time in ns, bytes; changes whenever the file is written


def file_stamp(path: Path) -> FileStamp | None:
    """The stamp of a file; ``None`` where it is not there."""
    try:
        return stamp_of(path.stat())
    except OSError:
        return None


def stamp_of(status: os.stat_result) -> FileStamp:
    """The stamp from a file's status."""
    return status.st_mtime_ns, status.st_size


def file_hash(path: Path, data: bytes | None = None) -> str:
    """SHA-256 of a file's bytes (``data`` where they are in memory already), 64 lower-case hex digits; OSError."""
    if data is not None:
        return hashlib.sha256(data).hexdigest()
    with open_regular(path, IMAGE) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_foreign(
    files: Iterable[Path],
    is_ours: Callable[[Path], bool],
    list_file: tuple[Path, bytes],
    raised: type[UserError],
    messages: tuple[str, str],
) -> None:
    """Raise ``raised`` where one of ``files`` exists already and was not written by us before.

    ``list_file`` is the file that is written beside them and its content: where none of them exists, it may be foreign
    too. ``messages`` are the sentences for one such file and for several.
    """
    present = [path for path in files if path.exists()]
    foreign = [path for path in present if not is_ours(path)]
    beside, content = list_file
    if not present and beside.exists() and not _holds(beside, content):
        foreign = [beside]
    if foreign:
        more = len(foreign) - 1
        hint = "Choose an empty folder, so that nothing is lost."
        raise raised(messages[bool(more)], hint, folder=foreign[0].parent, name=foreign[0].name, more=more)


def _holds(path: Path, content: bytes) -> bool:
    """Whether a file holds exactly ``content``."""
    try:
        return read_regular(path, len(content)) == content
    except OSError:
        return False


# ---- links ---------------------------------------------------------------------------------------------------------

_OWN_FILES = ("project.json", "project.json.bak", "lock", ".lock-guard")
_OWN_FOLDERS = ("masks", "journal", "removed", "recovered", "runs", "predictions", "weights", "explorations",
                "comparisons")  # fmt: skip
WRITTEN_FOLDERS = ("masks", "journal", "removed", "images")  # by an open project; the files of images may be links


def refuse_links_below(project: Path) -> None:
    """Raise ProjectError where one of the project's own files or folders, or anything in these, is a link: what is
    written there would lie outside the project. Images may lie anywhere and are not looked at."""
    refuse_links(project, (*_OWN_FILES, *_OWN_FOLDERS), ProjectError)
    folders = [project / name for name in _OWN_FOLDERS]
    while folders:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_symlink() or (os.name == "nt" and _is_link(entry.stat(follow_symlinks=False))):
                    raise _link_error(project, Path(entry.path), ProjectError)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))


def refuse_links(project: Path, names: Iterable[str], raised: type[UserError] = WriteError) -> None:
    """Raise ``raised`` where one of these names in the project folder is a link."""
    for name in names:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if _is_link((project / name).lstat()):
                raise _link_error(project, project / name, raised)


def _is_link(status: os.stat_result) -> bool:
    junction = getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    return stat.S_ISLNK(status.st_mode) or junction


def _link_error(project: Path, path: Path, raised: type[UserError]) -> UserError:
    return raised(
        "{name} in the project folder is a link; what is written there would lie outside the project.",
        "Put the folder or file itself at {place}.",
        name=path.relative_to(project).as_posix(),
        place=path,
    )
