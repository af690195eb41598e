"""When a network takes part in predictions: what several held-out images show, what is enough where there are fewer."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from segstudio.learning.data.scoring import score_table
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION
from segstudio.learning.network.validation import Check
from segstudio.learning.training.replacement import Rival
from segstudio.scores.confusion import Confusion

NAMES = ("back", "disc")
RUN = cast(Any, "a network that predicts already")


def check(right: list[int], kind: str = HELD_OUT, missed: bool = False) -> Check:
    """Of images of 50 pixels of either class, of which so many of the second are found; ``missed``: none of it is."""
    total, images = Confusion((0, 1)), []
    for found in right:
        one = Confusion((0, 1))
        truth = np.repeat([0, 1], 50).astype(np.uint8)[None]
        predicted = np.zeros_like(truth)
        predicted[0, 50 : 50 + (0 if missed else found)] = 1
        one.add(predicted, truth)
        total += one
        images.append(one.full)
    return Check(0.0, score_table(total, NAMES, kind, len(right), 100 * len(right)), tuple(images))


HEAD = [30, 20, 25, 22, 28]


@pytest.mark.parametrize(
    ("network", "joins"),
    [
        ([33, 24, 27, 26, 31], True),  # better on every image
        (HEAD, False),
        ([29, 19, 24, 21, 48], False),  # higher in the mean, by one image
        ([20, 20, 20, 20, 20], False),
    ],
)
def test_a_network_joins_the_head_where_several_held_out_images_show_that_it_helps(
    network: list[int], joins: bool
) -> None:
    assert Rival(None, check(HEAD)).yields_to(check(network)) == joins


@pytest.mark.parametrize("kind", [HELD_OUT, SAME_REGION])
def test_where_one_image_is_held_out_it_joins_once_it_scores_no_lower(kind: str) -> None:
    rival = Rival(None, check([30], kind))
    assert rival.yields_to(check([30], kind)) and not rival.yields_to(check([28], kind))


def test_on_labels_that_both_learnt_from_it_joins_once_it_knows_them_too() -> None:
    """The head fits a few strokes wholly: so much is not asked of both together."""
    rival = Rival(None, check([50, 50], SAME_IMAGE))
    assert rival.yields_to(check([46, 46], SAME_IMAGE)) and not rival.yields_to(check([30, 30], SAME_IMAGE))


def test_a_later_network_replaces_an_earlier_one_where_it_scores_no_lower() -> None:
    assert Rival(RUN, check(HEAD)).yields_to(check(HEAD))
    assert not Rival(RUN, check(HEAD)).yields_to(check([20, 20, 20, 20, 20]))


def test_a_class_that_shows_as_0_00_is_not_found_so_it_cannot_be_lost() -> None:
    def rare(background: int, found: int, wrong: int) -> Check:
        """Two images of 5,000 pixels of the first class, so many of them right, and 50 of the second."""
        total, images = Confusion((0, 1)), []
        for _ in range(2):
            one, truth = Confusion((0, 1)), np.repeat([0, 1], [5000, 50]).astype(np.uint8)[None]
            predicted = np.zeros_like(truth)
            predicted[0, background : background + wrong] = 1
            predicted[0, 5000 : 5000 + found] = 1
            one.add(predicted, truth)
            total += one
            images.append(one.full)
        return Check(0.0, score_table(total, NAMES, HELD_OUT, 2, 10_100), tuple(images))

    by_chance, none = rare(1000, 5, 4000), rare(4000, 0, 10)
    assert 0 < (by_chance.table.present[1].iou or 0) < 0.005
    assert Rival(None, by_chance).yields_to(none)
    assert not Rival(None, rare(1000, 45, 4000)).yields_to(none), "one that shows as 0.01 is"


@pytest.mark.parametrize("used", [None, RUN])
def test_never_where_a_class_is_lost(used: Any) -> None:
    rival = Rival(used, check([3, 2, 1, 2, 2]))
    assert not rival.yields_to(check([0, 0, 0, 0, 0], missed=True))
