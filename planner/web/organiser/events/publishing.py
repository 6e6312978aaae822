"""From draft to what guests read: the page as they will see it, each promise on it confirmed."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.assurances import MUST, Assurance
from planner.core.enums import EventState
from planner.core.roles import Right
from planner.core.texts import N_
from planner.services.answer.tally import tally
from planner.services.plan import publishing
from planner.services.plan.publishing import KnownBy
from planner.store.models import Event, Series
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import let_others_write, reading_session, session
from planner.web.filters import day_and_year, time_range
from planner.web.forms import Form
from planner.web.headers import use_framing_policy
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.events import bp
from planner.web.organiser.events.publish_form import as_ticked, assurance_form
from planner.web.organiser.events.publish_rows import (
    AssuranceRow,
    assurance_rows,
    is_stopped,
    kept_of,
    lacks_of,
)
from planner.web.organiser.lookup import event_to_change, event_to_show

WHY_NOT_BACK = {
    KnownBy.ANSWER: N_("It stays as it is: somebody has answered."),
    KnownBy.MAIL: N_("It stays as it is: mail about it has gone out."),
    KnownBy.CARD: N_("It stays as it is: cards are handed out."),
    KnownBy.GATE: N_("It stays as it is: people have come in."),
}
CANCEL_INSTEAD = N_("Does it not go on? Then cancel it, so that they hear of it.")


@bp.route("/events/<int:event_id>/publish", methods=["GET", "POST"])
@needs(Right.MANAGE, audited="programme.publish")
def publish_event(event_id: int) -> ResponseReturnValue:
    """Show what guests will read, with each promise to confirm; or let them read it."""
    event = event_to_show(event_id)
    if event.state not in {EventState.DRAFT, EventState.PUBLISHED}:
        abort(404)
    rows = assurance_rows([event])
    form = assurance_form(rows).edits()
    is_valid, is_draft = form.is_posted_and_valid(), event.state is EventState.DRAFT
    rows = as_ticked(rows, form)
    if not is_valid or (is_draft and is_stopped(event, now=now())):
        let_others_write()
        return _event_page(event, form, rows)
    kept = kept_of(event, rows)
    changing = event_to_change(event_id)
    if not is_draft:
        publishing.assure(changing, kept, now=now())
        words = _("Saved. Guests read it now.")
    elif publishing.publish(session(), changing, kept, now=now()):
        words = published_words(event)
    else:
        words = _("Somebody else published it just now.")
    session().commit()
    flash(words)
    return redirect(url_for("desk.show_event", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/back-to-draft")
@needs(Right.MANAGE, audited="programme.withdraw")
def make_draft_again(event_id: int) -> ResponseReturnValue:
    """Make an event a draft again, while nobody has answered or was told."""
    event = event_to_change(event_id)
    known = publishing.withdraw(session(), event, now=now())
    session().commit()
    if known is None:
        flash(_("It is a draft again. Guests do not see it."))
    else:
        flash(f"{_(WHY_NOT_BACK[known])} {_(CANCEL_INSTEAD)}", "warn")
    return redirect(url_for("desk.show_event", event_id=event_id), code=303)


@bp.route("/series/<int:series_id>/publish", methods=["GET", "POST"])
@needs(Right.PLAN, audited="programme.publish_series")
def publish_series(series_id: int) -> ResponseReturnValue:
    """Do the same for all drafts of a series, or for those that are ticked."""
    series = reading_session().get(Series, series_id)
    if series is None:
        abort(404)
    drafts = publishing.drafts_of(reading_session(), series_id, now=now())
    ready = [event for event in drafts if not is_stopped(event, now=now())]
    chosen = {event.id for event in ready}
    if request.method == "POST":
        chosen = {int(sent) for sent in request.form.getlist("event") if sent.isdecimal()}
    wanted = [event for event in ready if event.id in chosen]
    rows = assurance_rows(wanted or ready, asks_times=False)
    form = assurance_form(rows)
    is_valid = form.is_posted_and_valid()
    rows = as_ticked(rows, form)
    if not is_valid or not wanted:
        return _series_page(series, drafts, chosen, form, rows)
    done = 0
    for event in wanted:
        # The tick beside a day is the one for its times.
        kept = {**kept_of(event, rows), Assurance.TIMES: True}
        done += publishing.publish(session(), event_to_change(event.id), kept, now=now())
    session().commit()
    flash(ngettext("%(num)s event is published.", "%(num)s events are published.", done))
    return redirect(url_for("events.show_series", series_id=series_id), code=303)


def published_words(event: Event) -> str:
    """Say what publishing an event did."""
    if event.is_public:
        return _("It is public now: everybody can find it, and answer.")
    return _("It is ready to invite: whoever has a card can answer.")


def _event_page(event: Event, form: Form, rows: list[AssuranceRow]) -> ResponseReturnValue:
    cards = sum(batch.cards for batch in tally(reading_session(), event.id).batches)
    return _page(
        rows,
        event=event,
        form=form,
        is_draft=event.state is EventState.DRAFT,
        lacks=lacks_of(event, has_cards=bool(cards), now=now()),
        is_stopped=is_stopped(event, now=now()),
        shown=event,
    )


def _series_page(
    series: Series,
    drafts: Sequence[Event],
    chosen: set[int],
    form: Form,
    rows: list[AssuranceRow],
) -> ResponseReturnValue:
    days = [
        {
            "id": event.id,
            "day": day_and_year(event.starts_at, event.zone),
            "note": time_range(event.starts_at, event.ends_at, event.zone),
            "title": event.title,
            "is_ticked": event.id in chosen,
            "stops": [one.words for one in lacks_of(event, has_cards=True, now=now()) if one.stops],
            "edit_url": url_for("events.edit_event", event_id=event.id),
        }
        for event in drafts
    ]
    ready = [event for event in drafts if not is_stopped(event, now=now())]
    error = _("Tick at least one day.") if request.method == "POST" and not chosen else ""
    if error:
        form.form_errors.append(Markup('<a href="#days">{}</a>').format(error))
    return _page(
        rows,
        template="publish_series",
        series=series,
        form=form,
        days=days,
        shown=ready[0] if ready else None,
        error=error,
    )


def _page(
    rows: list[AssuranceRow], *, template: str = "publish", **values: Any
) -> ResponseReturnValue:
    use_framing_policy()
    page = render_template(
        f"organiser/events/{template}.html",
        musts=[row for row in rows if row.assurance in MUST],
        others=[row for row in rows if row.assurance not in MUST],
        **values,
    )
    return page, 422 if request.method == "POST" else 200
