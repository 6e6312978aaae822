"""Unanswered remarks and due promises stand where what waits stands, and in the mail of it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState
from planner.core.residents.undertakings import ToldWay
from planner.core.roles import TeamRole
from planner.services.residents import promising
from planner.store.base import Store
from planner.store.models import Account, Event, OutboxMail, Promise, PromiseTold, Remark
from planner.web.organiser.attention.for_each import queue_digests
from tests.support.clock import FixedClock
from tests.support.mailing import app
from tests.support.members import add_member
from tests.support.organiser import add_event
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.web.test_promises import add_promise, add_remark

__all__ = ["app"]

DAY = timedelta(days=1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is asked for many events at once is asked on both databases with the list of events."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store, clock: FixedClock) -> int:
    """An event that is over and closed, fifteen days ago."""
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state = EventState.CLOSED
        event.starts_at = clock.now - 15 * DAY
        event.ends_at = event.starts_at + DAY / 8
    return event_id


def test_on_day_fifteen_it_says_so_and_the_last_step_is_not_done(
    desk: PageClient, store: Store, event_id: int, clock: FixedClock
) -> None:
    today = clock.now.date()
    for _one in range(5):
        add_remark(store, today, event_id=event_id)
    page = desk.page(f"/events/{event_id}?l=en")
    assert "5 remarks wait for an answer" in page.words
    assert "Residents were to hear by" in page.words
    assert "5 remarks without an answer" in page.words
    assert "5 remarks wait for an answer" in desk.page("/waiting?l=en").words
    number = add_promise(store, today, event_id=event_id)
    with store.transaction() as session:
        promise = session.scalars(select(Promise).where(Promise.number == number)).one()
        for remark_id in session.scalars(select(Remark.id)).all():
            promising.link_remark(session, promise, remark_id)
    page = desk.page(f"/events/{event_id}?l=en")
    assert "wait for an answer" not in page.words
    assert "everybody has heard" not in page.words
    with store.transaction() as session:
        for remark in session.scalars(select(Remark)):
            remark.state = remark.state.SHOWN
        session.add(PromiseTold(promise_id=promise.id, way=ToldWay.ALOUD, told_on=today))
    assert "everybody has heard" in desk.page(f"/events/{event_id}?l=en").words


def test_what_is_due_at_no_event_has_a_block_of_its_own_and_a_line_in_the_mail(
    desk: PageClient, app: Flask, store: Store, event_id: int, clock: FixedClock
) -> None:
    today = clock.now.date()
    add_promise(store, today, due_on=today + 3 * DAY)
    page = desk.page("/waiting?l=en")
    assert "At no event" in page.words
    assert "1 promise is due" in page.words
    with store.transaction() as session:
        for account in session.scalars(select(Account)):
            account.digest_days = 127
    queue_digests(app, now=clock.now)
    with store.reading() as session:
        mail = session.scalars(select(OutboxMail)).one()
    assert "1 thing" in mail.text or "1 ding" in mail.text


def test_a_lead_sees_nothing_of_promises_at_no_event(
    app: Flask, store: Store, event_id: int, clock: FixedClock
) -> None:
    today = clock.now.date()
    add_promise(store, today, due_on=today)
    add_promise(store, today, event_id=event_id, due_on=today)
    lead = add_member(app, store, {event_id: TeamRole.LEAD}, now=clock.now)
    words = lead.page("/waiting?l=en").words
    assert words.count("1 promise is due") == 1
    assert "At no event" not in words


def test_the_page_of_all_that_waits_asks_as_much_for_many_promises_as_for_one(
    desk: PageClient, store: Store, event_id: int, clock: FixedClock
) -> None:
    today = clock.now.date()

    def fill(count: int) -> None:
        for _one in range(count):
            add_promise(store, today, due_on=today)
            add_promise(store, today, event_id=event_id, due_on=today)
            add_remark(store, today, event_id=event_id)

    fill(1)
    desk.page("/waiting")
    with count_queries(store) as few:
        desk.page("/waiting")
    fill(5)
    with count_queries(store) as many:
        desk.page("/waiting")
    assert len(many) == len(few)
