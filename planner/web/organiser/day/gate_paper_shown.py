"""The sentences of the page on which paper lists are entered."""

from dataclasses import dataclass

from planner.core.tallies import LineFault, TallyLine
from planner.services.gate.journal import PastScan
from planner.services.gate.paper import Entered, LineResult
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


@dataclass(frozen=True)
class StandingLine:
    """A line that was entered."""

    nonce: str
    what: str
    people: str


def standing_line(scan: PastScan) -> StandingLine:
    """Show a line that was entered."""
    number = scan.card_number
    return StandingLine(
        nonce=scan.nonce,
        what=_("Card %(number)s", number=number) if number else _("Without a card"),
        people=ngettext("%(num)s person", "%(num)s people", scan.people.heads),
    )


def fault_words(line: TallyLine) -> str:
    """Say what to do with a line that can't be read."""
    if line.fault is LineFault.TWICE:
        return _(
            "Card %(number)s stands here twice. Keep the line that is right.", number=line.number
        )
    if line.fault is LineFault.NOBODY:
        return _("Nobody came on card %(number)s: leave this line out.", number=line.number)
    if line.fault is LineFault.TOO_MANY_LINES:
        return _("“%(line)s”: the list is too long. Enter the rest now.", line=line.text[:40])
    return _("“%(line)s”: write the number of the card, and how many came.", line=line.text[:40])


def result_words(result: LineResult) -> str:
    """Say what to do with a line that can't be entered."""
    number, heads = result.line.number, result.heads
    if result.outcome is Entered.STANDS_OTHERWISE:
        return ngettext(
            "Card %(card)s was entered with %(num)s person. Take that back first.",
            "Card %(card)s was entered with %(num)s people. Take that back first.",
            heads,
            card=number,
        )
    if result.outcome is Entered.MORE_THAN_PARTY:
        return ngettext(
            "Card %(card)s is for %(num)s person. Add the others to the people without a card.",
            "Card %(card)s is for %(num)s people. Add the others to the people without a card.",
            heads,
            card=number,
        )
    if result.outcome is Entered.INSIDE_ALREADY:
        return _(
            "Card %(card)s: phones counted everybody already. Leave this line out.", card=number
        )
    return _("There is no card %(card)s. Look at the paper once more.", card=number)
