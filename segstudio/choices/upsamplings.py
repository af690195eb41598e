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
}
