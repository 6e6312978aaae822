"""What a letter to a household is: written in its key, and read from there when it leaves.

The key is all that a letter has to remember, so one that has waited since an older version is
looked at like any other.
"""

from dataclasses import dataclass
from enum import StrEnum


class Occasion(StrEnum):
    """Why a household is written to; the first word of the key."""

    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    ANSWER_AGAIN = "answer-again"
    """What somebody answered by their calendar does not count."""
    BACK = "back"
    """Who comes after all gets it back in their calendar."""
    WITHDRAWAL = "withdrawal"
    FAREWELL = "farewell"
    """The last letter before an address is erased: it takes the event out of the calendar."""
    CHANGE = "change"
    CANCELLATION = "cancellation"
    OFFER = "offer"
    SEE_YOU = "see_you"
    ASK_AGAIN = "ask_again"
    THANKS = "thanks"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class LetterKey:
    """What one letter is.

    Attributes:
        about: which of its kind: the moment of an answer or an offer in whole seconds, the day of
            the event (ISO), the number of a change or a message; empty where there is but one.
    """

    occasion: Occasion
    event_id: int
    invitation_id: int
    about: str = ""

    def __str__(self) -> str:
        """Write it as the outbox keeps it."""
        parts = [self.occasion.value, str(self.event_id), str(self.invitation_id)]
        return ":".join([*parts, self.about] if self.about else parts)


_OCCASIONS = frozenset(one.value for one in Occasion)


def read_key(key: str) -> LetterKey | None:
    """Read a key; None where it is no letter to a household about an event."""
    occasion, *rest = key.split(":", 3)
    if occasion not in _OCCASIONS or len(rest) < 2 or not all(one.isdecimal() for one in rest[:2]):
        return None
    about = rest[2] if len(rest) > 2 else ""
    return LetterKey(Occasion(occasion), int(rest[0]), int(rest[1]), about)
