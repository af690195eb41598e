"""A project's measurements: what is in the tables, what is named, and the CSV file."""

from __future__ import annotations

import csv
import io
import math
import os
from pathlib import Path

import numpy as np
import pytest

from segstudio.errors import Cancelled, FormatError, WriteError
from segstudio.labels.classes import VOID
from segstudio.measures import processes
from segstudio.measures.images import measure
from segstudio.measures.tables import CLASSES, IMAGES, REGIONS, Table, tables_of, unit_of
from segstudio.measures.writing import as_text, harmless, write_csv
from segstudio.project import palette_png
from segstudio.project.project import Project


def rows(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_text(table))))


def put(path: Path, values: np.ndarray, project: Project) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(palette_png.encode(values, project.classes.palette()))


def test_a_row_for_each_region_with_its_figures(project: Project) -> None:
    found = rows(tables_of(measure(project))[REGIONS])
    assert [(row["image"], row["class"], row["region"]) for row in found] == [
        (f"../{name}.tif", kind, number)
        for name in "ab"
        for kind, number in (("ground", "1"), ("'=cell", "2"), ("'=cell", "3"))
    ]
    ground, cell, cut = found[:3]
    assert ground["area (px)"] == "300" and cell["area (px)"] == "100"
    assert cell["area (\N{MICRO SIGN}m\N{SUPERSCRIPT TWO})"] == "400" and cell["box left (px)"] == "10"
    assert (cell["mean"], cell["standard deviation"]) == ("15", "0") and ground["mean"] == "10"
    assert (cell["touches edge"], cut["touches edge"]) == ("no", "yes")
    assert float(cell["perimeter (px)"]) == 36 and float(cell["perimeter (\N{MICRO SIGN}m)"]) == 72
    assert (cut["length (px)"], cut["width (px)"]) == ("9", "4") or float(cut["length (px)"]) == pytest.approx(
        10, abs=1
    )


def test_pixels_and_units_are_never_mixed_in_a_column(project: Project) -> None:
    found = rows(tables_of(measure(project))[REGIONS])
    units = [header for header in found[0] if "\N{MICRO SIGN}m" in header]
    assert len(units) == 7  # area and six lengths
    for row in found:
        assert all((row[header] == "") == (row["image"] == "../b.tif") for header in units)
    assert found[0]["length (px)"] == found[3]["length (px)"]


def test_an_area_over_all_images_needs_the_size_of_all(project: Project) -> None:
    tables = tables_of(measure(project))
    unit = "area (\N{MICRO SIGN}m\N{SUPERSCRIPT TWO})"
    assert [row[unit] for row in rows(tables[CLASSES])] == ["", ""]
    assert [row[unit] for row in rows(tables[IMAGES])] == ["1200", "560", "", ""]


def test_shares_are_of_labelled_pixels_and_an_absent_class_has_a_row(project: Project) -> None:
    put(project.mask_path(project.images[2]), np.full((40, 60), 0, np.uint8), project)
    tables = tables_of(measure(project))
    shares = {(row["image"], row["class"]): float(row["share (%)"]) for row in rows(tables[IMAGES])}
    assert shares["../a.tif", "ground"] == pytest.approx(100 * 300 / 440, rel=1e-5)
    assert shares["../c.tif", "'=cell"] == 0
    whole = rows(tables[CLASSES])
    assert [row["images"] for row in whole] == ["3", "2"] and [row["regions"] for row in whole] == ["3", "4"]
    assert sum(float(row["share (%)"]) for row in whole) == pytest.approx(100)


def test_images_without_labels_and_damaged_masks_are_named(project: Project) -> None:
    project.mask_path(project.images[1]).write_bytes(b"no png")
    made = measure(project)
    assert [one.entry.path for one in made.images] == ["../a.tif"]
    assert made.unlabelled == ["../c.tif", "../d.tif"]
    assert [one.path for one in made.left_out] == ["../b.tif"] and "b.png" in made.left_out[0].sentence


def test_predictions_that_are_missing_are_named(project: Project) -> None:
    folder = project.predictions_folder / project.model_name
    for entry in project.images[:2]:
        put(folder / f"{entry.id}.png", np.full((40, 60), 1, np.uint8), project)
    (folder / f"{project.images[2].id}.png").write_bytes(b"no png")
    made = measure(project, "predictions")
    assert len(made.images) == 2 and made.images[0].pixels[1] == 2400 and not made.unlabelled
    assert [one.path for one in made.left_out] == ["../c.tif", "../d.tif"]
    assert "not measured" in made.left_out[0].reason and "not predicted" in made.left_out[1].reason


def test_an_image_whose_file_is_gone_is_measured_in_pixels_which_is_said(project: Project) -> None:
    project.image_path(project.images[0]).unlink()
    made = measure(project)
    assert len(made.notes) == 1 and "a.tif is measured in pixels" in made.notes[0]
    found = rows(tables_of(made)[REGIONS])
    assert found[0]["mean"] == "" and found[3]["mean"] == "20" and found[0]["area (px)"] == "300"
    assert not any("\N{MICRO SIGN}" in header for header in found[0])


def test_nothing_to_measure_is_a_sentence(project: Project) -> None:
    for entry in project.images[:2]:
        project.mask_path(entry).unlink()
    with pytest.raises(FormatError, match="no image has labels yet"):
        measure(project)
    with pytest.raises(FormatError, match="not predicted yet"):
        measure(project, "predictions")


def test_touching_objects_are_parted_where_that_is_asked_for(project: Project) -> None:
    values = np.full((40, 60), VOID, np.uint8)
    rows_, columns = np.ogrid[:40, :60]
    for x in (15, 33):
        values[(rows_ - 20) ** 2 + (columns - x) ** 2 <= 100] = 1
    for entry in project.images[:2]:
        put(project.mask_path(entry), values, project)
    assert len(tables_of(measure(project))[REGIONS]) == 2
    assert len(tables_of(measure(project, "labels", {1: 12.0}))[REGIONS]) == 4
    assert len(tables_of(measure(project, "labels", {0: 12.0}))[REGIONS]) == 2


def test_measuring_stops_when_it_is_cancelled(project: Project) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        measure(project, progress=stop)


def _end(*_: object) -> None:
    os._exit(1)


def test_processes_of_their_own_measure_the_same(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    here = as_text(tables_of(measure(project))[REGIONS])
    monkeypatch.setattr(processes, "WORTH_IT", 0)
    assert as_text(tables_of(measure(project))[REGIONS]) == here


def test_a_process_that_ends_on_its_own_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "measure_regions", _end)
    with processes.measuring(processes.WORTH_IT) as measure_regions, pytest.raises(FormatError, match="has ended"):
        measure_regions(np.zeros((2, 2), np.uint8), None, {}, None)


@pytest.mark.parametrize(
    ("size", "unit"), [(5e-9, "nm"), (6.5e-8, "\N{MICRO SIGN}m"), (3e-7, "\N{MICRO SIGN}m"), (7e-4, "mm"), (0.5, "m")]
)
def test_the_unit_is_one_in_which_objects_have_handy_sizes(size: float, unit: str) -> None:
    assert unit_of([(size, size), (size / 3, size / 3)]) == unit and unit_of([]) == ""


def test_pixels_that_are_not_square_have_an_area_but_no_lengths(project: Project) -> None:
    made = measure(project)
    object.__setattr__(made.images[0], "pixel_size", (1e-6, 3e-6))
    row = rows(tables_of(made)[REGIONS])[1]
    assert row["area (\N{MICRO SIGN}m\N{SUPERSCRIPT TWO})"] == "300" and row["length (\N{MICRO SIGN}m)"] == ""


# ---- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["=1+1", "+a", "-a", "@a", "\t=a", "\r=a"])
def test_no_name_is_a_formula_in_a_spreadsheet(name: str) -> None:
    assert harmless(name) == f"'{name}" and harmless("cell") == "cell"


def test_numbers_below_zero_stay_numbers(project: Project) -> None:
    made = measure(project)
    made.images[0].regions.means[:] = -5.5
    assert rows(tables_of(made)[REGIONS])[0]["mean"] == "-5.5"


def test_a_file_is_whole_and_read_by_excel_and_others(project: Project, tmp_path: Path) -> None:
    table = tables_of(measure(project))[REGIONS]
    write_csv(table, tmp_path / "new" / "r.csv")
    data = (tmp_path / "new" / "r.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfimage,class,") and data.count(b"\r\n") == len(table) + 1
    assert data.decode("utf-8-sig") == as_text(table)


def test_where_no_file_can_be_written_the_sentence_says_so(project: Project, tmp_path: Path) -> None:
    table = tables_of(measure(project))[REGIONS]
    with pytest.raises(FormatError, match="is a folder"):
        write_csv(table, tmp_path)
    (tmp_path / "file").write_bytes(b"kept")
    with pytest.raises(WriteError):
        write_csv(table, tmp_path / "file" / "r.csv")
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_rows_can_be_chosen_and_parted_by_tabs(project: Project) -> None:
    lines = as_text(tables_of(measure(project))[REGIONS], [2, 0], "\t").splitlines()
    assert len(lines) == 3 and lines[1].split("\t")[:3] == ["../a.tif", "'=cell", "3"]
    assert math.isclose(float(lines[2].split("\t")[3]), 300)
