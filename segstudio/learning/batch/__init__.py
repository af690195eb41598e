"""Predictions to files, and export of a network."""
