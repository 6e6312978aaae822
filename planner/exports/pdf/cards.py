"""Invitation cards: four of A6 on an A4, fronts and backs."""

from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

from planner.exports.pdf.drawing import art
from planner.exports.pdf.paper import CardSheet
from planner.exports.pdf.sheets import Progress, write_in_parts
from planner.exports.pdf.text import as_data

ON_A_SHEET = 4


def render_cards(sheet: CardSheet, *, progress: Progress | None = None) -> bytes:
    """Give a PDF of cards; arguments and errors as of `write_cards`."""
    out = BytesIO()
    write_cards(sheet, out, progress=progress)
    return out.getvalue()


def write_cards(sheet: CardSheet, out: BinaryIO, *, progress: Progress | None = None) -> None:
    """Write a PDF of cards, to print at full size and on both sides over the long edge.

    Args:
        sheet: the cards and what they say.
        out: where to.
        progress: hears how many cards are done, after each part.

    Raises:
        ValueError: there is no card.
        PdfNotInstalled: the typesetter is not installed.
        PdfFailed: the typesetter gave no document, for example of an address too long for a code.
    """
    arrange = _fronts_and_backs if sheet.with_back else None
    stacks = [(data_of(one), one.cards) for one in sheets_of(sheet)]
    write_in_parts(out, "cards", stacks, progress=progress, arrange=arrange)


def sheets_of(sheet: CardSheet) -> list[CardSheet]:
    """Give the sheets of each choice of languages, with backs or without as the first one."""
    return [sheet, *(replace(one, with_back=sheet.with_back) for one in sheet.also)]


def data_of(sheet: CardSheet) -> dict[str, Any]:
    """Give what the layout needs besides the cards."""
    return {**as_data(replace(sheet, cards=(), also=())), "art": art(sheet.cover, wide=False)}


def _fronts_and_backs(cards: int, first: bool) -> list[int]:
    """Say which page of a part comes after which: behind each front a back.

    The layout draws a back of its own for the very first sheet, which is read aloud, and for a
    sheet that is not full. All others are one page, the last of the part, because drawing it again
    for each sheet would take a third of the time.
    """
    same = -1
    pages: list[int] = []
    drawn = 0
    for sheet in range(-(-cards // ON_A_SHEET)):
        own = (first and sheet == 0) or cards < (sheet + 1) * ON_A_SHEET
        pages += [drawn, drawn + 1 if own else same]
        drawn += 2 if own else 1
    return [drawn if page == same else page for page in pages]
