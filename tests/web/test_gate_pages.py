"""The gate on a phone without script, from the link to the last guest."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from planner.core.enums import EventState, Reply
from planner.services.gate import counting, gates, phones
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, GateDevice
from tests.support.application import ON_SQLITE
from tests.support.cards import BARBECUE, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.gate import answer
from tests.support.pages import Page, PageClient, page_client
from tests.support.queries import count_queries


class Door:
    """A world with a gate, and phones that work there."""

    def __init__(self, world: World, app: Flask, clock: FixedClock) -> None:
        self.world, self.app, self.clock = world, app, clock
        with world.store.transaction() as session:
            event = session.get_one(Event, world.event_id)
            opened = gates.open_gate(
                session, event, "Entrance", code_key=world.settings.code_key, now=clock()
            )
            self.link = gates.gate_link(
                opened, code_key=world.settings.code_key, base_url=world.settings.base_url
            ).removeprefix(world.settings.base_url)

    def phone(self) -> PageClient:
        phone = page_client(self.app)
        answer = phone.send(self.link)
        assert answer.status_code == 303
        assert answer.location.partition("#")[0] == "/gate"
        return phone

    def inside(self) -> int:
        with self.world.store.reading() as session:
            return counting.head_count(session, self.world.event_id).inside


@pytest.fixture
def door(store: Store, settings: Settings, app: Flask, clock: FixedClock) -> Door:
    clock.now = SATURDAY + timedelta(minutes=10)
    return Door(make_world(store, settings), app, clock)


def let_in(phone: PageClient, code: str, heads: int | None = None, **more: Any) -> Page:
    page = phone.page(f"/gate/check?code={code}")
    fields = {
        field.get("name") or "": field.get("value") or ""
        for field in page.all("input")
        if field.get("type") == "hidden"
    }
    if heads is not None:
        fields["heads"] = str(heads)
    elif "heads" not in fields:
        fields["heads"] = head_keys(page)[-1]
    answer = phone.post("/gate/check", data={**fields, **more})
    return phone.page(answer.location) if answer.status_code == 303 else Page(answer)


def head_keys(page: Page) -> list[str]:
    return [key.get("value") or "" for key in page.all("button") if key.get("name") == "heads"]


def test_the_link_enrols_a_phone_and_leaves_the_address(door: Door) -> None:
    phone = door.phone()
    page = phone.page("/gate")
    secret = door.link.rsplit("/", 1)[1]
    assert secret not in page.text
    cookie = phone.get_cookie("planner-gate", domain="feest.example")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")


@pytest.mark.parametrize("agent", ["WhatsApp/2.23", "facebookexternalhit/1.1", "Slackbot"])
@ON_SQLITE
def test_a_preview_of_the_link_enrols_nothing(door: Door, agent: str, client: PageClient) -> None:
    client.get(door.link, headers={"User-Agent": agent})
    client.head(door.link, headers={"User-Agent": agent})
    with door.world.store.reading() as session:
        assert session.query(GateDevice).count() == 0


def test_a_wrong_link_is_a_friendly_404(door: Door, client: PageClient) -> None:
    wrong = door.link[:-1] + ("0" if door.link[-1] != "0" else "1")
    assert client.page(wrong, status=404).heading


def test_the_link_serves_until_two_hours_after_the_end(door: Door, client: PageClient) -> None:
    door.clock.now = SATURDAY + timedelta(hours=5, minutes=59)
    token = client.page(door.link).token()
    door.clock.now = SATURDAY + timedelta(hours=6, minutes=1)
    over = client.page(door.link)
    assert "Het evenement is voorbij" in over.words
    assert not over.all("button")
    assert client.post(door.link, data={"csrf_token": token}).status_code == 409
    door.clock.now = SATURDAY + timedelta(days=4)
    client.page(door.link, status=404)


def test_the_link_of_a_cancelled_event_says_so(door: Door, client: PageClient) -> None:
    with door.world.store.transaction() as session:
        session.get_one(Event, door.world.event_id).state = EventState.CANCELLED
    page = client.page(door.link)
    assert "Dit evenement gaat niet door." in page.words
    assert "Werk bij deze ingang" not in page.words
    assert "Deze telefoon heeft nog tellingen" in page.words
    assert client.send(door.link).status_code == 303, "what was counted before is not lost"


def test_a_stranger_sees_no_gate(client: PageClient) -> None:
    client.page("/gate", status=403)
    assert client.post("/gate/scans", json={"scans": []}).status_code == 401


def test_people_without_a_card_are_one_tap_each(door: Door) -> None:
    phone = door.phone()
    for sort in ("adult", "child", "child"):
        answer = phone.send("/gate/people", {"add": sort}, form_on="/gate")
        assert answer.status_code == 303
        assert answer.location.partition("#")[0] == "/gate"
    assert door.inside() == 3
    page = phone.page("/gate")
    nonce = next(field.get("value") for field in page.all("input") if field.get("name") == "nonce")
    phone.send("/gate/undo", {"nonce": nonce}, form_on="/gate")
    assert door.inside() == 2


def test_a_family_arrives_in_parts(door: Door) -> None:
    card = door.world.cards(largest_party=5)[0]
    phone = door.phone()
    first = let_in(phone, card.code, 3)
    assert "full-ok" in first.text
    assert "2 mensen" in first.words or "2 more people" in first.words
    assert door.inside() == 3
    rest = let_in(phone, card.code)
    assert "full-ok" in rest.text
    assert door.inside() == 5
    again = phone.page(f"/gate/check?code={card.code}")
    assert "full-look" in again.text
    assert door.inside() == 5


def test_the_number_on_the_card_does_as_well(door: Door) -> None:
    card = door.world.cards(largest_party=4)[0]
    phone = door.phone()
    let_in(phone, str(card.number))
    assert door.inside() == 4


def test_a_number_that_nobody_told_is_asked_and_not_assumed(door: Door) -> None:
    card = door.world.cards(largest_party=6)[0]
    phone = door.phone()
    page = phone.page(f"/gate/check?code={card.code}")
    assert head_keys(page) == ["1", "2", "3", "4", "5", "6"]
    assert page.heading == "Met hoeveel?"
    fields = {field.get("name"): field.get("value") for field in page.all("input")}
    assert "heads" not in fields, "nothing is chosen beforehand"
    let_in(phone, card.code, 2)
    assert door.inside() == 2
    assert head_keys(phone.page(f"/gate/check?code={card.code}")) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("reply", "people", "shown"),
    [
        pytest.param(Reply.YES, {"adults": 2, "children": 1}, "3", id="yes, with a number"),
        pytest.param(Reply.YES, {}, None, id="yes, without a number"),
        pytest.param(Reply.MAYBE, {"adults": 1}, "1", id="perhaps, alone"),
        pytest.param(Reply.MAYBE, {}, None, id="perhaps"),
        pytest.param(Reply.NO, {}, None, id="no, and came after all"),
    ],
)
@ON_SQLITE
def test_what_the_household_told_is_one_press(
    door: Door, reply: Reply, people: dict[str, int], shown: str | None
) -> None:
    card = door.world.cards(largest_party=6)[0]
    with door.world.store.transaction() as session:
        event = session.get_one(Event, door.world.event_id)
        answer(session, event, card.number, reply, **people)
    page = door.phone().page(f"/gate/check?code={card.code}")
    fields = {field.get("name"): field.get("value") for field in page.all("input")}
    assert fields.get("heads") == shown
    assert bool(head_keys(page)) is (shown is None)


@ON_SQLITE
def test_more_than_there_are_keys_for_are_counted_up(door: Door) -> None:
    card = door.world.cards(largest_party=4)[0]
    page = door.phone().page(f"/gate/check?code={card.code}&more=yes")
    fields = {field.get("name"): field.get("value") for field in page.all("input")}
    assert fields["heads"] == "5"


def test_a_cousin_who_came_along_is_welcome(door: Door) -> None:
    card = door.world.cards(largest_party=2)[0]
    let_in(door.phone(), card.code, 3)
    with door.world.store.reading() as session:
        counted = counting.head_count(session, door.world.event_id)
    assert (counted.inside, counted.walk_ins) == (3, 1)


def test_a_form_sent_twice_lets_people_in_once(door: Door) -> None:
    card = door.world.cards(largest_party=4)[0]
    phone = door.phone()
    let_in(phone, card.code, 2, nonce="the-same-tap")
    let_in(phone, card.code, 2, nonce="the-same-tap")
    assert door.inside() == 2


def test_the_keys_change_how_many_and_let_nobody_in(door: Door) -> None:
    card = door.world.cards(largest_party=4)[0]
    page = let_in(door.phone(), card.code, 4, step="-1")
    assert any(field.get("value") == "3" for field in page.all("input"))
    assert door.inside() == 0


@pytest.mark.parametrize("heads", ["0", "-3", "1000", "three", "1e9", ""])
@ON_SQLITE
def test_silly_numbers_get_a_sentence_and_let_nobody_in(door: Door, heads: str) -> None:
    card = door.world.cards(largest_party=4)[0]
    phone = door.phone()
    page = phone.page(f"/gate/check?code={card.code}")
    answer = phone.post(
        "/gate/check",
        data={
            "code": card.code,
            "nonce": "a-long-nonce",
            "heads": heads,
            "csrf_token": page.token(),
        },
    )
    assert answer.status_code == 422
    assert Page(answer).all("h2"), "the summary of what is wrong"
    assert door.inside() == 0


@pytest.mark.parametrize("code", ["0000000000000", "ABCD", "99999", "<script>", "x" * 400])
@ON_SQLITE
def test_unknown_cards_get_a_kind_screen(door: Door, code: str) -> None:
    page = door.phone().page("/gate/check", query_string={"code": code})
    assert "full-look" in page.text or "full-warn" in page.text
    assert "<script>" not in page.text


def test_the_phones_own_camera_leads_to_checking_in(door: Door, client: PageClient) -> None:
    card = door.world.cards()[0]
    answer = door.phone().get(f"/{card.code}")
    assert answer.location.startswith("/gate/check?code=")
    assert client.get(f"/{card.code}").status_code == 200, "a guest sees the invitation"


def test_a_card_of_another_event_is_not_let_in_and_not_named(door: Door) -> None:
    other = make_world(
        door.world.store, door.world.settings, replace(BARBECUE, title="Diner bij het kasteel")
    )
    card = other.cards()[0]
    page = door.phone().page(f"/gate/check?code={card.code}")
    assert "full-look" in page.text
    assert "Diner" not in page.words


def test_a_phone_that_was_signed_out_is_thanked(door: Door) -> None:
    phone = door.phone()
    with door.world.store.transaction() as session:
        device = session.query(GateDevice).one()
        phones.revoke_phone(session, device.id, event_id=door.world.event_id, now=door.clock())
    phone.page("/gate", status=403)
    answer = phone.post("/gate/scans", json={"scans": []})
    assert answer.status_code == 401
    assert "storage" not in answer.headers["Clear-Site-Data"], "unsent scans would be lost"


def test_the_counting_screen_asks_little_of_the_database(door: Door) -> None:
    for card in door.world.cards(5):
        let_in(door.phone(), card.code)
    phone = door.phone()
    with count_queries(door.world.store) as seen:
        phone.page("/gate")
    assert len(seen) <= 8


def batch(*scans: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {"device_now": at.isoformat(), "scans": list(scans)}


def scan(nonce: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "nonce": nonce, "kind": "entry", "scanned_at": at.isoformat(), "offline": False, **more,
    }  # fmt: skip


def test_a_batch_is_answered_item_by_item(door: Door) -> None:
    card = door.world.cards(largest_party=4)[0]
    now = door.clock()
    sent = batch(
        scan("nonce-1", now, code=card.code, admit={"adults": 2, "children": 1}),
        scan("nonce-2", now, walk_in=True, admit={"adults": 1, "children": 0}),
        scan("nonce-3", now, code=card.code, admit={"adults": -1, "children": 0}),
        {"nonsense": True},
        scan("nonce-5", now, code="0000000000000", admit={"adults": 1, "children": 0}),
        at=now,
    )
    phone = door.phone()
    answer = phone.post("/gate/scans", json=sent)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body = answer.get_json()
    assert [one["status"] for one in body["results"]] == [
        "ok", "ok", "refused", "refused", "unknown",
    ]  # fmt: skip
    assert body["results"][0]["admitted_total"] == 3
    assert body["results"][0]["party_size"] == 4
    assert all(one["text"] for one in body["results"])
    again = phone.post("/gate/scans", json=sent).get_json()
    assert again["results"][0]["replayed"] is True
    assert door.inside() == 4


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param("null", "application/json", 400, id="null"),
        pytest.param("[]", "application/json", 400, id="a list"),
        pytest.param("{", "application/json", 400, id="cut off"),
        pytest.param("[" * 100_000, "application/json", 400, id="deep"),
        pytest.param('{"scans": NaN}', "application/json", 400, id="no number"),
        pytest.param("scans=1", "application/x-www-form-urlencoded", 415, id="a form"),
        pytest.param("x" * 300_000, "application/json", 413, id="too big"),
        pytest.param(
            json.dumps({"scans": [{"nonce": str(i)} for i in range(101)]}),
            "application/json",
            413,
            id="too many",
        ),
    ],
)
@ON_SQLITE
def test_a_batch_that_makes_no_sense_is_refused_whole(
    door: Door, body: str, content_type: str, status: int
) -> None:
    answer = door.phone().post("/gate/scans", data=body, content_type=content_type)
    assert answer.status_code == status
    assert door.inside() == 0


def test_another_site_can_not_send_scans(door: Door) -> None:
    phone = door.phone()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert phone.post("/gate/scans", json={"scans": []}, headers=headers).status_code == 403


def test_the_camera_may_be_used_at_the_gate_and_nowhere_else(door: Door) -> None:
    phone = door.phone()
    assert "camera=(self)" in phone.get("/gate").headers["Permissions-Policy"]
    assert "camera=()" in phone.get("/").headers["Permissions-Policy"]


def test_the_clock_of_a_phone_may_be_a_day_off(door: Door) -> None:
    now = door.clock()
    wrong = now - timedelta(days=1)
    answer = door.phone().post(
        "/gate/scans",
        json=batch(scan("n-1", wrong, walk_in=True, admit={"adults": 1, "children": 0}), at=wrong),
    )
    assert answer.get_json()["results"][0]["status"] == "ok"
    with door.world.store.reading() as session:
        arrived = counting.arrivals(session, door.world.event_id)
    assert [one.at for one in arrived] == [now.astimezone(UTC)]


def test_a_hand_scanner_types_the_whole_address(door: Door) -> None:
    card = door.world.cards()[0]
    page = door.phone().page("/gate/check", query_string={"code": f"  {card.url.lower()}\n"})
    assert f"Kaart {card.number}" in page.words


def test_a_whole_family_without_a_card_comes_in_at_once(door: Door) -> None:
    phone = door.phone()
    page = phone.page("/gate/others")
    nonce = next(f.get("value") for f in page.all("input") if f.get("name") == "nonce")
    form = {"adults": "2", "children": "3", "nonce": nonce, "csrf_token": page.token()}
    for _ in range(2):
        answer = phone.post("/gate/others", data=form)
        assert "full-ok" in phone.page(answer.location).text
    assert door.inside() == 5, "sent twice is once"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"adults": "0", "children": "0"}, id="nobody"),
        pytest.param({"adults": "-1", "children": "2"}, id="minus one"),
        pytest.param({"adults": "1", "children": "9999"}, id="a whole town"),
        pytest.param({"adults": "two", "children": "x"}, id="words"),
        pytest.param({"nonce": "<script>"}, id="a nonce of another make"),
    ],
)
@ON_SQLITE
def test_a_family_of_nonsense_is_asked_again(door: Door, wrong: dict[str, str]) -> None:
    phone = door.phone()
    token = phone.page("/gate/others").token()
    form = {"adults": "1", "children": "0", "nonce": "a-good-nonce", "csrf_token": token}
    assert phone.post("/gate/others", data=form | wrong).status_code == 422
    assert door.inside() == 0


def test_a_verdict_can_be_read_again_but_only_on_its_own_phone(door: Door) -> None:
    card = door.world.cards(largest_party=3)[0]
    phone = door.phone()
    let_in(phone, card.code, 2, nonce="the-same-tap")
    for _ in range(2):
        assert "full-ok" in phone.page("/gate/done/the-same-tap").text
    assert door.inside() == 2
    door.phone().page("/gate/done/the-same-tap", status=404)
    phone.page("/gate/done/another-tap", status=404)


def test_another_volunteer_of_the_gate_can_undo_from_the_list(door: Door) -> None:
    card = door.world.cards(largest_party=3)[0]
    let_in(door.phone(), card.code, 3, nonce="the-same-tap")
    other = door.phone()
    form = {"nonce": "the-same-tap", "from": "last"}
    answer = other.send("/gate/undo", form, form_on="/gate/last")
    assert answer.location == "/gate/last"
    assert door.inside() == 0
    assert "ongedaan gemaakt" in other.page("/gate/last").words.lower()


def test_the_lists_and_screens_name_neither_code_nor_batch(door: Door) -> None:
    card = door.world.cards()[0]
    phone = door.phone()
    let_in(phone, card.code, 1)
    for url in ("/gate", "/gate/last"):
        page = phone.page(url)
        assert card.code not in page.text
        assert "Passartweg" not in page.words


@pytest.mark.parametrize("url", ["/gate/people", "/gate/undo", "/gate/others", "/gate/check"])
@ON_SQLITE
def test_a_form_without_its_token_counts_nobody(door: Door, url: str) -> None:
    phone = door.phone()
    phone.post(url, data={"add": "adult", "adults": "1", "nonce": "a-good-nonce", "heads": "1"})
    assert door.inside() == 0


def test_a_get_never_counts_anybody(door: Door) -> None:
    card = door.world.cards()[0]
    phone = door.phone()
    for url in (f"/gate/check?code={card.code}", f"/{card.code}", "/gate/people?add=adult"):
        phone.get(url)
    assert door.inside() == 0


def test_a_volunteer_opens_an_own_invitation_to_another_event_as_a_guest(door: Door) -> None:
    other = make_world(
        door.world.store, door.world.settings, replace(BARBECUE, title="Diner bij het kasteel")
    )
    card = other.cards()[0]
    assert "Diner" in door.phone().page(f"/{card.code}").words


def test_after_the_event_the_phone_is_an_ordinary_phone_again(door: Door) -> None:
    card = door.world.cards()[0]
    phone = door.phone()
    door.clock.forward(hours=9)
    assert phone.get(f"/{card.code}").location is None
    assert "voorbij" in phone.page("/gate").words.lower()


def test_a_guest_without_the_cookie_costs_no_question_about_phones(
    door: Door, client: PageClient
) -> None:
    card = door.world.cards()[0]
    with count_queries(door.world.store) as seen:
        client.page(f"/{card.code}")
    assert not [statement for statement in seen if "gate_device" in statement]


def test_people_who_had_said_no_are_welcome_with_a_word(door: Door) -> None:
    card = door.world.cards(largest_party=4)[0]
    phone = door.phone()
    phone_of_guest = page_client(door.app)
    door.clock.now = SATURDAY - timedelta(days=3)
    phone_of_guest.post(f"/{card.code}", data={"answer": "no"})
    door.clock.now = SATURDAY + timedelta(minutes=10)
    page = let_in(phone, card.code, 2)
    assert "full-ok" in page.text
    assert "Ze zeiden eerst nee, en komen toch. Dat is prima." in page.text
    assert door.inside() == 2


def test_a_cancelled_event_says_so_on_every_screen(door: Door) -> None:
    card = door.world.cards()[0]
    phone = door.phone()
    door.world.change(state=EventState.CANCELLED)
    assert "offline" in phone.page("/gate").text
    page = phone.page(f"/gate/check?code={card.code}")
    assert "full-look" in page.text
    assert "/gate/others" not in page.links()
    answer = phone.send("/gate/people", {"add": "adult"}, form_on="/gate")
    assert "full-look" in phone.page(answer.location).text
    assert door.inside() == 0


def test_the_thirteenth_phone_is_told_who_can_help(door: Door) -> None:
    for _ in range(12):
        door.phone()
    browser = page_client(door.app)
    answer = browser.send(door.link)
    assert answer.status_code == 409
    assert Page(answer).heading
    assert browser.get_cookie("planner-gate", domain="feest.example") is None


def test_the_same_phone_twice_is_one_phone(door: Door) -> None:
    phone = door.phone()
    assert phone.send(door.link).status_code == 303
    with door.world.store.reading() as session:
        assert session.query(GateDevice).count() == 1


def test_no_later_address_holds_the_secret(door: Door) -> None:
    secret = door.link.rsplit("/", 1)[1]
    phone = door.phone()
    for url in ("/gate", "/gate/last", "/gate/others"):
        answer = phone.get(url)
        assert secret not in answer.get_data(as_text=True)
        assert secret not in str(answer.headers)
