"""Dilated convolutions in the place of strides (Yu and Koltun 2016, Chen et al. 2017). Knows torch only."""

from __future__ import annotations

from torch import fx, nn


def dilate(trunk: nn.Module, coarsest: int) -> None:
    """Give a traced encoder features of at most the stride ``coarsest``: each convolution that would go beyond gets
    stride 1, and those after it see as many times farther, so that at every pixel of the coarser grid it computes what
    it computed before. A pooling there is left out, as Yu and Koltun do it. ``ValueError``: a kernel of even side."""
    assert isinstance(trunk, fx.GraphModule)
    grid: dict[fx.Node, tuple[int, int]] = {}  # stride, and how many times farther the kernels after the node see
    for node in trunk.graph.nodes:
        stride, rate = max((grid[one] for one in node.all_input_nodes), default=(1, 1))
        # A traced module may hold several layers, one after the other.
        for layer in trunk.get_submodule(str(node.target)).modules() if node.op == "call_module" else ():
            if isinstance(layer, nn.Conv2d):
                own = layer.stride[0]
                stretch(layer, rate, 1 if stride * own > coarsest else own)
                stride, rate = (stride, rate * own) if stride * own > coarsest else (stride * own, rate)
            elif isinstance(layer, nn.MaxPool2d | nn.AvgPool2d):
                own = int(layer.stride)  # type: ignore[arg-type]
                if stride * own > coarsest:
                    trunk.set_submodule(str(node.target), nn.Identity())
                stride, rate = (stride, rate * own) if stride * own > coarsest else (stride * own, rate)
        grid[node] = stride, rate


def stretch(conv: nn.Conv2d, rate: int, stride: int) -> None:
    """Let a convolution see ``rate`` times as far, with another ``stride``."""
    side = conv.kernel_size[0]
    if (rate > 1 or stride != conv.stride[0]) and side % 2 == 0:
        raise ValueError("a kernel of even side has no middle")
    assert not isinstance(conv.padding, str)
    conv.stride = (stride, stride)
    conv.padding = (conv.padding[0] * rate, conv.padding[1] * rate)
    conv.dilation = (conv.dilation[0] * rate, conv.dilation[1] * rate)
