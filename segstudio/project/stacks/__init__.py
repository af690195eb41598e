"""Images that are the planes of one stack: their order, their axes, what becomes of channels."""
