"""The training loop: what it says, what it refuses, what it keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from segstudio.errors import LearningError, ProjectError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.learning.data.held_out import training_entries
from segstudio.learning.messages import (
    HELD_OUT,
    SAME_IMAGE,
    ClassScore,
    Finished,
    Notice,
    Scored,
    ScoreTable,
    Started,
    Step,
    TrainSettings,
)
from segstudio.learning.network.live_network import Average, LiveNetwork, grow_head, parameter_groups
from segstudio.learning.network.validation import Check
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.learning.runs.folder import load_run, read_info
from segstudio.learning.training import precision, replacement, segmentation, trainer
from segstudio.learning.training.preparation import Preparation, prepare
from segstudio.learning.training.segmentation import Batch, Segmentation, class_weights, segmentation_stepper
from segstudio.learning.training.stepper import Stepper
from segstudio.learning.training.trainer import train
from segstudio.models.build import build_network
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from segstudio.scores.confusion import mean_iou
from tests.narrow import SMALL, few

MakeProject = Callable[..., Path]
Trained = Callable[..., tuple[Path, Finished]]
Relabel = Callable[[Path, str, np.ndarray], None]
__all__ = ["few"]  # a fixture
pytestmark = pytest.mark.usefixtures("few")


def short(steps: int | None = 4, **more: object) -> TrainSettings:
    return TrainSettings(
        encoder="mobilenet_v3_large",
        weights="none",
        steps=steps,
        device="cpu",
        threads=1,
        **more,  # type: ignore[arg-type]
    )


def of_kind(events: list, kind: type) -> list:  # type: ignore[type-arg]
    return [event for event in events if isinstance(event, kind)]


def test_events_come_in_order_and_the_run_is_read_back(make_project: MakeProject) -> None:
    folder = make_project()
    events = list(train(folder, short(), recipe=SMALL))
    started, finished = events[0], events[-1]
    while not isinstance(started, Started):
        events.pop(0)
        started = events[0]
    assert isinstance(finished, Finished) and finished.reason == "limit" and finished.steps == 4
    assert (started.train_images, started.held_out_images, started.encoder) == (3, 1, "mobilenet_v3_large")
    assert started.stages and started.parameters > 1e5 and "random" in started.weights
    assert [step.step for step in of_kind(events, Step)] == [1, 2, 3, 4]
    assert all(np.isfinite(step.loss) and step.images_per_second > 0 for step in of_kind(events, Step))
    scored = of_kind(events, Scored)
    assert scored[-1].step == 4 and scored[0].best and scored[0].table.kind == HELD_OUT
    info, state = load_run(folder, finished.run)
    assert (info.reason, info.steps, info.class_ids) == ("limit", 4, (0, 1)) and len(state) > 90
    assert info.held_out == ("im3",) and set(info.mask_hashes) == {"im0", "im1", "im2"}
    assert info.best == finished.table and len(info.scores) == len(scored)
    assert Project.open(folder, write=False).current_run is None


def test_training_learns_the_disc(make_project: MakeProject) -> None:
    events = list(train(make_project(images=5), short(60), recipe=Recipe(batch=4, phases=(Phase(0, 64),), rate=3e-3)))
    assert events[-1].table.mean_iou > 0.7  # type: ignore[union-attr]
    losses = [step.loss for step in of_kind(events, Step)]
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:10])


def test_same_seed_gives_the_same_weights(make_project: MakeProject) -> None:
    folder = make_project()
    states = []
    for seed in (5, 5, 6):
        finished = list(train(folder, short(3, seed=seed), recipe=SMALL))[-1]
        states.append(load_run(folder, finished.run)[1])  # type: ignore[union-attr]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert not all(torch.equal(states[0][name], states[2][name]) for name in states[0])


def test_without_held_out_images_the_score_says_so(make_project: MakeProject) -> None:
    events = list(train(make_project(images=1, held_out=0), short(2), recipe=SMALL))
    assert events[-1].table.kind == SAME_IMAGE  # type: ignore[union-attr]
    assert of_kind(events, Started)[0].held_out_images == 0


def test_test_images_are_neither_trained_on_nor_scored(make_project: MakeProject) -> None:
    from dataclasses import replace

    folder = make_project()
    with Project.open(folder) as project:
        project.update_entries([replace(project.entry("im0"), split="test")])
        project.save()
    events = list(train(folder, short(2), recipe=SMALL))
    started = of_kind(events, Started)[0]
    assert (started.train_images, started.held_out_images) == (2, 1)


def test_nothing_labelled_and_one_class_are_told(
    make_project: MakeProject, empty_masks: Callable[[Path], None], relabel: Relabel
) -> None:
    folder = make_project()
    empty_masks(folder)
    with pytest.raises(LearningError) as nothing:
        list(train(folder, short()))
    assert "Nothing is labelled" in nothing.value.message and "at least two classes" in nothing.value.hint
    relabel(folder, "im0", np.zeros((64, 64), np.uint8))
    with pytest.raises(LearningError) as one:
        list(train(folder, short()))
    assert "Only one class" in one.value.message and one.value.hint
    assert not any((folder / "runs").glob("*"))


def test_wrong_words_and_missing_project_are_told(make_project: MakeProject, tmp_path: Path) -> None:
    folder = make_project()
    for settings in (
        TrainSettings(encoder="vgg"),
        TrainSettings(upsampling="magic"),
        TrainSettings(steps=0),
        TrainSettings(seconds=-1.0),
        TrainSettings(device="tpu"),
    ):
        with pytest.raises(LearningError) as told:
            list(train(folder, settings))
        assert told.value.hint
    with pytest.raises(ProjectError):
        list(train(tmp_path / "nowhere", short()))


def test_stop_ends_within_one_step_and_keeps_the_weights(make_project: MakeProject) -> None:
    folder = make_project()
    done: list[int] = []
    events = []
    for event in train(folder, short(None), stop=lambda: bool(done), recipe=SMALL):
        events.append(event)
        if isinstance(event, Step) and event.step == 2:
            done.append(1)
    assert isinstance(events[-1], Finished) and events[-1].reason == "cancelled" and events[-1].steps == 2
    assert [step.step for step in of_kind(events, Step)] == [1, 2]
    assert read_info(folder, events[-1].run).reason == "cancelled"
    assert load_run(folder, events[-1].run)[1]


def test_stop_before_the_first_step_leaves_nothing(make_project: MakeProject) -> None:
    folder = make_project()
    events = list(train(folder, short(), stop=lambda: True, recipe=SMALL))
    assert isinstance(events[-1], Finished) and (events[-1].run, events[-1].steps) == ("", 0)
    assert not any((folder / "runs").glob("*"))


def test_closing_the_generator_keeps_the_weights(make_project: MakeProject) -> None:
    folder = make_project()
    events = train(folder, short(None), recipe=SMALL)
    for event in events:
        if isinstance(event, Step) and event.step == 2:
            break
    events.close()  # type: ignore[attr-defined]
    (run,) = (folder / "runs").glob("*")
    assert read_info(folder, run.name).reason == "cancelled" and load_run(folder, run.name)[1]


def test_resume_goes_on_and_grows_the_head(trained_project: Trained) -> None:
    folder, first = trained_project(short(), SMALL)
    with Project.open(folder) as project:
        project.set_classes(project.classes.add("new"))
    events = list(train(folder, short(1), resume=first.run, recipe=SMALL))
    assert isinstance(events[-1], Finished)
    info, state = load_run(folder, events[-1].run)
    assert info.class_ids == (0, 1, 2) and state["logits.weight"].shape[0] == 3
    old = load_run(folder, first.run)[1]
    assert torch.allclose(state["logits.weight"][:2], old["logits.weight"], atol=0.01)
    assert first.run in info.weights
    with pytest.raises(LearningError):
        list(train(folder, short(), resume="no-such-run"))


def test_head_keeps_the_rows_of_shared_ids() -> None:
    old, net = build_network("unet", "resnet18", 2).state_dict(), build_network("unet", "resnet18", 3)
    new = net.state_dict()
    grown = grow_head(old, (4, 9), (9, 1, 4), net)
    assert torch.equal(grown["logits.weight"][0], old["logits.weight"][1])
    assert torch.equal(grown["logits.weight"][2], old["logits.weight"][0])
    assert torch.equal(grown["logits.bias"][1], new["logits.bias"][1])


def test_strokes_painted_while_it_trains_join(
    make_project: MakeProject, relabel: Relabel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    folder = make_project(images=3)
    relabel(folder, "im1", np.full((64, 64), VOID, np.uint8))
    seen: list[int] = []
    draw = Segmentation.batch

    def count(self: Segmentation, loop: Stepper) -> Batch:
        seen.append(len(self._source.entries))
        return draw(self, loop)

    monkeypatch.setattr(Segmentation, "batch", count)
    for event in train(folder, short(4), recipe=SMALL):
        if isinstance(event, Step) and event.step == 2:
            relabel(folder, "im1", np.ones((64, 64), np.uint8))
    assert seen == [1, 1, 2, 2]


def test_a_score_says_which_labels_changed_before_it_and_the_run_keeps_that(
    make_project: MakeProject, relabel: Relabel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(trainer.Checks, "due", lambda self, step: step % 2 == 0)
    folder, events = make_project(images=3), []
    for event in train(folder, short(8), recipe=SMALL):
        events.append(event)
        if isinstance(event, Step) and event.step in (3, 5):
            relabel(folder, "im0" if event.step == 3 else "im2", np.ones((64, 64), np.uint8))
    scores = of_kind(events, Scored)
    assert [one.step for one in scores] == [2, 4, 6, 8]
    assert [one.strokes_at is not None for one in scores] == [False, True, False, False]
    assert [one.truth_at is not None for one in scores] == [False, False, True, False]
    assert scores[0].seconds < scores[1].strokes_at < scores[1].seconds
    kept = tuple(replace(one, instead=None) for one in scores)  # what is still used meanwhile is no score of the run
    assert read_info(folder, events[-1].run).scores == kept


def test_the_trend_is_not_taken_over_labels_that_changed(
    make_project: MakeProject, relabel: Relabel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(trainer.Checks, "due", lambda self, step: True)
    checks = iter(0.3 + 0.05 * number for number in range(20))

    def better_each_time(*_):  # type: ignore[no-untyped-def]
        yield from ()
        right = round(10_000 * next(checks))
        counts = np.array([[right, 10_000 - right, 0], [10_000 - right, right, 0]])
        mean = float(mean_iou(counts))
        return Check(0.1, ScoreTable(HELD_OUT, 1, 20_000, (), mean, mean, mean), (counts,))

    monkeypatch.setattr(trainer, "validate", better_each_time)
    folder, events = make_project(images=3), []
    for event in train(folder, short(8), recipe=SMALL):
        events.append(event)
        if isinstance(event, Step) and event.step == 4:
            relabel(folder, "im2", np.ones((64, 64), np.uint8))
    assert [one.rising for one in of_kind(events, Scored)] == [None] * 3 + [True] + [None] * 3 + [True]


def test_class_added_while_it_trains_is_void_to_it(
    make_project: MakeProject, relabel: Relabel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    folder = make_project()
    events = []
    for event in train(folder, short(4), recipe=SMALL):
        events.append(event)
        if isinstance(event, Step) and event.step == 2:
            with Project.open(folder) as project:
                project.set_classes(project.classes.add("late"))
            mask = np.zeros((64, 64), np.uint8)
            mask[:32] = 2
            relabel(folder, "im3", mask)
    finished = events[-1]
    assert isinstance(finished, Finished) and finished.table is not None
    assert finished.table.pixels == 32 * 64 and len(finished.table.classes) == 2
    assert finished.table.area == 64 * 64 and not finished.table.of_strokes


def test_bad_losses_are_skipped_and_then_the_average_is_restored(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = segmentation.segmentation_loss, [0]

    def sometimes(*args: object) -> torch.Tensor:
        calls[0] += 1
        loss = real(*args)  # type: ignore[arg-type]
        return loss * float("nan") if 2 <= calls[0] <= 4 else loss

    monkeypatch.setattr(segmentation, "segmentation_loss", sometimes)
    events = list(train(make_project(), short(5), recipe=SMALL))
    losses = [step.loss for step in of_kind(events, Step)]
    assert [bool(np.isfinite(loss)) for loss in losses] == [True, False, False, False, True]
    assert any("half the rate" in notice.text for notice in of_kind(events, Notice))
    assert isinstance(events[-1], Finished) and events[-1].table.mean_iou is not None


@pytest.mark.parametrize("new", [True, False])
def test_new_head_begins_without_a_class_it_prefers_and_a_trained_one_as_it_was(
    make_project: MakeProject, new: bool
) -> None:
    folder = make_project()
    resume = None if new else list(train(folder, short(1), recipe=SMALL))[-1].run
    prepared = _prepared(folder, resume)
    prepared.net.logits.bias.data[:] = torch.tensor([30.0, 0.0])
    stepper = segmentation_stepper(prepared, lambda: False)
    taken = stepper.take(0.0)
    gap = float(prepared.net.logits.bias.detach() @ torch.tensor([1.0, -1.0]))
    if new:
        assert taken.loss < 5 and abs(gap) < 5
    else:
        assert taken.loss > 5 and gap > 25
    shown = stepper.average.net.logits.bias
    assert shown is not None and abs(float(shown @ torch.tensor([1.0, -1.0])) - gap) < 1
    prepared.record.close("cancelled", 0, 0.0)


@pytest.mark.usefixtures("joins")
def test_one_batch_that_is_no_number_leaves_no_trace(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, drawn = Segmentation.batch, [0]

    def infinite(self: Segmentation, loop: Stepper) -> Batch:
        batch = real(self, loop)
        drawn[0] += 1
        return batch._replace(image=torch.full_like(batch.image, torch.inf)) if drawn[0] == 3 else batch

    monkeypatch.setattr(Segmentation, "batch", infinite)
    live = LiveNetwork()
    events = list(train(make_project(), short(5), live=live, recipe=SMALL))
    assert [bool(np.isfinite(step.loss)) for step in of_kind(events, Step)] == [True, True, False, True, True]
    assert [notice.text for notice in of_kind(events, Notice) if "not a number" in notice.text] == [
        "The loss was not a number; this step was skipped."
    ]
    assert live.newest is not None
    state = live.newest.net.state_dict()
    assert all(bool(value.isfinite().all()) for value in state.values() if value.is_floating_point())
    assert np.isfinite(of_kind(events, Scored)[-1].loss)


def test_short_memory_makes_smaller_batches_then_a_sentence(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, shapes = make_project(), []
    forward = segmentation.segmentation_loss

    def limited(logits: torch.Tensor, *rest: object) -> torch.Tensor:
        shapes.append(len(logits))
        if len(logits) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(logits, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(segmentation, "segmentation_loss", limited)
    events = list(train(folder, short(2), recipe=Recipe(batch=4, phases=(Phase(0, 64),))))
    assert shapes == [4, 2, 1, 1] and isinstance(events[-1], Finished)
    assert any("1 patches" in notice.text for notice in of_kind(events, Notice))

    def never(*_: object) -> torch.Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(segmentation, "segmentation_loss", never)
    with pytest.raises(LearningError) as told:
        list(train(folder, short(2), recipe=SMALL))
    assert "memory" in told.value.message


@pytest.mark.usefixtures("joins")
def test_live_network_follows_and_ends_with_the_kept_weights(make_project: MakeProject) -> None:
    folder, live = make_project(), LiveNetwork()
    for event in train(folder, short(3), live=live, recipe=SMALL):
        if isinstance(event, Step):
            assert live.newest is not None and live.newest.run and not live.newest.net.training
    newest, used = live.newest, live.used
    assert newest is not None and newest.ids == (0, 1) and newest.project == folder
    assert used is not None and (used.run, used.step) == (newest.run, newest.step)
    kept = load_run(folder, newest.run)[1]
    assert all(torch.equal(kept[name], value) for name, value in newest.net.state_dict().items())
    image = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(used.net(image), newest.net(image), atol=1e-4)


def test_plateau_ends_a_training_without_budget(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    from segstudio.learning.plan import schedule

    monkeypatch.setattr(schedule, "LEAST_STEPS", 0)
    monkeypatch.setattr(schedule, "PATIENCE", 1)
    monkeypatch.setattr(schedule, "GAIN", 1.0)
    events = list(train(make_project(), short(None), recipe=SMALL))
    finished, scored = events[-1], of_kind(events, Scored)
    assert isinstance(finished, Finished) and finished.reason == "plateau"
    assert scored[1].step < finished.steps <= 2 + scored[1].step * trainer.ANNEAL
    assert scored[-1].step == finished.steps


def test_one_pixel_image_can_be_in_the_project(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=2, held_out=0, side=1)
    relabel(folder, "im0", np.zeros((1, 1), np.uint8))
    relabel(folder, "im1", np.ones((1, 1), np.uint8))
    assert isinstance(list(train(folder, short(2), recipe=SMALL))[-1], Finished)


def test_unreachable_weights_are_one_notice(make_project: MakeProject) -> None:
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="imagenet", steps=1, device="cpu", threads=1)
    events = list(train(make_project(), settings, recipe=SMALL))
    assert sum("could not be fetched" in notice.text for notice in of_kind(events, Notice)) == 1
    assert isinstance(events[-1], Finished)


def test_an_encoder_has_its_own_rate_and_biases_do_not_decay() -> None:
    net = build_network("unet", "resnet18", 2)
    groups = parameter_groups(net, 1e-3, trunk_rate=1e-4)
    assert sorted({group["lr"] for group in groups}) == [pytest.approx(1e-4), pytest.approx(1e-3)]
    assert {group["lr"] for group in parameter_groups(net, 1e-3, trunk_rate=1e-3)} == {1e-3}
    assert sum(len(group["params"]) for group in groups) == len(list(net.parameters()))  # type: ignore[arg-type]
    assert all(p.ndim > 1 for g in groups if g["weight_decay"] for p in g["params"])  # type: ignore[attr-defined]


def test_average_moves_towards_the_network_and_stays_in_eval_mode() -> None:
    net = build_network("unet", "resnet18", 2).train()
    average = Average(net)
    before = average.net.logits.bias.clone()
    with torch.no_grad():
        net.logits.bias += 1
    for _ in range(50):
        average.update(net)
    assert not average.net.training
    assert torch.allclose(average.net.logits.bias, before + 1, atol=0.05)


def test_class_weights_are_one_on_average_and_bounded() -> None:
    pixels = np.array([1e6, 1e3, 0.0])
    weights = class_weights(pixels, 0.5)
    assert (weights * pixels).sum() / pixels.sum() == pytest.approx(1)
    assert weights[1] > weights[0] and weights.max() / weights.min() <= segmentation.HEAVIEST + 1e-3


def test_precision_stays_single_where_nothing_faster_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    from segstudio.learning.network.device import Device

    net = build_network("unet", "mobilenet_v3_large", 2)
    monkeypatch.setattr(precision, "fast_dtype", lambda device: None)
    assert precision.choose_precision(net, Device("cpu", "CPU", 0)) is None
    monkeypatch.setattr(precision, "fast_dtype", lambda device: torch.bfloat16)
    assert precision.choose_precision(net, Device("cpu", "CPU", 0)) in (None, torch.bfloat16)


def test_a_training_of_fixed_steps_never_chooses_its_precision_by_the_clock(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    raced: list[bool] = []
    monkeypatch.setattr(precision, "choose_precision", lambda *_: raced.append(True))
    folder = make_project()
    finished = list(trainer.train(folder, replace(short(1), device="cpu"), recipe=SMALL))[-1]
    assert isinstance(finished, Finished) and raced == []
    assert read_info(folder, finished.run).precision == "float32"
    list(trainer.train(folder, replace(short(1), device="cpu", steps=None, seconds=0.1), recipe=SMALL))
    assert raced == [True]


def test_a_stopped_training_goes_on_in_its_own_precision(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "choose_precision", lambda *_: torch.bfloat16)
    folder, settings = make_project(), replace(short(1), device="cpu", steps=None, seconds=60.0)
    done: list[bool] = []
    for event in trainer.train(folder, settings, recipe=SMALL, stop=lambda: bool(done)):
        if isinstance(event, Step):
            done.append(True)
    assert isinstance(event, Finished) and read_info(folder, event.run).precision == "bfloat16"
    monkeypatch.setattr(precision, "choose_precision", lambda *_: None)
    training = trainer.train(folder, settings, event.run, recipe=SMALL)
    again = next(event.run for event in training if isinstance(event, Started))
    next(event for event in training if isinstance(event, Step))  # a run without a step of its own is not kept
    training.close()
    assert read_info(folder, again).precision == "bfloat16"


def test_run_json_is_plain_data(trained_project: Trained) -> None:
    folder, finished = trained_project(short(1), SMALL, names=("back", "disc", "absent"))
    content = json.loads((folder / "runs" / finished.run / "run.json").read_text())
    assert content["class_names"] == ["back", "disc", "absent"]


def test_an_image_joins_a_running_training_only_once_it_is_settled_that_it_is_not_held_out(tmp_path: Path) -> None:
    images = []
    for index in range(3):
        path = tmp_path / f"i{index}.png"
        Image.fromarray(np.full((40, 40), 90, np.uint8)).save(path)
        images.append(path)
    folder = tmp_path / "P.segstudio"
    with Project.create(folder, classes=ClassTable.from_names(["a", "b"]), image_paths=images) as project:
        _half(project, 0)
        project.assign_splits()
        project.save()
        made = _prepared(folder)
        assert [e.id for e in made.source.entries] == [project.images[0].id]
        _half(project, 1)
        made.refresh()
        assert [e.id for e in made.source.entries] == [project.images[0].id]
        project.update_entries([replace(project.images[1], split="train")])
        project.save()
        made.refresh()
        assert {e.id for e in made.source.entries} == {e.id for e in project.images[:2]}
        assert {e.id for e in made.examined.entries} == {e.id for e in project.images[:2]}
        assert len(training_entries(project)) == 3
        made.record.close("cancelled", 0, 0.0)


def _half(project: Project, index: int) -> None:
    stored = open_mask(project, project.images[index], (40, 40))
    stored.mask.begin("Brush")
    for value, rect in ((0, Rect(0, 0, 40, 10)), (1, Rect(0, 20, 40, 10))):
        inside = np.ones((rect.h, rect.w), bool)
        stored.mask.paint(Footprint(rect, inside), value, np.ones(256, bool))
    stored.commit()
    stored.save(project.classes.palette())
    stored.close()


def _prepared(folder: Path, resume: str | None = None) -> Preparation:
    steps = prepare(folder, TrainSettings(weights="none", encoder="mobilenet_v3_large", threads=1), resume, bool, None)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


# ---- the run before ---------------------------------------------------------------------------------------------


def perfect_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the next check of a current run give 1.0: it has seen every answer."""

    def perfect(net, examined, pixels, device, stop):
        table = ScoreTable(HELD_OUT, 1, 1, (ClassScore(0, "back", 1.0, 1.0, 1.0, 1),), 1.0, 1.0, 1.0)
        yield from ()
        return Check(0.0, table)

    monkeypatch.setattr(replacement, "validate", perfect)
    monkeypatch.setattr(replacement, "EQUAL", 0.0)


def test_a_worse_run_never_replaces_the_current_one(trained_project: Trained, monkeypatch) -> None:
    folder, first = trained_project(short(2), SMALL)
    with Project.open(folder) as project:
        project.set_current_run(first.run)
        project.save()
    perfect_run(folder, monkeypatch)
    live = LiveNetwork()
    events = list(train(folder, short(2), recipe=SMALL, live=live))
    last = events[-1]
    assert isinstance(last, Finished) and not last.replaces and last.run != first.run
    assert live.used is not None and live.used.run == first.run
    assert last.stays is not None and (last.stays.mean_iou or 0) > (last.table.mean_iou or 0)
    assert any("is kept" in notice.text for notice in of_kind(events, Notice))
    assert load_run(folder, last.run)[0].name == last.run


def test_a_better_run_replaces_the_current_one(trained_project: Trained) -> None:
    folder, first = trained_project(short(1), SMALL)
    with Project.open(folder) as project:
        project.set_current_run(first.run)
        project.save()
    last = list(train(folder, short(15), recipe=Recipe(batch=2, phases=(Phase(0, 64),), rate=3e-3)))[-1]
    assert isinstance(last, Finished) and last.replaces


def test_a_run_of_another_split_or_other_classes_is_no_rival(trained_project: Trained, monkeypatch) -> None:
    folder, first = trained_project(short(2), SMALL)
    perfect_run(folder, monkeypatch)
    with Project.open(folder) as project:
        project.set_current_run(first.run)
        project.set_classes(project.classes.add("new"))
        project.save()
    events = list(train(folder, short(2), recipe=SMALL))
    assert isinstance(events[-1], Finished) and events[-1].replaces
    assert ["it has other classes" in n.text for n in of_kind(events, Notice) if "not compared" in n.text] == [True]


def test_a_current_run_that_cannot_be_read_is_named_when_it_is_replaced(trained_project: Trained) -> None:
    folder, first = trained_project(short(2), SMALL)
    with Project.open(folder) as project:
        project.set_current_run(first.run)
    weights = next((folder / "runs" / first.run).glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-100])
    events = list(train(folder, short(2), recipe=SMALL))
    assert isinstance(events[-1], Finished) and events[-1].replaces
    (told,) = [n.text for n in of_kind(events, Notice) if "not compared" in n.text]
    assert "missing or damaged" in told


def test_a_run_stopped_before_its_first_score_does_not_replace_the_current_one(trained_project: Trained) -> None:
    folder, first = trained_project(short(2), SMALL)
    with Project.open(folder) as project:
        project.set_current_run(first.run)
        project.save()
    live, events = LiveNetwork(), []
    training = train(folder, short(1000), recipe=SMALL, live=live, stop=lambda: bool(of_kind(events, Step)))
    for event in training:
        events.append(event)
    last = events[-1]
    assert isinstance(last, Finished) and last.reason == "cancelled" and not of_kind(events, Scored)
    assert not last.replaces and live.used is None
    assert load_run(folder, last.run)[0].name == last.run


def test_a_deleted_and_a_reordered_class_leave_the_others_as_they_were(trained_project: Trained) -> None:
    folder, first = trained_project(short(1), SMALL, names=("back", "disc", "gone"))
    before = load_run(folder, first.run)[1]
    with Project.open(folder) as project:
        kept = project.classes.remove(2)
        project.set_classes(kept.reorder((1, 0)))
        project.save()
        assert project.classes.ids[0] == 1
    made = _prepared(folder, first.run)
    after = made.net.state_dict()
    made.record.close("cancelled", 0, 0.0)
    assert made.ids == (0, 1)
    by_class = set(made.net.per_class)
    assert all(torch.equal(after[name], before[name][:2] if name in by_class else before[name]) for name in before)


def test_what_lies_under_void_changes_neither_loss_nor_gradient(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Predictions at void pixels, however wrong, teach nothing: one whole step with them replaced gives the same."""
    states = []
    for junk in (0.0, 1e4):
        folder = make_project(images=1, held_out=0, folder=f"p{junk}")
        mask = np.zeros((64, 64), np.uint8)
        mask[20:], mask[40:] = VOID, 1
        from tests.learning.conftest import put_mask

        put_mask(Project.open(folder, write=False), "im0", mask)
        real = segmentation.segmentation_loss

        def spoilt(logits, target, *rest, real=real, junk=junk):  # type: ignore[no-untyped-def]
            return real(torch.where((target == VOID)[:, None], logits + junk, logits), target, *rest)

        with monkeypatch.context() as patcher:
            patcher.setattr(segmentation, "segmentation_loss", spoilt)
            finished = list(train(folder, short(1), recipe=SMALL))[-1]
        states.append(load_run(folder, finished.run)[1])  # type: ignore[union-attr]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
