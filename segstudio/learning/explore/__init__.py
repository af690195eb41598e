"""Learning from a project's images without labels, and what is found with it."""
