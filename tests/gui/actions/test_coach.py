"""The coach: a table of rules, what it knows of pixels, and the line and tooltip where it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segstudio.gui.actions.coach import advice
from segstudio.gui.actions.facts import Facts
from segstudio.gui.actions.next_step import details, next_step
from segstudio.gui.panels.training.coach_evidence import ImageEvidence, examine, unstroked_border
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import SAME_IMAGE, SAME_REGION, Finished, Predicted
from tests.gui.scripted import DEVICE, STARTED, opened_window, paint_block, score

GOOD = Facts(
    project="Tiles", images=20, image_loaded=True, classes=2, class_at=0, painted_classes=2,
    labelled_images=8, session="idle", run=True, score=0.91, score_images=4, scored_classes=2,
    class_images=(("sound", 8), ("pit", 6)),
)  # fmt: skip
FLAT = replace(GOOD, rising=False, wrong=0.01, added=0.01)
CORRECT = "Correct the prediction, then fine-tune again"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (GOOD, CORRECT),
        (replace(GOOD, class_images=(("sound", 8), ("pit", 0))),
         "\u2018pit\u2019 has no strokes yet: paint some, or delete the class"),
        (replace(GOOD, class_images=(("sound", 8), ("pit", 1))),
         "\u2018pit\u2019 has strokes on one image only; paint it on another"),
        (replace(GOOD, labelled_images=2, class_images=(("sound", 2), ("pit", 1))), CORRECT),
        (replace(GOOD, border=("sound", "pit")), "Also stroke along the border between sound and pit"),
        (replace(GOOD, scored_classes=1, unscored=("pit",)),
         "No held-out score for \u2018pit\u2019 yet: paint it on more images"),
        (replace(GOOD, score_images=1), "With n = 1 the score may be chance; label more images"),
        (replace(GOOD, score_images=2), "With n = 2 the score may be chance; label more images"),
        (replace(GOOD, class_images=(("sound", 8), ("pit", 2))),
         "\u2018pit\u2019 is on 2 of 8 labelled images only; paint it on more"),
        (FLAT, "Enough for these images; add different ones or export"),
        (replace(FLAT, wrong=0.2), "No longer rising: strokes where it is wrong help more than time"),
        (replace(FLAT, wrong=None), "No longer rising: strokes where it is wrong help more than time"),
        (replace(FLAT, added=0.3), CORRECT),
        (replace(FLAT, added=None), CORRECT),
        (replace(FLAT, rising=True), CORRECT),
    ],
)  # fmt: skip
def test_the_line_says_the_most_useful_thing_after_the_score(facts: Facts, sentence: str) -> None:
    head, _, rest = next_step(facts).partition(". ")
    assert head.startswith("Held-out IoU 0.91 on ") and rest == sentence


def test_the_most_useful_comes_first_and_the_tooltip_holds_all() -> None:
    bad = replace(GOOD, class_images=(("sound", 8), ("pit", 0), ("scratch", 1)), border=("sound", "pit"),
                  unscored=("scratch",), score_images=1)  # fmt: skip
    said = advice(bad)
    begins = ["\u2018pit\u2019", "\u2018scratch\u2019", "Also", "No", "With"]
    assert [sentence.split()[0] for sentence in said] == begins
    assert said[0] in next_step(bad) and said[1] not in next_step(bad)
    assert details(bad) == "\n".join(said) and details(GOOD) == ""


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"run": False, "score": None, "class_images": (("a", 3), ("pit", 0))},
         "2 classes painted on 8 images: ready to fine\N{NON-BREAKING HYPHEN}tune. "
         "\u2018pit\u2019 has no strokes yet: paint some, or delete the class"),
        ({"run": False, "score": None, "border": ("a", "b")},
         "2 classes painted on 8 images: ready to fine\N{NON-BREAKING HYPHEN}tune"),
        ({"session": "training", "rising": False, "wrong": 0.0, "added": 0.0},
         "Held-out IoU 0.91 on 4 images, no longer rising. Enough for these images"),
        ({"session": "training", "rising": False, "wrong": 0.3, "added": 0.0},
         "Held-out IoU 0.91 on 4 images, no longer rising"),
        ({"score_kind": SAME_IMAGE, "labelled_images": 2, "class_images": (("a", 2), ("b", 0))},
         "IoU 0.91 (same image, optimistic). Paint 1 more image for a held-out score"),
        ({"painted_classes": 1, "class_images": (("a", 1), ("b", 0))}, "Paint a second class to start"),
    ],
)  # fmt: skip
def test_it_speaks_only_where_it_helps(changes: dict[str, object], line: str) -> None:
    assert next_step(replace(GOOD, **changes)) == line


@pytest.mark.parametrize(
    "missing",
    [
        {"score_images": 2}, {"score_kind": SAME_IMAGE}, {"score_kind": SAME_REGION},
        {"scored_classes": 1}, {"wrong": 0.03}, {"added": 0.06}, {"rising": None},
    ],
)  # fmt: skip
def test_enough_is_said_only_when_everything_speaks_for_it(missing: dict[str, object]) -> None:
    assert any("Enough" in sentence for sentence in advice(FLAT))
    assert not any("Enough" in sentence for sentence in advice(replace(FLAT, **missing)))


# ---- pixels ---------------------------------------------------------------------------------------------------------


def two_halves() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Strokes deep inside of both halves, the prediction of both, and its confidence: low along the border."""
    mask = np.full((100, 200), VOID, np.uint8)
    mask[:, 20:40], mask[:, 160:180] = 0, 1
    classes = np.zeros((100, 200), np.uint8)
    classes[:, 100:] = 1
    confidence = np.full((100, 200), 250, np.uint8)
    confidence[:, 92:108] = 140
    return mask, classes, confidence


def test_strokes_inside_and_doubt_along_the_border_ask_for_strokes_there() -> None:
    mask, classes, confidence = two_halves()
    seen = examine(mask, classes, confidence, False)
    assert (seen.near, seen.labelled, seen.wrong, seen.judged) == (0, 4000, 0, 4000)
    assert unstroked_border([seen]) == (0, 1)
    mask[:, 90:100], mask[:, 100:110] = 0, 1
    assert unstroked_border([examine(mask, classes, confidence, False)]) is None


def test_a_sure_border_and_no_prediction_ask_for_nothing() -> None:
    mask, classes, confidence = two_halves()
    confidence[:] = 250
    assert unstroked_border([examine(mask, classes, confidence, False)]) is None
    assert unstroked_border([examine(mask, None, None, False)]) is None
    assert unstroked_border([]) is None and unstroked_border([ImageEvidence()]) is None


def test_wrong_counts_labelled_pixels_that_a_network_predicts_otherwise() -> None:
    mask, classes, confidence = two_halves()
    mask[:, 160:180] = 0
    seen = examine(mask, classes, confidence, False)
    assert (seen.wrong, seen.judged) == (2000, 4000)
    assert examine(mask, classes, confidence, True).judged == 0  # a preview follows the strokes: no judge of them
    assert examine(mask, np.full_like(mask, VOID), confidence, False).judged == 0


def test_a_large_image_is_looked_at_in_steps_with_the_same_shares() -> None:
    mask, classes, confidence = (np.kron(one, np.ones((16, 16), np.uint8)) for one in two_halves())
    seen = examine(mask, classes, confidence, False)
    assert seen.labelled == pytest.approx(0.2 * mask.size / 9, rel=0.05) and unstroked_border([seen]) is not None


# ---- the window -----------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def test_the_window_counts_images_per_class_and_judges_the_strokes(window: MainWindow, qtbot) -> None:
    document, panel = window.document, window.train
    qtbot.waitUntil(window.images.model.known)
    assert panel.line.toolTip() == ""
    paint_block(document, 0, Rect(0, 0, 20, 60))
    paint_block(document, 1, Rect(60, 0, 20, 60))
    facts = panel.evidence.add_to(window_facts(window))
    assert facts.class_images == (("background", 1), ("disc", 1)) and facts.added is None
    classes = np.zeros((60, 80), np.uint8)
    classes[:, 40:] = 1
    confidence = np.full((60, 80), 250, np.uint8)
    confidence[:, 30:50] = 140
    document.predictions.put(Predicted(1, document.entry.id, Rect(0, 0, 80, 60), classes, confidence, "run-1", 3))
    qtbot.waitUntil(lambda: "border between background and disc" in panel.line.toolTip())
    facts = panel.evidence.add_to(window_facts(window))
    assert facts.border == ("background", "disc") and facts.wrong == 0.0
    document.queue.undo()
    facts = panel.evidence.add_to(window_facts(window))
    assert facts.class_images == (("background", 1), ("disc", 0))


def test_labels_after_the_training_began_are_counted_as_added(window: MainWindow, qtbot) -> None:
    document, engine, session = window.document, window.session._engine, window.session
    session.start()
    engine.say(DEVICE)
    paint_block(document, 0, Rect(0, 0, 40, 10))
    paint_block(document, 1, Rect(40, 0, 40, 10))
    engine.say(STARTED, score(0.9), Finished("", "cancelled", 1, 1.0, None))
    qtbot.waitUntil(lambda: bool(session.training.scores))
    assert window.train.evidence.add_to(window_facts(window)).added == 0
    paint_block(document, 1, Rect(0, 20, 80, 10))
    assert window.train.evidence.add_to(window_facts(window)).added == pytest.approx(0.5)


def window_facts(window: MainWindow) -> Facts:
    """The facts as the panels gather them."""
    from segstudio.gui.actions.gather_facts import gather

    return gather(window.document, window.session)
