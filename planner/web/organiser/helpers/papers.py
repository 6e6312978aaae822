"""On paper: the list of shifts for a wall, and the poster with the code of their page."""

from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.exports import pdf
from planner.exports.pdf import Paper
from planner.services.helpers.shift_rows import heads_standing, shifts_of, span
from planner.store.models import Event, Shift
from planner.translations.reading import guest_languages
from planner.web import card_papers
from planner.web.access import needs
from planner.web.card_papers import PaperPage
from planner.web.card_texts import name_of as name_of_language
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.help_poster import help_poster
from planner.web.i18n import current_language, ngettext
from planner.web.i18n import gettext as _
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.helper_words import first_name_of, with_company
from planner.web.organiser.lookup import event_to_show
from planner.web.shift_words import hours, task

MOST_LINES = 8
"""Empty lines to write a name on: more people come and ask."""


@dataclass(frozen=True)
class WallLine:
    """A shift on the wall.

    Attributes:
        names: first names of who is in it, who gave one.
        others: how many are in it without a name; empty for nobody.
        missing: how many are still needed; empty for none.
        lines: so many lines to write a name on.
    """

    hours: str
    task: str
    place: str
    names: tuple[str, ...]
    others: str
    missing: str
    lines: int


@dataclass(frozen=True)
class WallDay:
    """The shifts of one day."""

    day: str
    lines: list[WallLine]


@bp.get("/events/<int:event_id>/helpers/wall")
@needs(Right.HELPERS)
def show_wall(event_id: int) -> ResponseReturnValue:
    """Show the list for a wall, ready to print: first names only, and how many are needed."""
    event = event_to_show(event_id)
    by_day: dict[date, list[WallLine]] = {}
    for one in shifts_of(reading_session(), event_id):
        by_day.setdefault(day_of(span(one).starts_at, event.zone), []).append(_line(one))
    return render_template(
        "organiser/helpers/wall.html",
        event=event,
        days=[WallDay(day(held_on), lines) for held_on, lines in by_day.items()],
    )


@bp.get("/events/<int:event_id>/helpers/poster")
@needs(Right.HELPERS)
def show_help_poster(event_id: int) -> ResponseReturnValue:
    """Show the poster that asks for help, in a language of guests."""
    event = event_to_show(event_id)
    language = _language()
    nothing = _nothing(event)
    if request.args.get("give") == "picture" and not nothing and pdf.is_available():
        return card_papers.give_picture(help_poster(event, language, Paper.A4))
    files = [
        (_pdf_url(event_id, language, Paper.A3), _("As PDF of A3")),
        (_pdf_url(event_id, language, Paper.A4), _("As PDF of A4")),
    ]
    others = [
        (
            url_for("helpers.show_help_poster", event_id=event_id, language=code),
            name_of_language(code),
        )
        for code in guest_languages()
        if code != language
    ]
    return PaperPage(
        title=_("Poster that asks for help: %(title)s", title=event.title),
        lines=[
            _("One page for a wall or a table. Its code leads to the shifts: two taps, no name."),
            _("Its language: %(language)s.", language=name_of_language(language)),
        ],
        picture_url=url_for(
            "helpers.show_help_poster", event_id=event_id, language=language, give="picture"
        ),
        files=files,
        others=others,
        back=(url_for("helpers.show_helpers", event_id=event_id), _("Helpers")),
        nothing=nothing,
    ).answer()


@bp.get("/events/<int:event_id>/helpers/poster.pdf")
@needs(Right.HELPERS)
def download_help_poster(event_id: int) -> ResponseReturnValue:
    """Give the poster as PDF, of A3 unless A4 is asked for."""
    event = event_to_show(event_id)
    if _nothing(event) or not pdf.is_available():
        abort(404)
    language = _language()
    paper = Paper.A4 if request.args.get("paper") == Paper.A4.value else Paper.A3
    return card_papers.give_pdf(
        lambda: pdf.render_poster(help_poster(event, language, paper)),
        f"{event.slug}-{language}-helpers.pdf",
        sorry_url=url_for("helpers.show_help_poster", event_id=event_id),
    )


def _language() -> str:
    """Return the language that was chosen; that of this page where none was, if guests have it."""
    asked = request.args.get("language") or current_language()
    return asked if asked in guest_languages() else guest_languages()[0]


def _pdf_url(event_id: int, language: str, paper: Paper) -> str:
    return url_for(
        "helpers.download_help_poster", event_id=event_id, language=language, paper=paper.value
    )


def _nothing(event: Event) -> str:
    """Say why there is no poster; nothing where there is one."""
    if event.help_code is None:
        return _("There are no shifts yet, so its code would lead nowhere. Make them first.")
    if event.state is EventState.DRAFT:
        return _("This is a draft, so its code would lead nowhere. Publish it first.")
    if event.state is not EventState.PUBLISHED:
        return _("This event is over or called off, so there is nothing to help with.")
    return ""


def _line(shift: Shift) -> WallLine:
    standing = [
        one
        for one in shift.entries
        if one.state is EntryState.STANDING and one.set_aside_until is None
    ]
    named = [one for one in standing if first_name_of(one.helper)]
    others = sum(one.heads for one in standing if not first_name_of(one.helper))
    missing = max(0, shift.needed - heads_standing(shift))
    return WallLine(
        hours=hours(shift),
        task=task(shift),
        place=shift.place,
        names=tuple(sorted(with_company(first_name_of(one.helper), one.heads) for one in named)),
        others=ngettext("and %(num)s more", "and %(num)s more", others) if others else "",
        missing=ngettext("%(num)s more needed", "%(num)s more needed", missing) if missing else "",
        lines=min(missing, MOST_LINES),
    )
