"""A list of card numbers with lines to write on."""

from dataclasses import replace

from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart
from planner.exports.pdf.values import TableList


def render_table_list(sheet: TableList) -> bytes:
    """Give a PDF of a list; errors as of `render_cards`.

    Raises:
        ValueError: there is no number.
    """
    if not sheet.numbers:
        raise ValueError("there is no card to list")
    titled = replace(sheet, document_title=sheet.document_title or sheet.title)
    data = as_data(replace(titled, numbers=tuple(sheet.numbers)))
    return typeset_apart("table_list", data)
