"""What a network starts from: the weights that come with the program, ImageNet's, a file, or random numbers.

Owns fetching, checking and matching of weights. Without a network training goes on from random weights and says so;
a file that the person named is another matter: whatever is wrong with it is a ``WeightsError``. Nothing here ever
runs code out of a file (safetensors, or torch's ``weights_only=True``). Must not import Qt or the project room.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import tempfile
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from segstudio.errors import WeightsError, said
from segstudio.learning.network.device import Device, default_encoder
from segstudio.learning.network.start_file import OWN_KIND, is_intact, read_header
from segstudio.learning.plan.recipe import FORMULA, RANDOM
from segstudio.learning.runs.own_start import BY_NAME, OWN, own_encoders
from segstudio.models.encoders import ENCODERS, encoder_shapes

Report = Callable[[float, float], None]  # bytes done, bytes in all (0: unknown)
State = dict[str, Tensor]

TIMEOUT = 10.0  # seconds without a single byte
CHUNK = 1 << 16
COLOURS = 3  # channels of an image
ENOUGH = 0.9  # share of an encoder's tensors that a file has to bring
# Where an encoder's tensors lie in files of torchvision, DataParallel, a SegStudio run, a bare U-Net, a detector.
PREFIXES = ("", "module.", "encoder.trunk.", "trunk.", "encoder.", "backbone.", "backbone.body.")
RESOURCES = Path(__file__).parents[3] / "resources"
HINT = "Choose a .safetensors file, or a torch state dict of this encoder."


def choose_encoder(weights: str, device: Device, folder: Path | None = None) -> str:
    """The row of ENCODERS meant by "auto": the one that suits the device, or one that the program (for "own": the
    project in ``folder``) has weights for, or whose weights a file holds. Raises WeightsError for a file that cannot
    be read."""
    suited = default_encoder(device)
    if weights not in BY_NAME:
        return fitting_encoder(Path(weights), suited)
    learnt = [name for name in own_encoders(folder) if name in ENCODERS] if weights == OWN and folder else []
    if learnt:
        return suited if suited in learnt else learnt[0]
    if weights not in ("formula", OWN) or formula_path(suited).is_file():
        return suited
    return next((name for name in ENCODERS if formula_path(name).is_file()), suited)


def load_encoder_weights(encoder: str, source: str, progress: Report | None = None) -> tuple[State | None, str]:
    """Weights for ``Encoder(encoder).load_weights`` and one line on where they come from.

    ``source`` is "formula" (they come with the program), "imagenet", "none" or the path of a file. ``None`` instead of
    weights: start from random ones. ``WeightsError`` for a file that is missing, damaged, holds code or belongs to
    another network. ``progress`` may raise to stop a download; nothing half done is left behind.
    """
    if source == "none":
        return None, RANDOM
    if source == "imagenet":
        return _imagenet(encoder, progress or (lambda done, total: None))
    if source == "formula":
        return _formula(encoder)
    path = Path(source)
    state, total = _match(read_state(path), encoder), len(encoder_shapes(encoder))
    if len(state) < ENOUGH * total:
        raise WeightsError(
            "{name} does not fit {encoder}: {number} of its {total} tensors match.",
            HINT,
            name=path.name,
            encoder=ENCODERS[encoder].title,
            number=len(state),
            total=total,
        )
    if next(iter(encoder_shapes(encoder))) not in state:
        raise WeightsError(
            "The first layer in {name} is for other images than grey or colour ones.", HINT, name=path.name
        )
    if not all(bool(value.isfinite().all()) for value in state.values()):
        raise WeightsError("{name} holds values that are not finite.", HINT, name=path.name)
    return state, own_line(path) or said(
        "{name} ({number} of {total} tensors)", name=path.name, number=len(state), total=total
    )


def fitting_encoder(path: Path, suited: str) -> str:
    """Whose weights a file holds; ``suited`` where they are nobody's (loading them then says what is wrong). Raises
    WeightsError as ``read_state``."""
    tensors = read_state(path)
    found = {name: len(_match(tensors, name)) for name in ENCODERS}
    fitting = [name for name, count in found.items() if count >= ENOUGH * len(encoder_shapes(name))]
    return max(fitting, key=found.__getitem__, default=suited)  # a smaller net's tensors may all be in a larger one


def load_decoder_weights(encoder: str, source: str, wanted: Mapping[str, Tensor]) -> State:
    """Tensors of a whole U-Net that lie outside of its encoder, where ``source`` has them: those of ``wanted``'s names
    and shapes, as ``float32``, never the logits, whose classes are others. Empty for ImageNet and random weights."""
    if source in ("none", "imagenet"):
        return {}
    path = formula_path(encoder) if source == "formula" else Path(source)
    if source == "formula" and not path.is_file():
        return {}
    tensors = read_state(path)
    found = {
        name: tensors[name].to(torch.float32)
        for name, value in wanted.items()
        if not name.startswith(("encoder.", "logits.")) and name in tensors and tensors[name].shape == value.shape
    }
    return found if all(bool(value.isfinite().all()) for value in found.values()) else {}


# ---- the program's own ------------------------------------------------------------------------------------------


def formula_path(encoder: str) -> Path:
    """Where the program's own weights for an encoder lie; not every encoder has some."""
    return RESOURCES / f"formula_{encoder}.safetensors"


def _formula(encoder: str) -> tuple[State | None, str]:
    path, title = formula_path(encoder), ENCODERS[encoder].title
    if not path.is_file():
        return None, said(
            "No weights for {title} come with the program; starting from {start}", title=title, start=RANDOM
        )
    state = _match(read_state(path), encoder)
    if len(state) < ENOUGH * len(encoder_shapes(encoder)):
        return None, said(
            "The program's own weights for {title} are of another version; starting from {start}",
            title=title,
            start=RANDOM,
        )
    return state, said("{weights} ({name})", weights=FORMULA, name=path.name)


def own_line(path: Path) -> str:
    """Where weights that were learnt from a project's own images come from; empty for another file. Raises
    WeightsError."""
    header = _header(path) if path.suffix.lower() == ".safetensors" else {}
    if header.get("kind") != OWN_KIND:
        return ""
    return said(
        "weights learnt from this project's images ({name}), begun from {start}",
        name=path.name,
        start=header.get("begun_from", RANDOM),
    )


# ---- ImageNet ---------------------------------------------------------------------------------------------------


def _imagenet(encoder: str, progress: Report) -> tuple[State | None, str]:
    """torchvision's own weights, from torch's cache or fetched into it."""
    url = str(ENCODERS[encoder].weights.url)
    path = Path(torch.hub.get_dir()) / "checkpoints" / url.rsplit("/", 1)[-1]
    try:
        if path.exists() and not _intact(path):
            os.replace(path, path.with_name(path.name + ".damaged"))
        if not path.exists():
            _download(url, path, progress)
        return _match(read_state(path), encoder), said("ImageNet weights ({name})", name=path.name)
    except (OSError, http.client.HTTPException, WeightsError) as error:
        return None, said(
            "ImageNet weights could not be fetched ({reason}); starting from {start}",
            reason=_reason(error),
            start=RANDOM,
        )


def _reason(error: Exception) -> str:
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
    """The first digits of the SHA-256 that torch's hub writes into a file's name: "resnet18-f37072fd.pth"."""
    found = re.search(r"-([a-f0-9]+)\.", name)
    return found.group(1) if found else ""


def _intact(path: Path) -> bool:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest().startswith(_hash_prefix(path.name))


def _download(url: str, path: Path, progress: Report) -> None:
    """Fetch ``url`` whole or not at all. ``OSError``, ``HTTPException``: the network. ``WeightsError``: bad bytes."""
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


# ---- files ------------------------------------------------------------------------------------------------------


def read_state(path: Path) -> State:
    """The tensors of a ``.safetensors`` file or of a torch state dict (also one wrapped in a checkpoint), on the CPU.

    ``WeightsError`` when the file is missing, empty, damaged, holds program code, or no tensors.
    """
    try:
        if path.stat().st_size == 0:
            raise WeightsError("{name} is empty.", "The copy of this file broke off; fetch it again.", name=path.name)
        tensors = _tensors(_parse(path))
    except FileNotFoundError as error:
        raise WeightsError(
            "There is no weights file {name}.", "Check the path, or use ImageNet weights.", name=path
        ) from error
    except OSError as error:
        raise WeightsError(
            "{name} cannot be read: {reason}.", HINT, name=path.name, reason=error.strerror or error
        ) from error
    if not tensors:
        raise WeightsError("{name} holds no weights.", HINT, name=path.name)
    return tensors


def _parse(path: Path) -> Any:
    """What a weights file holds, without running anything out of it."""
    try:
        if path.suffix.lower() == ".safetensors":
            state = safetensors.torch.load_file(path)
            if not is_intact(read_header(path), state):
                raise WeightsError(
                    "{name} is damaged: its weights are not those that were written.", HINT, name=path.name
                )
            return state
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch remarks on old formats; what matters is raised
            return torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, WeightsError):
        raise
    except Exception as error:  # a hostile file can make a parser raise anything at all
        if re.search(r"Unsupported (global|operand|class)|GLOBAL|TorchScript", str(error)):
            raise WeightsError("{name} holds program code and was not loaded.", HINT, name=path.name) from error
        raise WeightsError("{name} is damaged or no weights file.", HINT, name=path.name) from error


def _header(path: Path) -> dict[str, str]:
    """The words in the head of a ``.safetensors`` file that was read before."""
    try:
        return read_header(path)
    except (OSError, safetensors.SafetensorError) as error:
        raise WeightsError("{name} is damaged or no weights file.", HINT, name=path.name) from error


def _tensors(content: Any) -> State:
    """The tensors of a state dict, or of the one inside a checkpoint."""
    if not isinstance(content, Mapping):
        return {}
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(content.get(key), Mapping):
            content = content[key]
    return {str(key): value for key, value in content.items() if isinstance(value, Tensor)}


def _match(tensors: State, encoder: str) -> State:
    """The tensors whose names and shapes are the encoder's, as ``float32``, under the prefix that gives the most."""
    shapes = encoder_shapes(encoder)

    def under(prefix: str) -> State:
        named = ((name, _for_colours(tensors.get(prefix + name), shapes[name])) for name in shapes)
        return {
            name: value.to(torch.float32)
            for name, value in named
            if value is not None and value.is_floating_point() and value.shape == shapes[name]
        }

    return max((under(prefix) for prefix in PREFIXES), key=len)


def _for_colours(value: Tensor | None, shape: Sequence[int]) -> Tensor | None:
    """A stem that was made for one channel, for three alike: it answers their mean as it did the grey value."""
    if value is None or value.ndim != 4 or len(shape) != 4 or shape[1] != COLOURS or value.shape[1] != 1:
        return value
    return value.expand(-1, COLOURS, -1, -1) / COLOURS
