"""Two class tables contradict each other where a number has two names or a name two numbers."""

from __future__ import annotations

import pytest

from segstudio.formats.common.class_names import contradictions, same_name, union
from segstudio.labels.classes import ClassTable

OURS = ClassTable.from_names(["road", "car", "Straße"])


@pytest.mark.parametrize("names", [[], ["road"], ["Road ", "CAR", "STRASSE"], ["road", "car", "Straße", "sky"]])
def test_fewer_more_and_other_capitals_do_not_contradict(names: list[str]) -> None:
    assert contradictions(OURS, ClassTable.from_names(names)) == ()


def test_each_class_that_contradicts_is_given_once_with_the_one_it_contradicts() -> None:
    found = contradictions(OURS, ClassTable.from_names(["car", "tree", "Straße"]))
    assert [(pair.ours.name, pair.theirs.name) for pair in found] == [("car", "car"), ("car", "tree")]


def test_accents_may_be_written_in_two_ways() -> None:
    assert same_name("Fl\u00e4che", "Fla\u0308che") and not same_name("a", "b")


def test_the_union_has_every_number_once() -> None:
    assert union(OURS, ClassTable.from_names(["road", "car", "Straße", "sky"])).names == (
        "road",
        "car",
        "Straße",
        "sky",
    )
