"""What the page of an event promises, a line each to confirm, and what it lacks."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from flask import url_for

from planner.core.assurances import MUST, Assurance, served
from planner.core.enums import EventState
from planner.core.texts import N_
from planner.core.turnout import EventKind
from planner.services.answer.room import limit_of
from planner.services.plan.menus import menu_of
from planner.store.models import Event
from planner.web import event_facts
from planner.web.filters import day_and_year, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

NOTES: Mapping[Assurance, str] = {
    Assurance.FOOD: N_("It follows from the menu. Without a tick guests read nothing about food."),
    Assurance.DRINKS: N_("It follows from the menu. Without a tick guests read nothing about it."),
    Assurance.HALAL: N_("It follows from the menu. Without a tick guests do not read it."),
    Assurance.VEGETARIAN: N_("It follows from the menu. Without a tick guests do not read it."),
    Assurance.ACCESSIBLE: N_("Without a tick guests do not read it."),
}


class Lack(Enum):
    """What is missing on the page of an event, in words for who prepares it."""

    EXAMPLE = N_("This is an example to try things out with. It stays with you.")
    PLACE = N_("There is no place yet. Guests would not know where to go.")
    OVER = N_("It is over already.")
    PHONE = N_("There is no phone number. Guests can call nobody.")
    ADDRESS = N_("The place has no address. A map looks for it by its name alone.")
    MENU = N_("Nothing is on the menu. The page only says that it costs nothing.")
    WORDS = N_("Nothing says what happens there.")
    CARDS = N_("There are no cards yet, so nobody can be invited.")


STOPS = frozenset({Lack.EXAMPLE, Lack.PLACE, Lack.OVER})
"""With these nothing is published: guests would stand before nothing."""


@dataclass(frozen=True)
class LackShown:
    """What is missing, and where to fill it in."""

    words: str
    href: str
    stops: bool


@dataclass(frozen=True, kw_only=True)
class AssuranceRow:
    """One promise as the page will say it, to be ticked.

    Attributes:
        key: says which assurance; of one that has to be ticked also in which words, so that nobody
            confirms what changed meanwhile.
        events: the ids of the events whose page says it.
        error: why nothing was published.
    """

    assurance: Assurance
    key: str
    words: str
    note: str
    events: tuple[int, ...]
    is_ticked: bool
    error: str = ""

    @property
    def is_must(self) -> bool:
        """Whether nothing is published without it."""
        return self.assurance in MUST


def assurance_rows(events: Sequence[Event], *, asks_times: bool = True) -> list[AssuranceRow]:
    """Return what the pages of events will promise, each different sentence once, as is stored.

    Args:
        events: which will be seen.
        asks_times: whether the day and times are among them, and no list of days stands beside.
    """
    said: dict[tuple[Assurance, str], list[int]] = {}
    for event in events:
        for assurance, words in _assurances(event).items():
            if assurance is not Assurance.TIMES or asks_times:
                said.setdefault((assurance, words), []).append(event.id)
    rows = []
    for assurance in Assurance:
        for (which, words), ids in said.items():
            if which is assurance:
                first = next(event for event in events if event.id == ids[0])
                rows.append(_row(assurance, words, ids, len(events), first))
    return rows


def kept_of(event: Event, rows: Sequence[AssuranceRow]) -> dict[Assurance, bool]:
    """Return what an event promises by what was ticked."""
    return {row.assurance: row.is_ticked for row in rows if event.id in row.events}


def lacks_of(event: Event, *, has_cards: bool, now: datetime) -> list[LackShown]:
    """List what the page of an event lacks: first what nothing is published with."""
    edit = url_for("events.edit_event", event_id=event.id)
    menu = url_for("shopping.show_menu", event_id=event.id)
    cards = url_for("cards.make_batch", event_id=event.id)
    is_example = event.series is not None and event.series.is_example
    found = {
        Lack.EXAMPLE: (is_example, url_for("start.show_first_steps")),
        Lack.OVER: (event.ends_at <= now, edit),
        Lack.PLACE: (event.venue is None, edit),
        Lack.ADDRESS: (event.venue is not None and not event.venue.address, edit),
        Lack.PHONE: (event_facts.phone_of(event) is None, edit),
        Lack.MENU: (not event.dishes, menu),
        Lack.WORDS: (not event.description.strip(), edit),
        Lack.CARDS: (not event.is_public and not has_cards, cards),
    }
    return [
        LackShown(_(lack.value), href, lack in STOPS)
        for lack, (is_missing, href) in found.items()
        if is_missing
    ]


def is_stopped(event: Event, *, now: datetime) -> bool:
    """Say whether an event can't be published as it is."""
    return any(lack.stops for lack in lacks_of(event, has_cards=True, now=now))


def _assurances(event: Event) -> dict[Assurance, str]:
    """Return what the page of an event can promise, in its words."""
    found = {one: event_facts.assurance_name(one) for one in served(menu_of(event).dishes)}
    found[Assurance.ACCESSIBLE] = event_facts.access_words()
    if event.state is not EventState.DRAFT:
        return found  # the rest was said before, and who changes it tells guests of it
    found[Assurance.TIMES] = " ".join(
        (
            day_and_year(event.starts_at, event.zone),
            time_range(event.starts_at, event.ends_at, event.zone),
        )
    )
    found[Assurance.FREE] = _("It costs nothing")
    if event.venue is not None:
        found[Assurance.PLACE] = ", ".join(
            dict.fromkeys(filter(None, (event.venue.name, event.venue.address)))
        )
    if event.is_public and event.kind in {EventKind.OPEN, EventKind.UNSURE}:
        found[Assurance.ENTRY] = event_facts.may_come(
            event, left=limit_of(event), asks=event.answers_without_card
        )
    return found


def _row(
    assurance: Assurance,
    words: str,
    ids: Sequence[int],
    of_all: int,
    event: Event,
) -> AssuranceRow:
    key = assurance.value
    if assurance in MUST:
        key += f"-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
    note = _(NOTES[assurance]) if assurance in NOTES else ""
    if len(ids) < of_all:
        days = ngettext("On %(num)s day.", "On %(num)s days.", len(ids))
        note = f"{days} {note}".strip()
    return AssuranceRow(
        assurance=assurance,
        key=key,
        words=words,
        note=note,
        events=tuple(ids),
        is_ticked=_was_said(event, assurance),
    )


def _was_said(event: Event, assurance: Assurance) -> bool:
    """Say whether the page of an event that is no draft says a promise."""
    if event.state is EventState.DRAFT:
        return False
    if event.promised is None:  # from before anybody was asked: what the menu has, is said
        return assurance is not Assurance.ACCESSIBLE
    return bool(event.promised.get(assurance))
