"""A household's word: open what was told on another phone, keep a word for that, or close it."""

from typing import Any

from flask import current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from planner.core.household_words import (
    LONGEST,
    SHORTEST,
    WordFault,
    make_word,
    read_word,
    show_word,
)
from planner.services.invite import household_word
from planner.services.people.throttle import TooOften
from planner.web.clock import now
from planner.web.db import session, transaction
from planner.web.filters import day
from planner.web.forms import GuestForm
from planner.web.household_cookie import forget_token, keep_token
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.invitee import bp, household, presenter
from planner.web.invitee.card import held_card
from planner.web.invitee.household import Lock, may_get_proof
from planner.web.keeping import forget_on


class WordForm(GuestForm):
    """A household's word."""

    word = StringField(
        _l("Your word"),
        render_kw={
            "maxlength": LONGEST + 20,
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "dir": "auto",
        },
    )

    def answer(self) -> str:
        """Return what was typed."""
        return self.word.data or ""

    def say(self, sentence: str) -> None:
        """Say beside the field what is wrong."""
        self.word.errors = [sentence]


@bp.route("/<code:code>/open", methods=["GET", "POST"])
def open_told(code: str) -> ResponseReturnValue:
    """Show what was told where it was told, or ask for the word; from our page the cookie comes.

    A browser leaves the cookie out when somebody comes from a message. The link to here brings it.
    """
    held = held_card()
    if household.opened().is_proven or household.opened().is_untold:
        return redirect(held.link("invitee.answer_invitation"), code=303)
    form = WordForm()
    if not form.is_posted_and_valid() or not may_get_proof(request):
        return _entry(form)
    secret = current_app.config["SECRET_KEY"]
    try:
        with transaction() as counting:
            household_word.take_try(counting, held.invitation, secret_key=secret, now=now())
    except TooOften as refused:
        form.say(_("Too many words were tried with this card. Try again in an hour."))
        return _entry(form), 429, {"Retry-After": str(refused.wait_seconds)}
    token = household_word.open_by_word(
        session(), held.invitation, form.answer(), code_key=settings().code_key, now=now()
    )
    if token is None:
        form.say(_("This is not the word of this card. Look at it once more."))
        return _entry(form), 422
    household_word.give_try_back(session(), held.invitation, secret_key=secret)
    session().commit()
    response = make_response(redirect(held.link("invitee.answer_invitation"), code=303))
    return keep_token(response, held.code, held.event, token)


@bp.route("/<code:code>/word", methods=["GET", "POST"])
def keep_word(code: str) -> ResponseReturnValue:
    """Offer a word, or keep the one that was sent; only where the household told something."""
    held, here = held_card(), household.opened()
    if here.household_id is None:
        return redirect(held.link("invitee.open_told"), code=303)
    # A number that nobody has yet: to read it changes nothing.
    form = WordForm(data={"word": show_word(make_word())})
    if not form.is_posted_and_valid():
        return _offer(form)
    fault = household_word.find_fault(form.answer(), code=held.code)
    if fault is not None:
        form.say(_fault_words(fault))
        return _offer(form), 422
    is_kept = household_word.set_word(
        session(),
        held.invitation,
        here.household_id,
        form.answer(),
        token=household.own_token(),
        code_key=settings().code_key,
        now=now(),
    )
    session().commit()
    if not is_kept:
        return redirect(held.link("invitee.open_told"), code=303)
    # Shown in the answer to the form: afterwards there is only a trace of it.
    return _offer(form, kept_word=show_word(read_word(form.answer())))


@bp.post("/<code:code>/no-word")
def drop_word(code: str) -> ResponseReturnValue:
    """Take the word away."""
    held, here = held_card(), household.opened()
    if here.household_id is not None:
        household_word.drop_word(
            session(), here.household_id, token=household.own_token(), code_key=settings().code_key
        )
        session().commit()
    return redirect(held.link("invitee.keep_word"), code=303)


@bp.post("/<code:code>/shut")
def shut_here(code: str) -> ResponseReturnValue:
    """Show what was told no more in this browser, such as that of a neighbour."""
    held = held_card()
    token = household.own_token()
    if token:
        household_word.shut(session(), held.invitation, token, code_key=settings().code_key)
        session().commit()
    response = make_response(redirect(held.link("invitee.answer_invitation"), code=303))
    return forget_token(response, held.code)


@bp.get("/<code:code>/no-word")
@bp.get("/<code:code>/shut")
def go_back_to_word(code: str) -> ResponseReturnValue:
    """Show the page of the word to who comes back to the address of one of its forms."""
    return redirect(held_card().link("invitee.keep_word"), code=303)


def _entry(form: WordForm) -> str:
    held, here = held_card(), household.opened()
    is_staff = household.lock() is Lock.STAFF
    return render_template(
        "invitee/open.html",
        form=form,
        is_staff=is_staff,
        has_word=here.has_word and not is_staff,
        may_tell=presenter.may_answer(held, now=now()) and not is_staff,
        known_answer=held.invitation.answer is not None,
        **presenter.frame(held),
    )


def _offer(form: WordForm, *, kept_word: str = "") -> str:
    held, here = held_card(), household.opened()
    values: dict[str, Any] = {
        "kept_word": kept_word,
        "has_word": here.has_word,
        "word_url": held.link("invitee.keep_word"),
        "drop_url": held.link("invitee.drop_word"),
        "shut_url": held.link("invitee.shut_here"),
        "gone_on": day(forget_on(held.event)),
    }
    return render_template("invitee/word.html", form=form, **values, **presenter.frame(held))


def _fault_words(fault: WordFault) -> str:
    if fault is WordFault.TOO_SHORT:
        return _("Take %(least)s signs or more.", least=SHORTEST)
    if fault is WordFault.TOO_LONG:
        return _("Write it in fewer words.")
    return _("This one is guessed too soon. Take another one.")
