"""Every sentence of the source has its German, with the same values in it, and the window reads what is in the file."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from installer import languages
from segstudio.gui.look.languages import FOLDER, LANGUAGES
from segstudio.gui.look.words import CONTEXT

KEYS = [key for key in LANGUAGES if key != "en"]


def file(key: str) -> Path:
    return FOLDER / f"segstudio_{key}.ts"


def fields(text: str) -> list[str]:
    """The ``{names}`` of a sentence with how each is written."""
    return sorted(f"{name}!{spec}" for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_of_the_source_is_translated_and_no_other(key: str) -> None:
    """``python installer/languages.py`` adds what is missing to the file and prints it."""
    source, known = languages.sentences(), languages.translations(file(key))
    assert [text for text in source if not known.get(text)] == []
    assert [text for text in known if text not in source] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_translation_keeps_the_values_lines_and_ends_of_its_sentence(key: str) -> None:
    for source, shown in languages.translations(file(key)).items():
        assert fields(shown) == fields(source), source
        assert shown.count("\n") == source.count("\n"), source
        assert (shown[0] == " ", shown[-1] == " ") == (source[0] == " ", source[-1] == " "), source
        for end in (".", ":", "?", "...", "…"):
            assert shown.endswith(end) == source.endswith(end) or shown in ("Klasse übern.", "Bild übern."), source


def test_german_keys_have_their_german_names() -> None:
    for source, shown in languages.translations(file("de")).items():
        assert not re.search(r"\b(Ctrl|Shift|Backspace)\b", shown), source


@pytest.mark.parametrize("key", KEYS)
def test_the_window_reads_what_is_written(key: str) -> None:
    translator = QTranslator()
    assert translator.load(str(file(key).with_suffix(".qm")))
    for source, shown in languages.translations(file(key)).items():
        assert translator.translate(CONTEXT, source) == shown


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('label.setText(tr("Wait"))', ["Wait"]),
        ('counted(n, "image")', ["image", "images"]),
        ('counted(n, "class", "classes")', ["class", "classes"]),
        ('raise UserError("No {name}.", "Wait.", name=name)', ["No {name}.", "Wait."]),
        ('ROWS = (Row("id", "A new row", tip="It does this."),)', ["A new row", "It does this."]),
        ('_EMPTY = "Nothing is here.\\nYet."', ["Nothing is here.\nYet."]),
        ('tr("Yes" if ready else "No")', ["Yes", "No"]),
    ],
)
def test_a_sentence_is_found_wherever_it_stands(source: str, found: list[str]) -> None:
    assert set(languages.sentences_of(source)) == set(found)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of words."""', "def f():\n  '''Words of it.'''", 'log.warning("it went wrong")',
        'x = y == "some words here"', 'raise ValueError("no such thing")', 'z = f"{n} of {m} here"',
        'named(self, "train.progress", "")', 'style = "QLabel { color: red; }"',
    ],
)  # fmt: skip
def test_what_is_no_sentence_is_left_alone(source: str) -> None:
    assert list(languages.sentences_of(source)) == []


def test_a_new_sentence_is_unfinished_and_one_that_is_gone_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "segstudio_de.ts"
    monkeypatch.setattr(languages, "sentences", lambda: {"Old & <odd>\n{name}": "a.py", "New": "b.py"})
    assert languages.write(path, "de", {"Old & <odd>\n{name}": "Alt & <\n{name}", "Gone": "Weg"}) == ["New"]
    assert languages.translations(path) == {"Old & <odd>\n{name}": "Alt & <\n{name}"}
    languages.release(path)
    translator = QTranslator()
    assert translator.load(str(path.with_suffix(".qm")))
    assert translator.translate(CONTEXT, "Old & <odd>\n{name}") == "Alt & <\n{name}"
    assert not translator.translate(CONTEXT, "New")


def test_a_language_that_has_no_file_yet_begins_empty(tmp_path: Path) -> None:
    assert languages.translations(tmp_path / "segstudio_fr.ts") == {}
