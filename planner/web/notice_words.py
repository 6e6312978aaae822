"""What changed about an event, in the words that guests read on pages and in mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.enums import EventState
from planner.core.notices import NoticeKind
from planner.services.messages.notices import when_where
from planner.store.models import Event, EventNotice
from planner.web.event_words import notice_words_of
from planner.web.filters import day, time_range
from planner.web.i18n import gettext as _

NEW_TIME = {NoticeKind.TIME, NoticeKind.TIME_AND_PLACE}
NEW_PLACE = {NoticeKind.PLACE, NoticeKind.TIME_AND_PLACE}


@dataclass(frozen=True)
class NoticeWords:
    """A change in words.

    Attributes:
        headings: what is true now, a line for each thing that changed.
        was: what was true before, where that helps.
        words: the organiser's own sentence.
    """

    headings: tuple[str, ...]
    was: tuple[str, ...] = ()
    words: str = ""


def notice_words(event: Event, notice: EventNotice) -> NoticeWords:
    """Return one change in words, as it stands now."""
    return NoticeWords(
        _headings(event, {notice.kind}), _was(event, notice), notice_words_of(event, notice)
    )


def all_in_words(event: Event, notices: Sequence[EventNotice]) -> NoticeWords | None:
    """Return all that changed since cards went out, newest first; None when nothing holds now.

    A card may have been printed before the first change, so a change does not go when it is told.
    Of an event that is off, its page says so already.
    """
    if not notices or event.state is not EventState.PUBLISHED:
        return None
    headings = _headings(event, {notice.kind for notice in notices})
    was = _was(event, notices[0]) if len(notices) == 1 else ()
    if not headings:
        return None
    return NoticeWords(headings, was, notice_words_of(event, notices[0]))


def _headings(event: Event, kinds: set[NoticeKind]) -> tuple[str, ...]:
    found = []
    if event.state is EventState.CANCELLED:
        return (_("It is cancelled."),)
    if NoticeKind.RESUMED in kinds:
        found.append(_("It will take place after all."))
    if kinds & NEW_TIME:
        found.append(
            _(
                "New time: %(day)s, %(times)s",
                day=day(event.starts_at, event.zone),
                times=time_range(event.starts_at, event.ends_at, event.zone),
            )
        )
    place = when_where(event).place
    if kinds & NEW_PLACE and place:
        found.append(_("New place: %(place)s", place=place))
    return tuple(found)


def _was(event: Event, notice: EventNotice) -> tuple[str, ...]:
    found = []
    if notice.kind in NEW_TIME:
        found.append(
            _(
                "Before, it was %(day)s, %(times)s.",
                day=day(notice.was_starts_at, event.zone),
                times=time_range(notice.was_starts_at, notice.was_ends_at, event.zone),
            )
        )
    if notice.kind in NEW_PLACE and notice.was_place:
        found.append(_("Before, it was here: %(place)s", place=notice.was_place))
    return tuple(found)
