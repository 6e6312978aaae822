"""A process that typesets one document after another, each in a fork of itself that ends.

The typesetter keeps what it has laid out and would never give the memory back; to load it anew for
each part of a large document takes half as long as the part. So a process of its own loads it once,
forks for each document and waits: what the fork used is gone with it. It has no threads, as a
process that forks must not, and a low priority: the people at the gate go first.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, cast

LENGTH_BYTES = 8
"""Before each document, how long it is."""


class PdfFailed(RuntimeError):
    """The typesetter gave no document."""


class Typesetter:
    """Gives documents one by one; closes as a context manager.

    Args:
        longest_seconds: how long who asks can wait for one.
    """

    def __init__(self, *, longest_seconds: float) -> None:
        self._longest_seconds = longest_seconds
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "planner.exports.pdf"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._asking = cast(IO[bytes], self._process.stdin)
        self._giving = cast(IO[bytes], self._process.stdout)

    def __enter__(self) -> "Typesetter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in (self._asking, self._giving):
            with suppress(BrokenPipeError):
                pipe.close()
        self._process.wait()
        self._errors.close()

    def typeset(self, task: Sequence[Any]) -> bytes:
        """Give the document of a task, as `typesetting.typeset_here` makes it.

        Raises:
            PdfFailed: there was none, or none in time; no other can be asked for.
        """
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            self._process.kill()

        watch = threading.Timer(self._longest_seconds, end)
        watch.start()
        try:
            with suppress(BrokenPipeError):  # what it left says why
                self._asking.write(json.dumps(task, ensure_ascii=False).encode() + b"\n")
                self._asking.flush()
            length = int.from_bytes(self._giving.read(LENGTH_BYTES))
            made = self._giving.read(length)
        finally:
            watch.cancel()
        if is_late.is_set():
            raise PdfFailed(f"no PDF after {self._longest_seconds} seconds")
        if not made or len(made) < length:
            self._process.wait()
            raise PdfFailed(f"the typesetter gave no PDF: {self._last_words()}")
        return made

    def _last_words(self) -> str:
        # The last line names what is wrong; the others show data, which belongs in no log.
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace").strip().rpartition("\n")[2][:200]
