"""A learner process that trains few channels on small patches, with heads of few steps: for tests of the process, of
its end, and of what the window does meanwhile. Must not import torch outside of that process."""

from __future__ import annotations

from multiprocessing.connection import Connection

import pytest

from segstudio.learning.process import engine


def process(requests: Connection, events: Connection, niceness: int) -> None:
    """In the place of the engine's own."""
    from segstudio.learning.learner import learner
    from tests.narrow import light_encoder, short_heads, smaller_patches

    with pytest.MonkeyPatch.context() as patch:
        for lighten in (light_encoder, short_heads, smaller_patches):
            lighten(patch)
        learner.main(requests, events, niceness)


def joining(requests: Connection, events: Connection, niceness: int) -> None:
    """The same, and its networks take part at once, whatever the head scores."""
    from segstudio.learning.training import trainer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer, "has_rival", lambda *_: False)
        process(requests, events, niceness)


@pytest.fixture
def light_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines start it; it is light with the encoder mobilenet_v3_large."""
    monkeypatch.setattr(engine, "_learner_process", process)


@pytest.fixture
def joining_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for tests of what a network that takes part leaves behind."""
    monkeypatch.setattr(engine, "_learner_process", joining)
