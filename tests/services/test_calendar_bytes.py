"""The same data are the same bytes: on both databases, in every process, kept or made anew."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from planner.services.calendars import feeds, files
from planner.services.calendars.blocks import Town
from planner.services.calendars.files import Variant
from planner.services.plan import programmes
from planner.services.plan.programmes import ItemPlan
from planner.store.base import Store
from planner.store.models import Event, ProgrammeItem
from tests.support.calendar_samples import add_33_events
from tests.support.cards import MADE_AT
from tests.support.template import copy_migrated

TOWN = Town(base_url="https://feest.example", organisation="Bureau Noord", phone="045 1")
EVERYTHING = Variant(items=True)
IN_A_FRESH_PROCESS = """
import sys
from planner.store.base import Store
from tests.services.test_calendar_bytes import digest
store = Store(sys.argv[1])
print(digest(store))
store.close()
"""


def fill(store: Store) -> None:
    with store.transaction() as session:
        events = add_33_events(session)
        for number, event in enumerate(events):
            event.uid = f"{number:08d}-6a0e-4f34-9a3e-0f6f3a3c1b52"
        wish = ItemPlan(title="Lichtshow", starts_at=events[0].starts_at)
        item = programmes.add_item(session, events[0], wish, now=MADE_AT)
        item.uid = "99999999-6a0e-4f34-9a3e-0f6f3a3c1b52"


def body(store: Store) -> bytes:
    feed = files.public_feed(TOWN)
    with store.reading() as session:
        return feeds.build_feed(session, feed, TOWN, variant=EVERYTHING, now=MADE_AT).body


def digest(store: Store) -> str:
    return hashlib.sha256(body(store)).hexdigest()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """The same events in another database, of SQLite."""
    copy_migrated(tmp_path / "other.db")
    store = Store(f"sqlite:///{tmp_path / 'other.db'}")
    fill(store)
    yield store
    store.close()


def test_both_databases_give_the_same_bytes(store: Store, other: Store) -> None:
    fill(store)
    assert body(store) == body(other)


def test_what_is_kept_is_what_would_be_rendered(other: Store) -> None:
    feed = files.public_feed(TOWN)
    with other.transaction() as session:
        file = feeds.build_feed(session, feed, TOWN, variant=EVERYTHING, now=MADE_AT)
        feeds.keep(session, file)
        assert len(file.new_blocks) == 34
    with other.transaction() as session:
        again = feeds.build_feed(session, feed, TOWN, variant=EVERYTHING, now=MADE_AT)
        assert not again.new_blocks
        for table in (Event, ProgrammeItem):
            session.execute(update(table).values(calendar_block=None))
    assert body(other) == again.body == file.body


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_every_process_gives_the_same_bytes(other: Store, seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROCESS, other.url.render_as_string()],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest(other)
