"""The facts of an event that a report of a data leak asks for: how many people, what is kept."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from planner.core.enums import InvitationState
from planner.exports.phones import clean_phone
from planner.store.models import (
    Answer,
    Batch,
    Event,
    EventTask,
    Helper,
    Intermediary,
    Invitation,
    NamedGuest,
    Scan,
    Shift,
    ShiftEntry,
    Supplier,
    SupplierDelivery,
    ThingUse,
)


@dataclass(frozen=True)
class Facts:
    """Counts of what is kept of an event now, and who handed cards out.

    Attributes:
        cards: that work.
        may_hold_diets_and_allergies: whether anybody answered at all. How many told such a thing
            stands on the kitchen's sheet alone.
        people: on answers that say yes or maybe; so many could be concerned.
        named: guests whose name is known; so are the next two, with what reaches them.
        cards_through_givers: that somebody handed out who knows the people.
        helpers: neighbours in its shifts; so are the next two, with what reaches them.
        others_with_phone: people who deliver, lend something or have a task, by telephone.
        other_cards: cards without a name, handed out by the organiser or used without a card.
    """

    cards: int
    answers: int
    people: int
    may_hold_diets_and_allergies: bool
    named: int
    named_with_phone: int
    named_with_email: int
    scans: int
    cards_through_givers: int
    givers: tuple[str, ...]
    helpers: int
    helpers_with_phone: int
    helpers_with_email: int
    others_with_phone: int

    @property
    def other_cards(self) -> int:
        """Cards that nobody can be reached through but by their own page."""
        return max(0, self.cards - self.named - self.cards_through_givers)

    def as_fields(self) -> dict[str, Any]:
        """Return them for a file that programs read; without the names of who hands cards out."""
        return {key: value for key, value in asdict(self).items() if key != "givers"}


def facts_of(session: Session, event: Event) -> Facts:
    """Count what is kept of an event."""

    def count(where: ColumnElement[bool], *more: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).where(where, *more)) or 0

    is_answer = Answer.event_id == event.id
    is_named = NamedGuest.event_id == event.id
    works = Invitation.state == InvitationState.ISSUED
    of_event = Invitation.event_id == event.id
    given = select(Batch.id).where(Batch.event_id == event.id, Batch.intermediary_id.is_not(None))
    people = select(func.coalesce(func.sum(Answer.adults + Answer.children), 0)).where(is_answer)
    givers = (
        select(Intermediary.name)
        .join(Batch, Batch.intermediary_id == Intermediary.id)
        .where(Batch.event_id == event.id)
        .distinct()
        .order_by(Intermediary.name)
    )
    shifts = select(Shift.id).where(Shift.event_id == event.id)
    helps = Helper.id.in_(select(ShiftEntry.helper_id).where(ShiftEntry.shift_id.in_(shifts)))
    return Facts(
        cards=count(of_event, works),
        answers=count(is_answer),
        people=session.scalar(people) or 0,
        may_hold_diets_and_allergies=count(is_answer) > 0,
        named=count(is_named),
        named_with_phone=count(is_named, NamedGuest.phone != ""),
        named_with_email=count(is_named, NamedGuest.email != ""),
        scans=count(Scan.event_id == event.id),
        cards_through_givers=count(of_event, works, Invitation.batch_id.in_(given)),
        givers=tuple(session.scalars(givers)),
        helpers=count(helps),
        helpers_with_phone=count(helps, Helper.phone != ""),
        helpers_with_email=count(helps, Helper.address != ""),
        others_with_phone=len(_phones_of_others(session, event)),
    )


def _phones_of_others(session: Session, event: Event) -> set[str]:
    """Return the numbers of private people whom organisers call about an event."""
    delivers = select(SupplierDelivery.supplier_id).where(SupplierDelivery.event_id == event.id)
    lends = select(ThingUse.supplier_id).where(ThingUse.event_id == event.id)
    private = Supplier.is_person & (Supplier.id.in_(delivers) | Supplier.id.in_(lends))
    numbers = union(
        select(EventTask.phone).where(EventTask.event_id == event.id),
        select(ThingUse.phone).where(ThingUse.event_id == event.id),
        select(Supplier.phone).where(private),
    )
    return {clean_phone(one) or one for one in session.scalars(numbers) if one}
