"""Runs on disk: facts, weights, cards, archives. Imports torch only inside the functions that read tensors."""
