"""DICOM files: what pixels mean, every codec, hostile files; and that nothing of a patient leaves the reader."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset, Sequence, uid
from pydicom.encaps import encapsulate

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis, planes_of
from segstudio.project.images.readers.dicom import open_dicom
from tests.any_bytes import changed, only
from tests.project.images.readers.made_volumes import FILES, bare, dicom, read

RANDOM = np.random.default_rng(2)
VALUES = RANDOM.integers(0, 4000, (6, 8)).astype(np.uint16)
FRAMES = RANDOM.integers(-900, 3000, (3, 6, 8)).astype(np.int16)
COLOURS = RANDOM.integers(0, 256, (6, 8, 3)).astype(np.uint8)
ORIENTATION = [1, 0, 0, 0, 1, 0]
PATIENT = {"PatientName": "Roe^Jane", "PatientID": "4711-Roe", "PatientBirthDate": "19501231", "StudyDate": "20200229",
           "InstitutionName": "Roe Hospital", "StudyInstanceUID": "1.2.840.4711.1",
           "SeriesInstanceUID": "1.2.840.4711.2", "SeriesDescription": "of Jane Roe"}  # fmt: skip


def opened(data: bytes) -> Any:
    image = open_dicom(Path("a.dcm"), io.BytesIO(data))
    image.check()
    image.try_decoding()
    return image


def deflated(values: np.ndarray, more: int = 0) -> bytes:
    """A data set, packed as a whole, with ``more`` zeros behind it."""
    meta = dicom(values, uid.DeflatedExplicitVRLittleEndian)
    (length,) = struct.unpack_from("<I", meta, 140)
    packer = zlib.compressobj(wbits=-15)
    return meta[: 144 + length] + packer.compress(bare(dicom(values)) + bytes(more)) + packer.flush()


# ---- what values mean ----------------------------------------------------------------------------------------------


def test_slope_and_intercept_make_hounsfield_units_and_stored_values_stay() -> None:
    image = opened(dicom(VALUES, RescaleSlope=2, RescaleIntercept=-1024, WindowCenter=[40, 50], WindowWidth=[400, 9]))
    assert image.facts.unit == "HU" and image.facts.dtype == "uint16" and image.facts.window == (-160, 239)
    assert image.pixels("").dtype == np.float32 and np.array_equal(image.pixels(""), VALUES * 2.0 - 1024)
    assert np.array_equal(next(image.stored()), VALUES)


@pytest.mark.parametrize("modality", ["MR", "CT"])
def test_only_ct_with_an_intercept_is_in_hounsfield_units(modality: str) -> None:
    assert opened(dicom(VALUES, Modality=modality, RescaleType="US", RescaleIntercept=0)).facts.unit == ""


def test_white_is_zero_is_turned_by_one_rule() -> None:
    values = VALUES & 0xFFF
    image = opened(dicom(values, PhotometricInterpretation="MONOCHROME1", BitsStored=12, HighBit=11, WindowCenter=100.5,
                         WindowWidth=101))  # fmt: skip
    assert image.facts.photometric == "white is zero" and image.facts.bits == 12
    assert image.pixels("").dtype == np.uint16 and np.array_equal(image.pixels(""), 4095 - values)
    assert image.facts.window == (4095 - 150, 4095 - 50)
    signed = opened(dicom(FRAMES[0], PhotometricInterpretation="MONOCHROME1"))
    assert np.array_equal(signed.pixels(""), -1.0 - FRAMES[0])
    scaled = opened(dicom(values, PhotometricInterpretation="MONOCHROME1", RescaleSlope=2, RescaleIntercept=-7))
    assert np.array_equal(scaled.pixels(""), -(values * 2.0 - 7))


def test_bits_above_those_stored_are_masked() -> None:
    image = opened(dicom(VALUES | 0xF000, BitsStored=12, HighBit=11))
    assert np.array_equal(image.pixels(""), VALUES & 0xFFF)


def test_palettes_become_colours_at_their_own_depth() -> None:
    indices = RANDOM.integers(0, 4, (6, 8)).astype(np.uint8)
    for entries, dtype in ((np.array([0, 20, 200, 255]) << 8, np.uint8), (np.array([0, 20, 300, 65535]), np.uint16)):
        lut = {f"{c}PaletteColorLookupTableDescriptor": [4, 0, 16] for c in ("Red", "Green", "Blue")}
        lut |= {
            f"{c}PaletteColorLookupTableData": entries.astype(np.uint16).tobytes() for c in ("Red", "Green", "Blue")
        }
        image = opened(dicom(indices, PhotometricInterpretation="PALETTE COLOR", **lut))
        assert image.facts.channels == Axis("S", 3) and image.facts.shape == (6, 8)
        shown = image.pixels("")
        expected = (entries >> 8 if dtype == np.uint8 else entries)[indices]
        assert shown.dtype == dtype and all(np.array_equal(shown[..., c], expected) for c in range(3))
        assert np.array_equal(next(image.stored()), indices)


def test_colours_lie_side_by_side_whatever_the_planar_configuration() -> None:
    assert np.array_equal(opened(dicom(COLOURS)).pixels(""), COLOURS)
    planar = np.ascontiguousarray(COLOURS.transpose(2, 0, 1)).tobytes()
    image = opened(dicom(COLOURS, PlanarConfiguration=1, PixelData=planar))
    assert np.array_equal(image.pixels(""), COLOURS) and np.array_equal(image.pixels("C1"), COLOURS[..., 1])
    assert [plane.shape for plane in image.stored()] == [(6, 8)] * 3


def test_ybr_becomes_rgb() -> None:
    grey = np.repeat(COLOURS[..., :1], 3, axis=2)
    ybr = grey.copy()
    ybr[..., 1:] = 128
    assert np.abs(opened(dicom(ybr, PhotometricInterpretation="YBR_FULL")).pixels("").astype(int) - grey).max() <= 1


def test_frames_are_planes_and_of_a_film_times() -> None:
    image = opened(dicom(FRAMES))
    assert image.facts.planes == (Axis("Z", 3),) and image.facts.axes == "ZYX" and image.facts.shape == (3, 6, 8)
    assert all(np.array_equal(image.pixels(f"Z{z}"), FRAMES[z]) for z in range(3))
    assert opened(dicom(FRAMES, FrameTime=40)).facts.planes == (Axis("T", 3),)
    tiled = opened(dicom(FRAMES, TotalPixelMatrixColumns=24)).facts
    assert tiled.planes == (Axis("I", 3),) and "tiles" in tiled.left[0]
    with pytest.raises(ImageError, match="no plane"):
        image.pixels("Z3")


def test_groups_of_frames_decide_over_the_whole_file() -> None:
    def group(**sequences: dict[str, Any]) -> Dataset:
        made = Dataset()
        for name, tags in sequences.items():
            item = Dataset()
            for key, value in tags.items():
                setattr(item, key, value)
            setattr(made, name, Sequence([item]))
        return made

    each = [
        group(
            PixelValueTransformationSequence={"RescaleSlope": 1 + z, "RescaleIntercept": -z},
            PlanePositionSequence={"ImagePositionPatient": [0, 0, 3 * z]},
        )
        for z in range(3)
    ]
    shared = [group(PixelMeasuresSequence={"PixelSpacing": [0.5, 0.25]},
                    PlaneOrientationSequence={"ImageOrientationPatient": ORIENTATION})]  # fmt: skip
    image = opened(dicom(FRAMES, PerFrameFunctionalGroupsSequence=each, SharedFunctionalGroupsSequence=shared))
    assert all(np.array_equal(image.pixels(f"Z{z}"), FRAMES[z] * (1.0 + z) - z) for z in range(3))
    facts = image.facts
    assert facts.pixel_size == pytest.approx((0.5e-3, 0.25e-3)) and facts.slice_distance == pytest.approx(3e-3)
    assert facts.orientation == "axial, columns to the left, rows to the back"


def test_slices_of_a_series_are_one_stack_in_order_of_position() -> None:
    facts = [opened(dicom(VALUES, ImageOrientationPatient=ORIENTATION, ImagePositionPatient=[5, 6, z])).facts
             for z in (3.5, -2)]  # fmt: skip
    assert facts[0].stack == facts[1].stack and len(facts[0].stack) == 12
    assert [one.position for one in facts] == [3.5, -2]
    assert opened(dicom(VALUES, InstanceNumber=7)).facts.position == 7
    assert opened(dicom(VALUES, SeriesInstanceUID="1.2.9")).facts.stack != facts[0].stack


def test_pixel_sizes_are_height_and_width_in_metres() -> None:
    assert opened(dicom(VALUES, PixelSpacing=[0.5, 0.25])).facts.pixel_size == pytest.approx((0.5e-3, 0.25e-3))
    assert opened(dicom(VALUES, ImagerPixelSpacing=[0.1, 0.2])).facts.pixel_size == pytest.approx((0.1e-3, 0.2e-3))
    assert opened(dicom(VALUES)).facts.pixel_size is None


def test_overlays_are_named() -> None:
    data = dicom(VALUES)
    at = data.rfind(b"\xe0\x7f\x10\0OW")
    assert "overlays" in opened(data[:at] + b"\0\x60\x10\0US\2\0\6\0" + data[at:]).facts.left[0]


# ---- codecs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["MR_small_RLE", "MR_small_jpeg_ls_lossless", "MR_small_jp2klossless"])
def test_lossless_codecs_give_the_values_that_were_stored(name: str) -> None:
    facts, (plane,) = read(FILES / f"{name}.dcm")
    assert (facts.dtype, facts.shape, plane.min(), plane.max()) == ("int16", (64, 64), 127, 2145)
    assert plane.mean() == pytest.approx(518.881348)  # as the file that is not compressed, in pydicom's own tests
    assert facts.window == (-200, 1399) and facts.codec


@pytest.mark.parametrize("name", ["SC_rgb_jpeg_gdcm", "SC_rgb_gdcm_KY", "SC_rgb_jls_lossy_line", "SC_rgb_jpeg_dcmtk"])
def test_colours_are_right_in_every_codec(name: str) -> None:
    facts, (plane,) = read(FILES / f"{name}.dcm")
    assert facts.channels == Axis("S", 3) and plane.dtype == np.uint8
    bars = [(255, 0, 0), (255, 128, 128), (0, 255, 0), (128, 255, 128), (0, 0, 255), (128, 128, 255)]
    for row, colour in zip((5, 15, 25, 35, 45, 55), bars, strict=True):
        assert np.abs(plane[row, 50].astype(int) - colour).max() <= 5


def test_jpeg_of_12_bits_is_read() -> None:
    facts, (plane,) = read(FILES / "JPGExtended.dcm")
    assert plane.dtype == np.uint16 and (plane.shape, plane.max(), facts.bits) == ((1024, 256), 264, 12)


ENCODERS = {
    uid.HTJ2KLossless: lambda a: imagecodecs.htj2k_encode(a),
    uid.JPEG2000Lossless: lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", level=0),
    uid.JPEGLSLossless: imagecodecs.jpegls_encode,
    uid.JPEGLosslessSV1: lambda a: imagecodecs.ljpeg_encode(a, bitspersample=16),
}


@pytest.mark.parametrize("syntax", ENCODERS)
def test_frames_of_compressed_files_are_read_one_by_one(syntax: uid.UID) -> None:
    frames = FRAMES.astype(np.uint16) & 0xFFF
    coded = encapsulate([ENCODERS[syntax](frame) for frame in frames])
    image = opened(dicom(frames, syntax, PixelData=coded, BitsStored=16, HighBit=15))
    for z in (2, 0, 1):
        assert np.array_equal(image.pixels(f"Z{z}"), frames[z])
    assert np.array_equal(np.stack(list(image.stored())), frames)


@pytest.mark.parametrize(
    ("name", "word"), [(b"1.2.840.10008.1.2.4.102", "video"), (b"1.2.276.99999.9.9.9.999", "one maker")]
)
def test_codes_that_nothing_decodes_are_named(name: bytes, word: str) -> None:
    data = dicom(VALUES, uid.MPEG4HP41, PixelData=encapsulate([b"1234"]))
    with pytest.raises(ImageError, match=word):
        opened(data.replace(uid.MPEG4HP41.encode(), name))


# ---- files of every kind -------------------------------------------------------------------------------------------


def test_a_file_without_preamble_is_read() -> None:
    assert np.array_equal(opened(bare(dicom(VALUES))).pixels(""), VALUES)


def test_a_packed_data_set_is_read_and_unpacked_no_further_than_its_pixels() -> None:
    facts, (plane,) = read(FILES / "image_dfl.dcm")
    assert plane.shape == (512, 512) and facts.codec == ""
    assert np.array_equal(opened(deflated(VALUES)).pixels(""), VALUES)
    bomb = deflated(VALUES, 1 << 27)
    tracemalloc.start()
    assert np.array_equal(opened(bomb).pixels(""), VALUES)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 23


def test_files_without_a_picture_say_what_they_are() -> None:
    for name, word in (("reportsi", "report"), ("rtstruct", "structure set")):
        with pytest.raises(ImageError, match=word):
            read(FILES / f"{name}.dcm")
    with pytest.raises(ImageError, match="segmentation") as caught:
        opened(dicom(VALUES, SOPClassUID=uid.SegmentationStorage))
    assert "masks" in caught.value.hint
    with pytest.raises(ImageError, match="document"):
        opened(dicom(VALUES, SOPClassUID=uid.EncapsulatedPDFStorage))


def test_a_dose_is_a_picture_in_gray() -> None:
    facts = opened(dicom(FRAMES.astype(np.uint16), SOPClassUID=uid.RTDoseStorage, DoseGridScaling=0.5,
                         GridFrameOffsetVector=[0, 3, 6])).facts  # fmt: skip
    assert facts.unit == "Gy" and facts.slice_distance == pytest.approx(3e-3)


# ---- hostile -------------------------------------------------------------------------------------------------------

ALL = ["MR_small_RLE", "MR_small_jpeg_ls_lossless", "MR_small_jp2klossless", "SC_rgb_jpeg_gdcm", "SC_rgb_gdcm_KY",
       "SC_rgb_jls_lossy_line", "SC_rgb_jpeg_dcmtk", "image_dfl"]  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_a_file_whose_end_is_missing_is_refused(name: str) -> None:
    data = (FILES / f"{name}.dcm").read_bytes()
    for part in range(20):
        with pytest.raises(ImageError):
            opened(data[: len(data) * part // 20])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([*ALL, ""]))
def test_any_bytes_are_a_picture_or_an_image_error(seed: int, name: str) -> None:
    data = changed((FILES / f"{name}.dcm").read_bytes() if name else dicom(FRAMES, RescaleSlope=2), str(seed))

    def walk() -> None:
        image = opened(data)
        for plane in planes_of(image.facts.planes)[:3]:
            assert image.pixels(plane).shape[:2] == (image.facts.height, image.facts.width)

    only(ImageError, walk)


@pytest.mark.parametrize(
    "tags",
    [{"Rows": 0}, {"Columns": 0}, {"Rows": 65535, "Columns": 65535}, {"NumberOfFrames": 2147483647},
     {"NumberOfFrames": -3}, {"NumberOfFrames": 2}, {"SamplesPerPixel": 0}, {"SamplesPerPixel": 65535},
     {"SamplesPerPixel": 3}, {"BitsAllocated": 0}, {"BitsAllocated": 65535}, {"BitsAllocated": 13}],
)  # fmt: skip
def test_absurd_numbers_are_refused_at_once(tags: dict[str, int]) -> None:
    with pytest.raises(ImageError):
        opened(dicom(VALUES, **tags)).pixels("")


@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        (uid.JPEGLSLossless, imagecodecs.jpegls_encode),
        (uid.JPEG2000Lossless, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", level=0)),
        (uid.JPEG2000Lossless, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="jp2", level=0)),
        (uid.JPEGBaseline8Bit, lambda a: imagecodecs.jpeg8_encode(a.astype(np.uint8))),
    ],
)
def test_a_frame_that_claims_another_size_is_not_decoded(syntax: uid.UID, encode: Any) -> None:
    frame = encode(np.zeros((1000, 1500), np.uint16))  # a few bytes, 3 million when decoded
    data = dicom(VALUES, syntax, PixelData=encapsulate([frame]))
    tracemalloc.start()
    with pytest.raises(ImageError, match="size"):
        opened(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1 << 20


@pytest.mark.parametrize("depth", [10, 2000, 50000])
def test_sequences_within_sequences_end_in_an_error(depth: int) -> None:
    data, nested = dicom(VALUES), b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff" * depth
    at = data.find(b"\x08\0\x16\0UI")
    with pytest.raises(ImageError):
        opened(data[:at] + nested + data[at:])


def test_damaged_tags_do_not_take_the_picture_away() -> None:
    data = dicom(VALUES, PixelSpacing=[0.5, 0.25], WindowCenter=1, WindowWidth=2, ImageOrientationPatient=ORIENTATION)
    for old, new in ((b"0.5\\0.25", b"0.5\\x.25"), (b"0.5\\0.25", b"-0.5\\0.2"), (b"1.0\\0.0\\0.0", b"0.0\\0.0\\0.0")):
        assert old in data
        assert np.array_equal(opened(data.replace(old, new)).pixels(""), VALUES)


# ---- patients ------------------------------------------------------------------------------------------------------


def test_nothing_of_a_patient_leaves_the_reader(caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    whole = dicom(VALUES, **PATIENT)
    texts = [repr(opened(whole).facts)]
    bad = [whole[: len(whole) * part // 40] for part in range(40)] + [changed(whole, str(seed)) for seed in range(150)]
    bad += [
        whole.replace(b"OW", b"SQ"),
        whole.replace(b"US", b"ZZ"),
        whole.replace(b"\x28\0\x10\0US\x02\0", b"\x28\0\x10\0PN\x02\0"),
    ]
    for data in bad:
        try:
            image = opened(data)
            texts.append(repr(image.facts))
            image.pixels("")
        except ImageError as error:
            texts.append(f"{error} {error.hint} {error.__context__!r} {error.__cause__!r}")
    out, err = capfd.readouterr()
    everything = "\n".join([*texts, caplog.text, out, err])
    for word in ("Roe", "4711", "1950", "20200229", "Hospital"):
        assert word not in everything


def test_a_reader_holds_no_tag_that_it_does_not_need() -> None:
    image = opened(dicom(VALUES, **PATIENT))
    held = str(image._source.tags)
    assert "Roe" not in held and "19501231" not in held
