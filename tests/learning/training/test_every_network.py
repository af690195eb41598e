"""Every row of the table of networks learns one small image by heart, is kept, predicts any size and becomes ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from numpy.typing import NDArray

from segstudio.choices.networks import NETWORKS, suited_encoder
from segstudio.labels.geometry import Rect
from segstudio.learning.batch.onnx_export import checked, exported
from segstudio.learning.messages import TrainSettings
from segstudio.learning.network.features import run_with_stages
from segstudio.learning.network.live_network import build_of_run
from segstudio.learning.network.local_net import folded
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.training.losses import segmentation_loss
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.scores.confusion import Confusion
from tests.learning.whole_image import predict_image
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture

pytestmark = pytest.mark.usefixtures("narrow")
SIDE, STEPS, RATE, ENOUGH = 64, 60, 1e-2, 0.95
IDS = (4, 9)


def encoder_of(name: str) -> str:
    """A narrow one where the network takes one."""
    return "resnet50" if "resnet50" in NETWORKS[name].encoders else suited_encoder(name, "cpu")


def drawn(side: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Noise, dark to the left and bright to the right, and which half is which: scores at a stride of 32 can say it."""
    mask = np.tile(np.arange(side) >= side // 2, (side, 1)).astype(np.int64)
    image = np.where(mask, 0.8, 0.2) + np.random.default_rng(0).normal(0, 0.05, mask.shape)
    return np.repeat(image[None].clip(0, 1).astype(np.float32), 3, axis=0), mask


def score(net: Network, image: NDArray[np.float32], mask: NDArray[np.int64]) -> float:
    """The lowest IoU."""
    counted = Confusion(IDS)
    counted.add(predict_image(net.eval(), IDS, image)[0], np.asarray(IDS, np.uint8)[mask])
    return float(counted.iou().min())


def learn(name: str, net: Network, image: NDArray[np.float32], mask: NDArray[np.int64]) -> None:
    """Train on the image and its mirror image until it is known by heart, at most STEPS steps."""
    both = torch.from_numpy(np.stack((image, image[..., ::-1])))
    truth = torch.from_numpy(np.stack((mask, mask[:, ::-1])))
    rate = RATE / 3 if NETWORKS[name].own_loss else RATE  # five losses together move further
    optimiser = torch.optim.AdamW(net.parameters(), rate)
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = rate * min(1.0, (step + 1) / 5)
        optimiser.zero_grad()
        own = net.train().own_loss(both, truth)
        loss = segmentation_loss(net(both), truth) if own is None else own
        loss.backward()  # type: ignore[no-untyped-call]
        if own is not None:
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        if step % 5 == 4 and score(net, image, mask) > ENOUGH:
            return


@pytest.mark.parametrize("name", NETWORKS)
def test_it_learns_is_kept_predicts_any_size_shows_features_and_is_exported(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    encoder = encoder_of(name)
    net = build_network(name, encoder, len(IDS))
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 0.3  # every batch is the same
    image, mask = drawn(max(SIDE, net.smallest))
    learn(name, net, image, mask)
    assert score(net, image, mask) > ENOUGH

    safetensors.torch.save_file(net.state_dict(), tmp_path / "weights.safetensors")
    info = RunInfo("run", encoder, IDS, ("dark", "bright"), TrainSettings(network=name), network=name)
    back = build_of_run(info, safetensors.torch.load_file(tmp_path / "weights.safetensors"), IDS)
    kept = folded(back)
    for size in ((1, 1), (37, 53), (150, 201)):
        noise = np.random.default_rng(1).random((3, *size), dtype=np.float32)
        truth, found = predict_image(net, IDS, noise), predict_image(kept, IDS, noise)
        assert found[0].shape == size and (found[0] == truth[0]).mean() > 0.99
        part = predict_image(kept, IDS, noise, Rect(0, 0, size[1], size[0]))
        assert np.array_equal(part[0], found[0])

    batch = torch.from_numpy(image)[None]
    with torch.inference_mode():
        _, maps = run_with_stages(kept, list(kept.stages), batch)
    assert len(maps) == len(kept.stages) and all(bool(one.isfinite().all()) and one.std() > 0 for one in maps)

    data = exported(back.eval().requires_grad_(False), info, None)
    side = 5 * 32 + max(0, net.smallest - 5 * 32)
    other = np.random.default_rng(2).random((3, side, side + 64), dtype=np.float32)
    assert checked(back, data, [image, other], 1)[1].difference < 1e-3
