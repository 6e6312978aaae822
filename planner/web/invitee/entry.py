"""The page behind an entry in a guest's calendar: it takes an answer and shows none.

The address stands in calendars that families, colleagues and companies share. So it leads nowhere
else: not to the card, not to its code, not to anything that was told.
"""

from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.answering import AnswerPhase
from planner.core.enums import Reply
from planner.services.answer.outcomes import AnswerOutcome, AnswerVerdict
from planner.services.answer.room import phase_for
from planner.services.invite import from_calendar
from planner.services.people import throttle
from planner.web import event_facts, event_words
from planner.web.access import Access
from planner.web.clock import now
from planner.web.compress import compress_pages
from planner.web.db import session, transaction
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.i18n import lazy_gettext as _l
from planner.web.invitee import presenter
from planner.web.invitee.afterwards import Notice
from planner.web.invitee.card import TOO_OFTEN, say_sorry
from planner.web.invitee.entry_link import current_card, find_link
from planner.web.invitee.forms import CountField, ReplyForm
from planner.web.pages import Pages
from planner.web.staff_browsers import who_answers_here
from planner.web.who_runs import runner_of_page

entry_bp = Pages(
    "entry",
    "planner.web.invitee",
    Access.INVITEE,
    rule=find_link,
    csrf_exempt="the address is the secret; no cookie says who sends it",
)
compress_pages(entry_bp)


@entry_bp.after_request
def tell_no_referrer(response: Response) -> Response:
    """Let no link on these pages say where it was tapped: the address is a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


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


@entry_bp.get("/k/<answer_link>")
def answer_entry(answer_link: str) -> ResponseReturnValue:
    """Show what it is, when and where, and the question; the same whatever was answered."""
    return _page(EntryForm())


@entry_bp.post("/k/<answer_link>")
def keep_entry(answer_link: str) -> ResponseReturnValue:
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
        return say_sorry(TOO_OFTEN, event=card.event)
    heads = form.heads.data if reply is not Reply.NO else None
    outcome = from_calendar.answer_from_calendar(
        session(), card, reply, heads, now=now(), by=who_answers_here()
    )
    if not outcome.is_kept:
        session().rollback()
        return _refused(form, outcome)
    session().commit()
    return redirect(_own_url("entry.thank_for_entry"), code=303)


@entry_bp.get("/k/<answer_link>/thanks")
def thank_for_entry(answer_link: str) -> ResponseReturnValue:
    """Say thank you: the same page for whoever opens it, also without having answered."""
    return render_template("invitee/entry_thanks.html", **_frame())


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
        "invitee/entry.html",
        form=form,
        facts=presenter.facts_told(event, phase)[:3],
        changed=presenter.changed(event, now=now()),
        notice=notice or presenter.notice_for_all(event, phase),
        may_answer=phase is AnswerPhase.OPEN,
        promises=presenter.promises(event),
        **_frame(),
    )


def _frame() -> dict[str, Any]:
    event = current_card().event
    return {
        "event_title": event_words.title_of(event),
        "cover": event_facts.cover_of(event, wide=False),
        "help_phone": event_facts.phone_of(event, runner_of_page()),
        "entry_url": _own_url("entry.answer_entry"),
    }


def _own_url(endpoint: str) -> str:
    link = (request.view_args or {})["answer_link"]
    return url_for(endpoint, answer_link=link, **kept_language())


def _is_too_often(card_id: int) -> bool:
    key = throttle.key_for(current_app.config["SECRET_KEY"], "calendar-answer", str(card_id))
    try:
        with transaction() as counting:
            throttle.take(counting, [throttle.Counter(key, from_calendar.PRESSES)], now=now())
    except throttle.TooOften:
        return True
    return False
