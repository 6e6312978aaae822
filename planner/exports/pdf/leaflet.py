"""One page of A4 for somebody who helps: what to do, and whom to call."""

from typing import Any

from planner.exports.pdf.paper import Leaflet
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart


def render_leaflet(leaflet: Leaflet) -> bytes:
    """Give a PDF of one page; errors as of `render_cards`."""
    return typeset_apart("leaflet", data_of(leaflet))


def data_of(leaflet: Leaflet) -> dict[str, Any]:
    """Give what the layout needs."""
    data: dict[str, Any] = as_data(leaflet)
    return data
