"""What the day itself says first, what is dealt with, and who has to get out when it must."""

import gzip
import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.core.roles import AccountRole, TeamRole
from planner.services.gate.items import ScanBatch
from planner.services.gate.scanning import take_scans
from planner.services.people import colleagues, signing_in
from planner.store.base import Store
from planner.store.models import Account, Event, GateDevice
from tests.support.application import PASSWORD, signed_in
from tests.support.clock import FixedClock
from tests.support.gate import (
    CODE_KEY,
    STARTS,
    Evening,
    entry,
    leaving,
    make_cards,
    make_evening,
    make_event,
    make_gate,
    make_phone,
)
from tests.support.pages import PageClient
from tests.support.queries import count_queries

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS + timedelta(minutes=30)
    return make_evening(store, expected=30)


@pytest.fixture
def desk(app: Flask, evening: Evening, organiser: Account) -> PageClient:
    """Signed in on the day itself."""
    return signed_in(app, organiser.email)


def live_part(desk: PageClient, evening: Evening) -> str:
    page = desk.page(f"/events/{evening.event_id}/live", headers=ENGLISH)
    (part,) = [each for each in page.all("div") if each.get("data-live") is not None]
    return " ".join("".join(part.itertext()).split())


def deal(
    desk: PageClient, evening: Evening, page: str, *, undo: bool = False, group: int = 0
) -> TestResponse:
    """Press the button beside a group of conflicts on a page."""
    own = f"/events/{evening.event_id}"
    url = f"{own}/conflicts{'/undo' if undo else ''}"
    shown = desk.page(f"{own}/{page}", headers=ENGLISH)
    form = [each for each in shown.all("form") if each.get("action") == url][group]
    sent = {name: each.get("value") or "" for each in form.iter() if (name := each.get("name"))}
    del sent["csrf_token"]
    return desk.send(url, sent, form_on=f"{own}/{page}")


@pytest.mark.parametrize("page", ["live", "gates"])
def test_what_is_dealt_with_is_counted_no_more_and_can_be_taken_back(
    desk: PageClient, evening: Evening, page: str
) -> None:
    evening.one(entry("0" * 13, 2, offline=True))
    answer = deal(desk, evening, page)
    assert answer.status_code == 303
    assert answer.location == f"/events/{evening.event_id}/{page}#conflicts"
    words = desk.page(f"/events/{evening.event_id}/{page}", headers=ENGLISH).words
    assert "Have a look at" not in words
    assert "1 dealt with" in words
    assert "Noor dealt with it at 17:30." in words
    deal(desk, evening, page, undo=True)
    words = desk.page(f"/events/{evening.event_id}/{page}", headers=ENGLISH).words
    assert "Have a look at these: 1" in words
    assert "dealt with" not in words


def test_a_group_is_dealt_with_card_by_card_as_well(desk: PageClient, evening: Evening) -> None:
    there = evening.second_phone("Garden")
    for code in evening.codes[:2]:
        evening.one(entry(code, 5, offline=True))
        evening.one(entry(code, 5, offline=True), phone=there)
    assert "Have a look at these: 2 2 times, 10 people together." in live_part(desk, evening)
    deal(desk, evening, "live", group=1)
    words = live_part(desk, evening)
    assert "Have a look at these: 1 Card 2 was used at" in words
    assert "1 dealt with Card 1 was used at" in words


def test_the_number_above_is_that_of_the_arrivals_below(desk: PageClient, evening: Evening) -> None:
    """A card that is used twice too often is looked at once, and came in twice."""
    evening.one(entry(evening.codes[0], 5, offline=True))
    for gate in ("Garden", "Bridge"):
        phone = evening.second_phone(gate)
        evening.one(entry(evening.codes[0], 5, offline=True), phone=phone)
    assert "Have a look at these: 2 2 times, 10 people together." in live_part(desk, evening)
    head = desk.page(f"/events/{evening.event_id}", headers=ENGLISH).words
    assert "Look at 2 arrivals at the gate" in head


def test_what_nobody_sees_any_more_is_said_and_nothing_is_done(
    desk: PageClient, evening: Evening
) -> None:
    evening.one(entry("0" * 13, 2, offline=True))
    url = f"/events/{evening.event_id}/conflicts"
    live = f"/events/{evening.event_id}/live"
    for marks in ("", "ffffffff", "1' OR 1=1", "x" * 5_000):
        assert desk.send(url, {"marks": marks}, form_on=live).status_code == 303
        words = desk.page(live).words
        assert "Dat is net veranderd. Kijk nog eens." in words
        assert "Kijk hier even naar: 1" in words


def test_who_may_only_look_has_no_button_and_reads_no_card_and_no_moment(
    app: Flask, desk: PageClient, evening: Evening, organiser: Account, clock: FixedClock
) -> None:
    evening.one(entry("0" * 13, 2, offline=True))
    evening.one(entry(evening.codes[0], 5, offline=True))
    evening.one(entry(evening.codes[0], 5, offline=True), phone=evening.second_phone("Garden"))
    assert "Card 1 was used at" in live_part(desk, evening)
    with evening.store.transaction() as session:
        reader = signing_in.add_account(
            session, email="els@feest.example", name="Els", password=PASSWORD, now=clock.now,
            role=AccountRole.MEMBER, organisation_id=organiser.organisation_id,
        )  # fmt: skip
        event = session.get_one(Event, evening.event_id)
        colleagues.put_in_team(session, event, reader, TeamRole.READER, now=clock.now)
    page = signed_in(app, "els@feest.example").page(
        f"/events/{evening.event_id}/live", headers=ENGLISH
    )
    assert "Have a look at these: 2" in page.words
    assert "5 people came in. " in page.words
    assert "2 people came in. " in page.words
    assert "Dealt with" not in page.words
    assert "Card 1" not in page.words
    assert "was used at" not in page.words


def test_nobody_is_promised_that_more_come_than_fit(desk: PageClient, evening: Evening) -> None:
    """'It is full: 100 people fit' stood above 'probably 160 to 530 people'."""
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).capacity = 100
    evening.one(entry(None, 100))
    words = live_part(desk, evening)
    assert "It is full: 100 people fit, and" in words
    assert "Stop at Entrance. One out, one in: let somebody in for each who leaves." in words
    assert "Probably 100 people." in words
    on_the_way = words.split("100 people fit, and ")[1].split(" more are")[0]
    assert f"{on_the_way} are on their way. No more fit" in words, "one number for one thing"


def test_what_is_urgent_is_marked_to_be_read_out_once(desk: PageClient, evening: Evening) -> None:
    live = f"/events/{evening.event_id}/live"
    assert [each.get("data-alert") for each in desk.page(live).all("section")].count("") == 1
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).capacity = 5
    evening.one(entry(None, 5))
    page = desk.page(live)
    assert "full" in [each.get("data-alert") for each in page.all("section")]
    (box,) = [each for each in page.all("div") if each.get("role") == "alert"]
    assert not (box.text or "").strip(), "the script fills it, once"
    evening.one(entry(None, 2))
    assert "over_full" in [each.get("data-alert") for each in desk.page(live).all("section")]


def test_castle_and_dinner_say_the_same_of_each_other(desk: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        first, second, *_rest = make_cards(session, dinner, count=2, party=4)
        room = make_phone(session, make_gate(session, dinner, "Dining room")).phone
        dinner_id = dinner.id
    evening.one(entry(first, 4))
    evening.one(entry(first, 4), phone=room)
    evening.one(entry(second, 3), phone=room)
    evening.one(leaving(first, 2, phone_at=STARTS + timedelta(minutes=9)))
    said = (
        "3 people are inside at “Dinner” and were never counted at a gate of “Barbecue Passart”.",
        "2 people left “Barbecue Passart” by its gates and are still inside at “Dinner”.",
    )
    for event_id in (evening.event_id, dinner_id):
        words = desk.page(f"/events/{event_id}/live", headers=ENGLISH).words
        assert all(sentence in words for sentence in said)
        everybody = desk.page(f"/events/{event_id}/evacuation", headers=ENGLISH).words
        assert "7 people have to get out" in everybody
        assert all(sentence in everybody for sentence in said)


def test_the_evacuation_count_tells_what_it_does_not_know(
    desk: PageClient, evening: Evening, clock: FixedClock
) -> None:
    address = f"/events/{evening.event_id}/evacuation"
    evening.one(entry(None, 6))
    evening.one(entry(None, 2))
    words = desk.page(address, headers=ENGLISH).words
    assert "8 people have to get out" in words
    assert "Phones have nothing left to send, as far as they said." in words
    with evening.store.transaction() as session:
        device = session.get_one(GateDevice, evening.phone.id)
        device.waiting, device.seen_at = 2, clock.now - timedelta(minutes=40)
    words = desk.page(address, headers=ENGLISH).words
    assert "At most 12 more or fewer. Counted until 17:30." in words
    assert "2 scans to send: about 8 people, at most 12 when each scan is as large" in words
    assert "Entrance Last contact 40 minutes ago · 2 scans still to send, by a phone last" in words
    assert "Everybody once" not in words, "there is one zone"


def test_the_count_of_everybody_adds_up_what_one_sees(
    app: Flask, desk: PageClient, evening: Evening, organiser: Account, clock: FixedClock
) -> None:
    with evening.store.transaction() as session:
        dinner, walk = (
            make_event(session, title, parent_id=evening.event_id) for title in ("Dinner", "Walk")
        )
        for event, heads in ((dinner, 4), (walk, 2)):
            phone = make_phone(session, make_gate(session, event)).phone
            at_gate = ScanBatch([entry(None, heads)])
            take_scans(session, phone, at_gate, code_key=CODE_KEY, now=clock.now)
        els = signing_in.add_account(
            session, email="els@feest.example", name="Els", password=PASSWORD, now=clock.now,
            role=AccountRole.MEMBER, organisation_id=organiser.organisation_id,
        )  # fmt: skip
        colleagues.put_in_team(session, dinner, els, TeamRole.READER, now=clock.now)
        dinner_id = dinner.id
    evening.one(entry(None, 9))
    address = f"/events/{dinner_id}/evacuation"
    assert "15 people have to get out" in desk.page(address, headers=ENGLISH).words
    browser = signed_in(app, "els@feest.example")
    words = browser.page(address, headers=ENGLISH).words
    assert "4 people have to get out" in words
    assert "Barbecue Passart" not in words
    with evening.store.transaction() as session:
        whole = session.get_one(Event, evening.event_id)
        els = session.get_one(Account, els.id)
        colleagues.put_in_team(session, whole, els, TeamRole.READER, now=clock.now)
    words = browser.page(address, headers=ENGLISH).words
    assert "13 people have to get out" in words
    assert "Walk" not in words


def test_the_evacuation_count_is_one_tap_away(desk: PageClient, evening: Evening) -> None:
    page = desk.page(f"/events/{evening.event_id}/live")
    assert f"/events/{evening.event_id}/evacuation" in [each.get("href") for each in page.all("a")]


def test_more_guests_and_more_conflicts_cost_no_more_questions(
    desk: PageClient, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        cards = make_cards(session, dinner, count=20, party=4)
        room = make_phone(session, make_gate(session, dinner, "Dining room")).phone
    asked: dict[str, list[int]] = {}
    for some in (cards[:2], cards[2:]):
        for card in some:
            evening.one(entry(card, 3))
            evening.one(entry(card, 4, offline=True))
            evening.one(entry(card, 4), phone=room)
            evening.one(entry("0" * 13, 1, offline=True))
        for page in ("live", "gates", "evacuation"):
            address = f"/events/{evening.event_id}/{page}"
            desk.page(address)
            with count_queries(evening.store) as seen:
                desk.page(address)
            asked.setdefault(page, []).append(len(seen))
    assert {page: len(set(counts)) for page, counts in asked.items()} == dict.fromkeys(asked, 1)
    most = {"live": 26, "gates": 14, "evacuation": 15}
    assert all(counts[0] <= most[page] for page, counts in asked.items()), asked


@pytest.mark.parametrize("page", ["live", "evacuation"])
def test_who_looks_again_gets_the_main_part_alone_without_a_token(
    desk: PageClient, evening: Evening, page: str
) -> None:
    evening.one(entry("0" * 13, 2, offline=True))
    address = f"/events/{evening.event_id}/{page}"
    whole = desk.get(address)
    assert "Content-Encoding" not in whole.headers, "tokens stand in it"
    asked = {"X-Refresh": "1", "Accept-Encoding": "gzip"}
    again = desk.get(address, headers=asked)
    assert again.headers["Content-Encoding"] == "gzip"
    assert "no-store" in again.headers["Cache-Control"]
    assert {"Accept-Encoding", "X-Refresh"} <= set(again.headers["Vary"].split(", "))
    part = gzip.decompress(again.data).decode()
    assert part.count("data-live") == 1
    assert "<html" not in part
    assert set(re.findall(r'name="csrf_token"[^>]* value="([^"]*)"', part)) <= {""}
    assert len(again.data) * 5 < len(whole.data)
    plain = desk.get(address, headers={"X-Refresh": "1", "Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers


MARKS = re.compile(r'data-marks="([^"]+)"')


def ask_again(desk: PageClient, evening: Evening, marks: str) -> TestResponse:
    asked = {**ENGLISH, "X-Refresh": marks, "Accept-Encoding": "gzip"}
    return desk.get(f"/events/{evening.event_id}/live", headers=asked)


def marks_of(desk: PageClient, evening: Evening) -> str:
    page = desk.get(f"/events/{evening.event_id}/live", headers=ENGLISH).get_data(as_text=True)
    (found,) = MARKS.findall(page)
    return str(found)


def test_nothing_is_sent_where_nothing_changed(desk: PageClient, evening: Evening) -> None:
    evening.one(entry(evening.codes[0], 2))
    marks = marks_of(desk, evening)
    assert marks == marks_of(desk, evening), "a page has the same pieces with other tokens"
    same = ask_again(desk, evening, marks)
    assert (same.status_code, same.data) == (204, b"")
    assert "no-store" in same.headers["Cache-Control"]


def test_only_the_pieces_that_changed_are_sent_again_without_a_token(
    desk: PageClient, evening: Evening
) -> None:
    evening.one(entry(evening.codes[0], 2))
    before = marks_of(desk, evening)
    evening.one(entry(evening.codes[1], 3))
    answer = ask_again(desk, evening, before)
    assert answer.mimetype == "application/json"
    pieces = json.loads(gzip.decompress(answer.data))
    known = before.split(".")
    after = marks_of(desk, evening).split(".")
    changed = {str(place) for place, mark in enumerate(after[1:]) if mark != known[place + 1]}
    assert pieces.keys() == changed
    assert all(pieces[place][0] == after[int(place) + 1] for place in pieces)
    text = " ".join(html for _mark, html in pieces.values())
    assert "<b>5</b> inside now" in text
    for name in ("csrf_token", "once"):
        assert set(re.findall(rf'name="{name}"[^>]* value="([^"]*)"', text)) <= {""}
    unseen = ["-" if str(place) in pieces else mark for place, mark in enumerate(known[1:])]
    assert ask_again(desk, evening, ".".join([known[0], *unseen])).status_code == 204


@pytest.mark.parametrize("known", ["1", "", "a.b", "-", "é"])
def test_who_says_nothing_sensible_gets_the_whole_part(
    desk: PageClient, evening: Evening, known: str
) -> None:
    answer = ask_again(desk, evening, known)
    part = gzip.decompress(answer.data).decode()
    assert part.count("data-live") == 1
    assert MARKS.findall(part) == [marks_of(desk, evening)]


def test_what_is_there_for_the_first_time_comes_with_the_whole_part(
    desk: PageClient, evening: Evening
) -> None:
    before = marks_of(desk, evening)
    evening.one(entry("0" * 13, 2, offline=True))
    part = gzip.decompress(ask_again(desk, evening, before).data).decode()
    assert "Have a look at these: 1" in part
    assert MARKS.findall(part) == [marks_of(desk, evening)]
