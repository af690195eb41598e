"""Options of the tool in use, and the list of undo steps."""
