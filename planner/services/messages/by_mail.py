"""How many letters a message is: without who wants none, and whose address rests for now.

The same number wherever a page says to how many addresses something goes, and as many as leave.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from planner.services.messages.recipients import RecipientGroup, addresses_of
from planner.services.outbox import resting
from planner.services.outbox.unsubscribing import hash_address, unsubscribed


def count_letters(
    session: Session,
    event_ids: Collection[int],
    audience: RecipientGroup,
    *,
    code_key: str | None,
    now: datetime,
) -> Mapping[int, int]:
    """Count the letters of a message that people may say no to, about each of several events.

    Args:
        session: reads; three questions at most.
        event_ids: the events; one to which nobody belongs is left out.
        audience: which households.
        code_key: of the installation; None counts everybody who has an address.
        now: the moment.
    """
    found = addresses_of(session, event_ids, audience, now=now)
    if code_key is None:
        return {event_id: len(addresses) for event_id, addresses in found.items()}
    hashed = {
        event_id: [hash_address(address, code_key=code_key) for address in addresses]
        for event_id, addresses in found.items()
    }
    every = {one for hashes in hashed.values() for one in hashes}
    no_more = unsubscribed(session, every, event_ids=event_ids)
    rests = resting.resting(session, every, now=now)
    return {
        event_id: sum(
            one not in rests and not {(one, event_id), (one, None)} & no_more for one in hashes
        )
        for event_id, hashes in hashed.items()
    }


def resting_in(session: Session, event_id: int, *, code_key: str, now: datetime) -> Sequence[str]:
    """List the addresses of an event's households that rest; reads none where nothing rests."""
    if not resting.is_any_resting(session, now=now):
        return []
    found = addresses_of(session, [event_id], RecipientGroup.EVERYONE, now=now)
    addresses = found.get(event_id, [])
    return sorted(resting.resting_addresses(session, addresses, code_key=code_key, now=now))
