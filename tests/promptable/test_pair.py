"""A pair of files is told by names and shapes, and what does not fit is one sentence; every family's masks lie where
the picture and the clicks are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from segstudio.errors import UserError
from segstudio.labels.footprints import cut
from segstudio.labels.geometry import Footprint, Rect
from segstudio.promptable.families import FAMILIES, Model, Port, frame_side, recognise
from segstudio.promptable.pair import Pair
from segstudio.promptable.process import ClickNetwork
from segstudio.promptable.prompt_regions import Prompt, PromptRegions, read_window
from tests.promptable.pairs import InHere, make_pair

TITLES = {"sam": "SAM or MobileSAM", "efficient": "EfficientSAM", "sam2": "SAM 2"}
BRIGHT = Rect(60, 8, 20, 14)  # in pictures()
OTHER = Rect(4, 36, 20, 20)


def picture(shape: tuple[int, int] = (60, 110), kind: type = np.uint8) -> np.ndarray:
    """A dark picture with two bright rectangles."""
    pixels = np.full(shape, 20, np.uint8)
    for place in (BRIGHT, OTHER):
        pixels[place.slices] = 240
    return pixels.astype(kind) * (257 if kind == np.uint16 else 1)


def regions(files: tuple[Path, Path], pixels: np.ndarray, window: Rect | None = None) -> PromptRegions:
    return PromptRegions(InHere(files), pixels, window or Rect.of_shape(pixels.shape))  # type: ignore[arg-type]


def overlap(found: Footprint, place: Rect) -> float:
    """Intersection over union with a rectangle."""
    both = found.inside[found.rect.intersect(place).relative_to(found.rect).slices].sum() if found.rect else 0
    return float(both / (found.inside.sum() + place.w * place.h - both))


def holds(found: Footprint, x: int, y: int) -> bool:
    """Whether a pixel is in a footprint."""
    return bool(cut(found, Rect(x, y, 1, 1)).any())


def middle(found: Footprint) -> tuple[float, float]:
    """The mean of its pixels, x and y, where the left top corner of the image is 0, 0."""
    rows, columns = np.nonzero(found.inside)
    return float(columns.mean() + found.rect.x + 0.5), float(rows.mean() + found.rect.y + 0.5)


FORMS = [("sam", {"rank": 3}), ("sam", {}), ("efficient", {}), ("sam2", {})]


@pytest.mark.parametrize(("family", "facts"), FORMS, ids=("sam, colours", "sam, numbers", "efficient", "sam 2"))
@pytest.mark.parametrize("shape", [(60, 110), (150, 90)], ids=("wide", "high"))
def test_the_mask_of_a_click_lies_on_the_object(
    family: str, facts: dict, shape: tuple[int, int], tmp_path: Path
) -> None:
    files = make_pair(tmp_path, family, **facts)
    assert Pair(*files).family.title == TITLES[family]
    found = regions(files, picture(shape))
    row = found.row((70.5, 15.5))
    assert row is not None and row.regions[row.best].score == pytest.approx(0.9)
    mask = found.footprint(row.regions[row.best])
    assert overlap(mask, BRIGHT) > 0.65 and middle(mask) == pytest.approx((70, 15), abs=1.0)
    assert found.row((2.5, 2.5)) is None, "nothing bright is there"
    both = found.prompted([Prompt((70.5, 15.5), True), Prompt((18.5, 50.5), True)])
    assert both is not None
    union = found.footprint(both.regions[-1])
    assert holds(union, 70, 15) and holds(union, 18, 50)
    less = found.prompted([Prompt((18.5, 50.5), True), Prompt((8.5, 40.5), False)])
    assert less is not None
    rest = found.footprint(less.regions[-1])
    assert holds(rest, 18, 50) and not holds(rest, 8, 40)


def test_a_window_of_a_16_bit_image_is_read_at_its_place(tmp_path: Path) -> None:
    pixels = picture((60, 110), np.uint16)
    found = regions(make_pair(tmp_path, "sam"), pixels, Rect(40, 0, 70, 60))
    row = found.row((70.5, 15.5))
    assert row is not None and overlap(found.footprint(row.regions[row.best]), BRIGHT) > 0.7
    assert len(row.regions) == 3, "also the smallest, which is a disc around the click"
    assert found.row((18.5, 50.5)) is None, "outside of the window"


def test_an_image_larger_than_the_small_picture_is_shown_at_its_place(tmp_path: Path) -> None:
    pixels = np.kron(picture(), np.ones((20, 20), np.uint8))
    found = regions(make_pair(tmp_path, "sam2"), pixels)
    row = found.row((1410.0, 310.0))
    large = Rect(20 * BRIGHT.x, 20 * BRIGHT.y, 20 * BRIGHT.w, 20 * BRIGHT.h)
    assert row is not None and overlap(found.footprint(row.regions[row.best]), large) > 0.7
    seen = Rect(5, 6, 700, 500)
    assert read_window((2048, 100, 3), seen) == Rect(0, 0, 100, 2048) and read_window((2049, 100), seen) == seen


def test_a_network_that_takes_one_click_is_not_asked_for_two(tmp_path: Path) -> None:
    found = regions(make_pair(tmp_path, "efficient", points=1), picture())
    assert found.row((70.5, 15.5)) is not None
    assert found.prompted([Prompt((70.5, 15.5), True), Prompt((18.5, 50.5), True)]) is None


def test_holes_are_filled_unless_they_are_kept_or_clicked_away(tmp_path: Path) -> None:
    pixels = np.full((128, 128), 20, np.uint8)
    pixels[16:112, 16:112] = 240
    pixels[48:80, 48:80] = 20
    found = regions(make_pair(tmp_path, "sam"), pixels)

    def is_taken(holes: bool, *clicks: Prompt) -> bool:
        row = found.prompted([Prompt((30.5, 30.5), True), *clicks], holes=holes)
        assert row is not None
        return holds(found.footprint(row.regions[-1]), 64, 64)

    assert is_taken(False) and not is_taken(True)
    assert not is_taken(False, Prompt((64.5, 64.5), False))


def test_what_does_not_fit_is_one_sentence(tmp_path: Path) -> None:
    sam, sam2 = make_pair(tmp_path, "sam"), make_pair(tmp_path, "sam2")
    efficient = make_pair(tmp_path, "efficient")
    other = make_pair(tmp_path / "other", "sam", cells=16)
    text = tmp_path / "notes.onnx"
    text.write_text("not a network")
    cases = {
        (text, sam[1]): "notes.onnx is no ONNX network that can be opened.",
        (tmp_path / "gone.onnx", sam[1]): f"{tmp_path / 'gone.onnx'} is not there.",
        (sam[0], sam[0]): "The file named as decoder is an encoder: it takes a picture, not clicks.",
        (sam[1], sam[1]): "The file named as encoder is a decoder: it takes clicks, not a picture.",
        (sam[0], sam2[1]): "The encoder is of SAM or MobileSAM, the decoder is of SAM 2.",
        (efficient[0], sam[1]): "The encoder is of EfficientSAM, the decoder is of SAM or MobileSAM.",
        (sam2[0], efficient[1]): "The encoder is of SAM 2, the decoder is of EfficientSAM.",
        (other[0], sam[1]): "The encoder makes features of 1 x 1 x 16 x 16, the decoder takes 1 x 1 x 32 x 32.",
    }
    for files, sentence in cases.items():
        with pytest.raises(UserError) as told:
            Pair(*files)
        assert told.value.message == sentence and told.value.hint


@pytest.mark.parametrize("family", TITLES)
def test_masks_that_are_no_numbers_are_refused(family: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no numbers"):
        Pair(*make_pair(tmp_path, family, gain=np.nan)).trial()


def test_a_network_of_other_inputs_is_told_with_what_it_takes() -> None:
    image = Model((Port("image", "tensor(float)", (1, 3, 64, 64)),), (Port("out", "tensor(float)", (1, 4, 8, 8)),))
    odd = Model((Port("prompt", "tensor(float)", (1, None)), Port("x", "tensor(float)", (2,))), image.outputs)
    with pytest.raises(UserError, match=r"takes prompt \(1 x \?\), x \(2\), which no known click network does"):
        recognise(image, odd)
    wide = Model((Port("image", "tensor(float)", (1, 3, 64, 96)),), image.outputs)
    with pytest.raises(UserError, match="1 x 3 x 64 x 96, not squares"):
        frame_side(wide, odd)
    assert len({row.title for row in FAMILIES}) == len(FAMILIES)


def test_the_process_reads_once_answers_stops_and_ends(tmp_path: Path) -> None:
    files = make_pair(tmp_path, "sam")
    network = ClickNetwork(*files)
    facts = network.open(trial=True)
    assert facts.family == TITLES["sam"] and facts.masks == 3 and facts.side == 128 and facts.read_seconds > 0
    found = PromptRegions(network, picture(), Rect(0, 0, 110, 60))
    assert found.row((70.5, 15.5)) is not None
    network._process.kill()
    network._process.join()
    with pytest.raises(UserError, match="ended by itself"):
        found.row((70.5, 15.5))
    assert found.row((70.5, 15.5)) is not None, "it is opened and read again"
    resting, known = network._process, network.facts
    network.rest()
    assert not resting.is_alive() and network.facts is known is not None, "it gives its memory back, and is still known"
    assert found.row((70.5, 15.5)) is not None, "it is opened and read again"
    process = network._process
    network.close()
    process.join(5)
    assert not process.is_alive()
