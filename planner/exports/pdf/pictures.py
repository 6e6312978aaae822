"""The first page of a paper as a picture, to look at before it is fetched and printed."""

from dataclasses import replace

from planner.exports.pdf import cards, leaflet, letters, poster, table_list
from planner.exports.pdf.paper import (
    CardSheet,
    Leaflet,
    LetterSheet,
    Poster,
    PromisePoster,
    TableList,
)
from planner.exports.pdf.sheets import filled
from planner.exports.pdf.typesetting import typeset_apart

MOST_NUMBERS = 40
"""More than a page of a list holds."""


def draw_first_page(
    paper: CardSheet | LetterSheet | TableList | Poster | PromisePoster | Leaflet,
) -> bytes:
    """Give the first page as SVG, letters as outlines; errors as of `write_cards`."""
    if isinstance(paper, Poster):
        return typeset_apart("poster", poster.data_of(paper), [paper.url], as_picture=True)
    if isinstance(paper, PromisePoster):
        data = poster.data_of_promises(paper)
        return typeset_apart("promise_poster", data, [paper.url], as_picture=True)
    if isinstance(paper, Leaflet):
        return typeset_apart("leaflet", leaflet.data_of(paper), as_picture=True)
    if isinstance(paper, TableList):
        begun = replace(paper, numbers=paper.numbers[:MOST_NUMBERS])
        return typeset_apart("table_list", table_list.data_of(begun), as_picture=True)
    if isinstance(paper, CardSheet):
        shown = paper.cards[: cards.ON_A_SHEET]
        data = cards.data_of(replace(paper, with_back=False))
        return typeset_apart(
            "cards",
            filled(data, shown, is_first=True),
            [card.url for card in shown],
            as_picture=True,
        )
    shown = paper.cards[:1]
    return typeset_apart(
        "letters",
        filled(letters.data_of(paper), shown, is_first=True),
        [card.url for card in shown],
        as_picture=True,
    )
