"""Opening a file for reading: a regular one only, of a bounded size.

A named pipe or a device, also behind a link, would keep its reader waiting or never end. Every file that the program
did not write itself a moment ago is opened here. Imports errors only.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader

from segstudio.errors import said

# Most bytes by kind: far more than any real file has, and less than keeps a machine busy.
TEXT = 1 << 27  # JSON: a project of 300,000 images
MASK = 1 << 31  # a gigapixel that does not compress
JOURNAL = 1 << 32  # those that are longer than the history needs are shortened at each save
PACKED_IMAGE = 1 << 32  # PNG and JPEG, which are read whole
IMAGE = 1 << 36  # others may be larger than the memory
WEIGHTS = 1 << 32

# A pipe that is opened without waiting can be looked at and refused; a terminal does not become ours.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY"))


def open_regular(path: str | os.PathLike[str], most: int) -> BufferedReader:
    """The file, or the one that a link leads to, for reading. OSError: it is not there, may not be read, is a folder, a
    pipe or a device, or has more than ``most`` bytes; its ``strerror`` is the reason in words."""
    check_regular(os.stat(path), most)  # before it is opened: opening alone makes some devices act
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS))  # noqa: SIM115  (returned open)
    try:
        check_regular(os.fstat(file.fileno()), most)  # it may be another one by now
    except OSError:
        file.close()
        raise
    return file


def read_regular(path: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a file. OSError as ``open_regular``."""
    with open_regular(path, most) as file:
        return file.read(os.fstat(file.fileno()).st_size)


def check_regular(status: os.stat_result, most: int) -> None:
    """OSError unless the status is that of a regular file of at most ``most`` bytes."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, said("it is a folder"))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, said("it is a pipe or a device, not a file"))
    if status.st_size > most:
        raise OSError(
            errno.EFBIG,
            said("it has {size} bytes, more than the {most} that are read", size=status.st_size, most=most),
        )
