"""Paper lists: entered afterwards, once, with a sentence for each line that is not clear."""

import pytest
from flask import Flask

from planner.core.enums import EventState
from planner.store.base import Store
from planner.store.models import Account, Batch, Event, Gate, GateDevice, Scan
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.gate import ENDS, Evening, entry, make_evening, make_event, make_gate
from tests.support.pages import Page, PageClient, page_client

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = ENDS
    return make_evening(store)


@pytest.fixture
def desk(app: Flask, evening: Evening, organiser: Account) -> PageClient:
    """Signed in, the evening after."""
    return signed_in(app, organiser.email)


def url(evening: Evening, rest: str = "") -> str:
    return f"/events/{evening.event_id}/gates/paper{rest}"


def enter(desk: PageClient, evening: Evening, lines: str = "", **values: object) -> Page:
    page = desk.page(url(evening), headers=ENGLISH)
    wishes = {"gate_id": evening.gate_id, "came_at": "17:20", "lines": lines} | values
    data = {"csrf_token": page.token()} | wishes
    answer = desk.post(url(evening), data=data, headers=ENGLISH)
    if answer.status_code == 303:
        return desk.page(url(evening), headers=ENGLISH)
    assert answer.status_code == 422
    return Page(answer)


def test_the_page_is_linked_from_the_gates(desk: PageClient, evening: Evening) -> None:
    assert url(evening) in desk.page(f"/events/{evening.event_id}/gates").text


def test_cards_and_people_without_one_are_counted(desk: PageClient, evening: Evening) -> None:
    page = enter(desk, evening, "1 3\n2", adults=4, children=1)
    assert "13 people entered." in page.words
    count = evening.count()
    assert (count.came, count.walk_ins, count.inside) == (13, 5, 13)
    with evening.store.reading() as session:
        assert {scan.was_offline for scan in session.query(Scan)} == {True}


def test_the_same_list_entered_twice_counts_once(desk: PageClient, evening: Evening) -> None:
    for _time in range(2):
        page = enter(desk, evening, "1 3\n2", adults=4)
    assert "all of this had been entered before" in page.words
    assert evening.count().came == 12


def test_a_line_that_is_not_clear_stays_and_the_others_count(
    desk: PageClient, evening: Evening
) -> None:
    page = enter(desk, evening, "1 3\nfamily\n99 2\n2 9")
    assert evening.count().came == 3
    assert "There is no card 99." in page.words
    assert "Card 2 is for 5 people." in page.words
    assert "family\n99 2\n2 9</textarea>" in page.text
    assert "Card 1 3 people Undo" in page.words


def test_another_number_for_the_same_card_asks_to_take_it_back_first(
    desk: PageClient, evening: Evening
) -> None:
    enter(desk, evening, "1 3", adults=2)
    page = enter(desk, evening, "1 4", adults=3)
    assert "Card 1 was entered with 3 people. Take that back first." in page.words
    assert "2 people without a card stand here." in page.words
    assert evening.count().came == 5


def test_a_line_taken_back_can_be_entered_anew(desk: PageClient, evening: Evening) -> None:
    enter(desk, evening, "1 3\n2 2")
    desk.send(
        url(evening, "/undo"), {"gate": evening.gate_id, "nonce": "card-1-0"}, form_on=url(evening)
    )
    assert evening.count().came == 2
    enter(desk, evening, "1 4\n2 2")
    assert evening.count().came == 6


def test_a_whole_list_can_be_taken_back(desk: PageClient, evening: Evening) -> None:
    enter(desk, evening, "1 3\n2 2", adults=7)
    desk.send(url(evening, "/undo"), {"gate": evening.gate_id}, form_on=url(evening))
    assert evening.count().came == 0
    enter(desk, evening, "1 3\n2 2", adults=7)
    assert evening.count().came == 12


def test_whom_a_phone_counted_is_not_counted_again(desk: PageClient, evening: Evening) -> None:
    evening.one(entry(evening.codes[0], 5))
    evening.one(entry(evening.codes[1], 2))
    page = enter(desk, evening, "1\n2")
    assert "phones counted everybody already" in page.words
    assert evening.count().came == 10


def test_the_paper_of_another_gate_is_another_paper(desk: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        garden = make_gate(session, session.get_one(Event, evening.event_id), "Garden").id
    enter(desk, evening, "1 2")
    enter(desk, evening, "1 3", gate_id=garden)
    assert [gate.came for gate in evening.count().by_gate] == [2, 3]


def test_paper_takes_no_phones_place_and_opens_no_page(
    app: Flask, desk: PageClient, evening: Evening
) -> None:
    enter(desk, evening, "1 2")
    words = desk.page(f"/events/{evening.event_id}/gates", headers=ENGLISH).words
    assert "1 phone works here" in words
    with evening.store.reading() as session:
        paper = session.query(GateDevice).filter(GateDevice.revoked_at.is_not(None)).one()
        assert paper.gate_id == evening.gate_id
    stranger = page_client(app)
    stranger.set_cookie("planner-gate", f"planner/gate-paper\0{evening.gate_id}")
    assert stranger.get("/gate").status_code == 403


def test_what_came_is_put_at_the_time_that_was_given(desk: PageClient, evening: Evening) -> None:
    enter(desk, evening, "1 2", came_at="18:05")
    with evening.store.reading() as session:
        (scan,) = session.query(Scan).all()
        assert (
            scan.scanned_at.strftime("%H:%M") == "16:05"
        )  # an hour later than universal time, and summer


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"lines": ""}, id="nothing at all"),
        pytest.param({"lines": "1 2", "gate_id": 9999}, id="no such gate"),
        pytest.param({"lines": "1 2", "adults": "-3"}, id="fewer than nobody"),
        pytest.param({"lines": "1 2", "came_at": "late"}, id="no time of day"),
        pytest.param({"lines": "1\n" * 20_000}, id="longer than any paper"),
    ],
)
def test_nonsense_gets_a_sentence_and_counts_nobody(
    desk: PageClient, evening: Evening, wrong: dict[str, object]
) -> None:
    assert enter(desk, evening, **wrong).errors()  # type: ignore[arg-type]
    assert evening.count().came == 0


def test_a_closed_event_takes_no_more(desk: PageClient, evening: Evening) -> None:
    token = desk.page(url(evening)).token()
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).state = EventState.CLOSED
    data = {"csrf_token": token, "gate_id": evening.gate_id, "lines": "1 2"}
    assert desk.post(url(evening), data=data).status_code == 422
    assert "This event is closed" in desk.page(url(evening), headers=ENGLISH).words
    assert evening.count().came == 0


def test_without_a_gate_the_page_says_what_to_do_first(desk: PageClient, store: Store) -> None:
    with store.transaction() as session:
        event = make_event(session, "Castle evening")
    assert (
        "Open a gate first" in desk.page(f"/events/{event.id}/gates/paper", headers=ENGLISH).words
    )


def test_another_events_paper_can_not_be_taken_back(desk: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        other = make_event(session, "Walk")
        gate_id = make_gate(session, other).id
        assert session.get_one(Gate, gate_id).event_id != evening.event_id
    answer = desk.send(url(evening, "/undo"), {"gate": gate_id}, form_on=url(evening))
    assert answer.status_code == 404


def test_the_printed_list_has_numbers_and_sizes_and_no_code(
    desk: PageClient, evening: Evening
) -> None:
    page = desk.page(url(evening, "/list"), headers=ENGLISH)
    assert "Came in" in page.words
    assert "They get" not in page.words
    with evening.store.transaction() as session:
        session.query(Batch).filter_by(event_id=evening.event_id).one().gate_words = "Table 7"
    assert "They get" in (page := desk.page(url(evening, "/list"), headers=ENGLISH)).words
    assert page.words.count("Table 7") == 3
    assert not any(code in page.text for code in evening.codes)
