"""Light and dark: contrast in numbers, complete palettes, remembered choice."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMessageBox, QProxyStyle, QStyle
from pytestqt.qtbot import QtBot

from segstudio.gui.look.painted import draw_bar
from segstudio.gui.look.theme import (
    DARK,
    LIGHT,
    SHEET,
    Theme,
    apply_theme,
    line_color,
    luminance,
    palette_of,
    theme_of,
)

# (foreground, background) pairs that carry text.
CONTRASTS = (
    ("text", "window"),
    ("text", "panel"),
    ("text", "raised"),
    ("text", "hover"),
    ("text", "canvas"),
    ("text", "accent_soft"),
    ("text", "info"),
    ("text", "warning"),
    ("text", "error"),
    ("muted", "window"),
    ("muted", "panel"),
    ("muted", "raised"),
    ("muted", "canvas"),
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("accent", "window"),
    ("accent", "panel"),
)


def contrast(first: str, second: str) -> float:
    """Contrast ratio 1..21 of two colours (WCAG 2.1)."""
    a, b = sorted((luminance(QColor(first)), luminance(QColor(second))), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize(("front", "back"), CONTRASTS)
def test_text_has_a_contrast_of_at_least_four_and_a_half(theme: Theme, front: str, back: str) -> None:
    assert contrast(getattr(theme, front), getattr(theme, back)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@given(rgb=st.tuples(*(st.integers(0, 255),) * 3))
def test_a_line_of_any_class_stands_out_by_three_to_one_and_is_left_alone_where_it_does(
    theme: Theme, rgb: tuple[int, int, int]
) -> None:
    color = QColor(*rgb)
    line = line_color(color, theme)
    assert contrast(line.name(), theme.window) >= 3
    assert line == color or contrast(color.name(), theme.window) < 3.1


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_theme_is_known_again_from_its_palette(theme: Theme, qapp: QApplication) -> None:
    assert theme_of(palette_of(theme)) is theme


def test_style_sheet_names_only_colours_of_the_theme() -> None:
    names = {f.name for f in fields(Theme)}
    used = {part.split("}")[0] for part in SHEET.replace("{{", "").replace("}}", "").split("{")[1:]}
    assert used <= names


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize("ground", ["panel", "hover", "accent_soft"])
def test_an_empty_bar_shows_on_every_ground_of_a_row(theme: Theme, ground: str, qapp: QApplication) -> None:
    image = QImage(9, 9, QImage.Format.Format_RGB32)
    image.fill(QColor(getattr(theme, ground)))
    painter = QPainter(image)
    draw_bar(painter, QRect(0, 3, 9, 3), 0.0, QColor("red"), palette_of(theme))
    painter.end()
    assert contrast(image.pixelColor(4, 4).name(), getattr(theme, ground)) > 1.3


class Pictured(QProxyStyle):
    """A desktop that wants pictures on the buttons of dialogs."""

    def styleHint(self, hint: QStyle.StyleHint, *rest: object) -> int:  # noqa: N802
        wants = hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
        return 1 if wants else super().styleHint(hint, *rest)


def test_buttons_of_questions_have_words_only(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme("light")
    pictured = Pictured("fusion")
    buttons = QDialogButtonBox()
    qtbot.addWidget(buttons)
    buttons.setStyle(pictured)
    buttons.ensurePolished()
    for kind in (QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel):
        assert buttons.addButton(kind).icon().isNull()


def test_a_question_stands_out_from_what_explains_it(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme("light")
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setText("Remove it?")
    box.setInformativeText("The file stays.")
    asked, explained = (box.findChild(QLabel, f"qt_msgbox_{name}label") for name in ("", "informative"))
    for label in (asked, explained):
        label.ensurePolished()
    assert asked.font().weight() > explained.font().weight()


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_chosen_theme_reaches_every_widget(choice: str, qapp: QApplication) -> None:
    theme = apply_theme(choice)
    assert theme.name == choice
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.window
    apply_theme("light")
