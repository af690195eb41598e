"""The training button, its settings, scores, curves and feature maps."""
