"""A feed that every reader takes: what RFC 4287 asks, the same bytes each time, nothing hidden."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from planner.exports.atom import NAMESPACE, AtomEntry, AtomFeed, lasting_id, render_atom

ATOM = f"{{{NAMESPACE}}}"
AT = datetime(2027, 6, 3, 8, 0, 0, 123, tzinfo=UTC)


def feed(*entries: AtomEntry) -> AtomFeed:
    return AtomFeed(
        id=lasting_id("feed"),
        title="Jij zei & wij deden",
        language="nl",
        self_url="https://feest.example/a.atom?l=nl&x=1",
        page_url="https://feest.example/a",
        author="Bureau Noord",
        begun_at=datetime(2026, 1, 1, tzinfo=UTC),
        entries=entries,
    )


def entry(name: str = "1", **fields: object) -> AtomEntry:
    values = {
        "id": lasting_id(name),
        "title": "It is done",
        "url": f"https://feest.example/a#{name}",
        "updated_at": AT,
        "author": "Bureau Noord",
        "text": "Mown.\n<b>no markup</b>",
        **fields,
    }
    return AtomEntry(**values)  # type: ignore[arg-type]


def read(made: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(made)  # noqa: S314 - our own bytes


def test_a_feed_has_what_the_standard_asks_of_it_and_of_each_entry() -> None:
    root = read(render_atom(feed(entry("1"), entry("2"))))
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        assert part.find(f"{ATOM}author/{ATOM}name") is not None
        assert part.find(f"{ATOM}link[@rel='alternate']") is not None
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == 3
    assert all(str(one).startswith("urn:uuid:") for one in ids)
    assert [one.text for one in root.iter(f"{ATOM}updated")] == ["2027-06-03T08:00:00Z"] * 3
    assert root.findtext(f".//{ATOM}content") == "Mown.\n<b>no markup</b>"


def test_an_empty_feed_is_a_feed_too() -> None:
    root = read(render_atom(feed()))
    assert root.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"


def test_signs_that_no_document_may_hold_are_left_out() -> None:
    odd = "a\x00b\x0bc\ud800d\ufffee\nf"
    root = read(render_atom(feed(entry(text=odd, title=odd))))
    assert root.findtext(f".//{ATOM}content") == "abcde\nf"


def test_the_same_feed_is_the_same_bytes_and_says_nothing_of_us() -> None:
    made = render_atom(feed(entry()))
    assert made == render_atom(feed(entry()))
    assert b"<!--" not in made
    assert b"generator" not in made
