"""What a person can choose of: one table per kind, whose rows carry words and name code. No torch, no Qt."""
