"""Starts the window: environment, log, look, hook for unexpected errors. Never imports torch.

An exception that nobody caught is logged, every mask is saved, the banner says so, and the program continues.
"""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

import cv2
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from segstudio import __version__
from segstudio.errors import UserError
from segstudio.gui.files.background import threads_at_work
from segstudio.gui.look.folders import log_folder
from segstudio.gui.look.icons import program_icon
from segstudio.gui.look.languages import speak
from segstudio.gui.look.notices import ERROR, BannerNotice
from segstudio.gui.look.settings import ORGANISATION, Settings
from segstudio.gui.look.theme import apply_theme, tabular
from segstudio.gui.look.words import tr
from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.process.engine import Engine

log = logging.getLogger(__name__)

LEARNER_AFTER_MS = 300


def undo_cv2_environment() -> None:
    """OpenCV's wheel sets paths to plugins and fonts of its own; with PySide6 they crash Qt or hide all text."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if os.path.join("cv2", "qt") in os.environ.get(name, ""):
            del os.environ[name]


def scale_interface(percent: str) -> None:
    """Let Qt draw everything larger or smaller, before it is started; what the environment says goes first."""
    if percent != "100":
        os.environ.setdefault("QT_SCALE_FACTOR", f"{int(percent) / 100:g}")


def start_log() -> TextIO | None:
    """Log to a file of bounded size; native crashes go to ``crash.txt`` beside it. ``None`` when neither can be."""
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(log_folder() / "segstudio.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8")
        crash = open(log_folder() / "crash.txt", "a", encoding="utf-8")  # noqa: SIM115  (faulthandler keeps it)
    except OSError:
        return None
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("segstudio").addHandler(file)
    logging.getLogger("segstudio").setLevel(logging.INFO)
    faulthandler.enable(crash)
    return crash


class ErrorHook:
    """Called for an exception that nobody caught."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log it, save every mask, show it in the banner."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.critical("unexpected error\n%s", details)
        sys.__stderr__ and sys.__stderr__.write(details)
        try:
            self._window.document.saving.save_now()
            hint = tr("All labels are saved. The log holds the details.")
        except UserError as failure:
            kept = tr("The strokes are in the project's journal.")
            hint = f"{tr(failure.message)} {kept} {tr(failure.hint)}".strip()
        notice = BannerNotice(ERROR, tr("Something unexpected went wrong."), hint, details)
        if isinstance(error, UserError):
            notice = BannerNotice(ERROR, tr(error.message), tr(error.hint), details)
        self._window.banner.add(notice)


def make_application(argv: Sequence[str]) -> QApplication:
    """The QApplication with name, version and font; an existing one is used again."""
    undo_cv2_environment()
    cv2.setNumThreads(1)  # short jobs on few cores; the learner has its own process
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["segstudio", *argv])
    QCoreApplication.setApplicationName("SegStudio")
    QCoreApplication.setOrganizationName(ORGANISATION)
    QCoreApplication.setApplicationVersion(__version__)
    app.setFont(tabular(app.font()))
    app.setDesktopFileName("segstudio")  # by which a list of tasks finds the icon under Wayland
    app.setWindowIcon(program_icon())
    return app


def open_window(settings: Settings, project: Path | None = None) -> MainWindow:
    """Build and show the window, and open ``project`` or the last one."""
    apply_theme(settings.theme)
    window = MainWindow(settings, Engine())
    window.show()
    wanted = project or settings.last_project
    if wanted is not None and (project is not None or (wanted / "project.json").is_file()):
        QTimer.singleShot(0, window, lambda: window.projects.open_path(wanted.expanduser().absolute()))
    QTimer.singleShot(LEARNER_AFTER_MS, window, window.session.start)
    return window


def run(argv: Sequence[str]) -> int:
    """Open the window and run until it is closed; ``argv`` may name a project. Returns the exit code.

    Threads that still read, perhaps from a drive that does not answer, end with the process instead of holding it; so
    does a learner that still writes its run, which ends by itself.
    """
    settings = Settings()
    scale_interface(settings.interface_size)
    app = make_application(argv)
    crash = start_log()
    speak(app, settings.language)
    window = open_window(settings, Path(argv[0]) if argv else None)
    gc.freeze()  # what is there now stays: to look through it for garbage takes 70 ms, and again and again
    before = sys.excepthook
    sys.excepthook = ErrorHook(window)
    try:
        code = app.exec()
    finally:
        sys.excepthook = before
        if crash is not None:
            faulthandler.disable()
            crash.close()
    if threads_at_work() or window.session.finishing:
        logging.shutdown()
        os._exit(code)
    return code
