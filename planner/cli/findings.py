"""What a look at an installation finds: a sentence with its cure, and how much it weighs."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

READABLE_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH


class Weight(Enum):
    """What follows from a finding; the value is how it is told."""

    FAULT = "Fault"
    """Nothing works or is safe like this: `planner serve` does not start."""
    AMISS = "Not in order"
    """It can start, and not all is in order."""
    NOTE = "Note"
    """Something to know."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be, or is good to know."""

    text: str
    weight: Weight = Weight.FAULT


def read_by_others(path: Path, why: str) -> Iterator[Finding]:
    """Find out whether a file is for others on this machine too."""
    if path.is_file() and path.stat().st_mode & READABLE_BY_OTHERS:
        yield Finding(f"Others on this machine can read {path}. {why} Run: chmod 600 {path}")
