"""A promise ready to show: its sentence, how far it is, the first day, and all that was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from planner.core.local_time import day_of
from planner.core.residents.undertakings import (
    PromiseKind,
    PromiseState,
    ToldWay,
    days_late,
    is_late,
)
from planner.store.models import Promise, PromiseTold, PromiseUpdate
from planner.web import promise_words
from planner.web.clock import now
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.residents.reach import address_of


@dataclass(frozen=True)
class PromiseLine:
    """A promise in a list.

    Attributes:
        state: how far it is, in words.
        first: the day that was named first, where it is another one now; else empty.
        where: neighbourhood and street.
        event: at which it came up; empty where it did not.
    """

    number: int
    url: str
    sentence: str
    state: str
    picture: str
    tone: str
    first: str
    where: str
    event: str
    is_late: bool
    is_public: bool


@dataclass(frozen=True)
class UpdateLine:
    """What was said of a promise: by whom and when, and which day it named, if it did."""

    heading: str
    words: str
    about: str
    moved: str


def today() -> date:
    """Return the day where promises are: from its midnight on, what was due yesterday is late."""
    return day_of(now(), settings().zone)


def promise_line(promise: Promise) -> PromiseLine:
    """Return a promise as lists show it."""
    on = today()
    late = is_late(promise.due_on, promise.state, today=on)
    picture, tone = _sign(promise, is_late=late)
    place = [promise.neighbourhood.name if promise.neighbourhood else "", promise.street]
    return PromiseLine(
        number=promise.number,
        url=url_for("residents.show_promise", **address_of(promise)),
        sentence=promise_words.sentence(promise),
        state=promise_words.state_words(promise, today=on),
        picture=picture,
        tone=tone,
        first=first_day(promise) if promise.first_due_on != promise.due_on else "",
        where=", ".join(filter(None, place)),
        event=promise.event.title if promise.event else "",
        is_late=late,
        is_public=promise.is_public,
    )


def first_day(promise: Promise) -> str:
    """Say which day was named first; it is never hidden."""
    if promise.first_due_on is None:
        return _("No day was named yet.")
    return _("First named: %(day)s", day=day(promise.first_due_on))


def late_words(promise: Promise) -> str:
    """Say for how long it is late; empty when it is not."""
    days = days_late(promise.due_on, promise.state, today=today())
    return ngettext("%(num)s day late", "%(num)s days late", days) if days else ""


def update_lines(promise: Promise) -> list[UpdateLine]:
    """Return what was said of a promise, the newest first."""
    return [_update_line(line) for line in reversed(promise.updates)]


def told_lines(told: Sequence[tuple[PromiseTold, str]]) -> list[str]:
    """Return when and how residents were told."""
    return [_told_line(one, title) for one, title in told]


def public_words(promise: Promise) -> str:
    """Say whether residents can read it, and if not, what is missing for that."""
    if promise.is_public:
        return _("Residents can read it.")
    if promise.partner_id is None:
        return _("Residents do not read it: nobody does it yet.")
    if promise.due_on is None:
        return _("Residents do not read it: there is no day yet.")
    if promise.kind is PromiseKind.PROMISED and promise.agreed_on is None:
        return _("Residents do not read it: the partner has not agreed yet.")
    return _("Residents do not read it yet.")


def _update_line(line: PromiseUpdate) -> UpdateLine:
    heading = {
        PromiseState.OPEN: _("Not begun yet"),
        PromiseState.BUSY: _("Busy with it"),
        PromiseState.DONE: _("It is done"),
        PromiseState.CANNOT: _("It can't be done"),
        PromiseState.PASSED_ON: _("Passed on"),
    }[line.state]
    if line.state is PromiseState.PASSED_ON and line.partner is not None:
        heading = _("Passed on to %(partner)s", partner=line.partner.name)
    on = day(line.at, settings().zone)
    about = _("%(day)s, by the partner", day=on) if line.is_by_partner else on
    moved = _("From here on: by %(day)s", day=day(line.due_on)) if line.due_on else ""
    return UpdateLine(heading, line.words, about, moved)


def _told_line(told: PromiseTold, title: str) -> str:
    values = {"day": day(told.told_on), "title": title or _("an event")}
    return {
        ToldWay.EVENT_PAGE: _("%(day)s: on the page of %(title)s", **values),
        ToldWay.NEIGHBOURHOOD_PAGE: _("%(day)s: on the page of the neighbourhood", **values),
        ToldWay.CARD: _("%(day)s: on the cards of %(title)s", **values),
        ToldWay.POSTER: _("%(day)s: on a poster of %(title)s", **values),
        ToldWay.MAIL: _("%(day)s: by mail", **values),
        ToldWay.ALOUD: _("%(day)s: said aloud at %(title)s", **values),
    }[told.way]


def _sign(promise: Promise, *, is_late: bool) -> tuple[str, str]:
    if promise.state is PromiseState.DONE:
        return "check-circle", "ok"
    if promise.state is PromiseState.CANNOT:
        return "x-circle", ""
    if is_late:
        return "clock", "bad"
    return ("repeat", "action") if promise.state is PromiseState.BUSY else ("clock", "")
