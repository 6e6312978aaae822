"""What an event needs of things: how many, what is short, what is out and what came back."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.logistics.things import CountedFrom, ThingSource
from planner.core.roles import Right
from planner.services.day.logistics_wait import people_of_each
from planner.services.forecast.forecasting import forecast_event
from planner.services.logistics import uses
from planner.services.logistics.suppliers import suppliers_of
from planner.services.logistics.things import (
    NeededUse,
    PeopleAt,
    find_use,
    judge_uses,
    missing_of,
    out_and_back,
    rivals_of,
    things_of,
    uses_of,
)
from planner.store.models import Event, ThingUse
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.things import bp
from planner.web.organiser.things.forms import SOURCES, BackForm, UseForm
from planner.web.organiser.things.making import make_panel


@dataclass(frozen=True)
class UseShown:
    """What is needed of one thing, ready to show.

    Attributes:
        count: how many, in figures.
        why: from what that follows, or what the people would need beside a typed number.
        place: where they lie, or from whom they come.
        short: how many are missing and who has them; empty where there are enough.
        out: until when they are out, or how many went out; empty for what is neither.
        back: what came back; empty until somebody noted it.
        is_open_loss: whether something is missing or broken that nobody settled.
    """

    use_id: int
    name: str
    count: str
    why: str
    place: str
    phone: str
    short: str
    out: str
    back: str
    note: str
    is_out: bool
    is_noted: bool
    comes_back: bool
    is_open_loss: bool
    form: BackForm | None
    url: str
    taken_url: str
    back_url: str
    settle_url: str


@bp.get("/events/<int:event_id>/things")
@needs(Right.LOGISTICS)
def show_uses(event_id: int) -> ResponseReturnValue:
    """Show what an event needs."""
    return _page(event_to_show(event_id))


def _page(event: Event, wrong: tuple[int, BackForm] | None = None) -> str:
    reading = reading_session()
    its = uses_of(reading, event.id)
    found = _judged(event, its)
    people = _people(event)
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return render_template(
        "organiser/things/things.html",
        event=event,
        uses=[use_shown(one, event, wrong) for one in found],
        people=_people_words(people),
        make=make_panel(event) if not its and is_planned else None,
    )


@bp.route("/events/<int:event_id>/things/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.add")
def add_use(event_id: int) -> ResponseReturnValue:
    """Ask what else is needed, or add it."""
    return _keep(event_to_show(event_id), None)


@bp.route("/events/<int:event_id>/things/<int:use_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.edit")
@anew("things.add_use", UseForm)
def edit_use(event_id: int, use_id: int) -> ResponseReturnValue:
    """Show the form of what is needed of a thing, or change it."""
    event = event_to_show(event_id)
    use = find_use(reading_session(), event_id, use_id)
    if use is None:
        abort(404)
    return _keep(event, use)


def _keep(event: Event, use: ThingUse | None) -> ResponseReturnValue:
    reading = reading_session()
    form = UseForm(data=UseForm.defaults(use))
    form.prepare(suppliers_of(reading), use)
    if use is not None:
        form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/things/use_form.html",
            event=event,
            form=form,
            use=use,
            names=[one.name for one in things_of(reading)],
        )
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event.id)
    if uses.is_taken_name(session(), event.id, plan.name, use.id if use else None):
        form.name.errors = [_("This is on the list already.")]
        page = render_template(
            "organiser/things/use_form.html", event=event, form=form, use=use, names=[]
        )
        return page, 422
    kept = uses.keep_use(session(), event.id, plan, use_id=use.id if use else None)
    session().commit()
    if kept is None:
        flash(_("An event has a list of at most 100 things."), "warn")
    else:
        flash(_("Saved."))
    return redirect(url_for("things.show_uses", event_id=event.id), code=303)


@bp.post("/events/<int:event_id>/things/<int:use_id>/remove")
@needs(Right.LOGISTICS, audited="things.remove")
def remove_use(event_id: int, use_id: int) -> ResponseReturnValue:
    """Take a thing off an event's list."""
    event_to_change(event_id)
    if not uses.remove_use(session(), event_id, use_id):
        abort(404)
    session().commit()
    flash(_("It is off the list, and free for other events."))
    return redirect(url_for("things.show_uses", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/things/<int:use_id>/taken")
@needs(Right.LOGISTICS, audited="things.taken")
def note_taken(event_id: int, use_id: int) -> ResponseReturnValue:
    """Note that things went out, as many as are needed; or take that back."""
    event = event_to_show(event_id)
    use = find_use(reading_session(), event_id, use_id)
    if use is None:
        abort(404)
    # Reckoned before it writes: meanwhile nobody waits for it.
    (one,) = _judged(event, [use])
    count = None if request.form.get("undo") else one.count
    event_to_change(event_id)
    if not uses.note_taken(session(), event_id, use_id, count):
        abort(404)
    session().commit()
    flash(_("Noted."))
    return _to_use(event_id, use_id)


@bp.post("/events/<int:event_id>/things/<int:use_id>/back")
@needs(Right.LOGISTICS, audited="things.back")
def note_back(event_id: int, use_id: int) -> ResponseReturnValue:
    """Note what came back, or take that back."""
    if request.form.get("undo"):
        event_to_change(event_id)
        if not uses.note_back(session(), event_id, use_id, back=None):
            abort(404)
        session().commit()
        flash(_("Noted."))
        return _to_use(event_id, use_id)
    if find_use(reading_session(), event_id, use_id) is None:
        abort(404)
    form = BackForm(prefix=f"back-{use_id}-")
    if not form.is_posted_and_valid():
        return _page(event_to_show(event_id), (use_id, form)), 422
    event_to_change(event_id)
    found = uses.note_back(
        session(),
        event_id,
        use_id,
        back=form.back.data,
        broken=form.broken.data or 0,
    )
    if not found:
        abort(404)
    session().commit()
    flash(_("Noted."))
    return _to_use(event_id, use_id)


@bp.post("/events/<int:event_id>/things/<int:use_id>/settle")
@needs(Right.LOGISTICS, audited="things.settle")
def settle_use(event_id: int, use_id: int) -> ResponseReturnValue:
    """Say what became of what is missing or broken."""
    event_to_change(event_id)
    is_gone = request.form.get("how") == "gone"
    if not uses.settle_use(session(), event_id, use_id, is_gone=is_gone):
        abort(404)
    session().commit()
    flash(_("It is taken off what we own.") if is_gone else _("Noted: it is there again."))
    return _to_use(event_id, use_id)


def use_shown(one: NeededUse, event: Event, wrong: tuple[int, BackForm] | None) -> UseShown:
    """Return what is needed of one thing, ready to show."""
    use, returned = one.use, one.returned
    values: dict[str, Any] = {"event_id": event.id, "use_id": use.id}
    is_out = use.taken is not None
    comes_back = use.source is not ThingSource.BOUGHT
    form = None
    if comes_back and use.back is None and (is_out or event.ends_at <= now()):
        form = (
            wrong[1]
            if wrong and wrong[0] == use.id
            else BackForm(
                formdata=None,
                prefix=f"back-{use.id}-",
                data={"back": use.taken if is_out else one.count, "broken": 0},
            )
        )
    loss = max(0, (use.taken or 0) - (use.back or 0)) if use.back is not None else 0
    return UseShown(
        use_id=use.id,
        name=use.name,
        count=number(one.count),
        why=_why(one),
        place=_place(use),
        phone=use.phone or (use.supplier.phone if use.supplier is not None else ""),
        short=_short_words(one),
        out=_out_words(one, event),
        back=_back_words(one),
        note=use.note,
        is_out=is_out,
        is_noted=returned.is_noted,
        comes_back=comes_back,
        is_open_loss=bool(loss) and not use.is_settled,
        form=form,
        url=url_for("things.edit_use", **values),
        taken_url=url_for("things.note_taken", **values),
        back_url=url_for("things.note_back", **values),
        settle_url=url_for("things.settle_use", **values),
    )


def _judged(event: Event, its: Any) -> list[NeededUse]:
    used = reading_session()
    rivals = rivals_of(used, its)
    missing = missing_of(used, [one.thing_id for one in its if one.thing_id])
    events = {one.event_id: one.event for one in (*its, *rivals)} | {event.id: event}
    made = {event.id: forecast_event(used, event, now=now())}
    people = people_of_each(used, events.values(), made, now=now())
    return judge_uses(its, rivals, missing, people)


def _people(event: Event) -> PeopleAt:
    reading = reading_session()
    made = {event.id: forecast_event(reading, event, now=now())}
    return people_of_each(reading, [event], made, now=now())[event.id]


def _people_words(people: PeopleAt) -> str:
    if people.heads is None or people.portions is None:
        return _("Nobody knows yet how many come, so what follows from people is not reckoned.")
    return _(
        "Reckoned for %(portions)s portions and at most %(heads)s people, as many as come "
        "in nine of ten such events.",
        portions=number(people.portions),
        heads=number(people.heads),
    )


def _why(one: NeededUse) -> str:
    use = one.use
    if use.counted_from is CountedFrom.NOTHING or not use.per:
        return ""
    if use.count is not None and one.reckoned is not None and one.reckoned != use.count:
        return _("You wrote this; the people would need %(count)s.", count=number(one.reckoned))
    if use.counted_from is CountedFrom.PORTIONS:
        return _("One for %(people)s who eat.", people=number(use.per))
    return _("One for %(people)s who come.", people=number(use.per))


def _place(use: ThingUse) -> str:
    if use.source is ThingSource.OWN:
        if use.thing is None:
            return _("Not on the list of what we own.")
        return use.thing.kept_at
    whom = use.supplier.name if use.supplier is not None else use.from_whom
    source = str(SOURCES[use.source])
    return _("%(how)s from %(whom)s", how=source, whom=whom) if whom else source


def _short_words(one: NeededUse) -> str:
    if not one.short:
        return ""
    if not one.takers:
        return ngettext(
            "%(num)s is missing: we own no more.", "%(num)s are missing: we own no more.", one.short
        )
    return ngettext(
        "%(num)s is missing: %(events)s has them at that time.",
        "%(num)s are missing: %(events)s has them at that time.",
        one.short,
        events=", ".join(event.title for event in one.takers),
    )


def _out_words(one: NeededUse, event: Event) -> str:
    use = one.use
    if use.source is ThingSource.BOUGHT:
        return ""
    if use.taken is not None:
        return ngettext("%(num)s went out", "%(num)s went out", use.taken)
    out, back = out_and_back(use, event)
    return _(
        "Out %(out)s, back %(back)s",
        out=day_and_time(out, event.zone),
        back=day_and_time(back, event.zone),
    )


def _back_words(one: NeededUse) -> str:
    returned = one.returned
    if not returned.is_noted:
        return ""
    said = [ngettext("%(num)s came back whole", "%(num)s came back whole", returned.back)]
    if returned.broken:
        said.append(ngettext("%(num)s is broken", "%(num)s are broken", returned.broken))
    if returned.missing:
        said.append(ngettext("%(num)s is missing", "%(num)s are missing", returned.missing))
    return " · ".join(said)


def _to_use(event_id: int, use_id: int) -> ResponseReturnValue:
    address = url_for("things.show_uses", event_id=event_id, _anchor=f"use-{use_id}")
    return redirect(address, code=303)
