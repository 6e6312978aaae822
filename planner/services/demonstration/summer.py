"""Ten neighbourhood barbecues that were, and the eleventh that is coming."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.core.enums import CountQuality, EventType, LeftOutBecause
from planner.core.local_time import day_of
from planner.core.turnout import EventKind
from planner.services.answer.tally import tally
from planner.services.demonstration.guests import Replies, add_batch
from planner.services.demonstration.maker import Maker
from planner.services.forecast.forecasting import forecast_event
from planner.services.forecast.learn import TurnoutRecord, record_turnout
from planner.services.invite import issuing
from planner.services.plan import closing
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.series import add_series
from planner.services.shop import appetites, larder, shopping
from planner.services.shop.known import known_of
from planner.services.shop.orders import placed_of
from planner.store.models import Event, Series

SERIES = "Buurtbarbecues Heerlen-Noord"
EXPECTED = 30
DAYS_UNTIL_NEXT = 9
LENGTH_HOURS = 4
STEPS = LENGTH_HOURS * 60 // closing.ARRIVAL_STEP_MINUTES


@dataclass(frozen=True)
class Past:
    """A barbecue as it could have been: illustrative numbers, not a record of any event."""

    neighbourhood: str
    yes_heads: int
    came: int
    quality: CountQuality = CountQuality.COUNTED
    missed: int | None = None


SUMMER = (
    Past("Passart", 22, 30),
    Past("Vrieheide", 19, 25),
    Past("Heksenberg", 34, 120, CountQuality.AT_LEAST, missed=20),  # the food ran out
    Past("Heerlerheide", 26, 35),
    Past("Zeswegen", 21, 28),
    Past("Nieuw-Einde", 24, 40),
    Past("Hoensbroek", 41, 115, CountQuality.ESTIMATED),
    Past("Mariarade", 25, 33),
    Past("De Koumen", 18, 27),
    Past("Rennemig", 30, 60),
)
NEXT = "Meezenbroek"
WITH_ORDERS = 3
APPETITES = {"Salad": 0.7, "Bread rolls": 0.9, "Hamburgers (halal)": 1.1}
"""Illustrative: people eat so many times what the menu says."""


def add_barbecues(maker: Maker) -> Series:
    """Make the ten that were, a week apart, the last one five days ago, each with its count."""
    held: list[tuple[Event, int]] = []
    series = add_series(maker.session, SERIES, now=maker.days_ago(100), is_demonstration=True)
    next_on = maker.today + timedelta(days=DAYS_UNTIL_NEXT)
    for weeks, past in enumerate(reversed(SUMMER), start=2):
        day = next_on - timedelta(weeks=weeks)
        planned = plan_barbecue(maker, past.neighbourhood, day)
        event = maker.event(planned, made_at=maker.days_ago(95), series=series)
        turnout = closing.close_event(
            maker.session,
            event,
            came=past.came,
            quality=past.quality,
            missed=past.missed,
            now=planned.ends_at + timedelta(hours=1),
        )
        turnout.yes_heads = past.yes_heads
        turnout.arrival_minutes = _arrivals(maker, past.came)
        held.append((event, past.came))
    _add_washout(maker, next_on - timedelta(weeks=len(SUMMER) + 2))
    for event, came in reversed(held[:WITH_ORDERS]):
        _add_order(maker, event, came)
    return series


def _add_washout(maker: Maker, held_on: date) -> None:
    """Record one before them that was blown away, and from which nothing is learned."""
    record = TurnoutRecord(
        title="Barbecue in de storm",
        held_on=held_on,
        came=4,
        kind=EventKind.OPEN,
        expected=EXPECTED,
        left_out_because=LeftOutBecause.WEATHER,
        series_name=SERIES,
    )
    record_turnout(maker.session, record, now=maker.days_ago(90), is_demonstration=True)


def _add_order(maker: Maker, event: Event, came: int) -> None:
    """Place the order as it would have been two days before, and note what was left."""
    before = _shopping_day(maker, day_of(event.starts_at, event.zone))
    session = maker.session
    shopping.place(
        session,
        event,
        forecast_event(session, event, now=before),
        tally(session, event.id),
        known_of(session, event),
        now=before,
    )
    session.refresh(event, ["placed_order"])
    order, remains = placed_of(event), dict[int, int | None]()
    for dish in order.dishes.values() if order else ():
        reckoned = came * dish.per_guest / dish.appetite + dish.certain
        left = dish.there - APPETITES.get(dish.name, 1.0) * reckoned
        remains[dish.dish_id] = max(0, round(left))
        appetites.note_leftovers(
            session,
            event.id,
            dish.dish_id,
            left=max(0, round(left)),
            ran_out_at=None if left > 0 else event.starts_at + timedelta(hours=2, minutes=40),
        )
    larder.keep_leftovers(session, event, order, remains, now=event.ends_at + timedelta(hours=1))


def add_next_barbecue(maker: Maker, series: Series) -> Event:
    """Make the one that is coming, with some forty answers through two batches."""
    day = maker.today + timedelta(days=DAYS_UNTIL_NEXT)
    event = maker.event(plan_barbecue(maker, NEXT, day), made_at=maker.days_ago(30), series=series)
    maker.intermediary("Karin", known_at=maker.days_ago(120))
    maker.intermediary("De basisschool", known_at=maker.days_ago(120))
    through_karin = issuing.BatchPlan(
        name="Via Karin",
        count=40,
        largest_party=6,
        intermediary_name="Karin",
        names_intermediary=True,
    )
    through_school = issuing.BatchPlan(
        name="Via de school", count=60, largest_party=8, intermediary_name="De basisschool"
    )
    add_batch(maker, event, through_karin, days_ago=21, replies=Replies(yes=11, maybe=3, no=4))
    add_batch(maker, event, through_school, days_ago=14, replies=Replies(yes=12, maybe=4, no=7))
    return event


def plan_barbecue(maker: Maker, neighbourhood: str, day: date) -> EventPlan:
    """Return the plan of a barbecue in a neighbourhood."""
    starts_at = maker.at(day, 15)
    return EventPlan(
        title=f"Barbecue in {neighbourhood}",
        event_type=EventType.BARBECUE,
        kind=EventKind.OPEN,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=LENGTH_HOURS),
        zone=maker.zone,
        neighbourhood_name=neighbourhood,
        venue_name=f"Speelveld {neighbourhood}",
        venue_address="Heerlen",
        expected=EXPECTED,
        description=(
            "Samen eten met de buurt. Het is gratis, en er is ook eten zonder vlees. "
            "Kom zoals je bent, en neem gerust je buren mee."
        ),
        wear_or_bring="Een eigen stoel",
        contact_name="Noor",
        contact_phone="045 000 00 00",
        answers_close_at=_shopping_day(maker, day),
        staff_eating=4,
        budget_cents=30_000,
    )


def _shopping_day(maker: Maker, day: date) -> datetime:
    return maker.at(day - timedelta(days=2), 18)


def _arrivals(maker: Maker, came: int) -> list[int]:
    """Spread people over the afternoon: most within the first hour and a half, in small groups."""
    steps = [0] * STEPS
    left = came
    while left:
        group = min(left, maker.dice.choice((1, 1, 2, 2, 3, 4, 5)))
        steps[int(maker.dice.betavariate(1.5, 3.6) * STEPS)] += group
        left -= group
    return steps
