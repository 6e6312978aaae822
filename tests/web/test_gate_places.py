"""A phone at several gates: what it counted is booked where it was, or nowhere."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from planner.services.gate import counting, gates, phones
from planner.services.gate.event_scans import read_event
from planner.store.base import Store
from planner.store.models import Event, Gate, Scan
from tests.support.clock import FixedClock
from tests.support.gate import ENDS, STARTS, make_cards, make_event, make_gate
from tests.support.pages import PageClient, page_client

OWN = "0123456789abcdef"


@dataclass
class Town:
    """Two events on one day, each with cards from number 1; the first has two gates."""

    app: Flask
    store: Store
    code_key: str
    gates: dict[int, int] = field(default_factory=dict)
    """Events by gate."""

    def __post_init__(self) -> None:
        with self.store.transaction() as session:
            for title, names in (("Afternoon", ("North", "South")), ("Evening", ("Entrance",))):
                event = make_event(session, title)
                make_cards(session, event, count=10, party=5)
                for name in names:
                    self.gates[make_gate(session, event, name).id] = event.id

    def link(self, gate_id: int) -> str:
        with self.store.reading() as session:
            at = session.get_one(Gate, gate_id)
            return gates.gate_link(at, code_key=self.code_key, base_url="")

    def came(self, event_id: int) -> int:
        with self.store.reading() as session:
            return counting.head_count(session, event_id).came

    def came_at(self, gate_id: int) -> int:
        with self.store.reading() as session:
            counted = counting.head_count(session, self.gates[gate_id])
            return next(each.came for each in counted.by_gate if each.gate_id == gate_id)


@pytest.fixture
def town(app: Flask, store: Store, clock: FixedClock) -> Town:
    clock.now = STARTS
    return Town(app, store, app.extensions["settings"].code_key)


def scan(nonce: str, *, gate: int | None = None, **values: Any) -> dict[str, Any]:
    where = {} if gate is None else {"gate": gate}
    people = {} if "voids" in values else {"walk_in": True, "admit": {"adults": 2, "children": 0}}
    if "card_number" in values:
        del people["walk_in"]
    made = {"nonce": nonce, "scanned_at": STARTS.isoformat(), "offline": True}
    return made | where | people | values


def send(phone: PageClient, *scans: dict[str, Any]) -> list[dict[str, Any]]:
    answer = phone.post("/gate/scans", json={"scans": list(scans)})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["results"]
    return found


def test_what_was_counted_in_the_afternoon_is_not_booked_in_the_evening(town: Town) -> None:
    north, _south, entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(north))
    waiting = [
        scan(f"a-{number}", gate=north, card_number=number, admit={"adults": 3}, event=1)
        for number in range(1, 6)
    ]
    phone.send(town.link(entrance))
    assert [each["status"] for each in send(phone, *waiting)] == ["ok"] * 5
    assert (town.came(town.gates[north]), town.came(town.gates[entrance])) == (15, 0)
    send(phone, scan("e-1", gate=entrance, card_number=3, admit={"adults": 3}))
    assert (town.came(town.gates[north]), town.came(town.gates[entrance])) == (15, 3)


def test_one_batch_may_hold_scans_of_several_gates(town: Town) -> None:
    north, south, entrance = town.gates
    phone = page_client(town.app)
    for gate in (north, south, entrance):
        phone.send(town.link(gate))
    wanted = [entrance, north, south, north]
    found = send(phone, *(scan(f"n-{place}", gate=gate) for place, gate in enumerate(wanted)))
    assert [each["nonce"] for each in found] == ["n-0", "n-1", "n-2", "n-3"], "in their order"
    assert [town.came_at(gate) for gate in (north, south, entrance)] == [4, 2, 2]


def test_a_scan_of_a_gate_that_is_not_this_phones_stays_on_the_phone(town: Town) -> None:
    north, _south, entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(entrance))
    (result,) = send(phone, scan("n-1", gate=north))
    assert (result["status"], result["reason"]) == ("refused", "wrong_gate")
    (result,) = send(phone, scan("n-2", gate=entrance, event=town.gates[north]))
    assert result["reason"] == "wrong_gate", "the event must be that of the gate"
    assert town.came(town.gates[north]) == town.came(town.gates[entrance]) == 0
    with town.store.reading() as session:
        assert session.query(Scan).count() == 0
    phone.send(town.link(north))
    (result,) = send(phone, scan("n-1", gate=north))
    assert result["status"] == "ok", "with the gate's link it is delivered after all"
    assert town.came_at(north) == 2


def test_a_phone_takes_its_own_scan_back_after_it_moved(town: Town) -> None:
    north, south, _entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(north))
    send(phone, scan("n-1", gate=north, card_number=1))
    phone.send(town.link(south))
    void = scan("v-1", gate=north, kind="void", voids="n-1")
    assert [each["status"] for each in send(phone, void)] == ["ok"]
    assert town.came(town.gates[north]) == 0


def test_a_batch_of_an_old_app_goes_where_the_phone_works_and_is_marked(town: Town) -> None:
    north, south, entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(entrance))
    phone.send(town.link(north))
    send(phone, scan("old"), scan("new", gate=north), scan("tagged", event=town.gates[entrance]))
    assert [town.came_at(gate) for gate in (north, south, entrance)] == [4, 0, 2]
    with town.store.reading() as session:
        marks = {
            each.nonce: each.outcome.get("place_assumed", False)
            for each in session.query(Scan).order_by(Scan.id)
        }
    assert marks == {"old": True, "new": False, "tagged": True}
    with town.store.reading() as session:
        assert read_event(session, town.gates[north]).assumed == 1
        assert read_event(session, town.gates[entrance]).assumed == 1


def test_a_phone_that_was_signed_out_at_one_gate_still_delivers_at_another(town: Town) -> None:
    north, _south, entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(north))
    phone.send(town.link(entrance))
    with town.store.transaction() as session:
        at = session.get_one(Gate, entrance)
        phones.revoke_phone(session, at.devices[0].id, event_id=at.event_id, now=STARTS)
    found = send(phone, scan("n-1", gate=entrance), scan("n-2", gate=north))
    assert [each["reason"] for each in found] == ["wrong_gate", None]
    assert phone.get(f"/gate/list?own={OWN}&gate={entrance}").status_code == 401
    assert phone.get(f"/gate/list?own={OWN}&gate={north}").status_code == 200


def test_the_list_names_all_gates_of_the_phone_the_present_one_first(town: Town) -> None:
    north, _south, entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(north))
    phone.send(town.link(entrance))
    made = phone.get(f"/gate/list?own={OWN}").get_json()
    assert made["gate"]["id"] == entrance
    assert [each["gate"]["id"] for each in made["works_at"]] == [entrance, north]
    assert [each["event"]["title"] for each in made["works_at"]] == ["Evening", "Afternoon"]
    there = phone.get(f"/gate/list?own={OWN}&gate={north}").get_json()
    assert there["gate"]["id"] == north


def test_a_tap_changes_the_gate_with_and_without_script(town: Town) -> None:
    north, _south, entrance = town.gates
    phone = page_client(town.app)
    phone.send(town.link(north))
    phone.send(town.link(entrance))
    assert "Evening" in phone.page("/gate").words
    phone.send("/gate/places", {"gate": str(north)}, form_on="/gate/places")
    assert "Afternoon" in phone.page("/gate").words
    assert phone.post("/gate/work-at", json={"gate": entrance}).status_code == 200
    assert "Evening" in phone.page("/gate").words
    assert phone.post("/gate/work-at", json={"gate": 999}).status_code == 400


def test_for_three_days_a_phone_delivers_and_then_is_forgotten(
    town: Town, clock: FixedClock
) -> None:
    north, _south, entrance = town.gates
    with town.store.transaction() as session:
        later = session.get_one(Event, town.gates[entrance])
        later.starts_at, later.ends_at = STARTS + timedelta(days=3), ENDS + timedelta(days=3)
    phone = page_client(town.app)
    phone.send(town.link(north))
    phone.send(town.link(entrance))
    clock.now = ENDS + timedelta(days=2)
    assert [each["reason"] for each in send(phone, scan("n-1", gate=north))] == [None]
    clock.now = ENDS + timedelta(days=3, hours=3)
    assert [each["reason"] for each in send(phone, scan("n-2", gate=north))] == ["wrong_gate"]


@pytest.mark.parametrize("seed", range(12))
def test_however_phones_move_every_count_is_booked_where_it_was_made(town: Town, seed: int) -> None:
    """Two phones move between three gates, count, send late, lose answers and take things back."""
    chance = random.Random(seed)
    browsers = [page_client(town.app) for _ in range(2)]
    places: list[list[int]] = [[], []]
    queue: list[list[dict[str, Any]]] = [[], []]
    made: list[dict[str, tuple[int, int]]] = [{}, {}]
    for step in range(60):
        who = chance.randrange(2)
        what = chance.choice(("move", "count", "count", "count", "undo", "send", "lose"))
        if what == "move" or not places[who]:
            gate = chance.choice(list(town.gates))
            browsers[who].send(town.link(gate))
            places[who] = [gate, *places[who]]
        elif what == "count":
            nonce, gate = f"{who}-{step}", places[who][0]
            people = {"admit": {"adults": chance.randint(1, 3), "children": 0}}
            queue[who].append(scan(nonce, gate=gate, event=town.gates[gate], **people))
            made[who][nonce] = (gate, people["admit"]["adults"])
        elif what == "undo" and made[who]:
            nonce = chance.choice(sorted(made[who]))
            gate, _heads = made[who].pop(nonce)
            queue[who].append(scan(f"v{nonce}", gate=gate, kind="void", voids=nonce))
        elif queue[who]:
            sent = queue[who][: chance.randint(1, len(queue[who]))]
            send(browsers[who], *sent)
            if what == "send":  # else the answer is lost, and all of it is sent once more
                queue[who] = queue[who][len(sent) :]
    for who, browser in enumerate(browsers):
        if queue[who]:
            assert {each["reason"] for each in send(browser, *queue[who])} <= {
                None,
                "already_undone",
            }
    for gate in town.gates:
        wanted = sum(heads for all_ in made for at, heads in all_.values() if at == gate)
        assert town.came_at(gate) == wanted, f"gate {gate}"
