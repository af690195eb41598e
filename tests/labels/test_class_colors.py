"""Colours of classes stand out from the pictures and from each other, for colour-blind people too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.class_colors import CHOICE, Color, screen_palette, stand_out
from segstudio.labels.classes import ClassTable, voc_color

PICTURES = {
    "orange": np.full((500, 3), (215, 100, 60), np.uint8),
    "grey": np.repeat(np.linspace(0, 255, 500).astype(np.uint8)[:, None], 3, axis=1),
    "green": np.full((500, 3), (40, 120, 50), np.uint8),
    "half black": np.concatenate([np.zeros((250, 3), np.uint8), np.full((250, 3), (215, 100, 60), np.uint8)]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_first_color_is_farther_from_the_pictures_than_the_default_or_as_far(name: str) -> None:
    def nearest(color: Color) -> float:
        return float(np.linalg.norm(PICTURES[name].astype(float) - color, axis=1).min())

    chosen = stand_out(PICTURES[name], [])
    assert chosen is not None and chosen in screen_palette()[:CHOICE]
    if name == "orange":
        assert nearest(chosen) > 2 * nearest(screen_palette()[0]), "no orange on orange"


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), max_size=40), st.integers(1, CHOICE))
def test_no_two_classes_get_one_color(pixels: list[Color], count: int) -> None:
    pictures = np.array(pixels, np.uint8).reshape(-1, 3)
    taken: list[Color] = []
    for _ in range(count):
        color = stand_out(pictures, taken)
        assert color is not None and color not in taken
        taken.append(color)


def test_when_all_are_taken_there_is_none() -> None:
    assert stand_out(PICTURES["grey"], screen_palette()[:CHOICE]) is None


def test_a_table_keeps_its_colors_in_files_and_those_that_were_given() -> None:
    table = ClassTable.from_names(["a", "b", "c"]).recolor(1, (1, 2, 3))
    out = table.standing_out(table.ids, PICTURES["orange"])
    assert [one.color for one in out] == [voc_color(0), (1, 2, 3), voc_color(2)]
    assert out.by_id(1).screen_color == (1, 2, 3) and out.by_id(0).screen_color == stand_out(
        PICTURES["orange"], [(1, 2, 3)]
    )
    assert ClassTable.from_json(out.to_json()) == out
    assert out.standing_out(out.ids, PICTURES["green"]) == out, "what was chosen stays"
