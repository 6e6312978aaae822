"""Workbooks of LibreOffice (.ods) and Excel (.xlsx, .xls): one sheet, as safe as a CSV file."""

import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

from planner.exports.tables import Cell, ReadTable, TableFault, TableProblem, harmless, read_table
from planner.exports.tables_apart import MOST_SECONDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PACKED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BEGIN_WITH = (PACKED, OLD_EXCEL)
MOST_PARTS = 300
MOST_BYTES_UNPACKED = 20_000_000
"""A workbook of a few hundred kilobytes that unpacks to more was made to do harm."""

_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<m:manifest xmlns:m="{_URN}:manifest:1.0" m:version="1.3">
<m:file-entry m:full-path="/" m:version="1.3" m:media-type="{ODS}"/>
<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>
</m:manifest>"""
_BEFORE = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0"
 xmlns:text="{_URN}:text:1.0" xmlns:style="{_URN}:style:1.0" xmlns:number="{_URN}:datastyle:1.0"
 office:version="1.3"><office:automatic-styles><number:date-style style:name="iso">
<number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/>
<number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="iso"/>
</office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="1"><table:table-header-rows>"""
_AFTER_HEADER = "</table:table-header-rows>"
_AFTER = "</table:table></office:spreadsheet></office:body></office:document-content>"


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook of one sheet in which no text becomes a formula; the heading stays put.

    Args:
        header: the names of the columns.
        rows: numbers, texts, days and moments; None for an empty cell.
    """
    # Here, because only an export should cost the time it takes to load.
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    # Row by row to a file that is gone at the end: a long list takes no more memory than a short.
    with Workbook(packed, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate((header, *rows)):
            for place, one in enumerate(row):
                cell = _cell(one)
                if isinstance(cell, str):
                    sheet.write_string(line, place, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day_format)
                elif cell is not None:
                    sheet.write_number(line, place, cell)
    return packed.getvalue()


def write_ods(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write the same as an OpenDocument spreadsheet; the heading comes again on each printed page.

    By hand, because what there is builds the whole document in memory: 576 MB for 30,000 rows.
    Source: OASIS OpenDocument 1.3, part 3, chapter 9.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", ODS, zipfile.ZIP_STORED)  # first, and not packed
        parts.writestr("META-INF/manifest.xml", _MANIFEST)
        with parts.open("content.xml", "w") as content:
            content.write(f"{_BEFORE}{_ods_row(header)}{_AFTER_HEADER}".encode())
            for row in rows:
                content.write(_ods_row(row).encode())
            content.write(_AFTER.encode())
    return packed.getvalue()


def _ods_row(row: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Cell) -> str:
    cell = _cell(value)
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        shown, said = " ".join(cell.split()), 'value-type="string"'
    elif isinstance(cell, date):
        shown = cell.isoformat()
        said = f'value-type="date" office:date-value="{shown}" table:style-name="day"'
    else:
        shown = f"{cell:d}" if isinstance(cell, int) else str(cell)
        said = f'value-type="float" office:value="{shown}"'
    return f"<table:table-cell office:{said}><text:p>{escape(shown)}</text:p></table:table-cell>"


def _cell(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")  # a workbook knows no time zones
    return harmless(value.strip("\t\r\n")) if isinstance(value, str) else value


def read_workbook(
    data: bytes, *, max_rows: int, max_cell: int, is_export: bool = False
) -> ReadTable | TableFault:
    """Read the first sheet of a workbook; formulas give the value they had when it was saved.

    Args:
        data: the whole file; limit its size before.
        max_rows: rows below the header; one more is refused.
        max_cell: characters in a cell; one more is refused.
        is_export: as of `read_table`.
    """
    checked = data if data.startswith(OLD_EXCEL) else _looked_through(data)
    if checked is None:
        return TableFault(TableProblem.UNREADABLE)
    limits = (str(max_rows + 1), str(max_cell))
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-I", "-m", "planner.exports.tables_apart", *limits],
            input=checked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * MOST_SECONDS,
            check=True,
        )
    # The reader meets whatever a damaged or hostile file makes it meet; there is one answer.
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return TableFault(TableProblem.UNREADABLE)
    return read_table(done.stdout, max_rows=max_rows, max_cell=max_cell, is_export=is_export)


def _looked_through(data: bytes) -> bytes | None:
    """Return the parts of a packed file as they were looked through: few, small, without entities.

    They are packed anew, so that nobody after us reads more than what their labels say.
    """
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(made, "w") as checked:
            parts = packed.infolist()
            if len({part.filename for part in parts}) < len(parts) or len(parts) > MOST_PARTS:
                return None
            if sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
                return None
            if {part.compress_type for part in parts} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                return None
            for part in parts:
                content = packed.read(part)
                if _declares(content):
                    return None
                checked.writestr(part.filename, content)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        return None
    return made.getvalue()


def _declares(content: bytes) -> bool:
    # Without the zeros the words are found in UTF-16 and UTF-32 too.
    plain = content.replace(b"\0", b"")
    return any(word in plain for word in _DECLARES)
