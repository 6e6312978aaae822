"""What waits for somebody, over all events: true on each page, and for whoever looks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Table, insert, select

from planner.core.enums import MailKind, MailState, Reply
from planner.core.next_steps import NextStep
from planner.core.roles import RIGHTS, TEAM_RIGHTS, AccountRole, TeamRole
from planner.core.steps import RIGHT_OF, Step
from planner.services.answer import answering, telling
from planner.services.attention import digest, waiting
from planner.services.day import agenda
from planner.services.gate import gates
from planner.services.invite import batches, requests
from planner.services.people import colleagues
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Account,
    Batch,
    Event,
    GateNote,
    Invitation,
    OutboxMail,
    SeenMark,
)
from planner.web.access import needed_right
from planner.web.organiser.attention.for_each import count_for_who_is_here
from planner.web.organiser.desk.event_head import todo
from tests.support.application import ON_SQLITE, signed_in
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

NOTHING = "Nothing waits for you now."
ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)


@pytest.fixture
def world(store: Store, settings: Settings, organiser: Account, clock: FixedClock) -> World:
    """A barbecue nine days ahead at which everything was done that could be done by then."""
    world = make_world(store, settings)
    world.change(expected=30, created_by_id=organiser.id)
    world.cards(8, intermediary_name="Karin")
    with store.transaction() as session:
        batch = session.scalars(select(Batch)).one()
        batches.mark_printed(session, batch, now=MADE_AT)
        batches.mark_handed_out(session, batch, now=MADE_AT)
    clock.now = MADE_AT + timedelta(hours=1)
    return world


def look(browser: PageClient, url: str = "/waiting") -> Page:
    return browser.page(url, headers=ENGLISH)


def colleague(world: World, name: str, role: TeamRole | None) -> str:
    email = f"{name}@feest.example"
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        made = colleagues.invite(
            session,
            email=email,
            name=name.title(),
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
            now=MADE_AT,
        )
        assert made is not None
        made.password_hash = "begun"
        if role is not None:
            colleagues.put_in_team(session, event, made, role, now=MADE_AT)
    return email


def ask(world: World, words: str = "Nog twee kaarten, graag") -> int:
    with world.store.transaction() as session:
        assert requests.ask(session, session.scalars(select(Batch)).one(), words, now=MADE_AT)
    with world.store.reading() as session:
        return requests.list_waiting(session, world.event_id)[-1].id


def let_guests_write(world: World, remarks: int, *, now_days: int = 0) -> None:
    """Let households come, and say what must get better."""
    at = MADE_AT + timedelta(minutes=1) + now_days * DAY
    with world.store.transaction() as session:
        cards = session.scalars(select(Invitation).order_by(Invitation.number)).all()
        for place, card in enumerate(cards):
            answering.give_reply(session, card, Reply.YES, now=at)
            if place < remarks:
                told = telling.ToldNeeds(remark=f"Meer licht {place}, {now_days}")
                telling.tell(session, card, told, now=at)


def test_a_request_of_who_hands_cards_out_is_said_wherever_it_was_said_that_all_is_well(
    world: World, desk: PageClient
) -> None:
    page = f"/events/{world.event_id}"
    for url in ("/waiting", page):
        assert NOTHING in look(desk, url).words
    request_id = ask(world)
    for url in ("/waiting", page, "/events"):
        shown = look(desk, url)
        assert "Karin asks for something" in shown.words
        assert NOTHING not in shown.words
        assert "All is in order" not in shown.words
    shown = look(desk)
    assert (
        "Buurt-BBQ Passart, Saturday 12 June (9 days to go) Yours. As soon as you can."
        in shown.words
    )
    assert "Waits for you (1)" in shown.words
    assert f"{page}/invitations#requests" in shown.links(), "one press to where it is settled"
    ask(world, "En een poster")
    assert "2 requests of who hands cards out wait Karin asked first." in look(desk).words
    for one in (request_id, request_id + 1):
        desk.send(f"{page}/invitations/requests/{one}/done", form_on=f"{page}/invitations")
    assert NOTHING in look(desk).words


def test_what_guests_wrote_waits_until_somebody_saw_it_and_again_when_they_write_more(
    world: World, desk: PageClient
) -> None:
    let_guests_write(world, 3)
    assert "Read what guests wrote" not in look(desk).words, "of so few nothing can be read"
    world.cards(12)
    let_guests_write(world, 8)
    shown = look(desk)
    assert "Read what guests wrote" in shown.words
    assert f"/events/{world.event_id}/said" in shown.links()
    press = f"/events/{world.event_id}/seen"
    typed = {**mark_of(shown), "back_to": "waiting"}
    answer = desk.send(press, typed, form_on="/waiting")
    assert answer.location == f"/waiting?seen=words&event={world.event_id}"
    assert "Read what guests wrote" not in look(desk).words
    undone = look(desk, answer.location)
    assert "You saw it. It waits no more." in undone.words
    desk.send(press, {"matter": "words", "undo": "1"}, form_on=answer.location)
    shown = look(desk, f"/events/{world.event_id}")
    assert "Read what guests wrote" in shown.words
    answer = desk.send(press, mark_of(shown), form_on=f"/events/{world.event_id}")
    assert answer.location == f"/events/{world.event_id}?seen=words#todo"
    let_guests_write(world, 1, now_days=1)
    assert "Read what guests wrote" not in look(desk).words, "that is what one of them said"
    let_guests_write(world, 9, now_days=1)
    assert "Read what guests wrote" in look(desk).words
    for wrong in ({"matter": "words", "mark": "yesterday"}, {"matter": "no such thing"}):
        assert desk.send(press, wrong, form_on="/waiting").status_code == 303
    assert "Read what guests wrote" in look(desk).words


def mark_of(page: Page) -> dict[str, str]:
    """Return what the press on a page sends besides its keys."""
    sent = page.sends()
    return {name: sent[name][0] for name in ("matter", "mark")}


@ON_SQLITE
def test_each_role_reads_what_it_may_settle_and_whose_it_is(
    app: Flask, world: World, desk: PageClient
) -> None:
    ask(world)
    world.change(starts_at=MADE_AT + 2 * DAY, ends_at=MADE_AT + 2 * DAY + timedelta(hours=4))
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        gate = gates.open_gate(session, event, "Hek", code_key=world.settings.code_key, now=MADE_AT)
        session.add(note_from(gate.id, event.id))
        session.add(dead_letter(event.id))
    emails = {
        name: colleague(world, name, role)
        for name, role in {
            "fatima": TeamRole.LEAD,
            "kim": TeamRole.CREW,
            "karel": TeamRole.KITCHEN,
            "rob": TeamRole.READER,
            "mo": None,
        }.items()
    }
    told = {name: look(signed_in(app, email)).words for name, email in emails.items()}
    asked, note, buy = "Karin asks", "Read 1 note from the gate", "Buy the food: 8 things to go"
    mail = "1 mail could not be delivered"
    for name, words in {
        "fatima": {asked, note, buy, mail},
        "kim": {note},
        "karel": {buy},
        "rob": set(),
        "mo": set(),
    }.items():
        assert {one for one in (asked, note, buy, mail) if one in told[name]} == words, name
    assert NOTHING in told["rob"]
    assert NOTHING in told["mo"]
    assert "Of Kim." in told["fatima"]
    assert "Of Karel." in told["fatima"]
    assert "Of Fatima." in look(desk).words
    kitchen = signed_in(app, emails["karel"])
    assert asked not in look(kitchen, "/events").words
    assert asked not in look(kitchen, f"/events/{world.event_id}/cook").words


def note_from(gate_id: int, event_id: int) -> GateNote:
    return GateNote(
        event_id=event_id,
        gate_id=gate_id,
        nonce="n",
        text="Geen stroom",
        written_at=MADE_AT,
        received_at=MADE_AT,
    )


def dead_letter(event_id: int) -> OutboxMail:
    return OutboxMail(
        key=f"reminder:{event_id}:1",
        kind=MailKind.REMINDER,
        event_id=event_id,
        to_address="",
        language="nl",
        subject="",
        text="",
        html="",
        calendar_method="",
        unsubscribe_url="",
        created_at=MADE_AT,
        due_at=MADE_AT,
        state=MailState.FAILED,
        tries=12,
        next_try_at=MADE_AT,
        ended_at=MADE_AT,
        last_error="550 5.1.1",
    )


@ON_SQLITE
def test_another_organisation_has_nothing_of_it(
    app: Flask, world: World, other_organiser: Account, clock: FixedClock
) -> None:
    ask(world)
    with world.store.transaction() as session:
        away = colleagues.add_organisation(session, "Partner", now=clock())
        assert away is not None
        session.get_one(Account, other_organiser.id).organisation_id = away.id
    assert NOTHING in look(signed_in(app, other_organiser.email)).words


@ON_SQLITE
def test_two_hundred_events_are_asked_as_one(world: World, desk: PageClient) -> None:
    ask(world)
    look(desk)
    with count_queries(world.store) as one:
        look(desk)
    with world.store.transaction() as session:
        table = cast(Table, Event.__table__)
        row = session.execute(select(table).where(table.c.id == world.event_id)).one()._asdict()
        copies = [
            {**row, "id": row["id"] + place, "slug": f"copy-{place}", "uid": f"copy-{place}"}
            for place in range(1, 200)
        ]
        session.execute(insert(table), copies)
    with count_queries(world.store) as many:
        shown = look(desk)
    assert shown.words.count("Make cards to hand out") == 199
    assert len(many) == len(one)


@ON_SQLITE
def test_a_broken_event_takes_nothing_else_along(
    world: World, desk: PageClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world)
    broken = add_event(store, days=200)
    made: Callable[..., Any] = agenda.facts_of

    def all_but_one(session: Any, events: Any, *given: Any, **named: Any) -> Any:
        if broken in {event.id for event in events}:
            raise OverflowError("date value out of range")
        return made(session, events, *given, **named)

    monkeypatch.setattr(waiting, "facts_of", all_but_one)
    shown = look(desk)
    assert "Karin asks for something" in shown.words
    assert shown.words.count("This event can't be shown here now. The rest is right.") == 1
    with world.store.transaction() as session:
        for one in requests.list_waiting(session, world.event_id):
            requests.mark_done(session, world.event_id, one.id, now=MADE_AT)
    assert NOTHING not in look(desk).words, "who could not look everywhere does not say so"


@ON_SQLITE
def test_each_thing_leads_to_a_page_for_whoever_is_told_of_it(app: Flask, world: World) -> None:
    """And a page never asks for more than who is told of the thing may do."""
    step = NextStep(step=Step.TELL, count=2, of=3, name="Karin", notice_id=1, batch_id=1)
    adapter = app.url_map.bind("")
    with app.test_request_context():
        for each in Step:
            shown = todo(replace(step, step=each), world.event_id, today=MADE_AT.date())
            path = shown.href.partition("#")[0].partition("?")[0]
            endpoint, _values = adapter.match(path)
            page, right = needed_right(endpoint), RIGHT_OF[each]
            assert page is not None
            assert all(page in rights for rights in roles_with() if right in rights), (
                f"{each}: {endpoint}"
            )


def roles_with() -> list[frozenset[Any]]:
    return [*TEAM_RIGHTS.values(), RIGHTS[AccountRole.ORGANISER]]


@ON_SQLITE
def test_the_menu_says_how_much_waits_while_that_is_known(
    app: Flask, world: World, desk: PageClient, clock: FixedClock
) -> None:
    ask(world)
    kitchen = signed_in(app, colleague(world, "karel", TeamRole.KITCHEN))
    assert "Waits for you (" not in look(desk, "/events").words, "nobody has counted"
    assert count_for_who_is_here(app, now=clock()) == 2
    assert count_for_who_is_here(app, now=clock()) == 0, "counted just now"
    assert "Waits for you (1)" in look(desk, "/events").words
    assert "Waits for you (" not in look(kitchen, "/events").words, "nothing of it is theirs"
    clock.now += digest.COUNT_HOLDS_FOR + timedelta(seconds=1)
    assert "Waits for you (" not in look(desk, "/events").words, "it may be another by now"
    assert "Waits for you (1)" in look(desk).words, "this page counts itself"


@ON_SQLITE
def test_what_was_seen_is_kept_with_who_and_when(
    world: World, desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    desk.send(
        f"/events/{world.event_id}/seen",
        {"matter": "unanswered", "mark": "2027-06-12"},
        form_on=f"/events/{world.event_id}/invitations",
    )
    with world.store.reading() as session:
        kept = session.scalars(select(SeenMark)).one()
        assert (kept.mark, kept.seen_by_id, kept.seen_at) == (
            "2027-06-12",
            organiser.id,
            clock(),
        )
