"""The preview from strokes: filters, frozen features, a small head."""
