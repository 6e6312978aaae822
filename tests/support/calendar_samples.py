"""Thirty-three events: over a change of clock, a cancelled one, a moved one, in all letters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from planner.services.plan import event_plan, making, planning
from planner.services.plan.event_plan import EventPlan
from planner.store.models import Event
from tests.support.cards import BARBECUE, MADE_AT

FIRST = datetime(2027, 9, 4, 13, tzinfo=UTC)
TITLES = (
    "Soep, brood; en koffie",
    "Feest 🎉 voor iedereen 👩‍👩‍👧‍👦",
    "احتفال الحي",
    'Wat is er "aan de hand"? \\o/',
    "Дуже довга назва, яку доведеться перенести на наступний рядок: свято сусідів",
)
DESCRIPTION = "Kip, vega; of vis.\n\nNeem je buren mee: echt!\tمرحبا\n" + "é𝄞" * 60
NIGHT = datetime(2027, 10, 30, 20, tzinfo=UTC)
"""22:00 in Amsterdam, before the night in which half past two comes twice."""


def add_33_events(session: Session) -> list[Event]:
    """Plan a barbecue a week for 31 weeks, and two in the night the clock goes back."""
    made = [making.create_event(session, wish, account_id=None, now=MADE_AT) for wish in _wishes()]
    planning.cancel_event(
        session, made[4], reason="Er komt storm.", now=MADE_AT + timedelta(hours=1)
    )
    moved = replace(
        event_plan.plan_of(made[6]), starts_at=FIRST + timedelta(weeks=6, hours=3),
        ends_at=FIRST + timedelta(weeks=6, hours=5),
    )  # fmt: skip
    planning.change_event(session, made[6], moved, now=MADE_AT + timedelta(hours=2))
    session.flush()
    return made


def _wishes() -> list[EventPlan]:
    weekly = [
        replace(
            BARBECUE,
            title=TITLES[week % len(TITLES)],
            description=DESCRIPTION,
            starts_at=FIRST + timedelta(weeks=week),
            ends_at=FIRST + timedelta(weeks=week, hours=4),
        )
        for week in range(31)
    ]
    ends = (timedelta(hours=4, minutes=30), timedelta(hours=5, minutes=30))
    night = [replace(BARBECUE, title="Nacht", starts_at=NIGHT, ends_at=NIGHT + end) for end in ends]
    return [*weekly, *night]
