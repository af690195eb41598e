"""A training keeps how its network sees the training images; a fit of a run is not passed on to the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from segstudio.learning.batch.fit_images import fit_run
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.messages import Finished, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.network.live_network import load_fitted
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.statistics_file import read_source
from segstudio.learning.training.trainer import train
from tests.learning.conftest import MakeProject
from tests.toy_networks import normed

__all__ = ["normed"]  # a fixture
SETTINGS = TrainSettings(network="normed", weights="none", steps=2, device="cpu", threads=1)


def trained(folder: Path, resume: str | None = None) -> str:
    *_, last = train(folder, SETTINGS, resume)
    assert isinstance(last, Finished), "nothing is said after it"
    return last.run


@pytest.mark.usefixtures("normed")
def test_statistics_are_kept_after_each_training_and_a_fit_stays_with_its_run(make_project: MakeProject) -> None:
    folder, device = make_project(images=7, held_out=1), choose_device("cpu")
    first = trained(folder)
    kept = read_source(folder, read_info(folder, first))
    assert kept is not None and kept["descriptors"].shape[0] == 6, "not of the held-out image"
    list(fit_run(folder, first, ("im6",), HeadFitting(), device))
    assert load_fitted(folder, first, device).fit is not None
    second = trained(folder, first)
    again = load_fitted(folder, second, device)
    assert second != first and again.fit is None and read_source(folder, again.info) is not None
