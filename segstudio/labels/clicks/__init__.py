"""Regions that a click on an object may take."""
