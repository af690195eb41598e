"""The main job without a screen, driven by mouse and keyboard events."""
