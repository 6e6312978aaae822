"""How many can come at the very most: as many as cards hold, and as there are places."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import Reply
from planner.core.turnout import NothingKnown
from planner.services.answer.standing import is_counted
from planner.services.forecast.forecasting import EventForecast
from planner.services.gate.event_scans import EventScans
from planner.services.gate.food_and_room import RoomFor
from planner.services.invite.open_answers import takes_open_answers
from planner.store.models import Answer, Event, Invitation

_events = cast(Table, Event.__table__).c
_cards = cast(Table, Invitation.__table__).c
_answers = cast(Table, Answer.__table__).c
_answered = _answers.adults + _answers.children
# The same rule as `size_of_party`: as many as the household said, else as many as fit on the card.
_PEOPLE_ON_CARDS = (
    select(
        func.sum(
            case(
                (
                    and_(_answers.reply == Reply.YES, _answers.is_detailed, _answered > 0),
                    _answered,
                ),
                else_=_cards.largest_party,
            )
        )
    )
    .select_from(Invitation.__table__)
    .join(Answer.__table__, _answers.invitation_id == _cards.id, isouter=True)
    .where(
        is_counted(),
        _cards.event_id.in_(
            # Guests of a part pass the gates of the larger event with the same card.
            select(_events.id).where(
                or_(_events.id == bindparam("event_id"), _events.parent_id == bindparam("event_id"))
            )
        ),
    )
)


def room_on_cards(
    session: Session, event: Event, scans: EventScans, *, now: datetime
) -> int | None:
    """How many people the cards can still bring; one question.

    Returns:
        People, or None where others can come too, or where nobody has a card.
    """
    if event.kind.is_walked_into or takes_open_answers(event, now=now):
        return None
    held = session.scalar(_PEOPLE_ON_CARDS, {"event_id": event.id})
    if held is None:
        return None
    came = sum(min(each.size, each.heads) for each in scans.lone if each.is_counted) + sum(
        min(each.party.size, each.party.came.heads) for each in scans.parties if each.is_counted
    )
    return max(0, int(held) - came)


def most_by_places(
    event: Event, room: RoomFor, made: EventForecast, *, came: int, inside: int
) -> int | None:
    """How many people can have come in the end if nobody more leaves; None without such a limit.

    A location that holds fewer at once than were expected in all is one where people take turns:
    that bounds who is inside, and not who comes.
    """
    places = event.capacity
    if places is None:
        places = room.places
        forecast = made.forecast
        if places is None or (not isinstance(forecast, NothingKnown) and forecast.likely > places):
            return None
    return came + max(0, places - inside)
