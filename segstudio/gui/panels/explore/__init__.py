"""The panel Explore: learning without labels, the map of images, unusual places, what a method draws."""
