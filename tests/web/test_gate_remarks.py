"""What residents say, from a phone: each remark once, and who listens sees nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventType
from planner.core.residents.questions import MOST_WORDS
from planner.services.gate.phones import LISTENS_FOR, UPLOADS_FOR
from planner.services.plan.programmes import ItemPlan, add_item
from planner.store.base import Store
from planner.store.models import Event, GateDevice, Remark, Scan
from planner.web.gate.device import LANGUAGE_COOKIE
from tests.support.clock import FixedClock
from tests.support.gate import ENDS, STARTS, Enrolled, Evening, make_evening, make_listener
from tests.support.pages import PageClient, enrolled_phone
from tests.support.remark_phones import deliver_all

REMARK = {
    "nonce": "a",
    "question": "better",
    "words": "The weeds are as high as I am.",
    "heads": 2,
    "heard_at": STARTS.isoformat(),
}
SERVES_FOR = timedelta(hours=2)


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    return enrolled_phone(app, evening.token)


def enrol_listener(evening: Evening) -> Enrolled:
    with evening.store.transaction() as session:
        return make_listener(session, session.get_one(Event, evening.event_id))


@pytest.fixture
def listener(app: Flask, evening: Evening) -> PageClient:
    """A phone that only listens, and speaks English."""
    phone = enrolled_phone(app, enrol_listener(evening).token)
    phone.set_cookie(LANGUAGE_COOKIE, "en", domain="feest.example", path="/gate")
    return phone


def send(phone: PageClient, *items: Any, **more: Any) -> list[tuple[str | None, str]]:
    answer = post(phone, {"remarks": items, **more})
    assert answer.status_code == 200
    return [(each["nonce"], each["status"]) for each in answer.get_json()["results"]]


def post(phone: PageClient, body: Any, path: str = "/gate/remarks", **more: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return phone.post(path, data=text, **({"content_type": "application/json"} | more))


def kept(evening: Evening) -> list[tuple[str, int]]:
    with evening.store.reading() as session:
        found = session.scalars(select(Remark).order_by(Remark.words))
        return [(each.words, each.heads) for each in found]


def test_a_remark_that_is_sent_again_is_one(phone: PageClient, evening: Evening) -> None:
    assert send(phone, REMARK) == [("a", "kept")]
    again = [REMARK, REMARK | {"nonce": "b", "words": " More  benches ", "heads": 1}]
    assert send(phone, *again) == [("a", "kept"), ("b", "kept")]
    assert kept(evening) == [("More benches", 1), ("The weeds are as high as I am.", 2)]


def test_a_phone_that_only_listens_delivers_too(listener: PageClient, evening: Evening) -> None:
    assert send(listener, REMARK | {"event": evening.event_id}) == [("a", "kept")]
    assert kept(evening) == [("The weeds are as high as I am.", 2)]


def test_a_remark_of_another_event_is_kept_nowhere(
    phone: PageClient, evening: Evening, store: Store
) -> None:
    other = make_evening(store, title="Dinner")
    assert send(phone, REMARK | {"event": other.event_id}) == [("a", "refused")]
    assert kept(evening) == []


def test_what_was_heard_is_delivered_for_days_after_the_event(
    listener: PageClient, evening: Evening, clock: FixedClock
) -> None:
    last = ENDS + SERVES_FOR + LISTENS_FOR + UPLOADS_FOR
    clock.now = last
    assert send(listener, REMARK, device_now=last.isoformat()) == [("a", "kept")]
    clock.now = last + timedelta(seconds=1)
    assert post(listener, {"remarks": [REMARK]}).status_code == 401


def test_a_phone_that_was_taken_away_delivers_nothing(
    listener: PageClient, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        for device in session.scalars(select(GateDevice)):
            device.revoked_at = STARTS
    assert post(listener, {"remarks": [REMARK]}).status_code == 401
    assert kept(evening) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"words": ""},
        {"words": "   "},
        {"words": "\u202e\u0000"},
        {"words": "x" * (MOST_WORDS + 1)},
        {"words": 5},
        {"question": "worse"},
        {"question": []},
        {"question": None},
        {"heard_at": "yesterday"},
        {"heard_at": None},
        {"heads": 0},
        {"heads": True},
        {"heads": 501},
        {"heads": 1.5},
        {"event": "1"},
        {"stop": 0},
        {"stop": 2**31},
        {"street": 7},
        {"street": "x" * 400},
    ],
)
def test_a_bad_remark_spoils_no_other(
    phone: PageClient, evening: Evening, bad: dict[str, Any]
) -> None:
    assert send(phone, REMARK | bad, REMARK | {"nonce": "b"}, 7, {}) == [
        ("a", "refused"),
        ("b", "kept"),
        (None, "refused"),
        (None, "refused"),
    ]
    assert len(kept(evening)) == 1


@pytest.mark.parametrize(
    "words",
    ['=HYPERLINK("https://elsewhere.example")', "<script>alert(1)</script>", "a\ud800b\0c", "🌳"],
)
def test_strange_words_are_kept_and_break_nothing(phone: PageClient, words: str) -> None:
    assert send(phone, REMARK | {"words": words}) == [("a", "kept")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("[]", 400),
        ('{"remarks": 1}', 400),
        (json.dumps({"remarks": [REMARK] * 21}), 413),
        ("x" * 100_000, 413),
    ],
)
def test_what_is_no_batch_of_remarks_is_refused(phone: PageClient, body: str, status: int) -> None:
    assert post(phone, body).status_code == status


def test_only_our_own_pages_on_an_enrolled_phone_send_remarks(
    phone: PageClient, client: PageClient
) -> None:
    body = {"remarks": [REMARK]}
    assert post(client, body).status_code == 401
    assert post(phone, body, content_type="text/plain").status_code == 415
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert post(phone, body, headers=elsewhere).status_code == 403


def test_six_phones_lose_half_of_their_answers_and_each_remark_is_there_once(
    app: Flask, evening: Evening
) -> None:
    tokens = [evening.token, *(enrol_listener(evening).token for _ in range(5))]
    senders = [enrolled_phone(app, token) for token in tokens]

    def take(number: int, batch: list[dict[str, Any]]) -> list[str]:
        return [status for _nonce, status in send(senders[number], *batch)]

    told = deliver_all(take, phones=6, remarks_each=40, seed=4)
    assert told.lost > told.batches // 4
    words = [words for words, _heads in kept(evening)]
    assert len(words) == len(set(words)) == 240


# What only listens


def test_a_listening_phone_learns_where_it_is_and_nothing_of_guests(
    listener: PageClient, phone: PageClient, evening: Evening
) -> None:
    told = listener.get("/gate/listening").get_json()
    assert told["listens"] is True
    assert told["event"]["id"] == evening.event_id
    assert told["closes_at"] == (ENDS + SERVES_FOR + LISTENS_FOR).isoformat()
    assert not {"entries", "inside", "salt", "places", "parts", "contact"} & set(told)
    assert set(phone.get("/gate/listening").get_json()) == {"listens", "server_now"}


def test_every_other_address_of_the_gate_refuses_a_listening_phone(
    app: Flask, listener: PageClient, evening: Evening
) -> None:
    own = {
        "write_remark",
        "take_remarks",
        "send_listening",
        "show_places",
        "change_place",
        "work_at",
    }
    before_enrolling = {"show_gate_link", "enrol_phone"}
    tried, token = 0, listener.page("/gate/remark?question=proud").token()
    for rule in app.url_map.iter_rules():
        blueprint, _dot, name = rule.endpoint.partition(".")
        if blueprint != "gate" or name in own | before_enrolling:
            continue
        path = rule.rule.replace("<nonce>", "nonce-000001")
        assert "<" not in path
        for method in {"GET", "POST"} & (rule.methods or set()):
            tried += 1
            body = {"csrf_token": token} if method == "POST" else None
            answer = listener.open(path, method=method, data=body)
            refused = answer.status_code == 403 or (
                answer.status_code == 303 and answer.location == "/gate/remark"
            )
            assert refused, f"{method} {path}: {answer.status_code}"
            assert b"inside" not in answer.data
    assert tried > 20


def test_scans_of_a_phone_that_went_to_listen_still_arrive(app: Flask, evening: Evening) -> None:
    both = enrolled_phone(app, f"{enrol_listener(evening).token}.{evening.token}")
    scan = {
        "nonce": "s",
        "walk_in": True,
        "admit": {"adults": 2},
        "scanned_at": STARTS.isoformat(),
        "offline": True,
    }
    (result,) = post(both, {"scans": [scan]}, "/gate/scans").get_json()["results"]
    assert result["status"] == "ok"
    with evening.store.reading() as session:
        assert session.scalars(select(Scan.gate_id)).all() == [evening.gate_id]


def test_the_code_on_a_card_is_a_guests_page_to_a_listening_phone(
    listener: PageClient, phone: PageClient, evening: Evening
) -> None:
    assert "/gate/check" in phone.get(f"/{evening.codes[0]}").location
    assert "gate" not in (listener.get(f"/{evening.codes[0]}").location or "")


# Without script


def fields_of(page: Any) -> dict[str, str]:
    return {field.get("name"): field.get("value") or "" for field in page.all("input")}


def test_the_page_without_script_notes_a_remark_once(
    listener: PageClient, evening: Evening
) -> None:
    assert "/gate/remark?question=proud" in listener.get("/gate/remark").text
    page = listener.page("/gate/remark?question=proud")
    typed = fields_of(page) | {"words": "The new playground", "heads": "4", "street": "Hof 3"}
    for _time in range(2):
        sent = listener.post("/gate/remark", data=typed)
        assert (sent.status_code, sent.location) == (303, "/gate/remark")
    assert kept(evening) == [("The new playground", 4)]


def test_what_points_at_somebody_is_asked_about_once_and_nothing_typed_is_lost(
    listener: PageClient, evening: Evening
) -> None:
    address = "/gate/remark?question=better"
    words = "Mevrouw Jansen can not sleep."
    typed = fields_of(listener.page(address)) | {"words": words, "heads": "3"}
    sent = listener.post(address, data=typed)
    assert sent.status_code == 422
    assert "<mark>Jansen</mark>" in sent.text
    assert "Save it as it is" in sent.text
    assert words in sent.text
    assert kept(evening) == []
    asked = typed | {"asked": "Jansen"}
    more = asked | {"words": words + " Nor can meneer Bos."}
    assert "<mark>Bos</mark>" in listener.post(address, data=more).text
    assert listener.post(address, data=asked).status_code == 303
    assert kept(evening) == [(words, 3)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": "  "}, "Write down what they said."),
        ({"words": "x" * 5_000}, "Make it shorter: 500 letters at most."),
        ({"heads": "0"}, "Type a number from 1 to 500."),
        ({"heads": "many"}, "Not a valid integer"),
    ],
)
def test_what_can_not_be_kept_gets_a_sentence(
    listener: PageClient, evening: Evening, wrong: dict[str, str], said: str
) -> None:
    page = listener.page("/gate/remark?question=proud")
    sent = listener.post("/gate/remark", data=fields_of(page) | {"words": "It is dark"} | wrong)
    assert sent.status_code == 422
    assert said in sent.text
    assert wrong.get("words", "It is dark").strip() in sent.text
    assert kept(evening) == []


def test_a_walk_asks_at_which_stop_and_remembers_it(
    app: Flask, store: Store, clock: FixedClock
) -> None:
    clock.now = STARTS
    walk = make_evening(store, event_type=EventType.INSPECTION)
    with store.transaction() as session:
        event = session.get_one(Event, walk.event_id)
        plan = ItemPlan(title="The playground", starts_at=STARTS, ends_at=ENDS)
        stop = add_item(session, event, plan, now=STARTS).id
    listener = enrolled_phone(app, enrol_listener(walk).token)
    assert listener.get("/gate/listening").get_json()["walk"] == [
        {"id": stop, "title": "The playground"}
    ]
    page = listener.page("/gate/remark?question=better")
    typed = fields_of(page) | {"words": "It is dark here", "stop": str(stop)}
    sent = listener.post("/gate/remark", data=typed)
    assert sent.location == f"/gate/remark?stop={stop}"
    assert f"question=better&amp;stop={stop}" in listener.get(sent.location).text
    with store.reading() as session:
        assert session.scalars(select(Remark.stop_id)).all() == [stop]


def test_nobody_is_listened_to_when_it_is_over(
    listener: PageClient, evening: Evening, clock: FixedClock
) -> None:
    clock.now = ENDS + SERVES_FOR + LISTENS_FOR
    assert "question=proud" in listener.get("/gate/remark").text
    clock.now += timedelta(seconds=1)
    over = listener.get("/gate/remark").text
    assert "question=proud" not in over
    assert "Thank you for listening" in over
