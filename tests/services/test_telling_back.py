"""What a neighbourhood tells of what was said and promised, and that it was told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PromiseKind, PromiseState, ToldWay
from planner.services.residents import telling_back, told
from planner.services.residents.telling_back import Standing, ToldBack
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Promise, PromiseTold
from planner.store.scoping import Scope, narrow
from tests.support.cards import World, make_world
from tests.support.partners import add_partner
from tests.support.promised import DUE_ON, Told
from tests.support.queries import count_queries

ZONE = "Europe/Amsterdam"
NOW = datetime(2027, 5, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def writing(store: Store) -> Iterator[Session]:
    with store.transaction() as session:
        yield session


def tells(made: Told, now: datetime = NOW) -> ToldBack:
    return telling_back.tell_back(made.session, made.place, zone=ZONE, now=now)


def test_a_promise_is_told_with_what_was_said_and_who_does_it(writing: Session) -> None:
    made = Told(writing)
    made.promise(answers=[made.remark(heads=4), made.remark(heads=2)], street="Passartweg")
    (one,) = tells(made).promises
    assert one.standing is Standing.BUSY
    assert [(theme.name, theme.heads.at_least) for theme in one.themes] == [("Weeds", 5)]
    assert one.promise.partner is not None
    assert one.organisation == ""


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"is_public": False}, id="nobody made it public"),
        pytest.param({"partner_id": None}, id="nobody does it"),
        pytest.param({"due_on": None}, id="without a day"),
        pytest.param({"kind": PromiseKind.PROMISED}, id="promised in another's name"),
    ],
)
def test_what_can_not_be_public_is_told_nowhere(writing: Session, fields: dict[str, Any]) -> None:
    made = Told(writing)
    hidden = made.promise(**fields)
    assert not telling_back.is_told(hidden)
    assert tells(made).promises == ()
    assert telling_back.neighbourhoods_told_of(writing) == []


def test_the_question_and_the_rule_agree_on_what_is_public(writing: Session) -> None:
    made = Told(writing)
    for is_public, partner, due_on, kind, agreed_on in product(
        (True, False), (None, made.partner()), (None, DUE_ON), PromiseKind, (None, DUE_ON)
    ):
        made.promise(
            is_public=is_public, partner_id=partner, due_on=due_on, kind=kind, agreed_on=agreed_on
        )
    found = set(writing.scalars(select(Promise.id).where(telling_back.IS_TOLD)))
    assert found == {
        one.id for one in writing.scalars(select(Promise)) if telling_back.is_told(one)
    }
    assert found


def test_it_is_late_from_midnight_where_it_is(writing: Session) -> None:
    made = Told(writing)
    made.promise(due_on=date(2027, 6, 1))
    midnight = datetime(2027, 6, 1, 22, 0, tzinfo=UTC)  # 00:00 in Amsterdam
    before = tells(made, midnight - timedelta(seconds=1)).promises[0]
    (after,) = tells(made, midnight).promises
    assert (before.standing, after.standing) == (Standing.BUSY, Standing.LATE)
    assert after.changed_at == midnight > before.changed_at
    assert tells(made, midnight + timedelta(days=9)).promises[0].changed_at == midnight


def test_a_day_moved_twice_keeps_the_first_one_and_both_reasons(writing: Session) -> None:
    made = Told(writing)
    promise = made.promise()
    made.update(promise, PromiseState.BUSY, "Begun.", at=NOW)
    for place, why in enumerate(("The mower broke.", "It rains."), start=1):
        made.update(
            promise,
            PromiseState.BUSY,
            why,
            at=NOW + timedelta(days=place),
            due_on=DUE_ON + timedelta(days=30 * place),
        )
    (one,) = tells(made, NOW + timedelta(days=3)).promises
    assert one.promise.first_due_on == DUE_ON
    assert [(move.was, move.why) for move in one.moves] == [
        (DUE_ON, "The mower broke."),
        (DUE_ON + timedelta(days=30), "It rains."),
    ]
    assert one.moves[-1].until == one.promise.due_on
    assert one.changed_at == NOW + timedelta(days=2)


def test_settled_promises_tell_why_and_who_has_it_when_it_was_passed_on(writing: Session) -> None:
    made = Told(writing)
    cannot, passed = made.promise("A bus"), made.promise("A lamp")
    made.update(cannot, PromiseState.CANNOT, "No money for it.", at=NOW)
    other = made.partner("Woningstichting")
    passed.partner_id = other
    made.update(passed, PromiseState.PASSED_ON, "It is theirs.", at=NOW, partner_id=other)
    found = {one.promise.what: one for one in tells(made).promises}
    assert (found["A bus"].standing, found["A bus"].words) == (Standing.CANNOT, "No money for it.")
    assert found["A lamp"].passed_on == "Woningstichting"
    assert found["A lamp"].words == "It is theirs."


def test_only_themes_of_shown_remarks_of_this_neighbourhood_are_told(writing: Session) -> None:
    made, elsewhere = Told(writing), Told(writing, name="Vrieheide")
    hidden = made.remark("Gas", heads=50, state=RemarkState.HIDDEN, summary="hidden")
    new = made.remark("Noise", heads=50, state=RemarkState.NEW, summary="new")
    there = elsewhere.remark("Lamps", heads=50)
    proud = made.remark("Weeds", heads=7, question=ResidentQuestion.PROUD)
    made.promise(answers=[hidden, new, there, proud])
    found = tells(made)
    assert [(one.name, one.question) for one in found.themes] == [("Weeds", ResidentQuestion.PROUD)]
    assert [(one.name, one.heads.is_few) for one in found.promises[0].themes] == [("Lamps", True)]


def test_organisations_of_one_neighbourhood_are_told_together_and_named(
    store: Store, writing: Session
) -> None:
    writing.commit()
    partner = add_partner(store, now=NOW)
    with store.transaction() as session:
        ours = Told(session)
        theirs = Told(session, organisation_id=partner.organisation_id)
        ours.remark("Weeds", heads=3)
        ours.promise()
        theirs.promise("Paint", answers=[theirs.remark("weeds", heads=3)])
        found = tells(ours)
        assert {one.promise.what: one.organisation for one in found.promises} == {
            "Mow the weeds": "",
            "Paint": "Buurthuis",
        }
        # One theme has one number, whoever asks: also who sees the own organisation only.
        assert [one.heads.at_least for one in found.themes] == [5]
        narrow(session, Scope(ours.organisation_id))
        assert tells(ours) == found
        assert telling_back.largest(found)[0].promise.what == "Paint"
        for whose, what in ((ours, "Mow the weeds"), (theirs, "Paint")):
            on_page = telling_back.for_event(found, 99, whose.organisation_id)
            assert [one.promise.what for one in on_page] == [what], "no other's on its own event"


def test_as_many_queries_for_a_hundred_promises_as_for_one(store: Store) -> None:
    with store.transaction() as session:
        made = Told(session)
        one = made.promise(answers=[made.remark()])
        made.update(one, PromiseState.BUSY, at=NOW)
    seen = []
    for more in (0, 100):
        with store.transaction() as session:
            made = Told(session)
            for place in range(more):
                promise = made.promise(f"P{place}", answers=[made.remark(f"T{place % 30}")])
                made.update(promise, PromiseState.BUSY, "Words.", at=NOW)
        with store.reading() as session, count_queries(store) as queries:
            found = telling_back.neighbourhood_of(session, "passart")
            assert found is not None
            telling_back.tell_back(session, found, zone=ZONE, now=NOW)
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 6


def told_rows(session: Session) -> list[tuple[ToldWay, int | None, int | None]]:
    rows = session.scalars(select(PromiseTold).order_by(PromiseTold.id))
    return [(row.way, row.update_id, row.event_id) for row in rows]


def test_what_is_told_twice_is_written_down_once_of_each_update(writing: Session) -> None:
    made = Told(writing)
    promise = made.promise()
    for _again in range(2):
        told.note_told(writing, [promise.id, promise.id], ToldWay.POSTER, today=DUE_ON)
    update = made.update(promise, PromiseState.DONE, "Mown.", at=NOW)
    for _again in range(2):
        told.note_told(writing, [promise.id], ToldWay.POSTER, today=DUE_ON)
    assert told_rows(writing) == [
        (ToldWay.POSTER, None, None),
        (ToldWay.POSTER, update.id, None),
    ]
    assert told.note_told(writing, [], ToldWay.POSTER, today=DUE_ON) == 0


def test_the_public_pages_tell_it_from_the_moment_that_it_is_public(
    store: Store, settings: Settings
) -> None:
    world: World = make_world(store, settings)
    with store.transaction() as session:
        made = Told(session)
        promise = made.promise(is_public=False, event_id=world.event_id)
        told.note_on_pages(session, promise, zone=ZONE, now=NOW)
        assert told_rows(session) == []
        promise.is_public = True
        for _again in range(2):
            told.note_on_pages(session, promise, zone=ZONE, now=NOW)
        pages = [
            (ToldWay.NEIGHBOURHOOD_PAGE, None, None),
            (ToldWay.EVENT_PAGE, None, world.event_id),
        ]
        assert told_rows(session) == pages
        session.get_one(Event, world.event_id).is_public = False
        update = made.update(promise, PromiseState.BUSY, "Begun.", at=NOW)
        told.note_on_pages(session, promise, zone=ZONE, now=NOW)
        assert told_rows(session) == [*pages, (ToldWay.NEIGHBOURHOOD_PAGE, update.id, None)]
