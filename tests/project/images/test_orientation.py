"""One convention for all kinds of volumes: the same picture whatever the order of its axes in the file."""

from __future__ import annotations

import io
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segstudio.project.images.orientation import AS_STORED, Turn, lps, turn_of
from tests.project.images.readers.made_volumes import OPENERS, as_nrrd, dicom, mha, nifti, read

RAS = np.diag([-1.0, -1, 1])
DIRECTIONS = [
    np.eye(3)[list(order)] * signs for order in permutations(range(3)) for signs in product((1, -1), repeat=3)
]
SHAPE = (4, 5, 6)
WANTED = {2: ((0, 1), (1, 1)), 1: ((0, 1), (2, -1)), 0: ((1, 1), (2, -1))}  # slice axis: columns, rows


def places(directions: np.ndarray) -> np.ndarray:
    """For each value where it lies in the patient (L, P, S), ``int16[3, x, y, z]``."""
    return np.einsum("gi,ixyz->gxyz", directions, np.indices(SHAPE)).astype(np.int16)


def written(folder: Path, kind: str, values: np.ndarray, directions: np.ndarray) -> Path:
    path = folder / f"a{kind}"
    if kind == ".nii":
        affine = np.eye(4)
        affine[:3, :3] = RAS @ directions
        path.write_bytes(nifti(values, affine))
    elif kind == ".nrrd":
        space = {"space": "left-posterior-superior", "space directions": directions.T, "kinds": ["domain"] * 3}
        as_nrrd(path, values, space)
    else:
        matrix = " ".join(str(one) for one in directions.T.ravel())
        path.write_bytes(mha(values, TransformMatrix=matrix, ElementSpacing="1 1 1"))
    return path


@pytest.mark.parametrize("kind", [".nii", ".nrrd", ".mha"])
def test_columns_and_rows_go_the_same_way_from_every_order_of_axes(kind: str, tmp_path: Path) -> None:
    for directions in DIRECTIONS:
        third = int(np.abs(directions[:, 2]).argmax())
        for (goal, sign), axis in zip(WANTED[third], (1, 0), strict=True):
            _, planes = read(written(tmp_path, kind, places(directions)[goal], directions))
            assert (np.diff(planes[0], axis=axis) == sign).all()
            other = 1 - axis
            assert (np.diff(planes[0], axis=other) == 0).all()


@pytest.mark.parametrize("kind", [".nii", ".nrrd", ".mha"])
def test_slices_stay_in_stored_order(kind: str, tmp_path: Path) -> None:
    for directions in DIRECTIONS:
        facts, planes = read(written(tmp_path, kind, np.indices(SHAPE)[2].astype(np.int16), directions))
        assert [plane[0, 0] for plane in planes] == list(range(SHAPE[2]))
        assert planes[0].shape == (facts.height, facts.width)


def test_words_say_where_columns_and_rows_go(tmp_path: Path) -> None:
    words = [turn_of(directions).words for directions in DIRECTIONS]
    assert set(words) == {
        "axial, columns to the left, rows to the back",
        "coronal, columns to the left, rows to the feet",
        "sagittal, columns to the back, rows to the feet",
    }


def test_an_axial_volume_shows_the_picture_of_its_dicom_slices(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 999, SHAPE).astype(np.int16)
    plane = values[:, :, 2].T.copy()
    (tmp_path / "a.dcm").write_bytes(dicom(plane, ImageOrientationPatient=[1, 0, 0, 0, 1, 0]))
    facts, slices = read(tmp_path / "a.dcm")
    assert facts.orientation == "axial, columns to the left, rows to the back"
    for kind in (".nii", ".nrrd", ".mha"):
        volume, planes = read(written(tmp_path, kind, values, np.eye(3)))
        assert volume.orientation == facts.orientation and np.array_equal(planes[2], slices[0])


def test_without_an_orientation_the_first_axis_is_columns(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 999, SHAPE).astype(np.int16)
    (tmp_path / "a.nii").write_bytes(nifti(values, np.eye(4), code=0))
    as_nrrd(tmp_path / "a.nrrd", values, {})
    (tmp_path / "a.mha").write_bytes(mha(values))
    for kind in (".nii", ".nrrd", ".mha"):
        facts, planes = read(tmp_path / f"a{kind}")
        assert facts.orientation == AS_STORED and np.array_equal(planes[3], values[:, :, 3].T)


@given(st.booleans(), st.booleans(), st.booleans())
def test_undoing_a_turn_gives_what_is_stored(swap: bool, rows: bool, columns: bool) -> None:
    turn, plane = Turn(swap, rows, columns), np.arange(24).reshape(4, 3, 2)
    assert np.array_equal(turn.undo(turn.apply(plane)), plane) and np.array_equal(turn.apply(turn.undo(plane)), plane)


@given(st.lists(st.floats(-1, 1), min_size=9, max_size=9))
@example([2.5e-123, 0.0, 0.0, 0.0, 2.5e-123, 0.0, 0.0, 0.0, 1.0])
def test_any_directions_give_a_turn(numbers: list[float]) -> None:
    axes = lps(np.array(numbers).reshape(3, 3), "RAS")
    assert turn_of(axes).words.count(",") == (1 if axes is None else 2)


@pytest.mark.parametrize("space", ["", "LP", "XYZ", "LRS", "LPSX"])
def test_a_space_of_no_patient_states_no_orientation(space: str) -> None:
    assert lps(np.eye(3), space) is None


def test_directions_that_cannot_be_are_none() -> None:
    for matrix in (np.zeros((3, 3)), np.full((3, 3), np.nan), np.ones((3, 3)), np.eye(2)):
        assert lps(matrix, "LPS") is None


@pytest.mark.parametrize("kind", [".nii", ".nrrd", ".mha"])
def test_the_place_of_a_plane_is_that_of_its_pixels(kind: str, tmp_path: Path) -> None:
    for directions in DIRECTIONS:
        for axis in range(3):
            path = written(tmp_path, kind, places(directions)[axis], directions)
            with open(path, "rb") as file:
                image = OPENERS[kind](path, file)
                place, pixels = image.place("Z3"), image.pixels("Z3")
            assert place is not None
            rows, columns = np.indices(pixels.shape)
            told = place.origin[axis] + columns * place.axes[axis, 0] + rows * place.axes[axis, 1]
            assert np.allclose(told, pixels)


def test_the_place_of_a_dicom_plane_is_its_position(tmp_path: Path) -> None:
    plane = np.zeros((4, 5), np.int16)
    tags = {"ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "ImagePositionPatient": [3, 4, 5], "PixelSpacing": [2, 0.5]}
    image = OPENERS[".dcm"](tmp_path, io.BytesIO(dicom(plane, **tags)))
    place = image.place("")
    assert place is not None and place.origin.tolist() == [3, 4, 5]
    assert np.array_equal(place.axes, np.diag([0.5, 2, 1]))
    assert OPENERS[".dcm"](tmp_path, io.BytesIO(dicom(plane))).place("") is None
