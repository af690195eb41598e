"""The panels of the window, a folder for each group."""
