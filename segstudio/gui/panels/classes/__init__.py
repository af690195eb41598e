"""The list of classes and the rule for painting."""
