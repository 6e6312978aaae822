"""A remark that a phone noted: once, with its day, and without anything that leads to the phone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select

from planner.core.enums import EventType
from planner.core.residents.questions import (
    MOST_HEADS,
    MOST_WORDS,
    HeardBy,
    RemarkState,
    ResidentQuestion,
)
from planner.services.gate.phones import Phone
from planner.services.plan.programmes import ItemPlan, add_item
from planner.services.residents import listening
from planner.services.residents.listening import (
    RemarkItem,
    RemarkStatus,
    list_stops,
    sender_of,
    take_remark,
)
from planner.store.base import Store
from planner.store.models import Event, Remark, RemarkReceipt
from tests.support.gate import STARTS, Evening, make_evening

KEPT, REFUSED = RemarkStatus.KEPT, RemarkStatus.REFUSED


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store, neighbourhood_name="Passart")


def said(nonce: str = "a", **values: Any) -> RemarkItem:
    usual: dict[str, Any] = {
        "nonce": nonce,
        "question": ResidentQuestion.BETTER,
        "words": "The weeds are as high as I am.",
        "phone_at": STARTS,
    }
    return RemarkItem(**(usual | values))


def take(evening: Evening, *items: RemarkItem, **known: Any) -> list[RemarkStatus]:
    asked: dict[str, Any] = {"device_now": STARTS, "now": STARTS} | known
    phone: Phone = asked.pop("phone", evening.phone)

    def take_them(connection: Any) -> list[RemarkStatus]:
        return [take_remark(connection, phone, item, **asked) for item in items]

    return evening.store.commit_in_group(take_them)


def remarks(evening: Evening) -> list[Remark]:
    with evening.store.reading() as session:
        return list(session.scalars(select(Remark).order_by(Remark.words)))


def test_a_remark_is_kept_with_what_is_known_of_it(evening: Evening) -> None:
    assert take(evening, said(heads=3, street="Kerkstraat 12a")) == [KEPT]
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event_id)
        (remark,) = session.scalars(select(Remark))
        assert remark.neighbourhood_id == event.neighbourhood_id is not None
        assert remark.organisation_id == event.organisation_id
        assert (remark.event_id, remark.stop_id, remark.theme_id) == (event.id, None, None)
        assert (remark.question, remark.words) == (
            ResidentQuestion.BETTER,
            "The weeds are as high as I am.",
        )
        assert (remark.heads, remark.street) == (3, "Kerkstraat")
        assert (remark.heard_by, remark.state) == (HeardBy.SPOT, RemarkState.NEW)
        assert remark.heard_on == date(2027, 6, 12)


def test_the_same_remark_sent_again_is_one(evening: Evening) -> None:
    assert take(evening, said(), said(), said("b")) == [KEPT, KEPT, KEPT]
    assert take(evening, said(), now=STARTS + timedelta(days=2)) == [KEPT]
    assert len(remarks(evening)) == 2


def test_two_phones_may_say_the_same_words(evening: Evening) -> None:
    other = evening.second_phone()
    assert take(evening, said("a")) == take(evening, said("b"), phone=other) == [KEPT]
    assert len(remarks(evening)) == 2


def test_nothing_that_is_kept_leads_to_the_phone_or_to_the_moment(evening: Evening) -> None:
    with evening.store.reading() as session:
        connection = session.connection()
        columns = {
            name: {column["name"] for column in inspect(connection).get_columns(name)}
            for name in ("remark", "remark_receipt")
        }
        leads = [
            key["referred_table"]
            for name in columns
            for key in inspect(connection).get_foreign_keys(name)
        ]
    assert not [name for name in leads if name.startswith(("gate", "invitation", "answer"))]
    assert columns["remark_receipt"] == {"event_id", "nonce", "received_on"}
    assert not [each for each in columns["remark"] if each.endswith("_at") or "nonce" in each]
    take(evening, *(said(f"0123456789abcdef{number}", words=f"{number}") for number in range(9)))
    with evening.store.reading() as session:
        receipts = list(session.scalars(select(RemarkReceipt)))
        assert {each.received_on for each in receipts} == {date(2027, 6, 12)}
        assert not [each for each in receipts if "0123456789abcdef" in each.nonce]
        numbers = list(session.scalars(select(Remark.id).order_by(Remark.words)))
    assert numbers != sorted(numbers), "nine numbers in the order of making: one in 362,880"


@pytest.mark.parametrize(
    ("heard_at", "heard_on"),
    [
        pytest.param(datetime(2027, 10, 30, 21, 59, tzinfo=UTC), date(2027, 10, 30), id="23:59"),
        pytest.param(datetime(2027, 10, 30, 22, 1, tzinfo=UTC), date(2027, 10, 31), id="00:01"),
        pytest.param(
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC), date(2027, 10, 31), id="first 2:30"
        ),
        pytest.param(
            datetime(2027, 10, 31, 1, 30, tzinfo=UTC), date(2027, 10, 31), id="second 2:30"
        ),
        pytest.param(
            datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31), id="23:59 then"
        ),
        pytest.param(datetime(2027, 10, 31, 23, 1, tzinfo=UTC), date(2027, 11, 1), id="00:01 then"),
        pytest.param(datetime(2028, 3, 25, 23, 30, tzinfo=UTC), date(2028, 3, 26), id="in spring"),
    ],
)
def test_the_day_is_the_one_on_which_it_was_heard_where_it_was_heard(
    evening: Evening, heard_at: datetime, heard_on: date
) -> None:
    now = heard_at + timedelta(hours=30)
    wrong = timedelta(days=400)  # the phone's clock is more than a year slow
    take(evening, said(phone_at=heard_at - wrong), device_now=now - wrong, now=now)
    assert [each.heard_on for each in remarks(evening)] == [heard_on]


@pytest.mark.parametrize(
    "phone_at",
    [datetime(1970, 1, 1, tzinfo=UTC), STARTS + timedelta(days=9), STARTS - timedelta(days=31)],
)
def test_a_clock_that_can_not_be_right_gives_the_day_of_now(
    evening: Evening, phone_at: datetime
) -> None:
    take(evening, said(phone_at=phone_at), device_now=None)
    assert [each.heard_on for each in remarks(evening)] == [date(2027, 6, 12)]


def test_words_are_kept_on_one_line_and_without_signs_that_mislead(evening: Evening) -> None:
    take(evening, said(words=" It is\0 dark \r\n at\u202e night\ud800. "))
    assert [each.words for each in remarks(evening)] == ["It is dark at night."]


@pytest.mark.parametrize(
    "bad",
    [
        {"words": ""},
        {"words": " \u202e\0 "},
        {"words": "x" * (MOST_WORDS + 1)},
        {"words": "x" * 5_000},
        {"heads": 0},
        {"heads": MOST_HEADS + 1},
        {"event_id": 999},
    ],
)
def test_what_is_no_remark_is_refused_each_time(evening: Evening, bad: dict[str, Any]) -> None:
    item = said(**bad)
    assert take(evening, item, item, said("b")) == [REFUSED, REFUSED, KEPT]
    assert len(remarks(evening)) == 1


def test_the_longest_remark_fits(evening: Evening) -> None:
    assert take(evening, said(words="🌳" * MOST_WORDS, heads=MOST_HEADS)) == [KEPT]


def test_a_remark_of_a_walk_has_its_stop(store: Store) -> None:
    walk = make_evening(store, title="Walk", event_type=EventType.INSPECTION)
    other = make_evening(store, title="Other walk", event_type=EventType.INSPECTION)
    stop, elsewhere = (make_stop(store, each.event_id) for each in (walk, other))
    take(walk, said("a", words="1", stop_id=stop), said("b", words="2", stop_id=elsewhere))
    take(walk, said("c", words="3", stop_id=987_654))
    assert [(each.stop_id, each.heard_by) for each in remarks(walk)] == [
        (stop, HeardBy.WALK),
        (None, HeardBy.WALK),
        (None, HeardBy.WALK),
    ]
    with store.reading() as session:
        assert [each.title for each in list_stops(session, walk.event_id)] == ["The playground"]


def test_a_barbecue_has_no_stops(evening: Evening, store: Store) -> None:
    part = make_stop(store, evening.event_id)
    take(evening, said(stop_id=part))
    assert [(each.stop_id, each.heard_by) for each in remarks(evening)] == [(None, HeardBy.SPOT)]
    with store.reading() as session:
        assert list_stops(session, evening.event_id) == []


def test_an_event_takes_no_endless_row_of_remarks(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_HEARD", 1)
    assert take(evening, said(), said("b"), said("b")) == [KEPT, REFUSED, REFUSED]
    assert take(evening, said()) == [KEPT], "what is there stays there"
    with evening.store.transaction() as session:
        session.delete(session.scalars(select(Remark)).one())
    assert take(evening, said("b")) == [KEPT], "what was refused may be sent again"


def test_a_phone_delivers_where_it_was_said(evening: Evening, store: Store) -> None:
    other = make_evening(store, title="Dinner")
    mine = [other.phone, evening.phone]
    assert sender_of(said(event_id=evening.event_id), mine) == evening.phone
    assert sender_of(said(), mine) == other.phone
    assert sender_of(said(event_id=999), mine) is None


def make_stop(store: Store, event_id: int) -> int:
    with store.transaction() as session:
        plan = ItemPlan(
            title="The playground", starts_at=STARTS, ends_at=STARTS + timedelta(hours=1)
        )
        item = add_item(session, session.get_one(Event, event_id), plan, now=STARTS)
        session.flush()
        return item.id
