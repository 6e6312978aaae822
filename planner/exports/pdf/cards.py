"""Invitation cards: four of A6 on an A4, fronts and backs."""

from dataclasses import replace

from planner.exports.pdf.drawing import art
from planner.exports.pdf.sheets import Progress, render_in_parts
from planner.exports.pdf.text import as_data
from planner.exports.pdf.values import CardSheet


def render_cards(sheet: CardSheet, *, progress: Progress | None = None) -> bytes:
    """Give a PDF of cards, to print at full size and on both sides over the long edge.

    Args:
        sheet: the cards and what they say.
        progress: hears how many cards are done, after every hundred.

    Raises:
        ValueError: there is no card.
        PdfNotInstalled: the extra `pdf` is not installed.
        PdfFailed: the typesetter gave no document, for example of an address too long for a code.
    """
    data = as_data(replace(sheet, cards=(), document_title=sheet.document_title or sheet.title))
    data |= {"art": art(sheet.cover, wide=False)}
    return render_in_parts("cards", data, sheet.cards, progress=progress)
