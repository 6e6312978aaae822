"""Who of a party is inside, whatever order and how often the scans come in."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.admission import (
    Door,
    Party,
    People,
    Reason,
    ScanFact,
    Status,
    decide,
    find_voided,
    settle,
    size_of_party,
    usual_people,
)
from planner.core.enums import EventState, InvitationState, ScanKind

FIVE = datetime(2027, 6, 12, 15, 0, tzinfo=UTC)
ISSUED = InvitationState.ISSUED


def scan(nonce: str, heads: int = 0, minute: float = 0, **kw: Any) -> ScanFact:
    values: dict[str, Any] = {
        "device_id": 1,
        "gate_id": 1,
        "kind": ScanKind.ENTRY,
        "party_size": 5,
    } | kw
    return ScanFact(
        nonce=nonce, at=FIVE + timedelta(minutes=minute), people=People(adults=heads), **values
    )


def entry(nonce: str, heads: int, minute: float = 0, **kw: Any) -> ScanFact:
    return scan(nonce, heads, minute, **kw)


def leaving(nonce: str, heads: int, minute: float = 0, **kw: Any) -> ScanFact:
    return scan(nonce, heads, minute, kind=ScanKind.EXIT, **kw)


def void(nonce: str, of: str, minute: float = 0, **kw: Any) -> ScanFact:
    return scan(nonce, 0, minute, kind=ScanKind.VOID, voids=of, **kw)


def inside(party: Party) -> tuple[int, int]:
    return party.inside.heads, party.came.heads


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([], (0, 0), id="nobody yet"),
        pytest.param([entry("a", 5)], (5, 5), id="everybody at once"),
        pytest.param([entry("a", 1), entry("b", 4, 30)], (5, 5), id="grandmother first"),
        pytest.param([entry("a", 5), entry("b", 5, 9)], (5, 5), id="the card at two gates"),
        pytest.param([entry("a", 3), entry("b", 4, 9)], (5, 5), id="more than the card is for"),
        pytest.param([entry("a", 5), leaving("b", 2, 60)], (3, 5), id="two go home"),
        pytest.param(
            [entry("a", 5), leaving("b", 2, 60), entry("c", 2, 70)], (5, 5), id="out and in again"
        ),
        pytest.param(
            [entry("a", 2), leaving("b", 2, 5), entry("c", 5, 9)], (5, 5), id="back with the rest"
        ),
        pytest.param([leaving("a", 3)], (0, 0), id="left without ever coming"),
        pytest.param([entry("a", 5), void("b", "a")], (0, 0), id="undone"),
        pytest.param([void("b", "a", -5), entry("a", 5)], (0, 0), id="undone beforehand"),
        pytest.param([entry("a", 5), void("b", "zzz")], (5, 5), id="something else undone"),
        pytest.param(
            [entry("a", 5), void("b", "a"), entry("c", 2, 3)], (2, 2), id="undone and done right"
        ),
        pytest.param(
            [entry("a", 5), leaving("b", 5, 9), void("c", "b")], (5, 5), id="leaving undone"
        ),
        pytest.param(
            [entry("a", 5), void("b", "a"), void("c", "b")], (0, 0), id="undoing can't be undone"
        ),
    ],
)
def test_who_is_inside_and_who_came(facts: list[ScanFact], expected: tuple[int, int]) -> None:
    for order in itertools.permutations(facts):
        assert inside(settle(order, size=5)) == expected


facts_of_a_party = st.lists(
    st.builds(
        ScanFact,
        device_id=st.integers(1, 3),
        nonce=st.sampled_from("abcdef"),
        gate_id=st.integers(1, 2),
        kind=st.sampled_from(ScanKind),
        at=st.integers(0, 4).map(lambda minute: FIVE + timedelta(minutes=minute)),
        people=st.builds(People, st.integers(0, 4), st.integers(0, 4)),
        party_size=st.integers(0, 6),
        voids=st.none() | st.sampled_from("abcdef"),
    ),
    max_size=12,
    unique_by=lambda fact: fact.key,
)


@given(facts_of_a_party, st.integers(1, 6), st.data())
def test_neither_order_nor_repetition_nor_the_split_over_uploads_matters(
    facts: list[ScanFact], size: int, data: st.DataObject
) -> None:
    repeated = facts + data.draw(st.lists(st.sampled_from(facts or [entry("a", 1)]), max_size=6))
    if not facts:
        repeated = []
    shuffled = data.draw(st.permutations(repeated))
    assert settle(shuffled, size=size) == settle(facts, size=size)


@given(facts_of_a_party, st.integers(1, 6))
def test_nobody_counts_twice_and_nobody_disappears(facts: list[ScanFact], size: int) -> None:
    party = settle(facts, size=size)
    largest = max([size, *(fact.party_size for fact in facts)])
    assert 0 <= party.inside.heads <= party.came.heads <= largest
    assert min(party.inside.adults, party.inside.children) >= 0
    assert min(party.came.adults, party.came.children) >= 0
    assert sum(each.arrived.heads for each in party.entries) == party.came.heads
    asked = sum(each.fact.people.heads for each in party.entries)
    entered = asked - sum(each.surplus for each in party.entries)
    assert party.came.heads <= entered


@given(facts_of_a_party, st.integers(1, 6))
def test_undoing_a_scan_leaves_what_would_be_without_it(facts: list[ScanFact], size: int) -> None:
    real = [fact for fact in facts if fact.kind is not ScanKind.VOID]
    for fact in real:
        undo = void("undo", fact.nonce, device_id=fact.device_id, gate_id=fact.gate_id)
        without = [other for other in real if other is not fact]
        assert settle([*real, undo], size=size) == settle(without, size=size)


def test_the_first_by_the_clock_is_the_entry_and_the_second_is_the_surplus() -> None:
    late, early = entry("a", 5, 17), entry("b", 5, 3, device_id=2, gate_id=2)
    party = settle([late, early], size=5)
    assert party.first == early
    assert [(each.fact.nonce, each.surplus) for each in party.entries] == [("b", 0), ("a", 5)]


def test_at_the_same_moment_the_nonce_decides() -> None:
    party = settle([entry("z", 5), entry("a", 5, gate_id=2)], size=5)
    assert party.first is not None
    assert party.first.nonce == "a"


def test_a_household_that_lowers_its_answer_does_not_make_people_inside_vanish() -> None:
    party = settle([entry("a", 5)], size=2)
    assert inside(party) == (5, 5)
    assert party.room == 0


def test_a_household_that_raises_its_answer_may_bring_the_others_in() -> None:
    assert settle([entry("a", 2, party_size=2)], size=4).room == 2


def test_another_gate_can_not_undo_a_scan() -> None:
    assert inside(settle([entry("a", 5), void("b", "a", gate_id=2)], size=5)) == (5, 5)


def test_another_phone_at_the_same_gate_can_undo_a_scan() -> None:
    assert inside(settle([entry("a", 5), void("b", "a", device_id=2)], size=5)) == (0, 0)


def test_a_phone_that_has_a_scan_of_this_nonce_undoes_its_own() -> None:
    mine, theirs = entry("a", 2), entry("a", 3, device_id=2)
    assert find_voided([mine, theirs, void("b", "a")]) == {mine.key}


def test_children_and_adults_leave_as_they_were_counted() -> None:
    came = ScanFact(
        device_id=1,
        nonce="a",
        gate_id=1,
        kind=ScanKind.ENTRY,
        at=FIVE,
        people=People(2, 3),
        party_size=5,
    )
    assert settle([came, leaving("b", 3, 9)], size=5).inside == People(0, 2)


@pytest.mark.parametrize(
    ("people", "leaving_people", "expected"),
    [
        pytest.param(People(2, 3), People(1, 1), People(1, 2), id="one of each"),
        pytest.param(People(2, 3), People(0, 4), People(1, 0), id="a child noted as an adult"),
        pytest.param(People(2, 3), People(4, 0), People(0, 1), id="an adult noted as a child"),
        pytest.param(People(2, 3), People(9, 9), People(0, 0), id="more than there are"),
    ],
)
def test_who_stays_when_some_leave(
    people: People, leaving_people: People, expected: People
) -> None:
    assert people.without(leaving_people) == expected


@given(
    st.builds(People, st.integers(0, 9), st.integers(0, 9)),
    st.builds(People, st.integers(0, 9), st.integers(0, 9)),
)
def test_leaving_never_makes_people_from_nothing(people: People, others: People) -> None:
    staying = people.without(others)
    assert staying.heads == max(0, people.heads - others.heads)
    assert min(staying.adults, staying.children) >= 0


@pytest.mark.parametrize(
    ("asked", "before", "status", "reason", "let_in"),
    [
        pytest.param(5, 0, Status.OK, None, 5, id="welcome"),
        pytest.param(3, 0, Status.OK, None, 3, id="three now, two later"),
        pytest.param(2, 3, Status.OK, None, 2, id="the other two"),
        pytest.param(4, 3, Status.PARTIAL, Reason.MORE_THAN_PARTY, 2, id="two of the four"),
        pytest.param(1, 5, Status.REFUSED, Reason.FULL_PARTY_ALREADY_IN, 0, id="all inside"),
    ],
)
def test_what_to_do_with_a_party_at_the_door(
    asked: int, before: int, status: Status, reason: Reason | None, let_in: int
) -> None:
    party = settle([entry("a", before)], size=5)
    decision = decide(People(asked), party, card=ISSUED)
    assert (decision.status, decision.reason) == (status, reason)
    assert decision.let_in == People(let_in)


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (InvitationState.REVOKED, Reason.REVOKED),
        (InvitationState.REPLACED, Reason.REPLACED),
    ],
)
def test_a_card_that_was_taken_back_opens_nothing(card: InvitationState, reason: Reason) -> None:
    decision = decide(People(2), settle([], size=5), card=card)
    assert (decision.status, decision.reason, decision.let_in.heads) == (Status.REFUSED, reason, 0)


def test_who_had_said_no_and_comes_is_welcome() -> None:
    decision = decide(People(2), settle([], size=5), card=ISSUED, has_declined=True)
    assert (decision.status, decision.reason) == (Status.OK, Reason.CANCELLED_BY_GUEST)
    assert decision.let_in == People(2)


ENDS = FIVE + timedelta(hours=4)


@pytest.mark.parametrize(
    ("door", "minutes", "obstacle"),
    [
        pytest.param({}, 0, None, id="at the beginning"),
        pytest.param({}, 240 + 120, None, id="two hours after the end"),
        pytest.param({}, 240 + 121, Reason.EVENT_OVER, id="later"),
        pytest.param({"event_state": EventState.CLOSED}, 0, Reason.EVENT_OVER, id="closed early"),
        pytest.param(
            {"event_state": EventState.CANCELLED}, 0, Reason.EVENT_CANCELLED, id="cancelled"
        ),
        pytest.param({"closed_at": FIVE}, 0, Reason.GATE_CLOSED, id="the organiser closed it"),
        pytest.param({"closed_at": FIVE}, -1, None, id="just before that"),
    ],
)
def test_when_a_gate_lets_people_in(
    door: dict[str, Any], minutes: int, obstacle: Reason | None
) -> None:
    values: dict[str, Any] = {
        "event_state": EventState.PUBLISHED,
        "starts_at": FIVE,
        "ends_at": ENDS,
    } | door
    assert Door(**values).obstacle(FIVE + timedelta(minutes=minutes)) is obstacle


@pytest.mark.parametrize(
    ("door", "minutes"),
    [
        pytest.param({}, -60, id="an hour before unless said otherwise"),
        pytest.param({"opens_before": timedelta(minutes=30)}, -30, id="as set"),
        pytest.param({"opened_at": FIVE - timedelta(minutes=90)}, -90, id="opened by hand"),
        pytest.param({"opened_at": FIVE + timedelta(minutes=5)}, -60, id="opened too late"),
        pytest.param({"opened_at": FIVE - timedelta(days=7)}, -60, id="opened, then put off"),
    ],
)
def test_until_the_doors_open_everything_is_practice(door: dict[str, Any], minutes: int) -> None:
    at = FIVE + timedelta(minutes=minutes)
    made = Door(starts_at=FIVE, ends_at=ENDS, event_state=EventState.PUBLISHED, **door)
    assert made.opens_at == at
    assert made.is_practice(at - timedelta(seconds=1))
    assert not made.is_practice(at)


@pytest.mark.parametrize(
    ("answered", "size"),
    [
        pytest.param(None, 8, id="never told how many"),
        pytest.param(People(2, 3), 5, id="told how many"),
        pytest.param(People(0, 0), 8, id="an answer without people"),
    ],
)
def test_a_party_is_as_big_as_it_said_else_as_its_card(answered: People | None, size: int) -> None:
    assert size_of_party(8, answered) == size


@pytest.mark.parametrize(
    ("heads", "came", "expected"),
    [
        pytest.param(5, People(), People(2, 3), id="all of them"),
        pytest.param(3, People(), People(2, 1), id="the adults first"),
        pytest.param(3, People(2, 0), People(0, 3), id="the children later"),
        pytest.param(6, People(), People(3, 3), id="one more, probably an adult"),
    ],
)
def test_who_comes_in_follows_from_the_answer(heads: int, came: People, expected: People) -> None:
    party = Party(size=5, inside=came, came=came)
    assert usual_people(party, heads, People(2, 3)) == expected


def test_without_an_answer_everybody_counts_as_an_adult() -> None:
    assert usual_people(Party(size=5), 4, None) == People(4, 0)
