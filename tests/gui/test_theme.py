"""Light and dark: contrast in numbers, complete palettes, remembered choice."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from segstudio.gui.theme import CONTRASTS, DARK, LIGHT, SHEET, Theme, apply_theme, contrast, palette_of, theme_of


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize(("front", "back"), CONTRASTS)
def test_text_has_a_contrast_of_at_least_four_and_a_half(theme: Theme, front: str, back: str) -> None:
    assert contrast(getattr(theme, front), getattr(theme, back)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_theme_is_known_again_from_its_palette(theme: Theme, qapp: QApplication) -> None:
    assert theme_of(palette_of(theme)) is theme


def test_style_sheet_names_only_colours_of_the_theme() -> None:
    names = {f.name for f in fields(Theme)}
    used = {part.split("}")[0] for part in SHEET.replace("{{", "").replace("}}", "").split("{")[1:]}
    assert used <= names


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_chosen_theme_reaches_every_widget(choice: str, qapp: QApplication) -> None:
    theme = apply_theme(qapp, choice)
    assert theme.name == choice
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.window
    apply_theme(qapp, "light")
