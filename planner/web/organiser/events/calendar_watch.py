"""A calendar of somebody else at its address: looked at each day, and what it proposes settled."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, URLField
from wtforms.validators import DataRequired, Length

from planner.core.enums import CalendarTrouble
from planner.core.roles import Right
from planner.services.calendars import fetching, watching
from planner.services.calendars.fetching import LONGEST_ADDRESS, NoAddress
from planner.services.calendars.watching import CalendarVisit
from planner.store.models import WatchedCalendar
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import read_anew, reading_session, session
from planner.web.filters import day_and_time
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.events import bp
from planner.web.organiser.events.calendar_rows import (
    LengthForm,
    asks_length,
    entry_row,
    left_out_rows,
    missing_row,
    taken_words,
    ticked,
)
from planner.web.organiser.fields import TOO_LONG
from planner.web.organiser.labels import CALENDAR_TROUBLES

MOST_WATCHED = 20
SOON = timedelta(minutes=1)


class CalendarAddressForm(Form):
    """The address of somebody's calendar, and what the organisation calls it."""

    address = URLField(
        _l("The calendar’s address"),
        description=_l("It begins with https:// or webcal://."),
        validators=[
            DataRequired(_l("Fill in the address.")),
            Length(max=LONGEST_ADDRESS, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    source = StringField(
        _l("What do you call this calendar?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )


@dataclass(frozen=True)
class WatchedRow:
    """A calendar that is looked at, and how that goes."""

    title: str
    text: str
    url: str
    tone: str


def watched_row(row: WatchedCalendar) -> WatchedRow:
    """Show a calendar in the list, with what it wants of us first."""
    if row.next_look_at is None:
        text, tone = _("We stopped looking: it failed for two weeks."), "bad"
    elif row.trouble is not None:
        text, tone = str(CALENDAR_TROUBLES[row.trouble]), "warn"
    elif row.has_news:
        text, tone = _("Something to look at."), "warn"
    else:
        text, tone = _("Nothing to look at."), ""
    return WatchedRow(row.source, text, url_for("events.show_watched", calendar_id=row.id), tone)


@bp.route("/events/import/address", methods=["GET", "POST"])
@needs(Right.PLAN, audited="calendar_import.watch")
def watch_calendar() -> ResponseReturnValue:
    """Ask for an address, and look there at once: what can't be read is said before it is kept."""
    form = CalendarAddressForm()
    if not form.is_posted_and_valid():
        return _address_page(form)
    try:
        address = fetching.clean_address(form.address.data or "")
    except NoAddress:
        form.address.errors = [_("This is no address of a calendar. Copy all of it.")]
        return _address_page(form)
    if len(watching.watched(reading_session())) >= MOST_WATCHED:
        form.address.errors = [_("You look at 20 calendars already. Stop one first.")]
        return _address_page(form)
    read_anew()  # it may take half a minute: nothing is held meanwhile
    look = watching.look_up(CalendarVisit(None, address), zone=settings().zone, now=now())
    if look.trouble is not None or look.reading is None:
        trouble = look.trouble or CalendarTrouble.NO_ANSWER
        form.address.errors = [str(CALENDAR_TROUBLES[trouble])]
        return _address_page(form)
    source = form.source.data or look.reading.name or (urlsplit(address).hostname or "")[:120]
    if watching.is_watched(session(), source):
        form.source.errors = [_("You look at a calendar of this name already.")]
        return _address_page(form)
    row = watching.watch(
        session(),
        look,
        source=source,
        address=address,
        organisation_id=current_account().organisation_id,
        zone=settings().zone,
        now=now(),
    )
    calendar_id = row.id
    session().commit()
    return redirect(url_for("events.show_watched", calendar_id=calendar_id), code=303)


@bp.get("/events/import/address/<int:calendar_id>")
@needs(Right.PLAN)
def show_watched(calendar_id: int) -> ResponseReturnValue:
    """Show what a calendar proposes; nothing is done by itself."""
    found = reading_session().get(WatchedCalendar, calendar_id)
    return _watched_page(found or abort(404), LengthForm())


@bp.post("/events/import/address/<int:calendar_id>")
@needs(Right.PLAN, audited="calendar_import.settle")
def settle_watched(calendar_id: int) -> ResponseReturnValue:
    """Do what is ticked, or put it away until it changes."""
    form = LengthForm()
    if not form.is_posted_and_valid():
        found = reading_session().get(WatchedCalendar, calendar_id)
        return _watched_page(found or abort(404), form)
    row = _to_change(calendar_id)
    marks = {*request.form.getlist("take"), *request.form.getlist("remove")}
    alone = request.form.get("away")
    if request.form.get("do") == "again":
        watching.bring_back(session(), row, zone=settings().zone, now=now())
        said = [_("What was put away is proposed again.")]
    elif alone is not None or request.form.get("do") == "away":
        put = {alone} if alone else marks
        count = watching.put_away(session(), row, put, zone=settings().zone, now=now())
        said = [ngettext("%(num)s proposal is put away.", "%(num)s proposals are put away.", count)]
    else:
        taken = watching.take(
            session(),
            row,
            marks,
            length=timedelta(hours=form.hours.data),
            zone=settings().zone,
            account_id=current_account().id,
            now=now(),
        )
        said = taken_words(taken)
    session().commit()
    for sentence in said:
        flash(sentence)
    return redirect(url_for("events.show_watched", calendar_id=calendar_id), code=303)


@bp.post("/events/import/address/<int:calendar_id>/look")
@needs(Right.PLAN, audited="calendar_import.look")
def look_again(calendar_id: int) -> ResponseReturnValue:
    """Look now instead of tomorrow; also where looking was given up."""
    found = reading_session().get(WatchedCalendar, calendar_id) or abort(404)
    here = redirect(url_for("events.show_watched", calendar_id=calendar_id), code=303)
    if found.is_demonstration:
        flash(_("This calendar is made up; there is nothing to look at."))
        return here
    if found.read_at is not None and now() - found.read_at < SOON:
        flash(_("We looked just now."))
        return here
    visit = watching.visit_of(found, now=now())
    read_anew()
    look = watching.look_up(visit, zone=settings().zone, now=now())
    row = watching.still_watched(session(), visit) or abort(404)
    if row.next_look_at is None:
        row.failing_since, row.failures = None, 0
    watching.keep(session(), row, look, zone=settings().zone, now=now())
    is_good = row.trouble is None
    session().commit()
    if is_good:
        flash(_("We looked again."))
    return here


@bp.post("/events/import/address/<int:calendar_id>/forget")
@needs(Right.PLAN, audited="calendar_import.forget")
def forget_watched(calendar_id: int) -> ResponseReturnValue:
    """Look at a calendar no more; what came from it stays."""
    watching.forget(session(), _to_change(calendar_id))
    session().commit()
    flash(_("We look at that calendar no more. Its events stay."))
    return redirect(url_for("events.upload_calendar"), code=303)


def _to_change(calendar_id: int) -> WatchedCalendar:
    return session().get(WatchedCalendar, calendar_id, with_for_update=True) or abort(404)


def _address_page(form: CalendarAddressForm) -> ResponseReturnValue:
    page = render_template("organiser/events/calendar_address.html", form=form)
    return page, 422 if form.errors else 200


def _watched_page(found: WatchedCalendar, form: LengthForm) -> ResponseReturnValue:
    zone, chosen = settings().zone, ticked()
    news = watching.news_of(reading_session(), found, zone=zone, now=now())
    page = render_template(
        "organiser/events/calendar_watched.html",
        form=form,
        calendar=found,
        masked=fetching.masked(found.address),
        read_on=day_and_time(found.read_at, zone) if found.read_at else "",
        trouble=str(CALENDAR_TROUBLES[found.trouble]) if found.trouble else "",
        rows=[entry_row(mark, one, chosen) for mark, one in news.proposals],
        missing=[missing_row(mark, one) for mark, one in news.missing],
        same=news.as_it_was,
        put_away=ngettext(
            "%(num)s proposal is put away.", "%(num)s proposals are put away.", news.put_away
        )
        if news.put_away
        else "",
        asks_length=asks_length(one for _mark, one in news.proposals),
        left_out=left_out_rows(news.left_out),
    )
    return page, 422 if form.errors else 200
