"""Help over the live window: the manual, what a control is, the first steps."""
