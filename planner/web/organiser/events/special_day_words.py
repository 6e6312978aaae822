"""What is said beside a date: it is, or is next to, a day on which people are away or feast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.special_days import SpecialDay, SpecialKind, special_days
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.school_holidays import list_school_holidays
from planner.store.models import Event, SchoolHoliday
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _

PEOPLE_ARE_AWAY = {SpecialKind.HOLIDAY, SpecialKind.CARNIVAL}


class KnownDays:
    """The days without school of an organisation, read once for a page with many dates."""

    def __init__(self, session: Session, *, since: date | None = None) -> None:
        self._school: Sequence[SchoolHoliday] = list_school_holidays(session, since=since)

    @property
    def knows_schools(self) -> bool:
        """Whether anything is written down of schools from that day on."""
        return bool(self._school)

    def words(self, on: date) -> list[str]:
        """Return what is said beside a date; nothing for most."""
        language = current_language()
        said = [_special_words(one) for one in special_days(on, language)]
        return said + [
            _("Schools are off (%(name)s): some people are away.", name=one.name)
            for one in self._off(on)
        ]

    def is_holiday(self, on: date) -> bool:
        """Say whether it is a holiday, or schools are off: what the forecast asks."""
        is_off = any(
            one.kind in PEOPLE_ARE_AWAY and not one.days
            for one in special_days(on, current_language())
        )
        return is_off or bool(self._off(on))

    def _off(self, on: date) -> list[SchoolHoliday]:
        return [one for one in self._school if one.first_on <= on <= one.last_on]


@dataclass(frozen=True)
class SpecialWords:
    """What is said of the day in a form.

    Attributes:
        lines: sentences that name the day, as the form may be given another one.
        is_holiday: whether to propose that it is a holiday; nobody ticks it but the organiser.
    """

    lines: list[str]
    is_holiday: bool


def special_words_of(form: Any) -> SpecialWords:
    """Return what is said of the day that a form of an event shows."""
    on = form.held_on.data
    if on is None:
        return SpecialWords([], is_holiday=False)
    known = KnownDays(reading_session(), since=on)
    lines = [_("%(day)s: %(what)s", day=day(on), what=words) for words in known.words(on)]
    return SpecialWords(lines, known.is_holiday(on) and not form.is_holiday.data)


def say_special_days(event: Event, *, before: EventPlan | None = None) -> None:
    """Say it on the next page where an event comes to a day on which people are away or feast."""
    on = day_of(event.starts_at, event.zone)
    if before is not None and day_of(before.starts_at, event.zone) == on:
        return
    for words in KnownDays(session(), since=on).words(on):
        flash(_("%(day)s: %(what)s", day=day(on), what=words), "warn")


def days_of_holiday(one: SchoolHoliday) -> str:
    """Say from when until when schools are off."""
    return _("from %(first)s to %(last)s", first=day(one.first_on), last=day(one.last_on))


def _special_words(one: SpecialDay) -> str:
    if one.kind is SpecialKind.HOLIDAY:
        if one.days:
            return (
                _("The day before it is a holiday: %(name)s.", name=one.name)
                if one.days > 0
                else _("The day after it is a holiday: %(name)s.", name=one.name)
            )
        return _("It is a holiday: %(name)s.", name=one.name)
    return {
        SpecialKind.CARNIVAL: _("It is Carnival."),
        SpecialKind.RAMADAN: _(
            "It is probably Ramadan, which depends on the moon. Who fasts eats after sunset."
        ),
        SpecialKind.EID_AL_FITR: _("It is about Eid al-Fitr. The moon decides the day."),
        SpecialKind.EID_AL_ADHA: _("It is about Eid al-Adha. The moon decides the day."),
        SpecialKind.DIVALI: _("It is about Divali. The moon decides the day."),
    }[one.kind]
