"""Invitations as letters of A4, one for each card."""

from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

from planner.exports.pdf.drawing import art
from planner.exports.pdf.paper import LetterSheet
from planner.exports.pdf.sheets import Progress, write_in_parts
from planner.exports.pdf.text import as_data


def render_letters(sheet: LetterSheet, *, progress: Progress | None = None) -> bytes:
    """Give a PDF of letters; arguments and errors as of `write_cards`."""
    out = BytesIO()
    write_letters(sheet, out, progress=progress)
    return out.getvalue()


def write_letters(sheet: LetterSheet, out: BinaryIO, *, progress: Progress | None = None) -> None:
    """Write a PDF of letters; arguments and errors as of `write_cards`."""
    stacks = [(data_of(one), one.cards) for one in (sheet, *sheet.also)]
    write_in_parts(out, "letters", stacks, progress=progress)


def data_of(sheet: LetterSheet) -> dict[str, Any]:
    """Give what the layout needs besides the cards."""
    return {**as_data(replace(sheet, cards=(), also=())), "art": art(sheet.cover, wide=True)}
