"""A promise's day stands in the private calendars of who sees to it, and in no public one."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from planner.core.residents.changes import PromiseNews
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.core.roles import AccountRole, TeamRole
from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.people import colleagues, signing_in
from planner.services.residents import partners, promising, reminding
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Speaker, Undertaken
from planner.store.base import Store
from planner.store.models import Account, CalendarState, Event, Promise
from planner.store.scoping import host_id
from tests.support.application import PASSWORD
from tests.support.cards import MADE_AT
from tests.support.organiser import add_event

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord")
NOW = MADE_AT
TODAY = MADE_AT.astimezone(ZoneInfo("Europe/Amsterdam")).date()
DUE = TODAY + timedelta(days=7)


@pytest.fixture
def noor(store: Store) -> int:
    with store.transaction() as session:
        account = signing_in.add_account(
            session, email="noor@feest.example", name="Noor", password=PASSWORD, now=NOW
        )
        return account.id


@pytest.fixture
def bench(store: Store) -> int:
    with store.transaction() as session:
        ours = host_id(session)
        town = partners.add_partner(
            session,
            PartnerDetails(name="Gemeente", kind=PartnerKind.MUNICIPALITY),
            organisation_id=ours,
        )
        assert town is not None
        made = promising.make_promise(
            session,
            Undertaken(what="Een bank", kind=PromiseKind.ASKED, partner_id=town.id, due_on=DUE),
            organisation_id=ours,
            today=TODAY,
        )
        assert isinstance(made, Promise)
        return made.id


def feed_of(store: Store, account_id: int, *, now: datetime = NOW) -> feeds.FeedFile:
    with store.reading() as session:
        feed = files.organisers_feed(session.get_one(Account, account_id), TOWN)
        return feeds.build_feed(session, feed, TOWN, now=now)


def days(file: feeds.FeedFile) -> list[tuple[str, Any, int, str]]:
    entries = Calendar.from_ical(file.body).walk("VEVENT")
    return [
        (str(one["UID"]), one.decoded("DTSTART"), int(str(one["SEQUENCE"])), str(one["SUMMARY"]))
        for one in entries
    ]


def say(store: Store, promise_id: int, news: PromiseNews) -> None:
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        fault = promising.add_news(
            session, promise, news, version=promise.version, by=Speaker(), now=NOW, today=TODAY
        )
        assert fault is None


def test_it_is_a_whole_day_that_moves_and_stays_done(store: Store, noor: int, bench: int) -> None:
    file = feed_of(store, noor)
    assert f"DTSTART;VALUE=DATE:{DUE:%Y%m%d}".encode() in file.body
    ((uid, on, sequence, title),) = days(file)
    assert (on, title) == (DUE, "Te doen: Een bank (Gemeente)")
    later = DUE + timedelta(days=7)
    say(store, bench, PromiseNews(PromiseState.BUSY, "Nog niet geleverd", later))
    ((moved_uid, moved_on, moved_sequence, _title),) = days(feed_of(store, noor))
    assert (moved_uid, moved_on) == (uid, later)
    assert moved_sequence > sequence
    say(store, bench, PromiseNews(PromiseState.DONE, "De bank staat er", later))
    ((_uid, _on, _sequence, done),) = days(feed_of(store, noor))
    assert done == "✓ Gedaan: Een bank (Gemeente)"


def test_each_change_has_the_feed_made_anew_and_a_mail_about_it_does_not(
    store: Store, noor: int, bench: int
) -> None:
    def changes() -> int:
        with store.reading() as session:
            return session.scalar(select(CalendarState.changes)) or 0

    before = changes()
    say(store, bench, PromiseNews(PromiseState.BUSY, "Begonnen", DUE))
    assert changes() == before + 1
    with store.transaction() as session:
        reminding.note_told(session, [session.get_one(Promise, bench)], today=TODAY)
    assert changes() == before + 1


def test_a_public_feed_holds_none_and_a_member_those_of_the_own_events(
    store: Store, bench: int
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        member = signing_in.add_account(
            session,
            email="els@feest.example",
            name="Els",
            password=PASSWORD,
            now=NOW,
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
        )
        colleagues.put_in_team(session, event, member, TeamRole.LEAD, now=NOW)
        promising.make_promise(
            session,
            Undertaken(what="Meer licht", kind=PromiseKind.ASKED, event_id=event_id, due_on=DUE),
            organisation_id=event.organisation_id,
            today=TODAY,
        )
        member_id = member.id
    own = feed_of(store, member_id).body.decode()
    assert "Meer licht" in own
    assert "Een bank" not in own
    with store.reading() as session:
        public = feeds.build_feed(session, files.public_feed(TOWN), TOWN, now=NOW).body.decode()
    assert "Meer licht" not in public
