"""What was deleted in the last month, and the way back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from planner.core.enums import DeletedKind
from planner.core.retention import DELETED_KEPT_FOR_DAYS
from planner.core.roles import Right
from planner.core.texts import N_
from planner.services import deleted
from planner.services.deleted import StillNeeded
from planner.services.people import organisations
from planner.services.plan import places, planning
from planner.services.plan.making import touch
from planner.store.models import DeletedThing, Event, Venue
from planner.web.access import current_account, my_rights, needs
from planner.web.auditing import note_gone
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.events import bp
from planner.web.organiser.labels import known_name
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.undoing import flash_undo, put_back_url
from planner.web.paging import asked_page, turning

ROWS = 50


@dataclass(frozen=True)
class Sort:
    """What is said of a kind of things, who may put one back, and where it is found then."""

    name: str
    picture: str
    right: Right
    endpoint: str


SORTS: Mapping[DeletedKind, Sort] = {
    DeletedKind.DISH: Sort(N_("A dish"), "fork-knife", Right.FOOD, "shopping.show_menu"),
    DeletedKind.PART: Sort(
        N_("A part of the programme"), "list-checks", Right.MANAGE, "events.show_programme"
    ),
    DeletedKind.ORDER: Sort(N_("An order"), "shopping-cart", Right.FOOD, "desk.show_event"),
    DeletedKind.STACK: Sort(N_("A stack of cards"), "ticket", Right.GUESTS, "cards.list_batches"),
    DeletedKind.MEMBER: Sort(
        N_("Somebody in the team"), "user-plus", Right.MANAGE, "people.show_team"
    ),
    DeletedKind.TURNOUT: Sort(N_("A past event"), "chart", Right.PLAN, "forecast.list_turnouts"),
    DeletedKind.VENUE: Sort(N_("A place"), "map-pin", Right.PLAN, "events.list_venues"),
    DeletedKind.EVENT: Sort(N_("An event"), "calendar", Right.PLAN, "events.list_events"),
}


@dataclass(frozen=True)
class DeletedRow:
    """Something that was deleted, ready to show."""

    title: str
    text: str
    picture: str
    url: str


@bp.get("/deleted")
@needs(Right.PLAN)
def list_deleted() -> ResponseReturnValue:
    """List what was deleted of all events, and what belonged to none."""
    return _page(None)


@bp.get("/events/<int:event_id>/deleted")
@needs(Right.LOOK)
def list_deleted_parts(event_id: int) -> ResponseReturnValue:
    """List what was deleted of one event, as far as this person may put it back."""
    return _page(event_to_show(event_id))


@bp.post("/deleted/<int:thing_id>/put-back")
@needs(Right.PLAN, audited="deleted.put_back")
def put_back(thing_id: int) -> ResponseReturnValue:
    """Put something back that belongs to no event, or an event."""
    kept = _find(thing_id)
    if kept.event_id is not None:
        abort(404)
    return _put_back(kept)


@bp.post("/events/<int:event_id>/deleted/<int:thing_id>/put-back")
@needs(Right.LOOK, audited="deleted.put_part_back")
def put_part_back(event_id: int, thing_id: int) -> ResponseReturnValue:
    """Put a part of an event back."""
    event = event_to_change(event_id)
    kept = _find(thing_id)
    if kept.event_id != event_id:
        abort(404)
    if SORTS[kept.kind].right not in my_rights():
        abort(403)
    touch(event, now=now(), in_calendars=False)
    return _put_back(kept)


@bp.post("/events/<int:event_id>/delete")
@needs(Right.PLAN, audited="deleted.delete_draft")
def delete_draft(event_id: int) -> ResponseReturnValue:
    """Delete a draft."""
    event = event_to_change(event_id)
    try:
        kept = planning.delete_draft(session(), event, by_id=current_account().id, now=now())
    except (StillNeeded, ValueError):
        session().rollback()
        flash(
            _("Guests may have to do with this event already. Cancel it, then they hear of it."),
            "warn",
        )
        return redirect(url_for("desk.show_event", event_id=event_id), code=303)
    note_gone("event_id")
    session().commit()
    flash_undo(_("%(name)s is deleted.", name=kept.name), kept)
    return redirect(url_for("events.list_events"), code=303)


@bp.post("/venues/<int:venue_id>/delete")
@needs(Right.PLAN, audited="deleted.delete_venue")
def delete_venue(venue_id: int) -> ResponseReturnValue:
    """Delete a place where no event is."""
    venue = session().get(Venue, venue_id)
    if venue is None or venue.organisation_id != current_account().organisation_id:
        abort(404)
    try:
        kept = places.delete_venue(session(), venue, by_id=current_account().id, now=now())
    except StillNeeded:
        session().rollback()
        flash(_("There are events at this place. Only an unused place can be deleted."), "warn")
        return redirect(url_for("events.list_venues"), code=303)
    session().commit()
    flash_undo(_("%(name)s is deleted.", name=kept.name), kept)
    return redirect(url_for("events.list_venues"), code=303)


def _put_back(kept: DeletedThing) -> Response:
    sort, event_id, name = SORTS[kept.kind], kept.event_id, _name(kept)
    if not deleted.put_back(session(), kept):
        session().rollback()
        flash(
            _("%(name)s can't be put back: something else has its place by now.", name=name),
            "warn",
        )
        return redirect(_list_url(event_id), code=303)
    # A draft that comes back is kept as long as the organisation says now.
    organisations.hold_drafts_to_term(session(), current_account().organisation_id)
    session().commit()
    flash(_("%(name)s is back.", name=name), "ok")
    if event_id is None:
        return redirect(url_for(sort.endpoint), code=303)
    return redirect(url_for(sort.endpoint, event_id=event_id), code=303)


def _find(thing_id: int) -> DeletedThing:
    kept = deleted.find_deleted(session(), thing_id, now=now())
    if kept is None:
        abort(404)
    return kept


def _page(event: Event | None) -> str:
    page = asked_page()
    kinds = _may_put_back()
    found = deleted.list_deleted(
        reading_session(),
        kinds,
        now=now(),
        event_id=event.id if event else None,
        offset=(page - 1) * ROWS,
        limit=ROWS,
    )
    return render_template(
        "organiser/events/deleted.html",
        event=event,
        rows=[_row(kept) for kept in found],
        days=DELETED_KEPT_FOR_DAYS,
        turning=turning(
            page,
            rows=ROWS,
            shown=len(found),
            found=deleted.count_deleted(
                reading_session(), kinds, now=now(), event_id=event.id if event else None
            ),
            url=_further(event),
        ),
    )


def _further(event: Event | None) -> Callable[[int | None], str]:
    if event is None:
        return lambda page: url_for("events.list_deleted", page=page)
    return lambda page: url_for("events.list_deleted_parts", event_id=event.id, page=page)


def _may_put_back() -> Collection[DeletedKind]:
    rights = my_rights()
    return [kind for kind, sort in SORTS.items() if sort.right in rights]


def _row(kept: DeletedThing) -> DeletedRow:
    zone = kept.event.zone if kept.event else settings().zone
    when = day_and_time(kept.deleted_at, zone)
    who = kept.deleted_by.name if kept.deleted_by else ""
    text = _("Deleted on %(when)s by %(who)s.", when=when, who=who) if who else ""
    parts = (
        _(SORTS[kept.kind].name) if kept.name else "",
        kept.event.title if kept.event else "",
        text or _("Deleted on %(when)s.", when=when),
    )
    return DeletedRow(
        title=_name(kept),
        text=" · ".join(filter(None, parts)),
        picture=SORTS[kept.kind].picture,
        url=put_back_url(kept),
    )


def _name(kept: DeletedThing) -> str:
    """Return what a thing was called; of a colleague nothing is written down here."""
    return known_name(kept.name) if kept.name else _(SORTS[kept.kind].name)


def _list_url(event_id: int | None) -> str:
    if event_id is None:
        return url_for("events.list_deleted")
    return url_for("events.list_deleted_parts", event_id=event_id)
