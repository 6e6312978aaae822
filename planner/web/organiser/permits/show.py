"""What the town asks of an event: what is late first, and the forecast against what was named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.logistics.permits import Overrun, PermitKind, PermitRule
from planner.core.logistics.tasks import days_late
from planner.core.roles import Right
from planner.core.turnout import Forecast, NothingKnown
from planner.core.turnout.spoken import spoken_heads
from planner.services.forecast.forecasting import forecast_event
from planner.services.logistics import permits
from planner.services.logistics.permits import (
    AskedPermit,
    asked_permits,
    facts_at,
    overrun_of,
    people_at,
    permits_of,
    rules_of,
    sites_of,
)
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time, day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.meanwhile import ask_again
from planner.web.organiser.desk.logistic_steps import call_of, more_sentence, notified_sentence
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.permits import bp
from planner.web.organiser.permits.forms import PermitForm, SiteForm
from planner.web.organiser.permits.permit_words import FACTS, KINDS, TONES, state_words


@dataclass(frozen=True)
class PermitShown:
    """Something that is asked, ready to show.

    Attributes:
        key: of its line on the page.
        when: until when it has to be there, or how late it is.
        about: what is kept of it: when it was sent, the reference, the people, the end.
        source: where it says so; `check` asks to compare, where that is long ago.
    """

    key: str
    title: str
    kind: str
    state: str
    picture: str
    tone: str
    when: str
    is_late: bool
    authority: str
    phone: str
    about: list[str]
    note: str
    source: str
    check: str
    url: str


@dataclass(frozen=True)
class OverrunShown:
    """The forecast against what was notified, in sentences.

    Attributes:
        words: how many were notified, and how likely more come.
        more: how likely more come than were notified, where twice as many was said first.
        call: whom to call, until when; empty where that is not needed.
    """

    words: str
    more: str
    call: str
    office: str
    phone: str
    is_worth_a_call: bool


@bp.get("/events/<int:event_id>/permits")
@needs(Right.LOGISTICS)
def show_permits(event_id: int) -> ResponseReturnValue:
    """Show what is asked of an event, and ask what happens there."""
    event = event_to_show(event_id)
    return _page(event, _site_form(event))


@bp.post("/events/<int:event_id>/permits/site")
@needs(Right.LOGISTICS, audited="permits.site")
def say_site(event_id: int) -> ResponseReturnValue:
    """Keep what happens at an event."""
    event = event_to_show(event_id)
    form = _site_form(event)
    if not form.is_posted_and_valid():
        return ask_again(form) if form.has_clashes else (_page(event, form), 422)
    event_to_change(event_id)
    permits.say_facts(session(), event_id, form.answer())
    session().commit()
    flash(_("Saved. Below stands what is probably asked."))
    return redirect(url_for("permits.show_permits", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/permits/by-rule/<int:rule_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="permits.keep")
def keep_by_rule(event_id: int, rule_id: int) -> ResponseReturnValue:
    """Show how far something is that a rule asks, or keep it."""
    event = event_to_show(event_id)
    rules = rules_of(reading_session(), [event.organisation_id]).get(event.organisation_id, [])
    rule = next((one for one in rules if one.rule_id == rule_id), None)
    if rule is None:
        abort(404)
    return _keep(event, rule, None)


@bp.route("/events/<int:event_id>/permits/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="permits.add")
def add_permit(event_id: int) -> ResponseReturnValue:
    """Ask what else is asked, or add it."""
    return _keep(event_to_show(event_id), None, None)


@bp.route("/events/<int:event_id>/permits/<int:permit_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="permits.edit")
def edit_permit(event_id: int, permit_id: int) -> ResponseReturnValue:
    """Show how far something is that somebody added, or change it."""
    return _keep(event_to_show(event_id), None, permit_id)


@bp.post("/events/<int:event_id>/permits/<int:permit_id>/remove")
@needs(Right.LOGISTICS, audited="permits.remove")
def remove_permit(event_id: int, permit_id: int) -> ResponseReturnValue:
    """Forget what was kept of a permit."""
    event_to_change(event_id)
    if not permits.remove_permit(session(), event_id, permit_id):
        abort(404)
    session().commit()
    flash(_("It is gone. What a rule asks stays on the list."))
    return redirect(url_for("permits.show_permits", event_id=event_id), code=303)


def _keep(event: Event, rule: PermitRule | None, permit_id: int | None) -> ResponseReturnValue:
    kept = permits_of(reading_session(), [event.id]).get(event.id, [])
    if permit_id is not None:
        permit = next((one for one in kept if one.id == permit_id), None)
        if permit is None:
            abort(404)
    else:
        permit = next((one for one in kept if rule and one.rule_id == rule.rule_id), None)
    form = PermitForm(data=PermitForm.defaults(permit, event))
    form.prepare(event, rule, today=day_of(now(), event.zone))
    if rule is not None or permit is not None:
        form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/permits/permit_form.html",
            event=event,
            form=form,
            rule=rule,
            permit=permit,
            due=day_and_year(rule.due_on(day_of(event.starts_at, event.zone))) if rule else "",
            prepared=_prepared_words(
                event, forecast_event(reading_session(), event, now=now()).forecast
            ),
        )
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event.id)
    if permits.keep_permit(session(), event.id, plan, rule=rule, permit_id=permit_id) is None:
        abort(404)
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("permits.show_permits", event_id=event.id), code=303)


def _site_form(event: Event) -> SiteForm:
    site = sites_of(reading_session(), [event.id]).get(event.id)
    return SiteForm(data=SiteForm.defaults(facts_at(site))).edits("site")


def _page(event: Event, form: SiteForm) -> str:
    reading, at = reading_session(), now()
    site = sites_of(reading, [event.id]).get(event.id)
    rules = rules_of(reading, [event.organisation_id]).get(event.organisation_id, [])
    kept = permits_of(reading, [event.id]).get(event.id, [])
    forecast = forecast_event(reading, event, now=at).forecast
    asked = asked_permits(event, site, rules, kept, forecast)
    today = day_of(at, event.zone)
    over = overrun_of(asked, forecast) if at < event.starts_at else None
    facts = facts_at(site)
    is_by_size = facts is not None and any(
        rule.least_people is not None and rule.is_asked(facts, rule.least_people) for rule in rules
    )
    return render_template(
        "organiser/permits/permits.html",
        event=event,
        form=form,
        notes={fact.value: note for fact, (_words, note) in FACTS.items()},
        is_said=facts is not None,
        has_rules=bool(rules),
        lacks_size=is_by_size and people_at(event, forecast) is None,
        lacks_forecast=_lacks_forecast(asked) if isinstance(forecast, NothingKnown) else "",
        lacks_number=any(_lacks_number(one) for one in asked),
        asked=[permit_shown(one, event, today) for one in asked],
        overrun=overrun_shown(over.as_of(today)) if over else None,
        people=_prepared_words(event, forecast),
    )


def _lacks_forecast(asked: Sequence[AskedPermit]) -> str:
    """Say that nobody knows whether more come than were notified; empty where nothing was."""
    named = [
        one.facts.most_people
        for one in asked
        if one.facts.state.is_with_them and one.facts.most_people is not None
    ]
    if not named:
        return ""
    return _(
        "You notified %(named)s people. There is no forecast yet, so nobody knows how likely more "
        "come.",
        named=number(min(named)),
    )


def _lacks_number(one: AskedPermit) -> bool:
    """Say whether the town was told, and nobody noted how many people."""
    facts = one.facts
    is_told = facts.state.is_with_them and facts.kind is not PermitKind.CHECK
    return is_told and facts.most_people is None


def _prepared_words(event: Event, forecast: Forecast | NothingKnown) -> str:
    """Say for how many people an event is prepared, as a town wants to know it."""
    people = people_at(event, forecast)
    if people is None:
        return ""
    if isinstance(forecast, Forecast):
        return _(
            "At nine of ten such events at most %(people)s people come.",
            people=number(spoken_heads(people, forecast)),
        )
    return _("You expect %(people)s people.", people=number(people))


def permit_shown(one: AskedPermit, event: Event, today: date) -> PermitShown:
    """Return something that is asked, ready to show."""
    facts, kept, rule = one.facts, one.permit, one.rule
    picture, tone = TONES[facts.state]
    late = days_late(facts.due_on, today) if facts.state.is_open else 0
    until = day_and_year(facts.due_on)
    about = []
    if kept is not None:
        if kept.sent_on:
            about.append(_("Sent on %(day)s", day=day_and_year(kept.sent_on)))
        if kept.reference:
            about.append(_("Reference %(words)s", words=kept.reference))
        if kept.most_people:
            about.append(
                ngettext("At most %(num)s person", "At most %(num)s people", kept.most_people)
            )
        if kept.until:
            about.append(_("Until %(when)s", when=day_and_time(kept.until, event.zone)))
    values: dict[str, Any] = {"event_id": event.id}
    if facts.rule_id is not None:
        url = url_for("permits.keep_by_rule", rule_id=facts.rule_id, **values)
    else:
        url = url_for("permits.edit_permit", permit_id=facts.permit_id, **values)
    return PermitShown(
        key=f"rule-{facts.rule_id}" if facts.rule_id is not None else f"permit-{facts.permit_id}",
        title=facts.title,
        kind=str(KINDS[facts.kind]),
        state=state_words(facts.state, facts.kind),
        picture=picture,
        tone=tone,
        when=ngettext(
            "It had to be there on %(day)s: %(num)s day late.",
            "It had to be there on %(day)s: %(num)s days late.",
            late,
            day=until,
        )
        if late
        else _("It has to be there on %(day)s.", day=until)
        if facts.state.is_open
        else "",
        is_late=bool(late),
        authority=facts.authority,
        phone=facts.phone,
        about=about,
        note=kept.note if kept is not None else "",
        source=rule.source if rule is not None else "",
        check=check_words(rule, today) if rule is not None else "",
        url=url,
    )


def check_words(rule: PermitRule, today: date) -> str:
    """Say when a rule was read at its source, and to compare it where that is long ago."""
    if rule.seen_on is None:
        return _("Check this: nobody noted when it was read.")
    on = day_and_year(rule.seen_on)
    if rule.is_old(today):
        return _("Check this: it was read on %(day)s, more than a year ago.", day=on)
    return _("As read on %(day)s. Check this before you rely on it.", day=on)


def overrun_shown(over: Overrun) -> OverrunShown:
    """Return the forecast against what was notified, in sentences."""
    return OverrunShown(
        words=notified_sentence(over),
        more=more_sentence(over),
        call=call_of(over) if over.is_worth_a_call else "",
        office=over.authority,
        phone=over.phone if over.is_worth_a_call else "",
        is_worth_a_call=over.is_worth_a_call,
    )
