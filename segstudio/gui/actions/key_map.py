"""Which keys do what: the keys of the table of actions, with the changes of the person applied.

Owns the check for conflicts and the keys that no action may have. Changes are stored in the settings and signalled by
``changed``. Knows no widget and no QAction.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from segstudio.gui.actions.action_table import HOLD, Action, ActionTable
from segstudio.gui.look.words import tr

# Keys that gestures on the canvas need; no action may have them.
RESERVED = {
    "Space": "move the image",
    "Return": "finish the polygon",
    "Enter": "finish the polygon",
    "Esc": "cancel the stroke",
    "Backspace": "remove the last corner",
    "Del": "delete in lists",
    "Shift+Tab": "go back one control",
    "Alt+Up": "move a class up",
    "Alt+Down": "move a class down",
}
TOGETHER = frozenset({"train.start", "train.stop"})  # never enabled at the same time, so they share a key
Keys = tuple[str, ...]


class Memory(Protocol):
    """Where changed keys are kept (``Settings``)."""

    keys: dict[str, Keys]


def plain(key: str) -> str:
    """A key in the one spelling that is compared and kept ("ctrl+z" is "Ctrl+Z"); empty for what is no key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key in the notation of the operating system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class KeyMap(QObject):
    """Keys by action id, for the actions of ``table``.

    Signals: ``changed()`` after any change.
    """

    changed = Signal()

    def __init__(self, table: ActionTable, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_map")
        self.table, self._memory = table, memory
        self._own: dict[str, Keys] = {}
        for action_id, keys in memory.keys.items():
            if action_id in table.rows:
                self._own[action_id] = tuple(k for k in map(plain, keys) if k and not self._refused(action_id, k))

    # ---- asking --------------------------------------------------------------------------------------------------

    def keys(self, action_id: str) -> Keys:
        """The current keys of an action. A default key that was given to another action is not also this one's."""
        if action_id in self._own:
            return self._own[action_id]
        taken = {key for other, keys in self._own.items() if not _together(other, action_id) for key in keys}
        return tuple(key for key in self.first(action_id) if key not in taken)

    def text(self, action_id: str) -> str:
        """The keys as a person reads them ("Ctrl+Shift+Z or Ctrl+Y"); empty when there are none."""
        keys = tr(" or ").join(map(shown, self.keys(action_id)))
        return tr("hold {keys}", keys=keys) if keys and self.table.rows[action_id].scope == HOLD else keys

    def first(self, action_id: str) -> Keys:
        """The default keys of an action."""
        return tuple(map(plain, self.table.rows[action_id].keys))

    def is_changed(self, action_id: str) -> bool:
        """Whether the keys differ from the default."""
        return self.keys(action_id) != self.first(action_id)

    def any_changed(self) -> bool:
        """Whether the keys of any action differ from the default."""
        return bool(self._own)

    def refused(self, action_id: str, key: str) -> str:
        """Why ``key`` can never be this action's; empty when it can."""
        return self._refused(action_id, plain(key))

    def owner(self, action_id: str, key: str) -> Action | None:
        """The other action that has ``key`` now, if any."""
        wanted = plain(key)
        return next(
            (
                row
                for row in self.table.rows.values()
                if not _together(row.id, action_id) and wanted in self.keys(row.id)
            ),
            None,
        )

    def _refused(self, action_id: str, key: str) -> str:
        if not key:
            return tr("This key cannot be used.")
        if key in RESERVED:
            return tr("{key} is needed to {what}.", key=shown(key), what=tr(RESERVED[key]))
        if self.table.rows[action_id].scope == HOLD and "+" in key and key != "+":
            return tr("A key to hold must be a single key without Ctrl, Shift or Alt.")
        return ""

    # ---- changing ------------------------------------------------------------------------------------------------

    def assign(self, action_id: str, *keys: str) -> None:
        """Give an action these keys; an action that had one of them loses it. ValueError: a key that it cannot have."""
        wanted = tuple(dict.fromkeys(map(plain, keys)))
        for key in wanted:
            if self._refused(action_id, key):
                raise ValueError(self._refused(action_id, key))
            other = self.owner(action_id, key)
            while other is not None:
                self._put(other.id, tuple(k for k in self.keys(other.id) if k != key))
                other = self.owner(action_id, key)
        self._put(action_id, wanted)
        self._keep()

    def _put(self, action_id: str, keys: Keys) -> None:
        self._own[action_id] = keys
        if keys == self.first(action_id):
            del self._own[action_id]

    def reset(self, action_id: str) -> None:
        """The default keys again; an action that has one of them now loses it."""
        self.assign(action_id, *self.first(action_id))

    def reset_all(self) -> None:
        """The default keys of every action."""
        self._own.clear()
        self._keep()

    def _keep(self) -> None:
        self._memory.keys = dict(self._own)
        self.changed.emit()


def _together(first: str, second: str) -> bool:
    return first == second or {first, second} <= TOGETHER
