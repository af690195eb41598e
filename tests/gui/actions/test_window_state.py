"""The pure function from facts to state: what is enabled, why not, and what the primary button says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.gui.actions.facts import BUSY, Facts
from segstudio.gui.actions.next_step import next_step
from segstudio.gui.actions.window_state import primary_button, resolve
from segstudio.gui.window.panels import PANELS
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION, SAME_STACK
from tests.gui.scripted import ACTIONS

READY = Facts(
    project="Welds",
    images=4,
    has_next=True,
    has_previous=True,
    image_loaded=True,
    classes=2,
    class_id=0,
    class_ids=(0, 1),
    class_name="crack",
    painted_classes=2,
    labelled_images=3,
    session="idle",
    panels=tuple((panel.name, False) for panel in PANELS),
    layout=tuple((name, False) for name in ("full_screen", "left_column", "right_column", "right_menu")),
)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"project": ""}, "Drop a folder of images to start"),
        ({"images": 0}, "Add images to start"),
        ({"classes": 0}, "Name at least two classes to start"),
        ({"classes": 1}, "Name a second class to start"),
        ({"painted_classes": 0}, "Paint at least two classes to start"),
        ({"painted_classes": 1}, "Paint a second class to start"),
        ({}, "2 classes painted on 3 images: ready to fine\N{NON-BREAKING HYPHEN}tune"),
        ({"session": "training", "score": 0.714, "score_images": 4, "rising": True},
         "Held-out mean IoU 0.71 on 4 images, still rising"),
        ({"score": 1.0, "score_kind": HELD_OUT, "score_images": 1, "scored_classes": 1},
         "Held-out mean IoU 1.00 on 1 image with 1 of 2 classes. "
         "With n = 1 the score may be chance; label more images"),
        ({"session": "training", "task": "Fetching weights 40 %"}, "Fetching weights 40 %"),
        ({"score": 0.8, "score_kind": HELD_OUT, "score_images": 4},
         "Held-out mean IoU 0.80 on 4 images. Correct the prediction, then fine-tune again"),
        ({"score": 0.8, "score_kind": SAME_IMAGE, "labelled_images": 2},
         "Mean IoU 0.80 (same image, optimistic). Paint 1 more image for a held-out score"),
        ({"score": 0.8, "score_kind": SAME_IMAGE, "labelled_images": 4, "one_group": True},
         "Mean IoU 0.80 (same image, optimistic). For a held-out score label an image of another group or stack, or "
         "hold slices of this stack out: right-click them in the list, Use for > Held-out"),
        ({"score": 0.8, "score_kind": SAME_STACK, "score_images": 2},
         "Mean IoU 0.80 on 2 held-out slices of the same stack, which say little of another stack. "
         "Correct the prediction, then fine-tune again"),
        ({"score": 0.8, "score_kind": SAME_REGION, "score_images": 1, "labelled_images": 1},
         "Mean IoU 0.80 on a held-out region of the same image. Paint 2 more images for a score on held-out images"),
        ({"score": 0.8, "score_kind": SAME_REGION, "score_images": 1, "scored_classes": 1},
         "Mean IoU 0.80 on a held-out region of the same image with 1 of 2 classes. "
         "Fine-tune for a score on held-out images"),
        ({"session": "training", "score": 0.8, "score_kind": SAME_REGION, "rising": True},
         "Mean IoU 0.80 on a held-out region of the same image, still rising"),
        ({"session": "training", "paused": True, "score": 0.8, "score_images": 4, "rising": False},
         "Held-out mean IoU 0.80 on 4 images. No longer rising; paint more to continue, or press Stop"),
        ({"session": "training", "paused": True, "ends_in": 60.0},
         "No longer rising; paint more to continue, or press Stop"),
        ({"session": "training", "first_score_in": 37.2},
         "Learning from 3 images. First score of this training in about 0:40"),
        ({"session": "training", "score": 0.5, "score_images": 4, "ends_in": 119.0},
         "Held-out mean IoU 0.50 on 4 images. It ends in about 2:00"),
    ],
)  # fmt: skip
def test_line_under_the_button_names_the_next_best_step(changes: dict[str, object], line: str) -> None:
    assert next_step(replace(READY, **changes)) == line


@pytest.mark.parametrize(
    ("session", "text", "action", "enabled"),
    [
        ("idle", "Fine-tune", "train.start", True),
        ("starting", "Fine-tune", "train.start", True),
        ("training", "Training 0:42 \N{EN DASH} Stop", "train.stop", True),
        ("preparing", "Preparing \N{EN DASH} Stop", "train.stop", True),
        ("stopping", "Stopping", "train.stop", False),
    ],
)
def test_primary_button_says_what_it_does(session: str, text: str, action: str, enabled: bool) -> None:
    primary = primary_button(replace(READY, session=session, elapsed=42.9))
    assert (primary.text, primary.action, primary.enabled) == (text, action, enabled)


def test_disabled_primary_button_says_why_in_its_tooltip() -> None:
    primary = primary_button(replace(READY, painted_classes=1))
    assert not primary.enabled
    assert primary.tip == "Paint at least two classes first."


facts_strategy = st.builds(
    Facts,
    project=st.sampled_from(["", "Welds"]),
    read_only=st.booleans(),
    images=st.integers(0, 3),
    has_next=st.booleans(),
    has_previous=st.booleans(),
    image_loaded=st.booleans(),
    classes=st.integers(0, 3),
    class_id=st.integers(-1, 2),
    class_ids=st.sampled_from([(), (0, 1), (0, 2)]),
    painted_classes=st.integers(0, 3),
    can_undo=st.booleans(),
    prediction=st.booleans(),
    session=st.sampled_from(["off", "starting", "idle", "preparing", "training", "stopping"]),
    exporting=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(facts_strategy)
def test_every_disabled_action_gives_a_reason(facts: Facts) -> None:
    for action_id, state in resolve(facts).actions.items():
        assert state.enabled == (not state.reason), action_id


@settings(max_examples=60, deadline=None)
@given(facts_strategy)
def test_training_starts_or_stops_but_never_both(facts: Facts) -> None:
    actions = resolve(facts).actions
    assert not (actions["train.start"].enabled and actions["train.stop"].enabled)
    if facts.session in BUSY:
        assert not actions["train.start"].enabled


def test_every_state_belongs_to_an_action_of_the_table() -> None:
    assert set(resolve(READY).actions) <= {row.id for row in ACTIONS}


def test_every_checkable_action_gets_its_tick_from_the_facts() -> None:
    states = resolve(READY).actions
    assert all(states[row.id].checked is not None for row in ACTIONS if row.checkable)


def test_export_and_images_need_a_project() -> None:
    actions = resolve(Facts()).actions
    for action_id in ("file.export", "file.add_images", "image.next", "label.undo", "class.add", "train.start"):
        assert actions[action_id].reason == "Open a project first."
