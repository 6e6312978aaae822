"""Make documents: reads tasks from standard input, a line each, and writes their PDFs in turn."""

import contextlib
import json
import os
import sys
from typing import BinaryIO

from planner.exports.pdf.typesetter import LENGTH_BYTES
from planner.exports.pdf.typesetting import load, typeset_here


def main() -> None:
    """Do every task, each in a process that ends with it; end at the first that fails."""
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(10)  # the people at the gate go first
    load()
    for task in sys.stdin.buffer:
        if not hasattr(os, "fork"):
            _do(task, sys.stdout.buffer)
            continue
        pid = os.fork()
        if pid == 0:
            _do(task, sys.stdout.buffer)
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            sys.exit(1)


def _do(task: bytes, out: BinaryIO) -> None:
    made = typeset_here(*json.loads(task))
    out.write(len(made).to_bytes(LENGTH_BYTES))
    out.write(made)
    out.flush()


if __name__ == "__main__":
    main()
