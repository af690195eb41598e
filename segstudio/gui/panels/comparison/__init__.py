"""Networks compared: which, for how long, and what came of it."""
