"""With neighbouring slices each image is learnt from and predicted with those beside it; what is shown stays one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from segstudio.errors import ImageError, LearningError
from segstudio.labels.classes import ClassTable
from segstudio.learning.batch.batch import BatchOptions, predict_folder, predict_project
from segstudio.learning.batch.export_model import export_model
from segstudio.learning.batch.standalone import session_of
from segstudio.learning.data.channels import channels_of, project_channels
from segstudio.learning.data.inputs import Inputs, SliceReader, input_of, inputs_among
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.messages import STROKES, Failed, Finished, ImagePredicted, Notice, TrainSettings
from segstudio.learning.runs.folder import read_info
from segstudio.learning.training.trainer import train
from segstudio.project.contents import picture_of
from segstudio.project.images.reading import Picture
from segstudio.project.palette_png import decode
from segstudio.project.project import Project
from tests.learning.conftest import disc_image, put_mask
from tests.learning.desk import Desk
from tests.narrow import SMALL, few, light_features

__all__ = ["few", "light_features"]  # fixtures

pytestmark = pytest.mark.usefixtures("light_features")

SETTINGS = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
NAMES = ClassTable.from_names(("back", "disc"))


def stack_project(folder: Path, neighbours: int, slices: int = 6) -> Path:
    """A stack of grey slices; the disc of each label is seen in the slice behind only. The last two are unlabelled."""
    seen = [disc_image(64, number) for number in range(slices)]
    values = np.stack([seen[max(at - 1, 0)][0] for at in range(slices)])
    tifffile.imwrite(folder / "scan.tif", values, imagej=True, metadata={"axes": "ZYX"})
    with Project.create(folder / "p", "p", NAMES, [folder / "scan.tif"]) as project:
        (project.folder / "masks").mkdir(exist_ok=True)
        project.neighbours = neighbours
        for at, entry in enumerate(project.images[:-2]):
            put_mask(project, entry.id, seen[at][1])
        project.save()
    return folder / "p"


def trained(folder: Path, resume: str | None = None) -> str:
    finished = list(train(folder, SETTINGS, resume, recipe=SMALL))[-1]
    assert isinstance(finished, Finished)
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    return finished.run


def choose(folder: Path, neighbours: int) -> None:
    with Project.open(folder) as project:
        project.neighbours = neighbours
        project.save()


# ---- which slices ------------------------------------------------------------------------------------------------


@given(st.integers(2, 9), st.integers(2, 5), st.integers(0, 2))
def test_neighbours_lie_along_z_and_the_last_slice_stands_in_at_the_ends(z: int, t: int, sides: int) -> None:
    stack = [("s", Picture(Path("a"), f"T{at}Z{slice_}")) for at in range(t) for slice_ in range(z)]
    for picture, found in inputs_among(stack, sides).items():
        time, at = picture.plane[1:].split("Z")
        expected = [min(max(int(at) + offset, 0), z - 1) for offset in range(-sides, sides + 1)]
        assert [one.plane for one in found.slices] == [f"T{time}Z{one}" for one in expected]
        assert found.picture == picture


def test_neighbours_lie_along_t_without_z_else_along_pages_and_never_along_channels() -> None:
    def planes(*addresses: str) -> list[str]:
        found = inputs_among([("s", Picture(Path("a"), one)) for one in addresses], 1)
        return [one.plane for one in found[Picture(Path("a"), addresses[1])].slices]

    assert planes("T0C0", "T1C0", "T2C0", "T0C1", "T1C1", "T2C1") == ["T0C0", "T1C0", "T2C0"]
    assert planes("I0", "I1", "I2") == ["I0", "I1", "I2"]
    assert planes("C0", "C1", "C2") == ["C1"] * 3


def test_neighbours_in_a_series_are_its_files_and_an_image_in_no_stack_repeats_itself() -> None:
    series = [("s", Picture(Path(name))) for name in "cab"]
    found = inputs_among([*series, ("", Picture(Path("alone")))], 2)
    assert [one.path.name for one in found[Picture(Path("a"))].slices] == ["c", "c", "a", "b", "b"]
    assert {one.path.name for one in found[Picture(Path("alone"))].slices} == {"alone"}


def test_a_slice_that_was_taken_out_of_the_project_is_still_read_beside_others(tmp_path: Path) -> None:
    folder = stack_project(tmp_path, 1)
    with Project.open(folder) as project:
        project.remove_image(project.images[2].id)
        assert [one.plane for one in input_of(project, project.images[1]).slices] == ["Z0", "Z1", "Z2"]


# ---- what is read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sides", [1, 2])
def test_the_planes_of_a_grey_slice_are_those_of_its_neighbours_in_order(tmp_path: Path, sides: int) -> None:
    folder = stack_project(tmp_path, sides)
    with Project.open(folder, write=False) as project:
        assert project_channels(project) == channels_of(project, project.images[0]) == 2 * sides + 1
        entry, pixels = project.images[3], Pixels(project, channels=2 * sides + 1)
        found = pixels.image(entry)
        assert found.inputs == len(found.model_input()) == 2 * sides + 1 and not found.grey
        for offset, plane in enumerate(found.model_input(), -sides):
            at = min(3 + offset, 5)
            assert np.array_equal(plane, picture_of(project, project.images[at]).read().model_input()[0])
        assert picture_of(project, entry).read().pixels.shape == (64, 64)


def test_colours_and_channels_of_each_slice_are_all_there(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 60_000, (3, 4, 8, 9), np.uint16)
    tifffile.imwrite(tmp_path / "many.tif", values, imagej=True, metadata={"axes": "ZCYX"})
    tifffile.imwrite(tmp_path / "rgb.tif", np.zeros((8, 9, 3), np.uint8), photometric="rgb")
    with Project.create(tmp_path / "p", "p", NAMES, [tmp_path / "many.tif", tmp_path / "rgb.tif"]) as project:
        project.neighbours = 1
        inputs, reader = Inputs(project), SliceReader()
        for entry, count in zip(project.images, (12, 12, 12, 9), strict=True):
            image = reader.read(inputs.of(entry))
            assert len(image.model_input()) == image.inputs == channels_of(project, entry) == count


def test_a_stack_read_in_its_order_reads_each_slice_once_and_keeps_only_the_last_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, read = stack_project(tmp_path, 2), []
    whole = Picture.read
    monkeypatch.setattr(Picture, "read", lambda self, **more: read.append(self.plane) or whole(self, **more))
    with Project.open(folder, write=False) as project:
        inputs, reader = Inputs(project), SliceReader()
        for entry in project.images:
            image = reader.read(inputs.of(entry))
            assert len(reader._kept) <= 5 and image.nbytes <= 5 * 64 * 64
    assert read == [f"Z{at}" for at in range(6)]


def test_pixels_that_are_in_memory_are_not_read_again_unless_the_file_changed(tmp_path: Path) -> None:
    place = stack_project(tmp_path, 0)
    with Project.open(place, write=False) as project:
        entry = project.images[0]
        first, training = SliceReader().read(input_of(project, entry)), Pixels(project)
        assert training.image(entry).slices[0] is first.slices[0]
        shown = training.image(entry).slices[0].pixels.copy()
        (tmp_path / "scan.tif").touch()
        again = SliceReader().read(input_of(project, entry))
        assert again.slices[0] is not first.slices[0] and np.array_equal(again.slices[0].pixels, shown)


def test_a_neighbour_that_cannot_be_used_is_named_and_never_replaced(tmp_path: Path) -> None:
    for name in "abc":
        tifffile.imwrite(tmp_path / f"{name}.tif", np.zeros((8, 9), np.uint8), photometric="minisblack")
    with Project.create(tmp_path / "p", "p", NAMES, [tmp_path]) as project:
        project.update_entries([replace(one, stack="s") for one in project.images])
        project.neighbours = 1
        first = project.images[0]
        (tmp_path / "b.tif").unlink()
        for read in (SliceReader().read, lambda wanted: Pixels(project).image(first)):
            with pytest.raises(ImageError, match="The slice beside it, b.tif, cannot be used: .*b.tif"):
                read(input_of(project, first))
        tifffile.imwrite(tmp_path / "b.tif", np.zeros((8, 7), np.uint8), photometric="minisblack")
        with pytest.raises(ImageError, match="b.tif, cannot be used: .*size"):
            SliceReader().read(input_of(project, first))


# ---- learning and predicting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("neighbours", [0, 1, 2])
def test_only_with_neighbours_the_head_learns_what_the_slice_behind_shows(tmp_path: Path, neighbours: int) -> None:
    folder, desk = stack_project(tmp_path, neighbours), Desk()
    with Project.open(folder, write=False) as project:
        first, unlabelled = project.images[0].id, project.images[4].id
    desk.fit_head(folder, first)
    found, truth = desk.overlay(folder, unlabelled)[0] == 1, disc_image(64, 4)[1] == 1
    iou = (found & truth).sum() / (found | truth).sum()
    assert iou > 0.9 if neighbours else iou < 0.7


def test_a_head_of_another_choice_never_predicts(tmp_path: Path) -> None:
    folder, desk = stack_project(tmp_path, 0), Desk()
    with Project.open(folder, write=False) as project:
        first, unlabelled = project.images[0].id, project.images[4].id
    desk.fit_head(folder, first)
    choose(folder, 1)  # the window asks for no fit, e.g. since another program changed the file
    found, truth = desk.overlay(folder, unlabelled)[0] == 1, disc_image(64, 4)[1] == 1
    assert (found & truth).sum() / (found | truth).sum() > 0.9


def test_all_that_learns_and_predicts_takes_neighbours_and_a_network_of_another_choice_takes_no_part(
    tmp_path: Path,
) -> None:
    folder = stack_project(tmp_path, 1)
    run = trained(folder)
    info = read_info(folder, run)
    assert (info.neighbours, info.channels) == (1, 3)
    with Project.open(folder, write=False) as project:
        ids = [one.id for one in project.images]
        target = project.predictions_folder / run / f"{ids[1]}.png"
    desk = Desk()
    desk.fit_head(folder, ids[1])
    shown = desk.overlay(folder, ids[1])
    options = BatchOptions(device="cpu")
    done = [one for one in predict_project(folder, run, options) if isinstance(one, ImagePredicted)]
    assert [one.problem for one in done] == [""] * len(ids) and all(one.new for one in done)
    assert np.array_equal(decode(target.read_bytes()).array, shown[0])
    assert not any(one.new for one in predict_project(folder, run, options) if isinstance(one, ImagePredicted))

    copied = tmp_path / "elsewhere.tif"
    copied.write_bytes((tmp_path / "scan.tif").read_bytes())
    for _ in predict_folder(folder, [copied], tmp_path / "out", run, options):
        pass
    assert np.array_equal(decode((tmp_path / "out" / "elsewhere_z002.png").read_bytes()).array, shown[0])

    compared = export_model(folder, run, tmp_path / "net.onnx")
    assert "not with the slices beside them" in compared.told and not (tmp_path / "net.py").exists()
    facts = session_of(tmp_path / "net.onnx").get_modelmeta().custom_metadata_map
    assert (facts["channels"], facts["neighbours"]) == ("3", "1")

    choose(folder, 0)  # three equal planes, so that nothing but the choice tells
    desk.fit_head(folder, ids[1])
    assert desk.overlay(folder, ids[1])[2] == STROKES
    assert not desk.take(Failed)
    assert "it learnt from each slice with 1 neighbour on each side" in desk.take(Notice)[-1].text
    for attempt in (
        lambda: list(predict_project(folder, run, options)),
        lambda: list(train(folder, SETTINGS, run, recipe=SMALL)),
        lambda: export_model(folder, run, tmp_path / "no.onnx"),
    ):
        with pytest.raises(LearningError, match="the project has each slice by itself"):
            attempt()
    choose(folder, 1)
    desk.fit_head(folder, ids[1])
    assert np.array_equal(desk.overlay(folder, ids[1])[0], shown[0])
