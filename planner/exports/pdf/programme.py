"""The programme of an event on one page of A4, to go along with mail; all texts come translated."""

from dataclasses import dataclass

from planner.exports.pdf.paper import Direction, HousePaper
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart


@dataclass(frozen=True, kw_only=True)
class ProgrammePart:
    """A part of the programme: when, what, and where or until when."""

    at: str
    words: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class ProgrammePaper:
    """The programme of an event.

    Attributes:
        when: the day, and the times on a line of their own.
        place: its name, and its address on a line of its own.
        parts: in order; they get smaller until they fit on the page.
        call: whom to call, with the number; empty for nobody.
        sender: who runs it.
    """

    title: str
    document_title: str
    language: str
    direction: Direction
    when: tuple[str, ...]
    place: tuple[str, ...]
    parts: tuple[ProgrammePart, ...]
    call: str
    sender: str
    house: HousePaper


def render_programme(paper: ProgrammePaper) -> bytes:
    """Give a PDF of one page; errors as of `render_cards`."""
    return typeset_apart("programme", as_data(paper))
