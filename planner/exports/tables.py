"""Tables for spreadsheets: written so that no cell can act, read so that no file can harm."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from planner.exports.tables_text import UNPRINTABLE, decode, find_delimiter, split_hint

Cell = str | int | float | Decimal | date | datetime | None

# What a spreadsheet takes for the beginning of a formula; the wide forms after folding, the others
# after it drops them. Source: OWASP ASVS 5.0, 1.2.10.
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
MOST_COLUMNS = 60


class Style(Enum):
    """How a country's spreadsheets expect a table: between cells, and before decimals."""

    DUTCH = (";", ",")
    ENGLISH = (",", ".")


class TableProblem(Enum):
    """Why a file cannot be read as a table."""

    EMPTY = "empty"
    OTHER_FILE = "other file"  # a workbook or a PDF: ask to save it as CSV
    UNREADABLE = "unreadable"  # no known encoding, or characters that are no text
    BAD_QUOTES = "bad quotes"  # a quotation mark is opened and not closed, or stands in a word
    NAMELESS_COLUMN = "nameless column"
    DOUBLE_COLUMN = "double column"
    TOO_MANY_COLUMNS = "too many columns"
    TOO_MANY_CELLS = "too many cells"  # a row has more cells than there are columns
    TOO_MANY_ROWS = "too many rows"
    CELL_TOO_LONG = "cell too long"


@dataclass(frozen=True, slots=True)
class TableFault:
    """What is wrong, and on which line of the file; the first line is 1."""

    problem: TableProblem
    line: int = 1


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as it was read: texts without spaces around them.

    Args:
        header: the names of the columns, all different.
        rows: each as long as the header; rows without any text are left out.
        lines: where each row begins in the file, for messages.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def write_table(
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    style: Style = Style.DUTCH,
    with_mark: bool = True,
) -> bytes:
    """Write a CSV file that opens with a double click and in which no text becomes a formula.

    Numbers stay numbers, also negative ones; a text that begins like a formula gets an apostrophe.

    Args:
        header: the names of the columns.
        rows: numbers, texts, days and moments; None for an empty cell.
        style: whose spreadsheet will open it.
        with_mark: begin with the mark by which Excel knows UTF-8; not for other programs.
    """
    delimiter, decimal_sign = style.value
    sheet = io.StringIO(newline="")
    # Texts are always quoted, so that a program with another delimiter cannot cut one in two and
    # find a formula in the second half.
    writer = csv.writer(sheet, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    for row in (header, *rows):
        writer.writerow([_shown(cell, decimal_sign) for cell in row])
    return sheet.getvalue().encode("utf-8-sig" if with_mark else "utf-8")


def write_again(table: ReadTable) -> str:
    """Write a table as a text that reads back the same, with each row on its own line."""
    rows: list[Sequence[str]] = []
    for line, row in zip(table.lines, table.rows, strict=True):
        rows += [[] for _missing in range(line - 2 - len(rows))]
        rows.append([" ".join(cell.split()) for cell in row])
    return write_table(table.header, rows, with_mark=False).decode()


def _shown(cell: Cell, decimal_sign: str) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return int(cell)
    if isinstance(cell, float | Decimal):
        return format(cell, "f" if isinstance(cell, Decimal) else "").replace(".", decimal_sign)
    return harmless(cell)


def harmless(text: str) -> str:
    """Make a text that no spreadsheet takes for a formula."""
    cleaned = UNPRINTABLE.sub("", text)
    acts = text.startswith(_ACTS) or cleaned.startswith(_ACTS)
    return f"'{cleaned}" if acts else cleaned


def read_table(
    data: bytes, *, max_rows: int, max_cell: int, is_export: bool = False
) -> ReadTable | TableFault:
    """Read a CSV file as people have it: any usual encoding, delimiter and line end.

    Args:
        data: the whole file; limit its size before.
        max_rows: rows below the header; one more is refused.
        max_cell: characters in a cell; one more is refused.
        is_export: another program wrote it: a heading that is empty or there twice gets a number,
            for nobody can change how that program writes.
    """
    if data.startswith(_OTHER_FILES):
        return TableFault(TableProblem.OTHER_FILE)
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        return TableFault(TableProblem.UNREADABLE, data.count(b"\n", 0, error.start) + 1)
    if found := UNPRINTABLE.search(text):
        return TableFault(TableProblem.UNREADABLE, text.count("\n", 0, found.start()) + 1)
    text, delimiter = split_hint(text)
    rows = _Rows(text, delimiter or find_delimiter(text))
    try:
        return _read(rows, max_rows=max_rows, max_cell=max_cell, is_export=is_export)
    except csv.Error as error:
        too_long = "limit" in str(error)
        problem = TableProblem.CELL_TOO_LONG if too_long else TableProblem.BAD_QUOTES
        return TableFault(problem, rows.line)


class _Rows:
    """The rows of a text that have any text, and the line where the current one begins."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self.line = 1

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        while True:
            self.line = self._reader.line_num + 1
            row = [_as_typed(cell.strip()) for cell in next(self._reader)]
            while row and not row[-1]:
                row.pop()
            if row:
                return row


def _as_typed(cell: str) -> str:
    """Take off the apostrophe that `harmless` put before a text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ACTS) else cell


def _read(rows: _Rows, *, max_rows: int, max_cell: int, is_export: bool) -> ReadTable | TableFault:
    header = next(rows, None)
    if header is None:
        return TableFault(TableProblem.EMPTY)
    if is_export:
        header = _told_apart(header)
    if problem := _problem_of(header, max_cell):
        return TableFault(problem, rows.line)
    kept: list[tuple[str, ...]] = []
    lines: list[int] = []
    for row in rows:
        if len(row) > len(header):
            return TableFault(TableProblem.TOO_MANY_CELLS, rows.line)
        if max(map(len, row)) > max_cell:
            return TableFault(TableProblem.CELL_TOO_LONG, rows.line)
        if len(kept) == max_rows:
            return TableFault(TableProblem.TOO_MANY_ROWS, rows.line)
        kept.append((*row, *[""] * (len(header) - len(row))))
        lines.append(rows.line)
    return ReadTable(tuple(header), tuple(kept), tuple(lines))


def _told_apart(header: Sequence[str]) -> list[str]:
    """Give each column a name of its own."""
    names: list[str] = []
    taken: set[str] = set()
    for place, heading in enumerate(header, start=1):
        name = heading or str(place)
        number = 2
        while name.casefold() in taken:
            name = f"{heading or place} ({number})"
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _problem_of(header: Sequence[str], max_cell: int) -> TableProblem | None:
    if len(header) > MOST_COLUMNS:
        return TableProblem.TOO_MANY_COLUMNS
    if max(map(len, header)) > max_cell:
        return TableProblem.CELL_TOO_LONG
    if not all(header):
        return TableProblem.NAMELESS_COLUMN
    if len({name.casefold() for name in header}) < len(header):
        return TableProblem.DOUBLE_COLUMN
    return None
