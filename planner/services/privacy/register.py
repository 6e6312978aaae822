"""The register as rows to print, and the record of processing that it amounts to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.core.retention import (
    ACCOUNTS_KEPT_FOR_DAYS,
    CONNECTIONS_KEPT_FOR_DAYS,
    DELETED_KEPT_FOR_DAYS,
    REMARKS_KEPT_FOR_DAYS,
    SIGN_INS_KEPT_FOR_DAYS,
    Retention,
)
from planner.core.texts import N_
from planner.store import models as models  # loads all tables
from planner.store.base import Base
from planner.store.register import Term, entries

Say = Callable[[str], str]
"""Gives a sentence in the reader's language."""

HEADINGS = (
    N_("Table"),
    N_("Column"),
    N_("Of whom"),
    N_("What for"),
    N_("Ground"),
    N_("Kept"),
    N_("Seen by"),
)
NOT_PERSONAL = N_("says nothing of a person")


@dataclass(frozen=True)
class Activity:
    """One processing activity: what is kept of the same people for the same reason."""

    whose: str
    why: str
    ground: str
    term: str
    seen: str
    data: tuple[str, ...]
    """Columns, as table.column."""


def rows(*, keep: Retention, say: Say) -> Iterator[tuple[str, ...]]:
    """Give a row for every column of every table, in the order of `HEADINGS`."""
    for entry in entries(Base.metadata):
        facts = entry.facts
        if facts is None:
            yield entry.table, entry.column, say(NOT_PERSONAL), "", "", "", ""
            continue
        yield (
            entry.table,
            entry.column,
            say(facts.whose.value),
            say(facts.why.value),
            say(facts.ground.value),
            _term_words(facts.term, keep, say),
            say(facts.seen.value),
        )


def activities(*, keep: Retention, say: Say) -> list[Activity]:
    """Return the register by people and purpose, as article 30 asks for it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for table, column, *facts in rows(keep=keep, say=say):
        if facts[1]:
            found.setdefault(tuple(facts), []).append(f"{table}.{column}")
    return [
        Activity(whose, why, ground, term, seen, tuple(data))
        for (whose, why, ground, term, seen), data in sorted(found.items())
    ]


def _term_words(term: Term, keep: Retention, say: Say) -> str:
    """Say when something goes, with the numbers of this installation."""
    return say(term.value) % {
        "keep_days": keep.keep_days,
        "audit_days": keep.audit_days,
        "heard_days": REMARKS_KEPT_FOR_DAYS,
        "sign_in_days": SIGN_INS_KEPT_FOR_DAYS,
        "account_days": ACCOUNTS_KEPT_FOR_DAYS,
        "connection_days": CONNECTIONS_KEPT_FOR_DAYS,
        "deleted_days": DELETED_KEPT_FOR_DAYS,
    }
