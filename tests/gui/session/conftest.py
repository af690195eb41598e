"""A session whose learner says what a test tells it to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from segstudio.gui.document.document import Document
from segstudio.gui.session.session import Session
from tests.gui.scripted import DEVICE, ScriptedEngine


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def session(document: Document, engine: ScriptedEngine) -> Iterator[Session]:
    session = Session(document, engine, document)
    session.start()
    engine.say(DEVICE)
    yield session
    session.close()
