"""Networks from before fully convolutional ones."""
