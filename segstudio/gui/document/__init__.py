"""The open project and what changes it: current image, strokes, undo, classes, saving. Imports no QtWidgets."""
