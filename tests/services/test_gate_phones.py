"""Links and phones: who may work at a gate, how many, and until when."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.services.gate import gates, phones
from planner.services.gate.phones import UPLOADS_FOR
from planner.store.base import Store
from planner.store.models import Event, Gate, GateDevice
from tests.support.gate import CODE_KEY, ENDS, STARTS, Evening, make_evening, make_event, make_phone

pytestmark = pytest.mark.both_databases

BASE = "http://feest.example"


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


def secret_of(evening: Evening) -> str:
    with evening.store.reading() as session:
        link = gates.gate_link(
            session.get_one(Gate, evening.gate_id), code_key=CODE_KEY, base_url=BASE
        )
    assert link.startswith(f"{BASE}/gate/")
    return link.rsplit("/", 1)[1]


def find(evening: Evening, secret: str, **later: float) -> Gate | None:
    with evening.store.reading() as session:
        return gates.find_gate(session, secret, code_key=CODE_KEY, now=STARTS + timedelta(**later))


def test_the_link_finds_its_gate_and_nothing_near_it_does(evening: Evening) -> None:
    secret = secret_of(evening)
    found = find(evening, secret)
    assert found is not None
    assert found.id == evening.gate_id
    for wrong in (secret[:-1], secret[::-1], secret.lower(), secret + "A", "", "é" * 26):
        assert find(evening, wrong) is None, wrong


def test_a_link_enrols_until_two_hours_after_the_event(
    evening: Evening,
) -> None:
    secret = secret_of(evening)
    assert find(evening, secret, hours=6) is not None
    over = find(evening, secret, hours=6, minutes=1)
    assert over is not None
    assert gates.door_of(over).obstacle(STARTS + timedelta(hours=6, minutes=1)) is not None
    assert find(evening, secret, days=3, hours=6, minutes=1) is None


def test_the_secret_of_a_link_is_not_stored(evening: Evening) -> None:
    secret = secret_of(evening)
    with evening.store.reading() as session:
        row = session.get_one(Gate, evening.gate_id)
        assert secret.encode() not in row.secret_hash + row.seed


def test_a_renewed_link_stops_the_old_one_and_phones_go_on(evening: Evening) -> None:
    old = secret_of(evening)
    with evening.store.transaction() as session:
        gates.renew_link(session.get_one(Gate, evening.gate_id), code_key=CODE_KEY)
    assert find(evening, old) is None
    assert find(evening, secret_of(evening)) is not None
    with evening.store.reading() as session:
        phone = phones.find_phone(session, evening.token, code_key=CODE_KEY, now=STARTS)
    assert phone is not None
    assert not phone.is_revoked


def test_a_closed_gate_has_no_link_until_it_is_opened_again(evening: Evening) -> None:
    with evening.store.transaction() as session:
        gates.close_gate(session.get_one(Gate, evening.gate_id), now=STARTS)
    assert find(evening, secret_of(evening)) is None
    with evening.store.transaction() as session:
        gates.renew_link(session.get_one(Gate, evening.gate_id), code_key=CODE_KEY)
    assert find(evening, secret_of(evening)) is not None


def test_two_gates_of_an_event_have_different_names(evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        with pytest.raises(gates.NameTaken):
            gates.open_gate(session, event, "ENTRANCE", code_key=CODE_KEY, now=STARTS)
        other = make_event(session, "Castle evening")
        gates.open_gate(session, other, "Entrance", code_key=CODE_KEY, now=STARTS)


def test_a_gate_has_no_more_phones_than_it_may(evening: Evening) -> None:
    with evening.store.transaction() as session:
        at = session.get_one(Gate, evening.gate_id)
        for _ in range(11):
            make_phone(session, at)
        assert phones.enrol(session, at, code_key=CODE_KEY, now=STARTS) is None
        assert phones.revoke_phone(session, evening.phone.id, event_id=evening.event_id, now=STARTS)
        assert phones.enrol(session, at, code_key=CODE_KEY, now=STARTS) is not None


def test_many_phones_at_once_do_not_get_in_beyond_the_last_place(evening: Evening) -> None:
    start = threading.Barrier(20)

    def enrol(_: int) -> bool:
        start.wait(timeout=60)
        with evening.store.transaction() as session:
            at = session.get_one(Gate, evening.gate_id)
            return phones.enrol(session, at, code_key=CODE_KEY, now=STARTS) is not None

    with ThreadPoolExecutor(20) as pool:
        enrolled = list(pool.map(enrol, range(20)))
    assert enrolled.count(True) == 11
    with evening.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(GateDevice)) == 12


def test_a_phone_that_moves_to_another_gate_leaves_its_place(evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        garden = gates.open_gate(session, event, "Garden gate", code_key=CODE_KEY, now=STARTS)
        moved = phones.enrol(session, garden, code_key=CODE_KEY, now=STARTS, mine=[evening.phone])
        assert moved is not None
        tokens = [moved.token, evening.token]
        there, here = phones.find_phones(session, tokens, code_key=CODE_KEY, now=STARTS)
        assert (there.gate_id, here.gate_id) == (garden.id, evening.gate_id)
        assert (there.has_left, here.has_left, here.is_revoked) == (False, True, False)
        at = session.get_one(Gate, evening.gate_id)
        at.most_devices = 1
        assert phones.enrol(session, at, code_key=CODE_KEY, now=STARTS) is not None
        assert not phones.work_at(session, here, mine=[there, here], now=STARTS)
        at.most_devices = 2
        assert phones.work_at(session, here, mine=[there, here], now=STARTS)
        there, here = phones.find_phones(session, tokens, code_key=CODE_KEY, now=STARTS)
        assert (there.has_left, here.has_left) == (True, False)


def test_an_organiser_of_another_event_signs_no_phone_out(evening: Evening) -> None:
    with evening.store.transaction() as session:
        other = make_event(session, "Castle evening")
        assert not phones.revoke_phone(session, evening.phone.id, event_id=other.id, now=STARTS)
        assert not phones.revoke_phone(session, 999, event_id=evening.event_id, now=STARTS)


def test_a_phone_can_send_what_waits_some_days_longer_and_then_is_forgotten(
    evening: Evening,
) -> None:
    last = ENDS + timedelta(hours=2) + UPLOADS_FOR
    with evening.store.reading() as session:
        for now, is_known in ((last, True), (last + timedelta(minutes=1), False)):
            phone = phones.find_phone(session, evening.token, code_key=CODE_KEY, now=now)
            assert (phone is not None) is is_known


def test_a_token_is_stored_as_a_keyed_hash(evening: Evening) -> None:
    with evening.store.reading() as session:
        row = session.get_one(GateDevice, evening.phone.id)
        assert evening.token.encode() not in row.token_hash
        other_key = CODE_KEY[::-1]
        assert phones.find_phone(session, evening.token, code_key=other_key, now=STARTS) is None
