"""Planning events: one, one more like it, ten in a row, and none after all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from planner.core.enums import EventState, EventType
from planner.core.turnout import EventKind
from planner.services.plan import event_plan, making, planning
from planner.services.plan.event_plan import EventPlan, move_plan
from planner.store.base import Store
from planner.store.models import Account, Event
from tests.support.clock import FixedClock

pytestmark = pytest.mark.both_databases

SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
BARBECUE = EventPlan(
    title="Buurt-BBQ Passart",
    event_type=EventType.BARBECUE,
    kind=EventKind.OPEN,
    starts_at=SATURDAY,
    ends_at=SATURDAY + timedelta(hours=4),
    neighbourhood_name="Passart",
    venue_name="Speelveld",
    venue_address="Passartweg 1, Heerlen",
    expected=30,
    answers_close_at=SATURDAY - timedelta(days=2),
)


def make(store: Store, clock: FixedClock, wish: EventPlan = BARBECUE) -> int:
    with store.transaction() as session:
        return making.create_event(session, wish, account_id=None, now=clock()).id


def test_an_event_is_open_for_answers_at_once_and_has_a_menu_that_suits_it(
    store: Store, clock: FixedClock, organiser: Account
) -> None:
    with store.transaction() as session:
        event_id = making.create_event(session, BARBECUE, account_id=organiser.id, now=clock()).id
    with store.reading() as session:
        event = planning.get_event(session, event_id)
        assert event is not None
        assert event.state is EventState.PUBLISHED
        assert event.slug == "buurt-bbq-passart"
        assert event.sequence == 0
        assert [dish.name for dish in event.dishes][:2] == [
            "Hamburgers (halal)",
            "Sausages (halal)",
        ]
        assert event_plan.plan_of(event) == replace(BARBECUE, menu_preset="barbecue")


def test_two_events_of_one_name_have_addresses_of_their_own(
    store: Store, clock: FixedClock
) -> None:
    ids = [make(store, clock) for _ in range(3)]
    with store.reading() as session:
        slugs = [session.get_one(Event, each).slug for each in ids]
    assert slugs == [
        "buurt-bbq-passart",
        "buurt-bbq-passart-2027-06-12",
        "buurt-bbq-passart-2027-06-12-2",
    ]


@pytest.mark.parametrize(
    ("titles", "slugs"),
    [
        (["حفلة الشواء في الحي"], ["hflh-lshw-fy-lhy"]),
        (["Барбекю на площі", "Çocuk şenliği"], ["barbekyu-na-ploshchi", "cocuk-senligi"]),
        (["Straße ohne Autos", "Święto Łąki"], ["strasse-ohne-autos", "swieto-laki"]),
        (["🎉 🎉", "!!", "…"], [f"event-2027-06-12{more}" for more in ("", "-2", "-3")]),
        (["Café d’Or", "Cafe–dor"], ["cafe-dor", "cafe-dor-2027-06-12"]),
    ],
)
def test_a_title_of_any_script_has_an_address_that_can_be_read_out(
    store: Store, clock: FixedClock, titles: list[str], slugs: list[str]
) -> None:
    ids = [make(store, clock, replace(BARBECUE, title=title)) for title in titles]
    with store.reading() as session:
        assert [session.get_one(Event, each).slug for each in ids] == slugs


def test_an_address_that_was_printed_stays_whatever_the_title_becomes(
    store: Store, clock: FixedClock
) -> None:
    event_id = make(store, clock)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.slug = "event"  # as a title in Arabic was called before
        new = replace(event_plan.plan_of(event), title="حفلة الشواء")
        planning.change_event(session, event, new, now=clock())
        assert event.slug == "event"


def test_a_place_that_is_known_is_used_again_whatever_its_capitals(
    store: Store, clock: FixedClock
) -> None:
    first = make(store, clock)
    wish = replace(BARBECUE, venue_name="SPEELVELD", venue_address="", neighbourhood_name="passart")
    again = make(store, clock, wish)
    elsewhere = make(store, clock, replace(BARBECUE, venue_address="Dorpstraat 2, Heerlen"))
    with store.reading() as session:
        one, same, other = (session.get_one(Event, each) for each in (first, again, elsewhere))
        assert same.venue_id == one.venue_id
        assert same.neighbourhood_id == one.neighbourhood_id
        assert other.venue_id != one.venue_id


def test_a_change_reaches_calendars_only_where_they_show_it(
    store: Store, clock: FixedClock
) -> None:
    event_id = make(store, clock)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.calendar_block = b"old"
        planning.change_event(session, event, replace(BARBECUE, expected=45), now=clock())
        assert (event.expected, event.sequence) == (45, 0)
        later = replace(BARBECUE, starts_at=SATURDAY + timedelta(hours=1))
        planning.change_event(session, event, later, now=clock())
        assert event.sequence == 1
        planning.change_event(session, event, replace(later, venue_name="Buurthuis"), now=clock())
        assert event.sequence == 2
        assert event.calendar_block is None


def test_own_dishes_survive_a_change_until_another_menu_is_chosen(
    store: Store, clock: FixedClock
) -> None:
    event_id = make(store, clock)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.dishes[0].name = "Kebab"
        planning.change_event(session, event, replace(BARBECUE, title="BBQ"), now=clock())
        assert event.dishes[0].name == "Kebab"
        planning.change_event(session, event, replace(BARBECUE, menu_preset="picnic"), now=clock())
        assert event.dishes[0].name == "Sandwiches with chicken (halal)"


def test_a_copy_has_the_menu_and_the_place_and_learns_from_the_first(
    store: Store, clock: FixedClock
) -> None:
    event_id = make(store, clock)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.dishes[0].name = "Kebab"
        event.dishes[0].bought_at = clock()
        copied = planning.copy_event(
            session,
            event,
            starts_at=SATURDAY + timedelta(days=14),
            now=clock(),
            account_id=None,
        )
        assert copied.series_id == event.series_id is not None
        assert copied.venue_id == event.venue_id
        assert copied.ends_at == SATURDAY + timedelta(days=14, hours=4)
        assert copied.answers_close_at == SATURDAY + timedelta(days=12)
        assert copied.slug == "buurt-bbq-passart-2027-06-26"
        assert copied.uid != event.uid
        assert (copied.dishes[0].name, copied.dishes[0].bought_at) == ("Kebab", None)
        assert event.dishes[0].bought_at is not None


def test_ten_barbecues_in_a_series_are_ten_events(store: Store, clock: FixedClock) -> None:
    days = [(SATURDAY + timedelta(weeks=week)) for week in range(10)]
    with store.transaction() as session:
        series = planning.create_series(
            session,
            "Buurt-BBQ’s 2027",
            [
                move_plan(BARBECUE, starts_at=day, ends_at=day + timedelta(hours=4))
                for day in reversed(days)
            ],
            account_id=None,
            now=clock(),
        )
        session.refresh(series)
        assert series.slug == "buurt-bbqs-2027"
        assert [event.starts_at for event in series.events] == days
        assert [event.answers_close_at for event in series.events] == [
            day - timedelta(days=2) for day in days
        ]


def test_a_series_keeps_its_hours_when_the_clock_goes_back(store: Store, clock: FixedClock) -> None:
    october = datetime(2027, 10, 30, 13, 0, tzinfo=UTC)  # 15:00, the day before winter time
    closes = datetime(2027, 10, 28, 21, 59, tzinfo=UTC)  # 23:59
    wish = replace(
        BARBECUE,
        starts_at=october,
        ends_at=october + timedelta(hours=4),
        answers_close_at=closes,
    )
    moved = event_plan.move_plan(
        wish,
        starts_at=datetime(2027, 11, 6, 14, 0, tzinfo=UTC),
        ends_at=datetime(2027, 11, 6, 18, 0, tzinfo=UTC),
    )
    assert moved.answers_close_at == datetime(2027, 11, 4, 22, 59, tzinfo=UTC)  # 23:59 again


def test_a_cancelled_event_says_why_and_can_go_on_after_all(
    store: Store, clock: FixedClock
) -> None:
    event_id = make(store, clock)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        planning.cancel_event(session, event, reason="Storm", now=clock())
        assert (event.state, event.cancelled_reason, event.sequence) == (
            EventState.CANCELLED,
            "Storm",
            1,
        )
        planning.resume_event(session, event, now=clock())
        assert (event.state, event.cancelled_reason, event.sequence) == (
            EventState.PUBLISHED,
            "",
            2,
        )
