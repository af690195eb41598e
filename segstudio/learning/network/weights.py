"""Starting weights: those of the program, ImageNet's, a file, or random ones. Each ``..._start`` is one row of
``choices.starts``.

Weights that are missing or cannot be downloaded are replaced by random ones with a notice; a chosen file that cannot be
used is a ``WeightsError``. No code of a file is ever run (safetensors, or torch's ``weights_only=True``). Must not
import Qt.
"""

from __future__ import annotations

import http.client
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor

from segstudio.choices.encoders import ENCODERS, encoder_name
from segstudio.choices.networks import DEFAULT, NETWORKS, suited_encoder
from segstudio.choices.row import code
from segstudio.choices.starts import (
    BUILT_IN,
    FORMULA_WORDS,
    RANDOM,
    STARTS,
    USUAL,
    Origin,
    StartKind,
    kind_named,
    start_key,
)
from segstudio.errors import WeightsError, said, together
from segstudio.learning.network.download import Report, at_hand, fetch, reason_of
from segstudio.learning.network.start_file import OWN_KIND, is_intact, read_header
from segstudio.learning.runs.own_start import own_encoders, own_path
from segstudio.models.contract import Network, tensors_of
from segstudio.models.encoders import encoder_shapes
from segstudio.models.inputs import COLOURS, widened
from segstudio.regular_file import WEIGHTS, check_regular

State = dict[str, Tensor]

ENOUGH = 0.9  # share of an encoder's tensors that a file must have
RESOURCES = Path(__file__).parents[3] / "resources"
HINT = "Choose a .safetensors file, or a torch state dict of this encoder."


@dataclass(frozen=True)
class Start:
    """Starting weights. ``encoder``: tensors by torchvision's names, ``None``: random ones. ``rest``: all tensors of
    the file, by the names of the network ``network`` or of a classification network. ``notice``: for people.
    ``without_rest``: as ``origin`` where ``rest`` is not used."""

    origin: Origin
    encoder: State | None = None
    rest: State = field(default_factory=dict)
    network: str = DEFAULT
    notice: str = ""
    without_rest: Origin | None = None


def choose_encoder(network: str, weights: str, device: str, project: Path | None = None) -> str:
    """The encoder for "auto" on a ``device`` (a row of DEVICES): the one that suits it, or one that there are weights
    for; empty for a network without an encoder. Raises WeightsError for a file that cannot be read."""
    suited, key = suited_encoder(network, device), start_key(weights)
    row = STARTS[key]
    if not suited or not row.encoders or key not in NETWORKS[network].starts:
        return suited
    found = [name for name in code(row.encoders)(weights, project) if name in NETWORKS[network].encoders]
    return suited if suited in found or not found else found[0]


def load_start(
    encoder: str,
    weights: str,
    project: Path | None = None,
    progress: Report | None = None,
    channels: int = COLOURS,
) -> Start:
    """The starting weights for an encoder of images with ``channels`` channels. ``weights``: a row of STARTS, or the
    path of a file.

    ``WeightsError`` for a file that is missing, damaged, holds code or belongs to another network, or to images with
    other channels than these or colours. ``progress`` may raise to stop a download, which leaves no file.
    """
    load = code(STARTS[start_key(weights)].load)
    start: Start = load(weights, encoder, project, progress or (lambda done, total: None))
    first = next(iter(encoder_shapes(encoder))) if start.encoder is not None else ""
    seen = start.encoder[first].shape[1] if start.encoder is not None and first in start.encoder else COLOURS
    if seen not in (COLOURS, channels):
        raise WeightsError(
            "The first layer of these weights is for images with {number} channels ({start}).",
            "Choose another start for these images.",
            number=seen,
            start=start.origin.sentence,
        )
    return start


def put_start(net: Network, network: str, start: Start) -> None:
    """Copy starting weights into the trunk of a network of the row ``network`` and, if the file is of such a network,
    the tensors of equal names and shapes elsewhere, of a classification network's file what the network can use; never
    into layers of classes, which are others. First layers for colours are widened to the channels of the network."""
    if net.trunk is None or start.encoder is None:
        return
    net.trunk.load_weights(start.encoder)
    beside = tensors_beside(net, start.rest if start.network == network else {})
    net.load_state_dict(tensors_beside(net, net.of_classifier(start.rest)) | beside, strict=False)


def tensors_beside(net: Network, tensors: Mapping[str, Tensor]) -> State:
    """Of ``tensors`` those with names and shapes of ``net`` outside of trunk and layers of classes, as ``float32``, a
    first layer ``widened``; none if one of them is not finite."""
    owned = set(net.per_class) | set(tensors_of(net, net.trunk) if net.trunk is not None else ())
    wanted = {name: value.shape for name, value in net.state_dict().items() if name not in owned}
    present = ((name, widened(tensors[name], shape)) for name, shape in wanted.items() if name in tensors)
    found = {name: value.to(torch.float32) for name, value in present if value.shape == wanted[name]}
    return found if all(bool(value.isfinite().all()) for value in found.values()) else {}


# ---- the rows of STARTS -----------------------------------------------------------------------------------------


def random_start(source: str, encoder: str, project: Path | None, progress: Report) -> Start:
    """Random weights."""
    return Start(RANDOM)


def built_in_start(source: str, encoder: str, project: Path | None, progress: Report) -> Start:
    """The program's own weights for an encoder."""
    path, title = formula_path(encoder), encoder_name(encoder)
    if not path.is_file():
        return _random("No weights for {title} come with the program; starting from {start}", title=title)
    tensors = read_state(path)
    state = _match(tensors, encoder)
    if len(state) < ENOUGH * len(encoder_shapes(encoder)):
        sentence = "The program's own weights for {title} are of another version; starting from {start}"
        return _random(sentence, title=title)
    origin = Origin(StartKind.FORMULA, said("{weights} ({name})", weights=FORMULA_WORDS, name=path.name))
    return Start(origin, state, tensors)


def built_in_encoders(source: str, project: Path | None) -> list[str]:
    """Encoders that weights come with the program for."""
    return [name for name in ENCODERS if formula_path(name).is_file()]


def own_start(source: str, encoder: str, project: Path | None, progress: Report) -> Start:
    """Weights learnt from the project's own images; if there are none the usual ones, with a notice."""
    path = own_path(project, encoder) if project is not None else None
    if path is not None and path.is_file():
        return file_start(str(path), encoder, project, progress)
    start = load_start(encoder, offline_start(encoder), project, progress)
    notice = said("This project has learnt no start of its own for {encoder}: the usual one is used.", encoder=encoder)
    return replace(start, notice=together(notice, start.notice))


def offline_start(encoder: str) -> str:
    """The usual start of an encoder where it needs no download, else the one of drawn images."""
    return USUAL if at_hand(encoder) else BUILT_IN


def own_or_usual_encoders(source: str, project: Path | None) -> list[str]:
    """Encoders with weights learnt from the project's images; if there are none those of the usual weights."""
    learnt = own_encoders(project) if project is not None else ()
    return [name for name in learnt if name in ENCODERS] or imagenet_encoders(source, project)


def imagenet_start(source: str, encoder: str, project: Path | None, progress: Report) -> Start:
    """Weights out of a package or torch's cache, or downloaded into it; where the program has one, with a decoder that
    learnt on drawn images what to make of them."""
    try:
        path, drawn = fetch(encoder, progress), RESOURCES / f"decoder_{encoder}.safetensors"
        origin = Origin(StartKind.PHOTOGRAPHS, said("ImageNet weights ({name})", name=path.name))
        tensors = read_state(path)
        start = Start(origin, _match(tensors, encoder), tensors, without_rest=origin)
        if not drawn.is_file():
            return start
        words = said("{encoder}, decoder from drawn images ({name})", encoder=origin.sentence, name=drawn.name)
        return replace(start, origin=origin._replace(sentence=words), rest=read_state(drawn))
    except (OSError, http.client.HTTPException, WeightsError) as error:
        sentence = "ImageNet weights could not be fetched ({reason}); starting from {start}"
        return _random(sentence, reason=reason_of(error))


def imagenet_encoders(source: str, project: Path | None) -> list[str]:
    """Encoders whose ImageNet weights need no download."""
    return [name for name in ENCODERS if at_hand(name)]


def file_start(source: str, encoder: str, project: Path | None, progress: Report) -> Start:
    """A file of weights. ``WeightsError`` if it does not fit."""
    path = Path(source)
    tensors, shapes = read_state(path), encoder_shapes(encoder)
    state, total = _match(tensors, encoder), len(shapes)
    if len(state) < ENOUGH * total:
        raise WeightsError(
            "{name} does not fit {encoder}: {number} of its {total} tensors match.",
            HINT,
            name=path.name,
            encoder=encoder_name(encoder),
            number=len(state),
            total=total,
        )
    if next(iter(shapes)) not in state:
        raise WeightsError(
            "The first layer in {name} is not one of {encoder}.", HINT, name=path.name, encoder=encoder_name(encoder)
        )
    if not all(bool(value.isfinite().all()) for value in state.values()):
        raise WeightsError("{name} holds values that are not finite.", HINT, name=path.name)
    header = read_header(path) if _is_safetensors(path) else {}
    words = said("{name} ({number} of {total} tensors)", name=path.name, number=len(state), total=total)
    origin = _own_origin(path, header) if header.get("kind") == OWN_KIND else Origin(StartKind.PHOTOGRAPHS, words)
    return Start(origin, state, tensors, header.get("network", DEFAULT))


def file_encoders(source: str, project: Path | None) -> list[str]:
    """The encoder whose weights a file holds; none if it is of no encoder (loading it then tells why). Raises
    WeightsError as ``read_state``."""
    tensors = read_state(Path(source))
    found = {name: len(_match(tensors, name)) for name in ENCODERS}
    fitting = [name for name, count in found.items() if count >= ENOUGH * len(encoder_shapes(name))]
    return sorted(fitting, key=found.__getitem__, reverse=True)[:1]  # a larger one may have all tensors of a smaller


def _own_origin(path: Path, header: Mapping[str, str]) -> Origin:
    """Of weights that were learnt from a project's own images; their kind is that of the weights they started from."""
    begun = header.get("begun_from", RANDOM.sentence)
    words = said("weights learnt from this project's images ({name}), begun from {start}", name=path.name, start=begun)
    return Origin(kind_named(header.get("begun_kind", ""), begun), words)


def _random(sentence: str, **values: object) -> Start:
    """Random weights instead of missing ones, with a notice."""
    told = said(sentence, start=RANDOM.sentence, **values)
    return Start(Origin(StartKind.RANDOM, told), notice=told)


def formula_path(encoder: str) -> Path:
    """The file of the program's own weights for an encoder; not every encoder has one."""
    return RESOURCES / f"formula_{encoder}.safetensors"


# ---- files ------------------------------------------------------------------------------------------------------


def read_state(path: Path) -> State:
    """The tensors of a ``.safetensors`` file or of a torch state dict (also one wrapped in a checkpoint), on the CPU.

    ``WeightsError`` when the file is missing, empty, damaged, holds program code, or no tensors.
    """
    try:
        status = path.stat()
        check_regular(status, WEIGHTS)
        if status.st_size == 0:
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
    if not all(map(_is_dense, tensors.values())):
        sentence = "{name} holds tensors of a kind that no network here has (meta, sparse, nested or quantized)."
        raise WeightsError(sentence, HINT, name=path.name)
    return tensors


def _parse(path: Path) -> Any:
    """What a weights file holds, without running anything out of it."""
    try:
        if _is_safetensors(path):
            state = safetensors.torch.load_file(path)
            if not is_intact(read_header(path), state):
                raise WeightsError(
                    "{name} is damaged: its weights are not those that were written.", HINT, name=path.name
                )
            return state
        _refuse_packed(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's remarks about old formats
            return torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, WeightsError):
        raise
    except Exception as error:  # a malicious file can make a parser raise anything
        if re.search(r"Unsupported (global|operand|class)|GLOBAL|TorchScript", str(error)):
            raise WeightsError("{name} holds program code and was not loaded.", HINT, name=path.name) from error
        raise WeightsError("{name} is damaged or no weights file.", HINT, name=path.name) from error


def _is_safetensors(path: Path) -> bool:
    return path.suffix.lower() == ".safetensors"


def _tensors(content: Any) -> State:
    """The tensors of a state dict, or of the one inside a checkpoint."""
    if not isinstance(content, Mapping):
        return {}
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(content.get(key), Mapping):
            content = content[key]
    return {str(key): value for key, value in content.items() if isinstance(value, Tensor)}


def _is_dense(value: Tensor) -> bool:
    """Whether a tensor has a number of its own in memory for each element: not meta, sparse, nested or quantized."""
    special = value.is_nested or value.is_quantized or value.layout != torch.strided
    return not special and value.device.type == "cpu"


def _refuse_packed(path: Path) -> None:
    """ValueError for a zip that unpacks to more than its own size: torch packs nothing."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > path.stat().st_size:
                raise ValueError("it unpacks to more than its size")


def _match(tensors: State, encoder: str) -> State:
    """The tensors with names and shapes of the encoder, as ``float32``, after the prefix that gives the most: none in
    files of torchvision, "module." in those of DataParallel, "encoder.trunk." in a run of a U-Net. Tensors under other
    names count if all of them stand in the same order."""
    shapes = encoder_shapes(encoder)
    first = next(iter(shapes))
    prefixes = {name.removesuffix(first) for name in tensors if name.endswith(first)}

    def under(prefix: str) -> State:
        present = (name for name in shapes if prefix + name in tensors)
        named = ((name, _for_colours(tensors[prefix + name], shapes[name])) for name in present)
        return {
            name: value.to(torch.float32)
            for name, value in named
            if value.is_floating_point() and (value.shape == shapes[name] or _is_first(name, value, shapes))
        }

    found = [under(prefix) for prefix in sorted(prefixes, key=len) if prefix == "" or prefix.endswith(".")]
    return max(found, key=len, default={}) or _match_in_order(tensors, shapes)


def _match_in_order(tensors: State, shapes: Mapping[str, torch.Size]) -> State:
    """The same encoder's tensors under the names of another library (segmentation_models.pytorch, timm, lukemelas'
    EfficientNets): all of them one after the other, with the same shapes and the same last parts of their names."""
    theirs = [(name, value) for name, value in tensors.items() if not name.endswith("num_batches_tracked")]
    wanted = [(name.rpartition(".")[2], shape) for name, shape in shapes.items()]
    for start in range(len(theirs) - len(wanted) + 1):
        part = theirs[start : start + len(wanted)]
        if all(
            name.rpartition(".")[2] == last and value.is_floating_point() and _for_colours(value, shape).shape == shape
            for (name, value), (last, shape) in zip(part, wanted, strict=True)
        ):
            return {
                name: _for_colours(value, shape).to(torch.float32)
                for (_, value), (name, shape) in zip(part, shapes.items(), strict=True)
            }
    return {}


def _is_first(name: str, value: Tensor, shapes: Mapping[str, torch.Size]) -> bool:
    """Whether a tensor is an encoder's first layer for images of any number of channels."""
    shape = shapes[name]
    same = value.ndim == len(shape) and (value.shape[0], *value.shape[2:]) == (shape[0], *shape[2:])
    return same and name == next(iter(shapes))


def _for_colours(value: Tensor, shape: Sequence[int]) -> Tensor:
    """The first layer of a network for grey images, for colour ones: it uses the mean of the three channels."""
    if value.ndim != 4 or len(shape) != 4 or shape[1] != COLOURS or value.shape[1] != 1:
        return value
    return value.expand(-1, COLOURS, -1, -1) / COLOURS
