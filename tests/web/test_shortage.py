"""Food that runs short reaches people by itself, once, and one of them goes."""

from datetime import timedelta
from threading import Event as Flag

import pytest
from flask import Flask
from sqlalchemy import select

from planner.cli import day_worker
from planner.core.enums import ErrandKind, EventState, MailKind, ShortageMail
from planner.core.roles import AccountRole, TeamRole
from planner.services.day import errands
from planner.services.people import colleagues, shortage_mail
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Errand, ErrandLine, Event, OutboxMail
from planner.web.shortage_watch import look_after_shortages
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.mailing import app
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.web.test_live import Arrive, arrive

__all__ = ["app", "arrive"]
MINUTE = timedelta(minutes=1)
NOW = SATURDAY + 40 * MINUTE


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Two that look at once are tried on both databases in tests/services/test_errands.py."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    world = make_world(store, settings)
    world.change(expected=30)
    clock.now = NOW
    return world


@pytest.fixture
def rush(arrive: Arrive) -> None:
    """Let four times as many come as there is food for."""
    for minute in (5, 10, 15, 20, 25):
        arrive(minute, 24)


def letters(store: Store) -> list[OutboxMail]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def all_errands(store: Store) -> list[tuple[int, list[ErrandKind]]]:
    with store.reading() as session:
        rows = session.scalars(select(Errand).order_by(Errand.id))
        return [(one.id, [line.kind for line in one.lines]) for one in rows]


def member(
    world: World, email: str, role: TeamRole | None, wish: ShortageMail = ShortageMail.OWN
) -> int:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        made = colleagues.invite(
            session,
            email=email,
            name="Noor Jansen",
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
            now=event.created_at,
        )
        assert made is not None
        made.password_hash = "begun"
        made.language = "en"
        shortage_mail.set_shortage_mail(made, wish)
        if role is not None:
            colleagues.put_in_team(session, event, made, role, now=event.created_at)
        return made.id


@pytest.mark.usefixtures("rush")
def test_a_shortage_is_mailed_once_without_anybody_looking_at_the_page(
    app: Flask, store: Store, world: World
) -> None:
    member(world, "lead@feest.example", TeamRole.LEAD)
    assert look_after_shortages(app, now=NOW) == 1
    assert look_after_shortages(app, now=NOW + MINUTE) == 0
    (mail,) = letters(store)
    assert (mail.kind, mail.to_address) == (MailKind.SHORTAGE, "lead@feest.example")
    assert mail.subject == "Food runs short: Buurt-BBQ Passart"
    assert "Open what is on call: " in mail.text
    assert "Fetch " in mail.text
    assert " × 24 pieces" in mail.text
    assert "There and back takes 45 minutes." in mail.text
    assert f"http://feest.example/events/{world.event_id}/live" in mail.text
    assert "/unsubscribe/" in mail.text
    assert len(all_errands(store)) == 1


@pytest.mark.usefixtures("rush")
def test_the_mail_says_until_when_the_shop_is_open(app: Flask, store: Store, world: World) -> None:
    member(world, "lead@feest.example", TeamRole.LEAD)
    world.change(shop_closes_at=SATURDAY + timedelta(hours=3))
    look_after_shortages(app, now=NOW)
    assert "The shop closes at 18:00." in letters(store)[0].text


def test_a_calm_event_says_nothing(app: Flask, store: Store, world: World, arrive: Arrive) -> None:
    arrive(5, 3)
    member(world, "lead@feest.example", TeamRole.LEAD)
    assert look_after_shortages(app, now=NOW) == 0
    assert all_errands(store) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"starts_at": NOW + MINUTE}, id="it has not begun"),
        pytest.param({"ends_at": NOW}, id="it is over"),
        pytest.param({"state": EventState.CANCELLED}, id="it is cancelled"),
    ],
)
@pytest.mark.usefixtures("rush")
def test_only_events_that_go_on_are_looked_at_and_others_cost_one_question(
    app: Flask, store: Store, world: World, change: dict[str, object]
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for name, value in change.items():
            setattr(event, name, value)
    with count_queries(app.extensions["store"]) as seen:
        look_after_shortages(app, now=NOW)
    assert len(seen) == 1
    assert all_errands(store) == []


@pytest.mark.usefixtures("rush")
def test_an_event_that_fails_keeps_no_other_from_being_looked_at(
    app: Flask, store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = errands.events_going_on
    monkeypatch.setattr(
        errands, "events_going_on", lambda *given, **named: [-1, *going_on(*given, **named)]
    )
    look_after_shortages(app, now=NOW)
    assert len(all_errands(store)) == 1


@pytest.mark.usefixtures("rush")
def test_the_server_looks_by_itself(app: Flask, store: Store, world: World) -> None:
    done, real = Flag(), app.extensions["store"].transaction

    def noticed() -> object:
        done.set()
        return real()

    app.extensions["store"].transaction = noticed
    stop = day_worker.start(app, every_seconds=0.01, clock=lambda: NOW)
    assert done.wait(60)
    stop.set()
    app.extensions["store"].transaction = real


def test_who_organises_it_is_told_and_who_said_never_is_not(store: Store, world: World) -> None:
    member(world, "lead@feest.example", TeamRole.LEAD)
    member(world, "tired@feest.example", TeamRole.LEAD, ShortageMail.NEVER)
    member(world, "crew@feest.example", TeamRole.CREW)
    member(world, "cook@feest.example", TeamRole.KITCHEN, ShortageMail.EVERY)
    member(world, "elsewhere@feest.example", None, ShortageMail.EVERY)
    with store.reading() as session:
        event = session.get_one(Event, world.event_id)
        told = [one.email for one in shortage_mail.who_wants_to_know(session, event)]
    assert told == ["lead@feest.example", "cook@feest.example"]


def test_where_nobody_leads_the_organisers_are_told(
    store: Store, world: World, desk: PageClient
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.created_by_id = None
        organisers = session.scalars(select(Account.email).order_by(Account.id)).all()
    with store.reading() as session:
        event = session.get_one(Event, world.event_id)
        told = [one.email for one in shortage_mail.who_wants_to_know(session, event)]
    assert told == list(organisers)
    assert told


def test_an_organiser_chooses_in_the_own_account(store: Store, desk: PageClient) -> None:
    sent = desk.send("/account/shortage-mail", {"shortage_mail": "never"}, form_on="/account")
    assert sent.status_code == 303
    assert desk.page("/account").sends()["shortage_mail"] == ["never"]
    with store.reading() as session:
        assert set(session.scalars(select(Account.shortage_mail))) == {ShortageMail.NEVER}


@pytest.mark.usefixtures("rush")
def test_who_unsubscribed_from_the_event_gets_no_more(
    app: Flask, store: Store, world: World, client: PageClient
) -> None:
    member(world, "lead@feest.example", TeamRole.LEAD)
    look_after_shortages(app, now=NOW)
    with store.transaction() as session:
        url = session.scalars(select(OutboxMail.unsubscribe_url)).one()
        session.query(OutboxMail).delete()
        for table in (ErrandLine, Errand):
            session.query(table).delete()
    client.post(url.removeprefix("http://feest.example"), data={"wish": "event"})
    assert look_after_shortages(app, now=NOW) == 0


def live(world: World) -> str:
    return f"/events/{world.event_id}/live?l=en"


def press(desk: PageClient, world: World, what: str, errand: int = 1) -> int:
    address = f"/events/{world.event_id}/errands/{errand}/{what}"
    return desk.send(address, {}, form_on=live(world)).status_code


@pytest.mark.usefixtures("rush")
def test_one_says_i_go_and_the_others_see_who_and_since_when(
    app: Flask, world: World, desk: PageClient
) -> None:
    look_after_shortages(app, now=NOW)
    before = desk.page(live(world)).words
    assert "Do this now" in before
    assert "I am going" in before
    assert press(desk, world, "go") == 303
    page = desk.page(live(world)).words
    assert "is going, since 15:40." in page
    assert "I am going" not in page
    assert "I can't after all" in page
    assert "Do this now" not in page, "one of them has it in hand"
    assert press(desk, world, "stay") == 303
    assert "I am going" in desk.page(live(world)).words


@pytest.mark.usefixtures("rush")
def test_who_comes_second_hears_that_somebody_was_first(
    app: Flask, world: World, desk: PageClient
) -> None:
    look_after_shortages(app, now=NOW)
    press(desk, world, "go")
    press(desk, world, "go")
    assert "Somebody else was first, or it is here already." in desk.page(live(world)).words


@pytest.mark.usefixtures("rush")
def test_what_is_here_counts_as_food_and_the_alarm_is_over(
    app: Flask, store: Store, world: World, desk: PageClient
) -> None:
    look_after_shortages(app, now=NOW)
    press(desk, world, "go")
    assert press(desk, world, "here") == 303
    page = desk.page(live(world)).words
    assert "Do this now" not in page
    assert "is going" not in page
    look_after_shortages(app, now=NOW + MINUTE)
    assert len(all_errands(store)) == 1, "what was brought is enough"


@pytest.mark.usefixtures("rush")
def test_more_people_than_what_was_brought_are_a_new_errand(
    app: Flask, store: Store, world: World, desk: PageClient, arrive: Arrive, clock: FixedClock
) -> None:
    look_after_shortages(app, now=NOW)
    press(desk, world, "here")
    arrive(50, 150)
    arrive(55, 150)
    clock.now = SATURDAY + 65 * MINUTE
    look_after_shortages(app, now=clock.now)
    found = all_errands(store)
    assert [number for number, _kinds in found] == [1, 2]
    assert set(found[1][1]) == {ErrandKind.FETCH}, "what was on call is opened already"


@pytest.mark.usefixtures("rush")
def test_what_is_told_in_the_meantime_takes_the_alarm_away(
    app: Flask, store: Store, world: World, desk: PageClient
) -> None:
    """A row stays, so that nothing is mailed again when it comes back; phones show it no more."""
    look_after_shortages(app, now=NOW)
    with store.transaction() as session:
        errands.write_down(session, world.event_id, {}, now=NOW)
    with store.reading() as session:
        assert errands.open_errand(session, world.event_id, now=NOW) is None
    look_after_shortages(app, now=NOW + MINUTE)
    assert len(all_errands(store)) == 1
    with store.reading() as session:
        assert errands.open_errand(session, world.event_id, now=NOW) is not None
