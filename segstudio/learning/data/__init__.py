"""What is learnt from and what is scored on: patches, augmentation, held-out images. Knows no torch."""
