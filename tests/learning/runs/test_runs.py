"""Runs: what is saved loads back equal, run.json is the commit point, damage is told and nothing is guessed."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from segstudio import __version__
from segstudio.errors import LearningError, ProjectError, WeightsError, WriteError
from segstudio.learning.messages import HELD_OUT, ClassScore, Scored, ScoreTable, TrainSettings
from segstudio.learning.network.live_network import mixture_of
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.runs import folder
from segstudio.learning.runs.card import card
from segstudio.learning.runs.folder import RunWriter, load_resume, load_run, read_info, save_run
from segstudio.learning.runs.info import Region, RunInfo, from_json, to_json
from segstudio.learning.runs.listing import rename_run, scan
from segstudio.learning.training.run_record import Record
from segstudio.project.storage import read_json
from tests.any_bytes import changed, only

CLASSES = (ClassScore(0, "ground", 0.5, 2 / 3, 1.0, 40), ClassScore(7, "cell", None, None, None, 0))
TABLE = ScoreTable(HELD_OUT, 2, 40, CLASSES, 0.5, 2 / 3, 0.9, ((36, 4), (0, 0)))
FILES = ["card.md", "run.json", "weights.safetensors"]
INFO = RunInfo(
    name="first",
    encoder="resnet18",
    class_ids=(0, 7),
    class_names=("ground", "cell"),
    settings=TrainSettings(encoder="resnet18", seconds=60.0),
    upsampling="nearest",
    weights="random weights",
    scores=(Scored(10, 3.5, 0.25, TABLE, True), Scored(20, 7.0, 0.125, TABLE, False)),
    best=TABLE,
    mask_hashes={"img_1": "ab"},
    held_out=("img_2",),
    created="2026-01-02T03:04:05",
    reason="plateau",
    steps=20,
    seconds=7.5,
)


def state(value: float = 1.0) -> dict[str, Tensor]:
    return {"a.weight": torch.full((2, 3, 3, 3), value), "count": torch.tensor(4), "b": torch.arange(5.0)}


def equal(first: dict[str, Tensor], second: dict[str, Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)


def test_a_saved_run_loads_back_equal(tmp_path: Path) -> None:
    saved = save_run(tmp_path, INFO, state())
    info, weights = load_run(tmp_path, "first")
    assert info == saved == replace(INFO, weights_sha256=saved.weights_sha256, program=__version__)
    assert equal(weights, state()) and len(saved.weights_sha256) == 64
    assert sorted(p.name for p in (tmp_path / "runs" / "first").iterdir()) == FILES


def test_in_a_run_of_before_the_head_said_as_much_as_the_network() -> None:
    content = to_json(replace(INFO, with_head=True, head_share=0.25))
    assert from_json(content).head_share == 0.25
    del content["head_share"]
    assert from_json(content).head_share == 0.5
    for absurd in (-0.1, 7, float("nan"), "much"):
        with pytest.raises(LearningError, match="damaged"):
            from_json(content | {"head_share": absurd})


def test_classes_that_the_head_decides_about_come_back_and_an_earlier_program_refuses_them(tmp_path: Path) -> None:
    """It would predict otherwise, in silence."""
    content = to_json(replace(INFO, with_head=True, head_alone=(3, 7)))
    again = from_json(json.loads(json.dumps(content)))
    assert again.head_alone == (3, 7) and content["version"] == 2
    assert (
        mixture_of(again) == Mixture(again.head_share, (3, 7)) and mixture_of(replace(again, with_head=False)) is None
    )
    assert to_json(INFO)["version"] == 1 and from_json({**to_json(INFO), "version": 1}).head_alone == ()
    for absurd in ([-1], ["disc"], 7):
        with pytest.raises(LearningError, match="damaged"):
            from_json(content | {"head_alone": absurd})


def test_means_of_older_runs_are_counted_over_the_classes_with_a_true_pixel(tmp_path: Path) -> None:
    rows = (*CLASSES[:1], ClassScore(3, "membrane", 0.9, 0.95, 1.0, 40), ClassScore(7, "cell", 0.0, 0.0, None, 0))
    old = ScoreTable(HELD_OUT, 2, 80, rows, 1.4 / 3, (2 / 3 + 0.95) / 3, 0.9, ((36, 4, 0), (0, 40, 0), (0, 0, 0)))
    save_run(tmp_path, replace(INFO, best=old, scores=(Scored(10, 3.5, 0.25, old, True),)), state())
    info = read_info(tmp_path, "first")
    for table in (info.best, info.scores[0].table):
        assert table is not None and table.classes == rows and table.predicted_only == ("cell",)
        assert table.mean_iou == pytest.approx(0.7) and table.mean_dice == pytest.approx((2 / 3 + 0.95) / 2)
    assert "1 class predicted that is not in the masks: cell." in card(info)


def test_scores_keep_their_notes_and_those_of_older_versions_have_none() -> None:
    noted = replace(INFO, scores=(Scored(10, 3.5, 0.25, TABLE, True, False, 1.5, 2.5),))
    content = to_json(noted)
    assert from_json(content) == noted
    for note in ("rising", "strokes_at", "truth_at"):
        del content["scores"][0][note]
    assert from_json(content).scores == (Scored(10, 3.5, 0.25, TABLE, True),)


def test_tensors_of_any_memory_order_and_sharing_are_saved(tmp_path: Path) -> None:
    base = torch.rand(2, 3, 4, 4)
    tensors = {"last": base.to(memory_format=torch.channels_last), "one": base, "same": base, "part": base[:, 1]}
    save_run(tmp_path, INFO, tensors)
    assert equal(load_run(tmp_path, "first")[1], tensors)


def test_a_loss_that_is_not_a_number_survives_and_json_stays_strict(tmp_path: Path) -> None:
    save_run(tmp_path, replace(INFO, scores=(Scored(1, 1.0, math.nan, TABLE, False),)), state())
    text = (tmp_path / "runs" / "first" / "run.json").read_text(encoding="utf-8")
    json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert math.isnan(read_info(tmp_path, "first").scores[0].loss)


def test_the_optimiser_s_memory_is_kept_beside_the_weights(tmp_path: Path) -> None:
    moments = {"exp_avg": torch.rand(3)}
    save_run(tmp_path, INFO, state(), moments)
    resumed = load_resume(tmp_path, "first")
    assert resumed is not None and equal(resumed, moments)
    save_run(tmp_path, INFO, state())
    assert load_resume(tmp_path, "first") is None


def test_memory_that_does_not_belong_to_the_weights_is_passed_over(tmp_path: Path) -> None:
    save_run(tmp_path, INFO, state(), {"exp_avg": torch.rand(3)})
    (tmp_path / "runs" / "first" / "resume.safetensors").write_bytes(b"other")
    assert load_resume(tmp_path, "first") is None


def test_a_writer_makes_its_own_folder_logs_and_saves(tmp_path: Path) -> None:
    first, second = RunWriter(tmp_path), RunWriter(tmp_path)
    assert first.name != second.name
    first.log("step 1")
    first.log("step 2\n")
    assert (first.folder / "log.txt").read_text(encoding="utf-8") == "step 1\nstep 2\n"
    assert [row.info for row in scan(tmp_path)] == [None, None]
    saved = first.save(INFO, state())
    assert (saved.name, saved.created) == (first.name, first.created)
    first.discard()
    second.discard()
    assert [row.name for row in scan(tmp_path)] == [saved.name] and not second.folder.exists()
    assert read_info(tmp_path, saved.name) == saved


@pytest.mark.parametrize("failing", ["weights.safetensors", "run.json"])
def test_after_a_failed_save_the_run_before_still_loads(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_run(tmp_path, INFO, state(1))
    write = folder.write_atomic

    def full(path: Path, data: bytes, fsync: bool = True) -> None:
        if path.name == failing:
            raise WriteError("Cannot write: the disk is full.")
        write(path, data, fsync)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "write_atomic", full)
        patch.setattr("segstudio.project.storage.write_atomic", full)
        for _ in range(3):
            with pytest.raises(WriteError):
                save_run(tmp_path, INFO, state(2))
            assert equal(load_run(tmp_path, "first")[1], state(1))
    save_run(tmp_path, INFO, state(3))
    assert equal(load_run(tmp_path, "first")[1], state(3))
    assert sorted(p.name for p in (tmp_path / "runs" / "first").iterdir()) == FILES


def test_weights_that_do_not_read_back_are_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = folder.write_atomic
    monkeypatch.setattr(folder, "write_atomic", lambda path, data, fsync: write(path, data[:-1] + b"\x07", fsync))
    with pytest.raises(WriteError, match="not written as it should be"):
        save_run(tmp_path, INFO, state())
    assert [row.info for row in scan(tmp_path)] == [None]


@pytest.mark.parametrize("damage", ["missing", "flipped", "empty"])
def test_weights_that_changed_are_refused(damage: str, tmp_path: Path) -> None:
    save_run(tmp_path, INFO, state())
    path = tmp_path / "runs" / "first" / "weights.safetensors"
    data = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(b"" if damage == "empty" else data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(WeightsError, match="missing or damaged") as caught:
        load_run(tmp_path, "first")
    assert caught.value.hint


def content(tmp_path: Path) -> tuple[Path, dict[str, object]]:
    save_run(tmp_path, INFO, state())
    path = tmp_path / "runs" / "first" / "run.json"
    return path, json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "change",
    [
        {"class_ids": [0, 0]}, {"class_ids": [0, 255]}, {"class_ids": [0]}, {"class_ids": None}, {"encoder": 3},
        {"settings": {"seed": "x"}}, {"settings": []}, {"scores": [{}]}, {"best": 4}, {"steps": None}, {"version": "1"},
        {"mask_hashes": []},
    ],
)  # fmt: skip
def test_damaged_facts_are_told(change: dict[str, object], tmp_path: Path) -> None:
    path, facts = content(tmp_path)
    path.write_text(json.dumps(facts | change), encoding="utf-8")
    with pytest.raises(LearningError, match="damaged"):
        load_run(tmp_path, "first")


@pytest.mark.parametrize("text", ["", "[]", "null", "3", "{", '{"version": 1}'])
def test_a_run_json_that_is_none_is_told(text: str, tmp_path: Path) -> None:
    path, _ = content(tmp_path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LearningError):
        load_run(tmp_path, "first")


def test_a_newer_run_is_refused_and_unknown_facts_are_passed_over(tmp_path: Path) -> None:
    path, facts = content(tmp_path)
    path.write_text(json.dumps(facts | {"mood": "good"}), encoding="utf-8")
    assert read_info(tmp_path, "first").encoder == "resnet18"
    path.write_text(json.dumps(facts | {"version": 3}), encoding="utf-8")
    with pytest.raises(LearningError, match="newer version"):
        read_info(tmp_path, "first")


@pytest.mark.parametrize("change", [{"encoder": "vgg99"}, {"network": "segnet9"}, {"upsampling": "cubic"}])
def test_a_run_of_an_unknown_network_is_refused(change: dict[str, str], tmp_path: Path) -> None:
    path, facts = content(tmp_path)
    path.write_text(json.dumps(facts | change), encoding="utf-8")
    with pytest.raises(WeightsError, match=next(iter(change.values()))):
        load_run(tmp_path, "first")


@pytest.mark.parametrize("name", ["", ".", "..", "../other", "a/b", "gone"])
def test_names_that_are_no_run_are_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(LearningError):
        read_info(tmp_path, name)


def test_a_vanished_project_folder_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        RunWriter(tmp_path / "gone")
    with pytest.raises(WriteError):
        save_run(tmp_path / "gone", INFO, state())
    assert not (tmp_path / "gone").exists()


def test_runs_are_listed_without_torch(tmp_path: Path) -> None:
    save_run(tmp_path, INFO, state())
    code = (
        "import sys; from pathlib import Path; from segstudio.learning.runs.listing import scan;"
        "print(len(scan(Path(sys.argv[1]))), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]


def test_an_older_run_without_a_title_or_labels_loads(tmp_path: Path) -> None:
    path, facts = content(tmp_path)
    for later in ("title", "program", "truth_hashes", "pixels"):
        del facts[later]
    path.write_text(json.dumps(facts), encoding="utf-8")
    info = read_info(tmp_path, "first")
    assert (info.title, info.truth_hashes, info.pixels) == ("", {}, ())


def test_an_older_run_without_a_network_or_the_kind_of_its_start_loads(tmp_path: Path) -> None:
    path = (
        tmp_path
        / "runs"
        / save_run(tmp_path, replace(INFO, weights="random weights.pth (9 of 9 tensors)"), state()).name
    )
    content = json.loads((path / "run.json").read_text())
    for key in ("network", "origin"):
        del content[key]
    del content["settings"]["network"]
    (path / "run.json").write_text(json.dumps(content))
    info = read_info(tmp_path, path.name)
    assert (info.network, info.settings.network, info.origin) == ("unet", "unet", "photographs")


def test_saving_again_keeps_the_title_that_a_person_gave(tmp_path: Path) -> None:
    save_run(tmp_path, INFO, state())
    rename_run(tmp_path, "first", "The good one")
    assert save_run(tmp_path, INFO, state(2)).title == "The good one"
    assert "The good one" in (tmp_path / "runs" / "first" / "card.md").read_text(encoding="utf-8")


def test_a_card_that_cannot_be_written_takes_nothing_from_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = folder.write_atomic

    def full(path: Path, data: bytes, fsync: bool = True) -> None:
        if path.name == "card.md":
            raise WriteError("Cannot write card.md: the disk is full.")
        write(path, data, fsync)

    monkeypatch.setattr(folder, "write_atomic", full)
    save_run(tmp_path, INFO, state())
    assert equal(load_run(tmp_path, "first")[1], state())


def test_the_record_keeps_which_labels_were_scored_on(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    mask = tmp_path / "masks" / "img_2.png"
    mask.write_bytes(b"labels")
    record = Record(RunWriter(tmp_path), INFO)
    record.keep(state(), 5, TABLE, Mixture())
    first = record.info.truth_hashes
    assert set(first) == {"img_2"} and len(first["img_2"]) == 64
    mask.write_bytes(b"other labels")
    record.keep(state(), 6, TABLE, Mixture())
    assert record.info.truth_hashes != first
    mask.unlink()
    record.keep(state(), 7, TABLE, None)
    assert record.info.truth_hashes == {}  # nobody can say any more


def test_a_run_of_any_bytes_is_read_or_refused(tmp_path: Path) -> None:
    save_run(tmp_path, INFO, {"logits.weight": torch.zeros(2, 3)})
    path = tmp_path / "runs" / INFO.name / "run.json"
    data = path.read_bytes()
    for number in range(200):
        path.write_bytes(changed(data, str(number)))
        only(LearningError, lambda: card(read_info(tmp_path, INFO.name)))
        assert len(scan(tmp_path)) == 1


ABSURD = ["-9223372036854775808", "1e999", "9" * 400, "9" * 6000, "NaN", "[[]]"]


@pytest.mark.parametrize("value", ABSURD)
@pytest.mark.parametrize("key", ["version", "steps", "seconds", "class_ids", "pixels", "scores", "best"])
def test_absurd_values_in_a_run_are_damage(key: str, value: str, tmp_path: Path) -> None:
    content = {**to_json(INFO), key: "HERE"}
    (tmp_path / "run.json").write_text(json.dumps(content).replace('"HERE"', value), "utf-8")
    if (key, value) in {("steps", ABSURD[0]), ("seconds", ABSURD[0])}:
        return  # odd, but no more than a number that is shown
    with pytest.raises((LearningError, ProjectError)):
        from_json(read_json(tmp_path / "run.json"))


def test_a_region_of_absurd_numbers_is_none() -> None:
    assert Region.parse("9" * 6000 + " 1 2 3 a") is None
    assert Region.parse("4 1 2 3 a") is not None
