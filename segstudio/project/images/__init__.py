"""Image files: opening, kinds, facts, pixels, pixel sizes; the readers of each kind are in ``readers``."""
