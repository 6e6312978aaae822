"""A day at the gates: phones that move, lose the network, are killed and whose clocks jump.

What volunteers do is chosen by a seeded chance. Afterwards every scan that a phone holds must stand
in the database once, at the gate where it was made, and nothing else may stand there.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from planner.core.enums import InvitationState, ScanKind
from planner.services.gate import counting
from planner.store.models import Event, Gate, Invitation
from tests.browser.gate_phone import PATIENCE_MS, LastingPhone
from tests.support.gate import CODE_KEY, make_cards, make_event, make_gate
from tests.support.gate_server import GateServer

CLOCK = """(() => {
  const real = Date.now;
  Date.now = () => real.call(Date) + Number(localStorage.getItem('skew') || 0);
})()"""
"""A clock that somebody, or the phone's network, puts right or wrong."""
HOURS_OFF = (-10, -3, 0, 3, 10)
ALL_SCANS = "() => [...document.querySelectorAll('.saved.is-waiting')].length === 0"


@dataclass
class Gates:
    """Where phones work: two gates of the barbecue, one of the evening after it."""

    server: GateServer
    links: dict[int, str] = field(default_factory=dict)
    events: dict[int, int] = field(default_factory=dict)
    codes: dict[int, list[str]] = field(default_factory=dict)
    """Of each event, the cards numbered from 1."""

    def __post_init__(self) -> None:
        server = self.server
        server.another_gate("Garden gate")
        with server.store.transaction() as session:
            first = session.get_one(Event, server.event_id)
            evening = make_event(
                session, "Evening", starts_at=first.starts_at, ends_at=first.ends_at
            )
            self.codes = {
                first.id: server.codes,
                evening.id: make_cards(session, evening, count=len(server.codes), party=3),
            }
            make_gate(session, evening, "Castle gate")
            for gate in session.query(Gate).order_by(Gate.id):
                self.links[gate.id] = server.link_of(gate)
                self.events[gate.id] = gate.event_id
            for event_id in self.codes:
                revoked, replaced = (
                    session.query(Invitation).filter_by(event_id=event_id, number=number).one()
                    for number in (1, 2)
                )
                revoked.state = InvitationState.REVOKED
                replaced.state = InvitationState.REPLACED


@dataclass
class Volunteer:
    """Somebody with a phone, and what they know they did."""

    phone: LastingPhone
    gates: Gates
    chance: random.Random
    at: int = 0
    been_at: list[int] = field(default_factory=list)
    taps: Counter[int] = field(default_factory=Counter)
    """People without a card who were tapped in, by gate."""
    is_offline: bool = False

    def begin(self) -> None:
        """Open the link of a gate for the first time."""
        self.phone.context.add_init_script(CLOCK)
        self.open_link()

    def act(self) -> str:
        """Do one thing at random; return what it was."""
        acts: Sequence[tuple[int, Callable[[], None]]] = (
            (8, self.tap),
            (6, self.scan_card),
            (2, self.undo),
            (2, self.change_gate),
            (1, self.open_link),
            (2, self.change_network),
            (1, self.put_clock),
            (1, self.reload),
            (1, self.kill),
        )
        act = self.chance.choices([each for _, each in acts], [weight for weight, _ in acts])[0]
        act()
        return act.__name__

    def tap(self) -> None:
        """Tap on the place of '+1' a few times, as a finger does: at one point of the glass."""
        self.home()
        box = self.phone.page.locator("form[data-do=count] button[value=adult]").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for _ in range(self.chance.randint(1, 4)):
            before = self.scans()
            self.phone.page.touchscreen.tap(x, y)
            self.until_scans(before + 1)
            self.taps[self.at] += 1

    def scan_card(self) -> None:
        """Hold a card before the hand scanner: good, used, taken back, foreign, or nobody's."""
        self.home()
        own = self.gates.events[self.at]
        event_id = self.chance.choice([own, own, own, *self.gates.codes])
        code = self.chance.choice([*self.gates.codes[event_id], "ZZZZZZZZZZZZZ"])
        self.phone.read_with_scanner(f"{self.gates.server.url}/{code}")
        expect(self.phone.page.locator(".verdict, #typed-error:not([hidden])").first).to_be_visible(
            timeout=PATIENCE_MS
        )
        heads = self.phone.page.locator("form[data-do=heads] button[value]")
        if heads.count():
            heads.nth(self.chance.randrange(heads.count())).click()
            expect(self.phone.page.locator(".verdict")).to_be_visible(timeout=PATIENCE_MS)

    def undo(self) -> None:
        """Take the last line back; what it was stands in the phone's own book."""
        self.home()
        before = self.scans()
        lines = [scan for scan in self.own_scans() if scan["eventId"] == self.event]
        undone = {scan["voids"] for scan in lines}
        standing = [
            scan for scan in lines if scan["kind"] != "void" and scan["nonce"] not in undone
        ]
        if not standing:
            return
        self.phone.page.locator("form[data-do=undo] button:visible").first.click()
        self.until_scans(before + 1)
        for scan in self.own_scans():
            if scan["kind"] == "void" and scan["voids"] in {one["nonce"] for one in standing}:
                target = next(one for one in standing if one["nonce"] == scan["voids"])
                if target["key"] is None and target["cardNumber"] is None:
                    self.taps[target["gateId"]] -= target["heads"]

    def change_gate(self) -> None:
        """Go on at another gate of this phone, by a tap."""
        others = [gate for gate in self.been_at if gate != self.at]
        if not others:
            return
        self.home()
        self.phone.page.locator("#elsewhere").click()
        wanted = self.chance.choice(others)
        self.phone.page.locator(f"form[data-do=work-at] button[value='{wanted}']").click()
        self.phone.page.wait_for_selector(".count-number")
        self.at = wanted

    def open_link(self) -> None:
        """Scan the code of a gate; that needs the network."""
        if self.is_offline:
            self.change_network()
        self.at = self.chance.choice(list(self.gates.links))
        if self.at not in self.been_at:
            self.been_at.append(self.at)
        self.phone.page.goto(self.gates.links[self.at])
        self.phone.page.locator("form[method=post] button[type=submit]").last.click()
        self.phone.page.wait_for_url("**/gate/app*")
        self.phone.page.wait_for_selector(".count-number")
        self.phone.until("() => navigator.serviceWorker.controller !== null")
        self.phone.until(f"async () => (await ({CURRENT})()) === {self.at}")

    def change_network(self) -> None:
        """Lose the internet, or find it again; some answers get lost on the way."""
        self.is_offline = not self.is_offline
        self.phone.context.set_offline(self.is_offline)
        if not self.is_offline:
            self.gates.server.lose_answers(self.chance.randint(0, 2))
            self.phone.come_online()

    def put_clock(self) -> None:
        """Somebody puts the phone's clock right, or wrong."""
        off = self.chance.choice(HOURS_OFF) * 3_600_000
        self.phone.page.evaluate("off => localStorage.setItem('skew', String(off))", off)

    def reload(self) -> None:
        """Close the page and open it again."""
        self.phone.page.goto(f"{self.gates.server.url}/gate/app")
        self.phone.page.wait_for_selector(".count-number")

    def kill(self) -> None:
        """The battery is empty; the phone is charged, and the page opened again."""
        self.phone.kill()
        self.phone.open_again()
        self.phone.context.add_init_script(CLOCK)
        self.phone.context.set_offline(self.is_offline)
        self.reload()

    def home(self) -> None:
        """Be on the screen that counts, where somebody is let in."""
        page = self.phone.page
        if page.locator("form[data-do=next] button").count():
            page.locator("form[data-do=next] button").click()
        elif not page.locator("form[data-do=count] button[value=adult]").count():
            page.goto(f"{self.gates.server.url}/gate/app")
        page.wait_for_selector("form[data-do=count] button[value=adult]")
        # A key that is new under a finger takes no tap for a moment; nobody taps as fast as a test.
        page.wait_for_selector("#main:not(.is-fresh)")

    @property
    def event(self) -> int:
        """The event of the gate where they work now."""
        return self.gates.events[self.at]

    def own_scans(self) -> list[dict[str, Any]]:
        """Everything that the phone wrote down."""
        return self.phone.storage()["scans"]

    def scans(self) -> int:
        """How much the phone wrote down."""
        return len(self.own_scans())

    def until_scans(self, count: int) -> None:
        """Wait until the phone has written so much down."""
        self.phone.until(f"async () => (await ({COUNT_SCANS})()) >= {count}")


COUNT_SCANS = """async () => {
  const open = indexedDB.open('planner-gate');
  const database = await new Promise(done => open.onsuccess = () => done(open.result));
  const asked = database.transaction('scans').objectStore('scans').count();
  const count = await new Promise(done => asked.onsuccess = () => done(asked.result));
  database.close();
  return count;
}"""
CURRENT = """async () => {
  const open = indexedDB.open('planner-gate');
  const database = await new Promise(done => open.onsuccess = () => done(open.result));
  const asked = database.transaction('meta').objectStore('meta').get('current');
  const current = await new Promise(done => asked.onsuccess = () => done(asked.result));
  database.close();
  return current;
}"""


def finish(volunteers: Sequence[Volunteer]) -> None:
    """Let everything arrive, and see that it stands where it was made, once."""
    gates = volunteers[0].gates
    gates.server.lose_answers(0)
    wrote: dict[str, tuple[int, int, str, int]] = {}
    for volunteer in volunteers:
        if volunteer.is_offline:
            volunteer.change_network()
        gates.server.lose_answers(0)
        volunteer.reload()
        volunteer.phone.expect_waiting(0)
        for scan in volunteer.own_scans():
            assert scan["state"] == "kept", scan
            heads = 0 if scan["kind"] == ScanKind.VOID else scan["heads"]
            wrote[scan["nonce"]] = scan["gateId"], scan["eventId"], scan["kind"], heads
    stored = gates.server.scans()
    by_nonce = {
        each.nonce: (each.gate_id, each.event_id, each.kind.value, each.adults + each.children)
        for each in stored
    }
    assert len(by_nonce) == len(stored), "nothing stands there twice"
    assert by_nonce == wrote, "everything stands where it was made, and nothing else does"
    taps: Counter[int] = Counter()
    for volunteer in volunteers:
        taps.update(volunteer.taps)
    loose: Counter[int] = Counter()
    voided = {each.voids_nonce for each in stored}
    for each in stored:
        is_card = each.invitation_id is not None or each.unknown_code_hash is not None
        if each.kind is ScanKind.ENTRY and not is_card and each.nonce not in voided:
            loose[each.gate_id] += each.adults + each.children
    assert loose == +taps, f"each tap is one person, where it was: {loose} {taps}"
    for gate_id, event_id in gates.events.items():
        with gates.server.store.reading() as session:
            counted = counting.head_count(session, event_id)
        for volunteer in volunteers:
            if volunteer.at == gate_id:
                shown = volunteer.phone.page.locator(".count-number")
                expect(shown).to_have_text(f"{counted.inside:,}", timeout=PATIENCE_MS)


__all__ = ["CODE_KEY", "Gates", "Volunteer", "finish"]
