"""Checks the runs of a project, for ``project.checking``: which cannot be used, and which files beside their weights
are damaged. Reads every file of weights once; imports no torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from segstudio.errors import LearningError, WeightsError, said
from segstudio.learning.runs.folder import RESUME, read_info, weights_file
from segstudio.learning.runs.info import RunInfo, title_of
from segstudio.learning.runs.listing import RunRow, best_of, scan
from segstudio.learning.runs.statistics_file import FIT, SOURCE, read_fit, read_source
from segstudio.project.checking.check import is_in_use, lost_masks
from segstudio.project.checking.findings import Finding, Kind
from segstudio.project.project import Project
from segstudio.project.project_file import FILE_NAME
from segstudio.project.storage import file_hash


def check_runs(project: Project) -> Iterator[Finding]:
    """What is wrong with the runs; images that they learnt from whose labels are gone."""
    rows, known, used = scan(project.folder), dict[str, str](), is_in_use(project.folder)
    for row in rows:
        if used and not row.kept:
            continue  # a training that may be under way
        info, problem = _usable(project, row)
        if info is None:
            yield _unusable(project, row, problem)
            continue
        yield from _beside(project, info)
        known |= dict.fromkeys((*info.mask_hashes, *info.truth_hashes), title_of(info))
    for id, title in known.items():
        yield from lost_masks(project, [id], said("run {title}", title=title))
    if project.current_run and project.current_run not in {row.name for row in rows}:
        text = said("The current run {name} is not there.", name=project.current_run)
        told = said("The best of the other runs takes its place, or none.")
        yield Finding(Kind.RUN, FILE_NAME, text, told, copied=(project.folder / FILE_NAME,), mend=_choose_run)


def _usable(project: Project, row: RunRow) -> tuple[RunInfo | None, str]:
    """The facts of a run whose weights are those that it was saved with; None and why it cannot be used."""
    if row.info is None or row.problem:
        return None, row.problem
    try:
        info = read_info(project.folder, row.name)
        weights_file(project.folder, info)
    except (LearningError, WeightsError) as error:
        return None, error.message
    return info, ""


def _unusable(project: Project, row: RunRow, problem: str) -> Finding:
    name = f"runs/{row.name}"
    text = said("The run {title} cannot be used: {problem}", title=row.title, problem=problem)
    told = said("It is put aside.")
    if row.name == project.current_run:
        told = said("It is put aside; the best of the other runs is the current one, or none.")
    return Finding(Kind.RUN, name, text, told, copied=(project.folder / FILE_NAME,),
                   moved=(project.folder / name,), mend=_choose_run)  # fmt: skip


def _choose_run(project: Project) -> None:
    """Another current run, where that is not there any more."""
    rows = scan(project.folder)
    if project.current_run is not None and project.current_run not in {row.name for row in rows}:
        best = best_of(rows)
        project.set_current_run(best.name if best else None)


def _beside(project: Project, info: RunInfo) -> Iterator[Finding]:
    """Files beside the weights that are damaged, without which the run can be used."""
    folder = project.folder / "runs" / info.name
    yield from _damaged(folder / RESUME, info, said("it can be continued, but begins with another pace"),
                        partial(_same_hash, folder / RESUME, info.resume_sha256))  # fmt: skip
    yield from _damaged(folder / SOURCE, info, said("it is measured again when it is needed"),
                        lambda: read_source(project.folder, info) is not None)  # fmt: skip
    yield from _damaged(folder / FIT, info, said("the run is used as it was trained"),
                        lambda: _fit_is_sound(project, info))  # fmt: skip


def _damaged(path: Path, info: RunInfo, effect: str, is_sound: Callable[[], bool]) -> Iterator[Finding]:
    if not path.is_file() or is_sound():
        return
    name = f"runs/{info.name}/{path.name}"
    text = said("{name} of the run {title} is damaged, or of other weights.", name=path.name, title=title_of(info))
    yield Finding(Kind.RUN, name, text, said("It is put aside; {effect}.", effect=effect), moved=(path,))


def _same_hash(path: Path, digest: str) -> bool:
    try:
        return file_hash(path) == digest
    except OSError:
        return False


def _fit_is_sound(project: Project, info: RunInfo) -> bool:
    try:
        return read_fit(project.folder, info) is not None
    except LearningError:
        return False
