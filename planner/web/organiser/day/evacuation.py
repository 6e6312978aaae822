"""How many people have to get out: everybody inside, each once, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.day.evacuation import Evacuation, GateContact, count_everybody
from planner.services.day.gate_watch import QUIET_FOR
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.looking_again import render_again
from planner.web.organiser.day import bp
from planner.web.organiser.day.advice_presenter import mismatch_words
from planner.web.organiser.day.gates_presenter import last_contact
from planner.web.organiser.lookup import event_to_show


@dataclass(frozen=True)
class GateLine:
    """A gate: when it was last heard of, and what is still to come from there."""

    name: str
    words: str
    is_unsure: bool


@dataclass(frozen=True)
class ZoneShown:
    """An event, or a part of it, with its own gates."""

    title: str
    inside: str
    own_count: str
    gates: list[GateLine]


@bp.get("/<int:event_id>/evacuation")
@needs(Right.LOOK)
def show_evacuation(event_id: int) -> ResponseReturnValue:
    """Show how many people are inside an event and its parts together."""
    event, moment = event_to_show(event_id), now()
    counted = count_everybody(reading_session(), event, now=moment)
    whole = event.parent or event
    return render_again(
        "organiser/day/evacuation.html",
        event=event,
        whole=whole,
        counted=counted,
        margin=_margin(counted),
        zones=_zones(event, counted, moment),
        differences=mismatch_words(whole.title, counted.mismatches),
        doubts=list(_doubts(counted)),
        moment=moment,
    )


def _margin(counted: Evacuation) -> str:
    """How many more or fewer it may be by what phones say they still have to send."""
    if not counted.waiting:
        return _("Phones have nothing left to send, as far as they said.")
    most = counted.waiting * counted.largest_scan
    return ngettext("At most %(num)s more or fewer.", "At most %(num)s more or fewer.", most)


def _doubts(counted: Evacuation) -> Iterator[str]:
    if counted.waiting:
        usual = round(counted.waiting * counted.usual_scan)
        yield ngettext(
            "Phones still have %(num)s scan to send: about %(usual)s people, at most %(most)s when "
            "each scan is as large as the largest until now.",
            "Phones still have %(num)s scans to send: about %(usual)s people, at most %(most)s "
            "when each scan is as large as the largest until now.",
            counted.waiting,
            usual=number(usual),
            most=number(counted.waiting * counted.largest_scan),
        )
    if counted.maybe_twice:
        yield ngettext(
            "%(num)s person is perhaps counted twice.",
            "%(num)s people are perhaps counted twice.",
            counted.maybe_twice,
        )
    yield _("Of a phone that was quiet for long, nobody knows what it counted since.")
    yield _("Who left without being counted is in this number; helpers are not.")


def _zones(event: Event, counted: Evacuation, moment: datetime) -> list[ZoneShown]:
    return [
        ZoneShown(
            title=zone.title,
            inside=number(zone.inside),
            own_count=_(
                "Somebody counted all heads at %(when)s; the gates count on from there.",
                when=time(zone.counted_at, event.zone),
            )
            if zone.counted_at
            else "",
            gates=[_gate(gate, event.zone, moment) for gate in zone.gates],
        )
        for zone in counted.zones
    ]


def _gate(gate: GateContact, zone: str, moment: datetime) -> GateLine:
    is_quiet = gate.seen_at is None or moment - gate.seen_at > QUIET_FOR
    said = [
        _("Last contact %(when)s", when=last_contact(gate.seen_at, zone, moment))
        if gate.seen_at
        else _("No phone has worked here.")
    ]
    if gate.waiting and gate.kept_since:
        said.append(
            ngettext(
                "%(num)s scan still to send, by a phone last heard of %(when)s",
                "%(num)s scans still to send, by a phone last heard of %(when)s",
                gate.waiting,
                when=last_contact(gate.kept_since, zone, moment),
            )
        )
    if gate.is_closed:
        said.append(_("Closed"))
    return GateLine(
        gate.name, " · ".join(said), bool(gate.waiting) or (is_quiet and not gate.is_closed)
    )
