"""NIfTI and MGH files: values, scale, units; what is damaged or made to mislead is refused in one sentence."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
from pathlib import Path

import nibabel
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis, planes_of
from segstudio.project.images.readers import unpacking, volume
from segstudio.project.images.readers.nifti import open_nifti
from tests.any_bytes import changed, only
from tests.project.images.readers.made_volumes import FILES, nifti, read

VALUES = np.random.default_rng(1).integers(0, 250, (4, 5, 3)).astype(np.uint8)
DIM, DATATYPE, VOX_OFFSET = 40, 70, 108  # places in the header


def saved(folder: Path, data: bytes, name: str = "a.nii") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16, np.int32, np.uint32, np.float32, np.float64])
def test_values_stay_or_become_float32(dtype: type, tmp_path: Path) -> None:
    values = (VALUES.astype(np.float64) - (100 if np.dtype(dtype).kind == "i" else 0)).astype(dtype)
    if dtype is np.int8:
        values = (VALUES // 2 - 60).astype(np.int8)
    facts, planes = read(saved(tmp_path, nifti(values, np.eye(4), 0)))
    assert facts.dtype == np.dtype(dtype).name and facts.shape == (4, 5, 3) and facts.axes == "XYZ"
    for number, plane in enumerate(planes):
        assert plane.dtype == (dtype if dtype in (np.uint8, np.uint16) else np.float32) and plane.flags.c_contiguous
        assert np.array_equal(plane, values[:, :, number].T)


def test_slope_and_intercept_are_applied_to_pixels_and_stored_values(tmp_path: Path) -> None:
    path = saved(tmp_path, nifti(VALUES, np.eye(4), 0))
    data = bytearray(path.read_bytes())
    struct.pack_into("<ff", data, 112, 0.5, -3)
    path.write_bytes(data)
    facts, planes = read(path)
    assert facts.dtype == "float64" and np.array_equal(planes[1], VALUES[:, :, 1].T * np.float32(0.5) - 3)
    with open(path, "rb") as file:
        assert np.array_equal(next(iter(open_nifti(path, file).stored())), VALUES[:, :, 0].T * 0.5 - 3)


def test_time_comes_before_depth_in_addresses(tmp_path: Path) -> None:
    values = np.arange(4 * 5 * 3 * 2, dtype=np.int16).reshape(4, 5, 3, 2)
    path = saved(tmp_path, nifti(values, np.eye(4), 0))
    facts, planes = read(path)
    assert facts.planes == (Axis("T", 2), Axis("Z", 3)) and planes_of(facts.planes)[4] == "T1Z1"
    assert np.array_equal(planes[4], values[:, :, 1, 1].T)


def test_sizes_of_pixels_are_those_of_the_plane_as_shown(tmp_path: Path) -> None:
    affine = np.diag([0.5, 0.7, 2, 1])[[1, 0, 2, 3]]  # the first axis goes from back to front
    facts, _ = read(saved(tmp_path, nifti(VALUES, affine)))
    assert facts.pixel_size == pytest.approx((0.5e-3, 0.7e-3)) and facts.slice_distance == pytest.approx(2e-3)
    assert (facts.width, facts.height) == (5, 4)
    facts, _ = read(saved(tmp_path, nifti(VALUES, affine, units="micron")))
    assert facts.pixel_size == pytest.approx((0.5e-6, 0.7e-6))
    facts, _ = read(saved(tmp_path, nifti(VALUES, affine, 0, units="unknown")))
    assert facts.pixel_size is None  # nothing says what the numbers mean


def test_the_window_of_the_header_is_kept(tmp_path: Path) -> None:
    assert read(saved(tmp_path, nifti(VALUES, np.eye(4), cal_min=3, cal_max=90)))[0].window == (3, 90)
    assert read(saved(tmp_path, nifti(VALUES, np.eye(4))))[0].window is None


def test_colours_are_rgb_and_transparency_is_said(tmp_path: Path) -> None:
    colours = np.random.default_rng(0).integers(0, 256, (4, 5, 3, 4)).astype(np.uint8)
    for names in ("RGB", "RGBA"):
        dtype = np.dtype([(name, "u1") for name in names])
        packed = np.ascontiguousarray(colours[..., : len(names)]).view(dtype)[..., 0]
        facts, planes = read(saved(tmp_path, nifti(packed, np.eye(4), 0)))
        assert facts.channels == Axis("S", 3) and len(facts.left) == len(names) - 3
        assert np.array_equal(planes[2], colours[:, :, 2, :3].transpose(1, 0, 2))


def test_vectors_are_channels(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random((4, 5, 1, 1, 6)).astype(np.float32)
    path = saved(tmp_path, nifti(values, np.eye(4), 0))
    facts, planes = read(path)
    assert facts.channels == Axis("C", 6) and facts.planes == () and planes[0].shape == (5, 4, 6)
    with open(path, "rb") as file:
        assert np.array_equal(open_nifti(path, file).pixels("C4"), values[:, :, 0, 0, 4].T)


def test_both_byte_orders_and_nifti_2_are_read(tmp_path: Path) -> None:
    values = VALUES.astype(np.int16)
    for header in (nibabel.Nifti1Header(endianness=">"), nibabel.Nifti2Header()):
        image = (nibabel.Nifti2Image if len(header.binaryblock) == 540 else nibabel.Nifti1Image)(values, None, header)
        _, planes = read(saved(tmp_path, image.to_bytes()))
        assert np.array_equal(planes[2], values[:, :, 2].T)


def test_a_pair_is_read_by_its_header(tmp_path: Path) -> None:
    nibabel.save(nibabel.Nifti1Pair(VALUES, np.eye(4)), tmp_path / "a.img")
    assert np.array_equal(read(tmp_path / "a.hdr")[1][1].sum(), VALUES[:, :, 1].sum())
    (tmp_path / "a.img").unlink()
    with pytest.raises(ImageError, match=r"a\.img"):
        read(tmp_path / "a.hdr")


@pytest.mark.parametrize("endian", "<>")
@pytest.mark.parametrize("factor", [0.0, 0.5])
def test_an_analyze_pair_is_read_as_it_is_stored(endian: str, factor: float, tmp_path: Path) -> None:
    header = nibabel.Spm2AnalyzeHeader(endianness=endian)
    header.set_data_dtype(np.int16)
    image = nibabel.Spm2AnalyzeImage(VALUES.astype(np.int16), None, header)
    image.header.set_zooms((2, 3, 4))
    nibabel.save(image, tmp_path / "a.img")
    data = bytearray((tmp_path / "a.hdr").read_bytes())
    struct.pack_into(f"{endian}f", data, 112, factor)  # SPM's factor
    (tmp_path / "a.hdr").write_bytes(data)
    facts, planes = read(tmp_path / "a.hdr")
    assert facts.kind == "Analyze" and facts.pixel_size == pytest.approx((3e-3, 2e-3))
    assert np.array_equal(planes[2], VALUES[:, :, 2].T.astype(np.int16) * (factor or 1))
    (tmp_path / "a.img").unlink()
    with pytest.raises(ImageError, match=r"a\.img"):
        read(tmp_path / "a.hdr")


def test_a_nifti_whose_magic_is_damaged_is_not_taken_for_another_kind() -> None:
    data = bytearray(nifti(VALUES, np.eye(4)))
    data[344:348] = bytes(4)
    with pytest.raises(ImageError, match="damaged"):
        open_nifti(Path("a.nii"), io.BytesIO(data))


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(ImageError, match="complex64"):
        open_nifti(Path("a.nii"), io.BytesIO(nifti(VALUES.astype(np.complex64), np.eye(4))))


def test_real_files_are_read() -> None:
    facts, planes = read(FILES / "standard.nii.gz")
    assert facts.shape == (4, 5, 7) and len(planes) == 7 and facts.codec == "gzip"
    reference = np.asanyarray(nibabel.load(FILES / "standard.nii.gz").dataobj)
    assert sum(int(plane.sum()) for plane in planes) == int(reference.sum())
    facts, planes = read(FILES / "test.mgz")
    reference = np.asanyarray(nibabel.load(FILES / "test.mgz").dataobj)
    assert facts.shape == reference.shape and facts.kind == "MGH"
    assert np.sum(planes) == pytest.approx(reference.sum())


# ---- packed --------------------------------------------------------------------------------------------------------


def test_a_packed_volume_is_unpacked_once_and_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = unpacking.Unpacking
    monkeypatch.setattr(unpacking, "Unpacking", lambda *arguments: made.append(1) or real(*arguments))
    path = saved(tmp_path, gzip.compress(nifti(VALUES, np.eye(4), 0)), "a.nii.gz")
    for _ in range(3):
        assert np.array_equal(read(path)[1][1], VALUES[:, :, 1].T)
    assert len(made) == 1
    saved(tmp_path, gzip.compress(nifti(VALUES[::-1], np.eye(4), 0)) + b"\0", "a.nii.gz")
    assert np.array_equal(read(path)[1][1], VALUES[::-1, :, 1].T)


def test_a_volume_too_large_to_keep_is_read_plane_by_plane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "KEPT", 50)
    data = nifti(VALUES, np.eye(4), 0)
    members = gzip.compress(data[:380]) + gzip.compress(data[380:])  # several are one stream
    path = saved(tmp_path, members, "a.nii.gz")
    _, planes = read(path)
    assert all(np.array_equal(plane, VALUES[:, :, z].T) for z, plane in enumerate(planes))
    with open(path, "rb") as file:
        image = open_nifti(path, file)
        for z in (2, 0, 1):
            assert np.array_equal(image.pixels(f"Z{z}"), VALUES[:, :, z].T)
        assert np.array_equal(np.stack(list(image.stored())), VALUES.T)


def test_a_bomb_is_unpacked_no_further_than_its_header_says(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress(nifti(VALUES, np.eye(4), 0) + bytes(1 << 26), 1), "a.nii.gz")
    tracemalloc.start()
    read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 23


def test_a_packed_volume_larger_than_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volume, "machine_memory", lambda: 300)
    with pytest.raises(ImageError, match="memory"):
        read(saved(tmp_path, gzip.compress(nifti(VALUES, np.eye(4))), "a.nii.gz"))
    read(saved(tmp_path, nifti(VALUES, np.eye(4))))  # one that is not packed is read plane by plane


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_whose_end_is_missing_is_refused(packed: bool, tmp_path: Path) -> None:
    data = nifti(VALUES, np.eye(4))
    data = gzip.compress(data) if packed else data
    for part in range(20):
        with pytest.raises(ImageError):
            read(saved(tmp_path, data[: len(data) * part // 20], "a.nii.gz" if packed else "a.nii"))
    with pytest.raises(ImageError, match="damaged"):
        read(saved(tmp_path, data[:-1], "a.nii.gz" if packed else "a.nii"))


# ---- absurd numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dims",
    [(3, -1, 5, 3), (3, 0, 5, 3), (3, 32767, 32767, 32767), (7, *[32767] * 7), (0, 4, 5, 3), (8, 4, 5, 3),
     (-1, 4, 5, 3), (1, 300), (4, 1, 1, 32767, 32767)],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_absurd_sizes_are_refused_at_once(dims: tuple[int, ...], packed: bool) -> None:
    data = bytearray(nifti(VALUES, np.eye(4)))
    struct.pack_into(f"<{len(dims)}h", data, DIM, *dims)
    made = gzip.compress(data) if packed else bytes(data)
    with pytest.raises(ImageError):
        open_nifti(Path("a.nii"), io.BytesIO(made)).try_decoding()


@pytest.mark.parametrize("offset", [-1.0, 0.0, 1e30, float("nan"), float("inf")])
def test_absurd_offsets_are_refused(offset: float) -> None:
    data = bytearray(nifti(VALUES, np.eye(4)))
    struct.pack_into("<f", data, VOX_OFFSET, offset)
    with pytest.raises(ImageError):
        open_nifti(Path("a.nii"), io.BytesIO(data)).try_decoding()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["standard.nii.gz", "test.mgz", ""]))
def test_any_bytes_are_a_volume_or_an_image_error(seed: int, name: str) -> None:
    data = changed((FILES / name).read_bytes() if name else nifti(VALUES, np.eye(4)), str(seed))

    def walk() -> None:
        made = open_nifti(Path(name or "a.nii"), io.BytesIO(data))
        made.check()
        made.try_decoding()
        for plane in planes_of(made.facts.planes)[:3]:
            assert made.pixels(plane).shape[:2] == (made.facts.height, made.facts.width)

    only(ImageError, walk)


def test_text_of_the_header_is_nowhere(tmp_path: Path) -> None:
    data = bytearray(nifti(VALUES, np.eye(4), descrip=b"Jane Roe 1950", aux_file=b"Roe", db_name=b"Roe"))
    assert "Roe" not in repr(read(saved(tmp_path, data))[0])
    for at in range(0, 348, 2):
        data[at] ^= 255
        try:
            assert "Roe" not in repr(open_nifti(Path("a.nii"), io.BytesIO(data)).facts)
        except ImageError as error:
            assert "Roe" not in f"{error} {error.hint} {error.__context__!r} {error.__cause__!r}"
        data[at] ^= 255
