"""Which image to label next, and where the prediction is uncertain."""
