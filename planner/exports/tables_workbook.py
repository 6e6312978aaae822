"""Workbooks of Excel and LibreOffice (.xlsx): one sheet, with the same safety as a CSV file."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from planner.exports.tables import Cell, Table, TableFault, TableProblem, harmless, read_table

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINS_WITH = b"PK\x03\x04"
MOST_PARTS = 300
MOST_BYTES_UNPACKED = 20_000_000
"""A workbook of a few hundred kilobytes that unpacks to more was made to do harm."""

_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def write_workbook(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook of one sheet in which no text becomes a formula; the heading stays put.

    Args:
        header: the names of the columns.
        rows: numbers, texts, days and moments; None for an empty cell.
    """
    # Here, because it takes a fifth of a second that only an export should cost.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([harmless(name) for name in header])
    for row in rows:
        sheet.append([_cell(one) for one in row])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def read_workbook(data: bytes, *, max_rows: int, max_cell: int) -> Table | TableFault:
    """Read the first sheet of a workbook; formulas give the value they had when it was saved.

    Args:
        data: the whole file; limit its size before.
        max_rows: rows below the header; one more is refused.
        max_cell: characters in a cell; one more is refused.
    """
    from openpyxl import load_workbook

    if not _is_safe(data):
        return TableFault(TableProblem.UNREADABLE)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        text = io.StringIO(newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        kept = 0
        for row in sheet.iter_rows(values_only=True):
            cells = [_text(one) for one in row]
            kept += any(cells)
            writer.writerow(cells if any(cells) else [])
            if kept > max_rows + 1:
                break
    # The reader meets whatever a damaged or hostile file makes it meet; there is one answer.
    except Exception:  # noqa: BLE001, RUF100
        return TableFault(TableProblem.UNREADABLE)
    return read_table(text.getvalue().encode(), max_rows=max_rows, max_cell=max_cell)


def _is_safe(data: bytes) -> bool:
    """Look at the parts before anything is built from them: few, small, declaring nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                return False
            if sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
                return False
            return not any(_declares(packed.read(part)) for part in parts)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return False


def _declares(content: bytes) -> bool:
    # Without the zeros the words are found in UTF-16 and UTF-32 too.
    plain = content.replace(b"\0", b"")
    return any(word in plain for word in _DECLARES)


def _cell(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")  # a workbook knows no time zones
    return harmless(value.strip("\t\r\n")) if isinstance(value, str) else value


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return " ".join(_UNPRINTABLE.sub("", str(value)).split())
