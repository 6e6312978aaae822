"""Demonstration data: a summer of events as they could have been, with made-up people.

Everything is dated from the moment it is loaded, and marked, so that it can be removed again. It
goes through the same services as an organiser's own work.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.roles import AccountRole
from planner.services.demonstration.access import (
    EMAIL,
    NAME,
    PASSWORD,
    DemoAccess,
    find_access,
    open_hand_out,
)
from planner.services.demonstration.attention import add_what_waits
from planner.services.demonstration.bursts import add_burst
from planner.services.demonstration.celebrations import add_castle
from planner.services.demonstration.colleagues import add_colleagues
from planner.services.demonstration.drafts import add_drafts, add_school_holidays, assure_all
from planner.services.demonstration.errands import add_errands
from planner.services.demonstration.maker import Maker
from planner.services.demonstration.organisations import add_organisations
from planner.services.demonstration.other_calendars import watch_a_calendar
from planner.services.demonstration.promises import add_promises
from planner.services.demonstration.removal import remove
from planner.services.demonstration.sheets import add_sheets
from planner.services.demonstration.shifts import add_shifts
from planner.services.demonstration.summer import add_barbecues, add_next_barbecue
from planner.services.demonstration.supplies import add_supplies
from planner.services.demonstration.tongues import say_in_languages
from planner.services.demonstration.tonight import add_tonight
from planner.services.demonstration.voices import add_inspection, add_voices
from planner.services.demonstration.walks import add_earlier_walks, add_walk
from planner.services.forecast.said import keep_said
from planner.services.gate import gates
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, Gate, GateNote, Series

__all__ = [
    "DemoAccess",
    "find_access",
    "is_loaded",
    "load",
    "open_hand_out",
    "remove",
]


def load(store: Store, *, settings: Settings, now: datetime) -> DemoAccess:
    """Load the demonstration data, once, and return how to look at it as each kind of user.

    Args:
        store: a database with up-to-date tables.
        settings: the code key and the public address of the installation.
        now: the moment that everything is dated from.
    """
    with store.transaction() as session:
        if not is_loaded(session):
            _fill(session, settings, now)
        return find_access(session, settings)


def is_loaded(session: Session) -> bool:
    """Say whether demonstration data is there."""
    return session.scalar(select(Event.id).where(Event.is_demonstration).limit(1)) is not None


def _fill(session: Session, settings: Settings, now: datetime) -> None:
    maker = Maker(
        session=session,
        account_id=_organiser(session, now).id,
        code_key=settings.code_key,
        zone=settings.zone,
        now=now,
    )
    series = add_barbecues(maker)
    barbecue = add_next_barbecue(maker, series)
    add_burst(maker, barbecue)
    castle = add_castle(maker)
    walk = add_walk(maker)
    add_what_waits(maker, walk, base_url=settings.base_url)
    for event, accessible in ((barbecue, True), (castle, True), (walk, False)):
        assure_all(maker, event, accessible=accessible)
    for event, names in ((barbecue, ("Ingang",)), (castle, ("Hoofdpoort", "Tuinpoort"))):
        for name in names:
            opened = gates.open_gate(session, event, name, code_key=settings.code_key, now=now)
            if event is barbecue:
                _write_note(session, opened, now)
    evening = add_tonight(maker)
    add_shifts(maker, series, barbecue=barbecue, castle=castle, evening=evening)
    add_drafts(maker, series)
    add_school_holidays(maker, series)
    watch_a_calendar(maker, series)
    add_earlier_walks(maker, walk)
    add_inspection(maker)
    add_voices(maker)
    add_promises(maker)
    _add_logistics(maker, series, barbecue=barbecue, castle=castle, walk=walk, evening=evening)
    add_organisations(maker, password=PASSWORD)
    say_in_languages(maker, barbecue, castle, in_part=walk)
    add_colleagues(maker, (evening, barbecue, castle, *castle.parts, walk))
    for event in session.scalars(select(Event).where(Event.starts_at <= now).order_by(Event.id)):
        keep_said(session, event, now=event.starts_at)


def _add_logistics(
    maker: Maker, series: Series, *, barbecue: Event, castle: Event, walk: Event, evening: Event
) -> None:
    """Plan how the days go, after the partners are known who have a part in them."""
    last = maker.session.scalars(
        select(Event)
        .where(Event.series_id == series.id, Event.state == EventState.CLOSED)
        .order_by(Event.starts_at.desc())
        .limit(1)
    ).one()
    dinner = maker.session.scalars(
        select(Event).where(Event.parent_id == castle.id).order_by(Event.id).limit(1)
    ).one()
    add_sheets(
        maker,
        last_barbecue=last,
        barbecue=barbecue,
        castle=castle,
        dinner=dinner,
        walk=walk,
        evening=evening,
    )
    add_errands(maker, last_barbecue=last, barbecue=barbecue, castle=castle, walk=walk)
    add_supplies(maker, last_barbecue=last, barbecue=barbecue, castle=castle, walk=walk)


def _write_note(session: Session, gate: Gate, now: datetime) -> None:
    """Let somebody who tried the gate out tell the organiser something."""
    note = GateNote(
        event_id=gate.event_id,
        gate_id=gate.id,
        nonce="demonstration",
        text="Bij de ingang is nog geen stroom. Wie neemt een verlengsnoer mee?",
        written_at=now,
        received_at=now,
    )
    session.add(note)


def _organiser(session: Session, now: datetime) -> Account:
    account = signing_in.add_account(
        session,
        email=EMAIL,
        name=NAME,
        password=PASSWORD,
        now=now,
        role=AccountRole.ADMINISTRATOR,
    )
    account.is_demonstration = True
    return account
