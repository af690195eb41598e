"""A run as a file: out and in again it is the same; whatever is hostile or damaged is refused in one sentence."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import pickle
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from segstudio.errors import UserError, WriteError
from segstudio.learning.messages import HELD_OUT, ClassScore, Scored, ScoreTable, TrainSettings
from segstudio.learning.runs import archive
from segstudio.learning.runs.archive import export_run, import_run, match_classes
from segstudio.learning.runs.folder import load_run, read_info, save_run
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.listing import scan

ROWS = (ClassScore(0, "ground", 0.5, 0.6, 1.0, 40), ClassScore(7, "cell", 0.4, 0.5, 1.0, 9))
TABLE = ScoreTable(HELD_OUT, 1, 40, ROWS, 0.5, 0.6, 0.9)
INFO = RunInfo(
    "2026-01-02_03-04-05", "resnet18", (0, 7), ("ground", "cell"), TrainSettings(), best=TABLE, title="Mine",
    scores=(Scored(1, 2.0, 0.5, TABLE, True),), created="2026-01-02T03:04:05", held_out=("x",),
)  # fmt: skip
CLASSES = {0: "ground", 7: "cell"}


def state() -> dict[str, Tensor]:
    return {"logits.weight": torch.rand(2, 3, 1, 1), "logits.bias": torch.rand(2)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "from"
    folder.mkdir()
    save_run(folder, INFO, state(), {"moment": torch.rand(3)})
    return folder


@pytest.fixture
def goal(tmp_path: Path) -> Path:
    folder = tmp_path / "to"
    folder.mkdir()
    return folder


def clean(goal: Path) -> bool:
    """Nothing of a refused import is left."""
    return not (goal / "runs").exists() or os.listdir(goal / "runs") == []


def test_out_and_in_again_is_the_same_run(project: Path, goal: Path, tmp_path: Path) -> None:
    path = export_run(project, INFO.name, tmp_path / "run.zip")
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["card.md", "run.json", "weights.safetensors"]
        assert b"# Mine" in archive.read("card.md")
    done = import_run(goal, path, CLASSES)
    assert done.missing == () and done.info.name == INFO.name
    before, after = load_run(project, INFO.name), load_run(goal, INFO.name)
    assert after[0] == replace(before[0], resume_sha256="") == done.info
    assert all(torch.equal(before[1][key], after[1][key]) for key in before[1])
    assert (goal / "runs" / INFO.name / "card.md").is_file()


def test_the_folder_of_a_run_can_be_imported_and_a_taken_name_gives_a_new_one(project: Path, goal: Path) -> None:
    folder = project / "runs" / INFO.name
    names = [import_run(goal, folder, CLASSES).info.name for _ in range(3)]
    assert names == [INFO.name, f"{INFO.name}_2", f"{INFO.name}_3"]
    assert [row.problem for row in scan(goal)] == ["", "", ""]


def test_a_name_that_predictions_or_a_deleted_run_have_is_not_taken(project: Path, goal: Path) -> None:
    (goal / "predictions" / INFO.name).mkdir(parents=True)
    (goal / "runs" / ".deleted" / f"{INFO.name}_2").mkdir(parents=True)
    assert import_run(goal, project / "runs" / INFO.name, CLASSES).info.name == f"{INFO.name}_3"


def test_outputs_go_to_the_classes_of_the_same_name_and_missing_ones_are_named(project: Path, goal: Path) -> None:
    done = import_run(goal, project / "runs" / INFO.name, {7: "nucleus", 3: "ground"})
    assert done.missing == ("cell",)
    ground, cell = done.info.class_ids
    assert ground == 3 and cell not in (3, 7)  # never shown as a class that it is not
    assert done.info.best is not None and [one.class_id for one in done.info.best.classes] == [ground, cell]
    assert [one.class_id for one in done.info.scores[0].table.classes] == [ground, cell]
    assert read_info(goal, done.info.name) == done.info


def test_ids_stay_one_for_each_output_whatever_the_project_calls_them() -> None:
    for classes in ({}, {0: "cell", 7: "ground"}, {7: "ground"}, {i: str(i) for i in range(253)}):
        info, _ = match_classes(INFO, classes)
        assert len(set(info.class_ids)) == 2 and all(0 <= one < 255 for one in info.class_ids)
    with pytest.raises(UserError, match="no room"):
        match_classes(INFO, {i: str(i) for i in range(254)})


# ---- out --------------------------------------------------------------------------------------------------------


def test_damaged_weights_are_not_exported(project: Path, tmp_path: Path) -> None:
    (project / "runs" / INFO.name / "weights.safetensors").write_bytes(b"other")
    with pytest.raises(UserError, match="missing or damaged"):
        export_run(project, INFO.name, tmp_path / "run.zip")
    assert not (tmp_path / "run.zip").exists()


def test_a_full_disk_leaves_the_file_that_was_there(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(b"before")

    def full(*_args: object, **_rest: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("segstudio.learning.runs.archive._pass_on", full)
        with pytest.raises(WriteError, match="the disk is full"):
            export_run(project, INFO.name, path)
    assert path.read_bytes() == b"before" and list(tmp_path.glob(".tmp-*")) == []
    with pytest.raises(WriteError):
        export_run(project, INFO.name, tmp_path / "gone" / "run.zip")


# ---- in ---------------------------------------------------------------------------------------------------------


class Evil:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, ("hacked",)


def parts(project: Path) -> dict[str, bytes]:
    folder = project / "runs" / INFO.name
    return {name: (folder / name).read_bytes() for name in ("run.json", "weights.safetensors")}


def packed(path: Path, content: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def facts(data: dict[str, bytes], **change: Any) -> dict[str, bytes]:
    return data | {"run.json": json.dumps(json.loads(data["run.json"]) | change).encode()}


def with_weights(data: dict[str, bytes], weights: bytes) -> dict[str, bytes]:
    return facts(data | {"weights.safetensors": weights}, weights_sha256=hashlib.sha256(weights).hexdigest())


def hostile(data: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    buffer = io.BytesIO()
    torch.save({"a": torch.rand(1)}, buffer)
    header = b'{"logits.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,99999]}}'
    return {
        "traversal": data | {"../../evil.txt": b"x"},
        "traversal by a known name": {"run.json": data["run.json"], "../weights.safetensors": b"x"},
        "absolute": data | {"/tmp/run.json": b"x"},
        "backslash": data | {"..\\run.json": b"x"},
        "drive": data | {"C:/run.json": b"x"},
        "deep": {f"a/b/{name}": content for name, content in data.items()},
        "a pickle beside it": data | {"weights.pt": pickle.dumps(Evil())},
        "a pickle as weights": with_weights(data, pickle.dumps(Evil())),
        "a torch file as weights": with_weights(data, buffer.getvalue()),
        "a header that lies": with_weights(data, len(header).to_bytes(8, "little") + header),
        "a header that is too long": with_weights(data, (1 << 40).to_bytes(8, "little") + b"{}"),
        "wrong hash": data | {"weights.safetensors": data["weights.safetensors"][:-1] + b"\x07"},
        "other outputs": facts(data, class_ids=[0, 7, 8], class_names=["ground", "cell", "pore"]),
        "unknown encoder": facts(data, encoder="vgg99"),
        "automatic encoder": facts(data, encoder="auto"),
        "unknown network": facts(data, network="segnet9"),
        "unknown upsampling": facts(data, upsampling="cubic"),
        "newer": facts(data, version=99),
        "void as a class": facts(data, class_ids=[0, 255]),
        "no facts": {"weights.safetensors": data["weights.safetensors"]},
        "no weights": {"run.json": data["run.json"]},
        "no JSON": data | {"run.json": b"\xff{"},
        "deep JSON": data | {"run.json": b"[" * 200_000},
        "a number that is none": data | {"run.json": data["run.json"].replace(b'"seconds": 0.0', b'"seconds": NaN')},
        "many files": data | {f"f{at}/log.txt": b"x" for at in range(30)},
        "two of one name": data | {"x/run.json": b"{}"},
        "empty": {},
    }


NAMES = sorted(hostile({"run.json": b"{}", "weights.safetensors": b""}))


def outside(folder: Path) -> list[Path]:
    """Every file that is not in the project."""
    return sorted(one for one in folder.rglob("*") if not one.is_relative_to(folder / "to"))


@pytest.mark.parametrize("name", NAMES)
def test_hostile_archives_are_refused_and_leave_nothing(
    name: str, project: Path, goal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = packed(tmp_path / "run.zip", hostile(parts(project))[name])
    before = outside(tmp_path)
    with pytest.raises(UserError) as caught:
        import_run(goal, path, CLASSES)
    assert caught.value.message and caught.value.hint and clean(goal)
    assert outside(tmp_path) == before  # no file beside it, and no code was run


def test_a_zip_bomb_is_not_unpacked(project: Path, goal: Path, tmp_path: Path) -> None:
    data = parts(project) | {"log.txt": bytes(40 << 20)}
    with pytest.raises(UserError, match="would unpack to"):
        import_run(goal, packed(tmp_path / "a.zip", data, zipfile.ZIP_DEFLATED), CLASSES)
    assert clean(goal)


def test_too_many_bytes_are_refused(project: Path, goal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(archive.LIMITS, "weights.safetensors", 100)
    with pytest.raises(UserError, match="too long for a run"):
        import_run(goal, packed(tmp_path / "a.zip", parts(project)), CLASSES)
    assert clean(goal)


def test_links_are_refused(project: Path, goal: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("run.json")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(UserError, match="link"):
        import_run(goal, path, CLASSES)
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / "run.json").symlink_to(project / "runs" / INFO.name / "run.json")
    with pytest.raises(UserError, match="link"):
        import_run(goal, folder, CLASSES)
    assert clean(goal)


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
def test_what_is_no_zip_is_told(data: bytes, goal: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(UserError):
        import_run(goal, tmp_path / "a.zip", CLASSES)
    with pytest.raises(UserError, match="Cannot read"):
        import_run(goal, tmp_path / "gone.zip", CLASSES)


def test_every_cut_of_an_archive_is_told(project: Path, goal: Path, tmp_path: Path) -> None:
    whole = packed(tmp_path / "a.zip", parts(project), zipfile.ZIP_DEFLATED).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        (tmp_path / "cut.zip").write_bytes(whole[:at])
        with pytest.raises(UserError):
            import_run(goal, tmp_path / "cut.zip", CLASSES)
        (tmp_path / "bent.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            import_run(goal, tmp_path / "bent.zip", CLASSES)
        except UserError:
            continue
        assert all(not row.problem for row in scan(goal))  # the bit was in nothing that counts
    assert not list((goal / "runs").glob(".tmp-*"))


def test_a_full_disk_leaves_nothing_of_an_import(
    project: Path, goal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export_run(project, INFO.name, tmp_path / "run.zip")

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("segstudio.project.storage.write_all", full)
        with pytest.raises(WriteError, match="the disk is full"):
            import_run(goal, path, CLASSES)
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", full)
        with pytest.raises(WriteError, match="the disk is full"):
            import_run(goal, path, CLASSES)
    assert clean(goal)


def test_a_project_that_may_not_be_written_is_told(project: Path, goal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_args: object, **_rest: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refused)
        with pytest.raises(WriteError, match="may not be written"):
            import_run(goal, project / "runs" / INFO.name, CLASSES)


def test_what_a_killed_import_left_goes_with_the_next(project: Path, goal: Path) -> None:
    (goal / "runs" / ".tmp-old").mkdir(parents=True)
    assert scan(goal) == ()
    import_run(goal, project / "runs" / INFO.name, CLASSES)
    assert os.listdir(goal / "runs") == [INFO.name]
