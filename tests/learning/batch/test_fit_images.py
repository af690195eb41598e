"""Images of another microscope: named before they are predicted, and a fit of a run to them that can be undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from segstudio.errors import Cancelled, LearningError
from segstudio.learning.batch.batch import BatchOptions, predict_folder, predict_project
from segstudio.learning.batch.export_model import export_model
from segstudio.learning.batch.fit_images import NOT_KNOWN, fit_run, undo_fit
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.messages import Fitted, ImagePredicted, Notice, TrainSettings, Unlike
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import LoadedRun, load_fitted, load_network
from segstudio.learning.runs.archive import export_run, import_run
from segstudio.learning.runs.folder import load_run, read_info, save_run
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.statistics_file import FIT, SOURCE, read_fit, read_source
from segstudio.learning.training.first_network import make_network
from segstudio.models.build import build_network
from segstudio.project.palette_png import read_text
from segstudio.project.project import Project
from tests.learning.conftest import MakeProject, disc_image
from tests.toy_networks import normed

__all__ = ["normed"]  # a fixture

RUN = "run-1"
TRAINED = tuple(f"im{n}" for n in range(8))
CPU = choose_device("cpu")
pytestmark = pytest.mark.usefixtures("normed")
SETTINGS = TrainSettings(network="normed", encoder="", weights="none", device="cpu")


@pytest.fixture
def folder(make_project: MakeProject, tmp_path: Path) -> Path:
    """Eight images that run-1 is trained on, a held-out one, and two dark ones: d0 and d1."""
    folder = make_project(images=9, held_out=1)
    torch.manual_seed(1)
    state = build_network("normed", "", 2, "bilinear").state_dict()
    info = RunInfo(RUN, "", (0, 1), ("back", "disc"), SETTINGS, network="normed", learnt=TRAINED, steps=3)
    save_run(folder, info, state)
    dark = tmp_path / "dark"
    dark.mkdir()
    for number in range(2):
        image = disc_image(64, 10 + number)[0].astype(float) / 255
        Image.fromarray((255 * image**3).astype(np.uint8)).save(dark / f"d{number}.png")
    with Project.open(folder) as project:
        project.add_images(sorted(dark.iterdir()))
        project.set_current_run(RUN)
    return folder


def fit(folder: Path, *images: str, stop: Callable[[], bool] = lambda: False) -> list[object]:
    return list(fit_run(folder, RUN, images, HeadFitting(), CPU, stop))


def state(loaded: LoadedRun) -> dict[str, torch.Tensor]:
    return loaded.net.state_dict()


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(value, b[name]) for name, value in a.items())


def predicted(folder: Path, **options: object) -> tuple[list[object], bytes]:
    """The events, and the mask that is written of a dark image."""
    events = list(predict_project(folder, options=BatchOptions(device="cpu", **options)))  # type: ignore[arg-type]
    return events, (folder / "predictions" / RUN / "d0.png").read_bytes()


def of_kind(events: list[object], kind: type) -> list:  # type: ignore[type-arg]
    return [event for event in events if isinstance(event, kind)]


# ---- said before it is predicted -----------------------------------------------------------------------------------


def test_what_looks_unlike_is_named_before_it_is_predicted_and_no_longer_once_it_is_done(folder: Path) -> None:
    events, _ = predicted(folder)
    (unlike,) = of_kind(events, Unlike)
    assert unlike.images == ("d0", "d1") and [Path(one).name for one in unlike.names] == ["d0.png", "d1.png"]
    assert unlike.text == "2 of 11 images look unlike the training images. Seen beside them: darker, less sharp."
    assert events.index(unlike) < events.index(of_kind(events, ImagePredicted)[0])
    assert not of_kind(predicted(folder)[0], Unlike), "all is up to date"


def test_images_that_cannot_be_read_are_named_and_the_others_compared(folder: Path) -> None:
    with Project.open(folder, write=False) as project:
        project.image_path(project.entry("d0")).write_bytes(b"no image")
    events = fit(folder, "d0", "d1")
    (left_out,), (fitted,) = of_kind(events, Notice), of_kind(events, Fitted)
    assert (
        left_out.left_out and "d0.png" in left_out.text and fitted.text.startswith("The network is fitted to 1 image")
    )
    events = list(predict_project(folder, options=BatchOptions(device="cpu")))
    assert not of_kind(events, Unlike), "d1 is fitted to, d0 cannot be read, which is said when it is predicted"
    assert [one.text[:18] for one in of_kind(events, Notice)] == ["d0.png is left out"]


def test_a_run_of_too_few_training_images_says_that_it_is_not_known(folder: Path) -> None:
    info, weights = load_run(folder, RUN)
    save_run(folder, replace(info, learnt=TRAINED[:4]), weights)
    assert of_kind(predicted(folder)[0], Unlike) == [Unlike(RUN, NOT_KNOWN)]
    with pytest.raises(LearningError, match="not known"):
        fit(folder)
    assert not (folder / "runs" / RUN / FIT).exists()


def test_an_older_run_is_compared_with_its_images_and_one_without_them_with_what_it_kept(folder: Path) -> None:
    info = read_info(folder, RUN)
    assert read_source(folder, info) is None
    first = of_kind(predicted(folder)[0], Unlike)
    fit(folder)
    list(undo_fit(folder, RUN))
    assert read_source(folder, info) is not None
    with Project.open(folder) as project:
        for image in TRAINED:
            project.image_path(project.entry(image)).unlink()
    again = of_kind(list(predict_project(folder, options=BatchOptions(device="cpu", again=True))), Unlike)
    assert [one.images for one in again] == [one.images for one in first]


# ---- the fit -------------------------------------------------------------------------------------------------------


def test_undo_gives_the_same_network_and_the_same_predictions_bit_for_bit(folder: Path) -> None:
    _, before = predicted(folder)
    weights = (folder / "runs" / RUN / "weights.safetensors").read_bytes()
    trained = state(load_fitted(folder, RUN, CPU))
    fit(folder)
    fitted = load_fitted(folder, RUN, CPU)
    assert fitted.fit is not None and [name for name, _ in fitted.fit.images] == [
        entry.path for entry in Project.open(folder, write=False).images if entry.id in ("d0", "d1")
    ]
    assert not same(state(fitted), trained) and same(state(LoadedRun(*load_network(folder, RUN, CPU))), trained)
    events, after = predicted(folder)
    assert after != before, "predictions made before are out of date"
    assert len(of_kind(events, ImagePredicted)) == sum(one.new for one in of_kind(events, ImagePredicted)) == 11
    assert (folder / "runs" / RUN / "weights.safetensors").read_bytes() == weights
    list(undo_fit(folder, RUN))
    assert same(state(load_fitted(folder, RUN, CPU)), trained) and predicted(folder)[1] == before


def test_the_scores_on_the_held_out_images_before_and_after_are_told_and_kept(folder: Path) -> None:
    (told,) = of_kind(fit(folder), Fitted)
    found = read_fit(folder, read_info(folder, RUN))
    assert found is not None and found[0].before is not None and found[0].after is not None
    before, after = (table.mean_iou or 0 for table in (found[0].before, found[0].after))
    assert told.text == (
        "The network is fitted to 2 images without their labels. "
        f"Held-out mean IoU {before:.2f} before and {after:.2f} after (n = 1)."
    )


def test_without_a_labelled_held_out_image_nothing_is_claimed(folder: Path) -> None:
    with Project.open(folder, write=False) as project:
        project.mask_path(project.entry("im8")).unlink()
    (told,) = of_kind(fit(folder), Fitted)
    assert told.text.endswith("No held-out image is labelled: how much it helps is not known.")


def test_a_fit_that_is_stopped_or_has_nothing_to_do_changes_nothing(folder: Path) -> None:
    with pytest.raises(Cancelled):
        fit(folder, "d0", stop=lambda: True)
    with Project.open(folder) as project:
        for image in ("d0", "d1"):
            project.remove_image(image)
    with pytest.raises(LearningError, match="No image looks unlike"):
        fit(folder)
    assert not (folder / "runs" / RUN / FIT).exists() and load_fitted(folder, RUN, CPU).fit is None


@pytest.mark.parametrize("where", [0, 3, 60, -1, None])
def test_a_damaged_fit_is_told_in_one_sentence_and_not_used(folder: Path, where: int | None) -> None:
    trained = state(load_fitted(folder, RUN, CPU))
    fit(folder)
    path = folder / "runs" / RUN / FIT
    data = bytearray(path.read_bytes())
    if where is None:
        data = data[: len(data) // 2]
    else:
        data[where] ^= 0x11
    path.write_bytes(data)
    loaded = load_fitted(folder, RUN, CPU)
    assert loaded.fit is None and same(state(loaded), trained) and "is damaged" in loaded.told
    assert [one.text for one in of_kind(predicted(folder)[0], Notice)] == [loaded.told]
    list(undo_fit(folder, RUN))
    assert load_fitted(folder, RUN, CPU).told == ""


def test_a_fit_of_other_weights_is_not_used(folder: Path) -> None:
    fit(folder)
    info, weights = load_run(folder, RUN)
    save_run(folder, info, {name: value + 1 for name, value in weights.items()})
    loaded = load_fitted(folder, RUN, CPU)
    assert loaded.fit is None and loaded.told and read_source(folder, loaded.info) is None


def test_a_resumed_training_starts_from_the_weights_as_they_were_trained(folder: Path) -> None:
    fit(folder)
    steps = make_network(folder, SETTINGS, RUN, CPU, (0, 1), lambda: False)
    with pytest.raises(StopIteration) as ended:
        while True:
            next(steps)
    assert same(ended.value.value.net.state_dict(), load_run(folder, RUN)[1])


# ---- for one pass, and elsewhere -----------------------------------------------------------------------------------


def test_a_pass_can_be_fitted_to_its_images_without_a_trace_in_the_run(folder: Path, tmp_path: Path) -> None:
    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before, masks = files(), []
    for fitted in (False, True, True):
        options = BatchOptions(device="cpu", fit=fitted)
        events = list(predict_folder(folder, tmp_path / "dark", tmp_path / "out", options=options))
        masks.append((tmp_path / "out" / "d0.png").read_bytes())
        assert of_kind(events, Unlike)[0].images == ("d0", "d1"), "those of the project by their ids"
        told = [one.text for one in of_kind(events, Notice)]
        sentence = "The network is fitted to 2 images without their labels. The run itself stays as it is."
        assert told == ([sentence] if fitted else [])
    assert masks[0] != masks[1] == masks[2] and files() == before
    fit(folder, "d0", "d1")
    again = list(predict_folder(folder, tmp_path / "dark", tmp_path / "out", options=BatchOptions(device="cpu")))
    assert all(one.new for one in of_kind(again, ImagePredicted)), "of the kept fit, not of the one for a pass"
    assert read_text(tmp_path / "out" / "d0.png")["Prediction"].count("~") == 1


def test_an_exported_run_takes_its_statistics_and_its_fit_along(
    folder: Path, make_project: MakeProject, tmp_path: Path
) -> None:
    fit(folder)
    elsewhere = make_project(images=3, held_out=0, folder="q", names=("disc", "back"))
    imported = import_run(elsewhere, export_run(folder, RUN, tmp_path / "run.zip"), {0: "disc", 1: "back"})
    ours, theirs = load_fitted(folder, RUN, CPU), load_fitted(elsewhere, imported.info.name, CPU)
    assert same(state(ours), state(theirs)) and theirs.told == "" and theirs.fit is not None
    assert theirs.fit.before is theirs.fit.after is None, "those scores are of another project"
    assert read_source(elsewhere, imported.info) is not None
    list(undo_fit(elsewhere, imported.info.name))
    assert same(state(load_fitted(elsewhere, imported.info.name, CPU)), load_run(folder, RUN)[1])


def test_an_archive_with_a_damaged_file_of_statistics_is_refused(folder: Path, tmp_path: Path) -> None:
    fit(folder)
    (folder / "runs" / RUN / SOURCE).write_bytes(b"no statistics")
    export_run(folder, RUN, tmp_path / "without.zip")  # they can be measured again
    with pytest.raises(Exception, match="is damaged"):
        import_run(folder, folder / "runs" / RUN, {0: "back", 1: "disc"})
    assert [path.name for path in (folder / "runs").iterdir()] == [RUN]


def test_an_onnx_file_holds_the_statistics_that_predict_and_says_which(folder: Path, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    found = []
    for number, prepare in enumerate((lambda: None, lambda: fit(folder))):
        prepare()
        done = export_model(folder, RUN, tmp_path / f"{number}.onnx")
        facts = {one.key: one.value for one in onnx.load(tmp_path / f"{number}.onnx").metadata_props}
        assert facts["statistics"] == done.statistics and json.loads(facts["classes"])
        found.append((done.statistics, (tmp_path / f"{number}.onnx").read_bytes()))
    assert [one[0] for one in found] == ["as trained", "fitted to 2 images"] and found[0][1] != found[1][1]
    for _ in range(2):  # and beside the predictions, where the file of the unfitted one may lie
        list(predict_project(folder, options=BatchOptions(engine="onnx", again=True)))
        list(undo_fit(folder, RUN))
    assert len(list((folder / "predictions" / RUN).glob("*.onnx"))) == 2
