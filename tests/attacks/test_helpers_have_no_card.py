"""Whoever has a copy of the whole database learns of no helper which card is theirs.

A guest opens the page of a card, says yes and takes a shift from there within the same minute. Then
everything is tried that joins two rows: references, equal values, equal moments to the minute and
to the day, counters of failures, and the order in which rows lie.
"""

import logging
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.services.helpers.helper_secrets import new_help_code
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import unreadable
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import Event
from tests.support.application import ON_SQLITE
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.dumps import Dump, Row, dump
from tests.support.pages import PageClient, page_client
from tests.support.shifts import add_shift

OF_HELPERS = {"helper", "shift_entry", "helper_call"}
OF_SHIFTS = {"shift", "shift_total", "helper_message"}
OF_GUESTS = {
    "invitation", "answer", "answer_change", "answer_diet", "guest_contact", "household",
    "household_browser", "named_guest", "notice_told", "said_since", "scan", "submission",
    "waiting",
}  # fmt: skip
GUESTS = 6


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def shift_id(world: World) -> int:
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).help_code = new_help_code()
    return add_shift(world.store, world.event_id, needed=2 * GUESTS)


def take_from_card(app: Flask, card: PrintableCard, shift_id: int) -> PageClient:
    """Say yes with a card, and take the shift that its page shows; a browser of its own."""
    browser = page_client(app)
    told = browser.post(f"/{card.code}/party", data={"adults": "2", "eat": ["halal"]})
    assert f"Path=/{card.code}" in told.headers["Set-Cookie"], "sent to no other page"
    page = browser.page(f"/{card.code}/done")
    # The code of a card is drawn at random, and may begin with the number of the shift.
    shifts = [one for one in page.all("a") if (one.get("href") or "").startswith("/help/")]
    (link,) = [
        one for one in shifts if (one.get("href") or "").partition("?")[0].endswith(f"/{shift_id}")
    ]
    href = link.get("href") or ""
    assert link.get("rel") == "noreferrer"
    assert card.code not in href
    form = browser.page(href)
    assert card.code not in form.text
    taken = browser.post(href, data=form.sends())
    assert taken.status_code == 303
    assert card.code not in taken.location
    assert "Set-Cookie" not in taken.headers
    return browser


def guests_help(world: World, app: Flask, clock: FixedClock, shift_id: int) -> None:
    """Let guests help, each at a moment of its own and none in the order of their cards."""
    dice = random.Random(7)
    cards = world.cards(GUESTS, largest_party=8)
    dice.shuffle(cards)
    for turn, card in enumerate(cards):
        clock.now = MADE_AT + timedelta(days=turn, minutes=dice.randint(1, 600))
        take_from_card(app, card, shift_id)


def as_compared(value: object) -> Iterator[object]:
    """Give a value as a join may compare it: of a moment also its minute and its day."""
    yield repr(value) if isinstance(value, dict | list) else value
    if isinstance(value, datetime):
        yield value.replace(second=0, microsecond=0)
        yield value.date()


def reached(row: Row, column: str, rows: Sequence[Row], other: str) -> frozenset[int]:
    """Return which rows of another table a join finds, by one pair of columns."""
    if row[column] is None:
        return frozenset()
    sought = {(type(one), one) for one in as_compared(row[column])}
    return frozenset(
        place
        for place, each in enumerate(rows)
        if sought & {(type(one), one) for one in as_compared(each[other])}
    )


def joins_that_tell(found: Dump) -> list[str]:
    """List the joins by which one helper can be told from another."""
    told = []
    for mine in OF_HELPERS & set(found):
        for name, rows in found.items():
            if name in OF_HELPERS | OF_SHIFTS or not rows or not found[mine]:
                continue
            told += [
                f"{mine}.{column} = {name}.{other}"
                for column in found[mine][0]
                for other in rows[0]
                if len({reached(one, column, rows, other) for one in found[mine]}) > 1
            ]
    return told


def test_no_value_of_a_helper_leads_to_a_card(
    app: Flask, world: World, clock: FixedClock, shift_id: int
) -> None:
    guests_help(world, app, clock, shift_id)
    found = dump(world.store)
    assert len(found["helper"]) == len(found["shift_entry"]) == len(found["answer"]) == GUESTS
    assert joins_that_tell(found) == []
    # Nobody signed in, so nothing of it is in the list of who did what, nor among forms and mail.
    assert not found["audit_entry"]
    assert not found["sent_form"]
    assert not found["outbox_mail"]


@ON_SQLITE  # it is the same for rows of either database
def test_the_joins_that_are_tried_would_find_one_that_tells(
    app: Flask, world: World, clock: FixedClock, shift_id: int
) -> None:
    guests_help(world, app, clock, shift_id)
    found = dict(dump(world.store))
    moments = [one["created_at"] + timedelta(seconds=40) for one in found["answer"]]
    timed = [
        {**one, "changed_at": at} for one, at in zip(found["shift_entry"], moments, strict=True)
    ]
    told = joins_that_tell({**found, "shift_entry": timed})
    assert "shift_entry.changed_at = answer.created_at" in told
    numbered = [{**one, "id": place + 1} for place, one in enumerate(found["helper"])]
    assert "helper.id = invitation.id" in joins_that_tell({**found, "helper": numbered})


def test_no_reference_leads_from_a_helper_to_a_guest_or_back() -> None:
    refers = {
        name: {key.column.table.name for column in table.columns for key in column.foreign_keys}
        for name, table in Base.metadata.tables.items()
    }
    for name, others in refers.items():
        assert not (others & OF_HELPERS and others & OF_GUESTS), name
        assert name not in OF_HELPERS or not others & OF_GUESTS, name
        assert name not in OF_GUESTS or not others & (OF_HELPERS | OF_SHIFTS), name


def test_helpers_lie_in_the_order_of_numbers_that_were_drawn(
    app: Flask, world: World, clock: FixedClock, shift_id: int
) -> None:
    """On PostgreSQL from the night on: there new rows lie where they were written."""
    guests_help(world, app, clock, shift_id)
    assert unreadable.make_unreadable(world.store)
    found = dump(world.store)
    for name in ("helper", "shift_entry"):
        numbers = [one["id"] for one in found[name]]
        assert numbers == sorted(numbers), name
    assert max(one["id"] for one in found["helper"]) > 10**9, "drawn, not counted"


def test_counters_of_the_connection_are_others_than_those_of_cards(
    app: Flask, world: World, clock: FixedClock, shift_id: int
) -> None:
    """A card is answered without one; what a network hash says elsewhere is another hash."""
    (card,) = world.cards(1, largest_party=8)
    clock.now = MADE_AT
    page_client(app).post(f"/{card.code}", data={"answer": "yes"})
    assert not dump(world.store)["throttle"]
    take_from_card(app, card, shift_id)
    found = dump(world.store)
    keys = {str(one["key"]) for one in found["throttle"]}
    everywhere = {
        str(value)
        for name, rows in found.items()
        if name != "throttle"
        for row in rows
        for value in row.values()
    }
    assert not keys & everywhere


def test_no_line_of_the_log_holds_a_card_or_a_helper(
    app: Flask,
    world: World,
    clock: FixedClock,
    shift_id: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (card,) = world.cards(1, largest_party=8)
    clock.now = MADE_AT
    with caplog.at_level(logging.DEBUG):
        take_from_card(app, card, shift_id)
    with world.store.reading() as session:
        helpers = session.execute(select(Base.metadata.tables["helper"].c.id)).scalars().all()
    for line in caplog.messages:
        assert card.code not in line
        assert not [one for one in helpers if str(one) in line]
