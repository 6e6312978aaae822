"""A list of card numbers with lines to write on."""

from dataclasses import replace
from typing import Any

from planner.exports.pdf.paper import TableList
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart


def render_table_list(sheet: TableList) -> bytes:
    """Give a PDF of a list; errors as of `render_cards`.

    Raises:
        ValueError: there is no number.
    """
    if not sheet.numbers:
        raise ValueError("there is no card to list")
    return typeset_apart("table_list", data_of(sheet))


def data_of(sheet: TableList) -> dict[str, Any]:
    """Give what the layout needs."""
    data: dict[str, Any] = as_data(replace(sheet, numbers=tuple(sheet.numbers)))
    return data
