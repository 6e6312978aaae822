"""What the gate says: one friendly sentence for everything that can happen to a scan."""

from dataclasses import dataclass, replace

from planner.core.admission import Reason, Status
from planner.core.enums import ScanKind
from planner.services.gate.items import ScanResult
from planner.web.filters import time
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
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
    sentence, say = _why_not(result, zone)
    if result.reason is Reason.UNKNOWN:
        if asks_about_unknown:
            sentence = _("We do not know this card. Walk along to the organiser together.")
        return VerdictScreen("full-warn", _("Have a look"), sentence, say, picture="question")
    return VerdictScreen("full-look", _("Have a look"), sentence, say)


def short_text(result: ScanResult, *, kind: ScanKind | None, zone: str) -> str:
    """Give the sentence for one answer to a program."""
    if result.status is not Status.OK or result.reason in _WORDS:
        return _why_not(result, zone)[0]
    if kind is ScanKind.VOID:
        return _("Undone.")
    if kind is ScanKind.EXIT:
        heads = result.let_in.heads
        return ngettext("%(num)s person went out.", "%(num)s people went out.", heads)
    return _welcome(result, "").sentence


def reason_words(reason: Reason) -> str:
    """Say what a reason means, in one sentence."""
    return str(_WORDS[reason][0])


def closed_text(obstacle: Reason | None) -> str:
    """Say why nobody can be let in now; nothing when they can."""
    return str(_WORDS[obstacle][0]) if obstacle is not None else ""


def _welcome(result: ScanResult, starts: str) -> VerdictScreen:
    heads = result.let_in.heads
    came_in = ngettext("%(num)s person came in.", "%(num)s people came in.", heads)
    if result.reason is Reason.TOO_EARLY:
        sentence = _("It has not begun yet. Practising? Undo it afterwards.")
        if starts:
            sentence = _("It begins on %(when)s. Practising? Undo it afterwards.", when=starts)
        return VerdictScreen("full-warn", _("Early!"), sentence, picture="clock")
    if result.reason is Reason.PRACTICE:
        sentence = _("The doors are not open yet. This does not count.")
        return VerdictScreen("full-warn", _("Practice"), sentence, picture="clock")
    if result.reason is Reason.CANCELLED_BY_GUEST:
        sentence = _("They had said no, and came after all. That is fine.")
        return VerdictScreen("full-warn", _("Welcome!"), sentence, picture="check")
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


def _why_not(result: ScanResult, zone: str) -> tuple[str, str]:
    """Say why somebody can't simply come in, and what the helper may say."""
    reason = result.reason or Reason.UNKNOWN
    if reason is Reason.FULL_PARTY_ALREADY_IN:
        return _used_before(result, zone), _("How nice that you are here. Who gave you the card?")
    if reason is Reason.MORE_THAN_PARTY:
        sentence = ngettext(
            "This card is for %(num)s person. Let the others in without a card.",
            "This card is for %(num)s people. Let the others in without a card.",
            result.party_size or 0,
        )
        return sentence, _("How nice that there are so many of you.")
    sentence, say = _WORDS[reason]
    return str(sentence), str(say)


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


_WORDS: dict[Reason, tuple[str, str]] = {
    Reason.UNKNOWN: (
        _l("We do not know this card. Look at the number on it."),
        _l("How nice that you are here. May I see the card once more?"),
    ),
    Reason.MISREAD: (
        _l("The code was not read well. Scan it again, or type the number on the card."),
        _l("May I see the card once more?"),
    ),
    Reason.REVOKED: (
        _l("This card was taken back by the organiser."),
        _l("How nice that you are here. Who gave you the card?"),
    ),
    Reason.REPLACED: (
        _l("There is a new card instead of this one."),
        _l("How nice that you are here. Do you have a newer card?"),
    ),
    Reason.WRONG_EVENT: (
        _l("This card is for another day or another place."),
        _l("How nice that you are here. Shall we read the card together?"),
    ),
    Reason.NEEDS_PART_CARD: (
        _l("This card is for the evening. Here one needs a card of the part, such as the dinner."),
        _l("How nice that you are here. Do you have a card for this part too?"),
    ),
    Reason.EVENT_OVER: (
        _l("The event is over. Nobody is counted any more."),
        _l("What a pity, it is over. Shall we look when the next one is?"),
    ),
    Reason.EVENT_CANCELLED: (
        _l("This event was cancelled."),
        _l("I am sorry, it was cancelled. Shall we look when the next one is?"),
    ),
    Reason.GATE_CLOSED: (
        _l("The organiser closed this gate."),
        _l("Will you come along to the other gate?"),
    ),
    Reason.WRONG_GATE: (
        _l("This phone may not count at that gate any more. Ask for the code of that gate."),
        "",
    ),
    Reason.NOT_UNDERSTOOD: (_l("Something went wrong with this scan. Scan again."), ""),
    Reason.NOTHING_TO_UNDO: (_l("There is nothing to undo here."), ""),
    Reason.ALREADY_UNDONE: (_l("That was undone before."), ""),
}
