"""What OME-XML calls the channels of a picture. No file is opened."""

from __future__ import annotations

import html
import re

LONGEST = 60  # characters of a name
_PICTURE = re.compile(r"<(?:\w+:)?Pixels\b(.*?)</(?:\w+:)?Pixels>", re.DOTALL)
_CHANNEL = re.compile(r"<(?:\w+:)?Channel\b([^>]*)>")
_NAME = re.compile(r'\bName="([^"]*)"')


def ome_names(xml: str | None, size: int) -> tuple[str, ...]:
    """The names of ``size`` channels in a file's OME-XML: of the first picture with as many, if each has a name of its
    own; else none."""
    for picture in _PICTURE.findall(xml or ""):
        channels = [_NAME.search(channel) for channel in _CHANNEL.findall(picture)]
        names = tuple(_line(found.group(1)) for found in channels if found is not None)
        if len(channels) == len(names) == len(set(names)) == size and all(names):
            return names
    return ()


def _line(text: str) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in html.unescape(text)).split()
    return " ".join(words)[:LONGEST].rstrip()
