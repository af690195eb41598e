"""The pages of the preferences that are rows of choices: general, memory; and that on updates and the internet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from segstudio import __version__
from segstudio.gui.files.load_image import cache_bytes
from segstudio.gui.look.languages import LANGUAGES
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.settings import IMAGE_MEMORY, INTERFACE_SIZES, UNDO_MEMORY
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr

if TYPE_CHECKING:
    from segstudio.gui.preferences.preferences import Preferences

_MARGINS = (GRID, 0, GRID, 0)
_WIDTH = 30 * GRID  # of every list of choices, so that they end in one line
_NEXT_START = "From the next start on."


class _Choices(QWidget):
    """Rows of a name, a list of choices and a line on what it does."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * GRID)
        self._form.setVerticalSpacing(2 * GRID)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._shown: list[tuple[QComboBox, Callable[[], str]]] = []
        fill(QVBoxLayout(self), self._form, 1, margins=_MARGINS)

    def add(
        self, name: str, title: str, note: str, choices: Mapping[str, str], now: Callable[[], str],
        choose: Callable[[str], None]
    ) -> None:  # fmt: skip
        """A row; ``choices``: texts by value; ``now``: the value that is set; ``choose`` sets one."""
        box = named(QComboBox(self), name, title, note)
        for value, text in choices.items():
            box.addItem(text, value)
        box.activated.connect(lambda _at: choose(box.currentData()))
        label = QLabel(title, self)
        label.setBuddy(box)
        box.setMinimumWidth(_WIDTH)
        control = fill(QHBoxLayout(), box, 1)
        told = quiet_label(note, f"{name}.note", self)
        self._form.addRow(label, fill(QVBoxLayout(), control, told, spacing=GRID // 2))
        self._shown.append((box, now))

    def refresh(self) -> None:
        """Show what is set."""
        for box, now in self._shown:
            box.setCurrentIndex(box.findData(now()))


class GeneralPage(_Choices):
    """Theme, colours of classes, language, size."""

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__("preferences_general_page", parent)
        settings = preferences.settings
        themes = {"system": tr("Like the system"), "light": tr("Light"), "dark": tr("Dark")}
        self.add("preferences.theme", tr("Theme"), tr("Applies at once."), themes,
                 lambda: settings.theme, preferences.set_theme)  # fmt: skip
        colors = {"safe": tr("Colour-blind safe (screen)"), "voc": tr("VOC (as in files)")}
        self.add("preferences.colors", tr("Class colours"),
                 tr("Of the screen, at once; exported files always hold the VOC colours."), colors,
                 lambda: settings.class_colors, preferences.set_class_colors)  # fmt: skip
        languages = {"system": tr("Language of the system"), **LANGUAGES}
        self.add("preferences.language", tr("Language"), tr(_NEXT_START), languages,
                 lambda: settings.language, preferences.set_language)  # fmt: skip
        sizes = {size: f"{size} %" for size in sorted(INTERFACE_SIZES, key=int)}
        self.add("preferences.interface_size", tr("Interface size"),
                 f"{tr(_NEXT_START)} {tr('Of what the system sets; images keep their own zoom.')}", sizes,
                 lambda: settings.interface_size, preferences.set_interface_size)  # fmt: skip


class MemoryPage(_Choices):
    """What is kept of images and of steps to undo."""

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__("preferences_memory_page", parent)
        settings = preferences.settings
        automatic = tr("Automatic ({size})", size=_size(cache_bytes() >> 20))
        images = {choice: automatic if choice == "auto" else _size(int(choice)) for choice in IMAGE_MEMORY}
        self.add("preferences.image_memory", tr("Images that were read"),
                 tr("Kept to show them again without reading; those not used for longest are dropped. At once."),
                 images, lambda: settings.image_memory, preferences.set_image_memory)  # fmt: skip
        steps = {choice: _size(int(choice)) for choice in sorted(UNDO_MEMORY, key=int)}
        self.add("preferences.undo_memory", tr("Undo history of an image"),
                 tr("Above it the oldest steps cannot be undone any more, from the next stroke on. Labels stay."),
                 steps, lambda: settings.undo_memory, preferences.set_undo_memory)  # fmt: skip


class InternetPage(QWidget):
    """What the program does with the internet, in words: there is nothing to set."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "preferences_internet_page")
        sentences = (
            tr("This is SegStudio {version}. It never looks for updates: install a new version when you want one.",
               version=__version__),
            tr("Your images and labels stay on this computer; nothing of them is ever sent."),
            tr("The internet is used in one case only: when a training begins from an encoder that you chose and "
               "whose starting weights do not come with the program, they are fetched once. Offline it begins "
               "without them, and says so."),
        )  # fmt: skip
        labels = [QLabel(text, self, wordWrap=True) for text in sentences]
        for at, label in enumerate(labels):
            named(label, f"preferences_internet_{at}")
        fill(QVBoxLayout(self), *labels, 1, spacing=2 * GRID, margins=_MARGINS)


def _size(megabytes: int) -> str:
    return f"{megabytes >> 10} GB" if megabytes >= 1024 and megabytes % 1024 == 0 else f"{megabytes} MB"
