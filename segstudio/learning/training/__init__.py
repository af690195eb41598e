"""The training loop: losses, steps, checks, the record of a run."""
