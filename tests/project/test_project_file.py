"""``project.json`` is read strictly: damage, newer and older schemas, and the way back that the hint names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from segstudio.errors import ProjectError
from segstudio.project import migrations
from segstudio.project.entries import BACKUP_HINT
from segstudio.project.project import Project


def made(folder: Path) -> Project:
    Image.new("L", (8, 6)).save(folder / "img_0.png")
    return Project.create(folder / "P.segstudio", image_paths=[folder / "img_0.png"])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edited(project: Project, change: Callable[[dict[str, Any]], object]) -> Path:
    """The project's folder with a change in project.json."""
    project.close()
    path = project.folder / "project.json"
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")
    return project.folder


def first(data: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = data["images"][0]
    return entry


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("schema"),
        lambda data: data.update(schema="1"),
        lambda data: data.update(schema=0),
        lambda data: data.update(schema=True),
        lambda data: data.pop("images"),
        lambda data: data.update(images={}),
        lambda data: data.update(images=[3]),
        lambda data: data.update(name=""),
        lambda data: data.update(name=5),
        lambda data: data.update(run="../evil"),
        lambda data: data.update(run=7),
        lambda data: data.update(use_network="no"),
        lambda data: data.update(classes="cell"),
        lambda data: data.update(classes={"classes": [{"id": 300, "name": "a"}]}),
        lambda data: data.update(more=1),
        lambda data: data["images"].append(dict(first(data))),
        lambda data: data["images"].append({**first(data), "id": "IMG_0"}),
        lambda data: first(data).update(id="../../evil"),
        lambda data: first(data).update(id="a/b"),
        lambda data: first(data).update(id="a.png"),
        lambda data: first(data).update(id=""),
        lambda data: first(data).update(id="nul"),
        lambda data: first(data).update(id=4),
        lambda data: first(data).update(path="a\0b"),
        lambda data: first(data).update(path=""),
        lambda data: first(data).update(path=None),
        lambda data: first(data).update(width=0),
        lambda data: first(data).update(height="6"),
        lambda data: first(data).update(size=-1),
        lambda data: first(data).update(size=1.5),
        lambda data: first(data).update(sha256="abc"),
        lambda data: first(data).update(split="validation"),
        lambda data: first(data).update(split=None),
        lambda data: first(data).update(flag=1),
        lambda data: first(data).update(group="a\nb"),
        lambda data: first(data).update(extra=1),
        lambda data: first(data).pop("sha256"),
    ],
)
def test_damaged_project_is_refused_with_the_way_back(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    folder = edited(made(tmp_path), change)
    before = files(folder)
    with pytest.raises(ProjectError) as caught:
        Project.open(folder)
    assert caught.value.hint == BACKUP_HINT and "segstudio check --repair" in BACKUP_HINT
    assert files(folder) == before
    assert not (folder / "lock").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[]", b"null"])
def test_project_file_that_is_no_object_is_refused(tmp_path: Path, content: bytes) -> None:
    project = made(tmp_path)
    project.close()
    (project.folder / "project.json").write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        Project.open(project.folder)
    assert caught.value.hint == BACKUP_HINT and "segstudio check --repair" in BACKUP_HINT


def test_newer_schema_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = edited(made(tmp_path), lambda data: data.update(schema=migrations.NEWEST + 1, surprise={}))
    with pytest.raises(ProjectError, match="newer SegStudio"):
        Project.open(folder)


def test_older_schema_is_migrated_after_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(data: dict[str, Any]) -> dict[str, Any]:
        return {**{key: value for key, value in data.items() if key != "title"}, "name": data["title"], "schema": 1}

    folder = edited(made(tmp_path), lambda data: data.update(schema=0, title=data.pop("name")))
    old = (folder / "project.json").read_bytes()
    monkeypatch.setitem(migrations.MIGRATIONS, 0, rename)
    assert Project.open(folder, write=False).name == "P"
    assert not (folder / "project.json.schema0").exists()
    with Project.open(folder) as project:
        assert project.name == "P"
        assert (folder / "project.json.schema0").read_bytes() == old
        project.save()
    monkeypatch.undo()
    Project.open(folder).close()


def test_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ProjectError, match="not a SegStudio project"):
            Project.open(folder)
    (tmp_path / "project.json.bak").write_text("{}")
    with pytest.raises(ProjectError) as caught:
        Project.open(tmp_path)
    assert "Rename" in caught.value.hint
    assert sorted(files(tmp_path)) == ["project.json.bak"]
