"""One learning without labels under way: its model, its patches, its random numbers, and how it is kept on disk.

On a CPU with the same settings, images and number of threads, a learning that was stopped and goes on gives the weights
of one that never stopped. Must not import Qt.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio import __version__
from segstudio.errors import ProjectError, said
from segstudio.learning.data.labelled import LabelledPatches
from segstudio.learning.data.unlabelled import UnlabelledPatches
from segstudio.learning.drawing.model_of import (
    Learnt,
    arrays_of,
    device_of,
    masks_of,
    patches_on,
    pictures,
    tensors,
)
from segstudio.learning.explore_messages import Restored, no_masks
from segstudio.learning.messages import Notice
from segstudio.learning.network.device import free_memory, is_out_of_memory
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.learning.runs.checked_tensors import read_checked, write_checked
from segstudio.learning.runs.explorations import RESUME, WEIGHTS, discard_unsaved, folder_of, write_exploration
from segstudio.learning.runs.own_start import learnable
from segstudio.project.project import Project
from segstudio.regular_file import WEIGHTS as MOST_BYTES

SHOWN = 6  # patches that are shown with what the model makes of them
MOST_POINTS = 2000  # of the history; a longer one loses every second of its points
MOST_NAMED = 10  # images that are left out and named
OPTIMIZER = "optimizer."

State = dict[str, Tensor]
Patches = UnlabelledPatches | LabelledPatches


class Session:
    """``learnt``: the model and the facts so far, of an exploration whose folder is there. ``step`` and ``seconds``
    count from its beginning. ``patches``: of a new one, if they are there. Raises LearningError where no image is to be
    learnt from."""

    def __init__(self, project: Project, learnt: Learnt, patches: Patches | None = None) -> None:
        self.project, self.model, self.facts = project, learnt.model, learnt.facts
        self.step, self.seconds = learnt.facts.steps, learnt.facts.seconds
        self.batch = self.model.batch
        self.figures: dict[str, float] = {}
        self._random = torch.Generator().manual_seed(self.facts.seed)
        self._shown: Tensor | None = None
        self._named: set[str] = set()
        self._colours = self.facts.channels == 3 and not project.neighbours
        self._good: tuple[State, State, int] | None = None  # weights, optimizers and step before they were no numbers
        before = self._resume(learnt.digest) if learnt.digest else None
        self.patches = patches or self._patches(before)
        self._global = torch.get_rng_state()

    def _patches(self, before: Mapping[str, Any] | None) -> Patches:
        facts, side = self.facts, self.model.side
        if self.model.conditional:
            known = facts.class_ids
            return LabelledPatches(self.project, side, facts.seed, known, facts.channels, facts.region, before)
        return UnlabelledPatches(self.project, learnable(self.project), side, facts.seed, facts.channels, before)

    # ---- learning ----------------------------------------------------------------------------------------------

    def take(self, done: float) -> bool:
        """One step, once ``patches`` are ready; ``done``: share of the whole budget. False: its figures are no numbers.
        Raises ShortOfMemory."""
        self._first_shown()
        clean = np.stack([self.patches.draw() for _ in range(self.batch)])
        began = time.monotonic()
        figures = self._learn(clean, done)
        self.seconds += time.monotonic() - began
        self._global = torch.get_rng_state()
        if not all(map(math.isfinite, figures.values())):
            return False
        self.step += 1
        self.figures = figures
        return True

    def _learn(self, clean: NDArray[np.float32], done: float) -> dict[str, float]:
        """The figures of a batch, or of as much of it as fits into memory."""
        while True:
            try:
                return self.model.train().learn(patches_on(self.model, clean), done, self._random)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Outside of the except block, which refers to the tensors that did not fit.
            self.model.zero_grad(set_to_none=True)
            free_memory()
            if self.batch == 1:
                raise ShortOfMemory
            self.batch //= 2
            clean = clean[: self.batch]

    def _first_shown(self) -> None:
        if self._shown is None:
            self._shown = torch.from_numpy(np.stack([self.patches.draw() for _ in range(SHOWN)]))

    def show(self) -> Restored:
        """How it gets on, for the person and for the history; from here on a bad step leads back to these weights."""
        figures, (originals, restored, masks) = self.figures, self._pictures()
        points = (*self.facts.history, (self.step, self.seconds, dict(figures)))
        kept = points[len(points) % 2 == 0 :: 2] if len(points) > MOST_POINTS else points
        self.facts = replace(self.facts, history=kept)
        if self._is_finite():
            self._good = _copied(self.model.state_dict()), _copied(self.model.optimizer_state()), self.step
        return Restored(self.facts.name, self.step, self.seconds, dict(figures), originals, restored, masks)

    @torch.inference_mode()
    def _pictures(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
        """The shown patches, what the model makes of them, and the masks of a conditional one."""
        model, none = self.model.eval(), np.zeros((0, 1, 1, 3), np.uint8)
        if self._shown is None or not (model.restores or model.conditional):
            return none, none, no_masks()
        shown = self._shown.to(device_of(model))
        with torch.random.fork_rng(devices=[]):
            if not model.conditional:
                return pictures(shown, self._colours), pictures(model.restore(shown), self._colours), no_masks()
            image, mask = shown[:, : self.facts.channels], shown[:, self.facts.channels]
            made = model.generate(mask, torch.Generator().manual_seed(self.facts.seed))
        masks = masks_of(mask, self.facts.class_ids)
        return pictures(image, self._colours), pictures(made, self._colours), masks

    def _is_finite(self) -> bool:
        return all(bool(one.isfinite().all()) for one in self.model.state_dict().values() if one.is_floating_point())

    def go_back(self) -> bool:
        """The weights of the last good ``show``; False: there are none."""
        if self._good is None:
            return False
        weights, optimizers, self.step = self._good
        self.model.load_state_dict(weights)
        self.model.load_optimizer_state(optimizers)
        return True

    def take_left_out(self) -> list[Notice]:
        """New sentences about images that are not learnt from, for the first of them."""
        new = [id for id in self.patches.left_out if id not in self._named][: MOST_NAMED - len(self._named)]
        self._named.update(new)
        return [Notice(self._left_out(id), left_out=True) for id in new]

    def _left_out(self, id: str) -> str:
        reason = self.patches.left_out[id]
        return said("{image} is left out: {reason}", image=self.project.entry(id).title, reason=reason)

    def more_left_out(self) -> list[Notice]:
        """How many more there are, at the end."""
        more = len(self.patches.left_out) - len(self._named)
        sentence = said("{number} more images are left out; {file} names them.", number=more, file="exploration.json")
        return [Notice(sentence, left_out=True)] if more > 0 else []

    # ---- on disk -----------------------------------------------------------------------------------------------

    def write(self) -> Learnt:
        """Keep weights, what is needed to go on, and the facts; what is shown is of these. Raises WriteError."""
        folder = folder_of(self.project.folder, self.facts.name)
        known = dict(self.facts.images)
        known |= {id: self.project.entry(id).sha256 for id in sorted(self.patches.drawn)}
        left_out = tuple((id, str(text)) for id, text in self.patches.left_out.items() if id not in known)
        self.facts = replace(self.facts, steps=self.step, seconds=self.seconds, images=tuple(known.items()),
                             left_out=left_out, program=__version__, torch=torch.__version__,
                             created=self.facts.created or datetime.now().isoformat(timespec="seconds"))  # fmt: skip
        facts = {"method": self.facts.method, "encoder": self.facts.encoder, "steps": self.step}
        digest = write_checked(folder / WEIGHTS, arrays_of(self.model.state_dict()), facts)
        write_checked(folder / RESUME, self._resume_arrays(), {"weights": digest, "patches": self.patches.state})
        write_exploration(self.project.folder, self.facts)
        return Learnt(self.model, self.facts, digest)

    def _resume_arrays(self) -> dict[str, NDArray[Any]]:
        state = {f"{OPTIMIZER}{name}": value for name, value in self.model.optimizer_state().items()}
        state |= {"random": self._random.get_state(), "global": self._global}
        if self._shown is not None:
            state["shown"] = self._shown
        return arrays_of(state)

    def _resume(self, digest: str) -> Mapping[str, Any] | None:
        """Take over what was kept beside these weights; returns the state of the patches. ``None``: there is nothing,
        or it is damaged: learning goes on from the weights alone."""
        with contextlib.suppress(ProjectError, ValueError, KeyError):
            arrays, facts, _ = read_checked(folder_of(self.project.folder, self.facts.name) / RESUME, MOST_BYTES)
            if facts["weights"] == digest:
                state = tensors(arrays)
                moments = {name.removeprefix(OPTIMIZER): value for name, value in state.items()
                           if name.startswith(OPTIMIZER)}  # fmt: skip
                self.model.load_optimizer_state(moments)
                self._random.set_state(state["random"])
                torch.set_rng_state(state["global"])
                self._shown = state.get("shown")
                found: Mapping[str, Any] = facts["patches"]
                return found
        return None

    def close(self) -> None:
        """Stop reading; the folder of an exploration that kept nothing goes."""
        if isinstance(self.patches, UnlabelledPatches):
            self.patches.close()
        discard_unsaved(self.project.folder, self.facts.name)


def _copied(state: Mapping[str, Tensor]) -> State:
    return {name: value.detach().clone() for name, value in state.items()}
