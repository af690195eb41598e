"""Small projects for the tests of the learning room: grey images in which a bright disc is one class."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from PIL import Image

from segstudio.choices.encoders import ENCODERS
from segstudio.labels.classes import VOID, ClassTable
from segstudio.learning.messages import Finished, TrainSettings
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.training.trainer import train
from segstudio.project.palette_png import encode
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic
from tests.narrow import brief_head, joins, small_patches

__all__ = ["brief_head", "joins", "small_patches"]  # fixtures

MakeProject = Callable[..., Path]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """A test must not leave another number of threads behind, nor take all cores."""
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _quick(brief_head: None, small_patches: None) -> None:
    """The one training at full size is that of the headless tour."""


def disc_image(side: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A noisy image ``uint8[s,s]`` and its whole mask: 0 around, 1 in the bright disc."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side]
    centre, radius = rng.uniform(0.35, 0.65, 2) * side, rng.uniform(0.2, 0.3) * side
    inside = (x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius**2
    image = np.where(inside, 170, 80) + rng.normal(0, 12, (side, side))
    return image.clip(0, 255).astype(np.uint8), inside.astype(np.uint8)


def write_channels(stem: Path, image: np.ndarray, count: int) -> Path:
    """A grey PNG, or a TIFF of ``count`` channels: the image, dark, is the last; all others are bright noise."""
    if count == 1:
        Image.fromarray(image).save(path := stem.with_suffix(".png"))
        return path
    noise = np.random.default_rng(count).integers(20_000, 60_000, (count, *image.shape)).astype(np.uint16)
    noise[-1] = image
    path = stem.with_suffix(".tif")
    tifffile.imwrite(path, noise, photometric="minisblack", metadata={"axes": "CYX"})
    return path


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """``make_project(images=4, held_out=1, side=64, names=(...))`` -> a project folder, all images labelled.
    ``channels``: of each image, by turns; 1: grey; ``home``: where it is made."""

    def make(
        images: int = 4,
        held_out: int = 1,
        side: int = 64,
        names: tuple[str, ...] = ("back", "disc"),
        folder: str = "p",
        channels: tuple[int, ...] = (1,),
        home: Path = tmp_path,
    ) -> Path:
        pictures = home / f"{folder}-images"
        pictures.mkdir()
        masks = []
        for number in range(images):
            image, mask = disc_image(side, number)
            write_channels(pictures / f"im{number}", image, channels[number % len(channels)])
            masks.append(mask)
        with Project.create(home / folder, folder, ClassTable.from_names(names), [pictures]) as project:
            (project.folder / "masks").mkdir(exist_ok=True)
            for number, entry in enumerate(project.images):
                put_mask(project, entry.id, masks[number])
                split = "val" if number >= images - held_out else "train"
                project.update_entries([replace_split(entry, split)])
            project.save()
        return home / folder

    return make


def replace_split(entry, split):  # type: ignore[no-untyped-def]
    """The entry in another split."""
    from dataclasses import replace

    return replace(entry, split=split)


def put_mask(project: Project, image_id: str, mask: np.ndarray) -> None:
    """Write a mask file as the window does: whole."""
    write_atomic(project.mask_path(project.entry(image_id)), encode(mask, project.classes.palette()), fsync=False)


@pytest.fixture(scope="session")
def _trained(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Path, Finished]]:
    """Projects with a training behind them, by what they were made and trained with."""
    kept: dict[str, tuple[Path, Finished]] = {}

    def take(make: MakeProject, settings: TrainSettings, recipe: Recipe, **facts: object) -> tuple[Path, Finished]:
        key = repr((settings, recipe, ENCODERS.get(settings.encoder), sorted(facts.items())))
        if key not in kept:
            home = tmp_path_factory.mktemp("trained")
            finished = list(train(make(home=home, **facts), settings, recipe=recipe))[-1]
            assert isinstance(finished, Finished)
            kept[key] = home, finished
        return kept[key]

    return take


@pytest.fixture
def trained_project(
    make_project: MakeProject, _trained: Callable[..., tuple[Path, Finished]], tmp_path: Path
) -> Callable[..., tuple[Path, Finished]]:
    """``trained_project(settings, recipe, images=4, ...)`` -> a project as ``make_project`` makes it, after a training,
    and what the training ended with. It is trained once, and each test has a copy."""

    def copied(settings: TrainSettings, recipe: Recipe, **facts: object) -> tuple[Path, Finished]:
        home, finished = _trained(make_project, settings, recipe, **facts)
        shutil.copytree(home, tmp_path, dirs_exist_ok=True)
        return tmp_path / str(facts.get("folder", "p")), finished

    return copied


@pytest.fixture
def relabel() -> Callable[[Path, str, np.ndarray], None]:
    """``relabel(folder, image_id, mask)`` replaces a mask on disk."""

    def change(folder: Path, image_id: str, mask: np.ndarray) -> None:
        put_mask(Project.open(folder, write=False), image_id, mask)

    return change


@pytest.fixture
def empty_masks(relabel: Callable[[Path, str, np.ndarray], None]) -> Callable[[Path], None]:
    """``empty_masks(folder)`` turns every pixel of every mask to void."""

    def change(folder: Path) -> None:
        for entry in Project.open(folder, write=False).images:
            relabel(folder, entry.id, np.full(entry.shape, VOID, np.uint8))

    return change
