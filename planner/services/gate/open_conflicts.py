"""How many arrivals at several events have to be looked at, in as many questions as for one."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from planner.services.gate.conflicts import arrivals_in, read_dealt, sort_cases
from planner.services.gate.event_scans import read_events
from planner.services.gate.journal import find_conflicts


def count_open_conflicts(session: Session, event_ids: Collection[int]) -> dict[int, int]:
    """Count what nobody has dealt with, by event; four questions at most, however many events.

    Of the scans only those are read that can hold one: most guests come once, as many as their
    card is for.
    """
    found = {
        event_id: find_conflicts(scans)
        for event_id, scans in read_events(session, event_ids, only_doubtful=True).items()
    }
    odd = [event_id for event_id, conflicts in found.items() if conflicts]
    dealt = read_dealt(session, odd) if odd else {}
    return {
        event_id: arrivals_in(sort_cases(found[event_id], dealt.get(event_id, {})).open)
        for event_id in odd
    }
