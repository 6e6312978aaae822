"""One mail a day to a partner with all that is due, each promise in it once for each moment."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import MailState
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.services.residents import partners, promising
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Undertaken
from planner.store.base import Store
from planner.store.models import OutboxMail, Partner, Promise
from planner.store.scoping import host_id
from planner.web.partner.letters import queue_partner_letters
from tests.support.clock import FixedClock
from tests.support.mailing import app
from tests.support.pages import page_client

__all__ = ["app"]

DAY = timedelta(days=1)


@pytest.fixture
def today(clock: FixedClock) -> date:
    return clock.now.date()


@pytest.fixture
def town(store: Store) -> int:
    with store.transaction() as session:
        made = partners.add_partner(
            session,
            PartnerDetails(
                name="Gemeente", kind=PartnerKind.MUNICIPALITY, address="post@gemeente.example"
            ),
            organisation_id=host_id(session),
        )
        assert made is not None
        return made.id


def add_promise(store: Store, today: date, town: int, what: str, due_on: date) -> None:
    with store.transaction() as session:
        promising.make_promise(
            session,
            Undertaken(what=what, kind=PromiseKind.ASKED, partner_id=town, due_on=due_on),
            organisation_id=host_id(session),
            today=today,
        )


def mails(store: Store) -> list[OutboxMail]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_one_mail_holds_all_that_is_due_and_its_link_opens_the_page(
    app: Flask, store: Store, clock: FixedClock, today: date, town: int
) -> None:
    add_promise(store, today, town, "Een bank", today + 7 * DAY)
    add_promise(store, today, town, "Meer licht", today)
    add_promise(store, today, town, "De lift", today + 8 * DAY)
    assert [queue_partner_letters(app, now=clock.now) for _time in range(3)] == [1, 0, 0]
    (mail,) = mails(store)
    assert (mail.to_address, mail.event_id) == ("post@gemeente.example", None)
    assert "Een bank" in mail.text
    assert "Meer licht" in mail.text
    assert "De lift" not in mail.text
    address = mail.text.partition("/p/")[2].split()[0]
    assert "Een bank" in page_client(app).page(f"/p/{address}").words


def test_each_promise_is_told_three_times_and_never_again(
    app: Flask, store: Store, clock: FixedClock, today: date, town: int
) -> None:
    add_promise(store, today, town, "Een bank", today + 9 * DAY)
    start, told = clock.now, []
    for day in range(14):
        for _time in range(2):
            if queue_partner_letters(app, now=start + day * DAY):
                told.append(day)
    assert told == [2, 9, 10]


def test_nothing_is_written_of_what_is_settled_before_eight_or_to_a_stopped_link(
    app: Flask, store: Store, clock: FixedClock, today: date, town: int
) -> None:
    add_promise(store, today, town, "Een bank", today)
    early = clock.now.replace(hour=3)
    assert queue_partner_letters(app, now=early) == 0
    with store.transaction() as session:
        promise = session.scalars(select(Promise)).one()
        promise.state = PromiseState.DONE
    assert queue_partner_letters(app, now=clock.now) == 0
    with store.transaction() as session:
        session.scalars(select(Promise)).one().state = PromiseState.OPEN
        partners.stop_link(session, session.get_one(Partner, town), now=clock.now)
    assert queue_partner_letters(app, now=clock.now) == 0
    assert mails(store) == []


def test_what_waits_for_who_answered_before_is_wiped_when_somebody_else_does(
    app: Flask, store: Store, clock: FixedClock, today: date, town: int
) -> None:
    add_promise(store, today, town, "Een bank", today)
    assert queue_partner_letters(app, now=clock.now) == 1
    with store.transaction() as session:
        partner = session.get_one(Partner, town)
        details = PartnerDetails(
            name=partner.name, kind=partner.kind, address="ander@gemeente.example"
        )
        assert partners.change_partner(session, partner, details, now=clock.now)
    (mail,) = mails(store)
    assert (mail.state, mail.to_address, mail.text) == (MailState.STOPPED, "", "")
