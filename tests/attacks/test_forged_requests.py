"""Requests that another site, another browser or a program makes in somebody's name."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import InvitationState, Reply
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Event, Invitation
from tests.support.cards import World, make_world
from tests.support.pages import PageClient, page_client

EVIL = "https://evil.example"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def title_of(world: World) -> str:
    with world.store.reading() as session:
        return session.get_one(Event, world.event_id).title


@pytest.mark.parametrize("what", ["none", "another browser's", "made up"])
def test_a_form_needs_the_token_of_its_own_browser(
    app: Flask, desk: PageClient, world: World, what: str
) -> None:
    stranger = page_client(app).page("/sign-in").token()
    tokens = {"none": {}, "another browser's": {"csrf_token": stranger}}
    sent = tokens.get(what, {"csrf_token": "x" * 90})
    answer = desk.post(f"/events/{world.event_id}/cancel", data={"reason": "Storm", **sent})
    assert answer.status_code == 400
    with world.store.reading() as session:
        assert not session.get_one(Event, world.event_id).cancelled_reason


def test_signing_somebody_else_in_from_another_site_does_not_work(
    client: PageClient, organiser: object
) -> None:
    answer = client.post(
        "/sign-in",
        data={"email": "noor@feest.example", "password": "samen aan tafel"},
        headers={"Origin": EVIL, "Referer": f"{EVIL}/"},
    )
    assert answer.status_code == 400
    assert client.get("/events").status_code == 303


@pytest.mark.parametrize("mimetype", ["text/plain", "application/json", "text/xml"])
def test_a_body_that_is_no_form_changes_nothing(
    desk: PageClient, world: World, mimetype: str
) -> None:
    before = title_of(world)
    body = json.dumps({"title": "Mine", "csrf_token": "x"})
    answer = desk.post(f"/events/{world.event_id}/edit", data=body, content_type=mimetype)
    assert answer.status_code == 400
    assert title_of(world) == before


def test_fields_that_no_form_has_are_left_alone(
    client: PageClient, world: World, store: Store
) -> None:
    card = world.cards(largest_party=2)[0]
    answer = client.post(
        f"/{card.code}",
        data={
            "answer": "yes",
            "largest_party": "99",
            "state": "revoked",
            "event_id": "2",
            "batch_id": "7",
            "answered_by": "organiser",
            "code_hash": "00",
            "is_admin": "1",
        },
    )
    assert answer.status_code == 303
    with store.reading() as session:
        kept = session.scalars(select(Invitation).where(Invitation.number == card.number)).one()
        said = session.get_one(Answer, kept.id)
        assert (kept.largest_party, kept.state) == (2, InvitationState.ISSUED)
        assert (said.event_id, said.reply, said.answered_by.value) == (
            world.event_id,
            Reply.YES,
            "guest",
        )


def test_the_same_field_twice_counts_once(client: PageClient, world: World, store: Store) -> None:
    card = world.cards(largest_party=4)[0]
    client.post(f"/{card.code}", data={"answer": ["yes", "no"]})
    with store.reading() as session:
        assert session.scalars(select(Answer.reply)).one() is Reply.YES


@pytest.mark.parametrize("user_agent", ["WhatsApp/2.23", "facebookexternalhit/1.1", "SafeLinks"])
def test_a_preview_answers_and_enrols_nothing(
    client: PageClient, world: World, store: Store, user_agent: str
) -> None:
    card = world.cards()[0]
    for ask in (client.get, client.head):
        assert ask(f"/{card.code}", headers={"User-Agent": user_agent}).status_code == 200
        assert ask(f"/{card.code}?answer=yes").status_code == 200
    with store.reading() as session:
        assert session.scalars(select(Answer)).all() == []
