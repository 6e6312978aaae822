"""How to look at the demonstration data as each kind of user."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventType, InvitationState
from planner.core.roles import TeamRole
from planner.services.demonstration.guests import WORD
from planner.services.gate import gates
from planner.services.invite import intermediaries, issuing
from planner.settings import Settings
from planner.store.models import (
    Batch,
    Event,
    Gate,
    Household,
    IntermediaryLink,
    Invitation,
    Organisation,
)

EMAIL = "noor@planner.example"
NAME = "Noor"
COLLEAGUES = (
    (TeamRole.KITCHEN, "karel@planner.example"),
    (TeamRole.CREW, "kim@planner.example"),
    (TeamRole.READER, "rob@planner.example"),
)
"""They sign in with the organiser's password, and see the events of their teams."""
PASSWORD = "samen aan tafel"  # noqa: S105 - shown to everybody; it opens made-up data only


@dataclass(frozen=True, kw_only=True)
class DemoAccess:
    """An address, and what it takes to get in, for each kind of user; empty when it is gone."""

    organiser_email: str
    organiser_password: str
    organiser_url: str
    cook_email: str
    crew_email: str
    reader_email: str
    invitation_url: str
    """The first card of the coming barbecue."""
    told_url: str
    """A card of that barbecue whose household told more, and keeps the word beside it."""
    told_word: str
    dinner_url: str
    """The first card of the dinner for 100 families."""
    gate_url: str
    """Enrols a phone at the gate of the coming barbecue."""
    event_url: str
    """The public page of the coming barbecue."""
    calendar_url: str
    """The feed of all public events."""
    hand_out_url: str = ""
    """The private page of who hands out the cards of the dinner; made anew at each start."""
    hand_out_code: str = ""
    """The code that goes with it, told by phone."""


def find_access(session: Session, settings: Settings) -> DemoAccess:
    """Return the addresses that belong to the demonstration data as it is now."""
    barbecue = _latest(session, EventType.BARBECUE)
    dinner = _latest(session, EventType.DINNER)
    base_url, emails = settings.base_url, dict(COLLEAGUES)
    return DemoAccess(
        organiser_email=EMAIL,
        organiser_password=PASSWORD,
        organiser_url=f"{base_url}/events",
        cook_email=emails[TeamRole.KITCHEN],
        crew_email=emails[TeamRole.CREW],
        reader_email=emails[TeamRole.READER],
        invitation_url=_first_card(session, barbecue, settings),
        told_url=_told_card(session, barbecue, settings),
        told_word=WORD,
        dinner_url=_first_card(session, dinner, settings),
        gate_url=_first_gate(session, barbecue, settings),
        event_url=f"{base_url}/e/{barbecue.slug}" if barbecue else "",
        calendar_url=f"{base_url}/calendar.ics",
    )


def open_hand_out(
    session: Session, access: DemoAccess, settings: Settings, *, now: datetime
) -> DemoAccess:
    """Add a private page for who hands out the dinner's cards; of it only hashes are kept."""
    dinner = _latest(session, EventType.DINNER)
    batch = session.scalar(
        select(Batch)
        .where(Batch.event_id == (dinner.id if dinner else 0), Batch.intermediary_id.is_not(None))
        .limit(1)
    )
    if batch is None:
        return access
    secret = intermediaries.make_link(session, batch, code_key=settings.code_key, now=now)
    link = session.scalars(
        select(IntermediaryLink).where(IntermediaryLink.batch_id == batch.id)
    ).one()
    code = intermediaries.make_code(session, link, secret_key=settings.secret_key)
    return replace(
        access, hand_out_url=f"{settings.base_url}/hand-out/link/{secret}", hand_out_code=code
    )


def _latest(session: Session, event_type: EventType) -> Event | None:
    return session.scalar(
        select(Event)
        .where(
            Event.is_demonstration,
            Event.event_type == event_type,
            Event.published_at.is_not(None),
            # A partner has dinners of its own, and its guests are led in elsewhere.
            Event.organisation_id.in_(select(Organisation.id).where(Organisation.is_host)),
        )
        .order_by(Event.starts_at.desc())
        .limit(1)
    )


def _first_card(session: Session, event: Event | None, settings: Settings) -> str:
    if event is None:
        return ""
    invitation = session.scalar(
        select(Invitation)
        .where(Invitation.event_id == event.id, Invitation.state == InvitationState.ISSUED)
        .order_by(Invitation.number)
        .limit(1)
    )
    if invitation is None:
        return ""
    return f"{settings.base_url}/{issuing.code_of(invitation, code_key=settings.code_key)}"


def _told_card(session: Session, event: Event | None, settings: Settings) -> str:
    if event is None:
        return ""
    invitation = session.scalar(
        select(Invitation)
        .join(Household, Household.invitation_id == Invitation.id)
        .where(Household.event_id == event.id, Household.word_hash.is_not(None))
        .where(Invitation.state == InvitationState.ISSUED)
        .order_by(Invitation.number)
        .limit(1)
    )
    if invitation is None:
        return ""
    return f"{settings.base_url}/{issuing.code_of(invitation, code_key=settings.code_key)}"


def _first_gate(session: Session, event: Event | None, settings: Settings) -> str:
    if event is None:
        return ""
    found = session.scalar(
        select(Gate)
        .where(Gate.event_id == event.id, Gate.revoked_at.is_(None), Gate.only_listens.is_(False))
        .order_by(Gate.id)
        .limit(1)
    )
    if found is None:
        return ""
    return gates.gate_link(found, code_key=settings.code_key, base_url=settings.base_url)
