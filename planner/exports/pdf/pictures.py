"""Pictures: the first page of a paper, to look at before it is printed, and a shared link's."""

from dataclasses import replace

from planner.exports.pdf import cards, leaflet, letters, poster, table_list
from planner.exports.pdf.drawing import art
from planner.exports.pdf.paper import (
    CardSheet,
    Leaflet,
    LetterSheet,
    Poster,
    PromisePoster,
    SharePicture,
    TableList,
)
from planner.exports.pdf.sheets import filled
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart

MOST_NUMBERS = 40
"""More than a page of a list holds."""
SHARE_WIDTH, SHARE_HEIGHT = 1200, 630
"""In pixels, as Facebook asks for, and WhatsApp and the others show."""
_WAITED_SECONDS = 15.0
"""Whoever fetches a picture of a link waits no longer."""


def draw_first_page(
    paper: CardSheet | LetterSheet | TableList | Poster | PromisePoster | Leaflet,
) -> bytes:
    """Give the first page as SVG, letters as outlines; errors as of `write_cards`."""
    if isinstance(paper, Poster):
        return typeset_apart("poster", poster.data_of(paper), [paper.url], form="svg")
    if isinstance(paper, PromisePoster):
        data = poster.data_of_promises(paper)
        return typeset_apart("promise_poster", data, [paper.url], form="svg")
    if isinstance(paper, Leaflet):
        return typeset_apart("leaflet", leaflet.data_of(paper), form="svg")
    if isinstance(paper, TableList):
        begun = replace(paper, numbers=paper.numbers[:MOST_NUMBERS])
        return typeset_apart("table_list", table_list.data_of(begun), form="svg")
    if isinstance(paper, CardSheet):
        shown = paper.cards[: cards.ON_A_SHEET]
        data = cards.data_of(replace(paper, with_back=False))
        return typeset_apart(
            "cards",
            filled(data, shown, is_first=True),
            [card.url for card in shown],
            form="svg",
        )
    shown = paper.cards[:1]
    return typeset_apart(
        "letters",
        filled(letters.data_of(paper), shown, is_first=True),
        [card.url for card in shown],
        form="svg",
    )


def draw_share_picture(picture: SharePicture) -> bytes:
    """Give the picture of a shared link as PNG of `SHARE_WIDTH` by `SHARE_HEIGHT`; errors as above.

    Source: https://ogp.me and developers.facebook.com/docs/sharing/webmasters/images.
    """
    data = {**as_data(picture), "art": art(picture.cover, wide=False)}
    return typeset_apart("share_picture", data, form="png", longest_seconds=_WAITED_SECONDS)
