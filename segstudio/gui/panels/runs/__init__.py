"""The trainings that were kept."""
