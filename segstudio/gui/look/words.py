"""How numbers, times and states are written in the window: two digits, a dash where there is no value.

Pure functions; knows ``learning.messages``, and of Qt only the translation of ``tr``.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLocale

from segstudio.errors import Said
from segstudio.learning.messages import ScoreTable
from segstudio.scores.table import DASH as DASH
from segstudio.scores.table import clock as clock

CONTEXT = "SegStudio"  # all texts of the window are translated in this one context
LINE = 90  # characters in a line of a tooltip
_SPACE, _NARROW_SPACE = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def number(value: float | None) -> str:
    """A score or loss with two digits ("0.71"); a dash for ``None`` and NaN."""
    if value is None or math.isnan(value):
        return DASH
    return f"{value:.2f}"


def percent(share: float | None) -> str:
    """A share 0..1 in whole percent. "0 %" and "100 %" only when they are exactly true."""
    if share is None or math.isnan(share):
        return DASH
    if 0 < share < 0.005:
        return f"<1{_SPACE}%"
    if 0.995 <= share < 1:
        return f">99{_SPACE}%"
    return f"{round(share * 100)}{_SPACE}%"


def count(value: int) -> str:
    """A whole number with thousands marked: "1,234" in English, elsewhere by a space (ISO 80000-1), since others read a
    comma as the mark of decimals."""
    return f"{value:,}" if _is_english() else f"{value:,}".replace(",", _NARROW_SPACE)


def counted(value: int, noun: str, plural: str = "") -> str:
    """A number with its noun ("1 image", "1,234 images", with ``plural`` "2 classes")."""
    return f"{count(value)} {tr(noun if value == 1 else plural or noun + 's')}"


def value_range(values: Sequence[float]) -> str:
    """Pairs of numbers, each from the first to the second: "-1000 to 1000"."""
    pairs = zip(values[::2], values[1::2], strict=True)
    return ", ".join(tr("{low} to {high}", low=f"{low:g}", high=f"{high:g}") for low, high in pairs)


def quoted(text: str) -> str:
    """``text`` in the quotation marks of the language."""
    return tr("\N{LEFT DOUBLE QUOTATION MARK}{quote}\N{RIGHT DOUBLE QUOTATION MARK}", quote=text)


def inside(title: str) -> str:
    """A title, as it is shown, inside a sentence: English writes it small, other languages as they write a noun."""
    return f"{title[:1].lower()}{title[1:]}" if _is_english() else title


def _is_english() -> bool:
    return tr("Undo") == "Undo"


def menu_text(name: str) -> str:
    """A name as the text of a button or a menu's entry, in which Qt underlines the letter after ``&``."""
    return name.replace("&", "&&")


@lru_cache(maxsize=4096)  # every change of state asks for a hundred of the same
def in_lines(text: str) -> str:
    """A tooltip with its long lines broken: Qt shows plain text as wide as its longest line."""
    return "\n".join(
        textwrap.fill(line, LINE, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
    )


def window_title(text: str) -> str:
    """``text`` as a window's title, in which Qt replaces ``[*]``."""
    return text.replace("[*]", "[*][*]")


def safe_html(text: str) -> str:
    """``text`` as a part of HTML that shows it as it is."""
    return html.escape(text, quote=False).replace(" ", "&nbsp;")


def size(length: int) -> str:
    """A number of bytes in a readable unit ("139 GB")."""
    return QLocale.c().formattedDataSize(length, 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def kind_line(table: ScoreTable | None) -> str:
    """How a score was made, with its n: "held-out, n = 4". What warns comes first: what is last may be cut."""
    if table is None:
        return ""
    seen = len(table.present)
    text = f"{marked(tr(table.kind), table)}, n{_SPACE}={_SPACE}{table.images}"
    if seen < len(table.classes):
        text = f"{text}, {tr('{some} of {all} classes', some=seen, all=len(table.classes))}"
    return f"{text}, {count(table.pixels)}{_SPACE}px"


def marked(text: str, table: ScoreTable) -> str:
    """``text`` on how a score was made, with the notes of the table."""
    return ", ".join([text, *map(tr, table.notes)])


def tr(text: str, **values: object) -> str:
    """``text`` in the person's language, with ``{names}`` filled in: every sentence of the window goes through it.

    A sentence of another room (``Said``) brings its values along.
    """
    if isinstance(text, Said):
        values = {name: tr(one) if isinstance(one, Said) else one for name, one in text.values.items()}
        text = text.template
    shown = QCoreApplication.translate(CONTEXT, text)
    if not values:
        return shown
    try:
        return shown.format(**values)
    except (LookupError, TypeError, ValueError, AttributeError):  # a mistake in a translation must not raise
        return text.format(**values)
