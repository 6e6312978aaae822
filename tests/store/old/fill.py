"""Fill a database with the code of a version: `__main__.py` runs it with that on the path.

`fill.py URL FOLDER` makes the tables, loads the version's own demonstration data, and adds what
that lacks: a partner with an event at a place of the host, a phone at a gate, a letter that waits.
It prints what is kept outside the database: the code of a card, and the token of the phone.

It uses only what every version since 0009 has, and draws the same random numbers each time.
"""

import json
import os
import random
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher, Type
from argon2.low_level import hash_secret
from sqlalchemy import Connection, MetaData, SmallInteger, String, Table, select

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
SECRET_KEY = "a secret key for tests only, 0123456789"
CODE_KEY = "a key for codes in tests only, 9876543210"
PARTNER = "Buurthuis"
LETTER = "oud:1"


def draw_the_same_each_time() -> None:
    """Leave nothing to chance; before anything of a version is loaded."""
    dice = random.Random(2027)

    def hash_quickly(_self: Any, password: str | bytes, **_more: Any) -> str:
        typed = password.encode() if isinstance(password, str) else password
        return hash_secret(typed, dice.randbytes(16), 1, 8, 1, 32, Type.ID).decode()

    changed: Any = {
        os: {"urandom": dice.randbytes},
        random: {"_urandom": dice.randbytes},
        uuid: {"uuid4": lambda: uuid.UUID(bytes=dice.randbytes(16), version=4)},
        PasswordHasher: {"hash": hash_quickly},
    }
    for where, names in changed.items():
        for name, value in names.items():
            setattr(where, name, value)


def fill(url: str, folder: Path) -> dict[str, str]:
    """Make the tables and fill them; return what only people and phones keep."""
    from planner.core.codes import derive_code
    from planner.services import demonstration
    from planner.settings import Settings
    from planner.store import migrate
    from planner.store.base import Store

    settings = Settings(
        secret_key=SECRET_KEY,
        code_key=CODE_KEY,
        base_url="http://feest.example",
        database_url=url,
        instance=folder,
        organisation="Bureau Noord",
        contact_phone="045 000 00 00",
        insecure_http=True,
    )
    store = Store(url)
    migrate.upgrade(store)
    demonstration.load(store, settings=settings, now=NOW)
    token, event_id = _phone(store)
    tables = MetaData()
    tables.reflect(store.engine)
    with store.engine.begin() as connection:
        if "organisation" in tables.tables:
            _partner(connection, tables)
        if "outbox_mail" in tables.tables:
            _letter(connection, tables, event_id)
        card = tables.tables["invitation"]
        answer = tables.tables["answer"]
        seed = connection.execute(
            select(card.c.seed)
            .where(
                card.c.event_id == event_id,
                card.c.state == "issued",
                card.c.id.not_in(select(answer.c.invitation_id)),
            )
            .order_by(card.c.id)
            .limit(1)
        ).scalar_one()
    store.close()
    return {"token": token, "code": derive_code(CODE_KEY.encode(), bytes(seed))}


def _phone(store: Any) -> tuple[str, int]:
    """Enrol a phone at the first gate; return its token, and for which event it is."""
    from planner.store.models import Gate

    try:
        from planner.services.gate import phones
    except ImportError:  # its name before 0015
        from planner.services import gate_phones as phones  # type: ignore[no-redef, attr-defined]
    with store.transaction() as session:
        gate = session.scalars(select(Gate).order_by(Gate.id)).first()
        enrolled = phones.enrol(session, gate, code_key=CODE_KEY, now=NOW)
        assert enrolled is not None
        return enrolled.token, gate.event_id


def _partner(connection: Connection, tables: MetaData) -> None:
    """Let a partner have an event at the place where an event of the host is."""
    whose, event, venue = (tables.tables[name] for name in ("organisation", "event", "venue"))
    partner = connection.execute(
        whose.insert()
        .values(_nothing(whose) | {"name": PARTNER, "is_host": False, "created_at": NOW})
        .returning(whose.c.id)
    ).scalar_one()
    like = select(event).where(event.c.venue_id.is_not(None)).order_by(event.c.id).limit(1)
    values = dict(connection.execute(like).mappings().one()) | {
        "slug": "van-het-buurthuis",
        "uid": "00000000-0000-4000-8000-000000000001",
        "title": "Van het buurthuis",
        "organisation_id": partner,
        "series_id": None,
        "parent_id": None,
        "created_by_id": None,
        "calendar_block": None,
    }
    del values["id"]
    if "organisation_id" in venue.c:  # since 0027 it is a venue of its own
        said = dict(
            connection.execute(select(venue).where(venue.c.id == values["venue_id"]))
            .mappings()
            .one()
        )
        del said["id"]
        copied = venue.insert().values(**said | {"organisation_id": partner}).returning(venue.c.id)
        values["venue_id"] = connection.execute(copied).scalar_one()
    connection.execute(event.insert().values(**values))


def _letter(connection: Connection, tables: MetaData, event_id: int) -> None:
    """Queue a letter that has not left."""
    mail = tables.tables["outbox_mail"]
    said = {
        "key": LETTER, "kind": "reminder", "event_id": event_id,
        "to_address": "gast@feest.example", "language": "nl", "subject": "Tot zaterdag",
        "text": "Tot zaterdag.", "created_at": NOW, "due_at": NOW, "state": "waiting",
        "tries": 0, "next_try_at": NOW,
    }  # fmt: skip
    connection.execute(mail.insert().values(_nothing(mail) | said))


def _nothing(table: Table) -> dict[str, Any]:
    """Leave empty what a version asks for and others do not know: words, and counts."""
    asked = [column for column in table.c if not column.nullable and not column.primary_key]
    return {
        column.name: "" if isinstance(column.type, String) else 0
        for column in asked
        if isinstance(column.type, (String, SmallInteger))
    }


if __name__ == "__main__":
    draw_the_same_each_time()
    print(json.dumps(fill(sys.argv[1], Path(sys.argv[2]))))  # noqa: T201
