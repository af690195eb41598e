"""A network takes part only while its images have the values that it learnt from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.errors import LearningError
from segstudio.learning.messages import TrainSettings
from segstudio.learning.runs.info import RunInfo, from_json, to_json
from segstudio.learning.runs.inputs import BY_ITSELF, check_inputs, ranges_in
from segstudio.project.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("a", "b"):
        tifffile.imwrite(
            tmp_path / f"{name}.tif", np.arange(64, dtype=np.uint16).reshape(8, 8), photometric="minisblack"
        )
    Project.create(tmp_path / "P", image_paths=[tmp_path / "a.tif", tmp_path / "b.tif"]).close()
    return Project.open(tmp_path / "P")


def test_a_network_of_other_values_is_refused_in_a_sentence(project: Project) -> None:
    ids = tuple(one.id for one in project.images)
    info = RunInfo("run", "", (0, 1), ("a", "b"), TrainSettings(), learnt=ids, ranges=ranges_in(project, ids))
    assert info.ranges == (BY_ITSELF,)
    info = from_json(to_json(info))
    check_inputs(project, info)
    project.update_entries([replace(project.images[0], values=(0.0, 100.0))])
    with pytest.raises(LearningError, match=r"learnt from other values \(each image by itself\)") as caught:
        check_inputs(project, info)
    assert "Train again" in caught.value.hint and "0 to 100" in caught.value.message
    check_inputs(project, replace(info, ranges=()))  # a run made before they were recorded
    check_inputs(project, replace(info, learnt=("gone",)))  # its images are not in the project any more
    project.close()
