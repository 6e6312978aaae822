"""Events with answers and past turnout, as the tests of the organiser's work need them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import AnsweredBy, InvitationState, Reply
from planner.core.turnout import EventKind
from planner.services.forecast import learn
from planner.services.forecast.learn import TurnoutRecord
from planner.services.plan import making, planning
from planner.services.plan.series import find_or_add_series
from planner.store.base import Store
from planner.store.models import (
    Answer,
    AnswerChange,
    AnswerDiet,
    Batch,
    Event,
    Invitation,
)
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY

SUMMER = ((30, 12), (25, 11), (35, 15), (28, 12), (40, 20), (33, 14))
"""People who came and people who had said yes, at six quiet barbecues."""


@dataclass(frozen=True)
class Said:
    """What one household answered, and when; `heads` adults."""

    reply: Reply
    heads: int = 2
    days_before: float = 10
    diet: str = ""


def add_event(
    store: Store,
    *,
    series: str = "",
    days: float = 0,
    expected: int | None = None,
    **fields: object,
) -> int:
    """Plan a barbecue some days after the usual Saturday and return its id."""
    shift = timedelta(days=days)
    wish = replace(
        BARBECUE,
        starts_at=SATURDAY + shift,
        ends_at=SATURDAY + shift + timedelta(hours=4),
        expected=expected,
        **fields,  # type: ignore[arg-type]
    )
    with store.transaction() as session:
        found = find_or_add_series(session, series, now=MADE_AT)
        event = making.create_event(
            session, wish, account_id=None, now=MADE_AT - timedelta(days=30), series=found
        )
        return event.id


def add_answers(store: Store, event_id: int, *said: Said, silent: int = 0, name: str = "A") -> int:
    """Give an event a batch of cards with these answers, and return the id of the batch."""
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        batch = Batch(event_id=event_id, name=name, largest_party=9, created_at=event.created_at)
        session.add(batch)
        session.flush()
        first = session.scalar(
            select(func.count()).select_from(Invitation).where(Invitation.event_id == event_id)
        )
        assert first is not None
        cards = [
            Invitation(
                event_id=event_id,
                batch_id=batch.id,
                number=first + place,
                seed=bytes([place % 256, place // 256]) * 8,
                code_hash=event_id.to_bytes(8) + (first + place).to_bytes(24),
                state=InvitationState.ISSUED,
                largest_party=9,
                created_at=event.created_at,
            )
            for place in range(1, 1 + len(said) + silent)
        ]
        session.add_all(cards)
        session.flush()
        for card, answer in zip(cards, said, strict=False):
            _answer(session, event, card.id, answer)
        return batch.id


def _answer(session: Session, event: Event, invitation_id: int, said: Said) -> None:
    at = event.starts_at - timedelta(days=said.days_before)
    session.add(
        Answer(
            invitation_id=invitation_id,
            event_id=event.id,
            reply=said.reply,
            adults=said.heads,
            children=0,
            is_detailed=True,
            answered_by=AnsweredBy.GUEST,
            created_at=at,
            updated_at=at,
            diets=[AnswerDiet(diet=said.diet, heads=said.heads)] if said.diet else [],
        )
    )
    session.add(
        AnswerChange(
            event_id=event.id,
            invitation_id=invitation_id,
            changed_at=at,
            reply=said.reply,
            heads=said.heads,
        )
    )


def add_summer(
    store: Store, series: str = "BBQ", counts: tuple[tuple[int, int], ...] = SUMMER
) -> None:
    """Record quiet barbecues of last year in a series."""
    with store.transaction() as session:
        for week, (came, yes_heads) in enumerate(counts):
            learn.record_turnout(
                session,
                TurnoutRecord(
                    title=f"BBQ {week + 1}",
                    held_on=(SATURDAY - timedelta(days=365 - 7 * week)).date(),
                    came=came,
                    yes_heads=yes_heads,
                    kind=EventKind.OPEN,
                    expected=30,
                    series_name=series,
                ),
                now=MADE_AT,
            )


def event_of(store: Store, event_id: int) -> Event:
    """Return an event with all that its page shows."""
    with store.reading() as session:
        event = planning.get_event(session, event_id)
        assert event is not None
        return event


def later(**by: float) -> datetime:
    """Return a moment after the barbecue began."""
    return SATURDAY + timedelta(**by)
