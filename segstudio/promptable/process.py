"""The process of a click network, and the window's only way to it.

The window never imports ONNX Runtime: opening a file may take seconds or end the process that does it. Every call
waits, so it is made on a background thread; one call at a time. Knows no Qt.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, UserError
from segstudio.labels.steps import Stop, never
from segstudio.project.byte_cache import ByteCache
from segstudio.promptable.answers import Answer, Ask, Facts, Halt, Look, Open

MEMORY = 128 << 20  # bytes of what the encoder made of pictures, the newest
POLL = 0.05  # seconds between two looks at whether to stop
PATIENCE = 5.0  # seconds that a stopped encoder may take to end
_CONTEXT = multiprocessing.get_context("spawn")


class ClickNetwork:
    """A pair of files in a process that starts with the first call. Every call may raise ``UserError``, after which
    the network should not be used any more, and ``Cancelled`` as soon as ``stop()`` is true."""

    def __init__(self, encoder: Path, decoder: Path) -> None:
        self.encoder, self.decoder = encoder, decoder
        self.facts: Facts | None = None  # as soon as the files are open
        self._turn = threading.Lock()
        self._pipe: Connection | None = None
        self._process: Any = None
        self._closed = False
        self._opened = False  # the process has both files

    def open(self, stop: Stop = never, *, trial: bool = False) -> Facts:
        """Open both files, unless they are; ``trial``: also answer a click on a made picture."""
        if self.facts is None or not self._opened or trial:
            self.facts = self._call(Open(str(self.encoder), str(self.decoder), trial), stop)
            self._opened = True
        return self.facts

    def look(self, key: bytes, picture: NDArray[np.uint8], stop: Stop = never) -> None:
        """Run the encoder on ``uint8[h, w, 3]`` RGB; ``key`` names it in ``ask``."""
        self.open(stop)
        self._call(Look(key, picture), stop)

    def ask(
        self, key: bytes, at: NDArray[np.float32], labels: NDArray[np.float32], stop: Stop = never
    ) -> Answer | None:
        """Answer clicks; ``None`` where the picture was forgotten meanwhile. See ``Ask``."""
        found: Answer | None = self._call(Ask(key, at, labels), stop) if self._opened else None
        return found

    @property
    def pid(self) -> int | None:
        """Process id; ``None`` while there is none."""
        return self._process.pid if self._process is not None else None

    def rest(self) -> None:
        """End the process, which holds much memory, unless it works; the next call starts it again. Waits a moment for
        its end."""
        if self._turn.acquire(blocking=False):
            try:
                facts = self.facts
                self._end()
                self.facts = facts  # the files are the same
            finally:
                self._turn.release()

    def close(self) -> None:
        """End the process, whatever it does; does not wait for a call that is under way, which raises."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()

    def _call(self, request: object, stop: Stop) -> Any:
        while not self._turn.acquire(timeout=POLL):
            if stop():
                raise Cancelled
        try:
            pipe = self._started()
            pipe.send(request)
            while not pipe.poll(POLL):
                if stop():
                    self._halt(pipe)
                    raise Cancelled
            answer = pipe.recv()
        except (EOFError, OSError) as error:
            self._end()
            if self._closed:
                raise Cancelled from error
            raise UserError(
                "The click network ended by itself.", "It may need more memory than this computer has free."
            ) from error
        finally:
            self._turn.release()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _started(self) -> Connection:
        if self._closed:
            raise Cancelled
        if self._pipe is None:
            self._pipe, other = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=_serve, args=(other,), name="segstudio-clicks", daemon=True)
            process.start()
            self._process = process  # once it can be killed
            other.close()
            if self._closed:  # meanwhile
                self._process.kill()
        return self._pipe

    def _halt(self, pipe: Connection) -> None:
        """Stop what runs; a process that does not is ended, and the next call opens the files again."""
        pipe.send(Halt())
        if pipe.poll(PATIENCE):
            pipe.recv()
        else:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._pipe = self._process = self.facts = None
        self._opened = False


# ---- in the process --------------------------------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    """Answer requests until the window is gone, then end at once, whatever runs."""
    with suppress(AttributeError, OSError):
        os.nice(5)  # behind the window, before a training
    desk = _Desk(pipe.send)
    threading.Thread(target=desk.work, daemon=True).start()
    try:
        while True:
            request = pipe.recv()
            if isinstance(request, Halt):
                desk.halt()
            else:
                desk.requests.put(request)
    except (EOFError, OSError):
        os._exit(0)


class _Desk:
    """Does one request after the other, on a thread of its own, so that ``halt`` can be heard meanwhile."""

    def __init__(self, send: Callable[[Any], None]) -> None:
        self.requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._send = send
        self._pair: Any = None
        self._read: ByteCache[bytes, Any] = ByteCache(MEMORY)
        self._options: Any = None  # of the encoder's run

    def halt(self) -> None:
        """Stop the encoder, if it runs."""
        options = self._options
        if options is not None:
            options.terminate = True

    def work(self) -> None:
        """Forever."""
        while True:
            request = self.requests.get()
            try:
                answer = self._answer(request)
            except UserError as error:
                answer = error
            except Exception as error:
                answer = UserError("The click network stopped with an error.", str(error)[:300])
            with suppress(OSError):
                self._send(answer)

    def _answer(self, request: Any) -> Any:
        from segstudio.promptable.pair import Pair

        if isinstance(request, Open):
            if self._pair is None:
                self._pair = Pair(Path(request.encoder), Path(request.decoder))
            return self._pair.trial() if request.trial else self._pair.facts
        if isinstance(request, Look):
            return self._look(request)
        read = self._read.get(request.key)
        return None if read is None else self._pair.answer(read, request.at, request.labels)

    def _look(self, request: Look) -> None:
        from onnxruntime import RunOptions

        if self._read.get(request.key) is None:
            self._options = RunOptions()
            try:
                self._read.put(request.key, self._pair.read(request.picture, self._options))
            finally:
                self._options = None
