"""Foreign masks in a project: whose image, which class, what happens to labels that are there, and all of it back."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from segstudio.cli.main import main
from segstudio.errors import FormatError
from segstudio.formats.common.report import Existing, Fate, Goal, ImportChoices, ImportQuestion, Unclear
from segstudio.formats.importing import import_masks, look, take
from segstudio.formats.last_import import LAST_IMPORT, take_back
from segstudio.formats.plan import with_goals
from segstudio.labels import actions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.masks import open_mask, read_latest
from segstudio.project.project import Project

SHAPE = (6, 8)


def filled(value: int) -> NDArray[np.uint8]:
    return np.full(SHAPE, value, np.uint8)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Images a, b_0000 and c_leftImg8bit, classes cell and membrane, no labels."""
    (tmp_path / "pictures").mkdir()
    for number, stem in enumerate(("a", "b_0000", "c_leftImg8bit")):
        Image.fromarray(filled(40 * number)).save(tmp_path / "pictures" / f"{stem}.png")
    paths = sorted((tmp_path / "pictures").iterdir())
    classes = ClassTable.from_names(["cell", "membrane"])
    with Project.create(tmp_path / "x.segstudio", classes=classes, image_paths=paths) as made:
        yield made


def save(folder: Path, name: str, values: NDArray[np.uint8]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(folder / name)
    return folder


def mask(project: Project, number: int) -> NDArray[np.uint8]:
    """The pixels of an image's mask as they are now."""
    return read_latest(project, project.images[number])[0]


def paint(project: Project, number: int, values: NDArray[np.uint8]) -> None:
    stored = open_mask(project, project.images[number], SHAPE)
    actions.accept(stored.mask, values, name="Test", commit=stored.commit)
    stored.save(project.classes.palette())
    stored.close()


@pytest.mark.parametrize(
    ("name", "number"),
    [("a_mask.png", 0), ("a_labelIds.png", 0), ("a-label.png", 0), ("b.png", 1), ("b_0000.png", 1),
     ("c_gtFine_labelIds.png", 2), ("c.png", 2)],
)  # fmt: skip
def test_endings_that_programs_add_to_names_are_stripped(
    project: Project, tmp_path: Path, name: str, number: int
) -> None:
    done = import_masks(project, save(tmp_path / "m", name, filled(1)), format_name="palette-png")
    assert done.imported == [project.images[number].id] and (mask(project, number) == 1).all()
    assert any("without an ending" in note for note in done.notes) == (name not in ("b_0000.png",))


def test_a_name_as_it_stands_goes_before_one_without_its_ending(project: Project, tmp_path: Path) -> None:
    save(tmp_path / "more", "a_mask.png", filled(9))
    project.add_images([tmp_path / "more" / "a_mask.png"])
    import_masks(project, save(tmp_path / "m", "a_mask.png", filled(1)))
    assert (mask(project, 3) == 1).all() and not project.mask_path(project.images[0]).exists()


def test_an_archive_is_read_where_it_is(project: Project, tmp_path: Path) -> None:
    save(tmp_path / "m", "a.png", filled(1))
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as packed:
        packed.write(tmp_path / "m" / "a.png", "task/a.png")
    assert import_masks(project, tmp_path / "m.zip").imported == ["a"] and (mask(project, 0) == 1).all()


def test_a_single_file_is_enough_and_one_that_is_no_mask_says_what_is_read(project: Project, tmp_path: Path) -> None:
    assert import_masks(project, save(tmp_path / "m", "a.png", filled(1)) / "a.png").imported == ["a"]
    (tmp_path / "m" / "a.doc").write_bytes(b"x")
    with pytest.raises(FormatError, match=r"It holds a\.doc") as told:
        import_masks(project, tmp_path / "m" / "a.doc")
    assert "COCO" in told.value.hint


HALF = np.where(np.arange(8) < 4, 0, VOID).astype(np.uint8) * np.ones((6, 1), np.uint8)


@pytest.mark.parametrize(
    ("existing", "left", "right"),
    [(Existing.OVER, 1, VOID), (Existing.KEEP, 0, VOID), (Existing.FILL, 0, VOID), (Existing.REPLACE, 1, VOID)],
)
def test_what_happens_to_labels_is_chosen(
    project: Project, tmp_path: Path, existing: Existing, left: int, right: int
) -> None:
    paint(project, 0, HALF)
    coming = np.where(HALF == 0, 1, VOID).astype(np.uint8)
    coming[0] = (VOID, VOID, VOID, VOID, 1, 1, 1, 1)
    done = import_masks(project, save(tmp_path / "m", "a.png", coming), choices=ImportChoices(existing=existing))
    got = mask(project, 0)
    assert (got[1:, :4] == left).all() and (got[1:, 4:] == right).all()
    assert (got[0, :4] == (VOID if existing is Existing.REPLACE else 0)).all()
    assert (got[0, 4:] == (VOID if existing is Existing.KEEP else 1)).all()
    assert done.kept == (["a"] if existing is Existing.KEEP else [])


def test_the_table_can_be_changed_value_by_value(project: Project, tmp_path: Path) -> None:
    values = np.arange(48, dtype=np.uint8).reshape(SHAPE) % 4
    plan = look(project, save(tmp_path / "m", "a.png", values))
    assert [(row.words, row.pixels, row.goal.fate) for row in plan.rows] == [
        ("0", 12, Fate.CLASS), ("1", 12, Fate.CLASS), ("2", 12, Fate.LEAVE_OUT), ("3", 12, Fate.LEAVE_OUT),
    ]  # fmt: skip
    goals = {0: Goal(Fate.CLASS, 1), 1: Goal(Fate.VOID), 2: Goal(Fate.NEW, name="dust"), 3: Goal(Fate.IGNORE)}
    paint(project, 0, filled(0))
    take(project, with_goals(plan, goals), existing=Existing.REPLACE)
    dust = project.classes.by_name("dust").id
    assert np.array_equal(mask(project, 0), np.array([1, VOID, dust, 0], np.uint8)[values])


def test_a_plan_of_classes_or_images_that_are_gone_is_refused(project: Project, tmp_path: Path) -> None:
    plan = look(project, save(tmp_path / "m", "a.png", filled(1)))
    classes = project.classes
    project.set_classes(classes.remove(1))
    with pytest.raises(FormatError, match="changed since"):
        take(project, plan)
    project.set_classes(classes)
    project.remove_image("a")
    with pytest.raises(FormatError, match="changed since"):
        take(project, plan)


def test_names_that_the_project_lacks_are_asked_about_first(project: Project, tmp_path: Path) -> None:
    folder = save(tmp_path / "m", "a.png", filled(1))
    (folder / "classes.txt").write_text("cell\ndust\n")
    with pytest.raises(Unclear, match="no class 'dust'") as asked:
        import_masks(project, folder)
    assert asked.value.question is ImportQuestion.NEW_CLASSES and project.classes.names == ("cell", "membrane")
    import_masks(project, folder, choices=ImportChoices(goals={"dust": Goal(Fate.CLASS, 0)}))
    assert (mask(project, 0) == 0).all()
    import_masks(project, folder, choices=ImportChoices(new_classes=True))
    assert (mask(project, 0) == project.classes.by_name("dust").id).all()


def test_colours_have_the_names_of_the_table_that_is_chosen(project: Project, tmp_path: Path) -> None:
    folder = save(tmp_path / "m", "a.png", np.full((*SHAPE, 3), (0, 128, 64), np.uint8))
    with pytest.raises(Unclear, match="#008040"):
        import_masks(project, folder)
    import_masks(project, folder, choices=ImportChoices(new_classes=True, colors="camvid"))
    assert (mask(project, 0) == project.classes.by_name("Bridge").id).all()


# ---- back -----------------------------------------------------------------------------------------------------------


def test_an_import_is_taken_back_everywhere_but_where_something_was_painted_since(
    project: Project, tmp_path: Path
) -> None:
    paint(project, 0, HALF)
    folder = save(tmp_path / "m", "a.png", filled(1))
    save(folder, "b.png", filled(1))
    save(folder, "c.png", filled(1))
    import_masks(project, folder)
    paint(project, 1, filled(0))
    done = take_back(project)
    assert done.imported == ["a", "c_leftImg8bit"] and [one.path for one in done.left_out] == [project.images[1].path]
    assert np.array_equal(mask(project, 0), HALF) and (mask(project, 1) == 0).all() and (mask(project, 2) == VOID).all()
    with pytest.raises(FormatError, match="no import to take back"):
        take_back(project)


def test_where_an_import_was_undone_before_nothing_is_left_to_take_back_and_nothing_is_called_left_out(
    project: Project, tmp_path: Path
) -> None:
    folder = save(tmp_path / "m", "a.png", filled(1))
    for name in ("b.png", "c.png"):
        save(folder, name, filled(1))
    import_masks(project, folder)
    for image, steps in ((0, ("undo",)), (1, ("undo", "redo"))):
        stored = open_mask(project, project.images[image], project.images[image].shape)
        for step in steps:
            getattr(stored, step)()
        stored.save(project.classes.palette())
        stored.close()
    done = take_back(project)
    assert done.imported == [entry.id for entry in project.images[1:]] and done.left_out == []
    assert done.notes == ["In one image it was undone before, or is too old to be undone: nothing changed there."]


def test_labels_painted_after_the_look_are_kept_where_that_was_chosen(project: Project, tmp_path: Path) -> None:
    plan = look(project, save(tmp_path / "m", "a.png", filled(1)))
    paint(project, 0, HALF)
    assert take(project, plan, existing=Existing.KEEP).kept == ["a"] and np.array_equal(mask(project, 0), HALF)


def test_an_import_that_changed_nothing_takes_no_older_one_back(project: Project, tmp_path: Path) -> None:
    folder = save(tmp_path / "m", "a.png", filled(1))
    import_masks(project, folder)
    import_masks(project, folder)
    assert (project.folder / LAST_IMPORT).is_file()
    take_back(project)
    assert (mask(project, 0) == VOID).all()


def test_the_command_line_shows_the_table_imports_and_takes_back(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, words = save(tmp_path / "m", "a.png", filled(7)), ["import", str(project.folder), str(tmp_path / "m")]
    project.close()
    assert main([*words, "--dry-run"]) == 1
    out, err = capsys.readouterr()
    assert "files with it are left out" in out and "7" in err and folder.is_dir()
    assert main([*words, "--dry-run", "--json", "--map", "7=cell"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["values"][0]["becomes"] == "0 cell"
    for bad in ("7", "7=", "7=nothing"):
        assert main([*words, "--map", bad]) == 2
    assert main([*words, "--map", "7=new:dust"]) == 0
    assert main(["import", str(project.folder), "--undo"]) == 0
    assert "Took the import back in 1 images" in capsys.readouterr().out
    with Project.open(project.folder, write=False) as opened:
        assert opened.classes.names == ("cell", "membrane", "dust") and not opened.labelled_entries()
