"""The head fitted to strokes (filters, frozen features, a small classifier) and the one model that it is part of."""
