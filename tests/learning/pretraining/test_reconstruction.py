"""Learning from unlabelled images: hidden pixels only are the hidden term's target, held-out images are never seen, and
a damaged file is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors
import torch
from PIL import Image

from segstudio.choices.objectives import OBJECTIVES, RECONSTRUCTION
from segstudio.choices.starts import StartKind
from segstudio.errors import LearningError, WeightsError, WriteError
from segstudio.learning.data import unlabelled
from segstudio.learning.data.unlabelled import UnlabelledPatches
from segstudio.learning.messages import Event, Notice, Progress, Step
from segstudio.learning.network.start_file import read_header, state_hash
from segstudio.learning.network.weights import load_start, read_state, tensors_beside
from segstudio.learning.pretraining import reconstruction
from segstudio.learning.pretraining.pretrain import pretrain
from segstudio.learning.pretraining.reconstruction import (
    Reconstruction,
    ReconstructionSettings,
    reconstruction_loss,
    targets,
)
from segstudio.learning.runs.own_start import images_digest, learnable, own_encoders, own_path, part_path
from segstudio.models.build import build_network
from segstudio.models.unlabelled.corruption import hidden_blocks
from segstudio.project.project import Project
from tests.learning.conftest import replace_split

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"
TASK = OBJECTIVES[RECONSTRUCTION].title
TINY = ReconstructionSettings(NAME, steps=3, size=32, batch=2, device="cpu", threads=1)


# ---- what is asked


def test_hidden_and_visible_pixels_each_have_their_own_term_and_gradient() -> None:
    rng = np.random.default_rng(1)
    hidden = torch.from_numpy(hidden_blocks(rng, 2, 32))
    target = torch.rand(2, 3, 32, 32)
    answer = torch.rand(2, 3, 32, 32, requires_grad=True)
    unseen, seen = reconstruction_loss(answer, target, hidden)
    (gradient,) = torch.autograd.grad(unseen, answer, retain_graph=True)
    assert bool((gradient.abs().sum(dim=1) > 0)[hidden].all()) and not bool(gradient.abs().sum(dim=1)[~hidden].any())
    expected = (answer - target).abs().mean(dim=1)
    assert unseen.item() == pytest.approx(expected[hidden].mean().item(), rel=1e-5)
    assert seen.item() == pytest.approx(expected[~hidden].mean().item(), rel=1e-5)


def test_faint_patches_are_targets_as_strong_as_others_and_flat_ones_stay_flat() -> None:
    patch = np.random.default_rng(0).random((1, 3, 32, 32), dtype=np.float32)
    both = targets(np.concatenate((patch, 0.4 + 0.2 * patch)), 3)
    assert np.allclose(both[0], both[1], atol=1e-4) and abs(float(both[0].std()) - 1) < 1e-4
    assert targets(patch, 1).shape == (1, 1, 32, 32)
    assert not targets(np.full((1, 3, 32, 32), 0.5, np.float32), 3).any()


# ---- images


def drawn(folder: Path, count: int, seed: int = 0) -> list[np.ndarray]:
    project = Project.open(folder, write=False)
    patches = UnlabelledPatches(project, learnable(project), 32, seed)
    found = []
    while len(found) < count:
        if patches.ready():
            found.append(patches.draw())
    patches.close()
    return found


def test_the_same_seed_draws_the_same_patches_whatever_the_disk_does(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(images=6)
    monkeypatch.setattr(unlabelled, "HELD_BYTES", 2 * 64 * 64)
    monkeypatch.setattr(unlabelled, "SWAP", 3)
    first, again, other = drawn(folder, 20), drawn(folder, 20), drawn(folder, 20, seed=1)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_held_out_images_and_their_groups_are_never_looked_at(make_project: MakeProject) -> None:
    folder = make_project(images=5, held_out=1)
    with Project.open(folder) as project:
        last = project.images[-1]
        project.update_entries([replace(last, group="patient")])
        project.update_entries([replace(project.images[0], group="patient", split="")])
        project.update_entries([replace_split(project.images[1], "test")])
        project.save()
        found = {entry.id for entry in learnable(project)}
        assert found == {entry.id for entry in project.images[2:4]}
        for entry in project.images:
            if entry.id not in found:
                project.image_path(entry).write_bytes(b"no image")
    assert len(drawn(folder, 6)) == 6


def test_images_that_cannot_be_read_are_left_out_and_none_at_all_is_told(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=1)
    project = Project.open(folder, write=False)
    paths = [project.image_path(entry) for entry in learnable(project)]
    paths[0].write_bytes(b"broken")
    assert len(drawn(folder, 4)) == 4
    out = own_path(folder, NAME)
    notices = [event for event in reconstruct(folder, TINY, out) if isinstance(event, Notice)]
    assert [notice.left_out for notice in notices] == [True] and "is left out" in notices[0].text
    assert len(json.loads(read_header(out)["image_hashes"])) == len(paths) - 1
    for path in paths:
        path.write_bytes(b"broken")
    with pytest.raises(LearningError, match="None of the images can be read"):
        drawn(folder, 1)


def test_images_smaller_than_a_patch_are_mirrored(tmp_path: Path) -> None:
    (tmp_path / "i").mkdir()
    pixels = np.random.default_rng(0).integers(0, 255, (9, 20, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "i" / "a.png")
    Project.create(tmp_path / "p", "p", image_paths=[tmp_path / "i"]).close()
    (patch,) = drawn(tmp_path / "p", 1)
    assert patch.shape == (3, 32, 32)
    assert np.array_equal(patch[:, 9:17], patch[:, 7::-1][:, :8])


# ---- the training and its file


def reconstruct(
    folder: Path, settings: ReconstructionSettings, out: Path, stop: Callable[[], bool] = lambda: False
) -> Iterator[Event]:
    return pretrain(RECONSTRUCTION, settings, out, stop, folder)


def test_the_file_tells_its_making_starts_a_training_and_is_refused_once_damaged(make_project: MakeProject) -> None:
    folder = make_project()
    out = own_path(folder, NAME)
    events = list(reconstruct(folder, TINY, out))
    assert sum(isinstance(event, Step) for event in events) == 3
    header, project = read_header(out), Project.open(folder, write=False)
    assert header["sha256"] == state_hash(read_state(out)) and header["seed"] == "0" and header["kind"] == "own"
    assert header["images"] == images_digest(learnable(project))
    assert json.loads(header["image_hashes"]) == sorted(entry.sha256 for entry in learnable(project))
    assert json.loads(header["recipe"])["trained_steps"] == 3
    assert own_encoders(folder) == (NAME,)
    start = load_start(NAME, "own", folder)
    assert start.encoder is not None and start.notice == ""
    assert "learnt from this project's images" in start.origin.sentence and out.name in start.origin.sentence
    assert start.origin.kind is StartKind.FORMULA, "what it began from"
    decoder = tensors_beside(build_network("unet", NAME, 3), start.rest)
    assert {name.split(".")[0] for name in decoder} == {"decoder", "full"}
    assert len(read_state(out)["logits.weight"]) == 1  # as many as the images have channels
    list(reconstruct(folder, TINY, part_path(folder, NAME)))
    assert state_hash(read_state(part_path(folder, NAME))) == header["sha256"]  # the same seed learns the same
    damage(out)
    with safetensors.safe_open(out, "pt") as file:
        assert file.keys()  # it parses all the same
    with pytest.raises(WeightsError, match="is damaged: its weights are not those") as caught:
        load_start(NAME, str(out))
    assert caught.value.hint


def test_it_can_be_stopped_at_every_step_and_while_images_are_read(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    out = part_path(folder, NAME)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    monkeypatch.setattr(UnlabelledPatches, "ready", lambda self: False)
    assert list(reconstruct(folder, TINY, out, stop)) == [Progress(TASK, 0.0, 1.0)] and not out.exists()
    monkeypatch.undo()
    taken: list[Step] = []
    for event in reconstruct(folder, replace(TINY, steps=10**6), out, lambda: len(taken) == 2):
        if isinstance(event, Step):
            taken.append(event)
    assert len(taken) == 2 and json.loads(read_header(out)["recipe"])["trained_steps"] == 2


def damage(path: Path) -> None:
    """Change one bit of the last tensor; the file still parses."""
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(TINY, encoder="vgg"),
        replace(TINY, steps=None, seconds=None),
        replace(TINY, steps=-1),
        replace(TINY, size=40),
        replace(TINY, batch=0),
    ],
)
def test_settings_that_make_no_sense_get_a_sentence(wrong: ReconstructionSettings, make_project: MakeProject) -> None:
    folder = make_project()
    with pytest.raises(LearningError):
        list(reconstruct(folder, wrong, part_path(folder, NAME)))
    assert not (folder / "weights").exists()


def test_a_folder_that_cannot_be_written_gets_a_sentence(make_project: MakeProject) -> None:
    folder = make_project()
    (folder / "weights").write_text("x")
    with pytest.raises(WriteError):
        list(reconstruct(folder, TINY, part_path(folder, NAME)))


def test_slow_steps_get_fewer_patches_unless_steps_are_counted(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconstruction, "LONG_STEP", -1.0)
    folder = make_project()
    for settings, left in ((replace(TINY, steps=None, seconds=99.0), 1), (TINY, 2)):
        objective = Reconstruction(settings, folder)
        for _ in range(reconstruction.SLOW_STEPS):
            objective.end_step(1.0)
        objective.close()
        assert objective.size == left
