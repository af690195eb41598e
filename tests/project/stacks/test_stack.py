"""Lists show a stack in its own order, and one goes through it along each of its axes."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from segstudio.project.entries import ImageEntry
from segstudio.project.stacks.stack import Stack, in_order, stack_of


def image(name: str, plane: str = "", stack: str = "") -> ImageEntry:
    return ImageEntry(f"{name}-{plane}".replace(".", "_"), name, 4, 3, 9, "0" * 64, plane=plane, stack=stack)


def planes(*letters: str, count: int = 3) -> list[ImageEntry]:
    steps = product(range(count), repeat=len(letters))
    return [image("a.tif", "".join(f"{x}{n}" for x, n in zip(letters, at, strict=True)), "a") for at in steps]


def test_a_stack_lies_where_its_first_image_is_in_its_own_order() -> None:
    series = [image(name, stack="series") for name in ("9.dcm", "1.dcm", "5.dcm")]
    images = [image("z.png"), *series, image("a10.png"), image("a9.png")]
    assert [one.path for one in in_order(images)] == ["9.dcm", "1.dcm", "5.dcm", "a9.png", "a10.png", "z.png"]


def test_planes_are_listed_by_number() -> None:
    images = [image("a.tif", f"Z{n}", "a") for n in range(12)]
    assert [one.plane for one in in_order(images)] == [f"Z{n}" for n in range(12)]


def test_an_image_alone_is_no_stack() -> None:
    images = [image("a.png"), image("b.dcm", stack="s")]
    assert stack_of(images, images[0]) is None and stack_of(images, images[1]) is None


def test_files_of_a_series_are_slices_in_the_order_of_the_list() -> None:
    series = [image(f"{n}.dcm", stack="s") for n in (4, 2, 7)]
    stack = stack_of([image("x.png"), *series], series[0])
    assert stack is not None and [(one.letter, one.count) for one in stack.axes] == [("Z", 3)]
    assert stack.step_of(series[1], stack.axes[0]) == 1
    assert stack.moved(series[0], stack.axes[0], 2) is series[2]


def test_only_axes_with_several_images_are_axes() -> None:
    stack = Stack(tuple(image("a.tif", f"T0Z{n}", "a") for n in range(3)))
    assert [one.letter for one in stack.axes] == ["Z"]


def test_a_plane_that_was_removed_is_passed_over_and_still_counted() -> None:
    images = [one for one in planes("Z", count=5) if one.plane != "Z2"]
    stack = Stack(tuple(images))
    assert stack.axes[0].steps == (0, 1, 3, 4) and stack.axes[0].count == 5
    assert [one.plane for one in stack.neighbours(images[2], stack.axes[0])] == ["Z4", "Z1"]


@given(st.sets(st.integers(0, 26), min_size=2), st.data())
def test_moving_along_an_axis_goes_where_it_says_and_nearest_else(kept: set[int], data: st.DataObject) -> None:
    images = [one for at, one in enumerate(planes("T", "Z", "C")) if at in kept]
    stack, entry = Stack(tuple(images)), data.draw(st.sampled_from(images))
    for axis in stack.axes:
        assert stack.moved(entry, axis, stack.step_of(entry, axis)) is entry
        for step in range(len(axis.steps)):
            found = stack.moved(entry, axis, step)
            assert stack.step_of(found, axis) == step and found in images


def test_between_two_images_lie_those_of_their_axis() -> None:
    images = planes("T", "Z")
    stack = Stack(tuple(images))
    by_plane = {one.plane: one for one in images}
    found = stack.between(by_plane["T2Z1"], by_plane["T0Z1"])
    assert [one.plane for one in found] == ["T0Z1", "T1Z1", "T2Z1"]
    assert stack.between(by_plane["T0Z0"], by_plane["T1Z1"]) == []
