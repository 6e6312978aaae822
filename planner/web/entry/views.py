"""Answer from a calendar: one page, one press, and nothing of what was said before."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.enums import Reply
from planner.services.answer import from_calendar
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.room import phase_for
from planner.services.people import throttle
from planner.web import event_facts, event_words
from planner.web.clock import now
from planner.web.db import session, transaction
from planner.web.entry import bp
from planner.web.entry.link import current_card, say_sorry
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.i18n import lazy_gettext as _l
from planner.web.invitee import presenter
from planner.web.invitee.afterwards import Notice
from planner.web.invitee.card import TOO_OFTEN
from planner.web.invitee.forms import CountField, ReplyForm
from planner.web.staff_browsers import who_answers_here
from planner.web.who_runs import runner_of_page


class EntryForm(ReplyForm):
    """Yes, maybe or no, and with how many."""

    heads = CountField(_l("How many people are coming?"))

    def check_heads(self, *, most: int) -> bool:
        """Say whether the number can be, else a sentence stands beside it; it may be left empty."""
        number = self.heads.data
        if not self.validate() or (number is not None and not 1 <= number <= most):
            self.heads.errors = [_("Type a number from 1 to %(most)s.", most=most)]
        return not self.heads.errors

    def say_too_many(self) -> None:
        """Say that so many don't fit, and not how many would.

        What would fit is what is left and what this household has.
        """
        self.heads.errors = [_("There are not that many places. Can fewer come? Or call us.")]


@bp.get("/k/<link>")
def answer_entry(link: str) -> ResponseReturnValue:
    """Show what it is, when and where, and the question; the same whatever was answered."""
    return _page(EntryForm())


@bp.post("/k/<link>")
def keep_entry(link: str) -> ResponseReturnValue:
    """Keep what was pressed."""
    card, form = current_card(), EntryForm()
    reply = form.reply()
    if phase_for(card.event, now=now()) is not AnswerPhase.OPEN:
        return _page(form), 409
    if reply is None:
        return _page(form), 422
    if reply is not Reply.NO and not form.check_heads(most=card.largest_party):
        return _page(form), 422
    if _is_too_often(card.id):
        return say_sorry(TOO_OFTEN, card.event)
    heads = form.heads.data if reply is not Reply.NO else None
    outcome = from_calendar.answer_from_calendar(
        session(), card, reply, heads, now=now(), by=who_answers_here()
    )
    if not outcome.is_kept:
        session().rollback()
        return _refused(form, outcome)
    session().commit()
    return redirect(url_for("entry.thank_for_entry", link=link, **kept_language()), code=303)


@bp.get("/k/<link>/thanks")
def thank_for_entry(link: str) -> ResponseReturnValue:
    """Say thank you: the same page for whoever opens it, also without having answered."""
    return render_template("entry/thanks.html", **_frame())


def _refused(form: EntryForm, outcome: AnswerOutcome) -> ResponseReturnValue:
    if outcome.verdict is not AnswerVerdict.FULL:
        return _page(form), 409
    if form.heads.data is not None:
        form.say_too_many()
        return _page(form), 422
    return _page(form, notice=presenter.full(places_held=outcome.held)), 409


def _page(form: EntryForm, *, notice: Notice | None = None) -> str:
    event = current_card().event
    phase = phase_for(event, now=now())
    return render_template(
        "entry/entry.html",
        form=form,
        facts=presenter.facts_told(event, phase)[:3],
        changed=presenter.changed(event, now=now()),
        notice=notice or presenter.notice_for_all(event, phase),
        may_answer=phase is AnswerPhase.OPEN,
        promises=presenter.promises(event),
        **_frame(),
    )


def _frame() -> dict[str, Any]:
    event, link = current_card().event, (request.view_args or {})["link"]
    return {
        "event_title": event_words.title_of(event),
        "cover": event_facts.cover_of(event, wide=False),
        "help_phone": event_facts.phone_of(event, runner_of_page()),
        "entry_url": url_for("entry.answer_entry", link=link, **kept_language()),
    }


def _is_too_often(card_id: int) -> bool:
    key = throttle.key_for(current_app.config["SECRET_KEY"], "calendar-answer", str(card_id))
    try:
        with transaction() as counting:
            throttle.take(counting, [throttle.Counter(key, from_calendar.PRESSES)], now=now())
    except throttle.TooOften:
        return True
    return False
