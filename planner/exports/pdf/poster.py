"""A poster for a wall, with the code of the event's public page."""

from typing import Any

from planner.exports.pdf.drawing import art
from planner.exports.pdf.paper import Poster
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart


def render_poster(poster: Poster) -> bytes:
    """Give a PDF of one page; errors as of `render_cards`."""
    return typeset_apart("poster", data_of(poster), [poster.url])


def data_of(poster: Poster) -> dict[str, Any]:
    """Give what the layout needs besides the code."""
    return {**as_data(poster), "art": art(poster.cover, wide=False)}
