"""What is kept beside the prediction of an image."""
