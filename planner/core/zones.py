"""An event that is a part of another: a dinner inside a castle evening. Whose card counts where?

Each event counts the scans at its own gates (see `admission`), so a guest of the dinner is one
person at the castle and one at the dinner, and nobody is counted twice.
"""

from enum import StrEnum


class Zone(StrEnum):
    """How the event of a card stands to the event of a gate."""

    HERE = "here"
    PART = "part"
    """The card is for a part of this event: welcome here, and again at the part's own gate."""
    WHOLE = "whole"
    """The card is for the larger event: the part has cards of its own."""
    ELSEWHERE = "elsewhere"

    @property
    def is_welcome(self) -> bool:
        """Whether people may come in on such a card."""
        return self in {Zone.HERE, Zone.PART}


def zone_of(
    card_event: int, card_parent: int | None, *, gate_event: int, gate_parent: int | None
) -> Zone:
    """Say how a card's event stands to that of a gate.

    Each event counts the scans at its own gates, so whoever comes to the castle and then to the
    dinner in it is one person at each of the two.

    Args:
        card_event: the number of the event that the card is for.
        card_parent: the larger event that one is a part of.
        gate_event: the number of the event that the gate serves.
        gate_parent: the larger event that one is a part of.
    """
    if card_event == gate_event:
        return Zone.HERE
    if card_parent == gate_event:
        return Zone.PART
    return Zone.WHOLE if card_event == gate_parent else Zone.ELSEWHERE
