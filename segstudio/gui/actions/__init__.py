"""The actions of the window: their table, their keys, and when each is enabled."""
