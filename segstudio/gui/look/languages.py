"""The languages of the window: English, which the source is written in, and those with a file of their own.

A file ``resources/languages/segstudio_XX.qm`` holds the sentences; ``installer/languages.py`` makes it of the ``.ts``
beside it. A new language is one row here and its file. Knows no widget.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGES = {"en": "English", "de": "Deutsch"}  # each named in itself, so that everybody finds their own
FOLDER = Path(__file__).parents[3] / "resources" / "languages"


def language(choice: str) -> str:
    """The key in ``LANGUAGES`` for "system" or one of its keys: of the system's languages the first that is there."""
    wanted = QLocale.system().uiLanguages() if choice == "system" else [choice]
    known = [key for key in (name.partition("-")[0] for name in wanted) if key in LANGUAGES]
    return known[0] if known else "en"


def speak(app: QCoreApplication, choice: str) -> None:
    """Show the window's texts, and Qt's own ("Cancel", the file dialog), in the language of ``choice``.

    Before any window is made: texts are translated when a widget is made. A file that is missing leaves English.
    """
    key = language(choice)
    if key == "en":
        return
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for path in (qt / f"qtbase_{key}.qm", FOLDER / f"segstudio_{key}.qm"):
        translator = QTranslator(app)
        if translator.load(str(path)):
            app.installTranslator(translator)
