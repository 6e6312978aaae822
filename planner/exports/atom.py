"""A feed of Atom: what is new on a page, for whoever follows it with a program.

Nothing is in it but what is handed in: no comment, no name of a program, no hour of making it. So
it is the same bytes until something changes. Source: RFC 4287.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.w3.org/2005/Atom"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# XML 1.0, 2.2: no other control can stand in a document, not even written as a number.
_NO_SIGNS = dict.fromkeys([*range(0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
for _kept in (0x09, 0x0A, 0x0D):
    del _NO_SIGNS[_kept]


@dataclass(frozen=True, kw_only=True)
class AtomEntry:
    """One thing in a feed.

    Attributes:
        id: an IRI that stays, whatever becomes of it; see `lasting_id`.
        title: one line.
        url: where it is read.
        updated_at: when it last changed for who reads it.
        author: who says it; a feed names nobody else.
        text: plain words.
    """

    id: str
    title: str
    url: str
    updated_at: datetime
    author: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class AtomFeed:
    """A feed and its entries, the latest first.

    Attributes:
        id: an IRI that stays.
        self_url: its own address.
        page_url: the page that it goes with.
        author: whose feed it is.
        begun_at: when it changed last while there is nothing in it.
    """

    id: str
    title: str
    language: str
    self_url: str
    page_url: str
    author: str
    begun_at: datetime
    entries: Sequence[AtomEntry] = ()


def lasting_id(name: str) -> str:
    """Return an identifier that stays as long as a name, which it does not tell."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def render_atom(feed: AtomFeed) -> bytes:
    """Give the feed as a document in UTF-8."""
    root = Element("feed", {"xmlns": NAMESPACE, f"{_XML}lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(
        root,
        "updated",
        _moment(max((one.updated_at for one in feed.entries), default=feed.begun_at)),
    )
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.self_url})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page_url})
    _person(root, feed.author)
    for one in feed.entries:
        entry = SubElement(root, "entry")
        _text(entry, "id", one.id)
        _text(entry, "title", one.title)
        _text(entry, "updated", _moment(one.updated_at))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.url})
        _person(entry, one.author)
        if one.text:
            _text(entry, "content", one.text)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words.translate(_NO_SIGNS)


def _person(parent: Element, name: str) -> None:
    _text(SubElement(parent, "author"), "name", name)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
