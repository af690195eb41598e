"""Paint rules: what may be overwritten and with what."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.errors import ClassError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.rules import PaintRule, may_paint, paintable, writable

TABLE = ClassTable.from_names(["a", "b", "c"]).set_locked(1, True)


def test_locked_classes_are_never_writable() -> None:
    for rule in (PaintRule(), PaintRule(only_void=True), PaintRule(only_class=1)):
        assert not writable(TABLE, rule)[1]


def test_without_a_limit_all_but_locked_values_are_writable() -> None:
    np.testing.assert_array_equal(np.flatnonzero(~writable(TABLE, PaintRule())), [1])


def test_limits_leave_only_void_or_only_the_class() -> None:
    assert np.flatnonzero(writable(TABLE, PaintRule(only_void=True))).tolist() == [VOID]
    assert np.flatnonzero(writable(TABLE, PaintRule(only_class=2))).tolist() == [2]
    assert not writable(TABLE, PaintRule(True, 2)).any()


def test_painting_with_a_locked_or_unknown_class_is_an_error() -> None:
    assert may_paint(TABLE, 0) and may_paint(TABLE, VOID)
    for value in (1, 7):
        with pytest.raises(ClassError):
            may_paint(TABLE, value)
    assert np.flatnonzero(paintable(TABLE)).tolist() == [0, 2, VOID]
