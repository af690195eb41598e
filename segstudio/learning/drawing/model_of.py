"""The model of an exploration: built anew, or as it was kept on disk. Must not import Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.choices.encoders import AUTO, ENCODERS, encoder_name
from segstudio.choices.networks import DEFAULT
from segstudio.choices.row import check, code
from segstudio.choices.starts import RANDOM, USUAL, Origin
from segstudio.choices.unlabelled import METHODS
from segstudio.errors import LearningError
from segstudio.labels.classes import VOID
from segstudio.learning.explore_messages import ExploreSettings
from segstudio.learning.network.device import Device
from segstudio.learning.network.weights import choose_encoder, load_start, offline_start
from segstudio.learning.runs.explorations import HINT, Exploration, read_exploration, read_weights
from segstudio.models.unlabelled.contract import UnlabelledModel


class Learnt(NamedTuple):
    """A model, the facts of its exploration, and the checksum of the weights on disk; empty: they are not there yet."""

    model: UnlabelledModel
    facts: Exploration
    digest: str = ""


def check_settings(settings: ExploreSettings) -> None:
    """Raises LearningError: no such method, or an encoder that it does not take."""
    check(settings.method, METHODS, "method")
    row = METHODS[settings.method]
    if settings.encoder == AUTO or settings.encoder in row.encoders:
        return
    if not row.encoders:
        sentence = "The method {method} has layers of its own and takes no encoder."
        raise LearningError(sentence, "Leave the encoder on automatic.", method=row.title)
    check(settings.encoder, row.encoders, "encoder")


def new_model(settings: ExploreSettings, channels: int, device: Device, class_ids: tuple[int, ...] = ()) -> Learnt:
    """The model of a new exploration on ``device``, its encoder with the usual weights that need no download;
    ``class_ids``: of a conditional one. The name is still empty. Raises LearningError, WeightsError."""
    check_settings(settings)
    row, encoder = METHODS[settings.method], settings.encoder
    if encoder == AUTO:
        suited = choose_encoder(DEFAULT, USUAL, device.kind)
        encoder = suited if suited in row.encoders else next(iter(row.encoders), "")
    torch.manual_seed(settings.seed)
    model = _built(settings.method, encoder, channels, class_ids)
    origin: Origin = RANDOM
    if model.trunk is not None and encoder in ENCODERS:
        start = load_start(encoder, offline_start(encoder), channels=channels)
        origin = start.origin
        if start.encoder is not None:
            model.trunk.load_weights(start.encoder)
            model.trunk.freeze_statistics()
    facts = Exploration("", settings.method, encoder, channels, seed=settings.seed,
                        begun_from=origin.sentence, begun_kind=origin.kind.value, class_ids=class_ids)  # fmt: skip
    return Learnt(model.to(device.torch), facts)


def kept_model(project: Path, name: str, device: Device) -> Learnt:
    """The model of an exploration as it was kept, on ``device``. LearningError: there is none, damaged, or its encoder
    or layers are not those of this version."""
    facts = read_exploration(project, name)
    arrays, digest = read_weights(project, name)
    if facts.encoder and facts.encoder not in ENCODERS:
        sentence = "The exploration {name} needs the encoder {encoder}, which this version does not have."
        raise LearningError(sentence, HINT, name=name, encoder=encoder_name(facts.encoder))
    model = _built(facts.method, facts.encoder, facts.channels, facts.class_ids)
    try:
        model.load_state_dict(tensors(arrays))
    except (KeyError, RuntimeError) as error:
        sentence = "The weights of the exploration {name} belong to another version of its method."
        raise LearningError(sentence, HINT, name=name) from error
    if model.trunk is not None and facts.begun_kind != RANDOM.kind.value:
        model.trunk.freeze_statistics()
    return Learnt(model.to(device.torch).eval(), replace(facts, name=name), digest)


def _built(method: str, encoder: str, channels: int, class_ids: tuple[int, ...]) -> UnlabelledModel:
    row = METHODS[method]
    facts = (encoder, channels, len(class_ids)) if row.conditional else (encoder, channels)
    model: UnlabelledModel = code(row.build)(*facts)
    return model


def tensors(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Tensor]:
    """Arrays as tensors of their own memory."""
    return {name: torch.from_numpy(np.array(value)) for name, value in arrays.items()}


def arrays_of(state: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Tensors on any device as arrays of their own memory."""
    return {name: value.detach().cpu().numpy().copy() for name, value in state.items()}


def device_of(model: UnlabelledModel) -> torch.device:
    """Where the model is."""
    return next(chain(model.parameters(), model.buffers())).device


def patches_on(model: UnlabelledModel, patches: NDArray[np.float32]) -> Tensor:
    """Patches ``float32[n,c,side,side]``, or codes, as a tensor where the model is."""
    return torch.from_numpy(patches).to(device_of(model))


def masks_of(numbers: Tensor, class_ids: Sequence[int]) -> NDArray[np.uint8]:
    """Class numbers ``[n,h,w]`` of a conditional model -> ``uint8[n,h,w]`` class ids and void."""
    ids = np.array([*class_ids, VOID], np.uint8)
    return np.asarray(ids[numbers.long().cpu().numpy()])


def pictures(patches: Tensor, colours: bool) -> NDArray[np.uint8]:
    """Patches ``float32[n,c,s,s]`` in 0..1 -> ``uint8[n,s,s,3]``: as they are where the channels are ``colours``, else
    the mean of the channels in grey."""
    shown = patches if colours else patches.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    return (shown.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()
