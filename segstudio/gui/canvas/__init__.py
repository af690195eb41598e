"""The picture under the pointer: zoom, painting of the screen, pointer events, previews of tools."""
