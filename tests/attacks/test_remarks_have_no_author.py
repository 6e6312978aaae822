"""Whoever has a copy of the whole database learns from no remark who said it.

Everything is tried that joins two rows: references, equal values, equal days, and the order in
which rows lie. What is left is the words themselves, which stand in an answer too for as long as it
is kept: who reads them there needs no join.
"""

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Table

from planner.core.parties import PartyDetails
from planner.core.residents.questions import HeardBy, ResidentQuestion
from planner.services.answer import answering, telling
from planner.services.answer.telling import ToldNeeds
from planner.services.residents import taking_over
from planner.settings import Settings
from planner.store import said_pictures
from planner.store.base import Base, Store
from planner.store.models import (
    Event,
    Neighbourhood,
    PromiseFollower,
    Remark,
    RemarkReceipt,
)
from tests.support.application import ON_SQLITE
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.dumps import Dump, Row, dump
from tests.support.pages import PageClient

WORDS = {"words", "summary"}
OF_RESIDENTS = {
    "theme", "remark", "remark_receipt", "partner", "promise", "promise_remark", "promise_update",
    "promise_told", "promise_votes", "promise_follower",
}  # fmt: skip
OF_GUESTS_AND_PHONES = {"invitation", "answer", "household", "household_browser", "gate_device"}
MAY_REFER_TO_A_REMARK = {"promise_remark"}
HOUSEHOLDS = 9


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def guests_write(world: World) -> None:
    """Let households answer and write, each at a moment of its own and none in the order of all."""
    with world.store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        session.get_one(Event, world.event_id).neighbourhood_id = place.id
    dice = random.Random(7)
    cards = world.cards(HOUSEHOLDS, largest_party=20)
    dice.shuffle(cards)
    for turn, card in enumerate(cards):
        at = MADE_AT + timedelta(days=turn, minutes=dice.randint(1, 600))
        invitation = world.invitation(card)
        with world.store.transaction() as session:
            party = PartyDetails(adults=1 + turn)
            assert answering.give_details(session, invitation, party, now=at).is_kept
            told = ToldNeeds(proud=f"Trees {card.number}", remark=f"Weeds {card.number}")
            assert telling.tell(session, invitation, told, now=at)
    with world.store.transaction() as session:
        said_pictures.make_picture(session.connection(), world.event_id)


def phones_note(world: World) -> None:
    """Keep what helpers noted on their phones as its service does: receipts hold no remark."""
    dice = random.Random(11)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for turn in range(HOUSEHOLDS):
            session.add(
                Remark(
                    organisation_id=event.organisation_id,
                    event_id=event.id,
                    neighbourhood_id=event.neighbourhood_id,
                    question=ResidentQuestion.BETTER,
                    words=f"Lamps {turn}",
                    heard_by=HeardBy.SPOT,
                    heard_on=SATURDAY.date(),
                )
            )
            nonce = f"{dice.getrandbits(128):032x}"
            session.add(RemarkReceipt(event_id=event.id, nonce=nonce, received_on=SATURDAY.date()))
            session.flush()


def as_compared(value: object) -> Iterator[object]:
    """Give a value as a join may compare it: itself, and of a moment its day too."""
    yield value
    if isinstance(value, datetime):
        yield value.date()


def matches(remark: Row, column: str, rows: Sequence[Row], other: str) -> frozenset[int]:
    """Return which rows of another table a join finds from a remark, by one pair of columns."""
    sought = remark[column]
    if sought is None:
        return frozenset()
    return frozenset(
        place
        for place, row in enumerate(rows)
        if any(type(one) is type(sought) and one == sought for one in as_compared(row[other]))
    )


def joins_that_tell(found: Dump) -> list[str]:
    """List the joins by which remarks that came in one way, to one question, can be told apart."""
    alike: dict[tuple[object, object], list[Row]] = {}
    for remark in found["remark"]:
        alike.setdefault((remark["heard_by"], remark["question"]), []).append(remark)
    told = []
    for name, rows in found.items():
        if name in OF_RESIDENTS - {"remark_receipt"} or not rows:
            continue
        for other in rows[0]:
            for column in set(found["remark"][0]) - WORDS:
                for remarks in alike.values():
                    reached = {matches(one, column, rows, other) for one in remarks}
                    if len(reached) > 1:
                        told.append(f"remark.{column} = {name}.{other}")
    return told


def filled(world: World, desk: PageClient) -> Dump:
    guests_write(world)
    phones_note(world)
    page = f"/events/{world.event_id}/said"
    answer = desk.send(f"{page}/take-over", form_on=page)
    assert answer.status_code == 303
    return dump(world.store)


def test_no_value_of_a_remark_leads_to_one_answer_or_to_who_pressed(
    desk: PageClient, world: World
) -> None:
    found = filled(world, desk)
    by = [remark["heard_by"] for remark in found["remark"]]
    assert {one: by.count(one) for one in set(by)} == {
        HeardBy.GUEST: 2 * HOUSEHOLDS,
        HeardBy.SPOT: HOUSEHOLDS,
    }
    assert found["answer"]
    assert found["audit_entry"]
    assert len(found["remark_receipt"]) == HOUSEHOLDS
    assert joins_that_tell(found) == []


@ON_SQLITE  # it is the same for rows of either database
def test_the_joins_that_are_tried_would_find_one_that_tells(desk: PageClient, world: World) -> None:
    found = dict(filled(world, desk))
    days = [one["created_at"].date() for one in found["answer"]]
    guests = [one for one in found["remark"] if one["heard_by"] is HeardBy.GUEST]
    told_apart = [
        {**remark, "heard_on": days[place % len(days)]} for place, remark in enumerate(guests)
    ]
    assert "remark.heard_on = answer.created_at" in joins_that_tell({**found, "remark": told_apart})
    numbered = [{**remark, "id": place + 1} for place, remark in enumerate(guests)]
    assert "remark.id = answer.invitation_id" in joins_that_tell({**found, "remark": numbered})


def test_what_is_kept_of_the_press_says_no_card_and_no_order(
    desk: PageClient, world: World
) -> None:
    found = filled(world, desk)
    (entry,) = [one for one in found["audit_entry"] if one["what"] == "said.take_over"]
    said = {name for name, value in entry.items() if value not in (None, "", [], False)}
    assert said <= {"id", "at", "what", "actor", "account_id", "event_id", "times", "networks"}
    assert {one["leads_to"] for one in found["sent_form"]} <= {f"/events/{world.event_id}/said"}
    marks = {(one["remark_taken"], one["proud_taken"]) for one in found["answer"]}
    assert marks == {(True, True)}, "of all the same"
    guests = [one for one in found["remark"] if one["heard_by"] is HeardBy.GUEST]
    assert all(_plain(one) == _plain(guests[0]) for one in guests)


def _plain(remark: Row) -> dict[str, object]:
    """Return what a remark holds besides its words, its question and its drawn number."""
    return {name: remark[name] for name in remark if name not in WORDS | {"id", "question"}}


def test_remarks_lie_in_the_order_of_chance(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is replaced here is the chance that nobody can foresee, and it decides the order."""
    guests_write(world)
    draw = random.Random(3)
    monkeypatch.setattr(secrets, "SystemRandom", lambda: random.Random(5))
    monkeypatch.setattr(secrets, "randbits", draw.getrandbits)
    with world.store.transaction() as session:
        assert taking_over.take_over(session, world.event_id).total == 2 * HOUSEHOLDS
    found = dump(world.store)
    weeds = [one for one in found["remark"] if one["question"] is ResidentQuestion.BETTER]
    mixed = sorted(one["remark"] for one in found["answer"])
    random.Random(5).shuffle(mixed)
    is_sqlite = world.store.engine.dialect.name == "sqlite"
    if is_sqlite:  # there rows lie in the order of their keys, which are drawn
        assert [one["id"] for one in weeds] == sorted(one["id"] for one in weeds)
        by_key = [one["words"] for one in weeds]
    else:
        assert [one["words"] for one in weeds] == mixed, "as they were shuffled"
        by_key = [one["words"] for one in sorted(weeds, key=lambda one: int(one["id"]))]
    for order in (
        sorted(found["answer"], key=lambda one: int(one["invitation_id"])),
        sorted(found["answer"], key=lambda one: str(one["created_at"])),
        found["answer"],
    ):
        answered = [one["remark"] for one in order]
        for lying in (by_key, [one["words"] for one in weeds]):
            assert lying not in (answered, answered[::-1])


def test_no_reference_leads_from_a_remark_to_a_guest_or_a_phone() -> None:
    tables: Mapping[str, Table] = Base.metadata.tables
    refers = {
        name: {key.column.table.name for column in table.columns for key in column.foreign_keys}
        for name, table in tables.items()
    }
    for name in OF_RESIDENTS:
        assert not refers[name] & OF_GUESTS_AND_PHONES, name
    assert {name for name in refers if "remark" in refers[name]} == MAY_REFER_TO_A_REMARK
    assert not {name for name in refers if {"remark_receipt", "promise_follower"} & refers[name]}


@pytest.mark.parametrize("table", [Remark, RemarkReceipt, PromiseFollower])
def test_a_day_is_the_finest_time_that_is_kept_of_a_resident(table: type[Base]) -> None:
    kinds = {column.type.python_type for column in table.__table__.columns}
    assert datetime not in kinds
    assert date in kinds
