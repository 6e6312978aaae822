"""Lists of guests from other programs: counted per event, and nobody in them is kept.

A row is a ticket, a guest or an answer to a form. What is kept of a list are numbers: how many said
yes to each event, and how many were checked in where the list says so. `without_people` takes out
of a file all that is not counted, before it goes to a page.
Source of the headings: docs/decisions/0054-past-turnouts-from-lists.md.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.core.typed_cells import read_count, read_day, writes_month_first
from planner.exports.tables import ReadTable

MOST_GUEST_ROWS = 5_000
MOST_LISTED_EVENTS = 100
MOST_KINDS_OF_ANSWER = 12
LONGEST_ANSWER_SHOWN = 60
TIMES = "×"
"""The heading of how many rows of the file were the same."""


class ListProgram(StrEnum):
    """A program whose exports are known by their headings."""

    EVENTBRITE = "Eventbrite"
    PRETIX = "pretix"
    FORMS = "Google Forms"


class ListColumn(StrEnum):
    """What a column of a list can say."""

    TITLE = "list_title"
    DATE = "list_date"
    ANSWER = "list_answer"
    HEADS = "list_heads"
    CHECKED_IN = "list_checked_in"


@dataclass(frozen=True)
class ListProfile:
    """The headings of one program, in small letters.

    Attributes:
        signs: each group has to be there with at least one of its headings.
        columns: the headings for each thing, the likeliest first.
    """

    program: ListProgram
    signs: tuple[frozenset[str], ...]
    columns: Mapping[ListColumn, tuple[str, ...]]


PROFILES: Sequence[ListProfile] = (
    ListProfile(
        ListProgram.EVENTBRITE,
        (frozenset({"order #", "order id"}), frozenset({"attendee #", "attendee status"})),
        {
            ListColumn.TITLE: ("event name", "event title"),
            ListColumn.DATE: ("event start date", "date attending", "event date"),
            ListColumn.ANSWER: ("attendee status",),
            ListColumn.HEADS: ("quantity", "ticket quantity"),
            ListColumn.CHECKED_IN: ("checked in", "check-in date", "check-in time"),
        },
    ),
    ListProfile(
        ListProgram.PRETIX,
        (frozenset({"order code"}), frozenset({"checked in", "position id"})),
        {
            ListColumn.TITLE: ("date", "event name", "event slug"),
            ListColumn.DATE: ("start date",),
            ListColumn.ANSWER: ("status", "paid"),
            ListColumn.CHECKED_IN: ("checked in",),
        },
    ),
    ListProfile(
        ListProgram.FORMS,
        (frozenset({"timestamp", "tijdstempel"}),),
        {},
    ),
)
_HEADS_WORDS = re.compile(r"hoeveel|how many|aantal|personen|people|guests|gasten")
_ANSWER_WORDS = re.compile(r"\bkom|\bcom(e|ing)\b|attend|aanwezig|erbij|rsvp|meedoen|status")
_PERSON_WORDS = re.compile(
    r"\bnaam\b|name\b|mail|phone|telefoon|mobiel|adres|address|postcode|zip|company|bedrijf|secret"
    r"|opmerking|comment|voucher|allerg|dieet|diet"
)
_ADDRESS = re.compile(r"e-?mail")
_YES = frozenset(
    {"yes", "ja", "attending", "going", "checked in", "paid", "betaald", "ingecheckt", "x", "✓"}
)
_NO = frozenset(
    {"no", "nee", "not attending", "not going", "deleted", "transferred", "refunded", "canceled",
     "cancelled", "geannuleerd", "expired", "verlopen", "unpaid", "pending", "abandoned"}
)  # fmt: skip
_CHECKED = frozenset({"checked in", "ingecheckt"})
_FIRST_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class ListedEvent:
    """What a list says of one event.

    Attributes:
        title, day: as written in the list; empty where it does not say.
        yes: people who said yes, or for whom there was a ticket.
        checked_in: people who were checked in; None where the list does not say, or nobody was.
    """

    title: str
    day: str
    yes: int
    checked_in: int | None


@dataclass(frozen=True)
class CountedAnswer:
    """What stands in the column of answers, in how many rows, and whether it is counted as yes."""

    words: str
    rows: int
    is_yes: bool


@dataclass(frozen=True)
class CountedList:
    """What came of a list; `unread` are rows whose number of people is none."""

    events: Sequence[ListedEvent] = ()
    answers: Sequence[CountedAnswer] = ()
    rows: int = 0
    unread: int = 0


@dataclass(frozen=True)
class ListTable:
    """A file of guests without the people in it; `doubles` answers were sent again later."""

    table: ReadTable
    program: ListProgram | None
    doubles: int = 0


def program_of(header: Sequence[str]) -> ListProgram | None:
    """Say which program wrote a list with these headings; None where no known one did."""
    names = {heading.lower() for heading in header}
    found = (one for one in PROFILES if all(names & sign for sign in one.signs))
    return next((one.program for one in found), None)


def names_people(header: Sequence[str]) -> bool:
    """Say whether a file has a column of mail addresses, so that a row is somebody."""
    return any(_ADDRESS.search(heading.lower()) for heading in header)


def without_people(table: ReadTable) -> ListTable:
    """Return of a list what can be counted: days, numbers, answers and events; nobody.

    Rows that say the same become one, with how many there were.
    """
    program = program_of(table.header)
    named = set(_by_profile(table.header, program).values())
    rows = list(table.rows)
    if program is ListProgram.FORMS:
        rows = _latest_of_each(table.header, rows)
    places = [
        place
        for place, heading in enumerate(table.header)
        if place in named or _counts(heading, [row[place] for row in rows])
    ]
    answered = {
        place
        for place in places
        if place not in named and any(_said(row[place]) is not None for row in rows)
    }
    counted = Counter(
        tuple(_bare(row[place], is_answer=place in answered) for place in places) for row in rows
    )
    return ListTable(
        ReadTable(
            (*(table.header[place] for place in places), TIMES),
            tuple((*cells, str(times)) for cells, times in counted.items()),
            tuple(range(2, len(counted) + 2)),
        ),
        program,
        len(table.rows) - len(rows),
    )


def guess_list_columns(table: ReadTable, program: ListProgram | None) -> dict[ListColumn, int]:
    """Guess which column says what: by the headings of the program, else by words in them."""
    found = _by_profile(table.header, program)
    if program in {ListProgram.EVENTBRITE, ListProgram.PRETIX}:
        return found
    for place, heading in enumerate(table.header[:-1]):
        name, cells = heading.lower(), [row[place] for row in table.rows]
        if _HEADS_WORDS.search(name) and _are_counts(cells):
            found.setdefault(ListColumn.HEADS, place)
        elif _ANSWER_WORDS.search(name) and any(_said(cell) is not None for cell in cells):
            found.setdefault(ListColumn.ANSWER, place)
        elif name in {"event", "evenement", "activiteit"}:
            found.setdefault(ListColumn.TITLE, place)
    return found


def count_list(table: ReadTable, columns: Mapping[ListColumn, int]) -> CountedList:
    """Count who said yes and who was checked in, for each event of a list.

    Args:
        table: as `without_people` gave it.
        columns: where what stands. Without a number each row is one person; without an answer each
            row is a yes.
    """
    yes: Counter[tuple[str, str]] = Counter()
    checked: Counter[tuple[str, str]] = Counter()
    answers: Counter[str] = Counter()
    unread = 0
    month_first = ListColumn.DATE in columns and writes_month_first(
        row[columns[ListColumn.DATE]] for row in table.rows
    )
    for row in table.rows:
        said = _GuestRow(row, columns)
        answers[said.answer] += said.times
        heads = said.heads
        if heads is None:
            unread += said.times
            continue
        event = said.title, said.day(month_first=month_first)
        yes[event] += heads * said.times if said.is_yes else 0
        if said.is_checked_in:
            checked[event] += heads * said.times
    return CountedList(
        [
            ListedEvent(title, day, heads, checked[title, day] or None)
            for (title, day), heads in yes.items()
        ],
        [
            CountedAnswer(words, rows, _said(words) is True)
            for words, rows in answers.most_common()
            if ListColumn.ANSWER in columns
        ],
        sum(answers.values()),
        unread,
    )


class _GuestRow:
    """What one row of a list says."""

    def __init__(self, row: Sequence[str], columns: Mapping[ListColumn, int]) -> None:
        self._row, self._columns = row, columns
        self.times = read_count(row[-1]) or 0
        self.title = self._cell(ListColumn.TITLE)
        self.answer = self._cell(ListColumn.ANSWER)

    def _cell(self, column: ListColumn) -> str:
        return self._row[self._columns[column]] if column in self._columns else ""

    def day(self, *, month_first: bool) -> str:
        written = self._cell(ListColumn.DATE)
        day = read_day(written, month_first=month_first)
        return day.isoformat() if day else written

    @property
    def heads(self) -> int | None:
        written = self._cell(ListColumn.HEADS)
        return read_count(written) if written else 1

    @property
    def is_yes(self) -> bool:
        return ListColumn.ANSWER not in self._columns or _said(self.answer) is True

    @property
    def is_checked_in(self) -> bool:
        if self.answer.lower() in _CHECKED:
            return True
        written = self._cell(ListColumn.CHECKED_IN)
        return self.is_yes and bool(written) and _said(written) is not False


def _by_profile(header: Sequence[str], program: ListProgram | None) -> dict[ListColumn, int]:
    places = {heading.lower(): place for place, heading in reversed([*enumerate(header)])}
    columns = next((one.columns for one in PROFILES if one.program is program), {})
    return {
        column: places[next(name for name in names if name in places)]
        for column, names in columns.items()
        if any(name in places for name in names)
    }


def _latest_of_each(header: Sequence[str], rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Keep the last answer of each mail address: who answered again changed their mind."""
    place = next((at for at, name in enumerate(header) if _ADDRESS.search(name.lower())), None)
    if place is None:
        return rows
    last = {row[place].lower() or str(number): number for number, row in enumerate(rows)}
    return [rows[number] for number in sorted(last.values())]


def _counts(heading: str, cells: Sequence[str]) -> bool:
    """Say whether a column can be counted and says nothing of one person."""
    if _PERSON_WORDS.search(heading.lower()):
        return False
    told = [cell.lower() for cell in cells if cell]
    kinds = set(told)
    if not kinds or len(kinds) > MOST_KINDS_OF_ANSWER:
        return _are_counts(cells)
    is_answer = any(_said(cell) is not None for cell in kinds)
    # What several people say alike is a choice; what one says may be about them.
    is_choice = 2 * len(kinds) <= len(told)
    is_short = max(map(len, kinds)) <= LONGEST_ANSWER_SHOWN
    return _are_counts(cells) or (is_short and (is_answer or is_choice))


def _are_counts(cells: Iterable[str]) -> bool:
    numbers = [read_count(cell) for cell in cells if cell]
    # Up to three digits: a postcode or a number of an order is longer.
    return bool(numbers) and all(one is not None and one < 1_000 for one in numbers)


def _bare(cell: str, *, is_answer: bool) -> str:
    """Return a cell without the time of the day, and an answer without what was told with it."""
    words = " ".join(cell.split())
    if is_answer:
        said = words.lower() in _YES | _NO or " " not in words
        return words if said else words.split()[0].strip(",.!;:") + "…"
    day = None if read_count(cell) is not None else read_day(cell)
    return day.isoformat() if day else words


def _said(answer: str) -> bool | None:
    """Say whether an answer is yes or no; None where it is neither.

    "Ja, met z’n drieën" is yes, "Nee helaas" is no, and so is what a program calls them.
    """
    words = answer.lower().strip()
    if words in _YES or words in _NO:
        return words in _YES
    first = _FIRST_WORD.match(words)
    if first and first[0] in {"ja", "yes"}:
        return True
    return False if first and first[0] in {"nee", "no"} else None
