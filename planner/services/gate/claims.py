"""What phones that share a transaction are going to hold: they take all of it first, or nothing.

Else two groups could wait for each other, one with the card that the other wants next. Where all
is not to be had at once, each piece is done by itself, as if nobody had met.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.services.gate.items import ScanBatch, ScanItem
from planner.services.gate.parties import shown_on
from planner.services.gate.phones import Phone
from planner.services.gate.statements import FIND_PART_EVENTS, HOLD_CARDS, HOLD_PHONES
from planner.store.prepared import PreparedConnection


@dataclass(frozen=True, slots=True)
class ScanClaim:
    """Phones that sent something, and the cards that are in it.

    Args:
        sent: of each phone the batch; it needs no connection to be told.
        code_key: the key of this installation.
        may_wait: a batch that is alone waits for its own cards; False where others, that have
            nothing to do with it, would wait as well.
    """

    sent: Sequence[tuple[Phone, ScanBatch]]
    code_key: str
    may_wait: bool = True

    def lock(self, connection: PreparedConnection, claims: Sequence["ScanClaim"]) -> None:
        """Hold the phones and the cards of all these; one batch alone leaves it to the work.

        The phones are for scans without a card: who sends the same one again waits for nobody's
        index either.

        Raises:
            OperationalError: somebody else holds one of them.
        """
        sent = [each for claim in claims for each in claim.sent]
        if self.may_wait and len(sent) < 2:
            return
        hashes: set[bytes] = set()
        numbers: set[tuple[int, int]] = set()
        for phone, batch in sent:
            items = [item for item in batch.items if isinstance(item, ScanItem)]
            codes, numbered = shown_on(items, phone, code_key=self.code_key)
            hashes |= set(codes.values())
            numbers |= numbered
        connection.execute(HOLD_PHONES, {"devices": [phone.id for phone, _batch in sent]})
        events = {event_id for event_id, _number in numbers}
        if events:  # a card of the dinner is found by its number at the castle, too
            parts = connection.execute(FIND_PART_EVENTS, {"of_events": list(events)})
            events |= set(parts.scalars())
        if hashes or numbers:
            cards = {
                "hashes": list(hashes),
                "numbers": list({number for _event_id, number in numbers}),
                "of_events": list(events),
            }
            connection.execute(HOLD_CARDS, cards)
