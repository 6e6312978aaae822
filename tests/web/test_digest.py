"""The mail of what waits: on the days that somebody chose, once, and silent when nothing does."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from planner.core.digest import pack_days, unpack_days, writes_today
from planner.core.enums import MailKind
from planner.services.attention import waiting
from planner.services.day import agenda
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Batch, OutboxMail
from planner.web.organiser.attention.for_each import queue_digests
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.mailing import app
from tests.support.organiser import add_event
from tests.support.pages import PageClient
from tests.web.test_waiting import ask

__all__ = ["app"]

ZONE = "Europe/Amsterdam"
THURSDAY = MADE_AT
"""At ten in Amsterdam."""
DAY = timedelta(days=1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """That one of two takes the turn of a day is one statement, as with other mail."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, organiser: Account) -> World:
    world = make_world(store, settings)
    world.change(expected=30)
    world.cards(8, intermediary_name="Karin")
    with store.transaction() as session:
        session.execute(update(Batch).values(printed_at=MADE_AT, handed_out_at=MADE_AT))
    return world


def letters(store: Store) -> list[OutboxMail]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_days_are_packed_into_a_number_and_read_back() -> None:
    for days in ((), (0,), (0, 3), (6,), tuple(range(7))):
        assert unpack_days(pack_days(days)) == days
    assert pack_days([0, 0, 9, -1]) == 1


@pytest.mark.parametrize(
    ("hours", "days", "done", "writes"),
    [
        pytest.param(0, [3], False, True, id="Thursday at ten"),
        pytest.param(0, [3], True, False, id="done already"),
        pytest.param(0, [0, 4], False, False, id="another day"),
        pytest.param(-3.1, [3], False, False, id="before seven"),
        pytest.param(-3, [3], False, True, id="at seven"),
        pytest.param(14, [4], False, False, id="midnight is of the next day, before seven"),
        pytest.param(13.9, [3], False, True, id="late, where the server was down"),
    ],
)
def test_it_is_written_on_its_day_from_seven_on(
    hours: float, days: list[int], done: bool, writes: bool
) -> None:
    now = THURSDAY + timedelta(hours=hours)
    done_on = date(2027, 6, 3) if done else None
    assert writes_today(pack_days(days), done_on, now=now, zone=ZONE) is writes


def test_who_chose_a_day_is_told_once_what_waits_and_nothing_when_nothing_does(
    app: Flask, store: Store, world: World, desk: PageClient, clock: FixedClock
) -> None:
    ask(world)
    assert queue_digests(app, now=clock()) == 0, "nobody chose a day"
    with desk.session_transaction() as cookie:
        cookie.pop("language", None)
    answer = desk.send("/account/digest-days", {"days": ["3", "4"]}, form_on="/account")
    assert answer.status_code == 303
    assert desk.page("/account").sends()["days"] == ["3", "4"]
    assert queue_digests(app, now=clock()) == 1
    assert queue_digests(app, now=clock() + timedelta(hours=1)) == 0
    (mail,) = letters(store)
    assert (mail.kind, mail.subject) == (MailKind.DIGEST, "1 ding wacht op je")
    assert "Buurt-BBQ Passart, zaterdag 12 juni: Wie kaarten uitdeelt, vraagt iets" in mail.text
    assert "http://feest.example/waiting" in mail.text
    assert "Karin" not in mail.text + mail.html + mail.subject
    friday, monday = clock() + DAY, clock() + 4 * DAY
    with store.transaction() as session:
        session.execute(update(Account).values(language="en"))
    assert queue_digests(app, now=friday) == 1
    assert letters(store)[-1].subject == "1 thing waits for you"
    assert queue_digests(app, now=monday) == 0, "not a day that was chosen"
    stop = letters(store)[-1].unsubscribe_url.removeprefix("http://feest.example")
    assert desk.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queue_digests(app, now=clock() + 7 * DAY) == 0, "one press was enough"
    assert "no more mail" in desk.page("/account?l=en").words
    desk.send("/account/digest-days", {"days": ["4"]}, form_on="/account")
    assert "no more mail" not in desk.page("/account?l=en").words
    assert queue_digests(app, now=clock() + 8 * DAY) == 1
    mails = len(letters(store))
    with store.transaction() as session:
        session.execute(update(Account).values(digest_days=0b1111111, digest_done_on=None))
    world.change(state="closed")
    assert queue_digests(app, now=clock() + 9 * DAY) == 0
    assert len(letters(store)) == mails


def test_an_event_that_cannot_be_looked_at_leaves_the_others_in_the_mail(
    app: Flask, store: Store, world: World, organiser: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world)
    broken = add_event(store, days=3)
    made = agenda.facts_of

    def all_but_one(session, events, *given, **named):  # type: ignore[no-untyped-def]
        if broken in {event.id for event in events}:
            raise OverflowError("date value out of range")
        return made(session, events, *given, **named)

    monkeypatch.setattr(waiting, "facts_of", all_but_one)
    with store.transaction() as session:
        session.get_one(Account, organiser.id).digest_days = 0b1111111
    assert queue_digests(app, now=THURSDAY) == 1
    assert "Wie kaarten uitdeelt, vraagt iets" in letters(store)[0].text
