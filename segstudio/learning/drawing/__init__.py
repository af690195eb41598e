"""Models that learnt from a project's images, as they are kept, and pictures that they draw."""
