"""The gate's application: committed as its sources give it, and agreeing with the rules."""

import gettext
import gzip
import hashlib
import itertools
import json
import os
import random
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner.core.admission import People, Reason, ScanFact, decide, settle
from planner.core.anchors import TimeSpan
from planner.core.codes import CodeFault, derive_code, read_code, show_code
from planner.core.enums import InvitationState, ScanKind
from planner.core.helpers.whom_to_ask import HelperToday, ShiftToday, short_by, whom_to_ask
from planner.core.logistics.runsheet import SheetLine, in_order, now_and_next
from planner.core.residents.marks import PATTERNS, marks_in
from planner.paths import resource_dir
from planner.translations.reading import FORM_NAMES, PLURALS
from planner.web.gate.app import OLDEST_APP
from planner.web.gate.app_texts import app_texts
from planner.web.gate.helper_texts import helper_texts
from planner.web.gate.reasons import reasons_on_phones
from planner.web.gate.sheet_page import sheet_texts
from planner.web.i18n import GUEST_LANGUAGES, in_language
from tests.support.frontend import FRONTEND, installed_frontend
from tests.support.marks import WORDS

VECTORS = FRONTEND / "test" / "vectors.json"
SHIPPED = resource_dir("static") / "gate"
KEY = b"a key for the vectors only, 0123"
NOON = datetime(2027, 7, 3, 12, tzinfo=UTC)
HERE, THERE = 1, 2  # this phone, and one at another gate
NUMBERS = range(201)
MOST_SCRIPT_KB = 48  # with the rehearsal, which is 4 of it
MOST_CREW_KB = 12  # each page of the crew, which nobody needs to scan cards
CREW_SCRIPTS = ("helpers.js", "sheet.js")
MOST_COLD_START_KB = 600

pytestmark = pytest.mark.skipif(not FRONTEND.is_dir(), reason="The sources are not in a release.")


def test_the_vectors_are_what_the_rules_say() -> None:
    made = json.dumps(_vectors(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_VECTORS"):
        VECTORS.write_text(made, encoding="utf-8")
    hint = "The rules changed: run this once with UPDATE_VECTORS=1, and see that the phone agrees."
    assert VECTORS.read_text(encoding="utf-8") == made, hint


@pytest.fixture(scope="session")
def frontend() -> Path:
    """The sources with the packages they are built with."""
    return installed_frontend()


def test_types_are_right(frontend: Path) -> None:
    _run(frontend, "npm", "run", "--silent", "check")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is said does not depend on the database."""
    return sqlite_url


@pytest.fixture
def spoken(app: Flask, tmp_path: Path) -> Path:
    """A file with what the gate says in each language, and with its form for each number."""
    told = []
    for language in GUEST_LANGUAGES:
        with app.test_request_context("/gate"), in_language(language):
            texts = app_texts() | helper_texts() | sheet_texts()
            reasons = reasons_on_phones()
        forms = [_form(language, number) for number in NUMBERS]
        told.append({"language": language, "texts": texts, "reasons": reasons, "forms": forms})
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


def test_the_phone_keeps_its_promises(frontend: Path, spoken: Path) -> None:
    told = _run(frontend, "npm", "run", "--silent", "test", GATE_TEXTS=str(spoken))
    assert "# skipped 0" in told


def test_what_is_committed_is_what_the_sources_give(frontend: Path, tmp_path: Path) -> None:
    _run(frontend, "node", "build.mjs", f"--out={tmp_path}")
    assert _names(tmp_path) == _names(SHIPPED)
    for name in _names(tmp_path):
        built, shipped = (folder.joinpath(name).read_bytes() for folder in (tmp_path, SHIPPED))
        if name.endswith((".gz", ".br")):
            # Each version of Node packs in another way; what is inside must be the same.
            built, shipped = (_unpack(folder / name) for folder in (tmp_path, SHIPPED))
        assert built == shipped, f"static/gate/{name} is old: npm run build, in frontend/"


def test_the_packed_engine_is_the_engine() -> None:
    engine = SHIPPED.joinpath("zxing_reader.wasm").read_bytes()
    assert gzip.decompress(SHIPPED.joinpath("zxing_reader.wasm.gz").read_bytes()) == engine


def test_all_that_others_made_is_named_with_its_licence() -> None:
    vendored = json.loads(SHIPPED.joinpath("VENDORED.json").read_text(encoding="utf-8"))
    for package in vendored["packages"]:
        assert package["version"]
        assert SHIPPED.joinpath(package["text"]).stat().st_size > 200
        assert all(SHIPPED.joinpath(name).is_file() for name in package["files"])
    for name, digest in vendored["sha256"].items():
        assert hashlib.sha256(SHIPPED.joinpath(name).read_bytes()).hexdigest() == digest


def test_the_server_asks_for_no_newer_application_than_it_has() -> None:
    source = FRONTEND.joinpath("src", "version.ts").read_text(encoding="utf-8")
    (version,) = re.findall(r"export const APP = (\d+);", source)
    assert int(version) >= OLDEST_APP


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in SHIPPED.glob("*.js"):
        assert not re.findall(r"(?:https?|wss?)://[^\s\"'`]+", path.read_text(encoding="utf-8"))


def test_a_volunteer_on_prepaid_data_can_open_the_gate() -> None:
    scripts = {path.name: _packed_kb(path) for path in SHIPPED.glob("*.js")}
    assert all(scripts.pop(name) <= MOST_CREW_KB for name in CREW_SCRIPTS)
    assert sum(scripts.values()) <= MOST_SCRIPT_KB, scripts
    static = resource_dir("static")
    sheets = sum(_packed_kb(static / "css" / name) for name in ("gate.css", "fonts.css"))
    fonts = sum(path.stat().st_size / 1000 for path in static.glob("fonts/*-latin.woff2"))
    engine = SHIPPED.joinpath("zxing_reader.wasm.gz").stat().st_size / 1000
    assert sum(scripts.values()) + sheets + fonts + engine <= MOST_COLD_START_KB


def test_the_lock_names_no_registry() -> None:
    lock = json.loads(FRONTEND.joinpath("package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for package in packages.values())


def _vectors() -> dict[str, Any]:
    return {
        "codes": list(_codes()),
        "keys": list(_keys()),
        "parties": list(_parties()),
        "reasons": [reason.value for reason in Reason],
        "marks": _marks(),
        "helpers": list(_helpers()),
        "sheets": list(_sheets()),
    }


def _sheets() -> Iterator[dict[str, Any]]:
    """Draw run sheets, and say what is late, goes on and comes."""
    chance = random.Random(47)
    for _ in range(40):
        lines = in_order(_sheet_line(chance, number) for number in range(1, chance.randint(2, 9)))
        now = NOON + timedelta(minutes=chance.randrange(-30, 300, 15))
        found = now_and_next(lines, now=now)
        groups = {"late": found.late, "now": found.now, "next": found.next}
        yield {
            "now": _ms(now),
            "lines": [
                {
                    "id": each.line_id,
                    "startsAt": _ms(each.starts_at),
                    "endsAt": _ms(each.ends_at),
                    "doneAt": None if each.done_at is None else _ms(each.done_at),
                }
                for each in lines
            ],
            "groups": {name: [one.line_id for one in those] for name, those in groups.items()},
        }


def _sheet_line(chance: random.Random, number: int) -> SheetLine:
    return SheetLine(
        line_id=number,
        starts_at=NOON + timedelta(minutes=chance.randrange(-60, 240, 15)),
        length=chance.choice([0, 0, 15, 30, 60]),
        done_at=NOON if chance.random() < 0.3 else None,
    )


def _helpers() -> Iterator[dict[str, Any]]:
    """Draw days with four shifts, and say who is short of whom and whom somebody could ask."""
    chance = random.Random(46)
    for _ in range(60):
        shifts = sorted((_shift(chance, key) for key in range(1, 5)), key=_begin)
        now = NOON + timedelta(minutes=chance.randrange(-30, 300, 5))
        yield {
            "now": _ms(now),
            "shifts": [
                {
                    "key": each.key,
                    "needed": each.needed,
                    "startsAt": _ms(each.span.starts_at),
                    "endsAt": _ms(each.span.ends_at),
                    "helpers": [
                        {
                            "person": one.person,
                            "heads": one.heads,
                            "waits": one.waits,
                            "isHere": one.is_here,
                        }
                        for one in each.helpers
                    ],
                }
                for each in shifts
            ],
            "short": [short_by(each, now=now) for each in shifts],
            "asked": [
                [[one.person, one.because.value, one.key] for one in asked]
                for asked in (whom_to_ask(each, shifts, now=now) for each in shifts)
            ],
        }


def _shift(chance: random.Random, key: int) -> ShiftToday:
    begins = NOON + timedelta(minutes=chance.randrange(-120, 240, 15))
    people = chance.sample(range(1, 9), chance.randrange(5))
    return ShiftToday(
        key=key,
        span=TimeSpan(begins, begins + timedelta(minutes=chance.randrange(30, 180, 15))),
        needed=chance.randrange(1, 5),
        helpers=tuple(
            HelperToday(
                person=person,
                heads=chance.choice([1, 1, 2]),
                waits=(waits := chance.random() < 0.3),
                is_here=not waits and chance.random() < 0.6,
            )
            for person in people
        ),
    )


def _begin(shift: ShiftToday) -> datetime:
    return shift.span.starts_at


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _marks() -> dict[str, Any]:
    return {
        "patterns": [[kind.value, pattern] for kind, pattern in PATTERNS],
        "words": [
            {
                "words": words,
                "marked": [
                    [mark.kind.value, words[mark.start : mark.end]] for mark in marks_in(words)
                ],
            }
            for words, _marked in WORDS
        ],
    }


def _codes() -> Iterator[dict[str, str]]:
    code = derive_code(KEY, bytes(16))
    shown = show_code(code)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    swapped = next(
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(11)
        if code[place] != code[place + 1]
    )
    alike = derive_code(KEY, b"looks like other letters".ljust(32))
    typed = [
        *(code, code.lower(), shown, f"  {shown.lower()}  ", shown.replace("-", " – ")),
        *(f"https://samen.example.nl/{code}", f"HTTPS://SAMEN.EXAMPLE.NL/{code}?l=nl#x"),
        *(f"samen.example.nl/{code}/party", f"https://samen.example.nl/{code.lower()}/"),
        *("https://samen.example.nl/", "https://", "http://menu.example.nl/kaart.pdf"),
        *("", "   ", "-", "ABC", code + code, code[:-1] + "U", code[:-1] + "é", wrong, swapped),
        *(alike.translate(str.maketrans("01", "OI")), alike.translate(str.maketrans("01", "oL"))),
        *(alike.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")), alike.replace("1", "İ")),
        *(code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), _wide(code)),
        *(_scanned(code), *(_azerty(text) for text in (code, f"]Q1https://feest.example/{code}"))),
        *("x" * 501, "🎉" * 500, "ß" * 7, "①②③", "½", "1" * 13),
    ]
    for text in typed:
        reading = read_code(text)
        name = "fault" if isinstance(reading, CodeFault) else "code"
        yield {"typed": text, name: reading.value if isinstance(reading, CodeFault) else reading}


def _scanned(code: str) -> str:
    return f"]Q2\\000026https://samen.example.nl/{code}"


def _azerty(text: str) -> str:
    """Write what a French keyboard makes of the keys that a hand scanner presses."""
    keys = str.maketrans(
        "1234567890" + "qwazQWAZmM;:" + "/.-]\\", "&é\"'(-è_çà" + "azqwAZQW,?mM" + "!:)$*"
    )
    return text.translate(keys)


def _wide(code: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in code)


def _keys() -> Iterator[dict[str, Any]]:
    for number, rounds in ((1, 10_000), (2, 10_000), (3, 1)):
        code, salt = derive_code(KEY, bytes([number]) * 16), bytes(range(number, number + 16))
        digest = hashlib.pbkdf2_hmac("sha256", code.encode(), salt, rounds)
        yield {"code": code, "salt": salt.hex(), "rounds": rounds, "key": digest[:8].hex()}


def _parties() -> Iterator[dict[str, Any]]:
    entry, leave, void = ScanKind.ENTRY, ScanKind.EXIT, ScanKind.VOID
    tales: list[tuple[str, int, list[ScanFact]]] = [
        ("nobody has come yet", 4, []),
        ("grandmother first, the children after football", 4, [_fact("a", entry, 1)]),
        ("everybody is inside", 4, [_fact("a", entry, 1), _fact("b", entry, 3, minute=9)]),
        ("a mistake that was taken back", 4, [_fact("a", entry, 4), _fact("b", void, voids="a")]),
        (
            "out for a smoke and back",
            2,
            [_fact("a", entry, 2), _fact("b", leave, 1, minute=5), _fact("c", entry, 1, minute=8)],
        ),
        ("some at the other gate", 5, [_fact("a", entry, 2), _fact("x", entry, 2, THERE)]),
        ("all at the other gate", 3, [_fact("x", entry, 3, THERE)]),
        ("more went out than came in", 3, [_fact("a", entry, 1), _fact("b", leave, 2, minute=1)]),
        ("the answer was lowered afterwards", 2, [_fact("a", entry, 4, size=4)]),
        ("two scans in one moment", 6, [_fact("b", entry, 2), _fact("a", entry, 1)]),
    ]
    for name, size, facts in tales:
        yield _party(name, size, facts)
    for state in (InvitationState.REVOKED, InvitationState.REPLACED):
        yield _party(f"a card that was {state.value}", 4, [], state=state)
    yield _party("guests who had said no", 4, [], has_declined=True)
    chance = random.Random(7)
    made = (_any_party(chance, number) for number in itertools.count())
    yield from itertools.islice((party for party in made if party is not None), 25)


def _any_party(chance: random.Random, number: int) -> dict[str, Any] | None:
    """Make any tale; None when the phones let in too many together: then numbers don't add up."""
    size, facts = chance.randint(1, 8), []
    for place in range(chance.randint(1, 6)):
        phone, kind = chance.choice((HERE, HERE, THERE)), chance.choice(list(ScanKind))
        voids = f"n{chance.randint(0, place)}" if kind is ScanKind.VOID else None
        heads = 0 if voids else chance.randint(1, 3)
        minute = chance.randint(0, 30)
        facts.append(_fact(f"n{place}", kind, heads, phone, minute=minute, voids=voids))
    parts = [[fact for fact in facts if fact.device_id == phone] for phone in (HERE, THERE)]
    inside = [settle(part, size=size).inside.heads for part in (facts, *parts)]
    if inside[0] != inside[1] + inside[2]:
        return None
    return _party(f"tale {number}", size, facts)


def _fact(
    nonce: str,
    kind: ScanKind,
    heads: int = 0,
    phone: int = HERE,
    *,
    minute: int = 0,
    size: int = 0,
    voids: str | None = None,
) -> ScanFact:
    at = NOON + timedelta(minutes=minute)
    return ScanFact(
        device_id=phone,
        nonce=nonce,
        gate_id=phone,
        kind=kind,
        at=at,
        people=People(heads),
        party_size=size,
        voids=voids,
    )


def _party(
    name: str,
    size: int,
    facts: list[ScanFact],
    *,
    state: InvitationState = InvitationState.ISSUED,
    has_declined: bool = False,
) -> dict[str, Any]:
    own = [fact for fact in facts if fact.device_id == HERE]
    others = [fact for fact in facts if fact.device_id == THERE]
    party = settle(facts, size=size)
    decision = decide(People(max(1, party.room)), party, card=state, has_declined=has_declined)
    welcome = {
        "let_in": decision.let_in.heads,
        "remark": decision.reason if decision.reason is Reason.CANCELLED_BY_GUEST else None,
    }
    return {
        "name": name,
        "size": size,
        "state": "declined" if has_declined else state.value,
        "elsewhere": settle(others, size=size).inside.heads,
        "scans": [_scan(fact) for fact in own],
        "own_inside": settle(own, size=size).inside.heads,
        "room": party.room,
        "decision": welcome if decision.let_in.heads else decision.reason,
    }


def _scan(fact: ScanFact) -> dict[str, Any]:
    return {
        "nonce": fact.nonce,
        "kind": fact.kind.value,
        "at": round(fact.at.timestamp() * 1000),
        "heads": fact.people.heads,
        "size": fact.party_size,
        "voids": fact.voids,
    }


def _form(language: str, number: int) -> str:
    """Name the form that gettext chooses for a number."""
    count, _, rule = PLURALS[language].rstrip(";").partition("; plural=")
    names = FORM_NAMES[int(count.removeprefix("nplurals="))]
    return names[gettext.c2py(rule)(number)]


def _run(folder: Path, *command: str, **known: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **known}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-6000:]}{done.stderr[-3000:]}"
    return done.stdout


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _unpack(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    read = "require('fs').readFileSync(0)"
    script = f"process.stdout.write(require('zlib').brotliDecompressSync({read}))"
    done = subprocess.run(["node", "-e", script], input=path.read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _packed_kb(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9)) / 1000
