"""Paint rules: what may be overwritten and with what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from segstudio.errors import ClassError
from segstudio.labels import painting, regions
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import intensity
from segstudio.labels.mask import Mask
from segstudio.labels.painting import whole
from segstudio.labels.rules import PaintRule, allowed, may_paint, paintable, writable
from segstudio.labels.superpixels import superpixels
from segstudio.labels.wand import Wand
from tests.pictures import image, kinds, mask, region, seeds, shapes, spread

TABLE = ClassTable.from_names(["a", "b", "c"]).set_locked(1, True)


def test_locked_classes_are_never_writable() -> None:
    for rule in (PaintRule(), PaintRule(only_void=True), PaintRule(only_class=1)):
        assert not writable(TABLE, rule)[1]


def test_without_a_limit_all_but_locked_values_are_writable() -> None:
    np.testing.assert_array_equal(np.flatnonzero(~writable(TABLE, PaintRule())), [1])


def test_limits_leave_only_void_or_only_the_class() -> None:
    assert np.flatnonzero(writable(TABLE, PaintRule(only_void=True))).tolist() == [VOID]
    assert np.flatnonzero(writable(TABLE, PaintRule(only_class=2))).tolist() == [2]
    assert not writable(TABLE, PaintRule(True, 2)).any()


def test_painting_with_a_locked_or_unknown_class_is_an_error() -> None:
    assert may_paint(TABLE, 0) and may_paint(TABLE, VOID)
    for value in (1, 7):
        with pytest.raises(ClassError):
            may_paint(TABLE, value)
    assert np.flatnonzero(paintable(TABLE)).tolist() == [0, 2, VOID]


FIELD = np.array([[0.0, 10.0, 20.0], [30.0, np.nan, 50.0]], np.float32)


def test_an_intensity_range_holds_both_ends_and_never_nan() -> None:
    left = allowed(PaintRule(intensity=(10, 30)), whole((2, 3)), FIELD)
    assert spread(left, (2, 3)).tolist() == [[False, True, True], [True, False, False]]
    left = allowed(PaintRule(intensity=(-np.inf, np.inf)), whole((2, 3)), FIELD)
    assert spread(left, (2, 3)).sum() == 5


def test_without_the_image_no_pixel_is_in_the_range() -> None:
    rule = PaintRule(intensity=(0, 255))
    assert rule.needs_image and not allowed(rule, whole((2, 3))).rect
    assert not PaintRule(only_void=True).needs_image


def test_outside_of_the_selection_nothing_is_allowed() -> None:
    chosen = Footprint(Rect(1, 0, 2, 1), np.array([[True, False]]))
    left = allowed(PaintRule(selection=chosen), whole((2, 3)))
    assert spread(left, (2, 3)).tolist() == [[False, True, False], [False, False, False]]
    nothing = Footprint(Rect(0, 0, 0, 0), np.zeros((0, 0), bool))
    assert not allowed(PaintRule(selection=nothing), whole((2, 3))).rect
    assert not allowed(PaintRule(selection=nothing, intensity=(0, 99)), whole((2, 3)), FIELD).rect


def test_a_rule_without_place_or_range_returns_the_footprint_itself() -> None:
    footprint = whole((2, 3))
    assert allowed(PaintRule(only_void=True, only_class=1), footprint, FIELD) is footprint


def test_rules_are_equal_when_their_limits_are() -> None:
    chosen, same = whole((2, 2)), whole((2, 2))
    assert PaintRule(intensity=(1, 2)) == PaintRule(intensity=(1, 2)) != PaintRule(intensity=(1, 3))
    assert PaintRule(selection=chosen) == PaintRule(selection=chosen) != PaintRule(selection=same)
    assert len({PaintRule(), PaintRule(), PaintRule(True)}) == 2 and PaintRule() != "rule"


@pytest.mark.parametrize("bounds", [(2.0, 1.0), (float("nan"), 1.0), (0.0, float("nan"))])
def test_a_range_that_is_none_is_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="intensity range"):
        PaintRule(intensity=bounds)


def any_footprint(rng: np.random.Generator, pixels: np.ndarray, labels: np.ndarray) -> Footprint:
    """What any tool might give."""
    h, w = labels.shape
    seed = int(rng.integers(1 << 30))
    (x, y), end = rng.uniform(-0.2, 1.2, (2, 2)) * (w, h)
    edits = regions.grow(labels, 1, 2) + regions.shrink(labels, 1, 1) + [regions.Edit(1, region(seed, labels.shape))]
    tools = [
        lambda: painting.brush_segment(labels.shape, (x, y), tuple(end), float(rng.uniform(1, 9))),
        lambda: painting.polygon(labels.shape, rng.uniform(-0.2, 1.2, (5, 2)) * (w, h)),
        lambda: painting.flood(labels, (x, y)),
        lambda: Wand(pixels, (x, y)).region(float(rng.uniform(0, 200))),
        lambda: superpixels(pixels, spacing=3, rounds=1).region_at((x, y)),
        lambda: edits[int(rng.integers(len(edits)))].footprint,
        lambda: regions.region_at(labels, (x, y)),
    ]
    return tools[int(rng.integers(len(tools)))]()


@settings(max_examples=120, deadline=None)
@given(seeds, shapes, kinds)
def test_no_tool_changes_a_pixel_outside_of_the_rule(seed: int, shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(seed)
    pixels, labels = image(seed, shape, kind), mask(seed, shape)
    low, high = sorted(rng.uniform(-100, 65536 if "16" in kind else 300, 2).tolist())
    rule = PaintRule(
        only_void=bool(rng.random() < 0.3),
        only_class=int(rng.choice([0, 2])) if rng.random() < 0.3 else None,
        intensity=(low, high) if rng.random() < 0.6 else None,
        selection=region(seed + 1, shape) if rng.random() < 0.6 else None,
    )
    footprint, value = any_footprint(rng, pixels, labels), int(rng.choice([0, 2, VOID]))
    canvas = Mask(labels.copy())
    canvas.begin("Paint")
    canvas.paint(allowed(rule, footprint, pixels), value, writable(TABLE, rule))
    canvas.commit()
    free = spread(footprint, shape) & writable(TABLE, rule)[labels]
    if rule.selection is not None:
        free &= spread(rule.selection, shape)
    if rule.intensity is not None:
        grey = intensity(pixels).astype(np.float64)
        free &= np.isfinite(grey) & (grey >= low) & (grey <= high)
    np.testing.assert_array_equal(canvas.array, np.where(free, value, labels))
