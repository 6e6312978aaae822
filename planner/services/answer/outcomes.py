"""What a household wants to be stored, and what became of it."""

from dataclasses import dataclass
from enum import Enum

from planner.core.enums import AnsweredBy, Reply
from planner.core.household_words import ALL_PARTS, ToldPart
from planner.core.parties import PartyDetails
from planner.store.models import Invitation


class AnswerVerdict(Enum):
    """What became of an answer."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    """The same as before, such as a form that was sent twice."""
    FULL = "full"
    CLOSED = "closed"
    CARD_ENDED = "card ended"
    NOBODY = "nobody"
    TOO_MANY = "too many"
    MORE_EATERS_THAN_PEOPLE = "more eaters than people"
    MORE_TODDLERS_THAN_CHILDREN = "more toddlers than children"


@dataclass(frozen=True)
class AnswerOutcome:
    """What became of an answer, and how many places were left for it.

    Attributes:
        places_left: for this household; None where that did not matter.
        held: places of others that come free within minutes unless they say that they need them.
    """

    verdict: AnswerVerdict
    places_left: int | None = None
    held: int = 0

    @property
    def is_kept(self) -> bool:
        """Whether what was asked for is now what is stored."""
        return self.verdict in {AnswerVerdict.STORED, AnswerVerdict.UNCHANGED}


@dataclass(frozen=True)
class AnswerRequest:
    """What a household wants to be stored.

    Attributes:
        hold: how many places to hold, if there are so many, until it has told how many they are.
        forgets: what else of what was told goes with a no.
    """

    invitation: Invitation
    reply: Reply
    party: PartyDetails
    is_detailed: bool
    by: AnsweredBy
    hold: int = 0
    forgets: frozenset[ToldPart] = ALL_PARTS
