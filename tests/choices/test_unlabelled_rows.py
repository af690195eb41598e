"""The rows of methods say of their models what the window must know without torch."""

from __future__ import annotations

import pytest

from segstudio.choices.row import code
from segstudio.choices.unlabelled import METHODS
from segstudio.models.unlabelled.contract import UnlabelledModel


@pytest.mark.parametrize("name", METHODS)
def test_a_row_says_what_its_model_offers(name: str) -> None:
    row, model = METHODS[name], code(METHODS[name].build)
    assert row.generative == model.generative
    assert row.conditional == model.conditional and row.draws == (row.generative or row.conditional)
    assert row.decodes == (model.decode is not UnlabelledModel.decode)
