"""Networks by name."""

from __future__ import annotations

import pytest

from segstudio.errors import LearningError
from segstudio.models.build import build_network


def test_a_network_is_built_by_its_names() -> None:
    net = build_network("unet", "resnet18", 5, "nearest")
    assert net.head.out_channels == 5 and net.trunk is not None and net.trunk.name == "resnet18"


def test_an_unknown_network_is_named() -> None:
    with pytest.raises(LearningError, match="segnet9"):
        build_network("segnet9", "resnet18", 2)


def test_an_unknown_upsampling_and_no_class_are_told() -> None:
    with pytest.raises(LearningError, match="magic"):
        build_network("unet", "resnet18", 2, "magic")
    with pytest.raises(LearningError, match="at least one class"):
        build_network("unet", "resnet18", 0)
    with pytest.raises(LearningError, match="no encoder"):
        build_network("unet", "", 2)
