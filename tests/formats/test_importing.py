"""Masks come in without a changed pixel, for the right image and the right class, or the file is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import FormatError, WriteError
from segstudio.formats.common.report import Existing, Fate, Goal, ImportChoices, ImportQuestion, Unclear
from segstudio.formats.importing import import_masks, look, take
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project import palette_png
from segstudio.project.masks import read_mask
from segstudio.project.project import Project
from tests.formats.conftest import SHAPE, TABLE, filled, opened, save_mask, saved

# ---- import --------------------------------------------------------------------------------------------------------


def test_import_takes_masks_by_name_and_names_the_rest(project: Project, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    save_mask(masks, "a", filled(1))
    Image.fromarray(filled(2)).save(masks / "b.png")  # grey
    alone = save_mask(masks, "zebra", filled(0))
    report = import_masks(project, masks)
    assert len(report.imported) == 2 and [one.path for one in report.left_out] == [alone.name] and report.replaced == []
    assert (saved(project, "a") == 1).all() and (saved(project, "b") == 2).all()
    assert len(project.labelled_entries()) == 2 and not project.open_masks


def test_import_is_one_undoable_step_and_void_keeps_what_is_there(project: Project, tmp_path: Path) -> None:
    stored = opened(project, "a")
    stored.mask.begin("Brush")
    stored.mask.paint(Footprint(Rect(0, 0, 8, 6), np.ones(SHAPE, bool)), 1, np.ones(256, bool))
    stored.commit()
    stored.save(TABLE.palette())
    stored.close()
    coming = filled(VOID)
    coming[:3] = 2
    save_mask(tmp_path / "masks", "a", coming)
    report = import_masks(project, tmp_path / "masks")
    assert report.replaced == report.imported
    assert np.array_equal(saved(project, "a"), np.where(coming == VOID, 1, 2))
    stored = opened(project, "a")
    assert stored.mask.history.undo_stack[-1].name == "Import mask"
    stored.undo()
    assert (stored.mask.array == 1).all()
    stored.close()


def test_import_leaves_pixels_of_locked_classes(project: Project, tmp_path: Path) -> None:
    import_masks(project, save_mask(tmp_path / "one", "a", filled(1)).parent)
    project.set_classes(project.classes.set_locked(1, True))
    import_masks(project, save_mask(tmp_path / "two", "a", filled(2)).parent)
    assert (saved(project, "a") == 1).all()


def test_import_of_nothing_that_matches_is_an_error(project: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "masks", "zebra", filled(0))
    for folder in (tmp_path / "masks", tmp_path / "none", tmp_path, tmp_path / "pictures"):
        with pytest.raises(FormatError):
            import_masks(project, folder)


@pytest.mark.parametrize("kind", ["size", "value", "truncated", "colour", "empty"])
def test_one_bad_mask_is_named_and_the_others_come_in(project: Project, tmp_path: Path, kind: str) -> None:
    masks = tmp_path / "masks"
    save_mask(masks, "a", filled(1))
    bad = save_mask(masks, "b", filled(9) if kind == "value" else filled(1, (5, 8)) if kind == "size" else filled(1))
    if kind == "truncated":
        bad.write_bytes(bad.read_bytes()[:-30])
    elif kind == "empty":
        bad.write_bytes(b"")
    elif kind == "colour":
        Image.new("LA", SHAPE[::-1]).save(bad)
    report = import_masks(project, masks)
    assert report.imported == ["a"] and [one.path for one in report.left_out] == ["b.png"]
    assert "b.png" in report.left_out[0].sentence and not project.open_masks
    (masks / "a.png").unlink()
    with pytest.raises(FormatError, match=r"b\.png"):
        import_masks(project, masks)


# ---- names and colours against numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize("names", [["cell", "wall"], ["Membrane"]])
def test_class_lists_that_contradict_the_numbers_are_asked_about(
    project: Project, tmp_path: Path, names: list[str]
) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    (masks / "classes.json").write_text(json.dumps(names))
    with pytest.raises(Unclear, match="but class . is .* in this project") as asked:
        import_masks(project, masks)
    assert asked.value.question is ImportQuestion.NUMBERS and not project.labelled_entries()
    assert import_masks(project, masks, choices=ImportChoices(by_number=True)).imported == ["a"]


def test_names_that_the_project_has_decide_before_numbers(project: Project, tmp_path: Path) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    (masks / "classes.json").write_text(json.dumps(["membrane", "cell"]))
    assert import_masks(project, masks).imported == ["a"] and (saved(project, "a") == 0).all()
    assert import_masks(project, masks, choices=ImportChoices(by_number=True)).imported == ["a"]
    assert (saved(project, "a") == 1).all()


@pytest.mark.parametrize("names", [["CELL", "Membrane "], ["cell"], ["cell", "membrane", "dirt", "dust"]])
def test_other_capitals_and_fewer_or_more_classes_are_no_contradiction(
    project: Project, tmp_path: Path, names: list[str]
) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    (masks / "classes.json").write_text(json.dumps(names))
    assert import_masks(project, masks).imported == ["a"]


def test_colours_of_the_project_in_another_order_are_asked_about(project: Project, tmp_path: Path) -> None:
    swapped = TABLE.palette()
    swapped[[0, 1]] = swapped[[1, 0]]
    masks = save_mask(tmp_path / "masks", "a", filled(2)).parent
    (masks / "a.png").write_bytes(palette_png.encode(filled(2), swapped))
    assert import_masks(project, masks).imported  # the value that is there has its colour
    (masks / "a.png").write_bytes(palette_png.encode(filled(1), swapped))
    with pytest.raises(Unclear, match="value 1 has the colour of class 'cell'") as asked:
        import_masks(project, masks)
    assert asked.value.question is ImportQuestion.NUMBERS and (saved(project, "a") == 2).all()
    import_masks(project, masks, choices=ImportChoices(by_number=True))
    assert (saved(project, "a") == 1).all()


# ---- 0 and 255 -----------------------------------------------------------------------------------------------------


def binary() -> NDArray[np.uint8]:
    mask = filled(0)
    mask[:2] = 255
    return mask


def test_masks_of_0_and_255_are_asked_about_before_anything_is_lost(project: Project, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    for stem, array in (("a", binary()), ("b", filled(0))):
        Image.fromarray(array).save(masks / f"{stem}.png")
    with pytest.raises(Unclear, match="only 0 and 255") as asked:
        import_masks(project, masks)
    assert asked.value.question is ImportQuestion.VALUE_255 and not project.labelled_entries()
    with pytest.raises(Unclear, match="only 0, mostly the background"):
        import_masks(project, masks, choices=ImportChoices(value_255=2))
    import_masks(project, masks, choices=ImportChoices(value_255=2, goals={"0": Goal(Fate.CLASS, 0)}))
    assert np.array_equal(saved(project, "a"), np.where(binary() == 255, 2, 0)) and (saved(project, "b") == 0).all()


def test_0_is_the_class_called_background_wherever_it_stands_and_no_class_by_its_number(
    project: Project, tmp_path: Path
) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    Image.fromarray(binary()).save(masks / "a.png")
    assert [row.goal.fate for row in look(project, masks).rows] == [Fate.ASK, Fate.ASK]
    by_number = look(project, masks, choices=ImportChoices(by_number=True, value_255=2))
    assert [row.goal for row in by_number.rows] == [Goal(Fate.CLASS, 0), Goal(Fate.CLASS, 2)]
    project.set_classes(project.classes.add("Background "))
    assert [row.goal for row in look(project, masks).rows] == [Goal(Fate.CLASS, 3), Goal(Fate.ASK)]


def test_255_is_void_where_the_person_or_the_files_say_so(project: Project, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    Image.fromarray(binary()).save(masks / "a.png")
    import_masks(project, masks, choices=ImportChoices(value_255=VOID))
    assert np.array_equal(saved(project, "a"), binary())
    save_mask(tmp_path / "voc", "b", binary())
    import_masks(project, tmp_path / "voc")
    assert np.array_equal(saved(project, "b"), binary())


# ---- two images of one name ----------------------------------------------------------------------------------------


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Project]:
    """day1/0001.png and day2/0001.png, x.jpg and x.png, A.png and a.png."""
    places = ("day1/0001.png", "day2/0001.png", "day1/x.jpg", "day1/x.png", "day1/A.png", "day1/a.png")
    for number, place in enumerate(places):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        Image.fromarray(filled(30 * number)).save(tmp_path / place)
    paths = [tmp_path / place for place in places]
    with Project.create(tmp_path / "d.segstudio", classes=TABLE, image_paths=paths) as made:
        yield made


def values(project: Project) -> dict[str, int]:
    """The class in the saved mask of each image, by the end of its path."""
    return {
        "/".join(Path(entry.path).parts[-2:]): int(read_mask(project.mask_path(entry))[0, 0])
        for entry in project.labelled_entries()
    }


def test_a_name_of_two_images_is_settled_by_the_folder(days: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "masks" / "day2", "0001", filled(1))
    assert import_masks(days, tmp_path / "masks" / "day2").left_out == []
    assert values(days) == {"day2/0001.png": 1}
    save_mask(tmp_path / "masks" / "day1", "0001", filled(2))
    assert import_masks(days, tmp_path / "masks").left_out == []
    assert values(days) == {"day1/0001.png": 2, "day2/0001.png": 1}


def test_a_name_of_two_images_that_no_folder_settles_is_refused_with_both(days: Project, tmp_path: Path) -> None:
    masks = save_mask(tmp_path / "masks", "0001", filled(1)).parent
    save_mask(masks, "A", filled(2))
    save_mask(masks, "x", filled(2))
    report = import_masks(days, masks)
    assert values(days) == {"day1/A.png": 2}
    first, second = report.left_out
    assert "day1/0001.png" in first.reason and "day2/0001.png" in first.reason
    assert "x.jpg" in second.reason and "x.png" in second.reason


def test_capitals_tell_images_apart_and_are_forgiven_where_there_is_one(days: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "masks", "A", filled(1))
    save_mask(tmp_path / "masks", "a", filled(2))
    import_masks(days, tmp_path / "masks")
    assert values(days) == {"day1/A.png": 1, "day1/a.png": 2}
    days.remove_image(next(entry.id for entry in days.images if entry.path.endswith("a.png")))
    save_mask(tmp_path / "more", "a", filled(0))
    import_masks(days, tmp_path / "more")
    assert values(days) == {"day1/A.png": 0}


def test_two_masks_for_one_image_are_both_left_out(project: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "masks", "c", filled(0))
    save_mask(tmp_path / "masks" / "one", "a", filled(1))
    save_mask(tmp_path / "masks" / "two", "a", filled(2))
    report = import_masks(project, tmp_path / "masks")
    assert report.imported == ["c"] and "one/a.png, two/a.png" in report.left_out[0].sentence


def test_names_are_compared_in_one_form_of_unicode(tmp_path: Path) -> None:
    Image.fromarray(filled(1)).save(tmp_path / "Fl\u00e4che.png")
    with Project.create(tmp_path / "u.segstudio", classes=TABLE, image_paths=[tmp_path / "Fl\u00e4che.png"]) as made:
        save_mask(tmp_path / "masks", "Fla\u0308che", filled(1))
        assert len(import_masks(made, tmp_path / "masks").imported) == 1


def test_masks_behind_a_link_come_in_and_circles_end(project: Project, tmp_path: Path) -> None:
    save_mask(tmp_path / "elsewhere", "a", filled(1))
    (tmp_path / "masks").mkdir()
    (tmp_path / "masks" / "day").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "masks")
    report = import_masks(project, tmp_path / "masks")
    assert len(report.imported) == 1 and not report.left_out
    assert (saved(project, "a") == 1).all()


def test_files_that_are_no_masks_are_named_by_kind(project: Project, tmp_path: Path) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    for name in ("b.jpg", "c.jpg", "notes.txt", "classes.json", ".hidden.tif"):
        (masks / name).write_text("[]")
    report = import_masks(project, masks)
    assert [one.path for one in report.left_out] == ["b.jpg", "notes.txt"]
    assert "1 more .jpg" in report.left_out[0].sentence


def test_a_mask_that_somebody_has_open_or_that_is_damaged_is_not_imported_over(
    project: Project, tmp_path: Path
) -> None:
    import_masks(project, save_mask(tmp_path / "old", "b", filled(2)).parent)
    torn = project.mask_path(project.entry("b")).read_bytes()[:-20]
    project.mask_path(project.entry("b")).write_bytes(torn)
    for stem in "abc":
        save_mask(tmp_path / "masks", stem, filled(1))
    owner = opened(project, "a")
    before = owner.mask.array.copy()
    report = import_masks(project, tmp_path / "masks")
    assert report.imported == ["c"] and [one.path for one in report.left_out] == ["a.png", "b.png"]
    assert "already open" in report.left_out[0].sentence and "truncated" in report.left_out[1].sentence
    assert np.array_equal(owner.mask.array, before) and list(project.open_masks.values()) == [owner]
    assert project.mask_path(project.entry("b")).read_bytes() == torn
    owner.close()


@pytest.mark.parametrize("existing", Existing)
def test_a_damaged_mask_is_named_whatever_happens_to_labels(
    project: Project, tmp_path: Path, existing: Existing
) -> None:
    import_masks(project, save_mask(tmp_path / "old", "b", filled(2)).parent)
    torn = project.mask_path(project.entry("b")).read_bytes()[:-20]
    project.mask_path(project.entry("b")).write_bytes(torn)
    for stem in "ab":
        save_mask(tmp_path / "masks", stem, filled(1))
    plan = look(project, tmp_path / "masks")
    report = take(project, plan, existing=existing)
    assert report.imported == ["a"] and [one.path for one in report.left_out] == ["b.png"] and report.kept == []
    assert "truncated" in report.left_out[0].reason
    assert project.mask_path(project.entry("b")).read_bytes() == torn


def test_brushes_of_label_studio_are_known_by_their_names(project: Project, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    for task, label in ((1, "cell"), (2, "membrane")):
        save_mask(masks, f"task-{task}-annotation-5-by-1-tag-{label}-0", filled(255))
    with pytest.raises(FormatError, match="do not say which images"):
        look(project, masks)
    (masks / "project-1.json").write_text(json.dumps([{"image": f"/data/{stem}.png", "id": id, "annotator": 1}
                                                      for id, stem in ((1, "b"), (2, "a"))]))  # fmt: skip
    assert look(project, masks).format == "Label Studio"
    import_masks(project, masks)
    assert (saved(project, "b") == 0).all() and (saved(project, "a") == 1).all()


def test_a_project_open_for_reading_takes_no_masks(project: Project, tmp_path: Path) -> None:
    masks = save_mask(tmp_path / "masks", "a", filled(1)).parent
    with Project.open(project.folder, write=False) as reader, pytest.raises(WriteError):
        import_masks(reader, masks)
