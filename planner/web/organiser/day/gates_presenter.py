"""What the page of the gates shows of gates, phones, scans and conflicts."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from planner.core.admission import Reason
from planner.exports.qr import qr_svg
from planner.services.day.gate_watch import QUIET_FOR
from planner.services.gate.food_and_room import RoomFor
from planner.services.gate.gates import door_of
from planner.services.gate.journal import Conflict, PastScan
from planner.services.gate.recounts import CountNow
from planner.store.models import Gate
from planner.web.filters import day_and_time, number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.labels import numbered_name
from planner.web.scan_words import how_many


@dataclass(frozen=True)
class PhoneLine:
    """A phone at a gate."""

    id: int
    name: str
    seen: str
    is_quiet: bool
    queue: str


@dataclass(frozen=True)
class GateCard:
    """A gate with its link and its phones."""

    id: int
    name: str
    link: str
    qr: Markup
    is_closed: bool
    is_letting_out: bool
    """Whether its phones offer the key for people who leave first."""
    phones: list[PhoneLine]
    most_phones: int
    works_until: str


@dataclass(frozen=True)
class ScanLine:
    """One of the last scans."""

    at: str
    gate: str
    what: str
    people: str


def gate_card(gate: Gate, link: str, *, zone: str, now: datetime) -> GateCard:
    """Show a gate; a phone keeps its number when others are signed out."""
    phones = [
        phone_line(device.id, number, device.seen_at, device.waiting or 0, zone=zone, now=now)
        for number, device in enumerate(sorted(gate.devices, key=lambda each: each.id), start=1)
        if device.revoked_at is None
    ]
    return GateCard(
        id=gate.id,
        name=numbered_name(gate.name, is_gate=True),
        link=link,
        qr=drawn_code(link),
        is_closed=gate.revoked_at is not None,
        is_letting_out=now >= door_of(gate).leaving_at,
        phones=phones,
        most_phones=gate.most_devices,
        works_until=day_and_time(door_of(gate).closes_at, zone),
    )


def phone_line(
    phone_id: int, number: int, seen_at: datetime, waiting: int, *, zone: str, now: datetime
) -> PhoneLine:
    """Show a phone: since when it was quiet, and what it still has to send."""
    return PhoneLine(
        id=phone_id,
        name=_("Phone %(number)s", number=number),
        seen=_("Last contact %(when)s", when=last_contact(seen_at, zone, now)),
        is_quiet=now - seen_at > QUIET_FOR,
        queue=_queue(waiting),
    )


def fullness(room: RoomFor, inside: int) -> str:
    """Warn when the place is almost full; nothing while there is room."""
    if room.places is None or not room.is_almost_full(inside):
        return ""
    words = {"places": number(room.places)}
    if room.is_full(inside):
        return _("It is full: %(places)s people fit.", **words)
    return _("It is almost full: %(most)s people fit.", most=words["places"])


def own_count_words(count: CountNow, zone: str) -> str:
    """Say which numbers go on from somebody's own count, and how far the gates were off."""
    if count.recount is None:
        return ""
    return _(
        "Somebody counted %(n)s people at %(time)s. The gates had %(seen)s by then. Who is inside "
        "and who came go on from that count; the other numbers are of the gates.",
        n=number(count.recount.heads),
        time=time(count.recount.counted_at, zone),
        seen=number(count.seen_before),
    )


def drawn_code(link: str) -> Markup:
    """Draw the code of a gate's link."""
    drawing = qr_svg(link, title=_("Code of the gate"))
    return Markup(drawing)  # noqa: S704 - drawn by our own code, words escaped


def scan_line(scan: PastScan, zone: str) -> ScanLine:
    """Show a scan: the number of the card and how many people, never who."""
    return ScanLine(
        at=time(scan.at, zone),
        gate=scan.gate,
        what=_card(scan.card_number, scan.part)
        if scan.card_number or scan.people.heads
        else _("Unknown card"),
        people=how_many(scan),
    )


def conflict_line(conflict: Conflict, zone: str) -> str:
    """Say in one sentence what the organiser should look at."""
    heads, at = conflict.heads, time(conflict.at, zone)
    if conflict.first_at is not None and conflict.reason is Reason.FULL_PARTY_ALREADY_IN:
        return ngettext(
            "%(card)s was used at %(first)s at %(first_gate)s, and again at %(time)s at %(gate)s: "
            "%(num)s person more.",
            "%(card)s was used at %(first)s at %(first_gate)s, and again at %(time)s at %(gate)s: "
            "%(num)s people more.",
            heads,
            card=_card(conflict.card_number, conflict.part),
            first=time(conflict.first_at, zone),
            first_gate=conflict.first_gate,
            time=at,
            gate=conflict.gate,
        )
    return ngettext(
        "%(time)s, %(gate)s: %(num)s person came in. %(why)s",
        "%(time)s, %(gate)s: %(num)s people came in. %(why)s",
        heads,
        time=at,
        gate=conflict.gate,
        why=WHY[conflict.reason],
    )


def _queue(waiting: int) -> str:
    if not waiting:
        return ""
    return ngettext("%(num)s scan still to send", "%(num)s scans still to send", waiting)


def last_contact(moment: datetime, zone: str, now: datetime) -> str:
    """Say when a phone was last heard of."""
    minutes = round((now - moment).total_seconds() / 60)
    if minutes < 2:
        return _("just now")
    if minutes < 60:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)
    return day_and_time(moment, zone)


def _card(card_number: int | None, part: str | None = None) -> str:
    if card_number and part:
        return _("Card %(number)s, %(part)s", number=card_number, part=part)
    return _("Card %(number)s", number=card_number) if card_number else _("Without a card")


WHY = {
    Reason.FULL_PARTY_ALREADY_IN: _l("Everybody on the card was inside already."),
    Reason.MORE_THAN_PARTY: _l("They were more than the card is for."),
    Reason.UNKNOWN: _l("We do not know their card."),
    Reason.MISREAD: _l("Their card could not be read."),
    Reason.REVOKED: _l("Their card had been taken back."),
    Reason.REPLACED: _l("There was a new card instead of theirs."),
    Reason.WRONG_EVENT: _l("Their card was for another event."),
    Reason.NEEDS_PART_CARD: _l("Their card was for the larger event."),
    Reason.EVENT_OVER: _l("The event was over."),
    Reason.EVENT_CANCELLED: _l("The event was cancelled."),
    Reason.GATE_CLOSED: _l("The gate was closed."),
}


def assumed_words(scans: int) -> str:
    """Say that scans did not tell their gate; nothing when all of them did."""
    if not scans:
        return ""
    return ngettext(
        "%(num)s count came from an older page without its gate. It stands where that phone works.",
        "%(num)s counts came from an older page without their gate."
        " They stand where that phone works.",
        scans,
    )
