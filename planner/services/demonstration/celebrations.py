"""The Christmas evening at the castle with a dinner inside it."""

from datetime import date, timedelta

from planner.core.enums import CountQuality, EventType
from planner.core.turnout import EventKind
from planner.services.demonstration.guests import Replies, add_batch
from planner.services.demonstration.maker import Maker
from planner.services.invite import issuing
from planner.services.plan import closing, programmes
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.programmes import ItemPlan
from planner.services.plan.series import add_series
from planner.store.models import Event

CASTLE = "Kasteel Hoensbroek"
CASTLE_ADDRESS = "Klinkertstraat 118, 6433 PB Hoensbroek"
CASTLE_TITLE = "Kerst bij het kasteel"
INSIDE_AT_ONCE = 2_500
CAME_LAST_YEAR = 5_000
SHORTEST_NOTICE_DAYS = 15
PROGRAMME = (
    ((17, 0), "Warme chocolademelk en soep", "Voorplein"),
    ((18, 0), "Lichtshow", "Op de muren van het kasteel"),
    ((18, 30), "Vechtende ridders", "Binnenplaats"),
    ((19, 0), "Het leerorkest speelt", "Binnenplaats"),
    ((20, 30), "Lichtshow, nog een keer", "Op de muren van het kasteel"),
)
"""When, what and where: illustrative."""


def add_castle(maker: Maker) -> Event:
    """Make last year's Christmas evening, this year's, and the dinner inside this year's."""
    day = _christmas_evening(maker.today)
    last_year = day - timedelta(weeks=52)
    series = add_series(maker.session, CASTLE_TITLE, now=maker.days_ago(400), is_demonstration=True)
    first = maker.event(_castle_plan(maker, last_year), made_at=maker.days_ago(399), series=series)
    closing.close_event(
        maker.session,
        first,
        came=CAME_LAST_YEAR,
        quality=CountQuality.ESTIMATED,
        now=first.ends_at + timedelta(days=1),
    )
    castle = maker.event(_castle_plan(maker, day), made_at=maker.days_ago(20), series=series)
    if castle.venue is not None:
        castle.venue.capacity = INSIDE_AT_ONCE
    for clock, what, where in PROGRAMME:
        starts_at = maker.at(day, *clock)
        wish = ItemPlan(title=what, starts_at=starts_at, place=where)
        programmes.add_item(maker.session, castle, wish, now=castle.created_at)
    _add_dinner(maker, castle, day)
    return castle


def _add_dinner(maker: Maker, castle: Event, day: date) -> Event:
    """Make the dinner for 100 families, whom only the person who hands out the cards knows."""
    starts_at = maker.at(day, 17, 30)
    dinner = maker.event(
        EventPlan(
            title="Diner bij het kasteel",
            event_type=EventType.DINNER,
            kind=EventKind.CLOSED,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2, minutes=30),
            zone=maker.zone,
            neighbourhood_name="Hoensbroek",
            venue_name=CASTLE,
            venue_address=CASTLE_ADDRESS,
            capacity=400,
            expected=280,
            description=("Drie gangen aan lange tafels. Daarna zie je als eerste de lichtshow."),
            contact_name="Noor",
            contact_phone="045 000 00 00",
            answers_close_at=maker.at(day - timedelta(days=5), 18),
            is_public=False,
            staff_eating=12,
            parent_id=castle.id,
        ),
        made_at=maker.days_ago(20),
    )
    cards = issuing.BatchPlan(
        name="Via Karin",
        count=100,
        largest_party=6,
        intermediary_name="Karin",
        names_intermediary=True,
        gate_words="De lange tafel in de ridderzaal",
    )
    add_batch(maker, dinner, cards, days_ago=11, replies=Replies(yes=34, maybe=4, no=5))
    return dinner


def _castle_plan(maker: Maker, day: date) -> EventPlan:
    starts_at = maker.at(day, 17)
    return EventPlan(
        title=CASTLE_TITLE,
        event_type=EventType.CASTLE,
        kind=EventKind.OPEN,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=5),
        zone=maker.zone,
        neighbourhood_name="Hoensbroek",
        venue_name=CASTLE,
        venue_address=CASTLE_ADDRESS,
        capacity=6_000,
        expected=CAME_LAST_YEAR,
        description=(
            "Een lichtshow op de muren van het kasteel, vechtende ridders, en het leerorkest "
            "speelt. Gratis voor iedereen."
        ),
        contact_name="Noor",
        contact_phone="045 000 00 00",
        staff_eating=60,
        eating_percent=25,
    )


def _christmas_evening(today: date) -> date:
    """Return this year's 19 December, or next year's when there is no time left to prepare."""
    this_year = date(today.year, 12, 19)
    if this_year - today < timedelta(days=SHORTEST_NOTICE_DAYS):
        return date(today.year + 1, 12, 19)
    return this_year
