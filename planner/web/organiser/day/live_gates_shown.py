"""The gates on the page of the day itself, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from planner.exports.charts_minutes import minute_bars
from planner.services.day.gates import LATELY, LiveGates
from planner.store.models import Event
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.day import gates_shown
from planner.web.organiser.day.gates_shown import PhoneLine
from planner.web.organiser.words import diets_words

MOST_CONFLICTS = 20
"""More would bury the page; the page of the gates has them all."""


@dataclass(frozen=True)
class EntranceShown:
    """One entrance: who came in and went out there, and its phones."""

    name: str
    came: str
    left: str
    phones: list[PhoneLine]


@dataclass(frozen=True)
class GatesShown:
    """What the page says of the gates."""

    fullness: str
    expected: str
    lately: str
    bars: Markup
    entrances: list[EntranceShown]
    notes: list[str]
    conflicts: list[str]
    more_conflicts: str


def gates_now(event: Event, live: LiveGates, *, now: datetime) -> GatesShown:
    """Write down how the gates stand."""
    lately = _lately(live)
    drawing = minute_bars(live.lately, title=lately, chart_id="lately")
    conflicts = live.conflicts[-MOST_CONFLICTS:]
    hidden = len(live.conflicts) - len(conflicts)
    return GatesShown(
        fullness=gates_shown.fullness(live.room, live.counted.inside),
        expected=number(live.still_expected),
        lately=lately,
        bars=Markup(drawing),  # noqa: S704 - drawn by our own code, words escaped
        entrances=list(_entrances(event, live, now)),
        notes=list(_notes(live)),
        conflicts=[gates_shown.conflict_line(each, event.zone) for each in conflicts],
        more_conflicts=ngettext("%(num)s earlier one", "%(num)s earlier ones", hidden)
        if hidden
        else "",
    )


def _lately(live: LiveGates) -> str:
    heads = sum(live.lately)
    if not heads:
        return _("Nobody came in during the last %(minutes)s minutes.", minutes=LATELY)
    return ngettext(
        "%(num)s person came in during the last %(minutes)s minutes, at most %(most)s in a minute.",
        "%(num)s people came in during the last %(minutes)s minutes, at most %(most)s in a minute.",
        heads,
        minutes=LATELY,
        most=number(max(live.lately)),
    )


def _entrances(event: Event, live: LiveGates, now: datetime) -> Iterator[EntranceShown]:
    for gate in live.counted.by_gate:
        phones = [phone for phone in live.phones if phone.gate_id == gate.gate_id]
        yield EntranceShown(
            name=gate.name,
            came=ngettext("%(num)s came in", "%(num)s came in", gate.came),
            left=ngettext("%(num)s went out", "%(num)s went out", gate.left) if gate.left else "",
            phones=[
                gates_shown.phone_line(
                    0, place, phone.seen_at, phone.waiting, zone=event.zone, now=now
                )
                for place, phone in enumerate(phones, start=1)
            ],
        )


def _notes(live: LiveGates) -> Iterator[str]:
    for title, came in live.counted.by_part:
        yield ngettext(
            "%(num)s person came with a card of %(part)s.",
            "%(num)s people came with a card of %(part)s.",
            came,
            part=title,
        )
    if live.counted.diets:
        yield diets_words(live.counted.diets)
