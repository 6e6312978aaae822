"""Each session finds what is in its scope, whoever asked the same question before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, exists, select
from sqlalchemy.orm import aliased

from planner.core.enums import Reply
from planner.core.roles import AccountRole, TeamRole
from planner.services.people import colleagues, signing_in
from planner.services.people.colleagues import put_in_team
from planner.store.base import Store
from planner.store.models import Event, Invitation, NamedGuest, Organisation
from planner.store.scoping import KEPT, Scope, narrow
from tests.support.cards import MADE_AT
from tests.support.organiser import Said, add_answers, add_event

BUILT_ONCE = select(Event.id).execution_options(**KEPT)
THEIR_ORGANISATIONS = (
    select(Organisation.id)
    .where(exists().where(Event.organisation_id == Organisation.id))
    .execution_options(**KEPT)
)


@pytest.fixture
def scopes(store: Store) -> dict[str, tuple[Scope, set[int]]]:
    """Return whose scopes there are, each with the events in it."""
    ours, also_ours, theirs = (add_event(store, days=day) for day in (0, 7, 14))
    for event_id in (ours, also_ours, theirs):
        add_answers(store, event_id, Said(Reply.YES), Said(Reply.NO))
    with store.transaction() as session:
        host = session.get_one(Event, ours).organisation_id
        partner = colleagues.add_organisation(session, "Partner", now=MADE_AT)
        assert partner is not None
        session.get_one(Event, theirs).organisation_id = partner.id
        member_ids = []
        for name, event_id in (("first", ours), ("second", also_ours)):
            member = signing_in.add_account(
                session,
                email=f"{name}@feest.example",
                name=name,
                password="a long password",
                now=MADE_AT,
                role=AccountRole.MEMBER,
                organisation_id=host,
            )
            put_in_team(
                session, session.get_one(Event, event_id), member, TeamRole.CREW, now=MADE_AT
            )
            member_ids.append(member.id)
    first, second = member_ids
    return {
        "host": (Scope(host), {ours, also_ours}),
        "partner": (Scope(partner.id), {theirs}),
        "first member": (Scope(host, first), {ours}),
        "second member": (Scope(host, second), {also_ours}),
    }


@contextmanager
def noted_compiling(store: Store) -> Iterator[list[str]]:
    """Give a list that fills with every question that SQLAlchemy had to write out anew."""
    anew: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, values: Any, context: Any, many: Any) -> None:
        made = None if context is None else context.compiled
        if made is not None and context.cache_hit.name != "CACHE_HIT":
            anew.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield anew
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def seen_by(store: Store, scope: Scope) -> list[set[int]]:
    """Ask for events in every way that a page does, and return what each way finds."""
    again = aliased(Event)
    guest = aliased(NamedGuest)
    with store.reading() as session:
        narrow(session, scope)
        cards = select(Invitation.event_id).outerjoin(guest, guest.invitation_id == Invitation.id)
        return [
            set(session.scalars(select(Event.id))),
            {row.id for row in session.scalars(select(Event))},
            set(session.scalars(select(again.id))),
            set(session.scalars(cards)),
            set(session.scalars(select(Event.id).where(Event.id.in_(select(Invitation.event_id))))),
            set(session.scalars(BUILT_ONCE)),
            set(session.scalars(BUILT_ONCE.where(Event.title != ""))),
        ]


def test_everybody_finds_their_own_in_turn(
    store: Store, scopes: dict[str, tuple[Scope, set[int]]]
) -> None:
    for _again in range(2):
        for scope, expected in scopes.values():
            assert seen_by(store, scope) == [expected] * 7


def test_a_question_asked_before_is_not_written_out_anew_for_others(
    store: Store, scopes: dict[str, tuple[Scope, set[int]]]
) -> None:
    seen_by(store, scopes["host"][0])
    seen_by(store, scopes["first member"][0])
    with noted_compiling(store) as anew:
        seen_by(store, scopes["partner"][0])
        seen_by(store, scopes["second member"][0])
    assert anew == []


def test_what_is_only_looked_for_inside_of_a_question_is_narrowed_too(
    store: Store, scopes: dict[str, tuple[Scope, set[int]]]
) -> None:
    for scope, _expected in scopes.values():
        with store.reading() as session:
            narrow(session, scope)
            assert session.scalars(THEIR_ORGANISATIONS).all() == [scope.organisation_id]
