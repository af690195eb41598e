"""Sentences on the neighbouring slices that a project chose to learn from. Imports errors only."""

from __future__ import annotations

from segstudio.errors import said

TRAIN_AGAIN = said("Train again: the network learnt from the slices as they were.")


def neighbours_sentence(sides: int) -> str:
    """What is learnt from now."""
    words = (
        "Each slice is learnt and predicted from by itself now.",
        "Each slice of a stack is learnt and predicted from together with 1 slice on each side now. At the ends of a "
        "stack its last slice stands in for those that are missing.",
        "Each slice of a stack is learnt and predicted from together with {count} slices on each side now. At the ends "
        "of a stack its last slice stands in for those that are missing.",
    )
    return said(words[min(sides, 2)], count=sides)
