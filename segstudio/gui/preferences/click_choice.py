"""Which network answers clicks: checks a pair of files, remembers it, and gives it to the tool when that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from segstudio.errors import Cancelled, UserError
from segstudio.gui.canvas.background_work import CancelToken
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.words import tr
from segstudio.promptable.answers import Facts
from segstudio.promptable.process import ClickNetwork

TOOL = "object_click"


class ClickChoice(QObject):
    """``changed``: what is remembered, in use or being checked is another. Files are named only after a check.

    ``facts``: of the pair that was checked since the start, ``None`` before; ``problem``: why it is not in use.
    """

    changed = Signal()

    def __init__(self, settings: Settings, document: Document, toolbox: Toolbox, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("click_choice")
        self._settings, self._document, self._toolbox = settings, document, toolbox
        self.facts: Facts | None = None
        self.problem: UserError | None = None
        self._given = False  # the remembered pair was given to the tool, or is missing
        self._checking: tuple[ClickNetwork, CancelToken] | None = None
        toolbox.tool_changed.connect(self._on_tool)
        document.image_loaded.connect(self._on_tool)
        toolbox.click_network_changed.connect(self.changed)

    @property
    def files(self) -> tuple[Path, Path] | None:
        """Encoder and decoder that are remembered."""
        encoder, decoder = self._settings.click_encoder, self._settings.click_decoder
        return (encoder, decoder) if encoder is not None and decoder is not None else None

    @property
    def in_use(self) -> bool:
        """Whether the tool asks the remembered pair, or will when it is chosen."""
        return self.files is not None and (not self._given or self._toolbox.click_network is not None)

    @property
    def checking(self) -> bool:
        """Whether a pair is being checked."""
        return self._checking is not None

    def _on_tool(self, *_: object) -> None:
        """The tool is chosen and there is an image: now it needs the pair."""
        files = self.files
        if self._given or files is None or self._toolbox.tool.name != TOOL or self._document.image is None:
            return
        self._given = True
        gone = next((path for path in files if not path.is_file()), None)
        if gone is None:
            self._toolbox.set_click_network(ClickNetwork(*files))
            return
        self.problem = UserError(
            tr("{path} is not there, so Click an object works without your network.", path=gone),
            tr("Choose its files again in Preferences, page Click an object."),
        )  # fmt: skip
        self._document.problem.emit(self.problem)
        self.changed.emit()

    def check(self, encoder: Path, decoder: Path, done: Callable[[UserError | None], None]) -> None:
        """Open both files and answer a click, in the background; where that works they are used from now on. ``done``
        gets the error, or ``None``; it is not called after ``stop``."""
        network, token = ClickNetwork(encoder, decoder), CancelToken()
        self._checking = network, token

        def on_done(facts: Facts) -> None:
            if not token():
                self._checking = None
                self._take(network, facts)
                done(None)

        def on_failed(error: Exception) -> None:
            network.close()
            if not token() and not isinstance(error, Cancelled):
                self._checking = None
                self.changed.emit()
                done(error if isinstance(error, UserError) else UserError(str(error)))

        self._document.background.submit(
            lambda: network.open(token, trial=True), done=on_done, failed=on_failed, owner=self
        )
        self.changed.emit()

    def _take(self, network: ClickNetwork, facts: Facts) -> None:
        self.facts, self.problem, self._given = facts, None, True
        self._settings.click_encoder, self._settings.click_decoder = network.encoder, network.decoder
        self._toolbox.set_click_network(network)

    def stop(self) -> None:
        """Stop the check; what was in use stays."""
        if self._checking is not None:
            network, token = self._checking
            token.cancelled = True
            network.close()
            self._checking = None
            self.changed.emit()

    def remove(self) -> None:
        """Use no network from now on, and forget the files."""
        self._settings.click_encoder = self._settings.click_decoder = None
        self.facts = self.problem = None
        self._toolbox.set_click_network(None)
        self.changed.emit()

    def close(self) -> None:
        """The window closes: end the processes. What waits for them is not told, so that it begins nothing else."""
        self.stop()
        if self._toolbox.click_network is not None:
            self._toolbox.click_network.close()
