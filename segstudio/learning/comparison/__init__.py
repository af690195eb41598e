"""Networks compared on one project: the same budget, the same held-out images."""
