"""What guests get at the gate: said with their card and on the phones' list, and only there."""

import pytest

from planner.core.enums import UnknownCards
from planner.services.gate.phone_list import gate_list
from planner.services.gate.scanning import look_up
from planner.services.invite import batches, issuing
from planner.store.base import Store
from planner.store.models import Batch, Event
from tests.support.gate import CODE_KEY, STARTS, Evening, entry, make_evening, make_event

OWN = "0123456789abcdef"


@pytest.fixture
def evening(store: Store) -> Evening:
    made = make_evening(store)
    with store.transaction() as session:
        batch = session.query(Batch).filter_by(event_id=made.event_id).one()
        batches.say_at_gate(session, batch, "Table 7")
    return made


def test_a_card_says_what_its_guests_get(evening: Evening) -> None:
    scan = entry(evening.codes[0], 3)
    assert evening.one(scan).gate_words == "Table 7"
    again = evening.one(scan)
    assert (again.replayed, again.gate_words) == (True, "Table 7")


def test_looking_a_card_up_says_it_before_anybody_is_counted(evening: Evening) -> None:
    with evening.store.reading() as session:
        party, result = look_up(
            session, evening.phone, entry(evening.codes[1], 0), code_key=CODE_KEY, now=STARTS
        )
    assert party is not None
    assert (party.gate_words, result.gate_words) == ("Table 7", "Table 7")


def test_people_without_a_card_get_what_everybody_gets(evening: Evening) -> None:
    assert evening.one(entry()).gate_words == ""


def test_phones_hear_of_new_words_with_their_next_list(evening: Evening) -> None:
    def listed(since: str | None) -> tuple[str, bool, list[str]]:
        with evening.store.reading() as session:
            made = gate_list(session, evening.phone, own=(OWN,), since=since, code_key=CODE_KEY)
        return made.version, made.is_whole, [each[-1] for each in made.entries]

    version, _whole, words = listed(None)
    assert words == ["Table 7"] * 3
    assert listed(version)[1:] == (False, [])
    with evening.store.transaction() as session:
        batch = session.query(Batch).filter_by(event_id=evening.event_id).one()
        batches.say_at_gate(session, batch, "Table 8")
    assert listed(version)[1:] == (True, ["Table 8"] * 3)


def test_a_gate_lets_in_on_unknown_cards_unless_the_organiser_says_otherwise(
    evening: Evening,
) -> None:
    with evening.store.reading() as session:
        assert session.get_one(Event, evening.event_id).unknown_cards is UnknownCards.LET_IN


def test_the_numbers_of_a_stack_begin_where_the_organiser_wants(store: Store) -> None:
    def make(first: int | None, count: int = 3) -> list[int]:
        with store.transaction() as session:
            event = session.query(Event).one()
            plan = issuing.BatchPlan(name="A stack", count=count, first_number=first)
            batch = issuing.issue_batch(session, event, plan, code_key=CODE_KEY, now=STARTS)
            return issuing.numbers_of(session, batch)

    with store.transaction() as session:
        make_event(session)
    assert make(None) == [1, 2, 3]
    assert make(501) == [501, 502, 503]
    assert make(None) == [504, 505, 506]
    assert make(100) == [100, 101, 102]
    with pytest.raises(issuing.NumbersTaken) as taken:
        make(499)
    assert taken.value.number == 501
    assert make(498) == [498, 499, 500], "nothing stays of what was refused"


@pytest.mark.parametrize("first", [0, -1, 50_001])
def test_numbers_that_a_gate_can_not_take_are_refused(first: int) -> None:
    with pytest.raises(ValueError, match="numbers begin"):
        issuing.BatchPlan(name="A stack", count=1, first_number=first)
