"""What a person sets once for the program, in one dialog."""
