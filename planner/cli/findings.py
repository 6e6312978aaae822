"""What a check of an installation finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be."""

    text: str
    is_fault: bool = True
    """A fault makes the check fail; without it, it is something to know."""
