"""Take the first sheet out of a workbook, in a process of its own: what it takes ends with it.

    python -m planner.exports.tables_apart ROWS CHARACTERS  < workbook  > table.csv

A file of a kilobyte may say that it has seventeen thousand million cells. So this process may have
little memory and time, and whoever started it finds out by its end that the file was no good.
"""

import contextlib
import csv
import io
import sys
from datetime import datetime, time

from planner.exports.tables_text import UNPRINTABLE

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 10
MOST_CHARACTERS = 20_000_000


def main(most_rows: int, most_characters: int) -> None:
    """Write the rows of the first visible sheet as CSV; formulas give what they gave when saved.

    Args:
        most_rows: rows with any text in them; after one more it stops.
        most_characters: of a cell; one more is enough to see that it is too long.
    """
    # Here, because whoever starts this process asks for the limits above and reads no workbook.
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _limit()
    with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
        shown = [
            place
            for place, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        sheet = book.get_sheet_by_index(shown[0])
        out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        kept = written = 0
        for row in sheet.iter_rows():
            cells = [_text(one)[: most_characters + 1] for one in row]
            kept += any(cells)
            written += sum(map(len, cells)) + len(cells)
            if written > MOST_CHARACTERS:
                sys.exit("This is too much.")
            writer.writerow(cells if any(cells) else [])
            if kept > most_rows:
                break
        out.flush()


def _limit() -> None:
    with contextlib.suppress(ImportError):  # Windows has none
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return " ".join(UNPRINTABLE.sub("", str(value)).split())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
