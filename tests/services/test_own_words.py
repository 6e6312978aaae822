"""Words in letters go along to the series, to new events in it, and to copies."""

from datetime import timedelta

import pytest

from planner.core.own_letters import OwnLetter
from planner.services.plan import own_words, planning
from planner.services.plan.series_change import SeriesScope
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.organiser import add_event

LETTER, NAME = OwnLetter.SEE_YOU, "see_you.opening"
OWN, SAID = {NAME: "Neem een stoel mee."}, {"pl": {NAME: "Weź krzesło."}}


def write(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        own_words.keep(session.get_one(Event, event_id), LETTER, OWN, SAID, now=MADE_AT)


def read(store: Store, event_id: int) -> tuple[str, str]:
    with store.reading() as session:
        words = own_words.words_of(session.get_one(Event, event_id))
        return words.own.get(NAME, ""), words.text_in("pl", NAME)


BOTH = ("Neem een stoel mee.", "Weź krzesło.")


@pytest.mark.parametrize(
    ("scope", "changed"),
    [
        (SeriesScope.THIS, [False, False, False]),
        (SeriesScope.LATER, [False, True, False]),
        (SeriesScope.ALL, [True, True, False]),
    ],
)
def test_a_letter_is_given_to_the_coming_events_that_are_written_in_the_same_language(
    store: Store, scope: SeriesScope, changed: list[bool]
) -> None:
    event_id = add_event(store, series="Zomer")
    others = [add_event(store, series="Zomer", days=days) for days in (-3, 7, 14)]
    write(store, event_id)
    with store.transaction() as session:
        session.get_one(Event, others[2]).written_in = "tr"
        session.flush()
        event, now = session.get_one(Event, event_id), SATURDAY - timedelta(days=6)
        counts = own_words.count_for_series(session, event, now=now)
        given = own_words.give_to_series(session, event, LETTER, scope, now=now)
    assert counts == (1, 2)
    assert given == sum(changed)
    assert [read(store, one) == BOTH for one in others] == changed


def test_a_new_event_of_a_series_says_what_the_latest_says(store: Store) -> None:
    first = add_event(store, series="Zomer")
    write(store, first)
    alone, new = add_event(store), add_event(store, series="Zomer", days=7)
    with store.transaction() as session:
        for event_id in (alone, new):
            own_words.take_from_series(session, session.get_one(Event, event_id))
    assert read(store, new) == BOTH
    assert read(store, alone) == ("", "")


def test_a_copy_says_the_same(store: Store) -> None:
    first = add_event(store)
    write(store, first)
    with store.transaction() as session:
        copied = planning.copy_event(
            session,
            session.get_one(Event, first),
            starts_at=SATURDAY + timedelta(days=30),
            now=MADE_AT,
            account_id=None,
        )
        copied_id = copied.id
    assert read(store, copied_id) == BOTH
