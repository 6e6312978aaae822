"""Posters for a wall: of an event, and of what a neighbourhood was told; each with a code."""

from typing import Any

from planner.exports.pdf.drawing import art
from planner.exports.pdf.paper import Poster, PromisePoster
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart


def render_poster(poster: Poster) -> bytes:
    """Give a PDF of one page; errors as of `render_cards`."""
    return typeset_apart("poster", data_of(poster), [poster.url])


def render_promise_poster(poster: PromisePoster) -> bytes:
    """Give a PDF of one page; errors as of `render_cards`."""
    return typeset_apart("promise_poster", data_of_promises(poster), [poster.url])


def data_of_promises(poster: PromisePoster) -> dict[str, Any]:
    """Give what the layout needs besides the code."""
    return {**as_data(poster), "art": art(poster.cover, wide=False)}


def data_of(poster: Poster) -> dict[str, Any]:
    """Give what the layout needs besides the code."""
    return {**as_data(poster), "art": art(poster.cover, wide=False)}
