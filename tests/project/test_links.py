"""A link in the project folder never leads reading or writing out of the project; images may lie anywhere."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from segstudio.cli.main import main
from segstudio.errors import ProjectError, WriteError
from segstudio.project.project import Project
from tests.project.painting_story import PALETTE, dab, journal, new_project, opened, stroke

FOLDERS = ("masks", "journal", "removed", "runs", "predictions", "weights")
FILES = ("project.json", "lock", ".lock-guard", "masks/img.png", "journal/img", "removed/old.png", "runs/one/run.json")
FILES += ("runs/one", "runs/.deleted/two", "predictions/one/img.png", "weights/own_resnet18.safetensors")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed project with a mask and a journal."""
    with new_project(tmp_path) as project:
        stored = opened(project)
        stroke(stored, 1)
        stored.save(PALETTE)
    return project.folder


def moved_out(path: Path, elsewhere: Path) -> Path:
    """Put what is at ``path`` (or an empty folder) elsewhere, and a link in its place; where it is."""
    elsewhere.mkdir()
    goal = elsewhere / path.name
    if path.exists():
        path.rename(goal)
    else:
        goal.mkdir()
        path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(goal, target_is_directory=goal.is_dir())
    return elsewhere


def content(place: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in place.rglob("*")}


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_a_project_with_a_link_in_it_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, name: str, write: bool
) -> None:
    elsewhere = moved_out(folder / name, tmp_path / "elsewhere")
    before = content(folder), content(elsewhere)
    with pytest.raises(ProjectError, match=f"^{name} in the project folder is a link"):
        Project.open(folder, write=write)
    assert (content(folder), content(elsewhere)) == before


@pytest.mark.parametrize("command", [["export", "out"], ["train"], ["import", "img.png"], ["runs"]])
def test_every_command_refuses_it_in_a_sentence(
    folder: Path, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = moved_out(folder / "masks", tmp_path / "elsewhere")
    before = content(elsewhere)
    given = [str(tmp_path / one) for one in command[1:]]
    assert main([command[0], str(folder), *given]) == 2
    assert "masks in the project folder is a link" in capsys.readouterr().err
    assert content(elsewhere) == before


def test_a_dangling_link_is_refused_too(folder: Path) -> None:
    (folder / "removed").symlink_to(folder.parent / "nowhere")
    with pytest.raises(ProjectError, match="removed in the project folder is a link"):
        Project.open(folder)


def test_a_new_project_is_not_made_where_its_folders_are_links(tmp_path: Path) -> None:
    place = tmp_path / "New.segstudio"
    place.mkdir()
    (place / "journal").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ProjectError, match="journal in the project folder is a link"):
        Project.create(place)
    assert [path.name for path in place.iterdir()] == ["journal"]


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project.open(folder) as made:
        yield made
        for name in ("masks", "journal", "removed"):  # so that it can be closed
            if (folder / name).is_symlink():
                (folder / name).unlink()
                (folder.parent / "elsewhere" / name).rename(folder / name)


@pytest.mark.parametrize("name", ["masks", "journal", "removed"])
def test_a_folder_that_becomes_a_link_while_the_project_is_open_is_not_written_into(
    project: Project, tmp_path: Path, name: str
) -> None:
    stored = opened(project)
    elsewhere = moved_out(project.folder / name, tmp_path / "elsewhere")
    before = content(elsewhere)
    dab(stored.mask, 2)
    for work in (stored.commit, lambda: stored.save(PALETTE), lambda: project.remove_image("img")):
        with pytest.raises(WriteError, match=f"^{name} in the project folder is a link"):
            work()
    assert content(elsewhere) == before and project.images


def test_images_are_not_copied_through_a_link_but_read_through_one(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (folder / "images").symlink_to(outside)
    os.link(tmp_path / "img.png", outside / "other.png")
    with Project.open(folder) as project:
        with pytest.raises(WriteError, match="images in the project folder is a link"):
            project.add_images([tmp_path / "img.png"], copy=True)
        assert [path.name for path in outside.iterdir()] == ["other.png"]


def test_a_journal_that_becomes_a_link_is_not_followed(project: Project, tmp_path: Path) -> None:
    stored = opened(project)
    victim = tmp_path / "victim"
    journal(project).rename(victim)
    journal(project).symlink_to(victim)
    before = victim.read_bytes()
    dab(stored.mask, 2)
    with pytest.raises(WriteError, match="it is a link"):
        stored.commit()
    assert victim.read_bytes() == before
    stored.save(PALETTE)  # the journal is made anew in place of the link
    assert victim.read_bytes() == before and not journal(project).is_symlink()
