"""The device: what is asked for, or a sentence; running out of memory is recognised."""

from __future__ import annotations

import pytest
import torch

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.networks import suited_encoder
from segstudio.errors import LearningError
from segstudio.learning.network import device
from segstudio.learning.network.device import Device, choose_device


def test_the_cpu_is_always_there() -> None:
    cpu = choose_device("cpu")
    assert cpu.kind == "cpu" and cpu.name.startswith("CPU, ") and cpu.memory >= 0
    assert cpu.torch == torch.device("cpu")


def test_auto_falls_back_to_the_cpu_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto").kind == "cpu"


def test_a_missing_gpu_that_was_asked_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(LearningError, match="No GPU can be used: none was found") as caught:
        choose_device("cuda")
    assert "cpu" in caught.value.hint


def test_a_gpu_that_does_not_compute_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kw: object) -> None:
        raise RuntimeError("no kernel image is available\nsecond line")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "ones", broken)
    assert choose_device("auto").kind == "cpu"
    with pytest.raises(LearningError, match="no kernel image is available"):
        choose_device("cuda")


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(LearningError, match="tpu"):
        choose_device("tpu")


def test_threads_are_set_and_never_none() -> None:
    before = torch.get_num_threads()
    try:
        assert device.set_threads(0) == 1 and torch.get_num_threads() == 1
        assert device.set_threads(None) == device.cores() >= 1
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), True),
        (MemoryError(), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), True),
        (RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"), True),
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


def test_the_automatic_encoder_is_a_row_of_the_table() -> None:
    assert {suited_encoder("unet", kind) for kind in ("cpu", "cuda")} <= set(ENCODERS)


def test_half_precision_on_cpus_needs_amx(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = Device("cpu", "", 0)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx2": True})
    assert device.fast_dtype(cpu) is None
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    assert device.fast_dtype(cpu) is torch.bfloat16
