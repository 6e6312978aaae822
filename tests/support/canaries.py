"""Rows in every table with a word of its own in every text, made from the schema.

So a column that is added to a table is looked for by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    Uuid,
    insert,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from planner.core.enums import BatchKind, EventState
from planner.core.residents.undertakings import PromiseState
from planner.store.base import Base, UtcDateTime
from planner.store.register import Term, entries

LONG_AGO = timedelta(days=2000)
Vary = Mapping[str, Any]
"""By table and column, `batch.intermediary_id`: what stands there instead of the usual."""
ANOTHER_EVENT = "another event"


@dataclass
class Planted:
    """What was written: the words by column, and a key of each table's row."""

    words: dict[str, str] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)


def plant(
    session: Session,
    *,
    ends_at: datetime,
    vary: Vary | None = None,
    number: int = 0,
    also_plain: bool = False,
    parent_id: int | None = None,
) -> Planted:
    """Fill every table with one row that hangs on one event, which ends at a moment.

    Every personal text, binary and JSON holds a word that stands nowhere else.

    Args:
        session: writes.
        ends_at: when the event ends.
        vary: what stands in some columns.
        number: of this event among several, so that no word stands twice.
        also_plain: put a word into every other text too.
        parent_id: of the event that it may be a part of.
    """
    # An event that promised nothing of its own goes by the term of the installation.
    planted, vary = Planted(), {"event.keep_days": None, **(vary or {})}
    personal, connection = _personal(), session.connection()
    for table in Base.metadata.sorted_tables:
        values: dict[str, Any] = {}
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if name in vary:
                values[column.name] = parent_id if vary[name] is ANOTHER_EVENT else vary[name]
            elif (name in personal or also_plain) and _holds_words(column) and name not in FIXED:
                word = _word(column, number, len(planted.words))
                planted.words[name] = word
                values[column.name] = _as(column, word)
            else:
                values[column.name] = _ordinary(column, planted, ends_at)
        _as_they_must_be(table, values, ends_at, vary)
        values = {key: value for key, value in values.items() if value is not None}
        row = connection.execute(_insert_into(table), values)
        planted.keys[table.name] = values | dict(row.mappings().one())
    return planted


BY_HAND = frozenset({Term.PARTNER, Term.STANDING})
"""Terms that somebody ends by a press, and no number of days."""


@cache
def _personal() -> set[str]:
    return {
        entry.name
        for entry in entries(Base.metadata)
        if entry.facts and entry.facts.term not in BY_HAND
    }


@cache
def _insert_into(table: Table) -> ReturningInsert[Any]:
    # With values in it, each of some twenty thousand would be taken apart anew.
    return insert(table).returning(*table.primary_key.columns)


FIXED = {"event.zone"}
"""A text that the purge reads, so it has to be what it is."""


def every_state() -> Iterator[tuple[str, Vary]]:
    """Give each state that rows may be in, with a name.

    Of an event and its stack every combination; of every other column that may be empty, is one of
    several words, or yes or no, each of its values, one at a time: made from the schema.
    """
    for state, giver, series, parent, kind in product(
        EventState, (True, False), (True, False), (True, False), BatchKind
    ):
        vary: dict[str, Any] = {"event.state": state, "batch.kind": kind}
        vary |= {} if giver else {"batch.intermediary_id": None}
        vary |= {} if series else {"event.series_id": None}
        vary |= {"event.parent_id": ANOTHER_EVENT} if parent else {}
        ways = {"giver": giver, "series": series, "part": parent}
        yield " ".join([state.value, *(way for way in ways if ways[way]), kind.value]), vary
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if not column.primary_key and name not in NOT_VARIED:
                yield from ((f"{name} {value}", {name: value}) for value in _values(column))


def _values(column: Column[Any]) -> Iterator[Any]:
    if isinstance(column.type, Enum) and column.type.enum_class:
        yield from column.type.enum_class
    elif isinstance(column.type, Boolean):
        yield True
    elif column.nullable and not _holds_words(column):
        yield None


NOT_VARIED: Mapping[str, str] = {
    "account.disabled_at": "who is not gone is an organiser still: the register says until when",
    "promise.state": "what an open one answers is kept until it is settled: the register says so",
    "scan.adults": "an arrival has them",
    "scan.children": "an arrival has them",
    "turnout.event_id": "then the purge counts the scans, whose outcomes hold words here",
    "organisation.is_host": "there is one",
    "outbox_mail.event_id": "mail about accounts goes by its own age",
    "audit_entry.event_id": "goes by its own age",
    "unsubscription.event_id": "no mail at all, until it is taken back",
}
"""Columns by whose state the term of the register is another one, and why."""


WORD = re.compile(rb"Q\d{3}(?:z\d{3}xW|\d{3}|W)")
"""As `_word` makes them; one that had to be shorter is looked for by itself."""


def _word(column: Column[Any], event: int, number: int) -> str:
    length = getattr(column.type, "length", None) or 40
    if length < 7:
        return f"Q{number:03d}W"[:length]
    return f"Q{event:03d}z{number:03d}xW" if length >= 10 else f"Q{event:03d}{number:03d}"


def _holds_words(column: Column[Any]) -> bool:
    is_word_list = isinstance(column.type, Enum)
    return isinstance(column.type, String | LargeBinary | JSON) and not is_word_list


def _as(column: Column[Any], word: str) -> Any:
    if isinstance(column.type, LargeBinary):
        return word.encode()
    return {"word": word} if isinstance(column.type, JSON) else word


def _ordinary(column: Column[Any], planted: Planted, ends_at: datetime) -> Any:
    """Return a value that a column takes and that says nothing."""
    for key in column.foreign_keys:
        target = planted.keys.get(key.column.table.name)
        return target[key.column.name] if target else None
    kind = column.type
    if column.primary_key and column.autoincrement is True:
        return None
    if column.primary_key and isinstance(kind, Integer):
        return None
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, UtcDateTime | DateTime):
        return ends_at - LONG_AGO
    if isinstance(kind, Date):
        return ends_at.date()
    if isinstance(kind, Time):
        return time(9)
    if isinstance(kind, Boolean):
        return False
    return _plain(column)


def _plain(column: Column[Any]) -> Any:
    name = f"{column.table.name}.{column.name}"
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, Float):
        return 1.0
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, LargeBinary):
        return name.encode()[:16]
    if isinstance(column.type, Uuid):
        return None
    return name[: getattr(column.type, "length", None) or 20]


def _as_they_must_be(table: Table, values: dict[str, Any], ends_at: datetime, vary: Vary) -> None:
    """Set what a rule of the tables or the purge itself looks at."""
    if table.name == "event":
        values |= {"starts_at": ends_at - timedelta(hours=4), "ends_at": ends_at}
        values["zone"] = "Europe/Amsterdam"
        if "event.parent_id" not in vary:
            values["parent_id"] = None
    if table.name == "batch" and "batch.kind" not in vary:
        values["kind"] = BatchKind.WITHOUT_CARD  # of such answers more is kept than of others
    if table.name == "programme_item":
        values["ends_at"] = values["starts_at"] + timedelta(minutes=20)
    if table.name == "answer":
        values["toddlers"] = 0
    if table.name == "remark":
        values["heard_on"] = (ends_at - LONG_AGO).date()
    if table.name == "promise" and "promise.state" not in vary:
        values["state"] = PromiseState.DONE
    if table.name == "supplier":
        values["is_person"] = True  # a firm is kept until somebody takes it out


def left_in(session: Session, words: Mapping[str, str]) -> set[str]:
    """Return the columns whose word still stands in any row of any table."""
    return found_in("\n".join(_rows(session)).encode(), words)


def found_in(everything: bytes, words: Mapping[str, str]) -> set[str]:
    """Return the names of the words that stand anywhere, read once however many there are."""
    seen = {match.group().decode() for match in WORD.finditer(everything)}
    return {
        name
        for name, word in words.items()
        if word in seen or (not WORD.fullmatch(word.encode()) and word.encode() in everything)
    }


def _rows(session: Session) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for row in session.execute(table.select()):
            yield repr(tuple(row))


_WORDS_OF_EVENT = "said in public about the event; the form asks for no names"
_WORK = "what is done in a shift, in the organiser's words; the form asks for no names"
_TO_DO = "what is done, or is needed, in the organiser's words; who does it has fields of its own"
_OFFICE = "of an office: what it asks, where that stands, its number"
_SECRET = "made by chance or a hash; says nothing"
_PROMISED = "what was promised or answered, which is public for ever"
_WITH_PARTNER = "goes with the partner or with whoever answers for it: test_promising.py"
_UNTIL_ANOTHER = "until the organisation names somebody else, or erases them as it was asked"
WORDS_THAT_STAY: Mapping[str, str] = {
    "partner.address": _WITH_PARTNER,
    "partner.contact": _WITH_PARTNER,
    "batch.languages": "codes of languages",
    "calendar_feed.name": "an address",
    "calendar_feed.etag": _SECRET,
    "calendar_state.made_for": _SECRET,
    "calendar_wording.content": "made from the rest, and gone as soon as that changes",
    "calendar_wording.language": "the code of a language",
    "event.slug": "made from the title",
    "event.uid": _SECRET,
    "event.title": _WORDS_OF_EVENT,
    "event.description": _WORDS_OF_EVENT,
    "event.wear_or_bring": _WORDS_OF_EVENT,
    "event.word_afterwards": _WORDS_OF_EVENT,
    "event.words_in": _WORDS_OF_EVENT,
    "event.letter_words": _WORDS_OF_EVENT,
    "event.letter_words_in": "codes of languages",
    "event.written_in": "the code of a language",
    "event.menu_preset": "one of ours",
    "event.promised": "names of promises, which are ours, and whether each is kept",
    "event.calendar_block": "made from the rest, and forgotten when that changes",
    "event.promise_line": "what cards say of a promise, which is public",
    "event_site.facts": "names of what happens, which are ours, and whether each is so",
    "event_site.heat_words": _WORDS_OF_EVENT,
    "event_site.rain_words": _WORDS_OF_EVENT,
    "event_task.title": _TO_DO,
    "event_task.uid": _SECRET,
    "event_dish.name": "a dish, from which next orders learn",
    "event_dish.values": "a dish, its packs and its shop",
    "event_notice.was_place": "a place",
    "event.help_code": _SECRET,
    "gate.seed": _SECRET,
    "gate.secret_hash": _SECRET,
    "imported_event.source": "what a calendar is called, to read it again",
    "imported_event.uid": "of an event in another calendar",
    "imported_event.recurrence_id": "of an event in another calendar",
    "imported_event.as_read": "title, place and description, as they stand with the event",
    "invitation.seed": _SECRET,
    "invitation.code_hash": _SECRET,
    "neighbourhood.name": "a neighbourhood",
    "neighbourhood.slug": "a neighbourhood",
    "organisation.name": "an organisation",
    "organisation.phone": "of an office",
    "organisation.mail": "of an office",
    "organisation.about": "what an organisation says of itself",
    "organisation.main_colour": "a colour",
    "organisation.second_colour": "a colour",
    "organisation.contact_name": _UNTIL_ANOTHER,
    "organisation.contact_phone": _UNTIL_ANOTHER,
    "organisation_logo.image": "a picture that we drew",
    "organisation_logo.mark": "of the bytes of that picture",
    "batch.sender_name": "an organisation",
    "permit.authority": _OFFICE,
    "permit.phone": _OFFICE,
    "permit.reference": "under which an office has it",
    "permit.title": _OFFICE,
    "placed_order.quantiles": "numbers",
    "placed_order.dishes": "dishes and packs, from which next orders learn",
    "programme_item.uid": _SECRET,
    "programme_item.title": _WORDS_OF_EVENT,
    "programme_item.place": "a place",
    "programme_item.words_in": _WORDS_OF_EVENT,
    "programme_item.calendar_block": "made from the rest, and forgotten when that changes",
    "purge_record.kind": "one of ours",
    "partner.name": "an organisation",
    "partner.secret_hash": _SECRET,
    "partner.secret_seed": _SECRET,
    "promise.street": "a street",
    "promise.what": _PROMISED,
    "promise_update.words": _PROMISED,
    "remark.street": "a street",
    "remark.why_not": _PROMISED,
    "theme.name": "what several people said, in a word",
    "run_line.place": "a place",
    "run_line.title": _TO_DO,
    "run_line.uid": _SECRET,
    "said_forecast.quantiles": "numbers",
    "said_forecast.reasons": "numbers",
    "shift.task": _WORK,
    "shift.place": "a place",
    "shift.note": _WORK,
    "shift_total.task": _WORK,
    "school_holiday.name": _OFFICE,
    "school_holiday.source": _OFFICE,
    "series.slug": "made from the name",
    "series.name": _WORDS_OF_EVENT,
    "stock_entry.name": "a dish that was left, which the next list takes off",
    "stock_entry.unit": "one of ours",
    "supplier_delivery.what": _TO_DO,
    "thing.kept_at": "a place",
    "thing.name": _TO_DO,
    "thing_use.name": _TO_DO,
    "town_rule.authority": _OFFICE,
    "town_rule.facts": "names of what happens, which are ours",
    "town_rule.phone": _OFFICE,
    "town_rule.source": _OFFICE,
    "town_rule.title": _OFFICE,
    "turnout.title": "the title of an event, or of a past one that was filled in",
    "turnout.arrival_minutes": "numbers",
    "upkeep_mark.name": "one of ours",
    "mail_way_in.trouble": "one of ours",
    "venue.name": "a place",
    "venue.address": "a place",
    "watched_calendar.source": "what a calendar is called, to read it again",
    "watched_calendar.address": "of a calendar of others, until somebody stops looking at it",
    "watched_calendar.etag": "by which another server knows a file again",
    "watched_calendar.last_modified": "by which another server knows a file again",
    "watched_calendar.found": "what stands in a calendar of others, without what is private there",
    "watched_calendar.put_away": _SECRET,
}
"""Texts that stay after the purge, and why they may. All others have to go."""
