"""Events to which fewer people said yes than usual, with the reminder that can go out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.messages import DEFAULTS, Rule, Timing, due_at, occasion
from planner.core.turnout.path import OffPath
from planner.core.unsettled import Behind
from planner.services.forecast.forecasting import EventForecast
from planner.services.forecast.path import path_of
from planner.services.messages.by_mail import count_letters
from planner.services.messages.recipients import RecipientGroup
from planner.store.models import Event, MessageRule


def behind_of(
    session: Session,
    events: Sequence[Event],
    forecasts: Mapping[int, EventForecast],
    unanswered: Mapping[int, int],
    *,
    code_key: str | None,
    now: datetime,
) -> dict[int, Behind]:
    """Say of which events the answers stay behind; four questions, and none where none does.

    Args:
        session: reads.
        events: the events; one without a forecast is left out.
        forecasts: by event.
        unanswered: cards on paper that were handed out and have no answer, by event.
        code_key: of the installation, to know who gets no mail; None counts them too.
        now: the moment.
    """
    paths: dict[Event, OffPath] = {}
    for event in events:
        made = forecasts.get(event.id)
        path = path_of(event, made, now=now) if made else None
        if path is not None and path.is_fewer:
            paths[event] = path
    if not paths:
        return {}
    ids = [event.id for event in paths]
    addresses = count_letters(session, ids, RecipientGroup.UNDECIDED, code_key=code_key, now=now)
    rules = {
        row.event_id: row
        for row in session.scalars(
            select(MessageRule).where(
                MessageRule.event_id.in_(ids), MessageRule.rule == Rule.ASK_AGAIN
            )
        )
    }
    return {
        event.id: Behind(
            path=path,
            addresses=0 if _is_sent(event, rules.get(event.id)) else addresses.get(event.id, 0),
            goes_on=_goes_on(event, rules.get(event.id), now=now),
            cards=unanswered.get(event.id, 0),
        )
        for event, path in paths.items()
    }


def _is_sent(event: Event, row: MessageRule | None) -> bool:
    return row is not None and row.sent_for == occasion(event.starts_at, event.zone)


def _goes_on(event: Event, row: MessageRule | None, *, now: datetime) -> date | None:
    """The day on which the reminder goes out by itself; None where it does not any more."""
    timing = Timing(is_on=row.is_on, days=row.days, at=row.at) if row else DEFAULTS[Rule.ASK_AGAIN]
    moment = due_at(
        Rule.ASK_AGAIN, timing, starts_at=event.starts_at, closed_at=None, zone=event.zone
    )
    if moment is None or moment <= now:
        return None
    # What was published after that moment does not remind of it any more.
    return day_of(moment, event.zone)
