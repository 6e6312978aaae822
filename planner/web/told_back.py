"""What was promised in a neighbourhood, and what became of it, ready to show: pages, feed, paper.

Whatever says it takes the words from here, so that a page, a poster and a host say the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flask import url_for

from planner.core.local_time import day_of
from planner.core.residents.questions import ResidentQuestion
from planner.core.residents.shown import SaidTheme, ToldHeads
from planner.services.residents import telling_back
from planner.services.residents.telling_back import Standing, ToldBack, ToldPromise
from planner.store.models import Event, Neighbourhood
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language, ngettext
from planner.web.installation import settings
from planner.web.promise_words import sentence, state_words
from planner.web.who_runs import runner_by_id

PICTURES: Mapping[Standing, tuple[str, str]] = {
    Standing.DONE: ("check-circle", "ok"),
    Standing.BUSY: ("clock", "action"),
    Standing.LATE: ("warning", "warn"),
    Standing.CANNOT: ("x-circle", "plain"),
}
"""The pictogram and the tone of each; the words stand beside it, always."""


@dataclass(frozen=True, kw_only=True)
class PromiseCard:
    """A promise as residents read it.

    Attributes:
        id: its own in the database, for what is asked about it; it is never printed.
        mark: names its place on a page; it tells no number.
        state: how far it is, in words.
        sentence: what is undertaken, and by whom.
        said: what residents said that it answers, a line each.
        words: the latest that was said of it.
        first: the day that was named first and the one that counts now; empty where they are one.
        moves: each other day with its reason.
        told_by: the organisation whose promise it is.
    """

    id: int
    mark: str
    standing: Standing
    picture: str
    tone: str
    state: str
    sentence: str
    street: str
    said: tuple[str, ...]
    words: str
    words_by: str
    passed_on: str
    first: str
    moves: tuple[str, ...]
    told_by: str
    changed_at: datetime

    @property
    def is_done(self) -> bool:
        """Whether residents can be asked if it is better now."""
        return self.standing is Standing.DONE


@dataclass(frozen=True, kw_only=True)
class ThemeShown:
    """What residents said the same of: its name, how many, and some of their words."""

    name: str
    heads: str
    words: tuple[str, ...]


def tell_back(neighbourhood: Neighbourhood) -> ToldBack:
    """Return what a neighbourhood tells now, by the clocks of this installation."""
    return telling_back.tell_back(reading_session(), neighbourhood, zone=settings().zone, now=now())


@dataclass(frozen=True, kw_only=True)
class ToldAt:
    """What the page of an event tells of promises; `url` leads to all of its neighbourhood."""

    cards: list[PromiseCard]
    neighbourhood: str
    url: str


def told_at(event: Event) -> ToldAt | None:
    """Return what the page of an event tells; None where there is nothing."""
    place = event.neighbourhood
    if place is None:
        return None
    shown = telling_back.for_event(tell_back(place), event.id, event.organisation_id)
    if not shown:
        return None
    return ToldAt(
        cards=cards_of(shown),
        neighbourhood=place.name,
        url=promises_url(place, **kept_language()),
    )


def cards_of(promises: Iterable[ToldPromise]) -> list[PromiseCard]:
    """Return promises in the reader's language."""
    today = day_of(now(), settings().zone)
    return [_card(one, today) for one in promises]


def headings() -> Mapping[Standing, str]:
    """Return what is written above the promises that are so far."""
    return {
        Standing.DONE: _("Done already"),
        Standing.BUSY: _("Busy with it"),
        Standing.LATE: _("Late"),
        Standing.CANNOT: _("It can't be done"),
    }


def themes_shown(themes: Sequence[SaidTheme], question: ResidentQuestion) -> list[ThemeShown]:
    """Return what was said to one of the two questions."""
    return [
        ThemeShown(name=one.name, heads=heads_words(one.heads), words=one.words)
        for one in themes
        if one.question is question
    ]


def heads_words(heads: ToldHeads) -> str:
    """Say how many said it, as far as it is told."""
    if heads.is_few:
        return _("A few people said this.")
    return ngettext(
        "%(num)s person or more said this.", "%(num)s people or more said this.", heads.at_least
    )


def told_by(told: ToldPromise) -> str:
    """Return the name of the organisation whose promise it is."""
    return runner_by_id(told.promise.organisation_id).name


def promises_url(neighbourhood: Neighbourhood, **asked: Any) -> str:
    """Return the page of what a neighbourhood tells."""
    return url_for("public.show_neighbourhood_promises", slug=neighbourhood.slug, **asked)


def mark_of(told: ToldPromise) -> str:
    """Return what a place on a page is called by: always the same, and no number of a row."""
    return f"p-{uuid5(NAMESPACE_URL, f'{settings().base_url}/promise/{told.promise.id}').hex[:10]}"


def _card(told: ToldPromise, today: date) -> PromiseCard:
    promise = told.promise
    picture, tone = PICTURES[told.standing]
    last_move = told.moves[-1].why if told.moves else ""
    return PromiseCard(
        id=promise.id,
        mark=mark_of(told),
        standing=told.standing,
        picture=picture,
        tone=tone,
        state=state_words(promise, today=today),
        sentence=sentence(promise),
        street=promise.street,
        said=tuple(_said(one) for one in told.themes),
        # Why it was moved stands with the day that it was moved to.
        words="" if told.words == last_move else told.words,
        words_by=_("%(name)s says:", name=told.words_by) if told.words_by else "",
        passed_on=_("%(name)s has it now.", name=told.passed_on) if told.passed_on else "",
        first=_first(told),
        moves=tuple(_move(one) for one in told.moves),
        told_by=_("%(name)s tells this.", name=whose) if (whose := told_by(told)) else "",
        changed_at=told.changed_at,
    )


def _said(theme: SaidTheme) -> str:
    """Say what residents said, and how many of them: two sentences."""
    said = _("You said: %(theme)s.", theme=theme.name)
    return f"{said} {heads_words(theme.heads)}"


def _first(told: ToldPromise) -> str:
    first, until = told.promise.first_due_on, told.promise.due_on
    if first is None or until is None or first == until:
        return ""
    return _("First said: %(first)s. Now: %(day)s.", first=day(first), day=day(until))


def _move(move: telling_back.Move) -> str:
    if not move.why:
        return _("Moved from %(was)s to %(day)s.", was=day(move.was), day=day(move.until))
    return _(
        "Moved from %(was)s to %(day)s, because: %(why)s",
        was=day(move.was),
        day=day(move.until),
        why=move.why,
    )
