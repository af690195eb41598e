"""Tools: how a hand changes the labels. Each is a generator over pointer events, see ``.gesture``."""
