"""What phones send to a gate and what nobody should, to one evening behind several applications."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from planner.app import PlannerApp, create_app
from planner.core.enums import Reply
from planner.settings import Settings
from planner.store.models import Event, Gate, GateDevice
from planner.web.gate.short_way import PATH
from tests.support.clock import FixedClock
from tests.support.gate import (
    STARTS,
    answer,
    make_evening,
    make_gate,
    make_listener,
    make_phone,
)
from tests.support.gate import Evening as GateEvening

LANGUAGES = ("", "nl", "ar;q=0.8,pl", "xx", "de-AT,de;q=0.7", "*", "uk, en;q=0.1", "q=;;,")
ODD = {
    "HTTP_HOST": ["evil.example", "FEEST.example", "feest.example:80", "", "a b"],
    "HTTP_ORIGIN": ["http://feest.example", "http://evil.example", "null", "http://["],
    "HTTP_SEC_FETCH_SITE": ["same-origin", "none", "cross-site", "same-site", ""],
    "CONTENT_TYPE": ["text/plain", "application/json; charset=utf-8", "", "APPLICATION/JSON"],
    "CONTENT_LENGTH": ["", "-1", "9" * 30, "300000", "1e3", "\u0664", "0"],
    "QUERY_STRING": ["l=ar", "l=xx", "x"],
    "REQUEST_METHOD": ["GET", "PUT", "HEAD", "OPTIONS"],
    "PATH_INFO": [PATH + "/", "/gate/scan", "/gate//scans", PATH + "\x00"],
    "HTTP_TRANSFER_ENCODING": ["chunked", "gzip"],
    "HTTP_UPGRADE": ["websocket"],
    "HTTP_X_REQUEST_ID": ["0123456789abcdef"],
    "HTTP_X_FORWARDED_HOST": ["evil.example"],
    "SCRIPT_NAME": ["/planner"],
}
"""What our own application never says of a request."""
Environ = dict[str, Any]
Given = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class Twins:
    """The same evening behind three applications, each with a database of its own.

    Attributes:
        short: answers one request after another.
        long: answers everything behind Flask.
        rush: is given several at once.
        tokens: of two phones, one that was taken away, and one that only listens.
    """

    short: PlannerApp
    long: PlannerApp
    rush: PlannerApp
    evening: GateEvening
    tokens: list[str]
    gate_ids: list[int]


def make_twins(settings: Settings, clock: FixedClock, folder: Path) -> Iterator[Twins]:
    clock.now = STARTS
    first = create_app(settings, clock=clock)
    store = first.extensions["store"]
    evening = make_evening(store)
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 2, Reply.YES, adults=2)
        side = make_gate(session, event, "Side door")
        second, lost = make_phone(session, side), make_phone(session, side)
        session.get_one(GateDevice, lost.phone.id).revoked_at = STARTS
        listener = make_listener(session, event)
        gate_ids = [gate.id for gate in session.query(Gate).order_by(Gate.id)]
    store.close()
    apps = []
    for name in ("short", "long", "rush"):
        copy = folder / f"{name}.db"
        shutil.copyfile(str(store.url.database), copy)
        app = create_app(replace(settings, database_url=f"sqlite:///{copy}"), clock=clock)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        assert isinstance(app, PlannerApp)
        apps.append(app)
    apps[1].short_way = None
    tokens = [evening.token, second.token, lost.token, listener.token]
    short, long, rush = apps
    yield Twins(short, long, rush, evening, tokens, gate_ids)
    for app in apps:
        app.extensions["store"].close()


def ask(app: PlannerApp, environ: Environ) -> Given:
    """Ask an application as the server does; what it is asked with may be used again."""
    begun: list[Any] = []
    asked = environ | {"wsgi.input": BytesIO(environ["wsgi.input"].getvalue())}

    def start(status: str, headers: list[tuple[str, str]], *_error: Any) -> None:
        begun[:] = status, headers

    answer: Any = app
    given = answer(asked, start)
    body = b"".join(given)
    if hasattr(given, "close"):
        given.close()
    return begun[0], sorted(begun[1]), body


def post(body: bytes, *, cookie: str, **words: str) -> Environ:
    """Make a request as the server makes it of what a phone sends."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "REMOTE_ADDR": "203.0.113.7",
        "REMOTE_PORT": "40000",
        "SERVER_NAME": "waitress.invalid",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "feest.example",
        "HTTP_COOKIE": cookie,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **words,
    }


def some_items(twins: Twins, chance: random.Random) -> list[Any]:
    codes = [*twins.evening.codes, "BCDF-GHJK", "not a code", "", None]
    nonces = [f"n-{number}" for number in range(60)]

    def one() -> Any:
        made: dict[str, Any] = {
            "nonce": chance.choice([*nonces, *nonces, "", 7, "x" * 41]),
            "kind": chance.choice(["entry", "entry", "entry", "exit", "void", "dance"]),
            "scanned_at": chance.choice(
                [STARTS.isoformat(), (STARTS - timedelta(hours=9)).isoformat(), "noon", None]
            ),
            "admit": chance.choice(
                [{"adults": 2, "children": 1}, {"heads": 3}, {"adults": 0}, {"adults": 501}, [], 1]
            ),
            "offline": chance.choice([False, False, True, "yes"]),
        }
        which = chance.choice(["code", "code", "code", "number", "walk-in", "none"])
        if which == "code":
            made["code"] = chance.choice(codes)
        elif which == "number":
            made["card_number"] = chance.choice([1, 2, 3, 99, -1, True])
        elif which == "walk-in":
            made |= {"walk_in": True, "diet": chance.choice(["halal", "stones", None])}
        if made["kind"] == "void":
            made["voids"] = chance.choice(nonces)
        if chance.random() < 0.4:
            made["gate"] = chance.choice([*twins.gate_ids, 999, "1"])
        if chance.random() < 0.2:
            made["event"] = chance.choice([twins.evening.event_id, 999])
        return chance.choice([made] * 12 + [None, [], "scan", {}])

    return [one() for _ in range(chance.choice([0, 1, 1, 1, 1, 2, 5, 101]))]


def some_body(twins: Twins, chance: random.Random) -> bytes:
    whole: dict[str, Any] = {"scans": some_items(twins, chance)}
    if chance.random() < 0.8:
        whole["device_now"] = chance.choice([STARTS.isoformat()] * 5 + ["now", None, 3])
    if chance.random() < 0.3:
        whole["waiting"] = chance.choice([0, 3, -1, "many", 10**9])
    odd: list[bytes] = [b"", b"{", b"[]", b'{"scans": 1}', b"\xff\xfe", b"[" * 5_000, b"null"]
    return chance.choice(odd) if chance.random() < 0.06 else json.dumps(whole).encode()


def some_cookie(twins: Twins, chance: random.Random) -> str:
    first, second, lost, listener = twins.tokens
    parts = [
        chance.choice(
            [f"planner-gate={first}"] * 8
            + [
                f"planner-gate={second}.{first}",
                f"planner-gate={lost}.{first}",
                f"planner-gate={lost}",
                f"planner-gate={listener}",
                f"planner-gate={listener}.{second}",
                f"planner-gate={'x' * 43}",
                f'planner-gate="{first}"',
                f"planner-gate={first};planner-gate={second}",
                "planner-gate=",
                "",
            ]
        )
    ]
    if chance.random() < 0.5:
        parts.append(f"planner-gate-language={chance.choice(['ar', 'nl', 'pl', 'xx', '', 'uk'])}")
    if chance.random() < 0.05:
        parts.append(chance.choice(["planner=forged.session.value", "planner=", "other=\xe9", "="]))
    return "; ".join(parts)


def some_request(twins: Twins, chance: random.Random) -> Environ:
    made = post(some_body(twins, chance), cookie=some_cookie(twins, chance))
    if chance.random() < 0.7:
        made["HTTP_ACCEPT_LANGUAGE"] = chance.choice([*LANGUAGES, "tr" * 200])
    if chance.random() < 0.35:
        name = chance.choice(list(ODD))
        made[name] = chance.choice(ODD[name])
    return made


def scan_of(twins: Twins, nonce: str = "n-1") -> dict[str, Any]:
    return {
        "nonce": nonce,
        "kind": "entry",
        "scanned_at": STARTS.isoformat(),
        "admit": {"adults": 2},
        "code": twins.evening.codes[0],
    }


def usual(twins: Twins, nonce: str = "n-1", **words: str) -> Environ:
    body = json.dumps({"scans": [scan_of(twins, nonce)]}).encode()
    return post(body, cookie=f"planner-gate={twins.tokens[0]}", **words)
