"""The ways to enlarge a feature map. One more is one more function or class, and one more row."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row


@dataclass(frozen=True)
class UpsamplingRow(Row):
    """``build(channels_in, channels_out)`` makes the module, as ``models.upsampling`` says."""

    build: str


UPSAMPLINGS: dict[str, UpsamplingRow] = {
    "bilinear": UpsamplingRow(
        "Bilinear: smooth", "Interpolates; the safe choice.", "segstudio.models.upsampling:bilinear"
    ),
    "nearest": UpsamplingRow(
        "Nearest: blocky, exact", "Repeats pixels; never mixes neighbours.", "segstudio.models.upsampling:nearest"
    ),
    "transposed": UpsamplingRow(
        "Transposed: learnt", "Learns to enlarge; needs more labels.", "segstudio.models.upsampling:Transposed"
    ),
    "subpixel": UpsamplingRow(
        "Sub-pixel: learnt, sharp",
        "Learns to enlarge by reordering channels; sharp edges.",
        "segstudio.models.upsampling:Subpixel",
    ),
    "resize": UpsamplingRow(
        "Resize and convolve: learnt, smooth",
        "Repeats pixels, then a 3x3 convolution; learns to enlarge without a checkerboard.",
        "segstudio.models.upsampling:Resized",
    ),
    "transposed3": UpsamplingRow(
        "Transposed 3x3: checkerboard",
        "Kernels that overlap unevenly leave a checkerboard; for comparison.",
        "segstudio.models.upsampling:transposed3",
    ),
    "transposed4": UpsamplingRow(
        "Transposed 4x4: learnt, even",
        "Kernels that overlap evenly, as in FCN; needs more labels.",
        "segstudio.models.upsampling:transposed4",
    ),
    "nails": UpsamplingRow(
        "Bed of nails: zeros between",
        "Puts each value at one of four pixels, zeros at the others; for comparison.",
        "segstudio.models.upsampling:Nails",
    ),
}
