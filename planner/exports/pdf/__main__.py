"""Make one document: reads the task from standard input, writes the PDF to standard output."""

import contextlib
import json
import os
import sys

from planner.exports.pdf.typesetting import typeset_here


def main() -> None:
    """Do one task and end."""
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(10)  # the people at the gate go first
    sys.stdout.buffer.write(typeset_here(*json.load(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
