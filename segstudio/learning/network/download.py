"""Downloads torchvision's ImageNet weights into torch's cache, whole or not at all.

The name of a file has the first digits of its SHA-256, as in torch's hub. Must not import Qt or the project room.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import torch

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.row import code
from segstudio.errors import WeightsError, said
from segstudio.regular_file import WEIGHTS, open_regular

Report = Callable[[float, float], None]  # bytes done, bytes in all (0: unknown)

TIMEOUT = 10.0  # seconds without a single byte
CHUNK = 1 << 16


def imagenet_path(encoder: str) -> Path:
    """The file of torchvision's weights for an encoder, downloaded or not."""
    return Path(torch.hub.get_dir()) / "checkpoints" / imagenet_url(encoder).rsplit("/", 1)[-1]


def fetch(encoder: str, progress: Report) -> Path:
    """The file of an encoder's weights, downloaded if torch's cache has none; a damaged one is renamed.

    ``OSError``, ``HTTPException``: of the network or the drive. ``WeightsError``: a damaged download.
    """
    path = imagenet_path(encoder)
    if path.exists():
        with open_regular(path, WEIGHTS) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if not digest.startswith(_hash_prefix(path.name)):
            os.replace(path, path.with_name(path.name + ".damaged"))
    if not path.exists():
        _download(imagenet_url(encoder), path, progress)
    return path


def imagenet_url(encoder: str) -> str:
    return str(code(ENCODERS[encoder].imagenet).url)


def reason_of(error: Exception) -> str:
    """Why a download failed, in a few words."""
    if isinstance(error, WeightsError):
        return said("the file is damaged")
    if isinstance(error, urllib.error.HTTPError):
        return said("the server answered {code}", code=error.code)
    network = (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException)
    if isinstance(error, network) or not isinstance(error, OSError):
        return said("no network")
    return error.strerror or said("the file cannot be written")


def _hash_prefix(name: str) -> str:
    """The first digits of the SHA-256 in a file's name such as "resnet18-f37072fd.pth"."""
    found = re.search(r"-([a-f0-9]+)\.", name)
    return found.group(1) if found else ""


def _download(url: str, path: Path, progress: Report) -> None:
    """Fetch ``url`` whole or not at all; raises as ``fetch``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            total, done = float(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(CHUNK):
                file.write(block)
                digest.update(block)
                done += len(block)
                progress(float(done), total)
        if not digest.hexdigest().startswith(_hash_prefix(path.name)):
            raise WeightsError("The download is damaged.", "Try again later.")
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
