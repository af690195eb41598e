"""The model that images are predicted with: the network of a run, the head fitted to the labels on disk, or both. No
Qt."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from segstudio.choices.row import check
from segstudio.errors import LearningError, said, together
from segstudio.learning.batch.fit_images import AsTrained, Candidate, fit_sentence, fit_to, load_as_trained
from segstudio.learning.batch.onnx_export import onnx_network
from segstudio.learning.instant.feature_reader import Responses
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head import Head
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import STROKES, Notice
from segstudio.learning.network.device import Device, choose_device
from segstudio.learning.network.interruptible import Stop
from segstudio.learning.network.live_network import load_fitted, mixture_of
from segstudio.learning.network.local_net import folded
from segstudio.learning.runs.inputs import check_inputs
from segstudio.learning.runs.statistics_file import Fit, mark_of, statistics_digest
from segstudio.models.contract import Network
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.project.project import Project

# What the window shows is torch's. ONNX Runtime rounds otherwise: on real images another class in 4 to 36 of a million
# pixels (``tests/benchmarks/network/engines.py``), so that a file would not be what is shown.
ENGINES = ("torch", "onnx")
NOT_PREDICTED = said("Nothing was predicted, since the labels are a part of the model.")


@dataclass(frozen=True)
class LoadedModel:
    """``whole`` predicts images that fit, ``net`` the others, both for the classes ``ids``; ``digest`` changes with
    what they learnt and are fitted to. ``made``: the run as it was trained, ``None``: no network takes part; ``fit``:
    what its network is fitted to; ``told``: why it is not although it was."""

    net: Network
    whole: Network
    ids: tuple[int, ...]
    digest: str
    device: Device
    made: AsTrained | None = None
    fit: Fit | None = None
    told: str = ""
    vote: Vote | None = None
    head: Head | None = None


def load_model(
    project: Project, run: str, engine: str, device: str, stop: Stop, responses: Responses | None = None
) -> LoadedModel:
    """The model of a run, or of STROKES. ``responses``: as of FeatureReader. Raises LearningError, WeightsError,
    ProjectError, Cancelled, and MaskError where a mask that the head learns from cannot be used."""
    check(engine, ENGINES, "engine")
    chosen = choose_device("cpu" if engine == "onnx" else device)
    fitting = HeadFitting(lambda: starting_network(chosen), responses=responses)
    if run == STROKES:
        refuse_damaged(project, NOT_PREDICTED)
        head = fitting.fit_saved(project.folder)
        if head is None:
            raise LearningError("Nothing can be predicted from yet.", "Paint at least two classes, or train.")
        model = OneModel(None, head.ids, Vote(head, fitting.reader, head.ids))
        return LoadedModel(model, model, head.ids, head.digest, chosen)
    loaded = load_fitted(project.folder, run, chosen)
    check_inputs(project, loaded.info)
    if loaded.info.with_head:
        refuse_damaged(project, NOT_PREDICTED)
    head = fitting.fit_saved(project.folder) if loaded.info.with_head else None
    ids = loaded.info.class_ids
    vote = Vote(head, fitting.reader, ids, mixture_of(loaded.info)) if head is not None else None
    made = load_as_trained(project, loaded, chosen, stop)
    bare = LoadedModel(made.net, made.net, ids, "", chosen, made, told=loaded.told, vote=vote, head=head)
    return _with_network(bare, loaded.net, loaded.fit)


def _with_network(before: LoadedModel, net: Network, fit: Fit | None) -> LoadedModel:
    assert before.made is not None
    net = folded(net)
    digest = f"{before.made.info.weights_sha256[:16]}{mark_of(fit)}"
    if before.vote is None or before.head is None:
        return replace(before, net=net, whole=net, digest=digest, fit=fit)
    model = OneModel(net, before.ids, before.vote)
    return replace(before, net=model, whole=net, digest=f"{digest}+{before.head.digest}", fit=fit)


def fitted_to(before: LoadedModel, images: Sequence[Candidate], stop: Stop) -> Generator[Notice, None, LoadedModel]:
    """The same model fitted to images, for this pass only; says what it did. Raises LearningError, Cancelled."""
    made, device = before.made, before.device
    if made is None:
        raise LearningError("Nothing is trained yet that could be fitted.", "Train first, or leave out --fit.")
    statistics, used, measured = yield from fit_to(made, images, device, stop)
    fit = Fit(tuple((one.input.picture.path.name, "") for one in used), measured, digest=statistics_digest(statistics))
    net = made.fitted(statistics)
    yield Notice(together(fit_sentence(fit), said("The run itself stays as it is.")))
    return replace(_with_network(before, net, fit), told="")


def in_engine(before: LoadedModel, project: Project, engine: str, threads: int) -> LoadedModel:
    """The same model with images that fit predicted by another engine. Raises LearningError, WriteError."""
    if engine == "torch" or before.made is None:
        return before
    return replace(before, whole=onnx_network(before.whole, project, before.made.info, threads, before.fit))
