"""A word in every personal field, then the purge: it stands in no byte of any file afterwards."""

import os
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.cli import housekeeping
from planner.core.retention import FORGET_AFTER_DAYS, Retention
from planner.services import demonstration
from planner.services.answer.tally import tally
from planner.services.forecast import forecasting
from planner.services.plan import closing, making
from planner.services.plan.event_plan import EventPlan
from planner.services.privacy import erasing, own_data, unreadable
from planner.services.privacy.purge import purge
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import AnswerTotal, Batch, Event, Invitation, PurgeRecord, Turnout
from planner.store.register import Term, Whose, entries
from tests.support.application import test_settings
from tests.support.canaries import (
    BY_HAND,
    WORDS_THAT_STAY,
    every_state,
    found_in,
    left_in,
    plant,
)
from tests.support.cards import MADE_AT, SATURDAY

ENDED_AT = SATURDAY + timedelta(hours=4)
DUE_AT = ENDED_AT + timedelta(days=FORGET_AFTER_DAYS + 1)


def test_every_personal_text_is_gone_from_every_row(store: Store) -> None:
    with store.transaction() as session:
        words = plant(session, ends_at=ENDED_AT).words
    assert len(words) > 20
    with store.reading() as session:
        assert left_in(session, words) == set(words), "a word that was not even written"
    with store.transaction() as session:
        purge(session, keep=Retention(), now=DUE_AT)
    assert unreadable.make_unreadable(store)
    with store.reading() as session:
        left = left_in(session, words)
    assert not left, (
        "services/privacy/purge.py leaves these columns, which the register calls personal: "
        f"{', '.join(sorted(left))}"
    )


def test_every_personal_text_is_gone_from_every_byte(sqlite_url: str, tmp_path: Path) -> None:
    settings = test_settings(sqlite_url, tmp_path)
    store = Store(sqlite_url)
    with store.transaction() as session:
        words = plant(session, ends_at=ENDED_AT).words
    copies(tmp_path, "".join(words.values()), age=timedelta(days=40))
    assert in_files(tmp_path, words) == set(words)
    housekeeping.erase_once(settings, now=DUE_AT)
    assert housekeeping.wipe_files(settings)
    assert in_files(tmp_path, words) == set()
    assert (tmp_path / "planner.db-wal").exists() or store.is_sqlite
    store.close()


def plant_every_state(session: Session) -> dict[str, str]:
    """Plant a word in every text in every state; return the words by state and column."""
    words: dict[str, str] = {}
    parent_id: int | None = None
    for number, (name, vary) in enumerate(every_state()):
        planted = plant(
            session,
            ends_at=ENDED_AT,
            vary=vary,
            number=number,
            also_plain=True,
            parent_id=parent_id,
        )
        parent_id = parent_id or planted.keys["event"]["id"]
        words |= {f"{column} ({name})": word for column, word in planted.words.items()}
    return words


def unruly(left: Iterable[str]) -> list[str]:
    """Return what was left of columns that nobody said may stay."""
    return sorted(name for name in left if name.partition(" ")[0] not in WORDS_THAT_STAY)


def test_every_text_goes_in_every_state_or_says_why_it_stays(store: Store) -> None:
    with store.transaction() as session:
        words = plant_every_state(session)
    with store.transaction() as session:
        purge(session, keep=Retention(), now=DUE_AT)
    assert unreadable.make_unreadable(store)
    with store.reading() as session:
        left = left_in(session, words)
    assert not unruly(left), (
        "erase it in services/privacy/purge.py and classify it in store/models/, or say in "
        "tests/support/canaries.py, WORDS_THAT_STAY, why it may stay"
    )


def test_no_text_stands_in_any_byte_or_in_the_next_backup(sqlite_url: str, tmp_path: Path) -> None:
    settings = test_settings(sqlite_url, tmp_path)
    store = Store(sqlite_url)
    with store.transaction() as session:
        words = plant_every_state(session)
    housekeeping.erase_once(settings, now=DUE_AT)
    assert housekeeping.wipe_files(settings)
    backup = tmp_path / "backups" / "next.db"
    backup.parent.mkdir(exist_ok=True)
    with sqlite3.connect(store.url.database or "") as source, sqlite3.connect(backup) as copy:
        source.backup(copy)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert backup in files
    everything = b"".join(path.read_bytes() for path in files)
    assert not unruly(found_in(everything, words))
    store.close()


def test_what_stays_is_there_and_is_called_nothing_of_a_person() -> None:
    texts = {
        f"{table.name}.{column.name}": column
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }
    personal = {
        entry.name
        for entry in entries(Base.metadata)
        if entry.facts and entry.facts.term not in BY_HAND
    }
    assert set(WORDS_THAT_STAY) <= set(texts) - personal


@pytest.mark.parametrize("giver", [True, False], ids=["somebody's", "nobody's"])
def test_the_name_of_a_stack_goes_whoever_handed_it_out(store: Store, *, giver: bool) -> None:
    """It says "Familie Jansen" as easily without a contact person as with one."""
    vary = {} if giver else {"batch.intermediary_id": None}
    with store.transaction() as session:
        plant(session, ends_at=ENDED_AT, vary=vary)
    with store.transaction() as session:
        went = purge(session, keep=Retention(), now=DUE_AT)
        assert session.scalars(select(Batch.name)).all() == ["#1"]
        assert purge(session, keep=Retention(), now=DUE_AT).stacks == 0
    assert (went.stacks, went.links) == (2, int(giver)), "and that of a gate"


def test_prints_and_copies_of_today_are_still_there(sqlite_url: str, tmp_path: Path) -> None:
    settings = test_settings(sqlite_url, tmp_path)
    made = copies(tmp_path, "word", age=timedelta(0))
    housekeeping.erase_once(settings, now=MADE_AT)
    assert all(path.exists() for path in made)


def copies(folder: Path, content: str, *, age: timedelta) -> list[Path]:
    """Put files beside the database as the planner itself makes them."""
    made = [
        folder / "prints" / "17-cards.pdf",
        folder / "backups" / "before-migration-20270101-120000.db",
        folder / "planner.db.before-restore-20270101-120000",
        folder / "planner.db.before-restore-20270101-120000-wal",
    ]
    moment = (DUE_AT - age).timestamp()
    for path in made:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        os.utime(path, (moment, moment))
    return made


def in_files(folder: Path, words: dict[str, str]) -> set[str]:
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return found_in(everything, words)


def test_what_went_is_written_down_by_event_without_what_it_was(store: Store) -> None:
    with store.transaction() as session:
        planted = plant(session, ends_at=ENDED_AT)
    with store.transaction() as session:
        went = purge(session, keep=Retention(), now=DUE_AT)
        again = purge(session, keep=Retention(), now=DUE_AT)
    assert (went.answers, went.names, went.contacts, went.accounts) == (1, 1, 1, 1)
    assert again.total == 0
    with store.reading() as session:
        records = session.scalars(select(PurgeRecord).where(PurgeRecord.purged_at == DUE_AT)).all()
    event_id = planted.keys["event"]["id"]
    by_event = {record.kind: record.rows for record in records if record.event_id == event_id}
    assert by_event["answers"] == by_event["scans"] == by_event["requests"] == 1
    assert {record.kind for record in records if record.event_id is None} == {
        "sign_ins", "throttles", "accounts", "intermediaries", "account_links", "calendar_keys",
        "uploads", "sent_forms", "followers", "receipts", "resting",
        "helpers", "suppliers",
    }  # fmt: skip
    assert sum(record.rows for record in records) == went.total


@pytest.mark.parametrize("keep_days", [1, 7, 90])
def test_the_term_of_the_installation_is_followed(store: Store, keep_days: int) -> None:
    keep = Retention(keep_days=keep_days)
    with store.transaction() as session:
        plant(session, ends_at=ENDED_AT)
        day = keep.forget_on(ENDED_AT, "Europe/Amsterdam")
        early = purge(session, keep=keep, now=ENDED_AT + timedelta(days=keep_days - 1))
        assert early.answers == 0
        assert purge(session, keep=keep, now=ENDED_AT + timedelta(days=keep_days)).answers == 1
    assert (day - ENDED_AT.date()).days == keep_days


def test_no_forecast_changes_when_answers_go(store: Store, settings: Settings) -> None:
    """Not even of the next events, which learn from how many had said yes as long before."""
    demonstration.load(store, settings=settings, now=MADE_AT)
    last = hold_every_event_and_plan_the_next(store)
    now = last + timedelta(days=FORGET_AFTER_DAYS + 2, minutes=17)
    before = every_forecast(store, now)
    assert len(before) > 5
    with store.transaction() as session:
        went = purge(session, keep=Retention(), now=now)
    assert went.answers > 0, "then nothing is shown"
    assert went.changes > 0
    assert every_forecast(store, now) == before
    with store.reading() as session:
        totals = session.scalars(select(AnswerTotal)).all()
        counted = session.scalars(select(Turnout)).all()
    assert totals
    assert all((one.at.minute, one.at.second) == (0, 0) for one in totals)
    assert any(sum(one.arrival_minutes or ()) for one in counted)


def test_without_totals_by_the_hour_forecasts_would_change(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(sqlite_url)
    demonstration.load(store, settings=test_settings(sqlite_url, tmp_path), now=MADE_AT)
    now = hold_every_event_and_plan_the_next(store) + timedelta(days=FORGET_AFTER_DAYS + 2)
    before = every_forecast(store, now)
    monkeypatch.setattr(
        "planner.services.privacy.purge.keep_totals", lambda session, event_ids: None
    )
    with store.transaction() as session:
        purge(session, keep=Retention(), now=now)
    assert every_forecast(store, now) != before
    store.close()


def hold_every_event_and_plan_the_next(store: Store) -> datetime:
    """Close all events of the demonstration as they were answered; return when the last ended."""
    with store.transaction() as session:
        events = session.scalars(select(Event)).all()
        last = max(event.ends_at for event in events)
        for event in events:
            if event.ends_at > MADE_AT:
                closing.close_event(session, event, came=57, now=last)
        ahead = last - MADE_AT + timedelta(days=45)
        for event in [event for event in events if event.ends_at > MADE_AT]:
            wish = EventPlan(
                title=event.title,
                event_type=event.event_type,
                kind=event.kind,
                starts_at=event.starts_at + ahead,
                ends_at=event.ends_at + ahead,
            )
            making.create_event(session, wish, account_id=None, now=last, series=event.series)
    return last


def every_forecast(store: Store, now: object) -> dict[int, object]:
    """Forecast every event afresh, coming ones with their earlier days; to the last digit."""
    assert isinstance(now, type(MADE_AT))
    forecasting.cached_forecast.cache_clear()
    found: dict[int, object] = {}
    with store.reading() as session:
        events = session.scalars(select(Event).order_by(Event.id)).all()
        made = forecasting.forecast_events(session, events, now=now)
        for event in events:
            is_coming = event.starts_at > now
            counts = tally(session, event.id).counts
            history = (
                forecasting.forecast_day_by_day(session, event, counts, now=now)[1]
                if is_coming
                else []
            )
            found[event.id] = (
                made[event.id].inputs,
                repr(made[event.id].forecast),
                [(one.at, repr(one.forecast)) for one in history],
            )
    return found


def test_whoever_holds_a_card_can_take_along_all_that_is_kept_of_it(store: Store) -> None:
    of_guest = [
        entry
        for entry in entries(Base.metadata)
        if entry.facts and entry.facts.whose is Whose.GUEST
    ]
    assert of_guest
    unexplained = set(own_data.NOT_IN_FILE) - {entry.name for entry in of_guest}
    assert not unexplained, "no such personal column of a guest"
    with store.transaction() as session:
        planted = plant(session, ends_at=ENDED_AT)
    for entry in of_guest:
        if entry.name in own_data.NOT_IN_FILE or entry.name == "card_merge.kept_id":
            continue
        assert differs(store, planted.keys, entry.table, entry.column), (
            f"{entry.name} is kept of a household and is not in its file: add it to as_fields in "
            "services/privacy/own_data.py, or to NOT_IN_FILE there with the reason"
        )


def differs(store: Store, keys: dict[str, dict[str, object]], table: str, column: str) -> bool:
    """Change one column and say whether a guest's file changes with it."""
    where = Base.metadata.tables[table]
    key = keys["invitation"]["id"]
    with store.writing() as session:
        before = own_data.as_fields(session, session.get_one(Invitation, key), keep=Retention())
        old = keys[table].get(column)
        session.expunge_all()
        session.execute(where.update().values({column: another(where.c[column], old)}))
        after = own_data.as_fields(session, session.get_one(Invitation, key), keep=Retention())
        session.rollback()
    return before != after


def another(column: object, old: object) -> object:
    kind = getattr(column, "type", None)
    words = getattr(kind, "enum_class", None)
    if words is not None:
        return next(word for word in words if word != old)
    if getattr(column, "name", "") == "allergies":
        return "nuts"
    if getattr(column, "name", "") == "email":
        return "another@example.org"  # only a part of it is shown
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        return old + 1
    if isinstance(old, type(ENDED_AT)):
        return old + timedelta(days=1)
    return ENDED_AT if old is None and "_at" in str(column) else "other" if old else 7


def test_terms_that_the_purge_follows_are_all_there_are() -> None:
    used = {entry.facts.term for entry in entries(Base.metadata) if entry.facts}
    assert used == set(Term)
    assert erasing.ASKED == "asked"
