"""What guests of an event were promised is kept, whatever its organisation says later."""

from datetime import timedelta

import pytest

from planner.core.retention import Retention
from planner.services.people import organisations
from planner.services.people.organisations import OrganisationPlan
from planner.services.privacy.purge import due_events
from planner.store.base import Store
from planner.store.models import Account, Event, Organisation
from tests.support.organiser import add_event

KEEP = Retention(keep_days=30)


@pytest.mark.parametrize(
    ("promised", "days", "is_due"),
    [
        (None, 29, False),
        (None, 30, True),
        (3, 2, False),
        (3, 3, True),
        (60, 29, False),
        (60, 30, True),
    ],
)
def test_answers_go_on_the_day_that_was_promised_and_never_after_the_installations(
    store: Store, promised: int | None, days: int, is_due: bool
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.keep_days = promised
        ends_at, zone = event.ends_at, event.zone
    then = ends_at + timedelta(days=days)
    with store.reading() as session:
        assert (event_id in due_events(session, keep=KEEP, now=then)) is is_due
    assert KEEP.is_kept(ends_at, zone, promised, now=then) is not is_due


def test_what_the_organisation_said_holds_when_the_installation_says_more(
    store: Store, organiser: Account
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        ours = session.get_one(Organisation, organiser.organisation_id)
        organisations.say(session, ours, OrganisationPlan(name="Wij", keep_days=30))
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert Retention(keep_days=90).days_for(event.keep_days) == 30
