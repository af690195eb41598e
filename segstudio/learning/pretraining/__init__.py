"""Starting weights that need no labels."""
