"""The device: what is asked for, or a sentence; running out of memory is recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn

from segstudio.choices.devices import DEVICES
from segstudio.choices.encoders import ENCODERS
from segstudio.choices.networks import suited_encoder
from segstudio.choices.objectives import FORMULA
from segstudio.choices.starts import StartKind
from segstudio.errors import LearningError
from segstudio.learning.messages import Finished, Notice, Started, TrainSettings
from segstudio.learning.network import device, device_check, device_kinds
from segstudio.learning.network.device import Device, choose_device, fast_dtype, inference_dtype
from segstudio.learning.network.device_check import one_step_problem
from segstudio.learning.network.device_kinds import Kind
from segstudio.learning.network.doctor import examine
from segstudio.learning.plan.recipe import choose_recipe
from segstudio.learning.pretraining.formula_training import FormulaSettings
from segstudio.learning.pretraining.pretrain import pretrain
from segstudio.learning.training.trainer import train
from tests.narrow import SMALL

MakeProject = Callable[..., Path]


def stub(monkeypatch: pytest.MonkeyPatch, kind: str, name: str = "", found: bool = True, memory: int = 0) -> None:
    """A row's device that is there, or not, and in truth the CPU."""
    made = Kind(lambda: found, lambda: (name, memory), lambda: None, lambda: None)
    monkeypatch.setattr(device_kinds, DEVICES[kind].code.partition(":")[2], made)
    monkeypatch.setitem(DEVICES, kind, replace(DEVICES[kind], torch="cpu"))
    monkeypatch.setattr(device, "_checked", set())


def test_the_cpu_is_always_there() -> None:
    cpu = choose_device("cpu")
    assert cpu.kind == "cpu" and cpu.name.startswith("CPU, ") and cpu.memory >= 0
    assert cpu.torch == torch.device("cpu")


def test_auto_falls_back_to_the_cpu_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    chosen = choose_device("auto")
    assert chosen.kind == "cpu" and not chosen.notices, "there is nothing to tell"


@pytest.mark.parametrize("kind", ["cuda", "amd", "xpu", "mps"])
def test_a_missing_card_that_was_asked_for_is_told(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, kind, found=False)
    with pytest.raises(LearningError, match=f"No {DEVICES[kind].name} was found") as caught:
        choose_device(kind)
    assert "cpu" in caught.value.hint


def test_a_card_that_does_not_compute_is_not_used_and_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> str:
        raise RuntimeError("no kernel image is available.\nsecond line")

    stub(monkeypatch, "cuda", "NVIDIA Old")
    monkeypatch.setattr(device, "one_step_problem", broken)
    chosen = choose_device("auto")
    assert chosen.kind == "cpu" and chosen.notices == ("NVIDIA Old is not used: no kernel image is available.",)
    with pytest.raises(LearningError, match="NVIDIA Old cannot be used: no kernel image is available"):
        choose_device("cuda")


def test_the_next_kind_is_tried_when_one_fails_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "cuda", "NVIDIA One")
    stub(monkeypatch, "xpu", "Intel Two", memory=7)
    monkeypatch.setattr(device, "one_step_problem", lambda kind, _place: "it is too warm" if kind == "cuda" else "")
    chosen = choose_device("auto")
    assert (chosen.kind, chosen.name, chosen.memory) == ("xpu", "Intel Two", 7)
    assert chosen.torch == torch.device("cpu"), "the stub's"
    assert chosen.notices == ("NVIDIA One is not used: it is too warm.",)
    assert examine(Path())["gpu cuda"] == "NVIDIA One is not used: it is too warm"
    assert examine(Path())["gpu xpu"] == "Intel Two, 0.0 GB"


def test_a_device_takes_its_step_once_in_a_process_and_again_after_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def step(kind: str, _place: torch.device) -> str:
        taken.append(kind)
        return "memory is short" if len(taken) == 1 else ""

    stub(monkeypatch, "mps", "Apple M9")
    monkeypatch.setattr(device, "one_step_problem", step)
    assert [choose_device().kind for _ in range(3)] == ["cpu", "mps", "mps"] and taken == ["mps", "mps"]


class Convolution(nn.Module):
    """A small network whose answers go through ``then``."""

    def __init__(self, then: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.layer, self.then = nn.Conv2d(3, 3, 3, padding=1), then

    def forward(self, image: Tensor) -> Tensor:
        return self.then(self.layer(image))


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (lambda x: 1.001 * x, ""),
        (lambda x: x * float("nan"), "values that are no numbers"),
        (lambda x: x.flip(-1), "differs from the CPU's by"),
    ],
)
def test_a_step_is_accepted_if_it_is_close_to_the_cpus_and_leaves_the_random_numbers(
    first: Callable[[Tensor], Tensor], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = iter((first, lambda x: x))  # the device's, the CPU's
    monkeypatch.setattr(device_check, "build_network", lambda *_: Convolution(lambda x: next(turns)(x)))
    state = torch.get_rng_state()
    problem = one_step_problem("mps", torch.device("cpu"))
    assert (told in problem) if told else problem == ""
    assert torch.equal(torch.get_rng_state(), state)


def test_amds_cards_are_a_row_of_their_own_and_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = SimpleNamespace(name="Radeon 1", total_memory=5)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _index: facts)
    monkeypatch.setattr(torch.version, "hip", "7.0")
    monkeypatch.setattr(device, "one_step_problem", lambda *_: "")
    monkeypatch.setattr(device, "_checked", set())
    chosen = choose_device("auto")
    assert (chosen.kind, chosen.name, chosen.torch) == ("amd", "AMD Radeon 1", torch.device("cuda"))


def test_every_kind_of_device_has_a_recipe_an_encoder_and_a_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _index: (7, 5))
    for kind, row in DEVICES.items():
        assert choose_recipe(kind, StartKind.FORMULA, False).batch > 0 and suited_encoder("unet", kind) in ENCODERS
        assert fast_dtype(Device(kind, "", 0)) in (None, torch.float16, torch.bfloat16)
        assert inference_dtype(torch.device(row.torch)) in (None, torch.float16, torch.bfloat16)


def test_a_training_on_a_card_that_fails_runs_on_the_cpu_and_says_so(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(monkeypatch, "mps", "Apple M9")
    monkeypatch.setattr(device, "one_step_problem", lambda *_: "it forgot how")
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, threads=1)
    events = list(train(make_project(), settings, recipe=SMALL))
    assert "Apple M9 is not used: it forgot how." in [event.text for event in events if isinstance(event, Notice)]
    assert [event.device for event in events if isinstance(event, Started)][0].startswith("CPU")


def test_a_pretraining_says_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "mps", "Apple M9")
    monkeypatch.setattr(device, "one_step_problem", lambda *_: "it forgot how")
    settings = FormulaSettings("mobilenet_v3_large", steps=1, size=32, batch=2, threads=1, workers=0)
    assert next(pretrain(FORMULA, settings, tmp_path / "w.safetensors")) == Notice(
        "Apple M9 is not used: it forgot how."
    )


def test_a_training_on_another_kind_of_device_runs(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "mps", "Apple M9")
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, threads=1, device="mps")
    *_, finished = train(make_project(), settings, recipe=SMALL)
    assert isinstance(finished, Finished) and finished.run


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(LearningError, match="tpu"):
        choose_device("tpu")


def test_threads_are_set_and_never_none() -> None:
    before = torch.get_num_threads()
    try:
        assert device.set_threads(0) == 1 and torch.get_num_threads() == 1
        assert device.set_threads(None) == device_kinds.cores() >= 1
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), True),
        (MemoryError(), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), True),
        (RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), True),
        (RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"), True),
        (RuntimeError("level_zero backend failed with error: 39 (UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY)"), True),
        (RuntimeError("shape mismatch"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_running_out_of_memory_is_recognised(error: BaseException, expected: bool) -> None:
    assert device.is_out_of_memory(error) is expected


def test_a_real_refusal_of_the_allocator_is_recognised() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert device.is_out_of_memory(caught.value)
    device.free_memory()


def test_half_precision_on_cpus_needs_amx(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = Device("cpu", "", 0)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
    assert device.fast_dtype(cpu) is None
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    assert device.fast_dtype(cpu) is torch.bfloat16
