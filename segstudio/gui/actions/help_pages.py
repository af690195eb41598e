"""Manual, first steps, keys, about and log: what is behind the Help menu. None of it blocks the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from segstudio.gui.actions.about import About
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.keys_page import KeysPage
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.help.first_steps import FirstSteps
from segstudio.gui.help.manual import Manual
from segstudio.gui.help.what_is_this import WhatIsThis
from segstudio.gui.look.folders import log_folder, open_folder
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session


class HelpPages(QObject):
    """The slots named ``help.*`` in the table of actions. ``open_sample(then)``: in the background; ``then`` is called
    if it opened.

    Signal ``keys_wanted``: the person wants other keys.
    """

    keys_wanted = Signal()

    def __init__(
        self, document: Document, session: Session, canvas: Canvas, keys: KeyMap,
        open_sample: Callable[[Callable[[], None]], None], window: QWidget
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.setObjectName("help_pages")
        self._document, self._session, self._open_sample, self._window = document, session, open_sample, window
        self._manual: Manual | None = None
        self._steps: FirstSteps | None = None
        self._ask = WhatIsThis(self)
        self._steps_for: object = None  # the project whose first image they wait for
        document.image_loaded.connect(self._on_image)
        self._say = session.notice.emit
        self._canvas, self._keys = canvas, keys
        self._page: KeysPage | None = None

    def show_manual(self) -> None:
        """The manual, at its list of pages."""
        if self._manual is None:
            self._manual = Manual(self._window)
        self._manual.show_contents()

    def show_first_steps(self) -> None:
        """The tour over the window, from its beginning; without a project on the sample."""
        if self._document.project is None:
            self._open_sample(self._on_sample)
            return
        if self._steps is None:
            self._steps = FirstSteps(self._window)
        self._steps.start()

    def _on_sample(self) -> None:
        self._steps_for = self._document.project

    def _on_image(self) -> None:
        wanted, self._steps_for = self._steps_for, None
        if wanted is not None and wanted is self._document.project:
            self.show_first_steps()

    def what_is_this(self) -> None:
        """The next click says what the control under it is."""
        self._ask.ask()

    def show_keys(self) -> None:
        """Every key on one page, those of the current tool first; again: close it."""
        if self._page is None:
            self._page = KeysPage(self._keys, self._window)
            self._page.change.connect(self.keys_wanted)
            self._canvas.toolbox.tool_changed.connect(self._page.show_tool)
        self._page.toggle(self._canvas.toolbox.tool.name)

    def show_log(self) -> None:
        """Open the folder of the log, and say where it is."""
        self._say(tr("The log is in {folder}", folder=log_folder()))
        open_folder(log_folder(), lambda _text: None)

    def show_about(self) -> None:
        """Version, licence, device, libraries."""
        device = self._session.learner.device
        About(tr(device.name if device else "not known yet"), self._window).open()
