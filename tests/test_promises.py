"""Every date that is promised on a page is the date on which the purge erases, whatever is set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.app import create_app
from planner.cli import housekeeping
from planner.core.parties import PartyDetails
from planner.paths import resource_dir
from planner.services.answer import answering
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.services.invite import intermediaries
from planner.services.invite.issuing import PrintableCard
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Batch, NamedGuest
from tests.support.application import PASSWORD, signed_in
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.household import give_proof
from tests.support.pages import page_client

ENGLISH = {"Accept-Language": "en"}
DAYS = {7: "Saturday 19 June", 90: "Friday 10 September"}


@pytest.fixture(params=sorted(DAYS))
def keep_days(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def settings(settings: Settings, keep_days: int) -> Settings:
    return replace(settings, keep_days=keep_days)


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    app = create_app(settings, clock=clock)
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    yield app
    app.extensions["store"].close()


def test_pages_and_purge_move_together(
    app: Flask, settings: Settings, keep_days: int, clock: FixedClock
) -> None:
    store: Store = app.extensions["store"]
    world = make_world(store, settings)
    card, handed = prepare(world)
    day = DAYS[keep_days]
    guest, desk = page_client(app), signed_in(app, "noor@feest.example")
    silent = world.cards(name="More")[0]
    assert f"On {day} we delete it." in guest.page(f"/{silent.code}", headers=ENGLISH).words
    give_proof(store, settings, card.code, guest, clock)
    known = guest.page(f"/{card.code}/known", headers=ENGLISH).words
    assert f"On {day} we delete it." in known
    promised = guest.get(f"/{card.code}/known.json").get_json()["kept_until"]
    assert f"{keep_days} day" in guest.page("/privacy?l=en").words
    event = f"/events/{world.event_id}"
    for path in (
        f"{event}/guests/new",
        f"{event}/guests/card?number={card.number}",
        f"{event}/said",
        f"{event}/invitations/{world.batch_of(handed)}/access",
    ):
        assert day in desk.page(path, headers=ENGLISH).words, path
    assert f"{keep_days} day" in desk.page("/kept", headers=ENGLISH).words

    ended = (SATURDAY + timedelta(hours=4)).date()
    assert promised == (ended + timedelta(days=keep_days)).isoformat()
    end = SATURDAY + timedelta(hours=4)
    housekeeping.erase_once(settings, now=end + timedelta(days=keep_days - 1))
    assert left(store) == (1, 1), "a day too early"
    housekeeping.erase_once(settings, now=end + timedelta(days=keep_days))
    assert left(store) == (0, 0), "not on the day that was promised"


def prepare(world: World) -> tuple[PrintableCard, PrintableCard]:
    """Give somebody a card with a name, an answer and a remark, and a page to hand cards out."""
    card, handed = world.cards()[0], world.cards(name="Karin", intermediary_name="Karin")[0]
    with world.store.transaction() as session:
        signing_in.add_account(
            session, email="noor@feest.example", name="Noor", password=PASSWORD, now=MADE_AT
        )
        invitation = world.invitation(card)
        named_guests.name_card(session, invitation, GuestDetails(name="Canary"), now=MADE_AT)
        answering.give_details(session, invitation, PartyDetails(adults=2), now=MADE_AT)
        session.get_one(Answer, invitation.id).remark = "The weeds"
        batch = session.get_one(Batch, world.batch_of(handed))
        intermediaries.make_link(session, batch, code_key=world.settings.code_key, now=MADE_AT)
    return card, handed


def left(store: Store) -> tuple[int, int]:
    with store.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Answer, NamedGuest)
        ]
    return counts[0], counts[1]


def test_no_page_names_a_number_of_days_of_its_own() -> None:
    """A promise in a template would not move with the setting."""
    for path in resource_dir("templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8").lower()
        assert "30 days" not in text, path
        assert "thirty days" not in text, path
