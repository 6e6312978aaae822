"""The life of an event as plain lists and numbers: what the real one is held against.

It knows nothing of tables, locks or order of arrival: cards are entries of a dictionary, scans are
lines of a list that is read from the top each time.
"""

from dataclasses import dataclass, field
from datetime import datetime

from planner.core.enums import Reply


@dataclass
class Entry:
    """People who went in on a card, or out."""

    nonce: str
    heads: int
    party_size: int
    is_out: bool = False
    is_undone: bool = False


@dataclass
class CardModel:
    """One card and the household that holds it."""

    number: int
    code: str
    largest: int
    works: bool = True
    reply: Reply | None = None
    heads: int = 0
    is_detailed: bool = False
    diets: dict[str, int] = field(default_factory=dict)
    waits_for: int | None = None
    held: int = 0
    """Places that are kept until `held_until`, while they say how many they are."""
    held_until: datetime | None = None
    scans: list[Entry] = field(default_factory=list)
    instead_of: "CardModel | None" = None
    """The card that the same household held before."""

    @property
    def yes_heads(self) -> int:
        """People of a party that said yes, on a card that still works."""
        return self.heads if self.works and self.reply is Reply.YES else 0

    def places(self, now: datetime) -> int:
        """Return how many places nobody else can have because of it."""
        is_held = self.yes_heads and self.held_until is not None and self.held_until > now
        return self.held if is_held else self.yes_heads

    @property
    def party_size(self) -> int:
        """How many people the card lets in: as many as they said, else as many as fit on it."""
        return self.heads if self.reply is Reply.YES and self.is_detailed else self.largest

    def count(self) -> tuple[int, int]:
        """Return how many are inside, and how many have come, each once."""
        inside = came = 0
        for scan in self.scans:
            if scan.is_undone:
                continue
            if scan.is_out:
                inside = max(0, inside - scan.heads)
                continue
            entering = min(scan.heads, max(0, max(self.party_size, scan.party_size) - inside))
            came += min(entering, max(0, inside + entering - came))
            inside += entering
        return inside, came

    @property
    def room(self) -> int:
        """How many more may come in on it now."""
        return max(0, self.party_size - self.count()[0])

    def forget(self) -> None:
        """Forget what the household told."""
        self.reply, self.heads, self.is_detailed, self.waits_for = None, 0, False, None
        self.diets = {}
        self.held, self.held_until = 0, None

    def forget_household(self) -> None:
        """Forget what the household told, also on the cards that it held before."""
        card: CardModel | None = self
        while card is not None:
            card.forget()
            card = card.instead_of


@dataclass
class EventModel:
    """An event, its cards, and the people who came without one."""

    starts_at: datetime
    ends_at: datetime
    limit: int | None
    cards: dict[int, CardModel] = field(default_factory=dict)
    walk_ins: dict[str, int] = field(default_factory=dict)
    came_at_closing: int | None = None
    is_cancelled: bool = False
    is_closed: bool = False
    is_forgotten: bool = False
    has_scans: bool = False

    def takes_answers(self, now: datetime) -> bool:
        """Say whether guests can answer."""
        return now < self.starts_at and not self.is_cancelled and not self.is_closed

    def yes_heads(self) -> int:
        """Add up who said yes."""
        return sum(card.yes_heads for card in self.cards.values())

    def places(self, now: datetime, *, but: int) -> int:
        """Add up the places that one card can't have because of the others."""
        return sum(card.places(now) for card in self.cards.values() if card.number != but)

    def counts(self) -> tuple[int, int]:
        """Return how many are inside, and how many came."""
        parties = [card.count() for card in self.cards.values()]
        alone = sum(self.walk_ins.values())
        return sum(each[0] for each in parties) + alone, sum(each[1] for each in parties) + alone

    def purge(self) -> None:
        """Forget everything but the count."""
        for card in self.cards.values():
            card.forget()
            card.scans = []
        self.walk_ins = {}
        self.is_forgotten = True
