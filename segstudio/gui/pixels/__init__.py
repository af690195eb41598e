"""Arrays for the screen: pyramid, sampling, contours, colour tables. No widget and no document."""
