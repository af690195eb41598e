"""Image files: reading any format, headers, mapping of large files, pixel sizes."""
