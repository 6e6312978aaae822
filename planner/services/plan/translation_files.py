"""The file for whoever translates: each own text of an event or a series once, a column a language.

A row is found again by the own words themselves, so the file needs no numbers, may be sorted, cut
and sent around, and what was rewritten meanwhile is noticed. Formulas are made harmless by
`exports/tables`. Source: docs/decisions/0049-texts-of-an-event.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from planner.core.guest_names import clean_name
from planner.core.said_in import plain
from planner.core.texts import N_
from planner.exports.table_faults import Fault, read_file
from planner.exports.tables import ReadTable, write_table
from planner.exports.tables_workbook import write_xlsx
from planner.services.plan import translating
from planner.services.plan.translating import LONGEST, OwnText, TextKind, as_kept, own_texts
from planner.store.models import Event
from planner.translations.language_names import language_of
from planner.translations.reading import GUEST_LANGUAGES

MOST_ROWS = 1_000
LONGEST_CELL = 2_100
TOO_MANY = N_("There are more than 1,000 rows. Cut the file in pieces.")


@dataclass(frozen=True)
class Wording:
    """An own text, wherever it stands: once in a file.

    Attributes:
        places: the events in which it stands, with the text there.
    """

    words: str
    kinds: tuple[TextKind, ...]
    places: tuple[tuple[Event, OwnText], ...]

    @property
    def longest(self) -> int:
        """How long a text for it may be, so that it fits wherever it stands."""
        return min(LONGEST[kind] for kind in self.kinds)

    def text_in(self, language: str) -> str:
        """Return it in a language; one from older words only where there is no other."""
        found = [(one.is_older(language), one.text_in(language)) for _event, one in self.places]
        return min(((older, text) for older, text in found if text), default=(False, ""))[1]


@dataclass(frozen=True)
class NewText:
    """A text that a file brings, and what stands there now; empty for nothing."""

    line: int
    language: str
    wording: Wording
    before: str
    text: str


@dataclass(frozen=True)
class TextsRead:
    """What a file would change; `refusal` is about the whole file."""

    new: Sequence[NewText] = ()
    faults: Sequence[Fault] = ()
    refusal: Fault | None = None
    table: ReadTable | None = field(default=None, repr=False)

    @property
    def mark(self) -> str:
        """Another one as soon as it would change anything else than it does now."""
        said = [f"{one.language}\x1f{one.wording.words}\x1f{one.before}" for one in self.new]
        return sha256("\x1e".join(said).encode()).hexdigest()[:16]


def wordings_of(events: Sequence[Event]) -> list[Wording]:
    """List the own texts of events, each once, in the order in which they come."""
    found: dict[str, list[tuple[Event, OwnText]]] = {}
    for event in events:
        for one in own_texts(event):
            found.setdefault(plain(one.words), []).append((event, one))
    return [
        Wording(
            words=places[0][1].words,
            kinds=tuple(dict.fromkeys(one.kind for _event, one in places)),
            places=tuple(places),
        )
        for places in found.values()
    ]


def write_texts(
    events: Sequence[Event],
    own: str,
    *,
    where: str,
    name_of: Callable[[TextKind], str],
    names: Mapping[str, str],
) -> bytes:
    """Write the file, as a workbook: it opens with a double click and keeps every script whole.

    Args:
        events: of one language.
        own: the language in which their organiser writes.
        where: the heading above what kind of text it is.
        name_of: what a kind of text is called.
        names: what each language is called, for the headings.
    """
    others = [code for code in GUEST_LANGUAGES if code != own]
    rows = [
        (
            ", ".join(dict.fromkeys(map(name_of, one.kinds))),
            one.words,
            *(one.text_in(code) for code in others),
        )
        for one in wordings_of(events)
    ]
    return write_xlsx([where, names[own], *(names[code] for code in others)], rows)


def read_texts(events: Sequence[Event], data: bytes, own: str) -> TextsRead:
    """Read what somebody translated, and say what it would change; nothing is kept.

    An empty cell changes nothing. A row whose own words stand nowhere (any more) is a fault.

    Args:
        events: of one language, with their programmes.
        data: a workbook or a CSV file; limit its size before.
        own: the language in which their organiser writes.
    """
    table = read_file(data, max_rows=MOST_ROWS, too_many=TOO_MANY, max_cell=LONGEST_CELL)
    if isinstance(table, Fault):
        return TextsRead(refusal=table)
    columns = {code: at for at, name in enumerate(table.header) if (code := language_of(name))}
    at_own = columns.pop(own, None)
    if at_own is None or not columns:
        return TextsRead(
            refusal=Fault(N_("This is not the file of these texts: its first row is another one."))
        )
    known = {plain(one.words): one for one in wordings_of(events)}
    new: list[NewText] = []
    faults: list[Fault] = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        wording = known.get(plain(cells[at_own]))
        if wording is None:
            text = N_("Row %(row)s: “%(words)s” is not a text of ours (any more).")
            faults.append(Fault(text, {"row": line, "words": _short(cells[at_own])}))
            continue
        for language, at in columns.items():
            read = _read(line, language, wording, cells[at])
            if isinstance(read, Fault):
                faults.append(read)
            elif read is not None:
                new.append(read)
    return TextsRead(new, faults, table=table)


def write_again(table: ReadTable) -> str:
    """Write a table as a text that `read_texts` reads the same."""
    return write_table(table.header, table.rows, with_mark=False).decode()


def keep_texts(read: TextsRead, *, now: datetime) -> int:
    """Keep what a file brings, wherever its own words stand; return how many texts that were."""
    typed: dict[tuple[Event, str], dict[str, str]] = {}
    for one in read.new:
        for event, own in one.wording.places:
            typed.setdefault((event, one.language), {})[own.key] = one.text
    for (event, language), texts in typed.items():
        # Who sends a file has read the own words in it, which are those of now.
        translating.keep(event, language, texts, still_right=True, now=now)
    return len(read.new)


def _read(line: int, language: str, wording: Wording, cell: str) -> NewText | Fault | None:
    text = as_kept(wording.places[0][1], clean_lines(cell))
    if not text:
        return None
    blanks: dict[str, object] = {"row": line, "words": _short(text)}
    if len(text) > wording.longest:
        too_long = N_("Row %(row)s: “%(words)s” is too long. At most %(most)s signs fit.")
        return Fault(too_long, {**blanks, "most": wording.longest})
    places = [one for _event, one in wording.places]
    if all(one.text_in(language) == text and not one.is_older(language) for one in places):
        return None
    return NewText(line, language, wording, wording.text_in(language), text)


def clean_lines(text: str) -> str:
    """Return a text without signs that turn text around, its lines as they are."""
    return "\n".join(clean_name(line) for line in text.splitlines())


def _short(words: str) -> str:
    line = clean_name(words)
    return f"{line[:40]}…" if len(line) > 41 else line
