"""What can be wrong with a file that somebody hands over, as sentences that say what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.core.texts import N_
from planner.exports.tables import ReadTable, TableProblem, read_table
from planner.exports.tables_workbook import BEGIN_WITH, read_workbook

ACCEPTS = ".csv,.ods,.xlsx,.xls,text/csv"
"""What a phone or computer should offer to choose from."""

LONGEST_CELL = 500
LONGEST_ANSWER = 5_000
"""In a cell of an export: somebody answered a question at length."""
UNREADABLE = N_("This file can't be read. Save it as .ods, .xlsx or CSV and choose it again.")
PROBLEMS: Mapping[TableProblem, str] = {
    TableProblem.EMPTY: N_("This file is empty."),
    TableProblem.OTHER_FILE: UNREADABLE,
    TableProblem.UNREADABLE: UNREADABLE,
    TableProblem.BAD_QUOTES: N_("Row %(row)s: a quotation mark is opened and not closed."),
    TableProblem.NAMELESS_COLUMN: N_("A column has no name. The first row must name them all."),
    TableProblem.DOUBLE_COLUMN: N_("Two columns have the same name. Take one away."),
    TableProblem.TOO_MANY_COLUMNS: N_("There are too many columns. Take away what is not needed."),
    TableProblem.TOO_MANY_CELLS: N_("Row %(row)s: there are more cells than columns."),
    TableProblem.CELL_TOO_LONG: N_("Row %(row)s: a text is much too long."),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, as a sentence with blanks: shown as is, or translated first."""

    text: str
    blanks: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.blanks if self.blanks else self.text


def read_file(
    data: bytes,
    *,
    max_rows: int,
    too_many: str,
    max_cell: int = LONGEST_CELL,
    is_export: bool = False,
) -> ReadTable | Fault:
    """Read a CSV file or a workbook.

    Args:
        data: the whole file; limit its size before.
        max_rows: rows below the header.
        too_many: the sentence where there is one more.
        max_cell: signs in a cell.
        is_export: it may come from another program, with long answers and headings that are there
            twice.
    """
    read = read_workbook if data.startswith(BEGIN_WITH) else read_table
    longest = LONGEST_ANSWER if is_export else max_cell
    table = read(data, max_rows=max_rows, max_cell=longest, is_export=is_export)
    if isinstance(table, ReadTable):
        return table
    return Fault(PROBLEMS.get(table.problem, too_many), {"row": table.line})
