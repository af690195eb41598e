"""The sample projects, drawn by code."""
