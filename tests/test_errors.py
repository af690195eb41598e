"""What went wrong stays one plain sentence for everybody, and a template with its values for a translation."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from segstudio.errors import ImageError, Said, UserError, said, together


@given(name=st.text(), number=st.integers() | st.floats(allow_nan=False))
def test_a_sentence_is_its_template_with_the_values_in_it_whatever_they_hold(name: str, number: float) -> None:
    told = said("{name} holds {number}.", name=name, number=number)
    assert told == f"{name} holds {number}." and isinstance(told, str)
    again = pickle.loads(pickle.dumps(told))
    assert isinstance(again, Said) and (again, again.template, again.values) == (told, told.template, told.values)


@given(text=st.text())
def test_a_sentence_without_values_is_taken_as_it_is(text: str) -> None:
    assert said(text) == text and UserError(text).message == text


def test_values_reach_message_and_hint() -> None:
    error = ImageError(
        "The image {name} is missing.", "Put it back at {place}.", name="a.png", place=Path("b") / "a.png"
    )
    assert (error.message, str(error)) == ("The image a.png is missing.",) * 2
    assert error.hint == f"Put it back at {Path('b') / 'a.png'}."


def test_an_error_goes_whole_from_process_to_process() -> None:
    again = pickle.loads(pickle.dumps(ImageError("No {name}.", "Look at {place}.", name="x", place="y")))
    assert type(again) is ImageError and (again.message, again.hint) == ("No x.", "Look at y.")
    assert again.message.template == "No {name}." and again.hint.values["place"] == "y"


def test_a_sentence_that_is_said_already_is_not_filled_again() -> None:
    told = said("{name} is damaged.", name="a{b}.png")
    assert UserError(told, "Copy {name}.", name="c").message is told


def test_sentences_together_leave_out_empty_ones() -> None:
    assert together("One.", "", said("Two {n}.", n=2)) == "One. Two 2." and together() == ""


def test_a_sentence_is_written_to_a_file_as_plain_text() -> None:
    assert json.dumps(said("weights ({name})", name="a")) == '"weights (a)"'
