"""What would become of the entries of somebody's calendar, as the pages that propose it show it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import request, url_for
from wtforms import SelectField

from planner.core.local_time import day_of
from planner.exports.ics_found import ForeignEntry
from planner.exports.ics_leaving import Leave, LeftOut
from planner.services.calendars.imports import Fate, Missing, Proposal, Taken
from planner.web.filters import day, day_and_time, day_and_year, time_range
from planner.web.filters import time as clock
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.fields import options
from planner.web.organiser.labels import CHANGED_NAMES, FATE_NAMES, LEAVE_NAMES

LENGTHS = (1, 2, 3, 4, 6, 8)
MOST_NAMED = 10
"""Of what was left out for one reason."""
LONGER_THAN_A_NIGHT = timedelta(hours=18)


class LengthForm(Form):
    """How long events last whose end a file does not say."""

    hours = SelectField(_l("How long do events last that do not say so?"), coerce=int, default=2)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = options(
            (hours, ngettext("%(num)s hour", "%(num)s hours", hours)) for hours in LENGTHS
        )


@dataclass(frozen=True)
class EntryRow:
    """An entry as a page shows it; `value` is what its box sends."""

    value: str
    title: str
    when: str
    note: str
    is_ticked: bool


@dataclass(frozen=True)
class MissingRow:
    """An event that is gone there or called off, and where it is cancelled if it can't be removed.

    Attributes:
        cancel_url: empty for a draft that may go.
    """

    value: str
    title: str
    when: str
    note: str
    cancel_url: str


@dataclass(frozen=True)
class LeftOutGroup:
    """Why something was left out, the names of what was, and how much that is."""

    why: str
    names: str
    count: int


def entry_row(value: str, proposal: Proposal, chosen: Collection[str] | None) -> EntryRow:
    """Show an entry; ticked as it was sent, or as is proposed where `chosen` is None."""
    entry, zone = proposal.entry, settings().zone
    return EntryRow(
        value=value,
        title=entry.title,
        when=_(
            "%(day)s, %(times)s", day=day_and_year(entry.starts_at, zone), times=_times(entry, zone)
        ),
        note=" ".join(_notes(proposal)),
        is_ticked=proposal.is_taken_unasked if chosen is None else value in chosen,
    )


def missing_row(value: str, one: Missing) -> MissingRow:
    """Show an event that is gone there or called off."""
    return MissingRow(
        value=value,
        title=one.title,
        when=day_and_year(one.starts_at, settings().zone),
        note=_("It is cancelled there.") if one.is_called_off else _("It is gone there."),
        cancel_url="" if one.may_go else url_for("events.cancel_event", event_id=one.event_id),
    )


def left_out_rows(left_out: Iterable[LeftOut]) -> list[LeftOutGroup]:
    """Say why something was left out, and name it: most of an old calendar is over."""
    titles: dict[Leave, list[str]] = {}
    for one in left_out:
        titles.setdefault(one.reason, []).append(one.title or _("Without a name"))
    return [_left_out_group(reason, several) for reason, several in titles.items()]


def _left_out_group(reason: Leave, titles: Sequence[str]) -> LeftOutGroup:
    named = list(dict.fromkeys(titles))[:MOST_NAMED]
    rest = len(titles) - sum(title in named for title in titles)
    more = [ngettext("and %(num)s more", "and %(num)s more", rest)] if rest else []
    return LeftOutGroup(str(LEAVE_NAMES[reason]), ", ".join([*named, *more]), len(titles))


def asks_length(proposals: Iterable[Proposal]) -> bool:
    """Say whether it matters how long events last that do not say so."""
    return any(one.entry.ends_at is None and one.fate is Fate.NEW for one in proposals)


def ticked() -> frozenset[str] | None:
    """Return which entries were ticked when the form was sent; None where it was not."""
    return frozenset(request.form.getlist("take")) if request.method == "POST" else None


def taken_words(taken: Taken) -> list[str]:
    """Say what was done."""
    counted: Sequence[tuple[int, str]] = (
        (taken.made, ngettext("%(num)s draft is made.", "%(num)s drafts are made.", taken.made)),
        (
            taken.changed,
            ngettext("%(num)s event is changed.", "%(num)s events are changed.", taken.changed),
        ),
        (
            taken.removed,
            ngettext("%(num)s draft is removed.", "%(num)s drafts are removed.", taken.removed),
        ),
        (
            taken.untold,
            ngettext(
                "The guests of %(num)s event don't know it yet. That waits for you.",
                "The guests of %(num)s events don't know it yet. That waits for you.",
                taken.untold,
            ),
        ),
    )
    return [words for count, words in counted if count] or [_("Nothing was taken over.")]


def _notes(proposal: Proposal) -> list[str]:
    entry = proposal.entry
    notes = [str(FATE_NAMES[proposal.fate])]
    if entry.is_private:
        notes.append(_("It is private there."))
    if proposal.elsewhere:
        notes.append(_("It came in before from the calendar %(name)s.", name=proposal.elsewhere))
    if proposal.changed:
        names = ", ".join(str(CHANGED_NAMES[name]) for name in proposal.changed)
        notes.append(_("Different: %(what)s.", what=names))
    if entry.ends_at is None:
        notes.append(_("It does not say when it ends."))
    if entry.unknown_zone:
        notes.append(
            _(
                "Nobody knows its time zone %(name)s; it is read as %(zone)s.",
                name=entry.unknown_zone,
                zone=entry.read_in,
            )
        )
    if entry.was_cut:
        notes.append(_("Its text is too long and is cut."))
    return notes


def _times(entry: ForeignEntry, zone: str) -> str:
    if entry.ends_at is None:
        return clock(entry.starts_at, zone)
    last = entry.ends_at - timedelta(seconds=1)
    is_one_day = day_of(last, zone) == day_of(entry.starts_at, zone)
    if entry.is_all_day and is_one_day:
        return _("the whole day")
    if entry.is_all_day:
        return _("whole days, up to and including %(day)s", day=day(last, zone))
    if is_one_day or entry.ends_at - entry.starts_at < LONGER_THAN_A_NIGHT:
        return time_range(entry.starts_at, entry.ends_at, zone)
    return _(
        "from %(start)s until %(end)s",
        start=clock(entry.starts_at, zone),
        end=day_and_time(entry.ends_at, zone),
    )
