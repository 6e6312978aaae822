"""How quickly calendars are sent, beside a plain string builder; how every program reads them.

    python -m bench.calendars

Times are CPU time of the server's process. A feed is *cold* when its blocks are kept but it has to
be joined; *new* when nothing was rendered before; a 304 is what most programs get.
"""

import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from planner.app import create_app
from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.plan import making
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import CalendarFeed, Event
from tests.support.calendar_samples import DESCRIPTION, TITLES
from tests.support.cards import BARBECUE, MADE_AT

NOW = MADE_AT
ROUNDS = 7
FIRST = datetime(2027, 6, 12, 13, tzinfo=UTC)


def main() -> None:
    """Measure a feed of 1,000 and of 10,000 events."""
    for count in (1_000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), count)


def _measure(folder: Path, count: int) -> None:
    settings = Settings(
        secret_key="a secret key for measuring, 0123456789",
        code_key="a key for codes when measuring, 9876543210",
        base_url="http://localhost",
        database_url=f"sqlite:///{folder / 'planner.db'}",
        instance=folder,
        organisation="Bureau Noord",
        insecure_http=True,
    )
    store = Store(settings.database_url)
    migrate.upgrade(store)
    events = _fill(store, count)
    client = create_app(settings, clock=lambda: NOW).test_client()

    new = _cpu_ms(lambda: client.get("/calendar.ics"), rounds=1)
    answer = client.get("/calendar.ics")
    etag = {"If-None-Match": answer.headers["ETag"]}

    def one_changed() -> None:
        with store.transaction() as session:
            session.execute(update(Event).where(Event.id == 1).values(updated_at=datetime.now(UTC)))

    cold = _cpu_ms(lambda: client.get("/calendar.ics"))
    packed = _cpu_ms(lambda: client.get("/calendar.ics", headers={"Accept-Encoding": "gzip"}))
    unchanged = _cpu_ms(lambda: client.get("/calendar.ics", headers=etag))
    after = _cpu_ms(lambda: client.get("/calendar.ics"), before=one_changed)
    plain = _cpu_ms(lambda: plain_feed(events))
    assert client.get("/calendar.ics", headers=etag).status_code in {200, 304}
    _is_as_if_rendered_anew(store, settings)
    size = len(answer.data)
    sys.stdout.write(
        f"\nA feed of {count:,} events, {size / 1000:.0f} kB,"
        f" {len(gzip.compress(answer.data)) / 1000:.0f} kB with gzip"
        f" (a plain string builder takes {plain:.1f} ms and is 1.0):\n"
    )
    rows = {
        "new: nothing rendered yet": new,
        "cold: joined from kept blocks": cold,
        "the same with gzip": packed,
        "after one event changed": after,
        "304": unchanged,
    }
    for name, took in rows.items():
        sys.stdout.write(f"  {name:<32} {took:8.1f} ms  {took / plain:7.2f}\n")
    store.close()


def _fill(store: Store, count: int) -> list[Event]:
    """Plan one event as an organiser would, and write the others beside it in one go."""
    with store.transaction() as session:
        first = making.create_event(
            session, replace(BARBECUE, description=DESCRIPTION), account_id=None, now=NOW
        )
        table = Event.__table__
        row = dict(session.execute(select(table).where(table.c.id == first.id)).one()._mapping)
        rows = [
            {
                **row,
                "id": number + 1,
                "slug": f"{row['slug']}-{number}",
                "uid": f"{number:08d}-6a0e-4f34-9a3e-0f6f3a3c1b52",
                "title": TITLES[number % len(TITLES)],
                "starts_at": FIRST + timedelta(hours=number),
                "ends_at": FIRST + timedelta(hours=number + 4),
            }
            for number in range(1, count)
        ]
        session.execute(insert(Event), rows)
    with store.reading() as session:
        events = list(session.scalars(select(Event)))
        assert all(event.venue is not None for event in events[:1])
        assert [event.programme for event in events[:1]] == [[]]
    return events


def _is_as_if_rendered_anew(store: Store, settings: Settings) -> None:
    """Compare what is kept with a fresh rendering of every event."""
    town = Town(
        base_url=settings.base_url,
        organisation=settings.organisation,
        language=settings.language,
        phone=settings.contact_phone,
    )
    feed = files.public_feed(town)
    with store.reading() as session:
        kept = feeds.build_feed(session, feed, town, now=NOW)
    with store.transaction() as session:
        session.execute(update(Event).values(calendar_block=None))
        session.execute(update(CalendarFeed).values(built_after=-1))
    with store.reading() as session:
        fresh = feeds.build_feed(session, feed, town, now=NOW)
    assert kept.body == fresh.body, "what is kept differs from what would be rendered"


def plain_feed(events: list[Event]) -> bytes:
    """Write the same properties with nothing but strings: the least that could do the job."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//EN"]
    for event in events:
        lines += (
            "BEGIN:VEVENT",
            f"SUMMARY:{_escape(event.title)}",
            f"DTSTART;TZID=Europe/Amsterdam:{event.starts_at:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Europe/Amsterdam:{event.ends_at:%Y%m%dT%H%M%S}",
            f"DTSTAMP:{event.updated_at:%Y%m%dT%H%M%SZ}",
            f"UID:{event.uid}",
            f"SEQUENCE:{event.sequence}",
            "CLASS:PUBLIC",
            f"CREATED:{event.created_at:%Y%m%dT%H%M%SZ}",
            f"DESCRIPTION:{_escape(event.description)}",
            f"LAST-MODIFIED:{event.updated_at:%Y%m%dT%H%M%SZ}",
            "LOCATION:Speelveld\\, Passartweg 1\\, Heerlen",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            f"URL:http://localhost/e/{event.slug}",
            "END:VEVENT",
        )
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def _escape(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> bytes:
    raw = line.encode()
    if len(raw) <= 75:
        return raw + b"\r\n"
    parts: list[bytes] = []
    start = 0
    while start < len(raw):
        end = min(start + (75 if not parts else 74), len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(raw[start:end])
        start = end
    return b"\r\n ".join(parts) + b"\r\n"


def _cpu_ms(
    ask: Callable[[], object], *, rounds: int = ROUNDS, before: Callable[[], None] | None = None
) -> float:
    """The least CPU time of some rounds, in milliseconds."""
    best = float("inf")
    for _round in range(rounds):
        if before is not None:
            before()
        start = time.process_time()
        ask()
        best = min(best, time.process_time() - start)
    return best * 1000


if __name__ == "__main__":
    main()
