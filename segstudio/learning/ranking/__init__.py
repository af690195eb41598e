"""How useful each image would be to label."""
