"""What the gate says of a scan: one friendly sentence, with the numbers of its answer."""

from dataclasses import dataclass, replace

from planner.core.admission import Reason, Status
from planner.core.enums import ScanKind
from planner.services.gate.items import ScanResult
from planner.web.filters import time
from planner.web.gate.reasons import REASONS
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class VerdictScreen:
    """A full screen: its colour, its picture, its words.

    Args:
        screen: the class of the page: full-ok, full-look or full-warn.
        heading: in two words.
        sentence: what there is to know.
        say: what the helper may say; no guest is ever shamed.
        picture: a pictogram with a shape of its own.
        gets: what these guests get, such as 'table 7'.
    """

    screen: str
    heading: str
    sentence: str
    say: str = ""
    picture: str = "hand-waving"
    gets: str = ""


def verdict(
    result: ScanResult, *, zone: str, starts: str = "", asks_about_unknown: bool = False
) -> VerdictScreen:
    """Give the screen for people who came to the gate.

    Args:
        result: what became of their scan.
        zone: of the event.
        starts: when it begins, for a scan long before that.
        asks_about_unknown: the organiser wants to be asked about cards that nobody knows.
    """
    if result.status is Status.OK:
        return replace(_welcome(result, starts), gets=result.gate_words)
    reason = result.reason or Reason.UNKNOWN
    if reason is Reason.UNKNOWN and asks_about_unknown:
        return _screen(reason, _("We do not know this card. Walk along to the organiser together."))
    return _screen(reason, _sentence(result, reason, zone))


def short_text(result: ScanResult, *, kind: ScanKind | None, zone: str) -> str:
    """Give the sentence for one answer to a program."""
    if result.status is not Status.OK or result.reason is not None:
        return _sentence(result, result.reason or Reason.UNKNOWN, zone)
    if kind is ScanKind.VOID:
        return _("Undone.")
    if kind is ScanKind.EXIT:
        heads = result.let_in.heads
        return ngettext("%(num)s person went out.", "%(num)s people went out.", heads)
    return _welcome(result, "").sentence


def reason_words(reason: Reason) -> str:
    """Say what a reason means, in one sentence."""
    return str(REASONS[reason].sentence)


def closed_text(obstacle: Reason | None) -> str:
    """Say why nobody can be let in now; nothing when they can."""
    return str(REASONS[obstacle].sentence) if obstacle is not None else ""


def _welcome(result: ScanResult, starts: str) -> VerdictScreen:
    heads = result.let_in.heads
    came_in = ngettext("%(num)s person came in.", "%(num)s people came in.", heads)
    if result.reason is Reason.TOO_EARLY and starts:
        sentence = _("It begins on %(when)s. Practising? Undo it afterwards.", when=starts)
        return _screen(result.reason, sentence)
    if result.reason is not None:
        return _screen(result.reason, str(REASONS[result.reason].sentence))
    size = result.party_size
    if size is None:
        return VerdictScreen("full-ok", _("Welcome!"), came_in, picture="check")
    if result.part:
        sentence = ngettext(
            "%(n)s person, %(part)s", "%(n)s people, %(part)s", heads, n=heads, part=result.part
        )
        return VerdictScreen("full-ok", _("Welcome!"), sentence, picture="check")
    missing = size - result.admitted_total
    if missing <= 0:
        sentence = _("The whole party is inside.")
    else:
        sentence = ngettext(
            "%(num)s more person may come later.", "%(num)s more people may come later.", missing
        )
    return VerdictScreen("full-ok", _("Welcome!"), sentence, picture="check")


def _screen(reason: Reason, sentence: str) -> VerdictScreen:
    words = REASONS[reason]
    return VerdictScreen(
        f"full-{words.look}", str(words.heading), sentence, str(words.say), words.picture
    )


def _sentence(result: ScanResult, reason: Reason, zone: str) -> str:
    """Say why somebody can't simply come in; with numbers where the answer has them."""
    if reason is Reason.FULL_PARTY_ALREADY_IN:
        return _used_before(result, zone)
    if reason is Reason.MORE_THAN_PARTY:
        return ngettext(
            "This card is for %(num)s person. Let the others in without a card.",
            "This card is for %(num)s people. Let the others in without a card.",
            result.party_size or 0,
        )
    return str(REASONS[reason].sentence)


def _used_before(result: ScanResult, zone: str) -> str:
    inside, size, first = result.admitted_total, result.party_size or 0, result.first_seen
    if first is None:
        return _("%(num)s of the %(size)s people are inside.", num=inside, size=size)
    return _(
        "This card was used at %(time)s at %(gate)s. %(num)s of the %(size)s people are inside.",
        time=time(first.at, zone),
        gate=first.gate,
        num=inside,
        size=size,
    )
