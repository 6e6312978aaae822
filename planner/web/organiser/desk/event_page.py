"""The page of one event: how many come, what to buy, who answered, what to do."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.next_steps import next_steps
from planner.core.turnout import Forecast
from planner.core.words import EventState
from planner.services.answer.tally import tally
from planner.services.day import agenda
from planner.services.forecast import learn
from planner.services.forecast.forecasting import forecast_event, forecast_history
from planner.services.shop import shopping as shop
from planner.services.shop.appetites import learned_appetites
from planner.store.models import Event
from planner.web import event_facts, event_links
from planner.web.access import may_open
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.organiser.desk.event_head import chips, quiet_words, strip
from planner.web.organiser.desk.todo import todo
from planner.web.organiser.forecast.answers_panel import answers_panel
from planner.web.organiser.forecast.charts import dot_charts, enough_words
from planner.web.organiser.forecast.guess_form import GuessForm
from planner.web.organiser.forecast.panel import forecast_panel
from planner.web.organiser.forecast.reckoning import reckoning
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.shopping.panel import shopping_panel

bp = Blueprint("event_page", __name__, url_prefix="/events")


@bp.get("/<int:event_id>")
def show(event_id: int) -> ResponseReturnValue:
    """Show everything about one event."""
    return _page(event_to_show(event_id), GuessForm(formdata=None))


@bp.post("/<int:event_id>/guess")
def guess(event_id: int) -> ResponseReturnValue:
    """Keep the organiser's own guess, right from where it was asked."""
    event = event_to_show(event_id)
    form = GuessForm()
    if not form.is_posted_and_valid():
        return _page(event, form), 422
    event_to_change(event_id).expected = form.answer()
    session().commit()
    flash(_("Saved. This is the forecast now."))
    return redirect(url_for("event_page.show", event_id=event_id), code=303)


@bp.get("/<int:event_id>/reckoning")
def reckon(event_id: int) -> ResponseReturnValue:
    """Show how the forecast comes about, with the part of each earlier event."""
    event = event_to_show(event_id)
    made = forecast_event(reading_session(), event, now=min(now(), event.starts_at))
    return render_template(
        "organiser/forecast/reckoning.html", event=event, reckoning=reckoning(event, made)
    )


def _page(event: Event, guess_form: GuessForm) -> str:
    reading, moment = reading_session(), now()
    before = min(moment, event.starts_at)
    made = forecast_event(reading, event, now=before)
    history = forecast_history(reading, event, made, now=before)
    facts = agenda.facts_of(
        reading, [event], {event.id: made}, has_office_phone=event_facts.phone_of_town() is not None
    )[event.id]
    answers = tally(reading, event.id)
    shopping = shop.order_for(event, made, answers, learned_appetites(reading, event))
    has_begun = facts.times.has_begun(moment)
    today = day_of(moment, event.zone)
    is_closed = event.state is EventState.CLOSED
    todos = [todo(step, event.id, today=today) for step in next_steps(facts, now=moment)]
    return render_template(
        "organiser/events/event.html",
        event=event,
        cover=event_facts.cover_of(event, wide=True),
        chips=chips(facts, now=moment),
        strip=strip(facts, now=moment),
        todos=[each for each in todos if may_open(each.href)],
        all_done=quiet_words(facts, now=moment),
        to_print=sum(
            batch.cards for batch in facts.batches if batch.is_on_paper and not batch.is_printed
        ),
        public_url=event_links.public_url(event) if event_links.is_listed(event) else "",
        whatsapp_url=event_links.whatsapp_url(event) if event_links.is_listed(event) else "",
        panel=forecast_panel(event, made, history, has_begun=has_begun),
        turnout=learn.turnout_of(reading, event.id) if is_closed else None,
        guess_form=guess_form,
        shopping=shopping_panel(shopping, event.zone) if shopping else None,
        dots=dot_charts(made.forecast, shopping.chosen)
        if shopping and isinstance(made.forecast, Forecast)
        else None,
        enough=enough_words(shopping.chosen) if shopping else "",
        answers=answers_panel(answers, facts.batches),
        has_cards=facts.cards > 0,
        is_over=facts.times.is_over(moment),
        is_coming=event.state in {EventState.PUBLISHED, EventState.DRAFT} and not has_begun,
    )
