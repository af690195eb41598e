"""What is counted and measured of a project's masks: classes, images, regions; as tables and as CSV."""
