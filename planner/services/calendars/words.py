"""The few words of ours in a calendar, in the language that it is made in."""

from collections.abc import Iterable
from datetime import datetime

from babel.dates import format_date

from planner.core.local_time import day_of, time_of
from planner.core.residents.undertakings import PromiseState
from planner.exports.ics_time import HOME_ZONE
from planner.services.calendars.said import description_in, part_place_in, part_title_in
from planner.store.models import Event, ProgrammeItem
from planner.translations.reading import Texts


def cancelled_prefix(texts: Texts) -> str:
    """Return what stands before the title of an event that does not go on."""
    return texts.gettext("CANCELLED: %(title)s", title="")


def draft_prefix(texts: Texts) -> str:
    """Return what stands before the title of an event that nobody else sees yet."""
    return texts.gettext("DRAFT: %(title)s", title="")


def reach_words(reaches_to: datetime | None, texts: Texts) -> str:
    """Return until when a feed reaches that had no room for more; empty where all is in it."""
    if reaches_to is None:
        return ""
    day = format_date(day_of(reaches_to, HOME_ZONE), "long", locale=texts.language)
    return texts.gettext("This calendar reaches until %(day)s. Later dates follow.", day=day)


def promise_title(what: str, partner: str, state: PromiseState, texts: Texts) -> str:
    """Return what a private calendar shows of a promise on its day; settled ones say so."""
    said = f"{what} ({partner})" if partner else what
    if state is PromiseState.DONE:
        return texts.gettext("✓ Done: %(what)s", what=said)
    if state is PromiseState.CANNOT:
        return texts.gettext("Can't be done: %(what)s", what=said)
    return texts.gettext("To be done: %(what)s", what=said)


def task_title(what: str, event_title: str, texts: Texts) -> str:
    """Return what a private calendar shows of a task on its day."""
    return texts.gettext("To be done: %(what)s", what=f"{what} · {event_title}")


def describe(
    event: Event,
    texts: Texts,
    *,
    facts: Iterable[str],
    call: tuple[str, str],
    answer_url: str = "",
) -> str:
    """Write what a calendar shows under an event: what, the parts, what it costs, whom to call.

    Args:
        event: with its programme.
        texts: of the language of the calendar.
        facts: more that is said of it, a line each.
        call: whom to call and their number; without a number the line is left out.
        answer_url: where one household says whether it comes; empty for everybody's calendar.
    """
    paragraphs = [description_in(event, texts.language).strip(), _programme(event, texts)]
    name, phone = call
    lines = [*facts, texts.gettext("It costs nothing.")]
    if phone and name:
        lines.append(texts.gettext("Questions? Call %(name)s: %(number)s", name=name, number=phone))
    elif phone:
        lines.append(texts.gettext("Call us: %(number)s", number=phone))
    if answer_url:
        lines.append(texts.gettext("Are you coming or not? Say so here: %(url)s", url=answer_url))
    paragraphs.append("\n".join(filter(None, lines)))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _programme(event: Event, texts: Texts) -> str:
    if not event.programme:
        return ""
    lines = [_line(item, texts, event.zone) for item in event.programme]
    return "\n".join([texts.gettext("Programme:"), *lines])


def _line(item: ProgrammeItem, texts: Texts, zone: str) -> str:
    moments = [item.starts_at, *([item.ends_at] if item.ends_at else [])]
    times = "–".join(_clock(moment, texts, zone) for moment in moments)
    title, place = part_title_in(item, texts.language), part_place_in(item, texts.language)
    return f"{times} {title}" + (f" ({place})" if place else "")


def _clock(moment: datetime, texts: Texts, zone: str) -> str:
    # The Dutch write a time with a full stop, as on posters; CLDR has a colon for all.
    sign = "." if texts.language == "nl" else ":"
    return f"{time_of(moment, zone):%H{sign}%M}"
