"""The register as rows to print, and the record of processing that it amounts to."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.core.retention import ACCOUNTS_KEPT_FOR_DAYS, SIGN_INS_KEPT_FOR_DAYS, Retention
from planner.store.personal_data import REGISTER
from planner.store.register import Term, Words, entries

NOT_PERSONAL = {"en": "says nothing of a person", "nl": "zegt niets over een persoon"}
HEADINGS = {
    "en": ("Table", "Column", "Of whom", "What for", "Ground", "Kept", "Seen by"),
    "nl": ("Tabel", "Kolom", "Van wie", "Waarvoor", "Grondslag", "Bewaard", "Wie het ziet"),
}


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


def term_words(term: Term, *, keep: Retention, language: str) -> str:
    """Say when something goes, with the numbers of this installation."""
    return term.in_language(language).format(
        keep_days=keep.keep_days,
        audit_days=keep.audit_days,
        sign_in_days=SIGN_INS_KEPT_FOR_DAYS,
        account_days=ACCOUNTS_KEPT_FOR_DAYS,
    )


def rows(*, keep: Retention, language: str) -> Iterator[tuple[str, ...]]:
    """Give a row for every column of every table, in the order of `HEADINGS`."""
    for entry in entries(REGISTER):
        facts = entry.facts
        if facts is None:
            yield entry.table, entry.column, NOT_PERSONAL[language], "", "", "", ""
            continue
        words: tuple[Words, ...] = (facts.whose, facts.why, facts.ground)
        yield (
            entry.table,
            entry.column,
            *(one.in_language(language) for one in words),
            term_words(facts.term, keep=keep, language=language),
            facts.seen.in_language(language),
        )


def activities(*, keep: Retention, language: str) -> list[Activity]:
    """Return the register by people and purpose, as article 30 asks for it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for table, column, *facts in rows(keep=keep, language=language):
        if facts[1]:
            found.setdefault(tuple(facts), []).append(f"{table}.{column}")
    return [
        Activity(whose, why, ground, term, seen, tuple(data))
        for (whose, why, ground, term, seen), data in sorted(found.items())
    ]
