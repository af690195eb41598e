"""The tables: networks by name."""

from __future__ import annotations

import pytest

from segstudio.errors import LearningError
from segstudio.models.table import ENCODERS, NETWORKS, UPSAMPLING, build_network


def test_a_network_is_built_by_its_names() -> None:
    net = build_network("unet", "resnet18", 5, "nearest")
    assert net.logits.out_channels == 5 and net.encoder.name == "resnet18"


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(LearningError, match="segnet9"):
        build_network("segnet9", "resnet18", 2)


def test_every_row_has_a_title_and_five_nodes() -> None:
    assert all(row.title and len(row.nodes) == 5 for row in ENCODERS.values())
    assert set(NETWORKS) == {"unet"} and set(UPSAMPLING) == {"bilinear", "nearest", "transposed", "subpixel"}
