"""The plan of the day on one page of A4: all texts come translated, and shrink until they fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.exports.pdf.paper import Direction
from planner.exports.pdf.text import as_data
from planner.exports.pdf.typesetting import typeset_apart


@dataclass(frozen=True, kw_only=True)
class PlanTime:
    """Something at a time; `is_mark` for what the day hangs on, such as its beginning."""

    at: str
    words: str
    about: str = ""
    is_mark: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanCall:
    """Somebody to call."""

    who: str
    phone: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanCode:
    """A code to scan: whoever has it can do what its words say."""

    url: str
    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class PlanHeads:
    """What stands above the parts of the page."""

    times: str
    people: str
    calls: str
    codes: str
    emergency: str


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """The plan of the day.

    Attributes:
        state: that it is no event that goes on, such as a draft; empty for one that does.
        place: its name, and its address on a line of its own.
        people: how many are expected, fit and are cooked for; a sentence each.
        times: in order, no more than a page holds; `more_times` says how many are left out.
        team: who does what.
        more_calls: how many numbers are left out; empty for none.
        codes: empty for whoever may not give them away.
        keep: what to do with a paper that has codes on it; empty without them.
        emergency: what to do; a sentence each.
    """

    title: str
    document_title: str
    language: str
    direction: Direction
    when: str
    state: str
    place: tuple[str, ...]
    people: tuple[str, ...]
    times: tuple[PlanTime, ...]
    more_times: str
    calls: tuple[PlanCall, ...]
    more_calls: str
    team: tuple[str, ...]
    codes: tuple[PlanCode, ...]
    keep: str
    emergency: tuple[str, ...]
    made: str
    heads: PlanHeads


def render_day_plan(plan: DayPlan) -> bytes:
    """Give a PDF of one page; errors as of `render_cards`."""
    data = as_data(plan)
    # `codes` are the drawings in every layout; what is said of each stands beside them.
    data["plan_codes"] = data.pop("codes")
    return typeset_apart("day_plan", data, urls_of(plan))


def urls_of(plan: DayPlan) -> Sequence[str]:
    """Return the addresses whose codes are drawn, in the order of the codes."""
    return [one.url for one in plan.codes]
