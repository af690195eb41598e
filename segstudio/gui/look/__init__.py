"""Words, colours, icons and small widgets that every part of the window uses. Knows no document."""
