"""Invitations as letters of A4, one for each card."""

from dataclasses import replace

from planner.exports.pdf.drawing import art
from planner.exports.pdf.sheets import Progress, render_in_parts
from planner.exports.pdf.text import as_data
from planner.exports.pdf.values import LetterSheet


def render_letters(sheet: LetterSheet, *, progress: Progress | None = None) -> bytes:
    """Give a PDF of letters; arguments and errors as of `render_cards`."""
    data = as_data(replace(sheet, cards=(), document_title=sheet.document_title or sheet.title))
    data |= {"art": art(sheet.cover, wide=True)}
    return render_in_parts("letters", data, sheet.cards, progress=progress)
