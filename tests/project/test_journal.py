"""The journal gives back every record that was written whole, whatever happened to its end."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import MaskError, WriteError
from segstudio.project import journal_reading as journals
from segstudio.project.journal import FileMark, Journal, JournalHeader, JournalRecord, Kind
from segstudio.project.journal_reading import parse_journal, read_journal

SHAPE = (5, 7)
PAYLOADS = st.lists(st.binary(max_size=60), max_size=6)


def append(journal: Journal, record: JournalRecord) -> None:
    journal.hold(record)
    journal.flush()


def rewrite(journal: Journal, base_seq: int, base_file: FileMark, history: list[tuple[Kind, bytes]]) -> None:
    made = journal.begin_rewrite(base_seq, base_file, history)
    made.write()
    journal.finish_rewrite(made)


def filled(path: Path, payloads: list[bytes]) -> Journal:
    journal = Journal(path, JournalHeader.new(FileMark(), SHAPE))
    for seq, payload in enumerate(payloads, 1):
        append(journal, JournalRecord(seq, Kind.EDIT, payload))
    return journal


def content(path: Path) -> journals.JournalContent:
    found = read_journal(path)
    assert found is not None
    return found


@settings(max_examples=30, deadline=None)
@given(payloads=PAYLOADS.filter(bool))
def test_records_read_back(tmp_path_factory: pytest.TempPathFactory, payloads: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("journal") / "a"
    journal = filled(path, payloads)
    found = content(path)
    assert [record.payload for record in found.records] == payloads
    assert [record.seq for record in found.records] == list(range(1, len(payloads) + 1))
    assert found.header == journal.header
    assert found.size == journal.size == path.stat().st_size
    assert not found.damaged
    assert journals.last_seq(path) == (journal.header.uuid, len(payloads))


def test_each_record_is_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, sizes = os.write, []

    def count(descriptor: int, data: bytes) -> int:
        sizes.append(len(data))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", count)
    filled(tmp_path / "a", [b"1", b"22", b"333"])
    assert len(sizes) == 3


def test_looking_makes_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal" / "a", JournalHeader.new(FileMark(), SHAPE))
    journal.flush()
    journal.sync()
    assert not (tmp_path / "journal").exists()
    assert read_journal(journal.path) is None
    assert journals.last_seq(journal.path) is None


def test_a_torn_tail_is_ignored_and_cut_before_the_next_append(tmp_path: Path) -> None:
    path = tmp_path / "a"
    journal = filled(path, [b"first", b"second", b"third one"])
    whole = path.read_bytes()
    before = content(path).records[1].end
    for end in range(before, len(whole)):
        path.write_bytes(whole[:end])
        found = content(path)
        assert [record.payload for record in found.records] == [b"first", b"second"]
        assert found.size == before and not found.damaged
        assert journals.last_seq(path) == (journal.header.uuid, 2)
        append(Journal(path, journal.header, found.size), JournalRecord(3, Kind.UNDO, b""))
        again = content(path)
        assert [record.kind for record in again.records] == [Kind.EDIT, Kind.EDIT, Kind.UNDO]
        assert again.size == path.stat().st_size


def test_a_first_write_cut_short_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    filled(path, [b"first"])
    whole = path.read_bytes()
    header = len(JournalHeader.new(FileMark(), SHAPE).to_bytes())
    for end in range(header):
        assert parse_journal(whole[:end]) is None
    found = parse_journal(whole[:header])
    assert found is not None and found.records == ()


@settings(max_examples=80, deadline=None)
@given(payloads=PAYLOADS.filter(bool), data=st.data())
def test_flipped_bytes_are_damage_and_only_sound_records_come_back(payloads: list[bytes], data: st.DataObject) -> None:
    header = JournalHeader.new(FileMark(3, 4), SHAPE)
    records = [JournalRecord(seq, Kind.EDIT, payload) for seq, payload in enumerate(payloads, 1)]
    whole = bytearray(header.to_bytes() + b"".join(record.to_bytes() for record in records))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    found = parse_journal(bytes(whole))
    assert found is not None and found.damaged
    good = {record.seq: record.payload for record in found.records if record.kind != Kind.LOST}
    assert good.items() <= dict(enumerate(payloads, 1)).items()
    assert len(good) == len(payloads) - (found.header is not None)
    lost = [record.seq for record in found.records if record.kind == Kind.LOST]
    assert len(lost) == (found.header is not None and not found.bad_end) and not set(lost) & set(good)


def test_a_number_that_is_missing_is_damage() -> None:
    header = JournalHeader.new(FileMark(), SHAPE)
    data = (
        header.to_bytes() + JournalRecord(1, Kind.EDIT, b"a").to_bytes() + JournalRecord(3, Kind.EDIT, b"c").to_bytes()
    )
    found = parse_journal(data)
    assert found is not None and found.damaged and found.last_seq == 3
    assert [(record.seq, record.kind) for record in found.records] == [(1, Kind.EDIT), (2, Kind.LOST), (3, Kind.EDIT)]


def test_journal_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match="cannot be read"):
        read_journal(tmp_path)


@pytest.mark.parametrize("part", [0, 1, 5])
def test_failed_append_is_told_leaves_no_trace_and_goes_out_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    path = tmp_path / "a"
    journal = filled(path, [b"first"])
    good = path.read_bytes()
    real = os.write
    calls = [part]

    def full(descriptor: int, data: bytes) -> int:
        size = calls.pop() if calls else 0
        if not size:
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, bytes(data[:size]))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(WriteError, match="full"):
        append(journal, JournalRecord(2, Kind.EDIT, b"second"))
    monkeypatch.undo()
    assert path.read_bytes() == good
    append(journal, JournalRecord(3, Kind.EDIT, b"third"))
    assert [record.payload for record in content(path).records] == [b"first", b"second", b"third"]


def test_failed_cut_after_a_failed_append_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    journal = filled(path, [b"first"])
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, bytes(data[:20]))

    def broken(descriptor: int, size: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "write", full)
    monkeypatch.setattr(os, "ftruncate", broken)
    with pytest.raises(WriteError):
        append(journal, JournalRecord(2, Kind.EDIT, b"second"))
    monkeypatch.undo()
    assert [record.payload for record in content(path).records] == [b"first"]
    journal.flush()
    assert [record.payload for record in content(path).records] == [b"first", b"second"]


def test_journal_removed_underneath_is_a_write_error_and_a_rewrite_heals_it(tmp_path: Path) -> None:
    path = tmp_path / "a"
    journal = filled(path, [b"first"])
    for change in (path.unlink, lambda: path.write_bytes(b"")):
        change()
        with pytest.raises(WriteError):
            append(journal, JournalRecord(2, Kind.EDIT, b"second"))
    rewrite(journal, 2, FileMark(1, 2), [(Kind.EDIT, b"first"), (Kind.EDIT, b"second")])
    append(journal, JournalRecord(3, Kind.UNDO, b""))
    found = content(path)
    assert [record.seq for record in found.records] == [2, 2, 3]
    assert found.last_seq == 3


def test_rewrite_keeps_the_uuid_and_starts_at_the_saved_state(tmp_path: Path) -> None:
    path = tmp_path / "a"
    journal = filled(path, [b"x" * 1000] * 5)
    name = journal.header.uuid
    rewrite(journal, 5, FileMark(9, 9), [(Kind.EDIT, b"x"), (Kind.UNDO, b"")])
    found = content(path)
    assert found.header == JournalHeader(name, 5, FileMark(9, 9), SHAPE)
    assert found.last_seq == 5 and path.stat().st_size == journal.size < 200
    assert journals.last_seq(path) == (name, 5)


def test_failed_rewrite_leaves_the_old_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    journal = filled(path, [b"first", b"second"])
    good = path.read_bytes()

    def fail(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(WriteError):
        rewrite(journal, 2, FileMark(1, 1), [])
    monkeypatch.undo()
    assert path.read_bytes() == good
    append(journal, JournalRecord(3, Kind.EDIT, b"third"))
    assert content(path).last_seq == 3


def test_a_first_write_that_fails_leaves_no_file_and_names_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    journal = Journal(tmp_path / "a", JournalHeader.new(FileMark(), SHAPE))
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(WriteError, match="the journal of a: the disk is full"):
            append(journal, JournalRecord(1, Kind.EDIT, b"first"))
    assert not list(tmp_path.iterdir())
    journal.flush()
    assert content(tmp_path / "a").last_seq == 1
