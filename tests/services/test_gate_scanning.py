"""Checking in: each person once, whatever the network and the phones do."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, inspect, select, update

from planner.core.admission import NOBODY, People, Reason, Status
from planner.core.enums import EventState, InvitationState, Reply
from planner.services.gate import counting, journal, phones
from planner.services.gate import gates as gate
from planner.services.gate.items import NotUnderstood, ScanItem
from planner.services.gate.phones import Phone
from planner.store.base import Base, Store
from planner.store.models import Event, Gate, Invitation, Scan
from tests.support.gate import (
    CODE_KEY,
    ENDS,
    STARTS,
    Evening,
    answer,
    entry,
    leaving,
    make_cards,
    make_evening,
    make_event,
    void,
)
from tests.support.queries import count_queries


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


def test_a_party_comes_in(evening: Evening) -> None:
    result = evening.one(entry(evening.codes[0], 5))
    assert (result.status, result.reason) == (Status.OK, None)
    assert (result.admitted_total, result.party_size) == (5, 5)
    assert result.first_seen is not None
    assert (result.first_seen.at, result.first_seen.gate) == (STARTS, "Entrance")
    assert evening.count().inside == 5


def test_a_family_may_arrive_in_parts(evening: Evening) -> None:
    code = evening.codes[0]
    first = evening.one(entry(code, 3))
    second = evening.one(entry(code, 2, phone_at=STARTS + timedelta(minutes=40)))
    assert (first.admitted_total, second.admitted_total) == (3, 5)
    assert second.status is Status.OK
    assert second.first_seen == first.first_seen
    assert evening.count().came == 5


def test_the_same_card_again_is_already_in_since_then_and_there(evening: Evening) -> None:
    code, later = evening.codes[0], STARTS + timedelta(minutes=9)
    evening.one(entry(code, 5))
    other = evening.second_phone("Garden gate")
    result = evening.one(entry(code, 2, phone_at=later), phone=other, now=later)
    assert (result.status, result.reason) == (Status.REFUSED, Reason.FULL_PARTY_ALREADY_IN)
    assert (result.admitted_total, result.party_size) == (5, 5)
    assert result.first_seen is not None
    assert (result.first_seen.at, result.first_seen.gate) == (STARTS, "Entrance")
    assert evening.count().inside == 5


def test_more_people_than_the_card_is_for_come_in_as_far_as_it_goes(evening: Evening) -> None:
    result = evening.one(entry(evening.codes[0], 4, children=3))
    assert (result.status, result.reason) == (Status.PARTIAL, Reason.MORE_THAN_PARTY)
    assert (result.admitted_total, result.let_in) == (5, People(4, 1))


@pytest.mark.parametrize(
    ("reply", "people", "size", "reason"),
    [
        pytest.param(Reply.YES, {"adults": 2, "children": 1}, 3, None, id="told how many"),
        pytest.param(Reply.YES, {}, 5, None, id="only yes"),
        pytest.param(Reply.MAYBE, {"adults": 2}, 5, None, id="maybe"),
        pytest.param(Reply.NO, {}, 5, Reason.CANCELLED_BY_GUEST, id="said no and came"),
    ],
)
def test_a_card_is_for_as_many_as_the_household_said(
    evening: Evening, reply: Reply, people: dict[str, int], size: int, reason: Reason | None
) -> None:
    with evening.store.transaction() as session:
        answer(session, session.get_one(Event, evening.event_id), 1, reply, **people)
    result = evening.one(entry(evening.codes[0], 2))
    assert (result.status, result.reason) == (Status.OK, reason)
    assert (result.admitted_total, result.party_size) == (2, size)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (InvitationState.REVOKED, Reason.REVOKED),
        (InvitationState.REPLACED, Reason.REPLACED),
    ],
)
def test_a_card_that_was_taken_back_lets_nobody_in(
    evening: Evening, state: InvitationState, reason: Reason
) -> None:
    with evening.store.transaction() as session:
        session.execute(update(Invitation).where(Invitation.number == 1).values(state=state))
    result = evening.one(entry(evening.codes[0], 2))
    assert (result.status, result.reason, result.admitted_total) == (Status.REFUSED, reason, 0)


def test_a_card_of_another_event_is_refused_and_says_nothing_of_it(evening: Evening) -> None:
    with evening.store.transaction() as session:
        other = make_event(session, "Castle evening")
        code = make_cards(session, other)[0]
    result = evening.one(entry(code, 2))
    assert (result.status, result.reason) == (Status.REFUSED, Reason.WRONG_EVENT)
    assert (result.party_size, result.first_seen, result.admitted_total) == (None, None, 0)
    with evening.store.reading() as session:
        assert counting.head_count(session, other.id).came == 0


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param("0000-0000-00000", Reason.UNKNOWN, id="a code that nobody issued"),
        pytest.param("0000-0000-00001", Reason.MISREAD, id="one character wrong"),
        pytest.param("https://elsewhere.example/menu", Reason.MISREAD, id="another QR code"),
        pytest.param("\ud800\x00", Reason.MISREAD, id="rubbish"),
    ],
)
def test_a_code_that_we_do_not_know_says_why(evening: Evening, code: str, reason: Reason) -> None:
    result = evening.one(entry(code, 2))
    assert (result.status, result.reason) == (Status.UNKNOWN, reason)
    assert evening.count().came == 0


def test_the_number_on_the_card_is_as_good_as_its_code(evening: Evening) -> None:
    assert evening.one(entry(None, 3, card_number=2)).admitted_total == 3
    assert evening.one(entry(evening.codes[1], 2)).admitted_total == 5
    assert evening.one(entry(None, 1, card_number=77)).reason is Reason.UNKNOWN


def test_a_card_number_means_a_card_of_this_event(evening: Evening) -> None:
    with evening.store.transaction() as session:
        make_cards(session, make_event(session, "Castle evening"), count=9)
    assert evening.one(entry(None, 1, card_number=9)).status is Status.UNKNOWN


def test_people_without_a_card_count_apart(evening: Evening) -> None:
    evening.scan(entry(None, 1), entry(None, 0, children=2), entry(evening.codes[0], 4))
    count = evening.count()
    assert (count.inside, count.came, count.walk_ins) == (7, 7, 3)
    assert (count.adults, count.children) == (5, 2)


def test_who_leaves_is_no_longer_inside_but_came(evening: Evening) -> None:
    code = evening.codes[0]
    evening.scan(entry(code, 5), entry(None, 4), leaving(code, 2), leaving(None, 1))
    count = evening.count()
    assert (count.inside, count.came) == (6, 9)
    back = evening.one(entry(code, 2))
    assert (back.status, back.admitted_total) == (Status.OK, 5)
    assert evening.count().came == 9


def test_undoing_is_a_scan_of_its_own(evening: Evening) -> None:
    wrong = entry(evening.codes[0], 5)
    evening.one(wrong)
    result = evening.one(void(wrong))
    assert (result.status, result.admitted_total, result.party_size) == (Status.OK, 0, 5)
    assert evening.count().came == 0
    assert evening.one(entry(evening.codes[0], 2)).admitted_total == 2
    with evening.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Scan)) == 3, "nothing is removed"


def test_people_without_a_card_can_be_undone_too(evening: Evening) -> None:
    wrong = entry(None, 5)
    evening.scan(wrong, void(wrong))
    assert evening.count().came == 0
    assert evening.one(void(wrong)).reason is Reason.ALREADY_UNDONE


def test_another_phone_at_the_same_gate_can_undo(evening: Evening) -> None:
    wrong = entry(evening.codes[0], 5)
    evening.one(wrong)
    assert evening.one(void(wrong), phone=evening.second_phone()).status is Status.OK
    assert evening.count().came == 0


def test_another_gate_can_not_undo(evening: Evening) -> None:
    wrong = entry(evening.codes[0], 5)
    evening.one(wrong)
    result = evening.one(void(wrong), phone=evening.second_phone("Garden gate"))
    assert (result.status, result.reason) == (Status.UNKNOWN, Reason.NOTHING_TO_UNDO)
    assert evening.count().came == 5


def test_a_scan_that_was_undone_before_it_arrived_stays_undone(evening: Evening) -> None:
    scan = entry(evening.codes[0], 5)
    assert evening.one(void(scan)).status is Status.UNKNOWN
    assert evening.one(scan).admitted_total == 0
    assert evening.count().came == 0
    assert evening.one(entry(evening.codes[0], 5)).admitted_total == 5


def test_the_same_scan_again_gets_the_same_answer(evening: Evening) -> None:
    scan = entry(evening.codes[0], 3)
    first = evening.one(scan)
    evening.one(entry(evening.codes[0], 2))
    again = evening.one(scan)
    assert again.replayed
    assert (again.status, again.admitted_total) == (first.status, 3)
    assert again.first_seen == first.first_seen
    assert evening.count().came == 5


def test_a_nonce_that_comes_twice_in_one_batch_counts_once(evening: Evening) -> None:
    scan = entry(None, 2)
    results = evening.scan(scan, scan)
    assert [result.replayed for result in results] == [False, True]
    assert evening.count().came == 2


def test_two_phones_may_have_the_same_nonce(evening: Evening) -> None:
    other = evening.second_phone()
    evening.one(entry(None, 2, nonce="1"))
    assert not evening.one(entry(None, 3, nonce="1"), phone=other).replayed
    assert evening.count().came == 5


def test_the_stored_answer_wins_even_when_the_gate_has_closed_since(evening: Evening) -> None:
    scan = entry(evening.codes[0], 5)
    evening.one(scan)
    again = evening.one(scan, now=ENDS + timedelta(hours=9))
    assert (again.status, again.replayed) == (Status.OK, True)


def test_answers_come_in_the_order_of_the_questions(evening: Evening) -> None:
    items = [
        entry(evening.codes[2], 1, phone_at=STARTS + timedelta(minutes=3)),
        entry(None, 2),
        entry("0000-0000-00000", 1),
        entry(evening.codes[0], 1, phone_at=STARTS - timedelta(minutes=3)),
    ]
    assert [result.nonce for result in evening.scan(*items)] == [item.nonce for item in items]


def test_an_item_that_makes_no_sense_spoils_no_other(evening: Evening) -> None:
    items: list[ScanItem | NotUnderstood] = [
        entry(None, 1),
        NotUnderstood("x"),
        NotUnderstood(),
        entry(evening.codes[0], 5),
    ]
    results = evening.scan(*items)
    assert [result.status.value for result in results] == ["ok", "refused", "refused", "ok"]
    assert results[1].reason is Reason.NOT_UNDERSTOOD
    assert [result.nonce for result in results[1:3]] == ["x", None]
    assert evening.count().came == 6


def test_a_phone_whose_clock_is_wrong_is_corrected(evening: Evening) -> None:
    slow = STARTS - timedelta(minutes=7)
    now = STARTS + timedelta(minutes=30)
    scan = entry(evening.codes[0], 5, phone_at=slow, offline=True)
    result = evening.one(scan, device_now=slow + timedelta(minutes=30), now=now)
    assert result.first_seen is not None
    assert result.first_seen.at == STARTS
    with evening.store.reading() as session:
        row = session.scalars(select(Scan)).one()
        assert (row.phone_at, row.scanned_at, row.received_at) == (slow, STARTS, now)


def test_nothing_happened_in_the_future(evening: Evening) -> None:
    scan = entry(None, 1, phone_at=STARTS + timedelta(days=3))
    evening.one(scan, device_now=STARTS)
    with evening.store.reading() as session:
        assert session.scalars(select(Scan)).one().scanned_at == STARTS


def test_two_gates_without_network_both_let_a_card_in_and_the_organiser_sees_it(
    evening: Evening,
) -> None:
    other = evening.second_phone("Garden gate")
    early, late = STARTS + timedelta(minutes=3), STARTS + timedelta(minutes=17)
    now = STARTS + timedelta(hours=1)
    # The later one reaches us first; its phone is seven minutes slow.
    slow = timedelta(minutes=7)
    evening.one(
        entry(evening.codes[0], 5, phone_at=late - slow, offline=True),
        device_now=now - slow, now=now,
    )  # fmt: skip
    result = evening.one(
        entry(evening.codes[0], 4, phone_at=early, offline=True),
        device_now=now, now=now, phone=other,
    )  # fmt: skip
    assert result.reason is Reason.FULL_PARTY_ALREADY_IN
    count = evening.count()
    assert (count.came, count.inside) == (5, 5)
    with evening.store.reading() as session:
        (conflict,) = journal.list_conflicts(session, evening.event_id)
    assert (conflict.at, conflict.gate, conflict.heads) == (late, "Entrance", 4)
    assert (conflict.first_at, conflict.first_gate) == (early, "Garden gate")
    assert (conflict.card_number, conflict.reason) == (1, Reason.FULL_PARTY_ALREADY_IN)


def test_who_was_let_in_without_network_on_an_unknown_card_counts_and_is_shown(
    evening: Evening,
) -> None:
    evening.one(entry("0000-0000-00000", 3, offline=True))
    assert evening.count().came == 3
    with evening.store.reading() as session:
        (conflict,) = journal.list_conflicts(session, evening.event_id)
    assert (conflict.reason, conflict.heads, conflict.card_number) == (Reason.UNKNOWN, 3, None)


def test_a_scan_of_a_card_that_we_learn_of_later_finds_its_party(evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        code = make_cards(session, event, count=1)[0]
        card = session.scalars(select(Invitation).where(Invitation.number == 4)).one()
        values = {name: getattr(card, name) for name in _columns_of(card)}
        session.delete(card)
    evening.one(entry(code, 3, offline=True))
    assert evening.count().walk_ins == 3
    with evening.store.transaction() as session:
        session.add(Invitation(**values))
    assert (evening.count().walk_ins, evening.count().came) == (0, 3)
    assert evening.one(entry(code, 2)).admitted_total == 5
    with evening.store.reading() as session:
        assert journal.list_conflicts(session, evening.event_id) == []


def test_a_card_of_another_event_let_in_without_network_leaves_the_other_event_alone(
    evening: Evening,
) -> None:
    with evening.store.transaction() as session:
        other = make_event(session, "Castle evening")
        code = make_cards(session, other)[0]
    evening.one(entry(code, 3, offline=True))
    assert evening.count().came == 3
    with evening.store.reading() as session:
        assert counting.head_count(session, other.id).came == 0
        assert journal.list_conflicts(session, evening.event_id)[0].reason is Reason.WRONG_EVENT


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"state": EventState.CANCELLED}, Reason.EVENT_CANCELLED, id="cancelled"),
        pytest.param({"state": EventState.CLOSED}, Reason.EVENT_OVER, id="closed"),
        pytest.param({"ends_at": STARTS - timedelta(hours=3)}, Reason.EVENT_OVER, id="over"),
    ],
)
def test_when_the_event_is_off_nobody_is_let_in_unless_it_happened(
    evening: Evening, change: dict[str, object], reason: Reason
) -> None:
    with evening.store.transaction() as session:
        session.execute(update(Event).values(change | {"starts_at": STARTS - timedelta(hours=9)}))
        phone = phones.find_phone(session, evening.token, code_key=CODE_KEY, now=STARTS)
    assert phone is not None
    for item in (entry(evening.codes[0], 2), entry(None, 2)):
        assert evening.one(item, phone=phone).reason is reason
    assert evening.count().came == 0
    evening.one(entry(evening.codes[0], 2, offline=True), phone=phone)
    assert evening.count().came == 2


def test_a_closed_gate_lets_nobody_in_but_what_happened_before_stays(evening: Evening) -> None:
    with evening.store.transaction() as session:
        gate.close_gate(session.get_one(Gate, evening.gate_id), now=STARTS)
    with evening.store.reading() as session:
        phone = phones.find_phone(session, evening.token, code_key=CODE_KEY, now=STARTS)
    assert evening.one(entry(None, 1), phone=phone).reason is Reason.GATE_CLOSED
    before = entry(evening.codes[0], 2, phone_at=STARTS - timedelta(minutes=1), offline=True)
    assert evening.one(before, phone=phone).status is Status.OK


def test_before_the_doors_open_everything_is_practice_and_counts_nowhere(evening: Evening) -> None:
    early = STARTS - timedelta(days=1)
    for item in (entry(evening.codes[0], 2), entry(None, 3), entry(evening.codes[0], 2)):
        result = evening.one(item, now=early)
        assert (result.status, result.reason) == (Status.OK, Reason.PRACTICE)
        assert result.let_in == NOBODY
    assert evening.count().came == 0
    result = evening.one(entry(evening.codes[0], 5))
    assert (result.status, result.let_in.heads) == (Status.OK, 5), "practice spoils nothing"


def test_nobody_is_written_down(evening: Evening) -> None:
    evening.scan(entry(evening.codes[0], 5), entry("0000-0000-00000", 1))
    with evening.store.reading() as session:
        for row in session.scalars(select(Scan)):
            text = repr([getattr(row, name) for name in _columns_of(row)])
            assert evening.codes[0] not in text
            assert "garage" not in text.lower()


def test_a_scan_asks_the_database_three_questions(evening: Evening) -> None:
    with count_queries(evening.store) as seen:
        evening.one(entry(evening.codes[0], 5))
    assert len(seen) == 3, seen
    with count_queries(evening.store) as seen:
        evening.one(entry(None, 1))
    assert len(seen) == 1, seen


def test_a_batch_asks_no_more_than_its_rows(evening: Evening) -> None:
    items = [entry(code, 1) for code in evening.codes]
    with count_queries(evening.store) as seen:
        evening.scan(*items)
    assert len(seen) == 2 + len(items)


def test_counting_an_event_takes_three_questions(evening: Evening) -> None:
    evening.scan(*(entry(code, 2) for code in evening.codes), entry(None, 4))
    with count_queries(evening.store) as seen:
        evening.count()
    assert len(seen) == 3


def test_arrivals_come_by_time_and_only_once(evening: Evening) -> None:
    undone = entry(None, 9)
    evening.scan(
        entry(evening.codes[0], 2, phone_at=STARTS + timedelta(minutes=9)),
        entry(evening.codes[0], 3, phone_at=STARTS + timedelta(minutes=4)),
        entry(None, 1, phone_at=STARTS + timedelta(minutes=6)),
        leaving(evening.codes[0], 2, phone_at=STARTS + timedelta(minutes=20)),
        entry(evening.codes[0], 2, phone_at=STARTS + timedelta(minutes=30)),
        undone,
        void(undone),
        now=STARTS + timedelta(hours=1),
    )
    with evening.store.reading() as session:
        found = counting.arrivals(session, evening.event_id)
    minutes = [((each.at - STARTS).total_seconds() / 60, each.heads) for each in found]
    assert minutes == [(4, 3), (6, 1), (9, 2)]


def test_each_gate_knows_who_came_in_there(evening: Evening) -> None:
    other = evening.second_phone("Garden gate")
    evening.scan(entry(evening.codes[0], 5), entry(None, 1))
    evening.scan(entry(evening.codes[1], 2), leaving(evening.codes[0], 3), phone=other)
    gates = {each.name: (each.came, each.left) for each in evening.count().by_gate}
    assert gates == {"Entrance": (6, 0), "Garden gate": (2, 3)}


@dataclass(frozen=True)
class Sent:
    """A scan made without network, and which of two phones sends it."""

    by: int
    item: ScanItem


def scans_of(who: int, what: tuple[int, int, int, bool], place: int) -> list[Sent]:
    card, heads, minute, is_undone = what
    scan = entry(
        None,
        heads,
        card_number=card,
        nonce=f"scan-{place}",
        phone_at=STARTS + timedelta(minutes=minute),
        offline=True,
    )
    undo = [Sent(who, void(scan, nonce=f"undo-{place}", offline=True))] if is_undone else []
    return [Sent(who, scan), *undo]


what_happened = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(0, 30), st.booleans()),
    ),
    min_size=1,
    max_size=6,
).map(
    lambda drawn: [
        sent for place, (who, what) in enumerate(drawn) for sent in scans_of(who, what, place)
    ]
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(scans=what_happened, data=st.data())
def test_uploads_in_any_order_and_any_number_give_the_same_count(
    two_gates: tuple[Evening, Phone], scans: list[Sent], data: st.DataObject
) -> None:
    evening, garden = two_gates
    found = set()
    for _ in range(2):
        repeated = scans + data.draw(st.lists(st.sampled_from(scans), max_size=4))
        for sent in data.draw(st.permutations(repeated)):
            phone = garden if sent.by else evening.phone
            evening.scan(sent.item, phone=phone, now=STARTS + timedelta(hours=1))
        with evening.store.transaction() as session:
            conflicts = journal.list_conflicts(session, evening.event_id)
            found.add((counting.head_count(session, evening.event_id), *conflicts))
            session.execute(delete(Scan))
    assert len(found) == 1


@pytest.fixture
def two_gates(evening: Evening) -> tuple[Evening, Phone]:
    return evening, evening.second_phone("Garden gate")


def _columns_of(row: Base) -> list[str]:
    return [column.key for column in inspect(type(row)).column_attrs]
