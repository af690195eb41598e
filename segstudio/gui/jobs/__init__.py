"""Long work with a question before and a report after: import, export, interpolation, predictions of all images."""
