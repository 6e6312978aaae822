"""What a partner still has to do, and how far it is: a tap, one sentence, and a press to send it.

Looking changes nothing: programs that check mail for viruses open every link in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.residents.changes import UpdateFault
from planner.core.residents.undertakings import PromiseKind, is_late
from planner.services.residents import partners, promising, told
from planner.services.residents.promising import Speaker
from planner.store.models import Promise
from planner.web import promise_words
from planner.web.access import audited
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.partner import bp
from planner.web.partner.forms import WORDS, PartnerWord, PartnerWordForm, say_fault
from planner.web.partner.link import current_partner

THE_PARTNER = Speaker(is_partner=True)


@dataclass(frozen=True)
class PartnerWay:
    """One thing to say of a promise, and the page to say it on."""

    url: str
    words: str


@dataclass(frozen=True)
class OpenPromise:
    """A promise that is not settled, as its partner reads it."""

    number: int
    sentence: str
    state: str
    is_late: bool
    first: str
    where: str
    remarks: Sequence[str]
    agree_url: str
    ways: list[PartnerWay]


@bp.get("/<secret>")
def show_promises(secret: str) -> ResponseReturnValue:
    """List what this partner still has to do; nothing of others."""
    found = partners.promises_of(reading_session(), current_partner())
    said = partners.said_of(reading_session(), [one.id for one in found])
    return render_template(
        "partner/promises.html",
        partner=current_partner().name,
        promises=[_open_promise(one, said.get(one.id, ()), secret) for one in found],
        was_kept=request.args.get("kept") == "1",
    )


@bp.get("/<secret>/<int:promise_number>")
def ask_word(secret: str, promise_number: int) -> ResponseReturnValue:
    """Ask for one sentence of how far a promise is."""
    promise = _promise(reading_session(), promise_number)
    word = request.args.get("word", "")
    form = _form(promise, word if word in set(PartnerWord) else PartnerWord.BUSY.value)
    return _page(form, promise, secret)


@bp.post("/<secret>/<int:promise_number>")
@audited("partner.say_word")
def say_word(secret: str, promise_number: int) -> ResponseReturnValue:
    """Keep what the partner says."""
    promise = _promise(session(), promise_number)
    form = _form(promise, "")
    if not form.is_posted_and_valid():
        return _page(form, promise, secret)
    news = form.answer(promise)
    # Pressed twice: what it says is there already.
    last = promise.updates[-1] if promise.updates else None
    if last and (last.state, last.words, last.is_by_partner) == (news.state, news.words, True):
        return _back(secret)
    if form.has_missed_what_it_hides(_meanwhile()):
        return _page(form, promise, secret)
    fault = promising.add_news(
        session(),
        promise,
        news,
        version=promise.version,
        by=THE_PARTNER,
        now=now(),
        today=_today(),
    )
    if fault is None:
        told.note_on_pages(session(), promise, zone=settings().zone, now=now())
        session().commit()
        return _back(secret)
    session().rollback()
    if fault is UpdateFault.MEANWHILE:
        form.form_errors.append(_meanwhile())
    else:
        say_fault(form, fault)
    return _page(form, _promise(reading_session(), promise_number), secret)


@bp.post("/<secret>/<int:promise_number>/agree")
@audited("partner.agree")
def agree(secret: str, promise_number: int) -> ResponseReturnValue:
    """Promise what was asked: from here on it is said in the partner's name."""
    promise = _promise(session(), promise_number)
    if _can_agree(promise):
        on = _today()
        promising.agree(session(), promise, agreed_on=on, version=promise.version, today=on)
        told.note_on_pages(session(), promise, zone=settings().zone, now=now())
        session().commit()
    return _back(secret)


def _promise(used: Session, number: int) -> Promise:
    """Return an open promise of this partner; what is settled or another's is not there."""
    found = partners.promises_of(used, current_partner())
    return next((one for one in found if one.number == number), None) or abort(404)


def _form(promise: Promise, word: str) -> PartnerWordForm:
    form = PartnerWordForm(data={"word": word, "words": "", "day": promise.due_on})
    form.edits(but=("word", "words", "day"), unseen=str(promise.version))
    return form


def _page(form: PartnerWordForm, promise: Promise, secret: str) -> ResponseReturnValue:
    page = render_template(
        "partner/word.html",
        form=form,
        promise=_open_promise(promise, (), secret),
        back_url=url_for("partner.show_promises", secret=secret, **kept_language()),
        asks_day=form.word.data == PartnerWord.NEW_DAY.value,
    )
    return page, 422 if form.errors else 200


def _open_promise(promise: Promise, remarks: Sequence[str], secret: str) -> OpenPromise:
    on, here = _today(), {"secret": secret, "promise_number": promise.number, **kept_language()}
    place = [promise.neighbourhood.name if promise.neighbourhood else "", promise.street]
    moved = promise.first_due_on if promise.first_due_on != promise.due_on else None
    return OpenPromise(
        number=promise.number,
        sentence=promise_words.sentence(promise),
        state=promise_words.state_words(promise, today=on),
        is_late=is_late(promise.due_on, promise.state, today=on),
        first=_("First named: %(day)s", day=day(moved)) if moved else "",
        where=", ".join(filter(None, place)),
        remarks=remarks,
        agree_url=url_for("partner.agree", **here) if _can_agree(promise) else "",
        ways=[
            PartnerWay(url_for("partner.ask_word", word=word.value, **here), str(words))
            for word, words in WORDS.items()
        ],
    )


def _can_agree(promise: Promise) -> bool:
    return promise.kind is not PromiseKind.PROMISED or promise.agreed_on is None


def _meanwhile() -> str:
    return _(
        "Somebody else changed this meanwhile. Look at what stands there now; your sentence is "
        "still here. Is it still right? Then send it again."
    )


def _today() -> date:
    return day_of(now(), settings().zone)


def _back(secret: str) -> ResponseReturnValue:
    return redirect(
        url_for("partner.show_promises", secret=secret, kept=1, **kept_language()), code=303
    )
