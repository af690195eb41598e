"""What can be asked for, by which key, and whether it can be done now."""
