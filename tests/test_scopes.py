"""What hangs on one event can't be reached under the address of another.

Made from the list of all addresses, so a new page is tested without being named here.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from planner.core.anchors import EventAnchor
from planner.core.enums import ErrandKind, MailKind
from planner.core.helpers.messages import HelperGroup, HelperMessageKind
from planner.core.residents.undertakings import PromiseKind
from planner.core.roles import AccountRole, TeamRole
from planner.services.day import errands
from planner.services.gate import gates, phones
from planner.services.helpers import messaging, signing_up
from planner.services.helpers.readers import readers_of
from planner.services.helpers.shift_rows import shifts_of
from planner.services.helpers.signing_up import HelperWish
from planner.services.invite import issuing, requests
from planner.services.messages import notices
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.people import colleagues
from planner.services.plan import making, menus, programmes
from planner.services.residents import promising
from planner.services.residents.promising import Undertaken
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import (
    Account,
    Batch,
    CostLine,
    DeletedThing,
    Errand,
    Event,
    EventDish,
    EventMessage,
    EventNotice,
    EventTask,
    Gate,
    GateDevice,
    GateNote,
    HelperCall,
    HelperMessage,
    IntermediaryRequest,
    Invitation,
    Mailing,
    OutboxMail,
    Permit,
    ProgrammeItem,
    Promise,
    Remark,
    RunLine,
    Shift,
    ShiftEntry,
    SupplierDelivery,
    TeamMember,
    ThingUse,
)
from planner.store.scoping import Scope, narrow
from tests.support.cards import BARBECUE, MADE_AT
from tests.support.logistics import add_logistics
from tests.support.own_messages import add_own_message
from tests.support.pages import PageClient
from tests.support.remarks import add_remark
from tests.support.shifts import add_shift_with_helper

HANGS_ON_AN_EVENT: dict[str, Callable[[int], Select[int]]] = {
    "batch_id": lambda event_id: select(Batch.id).where(Batch.event_id == event_id),
    "dish_id": lambda event_id: select(EventDish.id).where(EventDish.event_id == event_id),
    "item_id": lambda event_id: select(ProgrammeItem.id).where(ProgrammeItem.event_id == event_id),
    "remark_id": lambda event_id: select(Remark.id).where(Remark.event_id == event_id),
    "request_id": lambda event_id: (
        select(IntermediaryRequest.id).join(Batch).where(Batch.event_id == event_id)
    ),
    "gate_id": lambda event_id: select(Gate.id).where(Gate.event_id == event_id),
    "member_id": lambda event_id: select(TeamMember.account_id).where(
        TeamMember.event_id == event_id
    ),
    "mailing_id": lambda event_id: select(Mailing.id).where(Mailing.event_id == event_id),
    "errand_id": lambda event_id: select(Errand.id).where(Errand.event_id == event_id),
    "notice_id": lambda event_id: select(EventNotice.id).where(EventNotice.event_id == event_id),
    "message_id": lambda event_id: select(HelperMessage.id).where(
        HelperMessage.event_id == event_id
    ),
    "own_message_id": lambda event_id: select(EventMessage.id).where(
        EventMessage.event_id == event_id
    ),
    "helper_id": lambda event_id: (
        select(HelperCall.helper_id).join(HelperMessage).where(HelperMessage.event_id == event_id)
    ),
    "invitation_id": lambda event_id: select(Invitation.id).where(Invitation.event_id == event_id),
    "mail_id": lambda event_id: select(OutboxMail.id).where(OutboxMail.event_id == event_id),
    "note_id": lambda event_id: select(GateNote.id).where(GateNote.event_id == event_id),
    "thing_id": lambda event_id: select(DeletedThing.id).where(DeletedThing.event_id == event_id),
    "promise_number": lambda event_id: select(Promise.number).where(Promise.event_id == event_id),
    "shift_id": lambda event_id: select(Shift.id).where(Shift.event_id == event_id),
    "entry_id": lambda event_id: (
        select(ShiftEntry.id).join(Shift).where(Shift.event_id == event_id)
    ),
    "line_id": lambda event_id: select(RunLine.id).where(RunLine.event_id == event_id),
    "task_id": lambda event_id: select(EventTask.id).where(EventTask.event_id == event_id),
    "permit_id": lambda event_id: select(Permit.id).where(Permit.event_id == event_id),
    "use_id": lambda event_id: select(ThingUse.id).where(ThingUse.event_id == event_id),
    "delivery_id": lambda event_id: select(SupplierDelivery.id).where(
        SupplierDelivery.event_id == event_id
    ),
    "cost_id": lambda event_id: select(CostLine.id).where(CostLine.event_id == event_id),
    "device_id": lambda event_id: select(GateDevice.id).join(Gate).where(Gate.event_id == event_id),
}
WORDS = {"rule", "what", "rule_id", "who"}
"""Parts of an address that name a page, and nothing that hangs on an event.

A rule of the town is of the organisation, at whatever event it asks something.
"""


def add_event(store: Store, settings: Settings, title: str, *, whose: Scope | None = None) -> int:
    """Plan an event with everything that can hang on one, of the host unless somebody is named."""
    key = settings.code_key
    with store.transaction() as session:
        if whose is not None:
            narrow(session, whose)
        event = making.create_event(
            session, replace(BARBECUE, title=title), account_id=None, now=MADE_AT
        )
        cards = issuing.BatchPlan(name="Cards", count=2)
        batch = issuing.issue_batch(session, event, cards, code_key=key, now=MADE_AT)
        requests.ask(session, batch, "Two more cards", now=MADE_AT)
        show = programmes.ItemPlan(title="Show", starts_at=event.starts_at)
        programmes.add_item(session, event, show, now=MADE_AT)
        opened = gates.open_gate(session, event, "Gate", code_key=key, now=MADE_AT)
        phones.enrol(session, opened, code_key=key, now=MADE_AT)
        session.add(
            GateNote(
                event_id=event.id,
                gate_id=opened.id,
                nonce="n",
                text="The toilet is broken.",
                written_at=MADE_AT,
                received_at=MADE_AT,
            )
        )
        add_remark(session, event, "Weeds", theme=f"Weeds at {title}")
        add_shift_with_helper(session, event, code_key=key)
        helper = colleagues.invite(
            session,
            email=f"{title.lower()}@feest.example",
            name="Helper",
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
            now=MADE_AT,
        )
        assert helper is not None
        colleagues.put_in_team(session, event, helper, TeamRole.CREW, now=MADE_AT)
        needs = {(event.dishes[0].id, ErrandKind.FETCH): 48}
        errands.write_down(session, event.id, needs, now=MADE_AT)
        menus.remove_dish(session, event.dishes[-1], by_id=None, now=MADE_AT)
        told = Letter(MailKind.CHANGE, "x@y.example", "nl", "It", "It", "", f"x:{title}", event.id)
        posting.queue(session, [told], now=MADE_AT)
        posting.begin_mailing(
            session, MailKind.CHANGE, event_id=event.id, created_by_id=None, now=MADE_AT
        )
        bench = Undertaken(what="A bench", kind=PromiseKind.ASKED, event_id=event.id)
        promising.make_promise(
            session, bench, organisation_id=event.organisation_id, today=MADE_AT.date()
        )
        add_own_message(session, event.id)
        add_told_helper(session, event, key)
        add_logistics(session, event)
        before = replace(notices.when_where(event), place="Elsewhere")
        assert notices.note_change(session, event, before, now=MADE_AT)
        return event.id


def add_told_helper(session: Session, event: Event, key: str) -> None:
    """Let a neighbour take a shift of an event and be told something."""
    shift = Shift(
        event_id=event.id,
        task="Serving",
        anchor=EventAnchor.START,
        minutes=0,
        length=60,
        needed=1,
        most=1,
        changed_at=MADE_AT,
    )
    session.add(shift)
    session.flush()
    wish = HelperWish(phone="0612345678")
    signing_up.sign_up(
        session,
        event.id,
        shift.id,
        wish,
        form_key=f"form of {event.id}",
        overrules=True,
        now=MADE_AT,
        code_key=key,
    )
    readers = readers_of(shifts_of(session, event.id), HelperGroup.EVERYONE, now=MADE_AT)
    kind = HelperMessageKind.MESSAGE
    messaging.tell(session, event, kind, readers, [], account_id=None, now=MADE_AT)


def ids_of(store: Store, event_id: int) -> dict[str, int]:
    """Return one of everything that hangs on an event, by its name in an address."""
    with store.reading() as session:
        found = {name: session.scalar(ask(event_id)) for name, ask in HANGS_ON_AN_EVENT.items()}
    return {name: number for name, number in found.items() if number is not None}


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in {"sign_in", "calendar_feed", "calendar_state"}
        }


def rules_below_an_event(app: Flask) -> Iterator[tuple[Rule, set[str]]]:
    """Give every address of something that hangs on an event, and what that is."""
    for rule in app.url_map.iter_rules():
        below = rule.arguments - {"event_id"} - WORDS
        if "event_id" in rule.arguments and below:
            yield rule, below


def at(event_id: int, names: set[str], ids: dict[str, int]) -> dict[str, Any]:
    """Return the parts of the address of something under an event."""
    return {"event_id": event_id, **{name: ids[name] for name in names}}


@pytest.fixture
def events(store: Store, settings: Settings) -> tuple[int, int]:
    return add_event(store, settings, "Ours"), add_event(store, settings, "Theirs")


def test_every_part_of_an_event_is_known_here(app: Flask) -> None:
    names = {name for _rule, below in rules_below_an_event(app) for name in below}
    assert names == set(HANGS_ON_AN_EVENT), "tell this test how to make one"


def test_what_hangs_on_another_event_is_not_found_and_not_changed(
    app: Flask, store: Store, desk: PageClient, organiser: Account, events: tuple[int, int]
) -> None:
    ours, theirs = events
    token = desk.page(f"/events/{ours}/menu/new").token()
    foreign = ids_of(store, theirs)
    assert set(foreign) == set(HANGS_ON_AN_EVENT)
    before, tried = everything(store), 0
    for rule, names in rules_below_an_event(app):
        with app.test_request_context():
            url = app.url_for(rule.endpoint, **at(ours, names, foreign))
        for method in (rule.methods or set()) & {"GET", "POST"}:
            data = {"csrf_token": token} if method == "POST" else None
            answer = desk.open(url, method=method, data=data)
            # A form that makes no sense may be refused before anything is looked up.
            assert answer.status_code in {400, 404}, (method, rule.rule)
            assert method == "POST" or answer.status_code == 404, rule.rule
            tried += 1
    assert tried > 10
    assert everything(store) == before


def test_the_same_addresses_open_what_is_their_own(
    app: Flask, store: Store, desk: PageClient, organiser: Account, events: tuple[int, int]
) -> None:
    own = ids_of(store, events[0])
    for rule, names in rules_below_an_event(app):
        if "GET" in (rule.methods or set()):
            with app.test_request_context():
                url = app.url_for(rule.endpoint, **at(events[0], names, own))
            answer = desk.get(url)
            # Who was told of a change is shown once they were; before, the question leads there.
            # Of mail that did not come back no address is corrected.
            leads_on = answer.status_code == 303 and rule.endpoint in {
                "messages.show_told",
                "messages.correct_address",
            }
            assert answer.status_code == 200 or leads_on, rule.rule
