"""What the gate's screens show, ready to be put on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.core.admission import People, Status
from planner.core.diets import Diet
from planner.core.enums import AccessNeed
from planner.services.gate.food_and_room import RoomFor
from planner.services.gate.journal import PastScan
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.scan_words import how_many

DIETS_AT_GATE = (Diet.HALAL, Diet.VEGETARIAN, Diet.VEGAN, Diet.FISH)
"""What somebody without a card may say in one tap."""


DIET_SIGNS = {
    Diet.HALAL: "halal",
    Diet.VEGETARIAN: "carrot",
    Diet.VEGAN: "leaf",
    Diet.FISH: "fish",
}


@dataclass(frozen=True)
class Line:
    """One of the last scans."""

    picture: str
    what: str
    note: str
    nonce: str
    may_undo: bool
    undo_label: str


def room_words(room: RoomFor, walk_ins: int) -> str:
    """Say for how many there is food, else for how many there is room."""
    if room.food is not None:
        return _("Food for %(num)s", num=number(room.food))
    if room.places is not None:
        return _("Room for %(num)s", num=number(room.places))
    return ngettext("%(num)s without a card", "%(num)s without a card", walk_ins)


def fullness_words(room: RoomFor, inside: int) -> str:
    """Warn when the place is almost full; nothing while there is room."""
    if room.places is None or not room.is_almost_full(inside):
        return ""
    words = {"n": number(inside), "places": number(room.places)}
    if room.is_full(inside):
        return _("Full: %(n)s people are inside, and %(places)s fit. Call the organiser.", **words)
    return _("Almost full: %(n)s people are inside, and %(places)s fit.", **words)


def need_words() -> dict[AccessNeed, tuple[str, str]]:
    """Say what helps a party to come in: a sign and a word, for the whole party."""
    return {
        AccessNeed.PRAM: ("baby-carriage", _("pram")),
        AccessNeed.WHEELCHAIR: ("wheelchair", _("wheelchair")),
    }


def chips(people: People, needs: Iterable[AccessNeed] = ()) -> list[tuple[str, str]]:
    """Give the people who came in, and what helps them, as signs with words."""
    signs = []
    if people.adults:
        words = ngettext("%(num)s grown-up", "%(num)s grown-ups", people.adults)
        signs.append(("users" if people.adults > 1 else "user", words))
    if people.children:
        words = ngettext("%(num)s child", "%(num)s children", people.children)
        signs.append(("baby", words))
    known = need_words()
    return [*signs, *(known[need] for need in needs)]


def lines(scans: Sequence[PastScan], *, zone: str) -> list[Line]:
    """Give the last scans as lines of a list."""
    return [_line(scan, zone) for scan in scans]


def _line(scan: PastScan, zone: str) -> Line:
    what = _what(scan)
    return Line(
        picture="ticket" if scan.card_number else "users",
        what=what,
        note=f"{time(scan.at, zone)} · {how_many(scan)}",
        nonce=scan.nonce,
        may_undo=bool(scan.people.heads) and not scan.is_undone,
        undo_label=_("Undo: %(people)s", people=f"{what}, {how_many(scan)}"),
    )


def _what(scan: PastScan) -> str:
    if scan.card_number and scan.part:
        return _("Card %(number)s, %(part)s", number=scan.card_number, part=scan.part)
    if scan.card_number:
        return _("Card %(number)s", number=scan.card_number)
    if scan.status is Status.UNKNOWN or not scan.people.heads:
        return _("Unknown card")
    return _("Without a card")
