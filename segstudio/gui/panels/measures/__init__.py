"""Counts and measurements: regions, images and classes as a table, sizes as a histogram."""
