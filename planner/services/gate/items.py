"""What phones send and what they get back, once it is understood."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from planner.core.admission import NOBODY, People, Reason, Status
from planner.core.diets import Diet
from planner.core.enums import ScanKind

MOST_ITEMS = 100
MOST_AT_ONCE = 500
"""People in one scan: a bus with its driver, several times over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanItem:
    """One scan, as the phone tells it. It has a code, or a card's number, or neither.

    Args:
        nonce: made by the phone; the same scan sent again has the same one.
        kind: in, out, or undone.
        phone_at: when it was, by the phone's clock.
        people: how many want in, or go out.
        code: what was scanned or typed.
        card_number: the short number on the card.
        offline: it happened already, without asking us.
        voids: for a void, the nonce of the scan that is undone.
        only_heads: the phone knows how many they are, not who of them are children.
        card_event: the part of the event that the card's number belongs to; None for the event's
            own cards.
        diet: what people without a card said they eat; a wish of nobody in particular.
        event_id: for which event it was made; None when the phone did not say.
        gate_id: at which gate it was made; None when the phone did not say.
        server_at: when it was by our clock, where the phone had our word; its own clock may have
            been put right since.
        is_practice: it counts nowhere; None when the phone leaves that to our clock.
        is_vouched: somebody says that it was real, whatever its moment; a phone can't.
    """

    nonce: str
    kind: ScanKind
    phone_at: datetime
    people: People = NOBODY
    code: str | None = None
    card_number: int | None = None
    offline: bool = False
    voids: str | None = None
    only_heads: bool = False
    card_event: int | None = None
    diet: Diet | None = None
    event_id: int | None = None
    gate_id: int | None = None
    server_at: datetime | None = None
    is_practice: bool | None = None
    is_vouched: bool = False

    @property
    def has_card(self) -> bool:
        """Whether people showed a card."""
        return self.code is not None or self.card_number is not None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """An item that makes no sense; the others of its batch are none the worse for it."""

    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class ScanBatch:
    """What a phone sends at once.

    Args:
        items: in the order of the phone.
        device_now: the phone's clock when it sent them; None when it did not say.
        waiting: how many more the phone has.
    """

    items: Sequence[ScanItem | NotUnderstood]
    device_now: datetime | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """When and where somebody of a party first came in."""

    at: datetime
    gate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The answer to one item.

    Args:
        nonce: of the item; None when it had none.
        status: what became of it.
        reason: why it was not simply fine.
        admitted_total: people of the party who have come in, each counted once; without a card
            the people of this scan.
        party_size: how many the card is for; None without a card.
        first_seen: when the party first came in.
        let_in: people who went in, or out, by this scan.
        part: what the card is for, where that is a part of the gate's event.
        gate_words: what guests with this card get, such as 'table 7'; empty for most.
        diet: what these people eat, where they came without a card and said so.
        is_practice: it was made before the doors opened, and counts nowhere.
        is_place_assumed: the phone did not say at which gate it was made; it counts where the
            phone's cookie belongs.
        replayed: the same scan had been answered before, and this is that answer.
    """

    nonce: str | None
    status: Status
    reason: Reason | None = None
    admitted_total: int = 0
    party_size: int | None = None
    first_seen: FirstSeen | None = None
    let_in: People = NOBODY
    part: str | None = None
    gate_words: str = ""
    diet: Diet | None = None
    is_practice: bool = False
    is_place_assumed: bool = False
    replayed: bool = False

    def to_stored(self) -> dict[str, Any]:
        """Give what is kept with the scan, to answer the same when it comes again."""
        first = self.first_seen
        # Only where there are any: most scans have none of them.
        rare = {
            name: value
            for name, value in (
                ("part", self.part),
                ("gate_words", self.gate_words),
                ("diet", self.diet and self.diet.value),
                ("practice", self.is_practice),
                ("place_assumed", self.is_place_assumed),
            )
            if value
        }
        return rare | {
            "status": self.status.value,
            "reason": self.reason.value if self.reason else None,
            "admitted_total": self.admitted_total,
            "party_size": self.party_size,
            "first_seen": {"at": first.at.isoformat(), "gate": first.gate} if first else None,
            "let_in": asdict(self.let_in),
        }

    @classmethod
    def from_stored(cls, nonce: str, stored: dict[str, Any]) -> "ScanResult":
        """Give an answer again that was given before."""
        first = stored["first_seen"]
        return cls(
            nonce=nonce,
            status=Status(stored["status"]),
            reason=Reason(stored["reason"]) if stored["reason"] else None,
            admitted_total=stored["admitted_total"],
            party_size=stored["party_size"],
            first_seen=FirstSeen(datetime.fromisoformat(first["at"]), first["gate"])
            if first
            else None,
            let_in=People(**stored["let_in"]),
            part=stored.get("part"),
            gate_words=stored.get("gate_words", ""),
            diet=Diet(stored["diet"]) if "diet" in stored else None,
            is_practice=stored.get("practice", False),
            is_place_assumed=stored.get("place_assumed", False),
            replayed=True,
        )
