"""The QActions of the window, made from ``gui.actions.action_table`` with the keys of the key map.

Owns the QActions, their tooltips and the filling of menus and tool bars. Knows no document and no canvas itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from segstudio.gui.actions.action_table import CANVAS, HOLD, RECENT_MENU, Action, Menu
from segstudio.gui.actions.facts import ActionState
from segstudio.gui.actions.key_map import KeyMap
from segstudio.gui.look.icons import icon
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import in_lines, tr

# rows of one slot of which one is chosen
ONE_OF = ("canvas.display.set_view", "preferences.set_theme", "preferences.set_class_colors")


class Actions(QObject):
    """A QAction for each row of ``keys.table``; slots are paths from ``window``, which owns the actions.

    Signals:
        done(id): an action was carried out.
    """

    done = Signal(str)

    def __init__(self, window: QWidget, canvas: QWidget, keys: KeyMap) -> None:
        super().__init__(window)
        self.setObjectName("actions")
        self.keys, self.table = keys, keys.table
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._rows = self.table.rows
        self._states = dict.fromkeys(self._rows, ActionState())
        for row in self._rows.values():
            self._actions[row.id] = self._make(row)
            (canvas if row.scope == CANVAS else window).addAction(self._actions[row.id])
        for slot in ONE_OF:
            group = QActionGroup(self)
            for row in self._rows.values():
                if row.slot == slot:
                    group.addAction(self._actions[row.id])
        keys.changed.connect(self._on_keys)
        self._on_keys()
        self.refresh_icons(window.palette())

    def _make(self, row: Action) -> QAction:
        action = QAction(self._window, checkable=row.checkable)
        action.setObjectName(row.id)
        action.setIconVisibleInMenu(not row.checkable)  # an icon would take the place of the tick
        if row.scope == CANVAS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        roles = {"file.quit": QAction.MenuRole.QuitRole, "help.about": QAction.MenuRole.AboutRole}
        action.setMenuRole(roles.get(row.id, QAction.MenuRole.NoRole))
        action.triggered.connect(partial(self._on_triggered, row))
        return action

    def _on_keys(self) -> None:
        """The keys have changed: update shortcuts, menus and tooltips."""
        for row in self._rows.values():
            if row.scope != HOLD:
                self._actions[row.id].setShortcuts([QKeySequence(key) for key in self.keys.keys(row.id)])
            self._show(row)

    def _show(self, row: Action) -> None:
        action, state = self._actions[row.id], self._states[row.id]
        text, keys = self.text_of(row.id), self.keys.text(row.id)
        held = row.scope == HOLD and self.keys.keys(row.id)
        action.setText(f"{text}\t{tr('Hold {key}', key=held[0])}" if held else text.replace("&", "&&"))
        line = state.reason or tr(row.tip)
        action.setToolTip(in_lines(f"{text.rstrip('.')}{f' ({keys})' if keys else ''}\n{line}"))

    def _on_triggered(self, row: Action, _checked: bool = False) -> None:
        function = attrgetter(row.slot)(self._window)
        if row.argument is None:
            function()
        else:
            function(row.argument)
        checked = self._states[row.id].checked
        if row.checkable and checked is not None:
            self._actions[row.id].setChecked(checked)  # Qt has toggled it; only the facts decide
        self.done.emit(row.id)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def text_of(self, action_id: str) -> str:
        """What an action is called now ("Undo brush, crack")."""
        return self._states[action_id].text or tr(self._rows[action_id].text)

    def reason_of(self, action_id: str) -> str:
        """Why an action cannot be done now; empty when it can."""
        return self._states[action_id].reason

    def apply(self, states: Mapping[str, ActionState]) -> None:
        """Update the QActions whose state differs from the last call."""
        for action_id, state in {**states, **self._states_of_targets()}.items():
            if self._states[action_id] == state:
                continue
            self._states[action_id] = state
            action = self._actions[action_id]
            action.setEnabled(state.enabled)
            if state.checked is not None:
                action.setChecked(state.checked)
            self._show(self._rows[action_id])

    def _states_of_targets(self) -> dict[str, ActionState]:
        """The states of actions whose rows name a method that gives the reason (``why_not``)."""
        reasons = {row.id: attrgetter(row.why_not)(self._window)() for row in self._rows.values() if row.why_not}
        return {action_id: ActionState(not reason, reason) for action_id, reason in reasons.items()}

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
