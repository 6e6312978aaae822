"""What the gate says: one friendly sentence for everything that can happen to a scan."""

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.admission import Reason, Status
from planner.core.words import ScanKind
from planner.services.gate_items import ScanResult
from planner.web.filters import time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class Verdict:
    """A full screen: its colour, its picture, its words.

    Args:
        screen: the class of the page: full-ok, full-look or full-warn.
        heading: in two words.
        sentence: what there is to know.
        say: what the helper may say; no guest is ever shamed.
        picture: a pictogram with a shape of its own.
    """

    screen: str
    heading: str
    sentence: str
    say: str = ""
    picture: str = "hand-waving"


def verdict(result: ScanResult, *, zone: str, starts: str = "") -> Verdict:
    """Give the screen for people who came to the gate.

    Args:
        result: what became of their scan.
        zone: of the event.
        starts: when it begins, for a scan long before that.
    """
    if result.status is Status.OK:
        return _welcome(result, starts)
    sentence, say = _REASONS[result.reason or Reason.UNKNOWN](result, zone)
    return Verdict("full-look", _("Have a look"), sentence, say)


def short_text(result: ScanResult, *, kind: ScanKind | None, zone: str) -> str:
    """Give the sentence for one answer to a program."""
    if result.status is not Status.OK or result.reason in _REASONS:
        return _REASONS[result.reason or Reason.UNKNOWN](result, zone)[0]
    if kind is ScanKind.VOID:
        return _("Undone.")
    if kind is ScanKind.EXIT:
        heads = result.let_in.heads
        return ngettext("%(num)s person went out.", "%(num)s people went out.", heads)
    return _welcome(result, "").sentence


def _welcome(result: ScanResult, starts: str) -> Verdict:
    heads = result.let_in.heads
    came_in = ngettext("%(num)s person came in.", "%(num)s people came in.", heads)
    if result.reason is Reason.TOO_EARLY:
        sentence = _("It has not begun yet. Practising? Undo it afterwards.")
        if starts:
            sentence = _("It begins on %(when)s. Practising? Undo it afterwards.", when=starts)
        return Verdict("full-warn", _("Early!"), sentence, picture="clock")
    if result.reason is Reason.CANCELLED_BY_GUEST:
        sentence = _("They had said no, and came after all. That is fine.")
        return Verdict("full-warn", _("Welcome!"), sentence, picture="check")
    size = result.party_size
    if size is None:
        return Verdict("full-ok", _("Welcome!"), came_in, picture="check")
    missing = size - result.admitted_total
    if missing <= 0:
        sentence = _("The whole party is inside.")
    else:
        sentence = ngettext(
            "%(num)s more person may come later.", "%(num)s more people may come later.", missing
        )
    return Verdict("full-ok", _("Welcome!"), sentence, picture="check")


Words = tuple[str, str]


def _full(result: ScanResult, zone: str) -> Words:
    inside, size = result.admitted_total, result.party_size or 0
    say = _("How nice that you are here. Who gave you the card?")
    first = result.first_seen
    if first is None:
        return _(
            "%(num)s of the %(size)s people on this card are inside.", num=inside, size=size
        ), say
    sentence = _(
        "This card was used at %(time)s at %(gate)s. %(num)s of the %(size)s people are inside.",
        time=time(first.at, zone),
        gate=first.gate,
        num=inside,
        size=size,
    )
    return sentence, say


def _more(result: ScanResult, zone: str) -> Words:
    sentence = ngettext(
        "This card is for %(num)s person. Let the others in without a card.",
        "This card is for %(num)s people. Let the others in without a card.",
        result.party_size or 0,
    )
    return sentence, _("How nice that there are so many of you.")


def _plain(words: Callable[[], Words]) -> Callable[[ScanResult, str], Words]:
    return lambda result, zone: words()


def _unknown() -> Words:
    return (
        _("We do not know this card. Look at the number on it."),
        _("How nice that you are here. May I see the card once more?"),
    )


def _misread() -> Words:
    return (
        _("The code was not read well. Scan it again, or type the number on the card."),
        _("May I see the card once more?"),
    )


def _revoked() -> Words:
    return (
        _("This card was taken back by the organiser."),
        _("How nice that you are here. Who gave you the card?"),
    )


def _replaced() -> Words:
    return (
        _("There is a new card instead of this one."),
        _("How nice that you are here. Do you have a newer card?"),
    )


def _wrong_event() -> Words:
    return (
        _("This card is for another day or another place."),
        _("How nice that you are here. Shall we read the card together?"),
    )


def _over() -> Words:
    return _("The event is over. Nobody is counted any more."), _("What a pity. It is over.")


def _cancelled() -> Words:
    return _("This event was cancelled."), _("I am sorry. It was cancelled.")


def _closed() -> Words:
    return (
        _("The organiser closed this gate."),
        _("Would you please come along to the other gate?"),
    )


def _not_understood() -> Words:
    return _("Something went wrong with this scan. Scan again."), ""


def _nothing_to_undo() -> Words:
    return _("There is nothing to undo here."), ""


def _already_undone() -> Words:
    return _("That was undone before."), ""


_REASONS: dict[Reason, Callable[[ScanResult, str], Words]] = {
    Reason.FULL_PARTY_ALREADY_IN: _full,
    Reason.MORE_THAN_PARTY: _more,
    Reason.UNKNOWN: _plain(_unknown),
    Reason.MISREAD: _plain(_misread),
    Reason.REVOKED: _plain(_revoked),
    Reason.REPLACED: _plain(_replaced),
    Reason.WRONG_EVENT: _plain(_wrong_event),
    Reason.EVENT_OVER: _plain(_over),
    Reason.EVENT_CANCELLED: _plain(_cancelled),
    Reason.GATE_CLOSED: _plain(_closed),
    Reason.NOT_UNDERSTOOD: _plain(_not_understood),
    Reason.NOTHING_TO_UNDO: _plain(_nothing_to_undo),
    Reason.ALREADY_UNDONE: _plain(_already_undone),
}
