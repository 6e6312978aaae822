"""A day of the planner as requests: each of them writes, and together they write most tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.services.gate import gates
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, EventDish, Gate
from tests.support.application import PASSWORD
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import page_client

Ask = Callable[[], TestResponse]
BARBECUE = {
    "title": "Buurt-BBQ Grasbroek", "event_type": "barbecue", "held_on": "2027-06-19",
    "starts": "15:00", "ends": "19:00", "venue_name": "Plein", "neighbourhood_name": "Grasbroek",
    "kind": "open", "expected": "30", "series_id": "0", "parent_id": "0", "capacity": "40",
    "menu_preset": "barbecue", "staff_eating": "0", "is_public": "y",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something a person does that is kept."""

    name: str
    ask: Ask
    is_done: Callable[[TestResponse], bool] = lambda answer: answer.status_code == 303


class Day:
    """The people of the day and what they do, in order; the clock goes on with them."""

    def __init__(self, app: Flask, settings: Settings, clock: FixedClock, who: Account) -> None:
        self.app, self.clock, self.email = app, clock, who.email
        self.store: Store = app.extensions["store"]
        self.world: World = make_world(self.store, settings)
        self.world.change(capacity=4)
        self.codes = [card.code for card in self.world.cards(3, largest_party=4)]
        self.desk, self.guest, self.phone = (page_client(app) for _each in range(3))
        self.token = ""
        self.link = ""

    def steps(self) -> Iterator[Step]:
        """Give each step when those before it are done."""
        self.token = self.desk.page("/sign-in").token()
        yield Step("sign in", self._post("/sign-in", email=self.email, password=PASSWORD))
        self.token = self.desk.page("/events/new").token()
        yield Step("plan", self._post("/events/new", **BARBECUE))
        own = f"/events/{self.world.event_id}"
        stack = {"name": "Even", "count": "3", "largest_party": "4", "intermediary": "Karin"}
        yield Step("make cards", self._post(f"{own}/invitations/new", **stack))
        yield Step("say how many", self._post(f"{own}/guess", expected="40"))
        card, full = (f"/{code}" for code in self.codes[:2])
        party = {"adults": "2", "children": "2", "eat": ["halal"]}
        yield Step("answer", lambda: self.guest.post(card, data={"answer": "yes"}))
        yield Step("say who comes", lambda: self.guest.post(f"{card}/party", data=party))
        yield Step("wait", lambda: self.guest.post(f"{full}/wait", data={"heads": "2"}))
        yield Step("try a code", lambda: self.guest.get("/0000000000000"), _is_unknown)
        yield Step("name a guest", self._post(f"{own}/guests/name", number="1", name="Noor"))
        yield Step("open a gate", self._post(f"{own}/gates", name="Ingang"))
        self.clock.now = SATURDAY + timedelta(minutes=10)
        self.token = self._desk_again()
        self.link = self._gate_link()
        token = self.phone.page(self.link).token()
        yield Step("enrol", lambda: self.phone.post(self.link, data={"csrf_token": token}))
        yield Step("scan", lambda: self._scan(self.codes[0], "day-1"), _is_welcome)
        yield Step("scan nobody", lambda: self._scan("0000000000000", "day-2"), _is_answered)
        yield Step("count again", self._post(f"{own}/recount", heads="7"))
        yield Step("take out", self._post(f"{own}/dishes/{self._dish()}/day", what="out"))
        self.clock.now = SATURDAY + timedelta(hours=6)
        self.token = self._desk_again()
        yield Step("close", self._post(f"{own}/close", came="41", quality="counted"))

    def _post(self, url: str, **data: str) -> Ask:
        return lambda: self.desk.post(url, data=data | {"csrf_token": self.token})

    def _desk_again(self) -> str:
        """Sign in again after the days that went by."""
        self.desk = page_client(self.app)
        self.desk.send("/sign-in", {"email": self.email, "password": PASSWORD})
        return self.desk.page("/events/new").token()

    def _scan(self, code: str, nonce: str) -> TestResponse:
        at = self.clock.now.isoformat()
        scan: dict[str, Any] = {
            "nonce": nonce, "kind": "entry", "code": code, "scanned_at": at, "offline": False,
            "admit": {"adults": 2, "children": 0},
        }  # fmt: skip
        return self.phone.post("/gate/scans", json={"device_now": at, "scans": [scan]})

    def _gate_link(self) -> str:
        settings = self.world.settings
        with self.store.reading() as session:
            (opened,) = session.scalars(select(Gate)).all()
            link = gates.gate_link(opened, code_key=settings.code_key, base_url=settings.base_url)
        return link.removeprefix(settings.base_url)

    def _dish(self) -> int:
        with self.store.transaction() as session:
            found = session.scalar(
                select(EventDish.id).where(EventDish.event_id == self.world.event_id)
            )
            assert found is not None, session.get_one(Event, self.world.event_id).title
            return found


def _is_unknown(answer: TestResponse) -> bool:
    return answer.status_code == 404


def _is_answered(answer: TestResponse) -> bool:
    return answer.status_code == 200


def _is_welcome(answer: TestResponse) -> bool:
    return answer.status_code == 200 and answer.get_json()["results"][0]["status"] == "ok"
