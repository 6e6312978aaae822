"""What the organiser should look at, in words: ten equal lines are one with a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from planner.services.gate.conflicts import ConflictBook, ConflictCase, arrivals_in, by_reason
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.day.gates_presenter import WHY, conflict_line

MOST_CASES = 20
"""More in one group would bury the page."""


@dataclass(frozen=True)
class CaseShown:
    """A card, or people without one: a sentence for each time, and what marks them as seen."""

    lines: list[str]
    marks: str


@dataclass(frozen=True)
class CaseGroup:
    """Cases with the same cause.

    Attributes:
        title: one sentence for all of them.
        cases: the last ones; none where the title says everything.
        more: that there are earlier ones.
        dealt: who dealt with the last of them, and when; empty while they are open.
        marks: of all cases, the earlier ones too.
    """

    title: str
    cases: list[CaseShown]
    more: str
    dealt: str
    marks: str


@dataclass(frozen=True)
class ConflictsShown:
    """What a page says of conflicts; `count` is of arrivals that nobody has dealt with."""

    count: int
    open: list[CaseGroup]
    dealt: list[CaseGroup]
    dealt_words: str


def conflicts_shown(book: ConflictBook, zone: str, *, by_card: bool) -> ConflictsShown:
    """Write down what to look at, and what somebody dealt with.

    Args:
        book: what happened.
        zone: of the event.
        by_card: whether cards and moments are named, for who may see to the gates; the others
            read how many it were and why.
    """
    group = partial(_group if by_card else _counted, zone=zone)
    return ConflictsShown(
        count=arrivals_in(book.open),
        open=[group(cases) for cases in by_reason(book.open)],
        dealt=[group(cases) for cases in by_reason(book.dealt)],
        dealt_words=ngettext("%(num)s dealt with", "%(num)s dealt with", arrivals_in(book.dealt)),
    )


def _group(cases: Sequence[ConflictCase], zone: str) -> CaseGroup:
    lines = [line for case in cases for line in case.lines]
    is_alone = len(lines) == 1
    hidden = max(0, len(cases) - MOST_CASES)
    return CaseGroup(
        title=conflict_line(lines[0], zone)
        if is_alone
        else _(
            "%(times)s times, %(people)s people together. %(why)s",
            times=number(len(lines)),
            people=number(sum(line.heads for line in lines)),
            why=WHY[cases[0].reason],
        ),
        cases=[] if is_alone else [_case(case, zone) for case in cases[hidden:]],
        more=ngettext("%(num)s earlier one", "%(num)s earlier ones", hidden) if hidden else "",
        dealt=_dealt(cases, zone),
        marks=_marks(cases),
    )


def _counted(cases: Sequence[ConflictCase], zone: str) -> CaseGroup:
    """Say how many people came in so, and why; of whom and when is the gates' to know."""
    heads = sum(line.heads for case in cases for line in case.lines)
    title = ngettext(
        "%(num)s person came in. %(why)s",
        "%(num)s people came in. %(why)s",
        heads,
        why=WHY[cases[0].reason],
    )
    return CaseGroup(title=title, cases=[], more="", dealt=_dealt(cases, zone), marks="")


def _case(case: ConflictCase, zone: str) -> CaseShown:
    return CaseShown([conflict_line(line, zone) for line in case.lines], _marks([case]))


def _dealt(cases: Sequence[ConflictCase], zone: str) -> str:
    dealt = [case.dealt for case in cases if case.dealt is not None]
    if not dealt:
        return ""
    last = max(dealt, key=lambda each: each.at)
    when = time(last.at, zone)
    if last.by is None:
        return _("Dealt with at %(when)s.", when=when)
    return _("%(who)s dealt with it at %(when)s.", who=last.by, when=when)


def _marks(cases: Sequence[ConflictCase]) -> str:
    return " ".join(sorted(mark for case in cases for mark in case.marks))
