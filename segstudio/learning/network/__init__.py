"""A network in memory: device, starting weights, forward passes, tiles, validation."""
