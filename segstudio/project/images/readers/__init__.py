"""Readers of image files: one file for each family of kinds, named in ``images.kinds`` and imported when needed."""
