"""Workbooks: what is written reads back the same, nothing in them acts, no file does harm."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from planner.exports.tables import Cell, Table, TableFault, TableProblem
from planner.exports.tables_workbook import read_workbook, write_workbook

LIMITS = {"max_rows": 50, "max_cell": 200}
ACTING = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x","y")')


def sheet_of(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_what_is_written_reads_back() -> None:
    rows: list[list[Cell]] = [
        ["Ayşe", 3, 1.5, date(2027, 6, 12), None],
        ["سميرة", -1, 2, None, "x"],
    ]
    table = read_workbook(write_workbook(["Name", "a", "b", "c", "d"], rows), **LIMITS)
    assert isinstance(table, Table)
    assert table.header == ("Name", "a", "b", "c", "d")
    assert table.rows == (
        ("Ayşe", "3", "1.5", "2027-06-12T00:00:00", ""),
        ("سميرة", "-1", "2", "", "x"),
    )
    assert table.lines == (2, 3)


@pytest.mark.parametrize("text", ACTING)
def test_no_text_becomes_a_formula_and_none_is_lost(text: str) -> None:
    data = write_workbook(["Name"], [[text]])
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    table = read_workbook(data, **LIMITS)
    assert isinstance(table, Table)
    assert table.rows[0][0].strip() == text.strip()


def test_moments_and_amounts_are_written_without_a_zone() -> None:
    moment = datetime(2027, 6, 12, 13, tzinfo=UTC)
    data = write_workbook(["At", "Sum"], [[moment, Decimal("1.50")]])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["A2"].value == "2027-06-12 13:00"
    assert sheet["B2"].value == 1.5


def test_rows_keep_their_numbers_where_rows_are_empty() -> None:
    table = read_workbook(sheet_of(["Name"], [None], ["Jan"], [""], ["Noor"]), **LIMITS)
    assert isinstance(table, Table)
    assert table.lines == (3, 5)


def test_a_formula_gives_no_formula() -> None:
    table = read_workbook(sheet_of(["Name"], ["Jan"], ["=1+1"]), **LIMITS)
    assert isinstance(table, Table)
    assert table.rows == (("Jan",),), "nobody ever reckoned it out"


def test_too_many_rows_are_refused() -> None:
    found = read_workbook(sheet_of(["Name"], *[[str(n)] for n in range(60)]), **LIMITS)
    assert found == TableFault(TableProblem.TOO_MANY_ROWS, 52)


def packed_with(name: str, content: bytes) -> bytes:
    """Return a workbook in which one part is replaced."""
    whole, made = zipfile.ZipFile(io.BytesIO(sheet_of(["Name"], ["Jan"]))), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in whole.namelist():
            packed.writestr(part, content if part == name else whole.read(part))
        if name not in whole.namelist():
            packed.writestr(name, content)
    return made.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"PK\x03\x04 and no more", id="only the beginning"),
        pytest.param(packed_with("big.bin", b"\0" * 21_000_000), id="unpacks to very much"),
        pytest.param(packed_with(SHEET, BOMB), id="entities that multiply"),
        pytest.param(packed_with(SHEET, OUTSIDE), id="an entity from elsewhere"),
        pytest.param(packed_with(SHEET, BOMB.decode().encode("utf-16")), id="in another encoding"),
        pytest.param(packed_with(SHEET, b"<no xml"), id="a broken sheet"),
        pytest.param(packed_with("[Content_Types].xml", b"<x/>"), id="another kind of file"),
    ],
)
def test_a_file_that_would_do_harm_is_refused(data: bytes) -> None:
    assert read_workbook(data, **LIMITS) == TableFault(TableProblem.UNREADABLE)


def test_a_file_of_very_many_parts_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for number in range(1_000):
            packed.writestr(f"{number}.xml", b"")
    assert read_workbook(made.getvalue(), **LIMITS) == TableFault(TableProblem.UNREADABLE)
