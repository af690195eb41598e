"""The QActions of the window, made from ``gui.actions.action_table`` with the keys of the key map.

Owns the QActions, their tooltips and the filling of menus and tool bars. Knows no document and no canvas itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from segstudio.gui.actions.action_table import ACTIONS, CANVAS, HOLD, MENUS, RECENT_MENU, SEPARATOR, WINDOW, Action
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.actions.window_state import ActionState
from segstudio.gui.look.icons import icon
from segstudio.gui.look.words import tr

__all__ = ["ACTIONS", "CANVAS", "HOLD", "MENUS", "RECENT_MENU", "SEPARATOR", "WINDOW", "Action", "Actions"]


class Actions(QObject):
    """A QAction for each row, owned by ``owner``; ``targets`` are the objects that the slots name.

    Signals:
        done(id): an action was carried out.
    """

    done = Signal(str)

    def __init__(self, owner: QWidget, canvas: QWidget, targets: Mapping[str, QObject], keys: KeyMap) -> None:
        super().__init__(owner)
        self.setObjectName("actions")
        self.keys = keys
        self._targets = targets
        self._states: dict[str, ActionState] = {}
        self._actions: dict[str, QAction] = {}
        self._rows = {row.id: row for row in ACTIONS}
        for row in ACTIONS:
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
        for row in ACTIONS:
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
            self._actions[row.id].setChecked(state.checked)  # Qt ticked it by itself; only facts tick
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
        reasons = {row.id: self._method(row.why_not)() for row in ACTIONS if row.why_not}
        return {action_id: ActionState(not reason, reason) for action_id, reason in reasons.items()}

    def _method(self, slot: str) -> Callable[..., Any]:
        target, path = slot.split(".", 1)
        function: Callable[..., Any] = attrgetter(path)(self._targets[target])
        return function

    def refresh_icons(self, palette: QPalette) -> None:
        """Draw the icons in the colours of ``palette``."""
        for row in ACTIONS:
            if row.icon:
                self._actions[row.id].setIcon(icon(row.icon, palette))

    def fill_menus(self, bar: QMenuBar, recent: QMenu) -> None:
        """Build the menu bar from ``MENUS``; Alt with the first letter opens a menu."""
        for title, ids in MENUS:
            menu = bar.addMenu(f"&{tr(title)}")
            menu.setObjectName(f"menu_{title.lower()}")
            self._fill(menu, ids, recent)

    def _fill(self, menu: QMenu, ids: tuple[str | tuple[str, tuple[str, ...]], ...], recent: QMenu) -> None:
        for item in ids:
            if isinstance(item, tuple):
                child = menu.addMenu(tr(item[0]))
                child.setObjectName(f"menu_{item[0].lower()}")
                self._fill(child, item[1], recent)
            elif item == SEPARATOR:
                menu.addSeparator()
            elif item == RECENT_MENU:
                menu.addMenu(recent)
            else:
                menu.addAction(self._actions[item])

    def fill_toolbar(self, bar: QToolBar, ids: tuple[str, ...]) -> None:
        """Add buttons for ``ids``, each with an object name and an accessible name."""
        for action_id in ids:
            if action_id == SEPARATOR:
                bar.addSeparator()
                continue
            bar.addAction(self._actions[action_id])
            button = bar.widgetForAction(self._actions[action_id])
            button.setObjectName(f"button_{action_id}")
            button.setAccessibleName(tr(self._rows[action_id].text))
