"""A walk for a small group who put their names down, and those before it."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from planner.core.enums import EventType
from planner.core.local_time import day_of
from planner.core.turnout import EventKind
from planner.services.demonstration.guests import Replies, add_batch
from planner.services.demonstration.maker import Maker
from planner.services.demonstration.named import add_named_guests, begin_later
from planner.services.invite import issuing
from planner.services.plan import closing, menus
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.series import add_series
from planner.store.models import Event

SERIES = "Expedities Heerlen-Noord"
DAYS_UNTIL_NEXT = 16
FULL_DAYS_BEFORE = 18
"""Then the last one had answered for an earlier walk; the coming one has fewer by now."""
EARLIER = ((5, 23), (9, 20), (13, 22))
"""Weeks before the coming one, and how many came: illustrative."""


def add_walk(maker: Maker) -> Event:
    """Make the expedition for a group of 25 who put their names down beforehand."""
    series = add_series(maker.session, SERIES, now=maker.days_ago(120), is_demonstration=True)
    day = maker.today + timedelta(days=DAYS_UNTIL_NEXT)
    walk = maker.event(_plan(maker, day), made_at=maker.days_ago(18), series=series)
    cards = issuing.BatchPlan(name="Bij de huisarts", count=20, largest_party=4)
    add_batch(maker, walk, cards, days_ago=12, replies=Replies(yes=6, maybe=1, no=1))
    add_named_guests(maker, walk)
    begin_later(maker, walk)
    # So that there is something to put back.
    last = walk.dishes[-1]
    menus.remove_dish(maker.session, last, by_id=maker.account_id, now=maker.days_ago(2))
    return walk


def add_earlier_walks(maker: Maker, coming: Event) -> None:
    """Make three that were, with answers known by day: by now more people had said yes to them."""
    # Other dice than those of the answers that are known by heart.
    made_up = replace(maker, dice=Random(26))
    next_on = day_of(coming.starts_at, coming.zone)
    for weeks, came in reversed(EARLIER):
        day = next_on - timedelta(weeks=weeks)
        days_ago = (maker.today - day).days
        walk = made_up.event(
            replace(_plan(maker, day), capacity=30),
            made_at=maker.days_ago(days_ago + 40),
            series=coming.series,
        )
        add_batch(
            made_up,
            walk,
            issuing.BatchPlan(name="Bij de huisarts", count=20, largest_party=2),
            days_ago=days_ago + 35,
            until_days_ago=days_ago + FULL_DAYS_BEFORE,
            replies=Replies(yes=17, maybe=1, no=1),
        )
        closing.close_event(maker.session, walk, came=came, now=walk.ends_at + timedelta(hours=1))


def _plan(maker: Maker, day: date) -> EventPlan:
    starts_at = maker.at(day, 10)
    return EventPlan(
        title="Expeditie Brunssummerheide",
        event_type=EventType.WALK,
        kind=EventKind.REGISTERED,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        zone=maker.zone,
        neighbourhood_name="Heksenberg",
        venue_name="Bezoekerscentrum Brunssummerheide",
        venue_address="Schaapskooiweg 99, 6414 EL Heerlen",
        capacity=25,
        expected=20,
        description=(
            "We lopen samen over de hei, ongeveer vijf kilometer. We verzamelen voor het "
            "bezoekerscentrum."
        ),
        wear_or_bring="Stevige schoenen die vies mogen worden",
        contact_name="Noor",
        contact_phone="045 000 00 00",
    )
