"""The QActions of the window, made from ``gui.actions.action_table`` with the keys of the key map.

Owns the QActions, their tooltips and the filling of menus and tool bars. Knows no document and no canvas itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from segstudio.gui.actions.action_table import CANVAS, HOLD, RECENT_MENU, Action, Menu
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.window_state import ActionState
from segstudio.gui.look.icons import icon
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr


class Actions(QObject):
    """A QAction for each row of ``keys.table``, owned by ``owner``; ``targets`` are the objects that the slots name.

    Signals:
        done(id): an action was carried out.
    """

    done = Signal(str)

    def __init__(self, owner: QWidget, canvas: QWidget, targets: Mapping[str, QObject], keys: KeyMap) -> None:
        super().__init__(owner)
        self.setObjectName("actions")
        self.keys, self.table = keys, keys.table
        self._targets = targets
        self._states: dict[str, ActionState] = {}
        self._actions: dict[str, QAction] = {}
        self._rows = self.table.rows
        for row in self._rows.values():
            action = self._make(row, owner)
            (canvas if row.scope == CANVAS else owner).addAction(action)
            self._actions[row.id] = action
        keys.changed.connect(self._on_keys)
        self._on_keys()
        self.refresh_icons(owner.palette())

    def _make(self, row: Action, owner: QWidget) -> QAction:
        action = QAction(owner)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        if row.scope == CANVAS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if row.id in ("file.quit", "help.about"):
            role = QAction.MenuRole.QuitRole if row.id == "file.quit" else QAction.MenuRole.AboutRole
            action.setMenuRole(role)
        else:
            action.setMenuRole(QAction.MenuRole.NoRole)
        action.setStatusTip("")
        action.triggered.connect(partial(self._on_triggered, row))
        return action

    def _on_keys(self) -> None:
        """Another key map: shortcuts, menus and tooltips follow."""
        for row in self._rows.values():
            if row.scope != HOLD:
                self._actions[row.id].setShortcuts([QKeySequence(key) for key in self.keys.keys(row.id)])
            self._show(row)

    def _show(self, row: Action) -> None:
        action, state = self._actions[row.id], self._states.get(row.id, ActionState())
        action.setText(self._menu_text(row, self.text_of(row.id)))
        keys = self.keys.text(row.id)
        told = state.reason or tr(row.tip)
        action.setToolTip(f"{self.text_of(row.id).rstrip('.')}{f' ({keys})' if keys else ''}\n{told}")

    def _menu_text(self, row: Action, text: str) -> str:
        keys = self.keys.keys(row.id)
        return f"{text}\t{tr('Hold {key}', key=keys[0])}" if row.scope == HOLD and keys else text.replace("&", "&&")

    def _on_triggered(self, row: Action, _checked: bool = False) -> None:
        function = self._method(row.slot)
        if row.argument is None:
            function()
        else:
            function(row.argument)
        state = self._states.get(row.id)
        if row.checkable and state is not None and state.checked is not None:
            self._actions[row.id].setChecked(state.checked)  # Qt toggled the tick by itself; only the facts set it
        self.done.emit(row.id)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def text_of(self, action_id: str) -> str:
        """What an action is called now ("Undo brush, crack")."""
        state = self._states.get(action_id)
        return state.text if state is not None and state.text else tr(self._rows[action_id].text)

    def reason_of(self, action_id: str) -> str:
        """Why an action cannot be done now; empty when it can."""
        state = self._states.get(action_id)
        return state.reason if state is not None else ""

    def tip_of(self, action_id: str) -> str:
        """What an action does, in one sentence."""
        return tr(self._rows[action_id].tip)

    def apply(self, states: Mapping[str, ActionState]) -> None:
        """Push what differs from the last call into the QActions."""
        for action_id, state in {**states, **self._judged()}.items():
            if self._states.get(action_id) == state:
                continue
            self._states[action_id] = state
            action = self._actions[action_id]
            action.setEnabled(state.enabled)
            if state.checked is not None:
                action.setChecked(state.checked)
            self._show(self._rows[action_id])

    def _judged(self) -> dict[str, ActionState]:
        """The states of actions that only their target can judge."""
        reasons = {row.id: self._method(row.why_not)() for row in self._rows.values() if row.why_not}
        return {action_id: ActionState(not reason, reason) for action_id, reason in reasons.items()}

    def _method(self, slot: str) -> Callable[..., Any]:
        target, path = slot.split(".", 1)
        function: Callable[..., Any] = attrgetter(path)(self._targets[target])
        return function

    def refresh_icons(self, palette: QPalette) -> None:
        """Draw the icons in the colours of ``palette``."""
        for row in self._rows.values():
            if row.icon:
                self._actions[row.id].setIcon(icon(row.icon, palette))

    def fill_menus(self, bar: QMenuBar, recent: QMenu) -> None:
        """Build the menu bar of the table; Alt with the first letter opens a menu."""
        for menu in self.table.menus:
            self._fill(bar.addMenu(f"&{tr(menu.title)}"), menu, recent)

    def _fill(self, made: QMenu, menu: Menu, recent: QMenu) -> None:
        made.setObjectName(f"menu_{menu.title.lower()}")
        for item in menu.items:
            if isinstance(item, Menu):
                self._fill(made.addMenu(tr(item.title)), item, recent)
            elif isinstance(item, Action):
                made.addAction(self._actions[item.id])
            elif item == RECENT_MENU:
                made.addMenu(recent)
            else:
                made.addSeparator()

    def fill_toolbar(self, bar: QToolBar, rows: Sequence[Action]) -> None:
        """Add buttons for ``rows``, each with an object name and an accessible name."""
        for row in rows:
            bar.addAction(self._actions[row.id])
            named(bar.widgetForAction(self._actions[row.id]), f"button_{row.id}", tr(row.text))
