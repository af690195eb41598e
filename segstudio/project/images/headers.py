"""Opening an image file: every error of a decoder becomes a sentence, and no file is larger than can be read.

Imports Pillow, images.jpeg, images.png, errors and regular_file only.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from segstudio.errors import Cancelled, ImageError, UserError, said
from segstudio.project.images.png import MAX_PIXELS, SIGNATURE
from segstudio.regular_file import IMAGE, PACKED_IMAGE, open_regular

JPEG_START = b"\xff\xd8\xff"
ORIENTATION = 274  # EXIF and TIFF tag

# Our own limit is checked before any pixel is decoded; Pillow's lower one would only print a warning.
Image.MAX_IMAGE_PIXELS = None
# Unknown metadata of cameras concerns nobody here; what matters for the pixels is checked.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
logging.getLogger("tifffile").disabled = True


def damaged(path: Path, why: str) -> ImageError:
    """The error for a file that starts like an image but cannot be read to its end."""
    return ImageError(
        "The image {name} is damaged: {why}.", "Copy it again from where it came from.", name=path.name, why=said(why)
    )


def unreadable(path: Path, what: str, hint: str = "") -> ImageError:
    """The error for a file that is whole but of a kind within its kind that nothing here decodes."""
    return ImageError(
        "The image {name} cannot be read: it has {what}.",
        hint or "Save it as TIFF without compression, or as PNG, with the program that made it.",
        name=path.name,
        what=said(what),
    )


def check_size(path: Path, width: int, height: int, most: int | None = MAX_PIXELS) -> None:
    """Raise ImageError where a picture has no pixels or more than ``most``, a gigapixel (``None``: any number)."""
    if width < 1 or height < 1:
        raise damaged(path, "it has no pixels")
    if most is not None and width * height > most:
        raise ImageError(
            "The image {name} claims {size} pixels, more than can be read.",
            "Save it as a tiled TIFF, or cut it into images of at most a gigapixel.",
            name=path.name,
            size=f"{width} x {height}",
        )


def valid_orientation(value: object) -> int:
    """An EXIF or TIFF orientation (1 to 8); 1 where it is none."""
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def read_packed(path: Path) -> bytes | None:
    """The bytes of a PNG or JPEG, which has to be read whole anyway; ``None`` for other files, which may be larger than
    the memory, and for one that cannot be read (``opened`` says why)."""
    try:
        with open_regular(path, PACKED_IMAGE) as file:
            start = file.read(len(SIGNATURE))
            return start + file.read() if start == SIGNATURE or start.startswith(JPEG_START) else None
    except OSError:
        return None


@contextmanager
def opened(path: Path, data: bytes | None = None) -> Iterator[BinaryIO]:
    """The image file to read from; ``data`` are its bytes, where they are in memory already.

    Raises ImageError: it cannot be opened, or whatever a decoder raises on what is in it (each raises dozens of kinds).
    """
    try:
        with io.BytesIO(data) if data is not None else open_regular(path, IMAGE) as file:
            yield file
    except (UserError, Cancelled):
        raise
    except MemoryError as error:
        raise ImageError(
            "The image {name} does not fit into memory.",
            "Close other programs, or cut it into smaller images.",
            name=path.name,
        ) from error
    except OSError as error:
        raise ImageError(
            "The image {name} cannot be opened: {reason}.",
            "Check that the file is there and may be read.",
            name=path.name,
            reason=error.strerror or error,
        ) from error
    except Exception as error:
        raise damaged(path, "it cannot be decoded") from error
