"""The numbers of a training: rates, schedules, fallbacks, order of images. Knows no torch."""
