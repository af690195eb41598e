"""The class table: stable ids, names, colours, and reading it from foreign files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import ClassError
from segstudio.labels.class_colors import CHOICE, Color, _lab_both_sights, far_from, screen_palette, stand_out
from segstudio.labels.classes import (
    MAX_CLASSES,
    VOID,
    ClassTable,
    LabelClass,
    read_classes_json,
    voc_color,
    voc_palette,
)

ABC = ClassTable.from_names(["a", "b", "c"])


def test_voc_colours_are_those_of_the_voc_devkit() -> None:
    assert [voc_color(i) for i in (0, 1, 2, 3, 8, 9, 20)] == [
        (0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (64, 0, 0), (192, 0, 0), (0, 64, 128),
    ]  # fmt: skip
    assert tuple(voc_palette()[VOID]) == (224, 224, 192)
    assert len({tuple(row) for row in voc_palette()}) == 256


def test_ids_of_removed_classes_are_never_used_again() -> None:
    table = ABC.remove(1).add("d")
    assert table.ids == (0, 2, 3)
    assert 1 in table.retired and 1 not in table
    with pytest.raises(ClassError):
        ClassTable(table.classes + (LabelClass(1, "again", (1, 2, 3)),), table.retired)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.just(-1), st.integers(0, 20)), max_size=40))
def test_no_sequence_of_changes_reuses_an_id_and_json_keeps_all(steps: list[int]) -> None:
    table, given_out = ClassTable(), []
    for number, step in enumerate(steps):
        if step < 0 or not len(table):
            table = table.add(f"class {number}")
            given_out.append(table.ids[-1])
        elif step % 2:
            table = table.remove(table.ids[step % len(table)])
        else:
            table = table.reorder(table.ids[::-1]).set_locked(table.ids[0], True)
    assert len(set(given_out)) == len(given_out)
    assert ClassTable.from_json(json.loads(json.dumps(table.to_json()))) == table


def test_the_256th_class_is_refused() -> None:
    full = ClassTable.from_names(str(i) for i in range(MAX_CLASSES))
    assert full.ids[-1] == 254
    with pytest.raises(ClassError):
        full.add("one more")
    with pytest.raises(ClassError):
        full.remove(7).add("one more")


@pytest.mark.parametrize("name", ["", "  ", "a", " a ", "\x00", 3])
def test_empty_duplicate_and_unprintable_names_are_refused(name: str) -> None:
    with pytest.raises(ClassError):
        ABC.add(name)


@pytest.mark.parametrize("color", [(1, 2), (0, 0, 256), (-1, 0, 0), "red", (0.5, 0, 0)])
def test_colours_out_of_range_are_refused(color: tuple[int, int, int]) -> None:
    with pytest.raises(ClassError):
        ABC.recolor(0, color)


def test_unknown_ids_and_names_are_refused() -> None:
    for change in (lambda: ABC.rename(9, "x"), lambda: ABC.remove(9), lambda: ABC.by_name("x")):
        with pytest.raises(ClassError):
            change()
    with pytest.raises(ClassError):
        ABC.reorder([0, 1, 1])
    with pytest.raises(ClassError):
        ABC.rename(0, "b")


def test_each_change_touches_only_its_class() -> None:
    table = ABC.rename(1, "bee").recolor(1, (1, 2, 3)).set_hidden(2, True).set_locked(0, True).reorder([2, 0, 1])
    assert table.names == ("c", "a", "bee")
    assert table.by_id(1).color == (1, 2, 3)
    assert [row.hidden for row in table] == [True, False, False]
    assert [row.locked for row in table] == [False, True, False]
    assert ABC.names == ("a", "b", "c")


def test_palette_is_the_voc_map_with_the_chosen_colours() -> None:
    palette, expected = ABC.recolor(1, (1, 2, 3)).palette(), voc_palette()
    expected[1] = (1, 2, 3)
    np.testing.assert_array_equal(palette, expected)


def test_screen_colours_differ_and_are_neither_dark_nor_grey() -> None:
    table = ClassTable.from_names(str(i) for i in range(MAX_CLASSES))
    colors = [row.screen_color for row in table]
    assert len(set(colors)) == MAX_CLASSES
    assert all(max(c) >= 109 and max(c) - min(c) >= 73 for c in colors)
    assert colors[0] == (230, 159, 0)
    assert table.recolor(0, (7, 8, 9)).by_id(0).screen_color == (7, 8, 9)


@pytest.mark.parametrize(
    "text",
    [
        '["a", "b", "c"]',
        '\ufeff["a", "b", "c"]',
        '[{"id": 0, "name": "a"}, {"id": 1, "name": "b"}, {"id": 2, "name": "c"}, {"id": 255, "name": "void"}]',
        '{"classes": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}',
        json.dumps(ABC.export_form()),
    ],
)
def test_every_form_of_classes_json_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "classes.json"
    path.write_text(text, encoding="utf-8")
    assert read_classes_json(path) == ABC


@pytest.mark.parametrize(
    "text",
    ["", "{", "3", "{}", '{"a": 1}', '[""]', '["a", "a"]', '[{"id": 300, "name": "x"}]', '[{"id": "0", "name": "x"}]',
     '[{"name": "x", "color": [1]}]', "[" * 100_000, '{"classes": [], "retired": ["x"]}', "[null]",
     '[{"id": true, "name": "x"}]'],
)  # fmt: skip
def test_a_bad_classes_json_is_one_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "classes.json"
    path.write_text(text)
    with pytest.raises(ClassError, match="classes.json"):
        read_classes_json(path)


def test_a_missing_or_binary_classes_json_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ClassError):
        read_classes_json(tmp_path / "none.json")
    (tmp_path / "binary.json").write_bytes(b"\xff\x00\x81")
    with pytest.raises(ClassError):
        read_classes_json(tmp_path / "binary.json")


# ---- colours on the screen -------------------------------------------------------------------------------------

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

    chosen = stand_out(far_from(PICTURES[name]), [])
    assert chosen is not None and chosen in screen_palette()[:CHOICE]
    if name == "orange":
        assert nearest(chosen) > 2 * nearest(screen_palette()[0]), "no orange on orange"


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), max_size=40), st.integers(1, CHOICE))
def test_no_two_classes_get_one_color(pixels: list[Color], count: int) -> None:
    pictures = np.array(pixels, np.uint8).reshape(-1, 3)
    taken: list[Color] = []
    for _ in range(count):
        color = stand_out(far_from(pictures), taken)
        assert color is not None and color not in taken
        taken.append(color)


@pytest.mark.parametrize("far", [0.0, 5.0])
def test_classes_are_told_apart_even_where_the_pictures_have_every_color(far: float) -> None:
    """After deleting and adding classes too: what counts are the colours in use."""
    table = ClassTable.from_names([f"class {number}" for number in range(6)])
    pictures = np.linspace(far, far + 5, CHOICE)[::-1]
    table = table.standing_out(table.ids, pictures).remove(1).remove(3)
    table = table.add("new").add("newer").add("newest")
    table = table.standing_out(table.ids[-3:], pictures)
    lab = _lab_both_sights(np.array([one.screen_color for one in table], np.uint8))
    away = np.linalg.norm(lab[:, :, None] - lab[:, None], axis=-1).min(0) + 999 * np.eye(len(table.ids))
    assert away.min() > 30


def test_when_all_are_taken_there_is_none() -> None:
    assert stand_out(far_from(PICTURES["grey"]), screen_palette()[:CHOICE]) is None


def test_a_table_keeps_its_colors_in_files_and_those_that_were_given() -> None:
    table = ClassTable.from_names(["a", "b", "c"]).recolor(1, (1, 2, 3))
    out = table.standing_out(table.ids, far_from(PICTURES["orange"]))
    assert [one.color for one in out] == [voc_color(0), (1, 2, 3), voc_color(2)]
    assert out.by_id(1).screen_color == (1, 2, 3) and out.by_id(0).screen_color == stand_out(
        far_from(PICTURES["orange"]), [(1, 2, 3)]
    )
    assert ClassTable.from_json(out.to_json()) == out
    assert out.standing_out(out.ids, far_from(PICTURES["green"])) == out, "what was chosen stays"
