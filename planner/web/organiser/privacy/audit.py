"""Who did what: a list in words, of one event or of all, to filter and to take along."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import Actor
from planner.core.roles import Right
from planner.exports.tables import write_table
from planner.services.privacy import audit
from planner.services.privacy.audit import AuditFilter
from planner.store.models import AuditEntry, Event
from planner.web.access import needs
from planner.web.audit_kinds import KINDS
from planner.web.audit_words import FIELDS, SENTENCES
from planner.web.db import reading_session
from planner.web.filters import day_and_time, local
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.lanes import is_large
from planner.web.numbers import whole_number
from planner.web.organiser.fields import day_or_fault
from planner.web.organiser.labels import numbered_name
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.privacy import bp
from planner.web.organiser.privacy.tries import tries_in_words
from planner.web.paging import asked_page

ROWS = 100


@dataclass(frozen=True)
class EntryShown:
    """What was done."""

    sentence: str
    when: str
    moment: datetime
    """On the clocks of the installation."""
    who: str
    event: str


def entry_shown(entry: AuditEntry, zone: str) -> EntryShown:
    """Return an entry in words; a name that is gone is said to be gone."""
    blanks = {
        "who": _who(entry),
        "event": entry.event.title if entry.event else _("an event"),
        "batch": numbered_name(entry.batch.name) if entry.batch else _("a stack of cards"),
        "fields": _fields(entry.fields),
    }
    words = SENTENCES.get(entry.what)
    sentence = tries_in_words(entry) or (
        _(words, **blanks) if words else f"{blanks['who']}: {entry.what}"
    )
    return EntryShown(
        sentence=sentence,
        when=day_and_time(entry.at, zone),
        moment=local(entry.at, zone),
        who=blanks["who"],
        event=entry.event.title if entry.event else "",
    )


def _who(entry: AuditEntry) -> str:
    if entry.actor is Actor.COMMAND:
        return _("Whoever runs the planner")
    if entry.actor is Actor.INTERMEDIARY:
        if entry.batch and entry.batch.intermediary:
            return entry.batch.intermediary.name
        name = numbered_name(entry.batch.name) if entry.batch else _("a stack of cards")
        return _("The contact person of %(batch)s", batch=name)
    if entry.actor is Actor.NOBODY:
        return _("Somebody")
    if entry.account is not None:
        return entry.account.name
    if entry.actor is Actor.ORGANISER:
        return _("Somebody who has left")
    return _("Somebody")


def _fields(names: list[str]) -> str:
    words = {_(FIELDS[name]) if name in FIELDS else _("details") for name in names}
    return ", ".join(sorted(words)) or _("details")


@bp.get("/audit")
@needs(Right.PLAN)
def show_audit() -> ResponseReturnValue:
    """Show what was done."""
    return _page(None)


@bp.get("/audit.csv")
@needs(Right.PLAN)
@is_large
def download_audit() -> ResponseReturnValue:
    """Give the same as CSV, all of it."""
    return _csv(None)


@bp.get("/events/<int:event_id>/audit")
@needs(Right.MANAGE)
def show_event_audit(event_id: int) -> ResponseReturnValue:
    """Show what was done to one event."""
    return _page(event_to_show(event_id))


@bp.get("/events/<int:event_id>/audit.csv")
@needs(Right.MANAGE)
@is_large
def download_event_audit(event_id: int) -> ResponseReturnValue:
    """Give that as CSV."""
    return _csv(event_to_show(event_id))


def _page(event: Event | None) -> ResponseReturnValue:
    wanted = _wanted(event)
    page = asked_page()
    entries = audit.list_entries(reading_session(), wanted, most=ROWS + 1, skip=(page - 1) * ROWS)
    return render_template(
        "organiser/privacy/audit.html",
        event=event,
        entries=[entry_shown(one, settings().zone) for one in entries[:ROWS]],
        people=[(one.id, one.name) for one in audit.people_in(reading_session())],
        kinds=[(key, _(name)) for key, (name, _prefixes) in KINDS.items()],
        who=wanted.account_id,
        kind=request.args.get("kind", ""),
        on=wanted.on.isoformat() if wanted.on else request.args.get("on", ""),
        fault=_day()[1],
        page=page,
        action=_address(event, "show_audit", "show_event_audit"),
        csv_url=_address(event, "download_audit", "download_event_audit", **_asked()),
        previous_url=_turned(event, page - 1) if page > 1 else None,
        next_url=_turned(event, page + 1) if len(entries) > ROWS else None,
        audit_days=settings().audit_days,
    )


def _csv(event: Event | None) -> Response:
    entries = audit.list_entries(reading_session(), _wanted(event))
    shown = [entry_shown(one, settings().zone) for one in entries]
    heading = [_("When"), _("Who"), _("Event"), _("What")]
    rows = [(one.moment, one.who, one.event, one.sentence) for one in shown]
    return Response(
        write_table(heading, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=who-did-what.csv"},
    )


def _wanted(event: Event | None) -> AuditFilter:
    _name, prefixes = KINDS.get(request.args.get("kind", ""), ("", ()))
    return AuditFilter(
        event_id=event.id if event else None,
        account_id=request.args.get("who", type=whole_number),
        prefixes=prefixes,
        on=_day()[0],
        zone=settings().zone,
    )


def _day() -> tuple[date | None, str]:
    """Return the day that is asked for, or what is the matter with it."""
    typed = request.args.get("on", "")
    return day_or_fault(typed) if typed else (None, "")


def _asked() -> dict[str, str]:
    return {key: request.args[key] for key in ("who", "kind", "on") if request.args.get(key)}


def _address(event: Event | None, of_all: str, of_one: str, **asked: Any) -> str:
    if event is None:
        return url_for(f"privacy.{of_all}", **asked)
    return url_for(f"privacy.{of_one}", event_id=event.id, **asked)


def _turned(event: Event | None, page: int) -> str:
    return _address(event, "show_audit", "show_event_audit", **_asked(), page=str(page))
