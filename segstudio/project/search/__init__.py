"""Searches over all images of a project, on request: moved ones, near copies."""
