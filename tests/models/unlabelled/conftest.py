"""A decoder of few channels, for all tests of this folder: the same code in a fifth of the time."""

from __future__ import annotations

import pytest

from segstudio.models.unlabelled import on_encoder, pictures

WIDTHS = (32, 16, 16, 8, 8, 8)


@pytest.fixture(autouse=True)
def _lean_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WIDTHS", WIDTHS)
    monkeypatch.setattr(on_encoder, "WIDTHS", WIDTHS)
