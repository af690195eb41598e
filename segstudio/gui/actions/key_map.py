"""Which keys do what: the default keys of the table of actions, with the person's changes.

Owns the check for conflicts and the keys that no action may have; stores changes in the settings. Knows no widget.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from segstudio.gui.actions.action_table import HOLD, Action, ActionTable, class_action
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.words import tr

# Keys that no action may have, and what they are needed for.
RESERVED = {
    "Space": "move the image",
    "Return": "click, and finish the polygon",
    "Enter": "click, and finish the polygon",
    "Alt+Return": "press the left button",
    "Left": "move the pointer",
    "Right": "move the pointer",
    "Up": "move the pointer",
    "Down": "move the pointer",
    "Esc": "cancel the stroke",
    "Backspace": "remove the last corner",
    "Del": "delete in lists",
    "Shift+Tab": "go back one control",
    "Alt+Up": "move a class up",
    "Alt+Down": "move a class down",
}
TOGETHER = frozenset({"train.start", "train.stop"})  # never enabled at the same time, so they may share a key
Keys = tuple[str, ...]


def plain(key: str) -> str:
    """A key in the one spelling that is compared and stored ("ctrl+z" is "Ctrl+Z"); empty for an invalid key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key in the notation of the operating system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class KeyMap(QObject):
    """Keys by action id, for the actions of ``table``. Signal ``changed``: after any change."""

    changed = Signal()

    def __init__(self, table: ActionTable, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_map")
        self.table, self._settings = table, settings
        self._changes = {
            action_id: tuple(key for key in map(plain, keys) if not self.refused(action_id, key))
            for action_id, keys in _renamed(settings.keys).items()
            if action_id in table.rows
        }

    # ---- asking --------------------------------------------------------------------------------------------------

    def keys(self, action_id: str) -> Keys:
        """The current keys of an action. A default key that was given to another action is not also this one's."""
        if action_id in self._changes:
            return self._changes[action_id]
        taken = {key for other, keys in self._changes.items() if not _share_keys(other, action_id) for key in keys}
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
        return bool(self._changes)

    def refused(self, action_id: str, key: str) -> str:
        """Why ``key`` can never be this action's; empty when it can."""
        key = plain(key)
        if not key:
            return tr("This key cannot be used.")
        if key in RESERVED:
            return tr("{key} is needed to {what}.", key=shown(key), what=tr(RESERVED[key]))
        if self.table.rows[action_id].scope == HOLD and "+" in key and key != "+":
            return tr("A key to hold must be a single key without Ctrl, Shift or Alt.")
        return ""

    def owner(self, action_id: str, key: str) -> Action | None:
        """The other action that has ``key`` now, if any."""
        wanted = plain(key)
        others = (row for row in self.table.rows.values() if not _share_keys(row.id, action_id))
        return next((row for row in others if wanted in self.keys(row.id)), None)

    # ---- changing ------------------------------------------------------------------------------------------------

    def assign(self, action_id: str, *keys: str) -> None:
        """Give an action these keys; an action that had one of them loses it. ValueError: a key that it cannot have."""
        wanted = tuple(dict.fromkeys(map(plain, keys)))
        for key in wanted:
            if reason := self.refused(action_id, key):
                raise ValueError(reason)
            while (other := self.owner(action_id, key)) is not None:
                self._put(other.id, tuple(k for k in self.keys(other.id) if k != key))
        self._put(action_id, wanted)
        self._store()

    def _put(self, action_id: str, keys: Keys) -> None:
        if keys == self.first(action_id):
            self._changes.pop(action_id, None)
        else:
            self._changes[action_id] = keys

    def reset(self, action_id: str) -> None:
        """The default keys again; an action that has one of them now loses it."""
        self.assign(action_id, *self.first(action_id))

    def reset_all(self) -> None:
        """The default keys of every action."""
        self._changes.clear()
        self._store()

    def _store(self) -> None:
        self._settings.keys = dict(self._changes)
        self.changed.emit()


def _renamed(stored: dict[str, Keys]) -> dict[str, Keys]:
    """Keys of classes were stored by place before, from 1 on; in most projects the number in files is one less."""

    def name(action_id: str) -> str:
        room, _, number = action_id.partition(".")
        return class_action(int(number) - 1) if room == "class" and number.isdecimal() else action_id

    return {name(action_id): keys for action_id, keys in stored.items()}


def _share_keys(first: str, second: str) -> bool:
    return first == second or {first, second} <= TOGETHER
