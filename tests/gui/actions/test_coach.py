"""The coach: a table of rules, what it knows of pixels, and the line and tooltip where it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.gui.actions.coach import advice
from segstudio.gui.actions.facts import Facts
from segstudio.gui.actions.next_step import details, next_step
from segstudio.gui.panels.training.coach_evidence import ImageEvidence, examine, unstroked_border
from segstudio.gui.panels.training.unlike_labels import UnlikeArea
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.learning.messages import SAME_IMAGE, SAME_REGION, Finished, Predicted
from segstudio.project.project import Project
from tests.gui.panel_answers import predict
from tests.gui.scripted import DEVICE, STARTED, opened_window, paint_block, score

GOOD = Facts(
    project="Tiles", images=20, image_loaded=True, classes=2, class_id=0, painted_classes=2,
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
        (replace(FLAT, rising=None), CORRECT),
        (replace(GOOD, missed=(("pit", False),), score_images=1),
         "\u2018pit\u2019 is not found at all: paint more of it on two or three images"),
        (replace(GOOD, missed=(("pit", True),), class_images=(("sound", 8), ("pit", 1))),
         "\u2018pit\u2019 is hardly found (IoU 0.00): paint more of it on two or three images"),
        (replace(GOOD, ground=("pit", True), border=("sound", "pit")),
         "\u2018pit\u2019 is predicted all over a dark area unlike all labels: "
         "paint one stroke of what it is (a class of its own, or background)"),
        (replace(GOOD, ground=("pit", False)),
         "\u2018pit\u2019 is predicted all over a bright area unlike all labels: "
         "paint one stroke of what it is (a class of its own, or background)"),
    ],
)  # fmt: skip
def test_the_line_says_the_most_useful_thing_after_the_score(facts: Facts, sentence: str) -> None:
    head, _, rest = next_step(facts).partition(". ")
    assert head.startswith("Held-out mean IoU 0.91 on ") and rest == sentence


def test_the_most_useful_comes_first_and_the_tooltip_holds_all() -> None:
    bad = replace(GOOD, class_images=(("sound", 8), ("pit", 0), ("scratch", 1)), border=("sound", "pit"),
                  unscored=("scratch",), score_images=1, missed=(("sound", False),), ground=("sky", True))  # fmt: skip
    said = advice(bad)
    begins = ["\u2018sound\u2019", "\u2018pit\u2019", "\u2018scratch\u2019", "\u2018sky\u2019", "Also", "No", "With"]
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
         "Held-out mean IoU 0.91 on 4 images, no longer rising. Enough for these images"),
        ({"session": "training", "rising": False, "wrong": 0.3, "added": 0.0},
         "Held-out mean IoU 0.91 on 4 images, no longer rising"),
        ({"session": "training", "missed": (("pit", False),)},
         "Held-out mean IoU 0.91 on 4 images; \u2018pit\u2019 is not found yet"),
        ({"session": "training", "missed": (("pit", True),), "rising": True},
         "Held-out mean IoU 0.91 on 4 images, still rising; \u2018pit\u2019 is not found yet"),
        ({"session": "training", "missed": (("pit", False),), "rising": False, "wrong": 0.0, "added": 0.0},
         "Held-out mean IoU 0.91 on 4 images, no longer rising. "
         "\u2018pit\u2019 is not found at all: paint more of it on two or three images"),
        ({"session": "training", "paused": True, "missed": (("pit", False),)},
         "Held-out mean IoU 0.91 on 4 images, no longer rising. "
         "\u2018pit\u2019 is not found at all: paint more of it on two or three images"),
        ({"score_kind": SAME_IMAGE, "labelled_images": 2, "missed": (("pit", False),)},
         "Mean IoU 0.91 (same image, optimistic). "
         "\u2018pit\u2019 is not found at all: paint more of it on two or three images"),
        ({"score_kind": SAME_IMAGE, "labelled_images": 2, "class_images": (("a", 2), ("b", 0))},
         "Mean IoU 0.91 (same image, optimistic). Paint 1 more image for a held-out score"),
        ({"painted_classes": 1, "class_images": (("a", 1), ("b", 0))}, "Paint a second class to start"),
    ],
)  # fmt: skip
def test_it_speaks_only_where_it_helps(changes: dict[str, object], line: str) -> None:
    assert next_step(replace(GOOD, **changes)) == line


@pytest.mark.parametrize(
    "missing",
    [
        {"score_images": 2}, {"score_kind": SAME_IMAGE}, {"score_kind": SAME_REGION},
        {"scored_classes": 1}, {"wrong": 0.03}, {"added": 0.06}, {"rising": None}, {"missed": (("pit", True),)},
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


def round_picture() -> tuple[np.ndarray, np.ndarray]:
    """A photograph of a retina, drawn: black around a round ground with dark vessels; and strokes of ground (0) and
    vessel (1) inside of it."""
    rows, columns = np.mgrid[:300, :300]
    distance = np.hypot(rows - 150, columns - 150)
    noise = np.random.default_rng(0).normal(0, 2, (300, 300))
    image = np.where(distance < 140, 150 - distance / 3 + 6 * noise, 4 + noise)
    vessel = (np.abs(rows - 150 - 40 * np.sin(columns / 40)) < 3) & (distance < 130)
    image[vessel] -= 60
    mask = np.full((300, 300), VOID, np.uint8)
    mask[70:80, 100:200] = 0
    mask[vessel & (np.abs(columns - 150) < 60)] = 1
    return image.clip(0, 255).astype(np.uint8), mask


def test_a_class_predicted_all_over_the_black_around_a_picture_is_found() -> None:
    image, mask = round_picture()
    predicted, sure = np.ones_like(mask), np.full_like(mask, 220)
    found = examine(mask, predicted, sure, True, image).unlike
    assert found is not None and found.class_id == 1 and found.brightness < 10
    colours = np.stack([image, image // 2, image // 4], axis=2)
    sixteen = image.astype(np.uint16) * 250 + 1000
    doubled = [np.kron(one, np.ones((8, 8), np.uint8)) for one in (mask, predicted, sure, image)]
    for other in ((mask, predicted, sure, True, colours), (mask, predicted, sure, True, sixteen),
                  (*doubled[:3], True, doubled[3])):  # fmt: skip
        again = examine(*other).unlike
        assert again is not None and again.class_id == 1
    inverted = examine(mask, predicted, sure, True, 255 - image).unlike
    assert inverted is not None and inverted.brightness > 240


def test_nothing_is_said_of_an_area_that_is_labelled_or_unsure_or_small_or_uneven_or_alike() -> None:
    image, mask = round_picture()
    predicted, sure = np.ones_like(mask), np.full_like(mask, 220)

    def found(**changed: np.ndarray) -> object:
        now = {"mask": mask, "classes": predicted, "confidence": sure, "pixels": image} | changed
        return examine(instant=True, **now).unlike

    stroke = mask.copy()
    stroke[2:8, 2:40] = 0  # what it is was painted: nothing to say, whatever is predicted
    assert found() is not None and found(mask=stroke) is None
    assert found(confidence=np.full_like(mask, 120)) is None
    assert found(classes=np.where(image < 40, 2, 0).astype(np.uint8)) is None  # nobody knows what class 2 is like here
    small = predicted.copy()
    small[image < 40] = 0
    small[:30, :30] = 1
    assert found(classes=np.where(image < 40, VOID, small).astype(np.uint8)) is None
    uneven = image.copy()
    uneven[image < 40] = np.random.default_rng(1).integers(0, 60, np.count_nonzero(image < 40))
    assert found(pixels=uneven) is None
    assert found(pixels=np.where(image < 40, 150, image).astype(np.uint8)) is None  # as bright as the ground
    assert examine(mask, predicted, sure, True).unlike is None
    assert found(mask=np.full_like(mask, VOID)) is None


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


@pytest.fixture
def eye(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window on a drawn retina with strokes of both classes."""
    image, mask = round_picture()
    path, folder = tmp_path / "eye.png", tmp_path / "Eyes.segstudio"
    Image.fromarray(image).save(path)
    classes = ClassTable.from_names(["fundus", "vessel"])
    with Project.create(folder, classes=classes, image_paths=[path]) as project:
        project.save()
    for made in opened_window(qtbot, tmp_path, folder):
        for class_id in (0, 1):
            made.document.edits.fill("Paint", Footprint(Rect(0, 0, 300, 300), mask == class_id), class_id)
        yield made


def test_black_that_is_predicted_as_a_class_is_named_until_it_is_stroked(eye: MainWindow, qtbot) -> None:
    document, line = eye.document, eye.train.line
    predict(document, 1)
    qtbot.waitUntil(lambda: "\u2018vessel\u2019 is predicted all over a dark area" in line.text())
    paint_block(document, 0, Rect(2, 2, 40, 6))
    qtbot.waitUntil(lambda: "dark area" not in line.text())


def test_what_another_image_shows_to_be_labelled_is_not_pointed_out(window: MainWindow) -> None:
    evidence, image = window.train.evidence, window.document.entry.id
    evidence._seen[image] = ImageEvidence(bright=(80, 200), unlike=UnlikeArea(1, 4))
    assert evidence.add_to(window_facts(window)).ground == ("disc", True)
    evidence._seen["another"] = ImageEvidence(bright=(2, 60))
    assert evidence.add_to(window_facts(window)).ground is None


def window_facts(window: MainWindow) -> Facts:
    """The facts as the panels gather them."""
    from segstudio.gui.actions.gather_facts import gather

    return gather(window.document, window.session)
