"""The encoders: features of classification networks at strides 2, 4, 8, 16 and 32.

Never downloads weights (``learning.network.weights`` does).
"""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, fx, nn
from torchvision.models.feature_extraction import create_feature_extractor

from segstudio.choices.encoders import ENCODERS, EncoderRow, encoder_name
from segstudio.choices.row import check, code
from segstudio.errors import WeightsError
from segstudio.models.dilation import dilate
from segstudio.models.efficientnet_lite import SamePadded
from segstudio.models.inputs import COLOURS, in_turn, widened, with_inputs
from segstudio.models.plain_encoders import PaddedConv

STRIDES = (2, 4, 8, 16, 32)


class Encoder(nn.Module):
    """A row of ENCODERS as a pyramid of features, with random weights, for images of ``inputs`` channels.

    ``forward``: ``float32[n,inputs,h,w]`` in 0..1 -> five tensors ``[n, channels[i], ceil(h / strides[i]), ...]``.
    ``coarsest``: instead of a larger stride than this the convolutions after it are dilated, as in DeepLab; ``strides``
    are those of the features. ``row``: instead of that of the table, another of the same tensors.
    ``LearningError`` for a name that is no row. The tensors of ``trunk`` have torchvision's names.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self, name: str, inputs: int = COLOURS, coarsest: int = STRIDES[-1], row: EncoderRow | None = None
    ) -> None:
        check(name, ENCODERS, "encoder")
        super().__init__()
        row = row or ENCODERS[name]
        self.name = name
        self.frozen_statistics = False
        self.trunk: nn.Module = create_feature_extractor(
            with_inputs(code(row.build)(), inputs),
            {node: str(i) for i, node in enumerate(row.nodes)},
            tracer_kwargs={"leaf_modules": [SamePadded, PaddedConv]},
        )
        self.strides = tuple(min(stride, coarsest) for stride in STRIDES)
        if coarsest < STRIDES[-1]:
            dilate(self.trunk, coarsest)
        # The traced graph calls only its innermost modules: a hook on "layer1" would never be called, one on these is.
        self.taps = nn.ModuleList(nn.Identity() for _ in STRIDES)
        for key, colours in (("mean", row.mean), ("std", row.std)):
            self.register_buffer(key, in_turn(torch.tensor(colours).view(1, -1, 1, 1), inputs), persistent=False)
        self.trunk.eval()
        with torch.no_grad():
            features = self.trunk(torch.zeros(1, inputs, 32, 32))
        self.trunk.train()
        self.channels = tuple(int(features[str(i)].shape[1]) for i in range(len(STRIDES)))

    def drop_stages(self, kept: int) -> None:
        """Compute the first ``kept`` stages only from now on; ``forward`` returns as many."""
        trunk = self.trunk
        assert isinstance(trunk, fx.GraphModule)
        self.trunk = trunk = fx.GraphModule(trunk, copy.deepcopy(trunk.graph))  # copies of this encoder share the graph
        (output,) = (node for node in trunk.graph.nodes if node.op == "output")
        output.args = ({key: value for key, value in output.args[0].items() if int(key) < kept},)
        trunk.graph.eliminate_dead_code()
        trunk.recompile()
        self.taps = self.taps[:kept]

    def forward(self, image: Tensor) -> list[Tensor]:
        x = (image - self.mean) / self.std
        n, _, h, w = x.shape
        # BatchNorm in training needs two values per channel; the coarsest feature of one tiny image has only one.
        alone = self.training and n * math.ceil(h / self.strides[-1]) * math.ceil(w / self.strides[-1]) == 1
        features = self.trunk(torch.cat((x, x)) if alone else x)
        # Sliced only if it was doubled: the gradient of a slice is a copy in another memory order, slow to add.
        return [tap(features[str(i)][:n] if alone else features[str(i)]) for i, tap in enumerate(self.taps)]

    def freeze_statistics(self, frozen: bool = True) -> None:
        """Let BatchNorm use its running statistics in training too: those of 2 to 4 patches are poor.

        For pretrained weights only: random ones have no statistics yet.
        """
        self.frozen_statistics = frozen
        self.train(self.training)

    def train(self, mode: bool = True) -> Encoder:
        super().train(mode)
        if mode and self.frozen_statistics:
            for module in self.trunk.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Encoder:
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        _copied(self.trunk, memo)
        twin.__dict__ = copy.deepcopy(self.__dict__, memo)
        return twin

    def load_weights(self, state: Mapping[str, Tensor]) -> None:
        """Copy tensors by torchvision's names; tensors without one in ``state`` keep their values. The first layer is
        ``widened``.

        ``WeightsError`` for an unknown name or another shape; then nothing is copied.
        """
        own = self.trunk.state_dict()
        state = {name: widened(value, own[name].shape) if name in own else value for name, value in state.items()}
        for name, value in state.items():
            if name not in own or own[name].shape != value.shape:
                title = encoder_name(self.name)
                raise WeightsError(
                    "The tensor {name} does not fit {title}.", "Choose other weights.", name=name, title=title
                )
        self.trunk.load_state_dict(state, strict=False)


def _copied(module: nn.Module, memo: dict[int, Any]) -> nn.Module:
    """What ``copy.deepcopy`` makes of a part of a trunk, in a fifth of the time: tensors are copied; settings of layers
    and the traced graph are shared, as nothing changes them in place."""
    kind = type(module)
    twin: nn.Module = kind.__new__(kind)
    memo[id(module)] = twin
    for key, value in vars(module).items():
        if key == "_modules":
            value = {name: memo.get(id(part)) or _copied(part, memo) for name, part in value.items()}
        elif key in ("_parameters", "_buffers"):
            value = copy.deepcopy(value, memo)
        elif isinstance(value, dict):
            value = copy.copy(value)
        vars(twin)[key] = value
    if isinstance(twin, fx.GraphModule):
        twin.recompile()  # its class is its own, and has no ``forward`` yet
    return twin


@functools.cache
def encoder_shapes(name: str) -> Mapping[str, torch.Size]:
    """Shapes of an encoder's trained tensors by torchvision's names, found without allocating them or tracing it."""
    row = ENCODERS[name]
    with torch.device("meta"):
        net: nn.Module = code(row.build)()
    found: dict[str, torch.Size] = {}
    last, reached = row.nodes[-1], False
    for path, module in net.named_modules():  # which torchvision's networks have in the order in which they run
        inside = f"{path}.".startswith(f"{last}.")
        if reached and not inside:
            break
        reached |= inside
        own = (*module.named_parameters(recurse=False), *module.named_buffers(recurse=False))
        found |= {f"{path}.{key}": value.shape for key, value in own if key != "num_batches_tracked"}
    return found
