"""The window: puts the panels in their places and connects them."""
