"""Scans of an event belong to its own cards and those of its parts, and to nobody else's."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.services.gate.event_scans import read_event
from planner.store.base import Store
from planner.store.models import Invitation, Scan
from tests.support.gate import entry, make_evening


def test_a_card_of_another_event_does_not_count_here_however_many_scans_that_has(
    store: Store,
) -> None:
    here, there = make_evening(store), make_evening(store, title="Elsewhere")
    there.one(entry(there.codes[0], 2))
    here.one(entry(here.codes[0], 2))
    with store.transaction() as session:
        # Made only after a gate that had no network let somebody in on it.
        made_later = session.query(Invitation).filter_by(event_id=there.event_id, number=2).one()
        _know_later(session, here.event_id, made_later)
    with store.reading() as session:
        found = read_event(session, here.event_id)
    assert (len(found.lone), len(found.parties), len(found.others)) == (0, 0, 1)


def test_a_card_that_the_gate_did_not_know_yet_counts_once_it_is_known(store: Store) -> None:
    evening = make_evening(store)
    evening.one(entry(evening.codes[0], 2))
    with store.transaction() as session:
        card = session.query(Invitation).filter_by(number=1).one()
        _know_later(session, evening.event_id, card)
    with store.reading() as session:
        found = read_event(session, evening.event_id)
    assert (len(found.lone), len(found.others)) == (1, 0)


def _know_later(session: Session, event_id: int, card: Invitation) -> None:
    """Let the scans of an event be of a card that no gate knew then."""
    unknown = {"invitation_id": None, "unknown_code_hash": card.code_hash}
    session.execute(update(Scan).where(Scan.event_id == event_id).values(unknown))
