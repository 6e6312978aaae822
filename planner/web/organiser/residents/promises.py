"""One promise: make it, say what became of it, pass it on, and let residents read it."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.residents.changes import UpdateFault
from planner.core.residents.undertakings import PartnerKind, PromiseKind
from planner.core.roles import Right
from planner.services.plan import places
from planner.services.residents import overview, partners, promising, told, voting
from planner.services.residents.promising import Speaker
from planner.store.models import Event, Promise, PromiseVotes, Remark
from planner.web import promise_words
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.numbers import LARGEST
from planner.web.organiser.lookup import event_of_guests
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.promise_form import (
    AgreeForm,
    ChangeForm,
    NewsForm,
    PassOnForm,
    PromiseForm,
    meanwhile_words,
    one_line,
    say_fault,
    seen,
)
from planner.web.organiser.residents.promise_presenter import (
    first_day,
    late_words,
    promise_line,
    public_words,
    today,
    told_lines,
    update_lines,
)
from planner.web.organiser.residents.reach import (
    address_of,
    may_promise,
    promise_to_change,
    promise_to_show,
)
from planner.web.organiser.residents.telling import telling_panel

OF_EVENT = "/events/<int:event_id>"
MOST_DIGITS = 16


@bp.get("/events/<int:event_id>/promises")
@needs(Right.LOOK)
def list_event_promises(event_id: int) -> ResponseReturnValue:
    """List what was promised at an event, and how far it is."""
    event = event_of_guests(event_id)
    found = overview.promises_of_event(reading_session(), event_id)
    return render_template(
        "organiser/residents/event_promises.html",
        event=event,
        lines=[promise_line(one) for one in found],
        may_make=may_promise(),
    )


@bp.route("/promises/new", methods=["GET", "POST"])
@bp.route(f"{OF_EVENT}/promises/new", methods=["GET", "POST"])
@needs(Right.RESIDENTS, audited="promises.make")
def make_promise(event_id: int | None = None) -> ResponseReturnValue:
    """Make a promise: from nothing, at an event, or in response to a remark."""
    remark = _remark_asked()
    event = _event_asked(event_id, remark)
    form = PromiseForm(data=_proposed(event, remark))
    _prepare(form)
    form.prepare_partners(_partners())
    if not form.is_posted_and_valid():
        return _make_page(form, event, remark)
    made = promising.make_promise(
        session(),
        form.answer(event_id=event.id if event else None),
        organisation_id=current_account().organisation_id,
        today=today(),
        remark_id=remark.id if remark else None,
    )
    if isinstance(made, UpdateFault):
        session().rollback()
        say_fault(form, made)
        return _make_page(form, event, remark)
    address = address_of(made)
    note_on_pages(made)
    session().commit()
    flash(_("Kept. Now say whether residents can read it."), "ok")
    return redirect(url_for("residents.show_promise", **address), code=303)


@bp.get("/promises/<int:promise_number>")
@bp.get(f"{OF_EVENT}/promises/<int:promise_number>")
@needs(Right.LOOK)
def show_promise(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Show a promise with its first day and all that was said of it."""
    return _page(promise_to_show(promise_number, event_id), None)


@bp.post("/promises/<int:promise_number>/news")
@bp.post(f"{OF_EVENT}/promises/<int:promise_number>/news")
@needs(Right.RESIDENTS, audited="promises.news")
def add_news(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Say what became of it: how far it is, in a sentence, and until when from here on."""
    promise = promise_to_change(promise_number, event_id)
    form = _news_form(promise)
    if not form.is_posted_and_valid() or form.has_missed_what_it_hides(meanwhile_words()):
        return _page(promise_to_show(promise_number, event_id), form)
    fault = promising.add_news(
        session(),
        promise,
        form.answer(),
        version=promise.version,
        by=Speaker(current_account().id),
        now=now(),
        today=today(),
    )
    done = _settle(form, fault, promise)
    return done or _page(promise_to_show(promise_number, event_id), form)


@bp.route("/promises/<int:promise_number>/change", methods=["GET", "POST"])
@bp.route(f"{OF_EVENT}/promises/<int:promise_number>/change", methods=["GET", "POST"])
@needs(Right.RESIDENTS, audited="promises.change")
def change_promise(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Correct what is undertaken, where, and for whom."""
    promise = _open_to_change(promise_number, event_id)
    form = ChangeForm(
        data={
            "what": promise.what,
            "kind": promise.kind.value,
            "neighbourhood": _chosen(promise.neighbourhood_id),
            "street": promise.street,
            "initiative": _chosen(promise.intermediary_id),
        }
    )
    _prepare(form)
    form.edits()
    fault = None
    if form.is_posted_and_valid():
        fault = promising.change_promise(
            session(), promise, form.answer(), version=promise.version, today=today()
        )
        if (done := _settle(form, fault, promise)) is not None:
            return done
    return _form_page("change", form, promise)


@bp.route("/promises/<int:promise_number>/pass-on", methods=["GET", "POST"])
@bp.route(f"{OF_EVENT}/promises/<int:promise_number>/pass-on", methods=["GET", "POST"])
@needs(Right.RESIDENTS, audited="promises.pass_on")
def pass_on(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Give it to another partner, who is asked anew; what was said before stays."""
    promise = _open_to_change(promise_number, event_id)
    form = PassOnForm(data={"partner": ""})
    form.prepare_partners({k: v for k, v in _partners().items() if k != promise.partner_id})
    seen(form, promise, "partner", "words")
    if form.is_posted_and_valid() and not form.has_missed_what_it_hides(meanwhile_words()):
        partner = partners.get_partner(session(), int(form.partner.data))
        fault = promising.pass_on(
            session(),
            promise,
            partner,
            one_line(form.words.data),
            version=promise.version,
            by=Speaker(current_account().id),
            now=now(),
        )
        if (done := _settle(form, fault, promise)) is not None:
            return done
    return _form_page("pass_on", form, promise)


@bp.route("/promises/<int:promise_number>/agree", methods=["GET", "POST"])
@bp.route(f"{OF_EVENT}/promises/<int:promise_number>/agree", methods=["GET", "POST"])
@needs(Right.RESIDENTS, audited="promises.agree")
def agree(promise_number: int, event_id: int | None = None) -> ResponseReturnValue:
    """Note that the partner promises it: from here on it is said in its name."""
    promise = _open_to_change(promise_number, event_id)
    form = AgreeForm(data={"day": promise.agreed_on or today()})
    seen(form, promise, "day")
    if form.is_posted_and_valid() and not form.has_missed_what_it_hides(meanwhile_words()):
        agreed_on = form.day.data or today()
        if agreed_on > today():
            form.day.errors = [_("This day is still to come. Choose today or an earlier day.")]
        else:
            fault = promising.agree(
                session(), promise, agreed_on=agreed_on, version=promise.version, today=today()
            )
            if (done := _settle(form, fault, promise)) is not None:
                return done
    return _form_page("agree", form, promise)


def _page(promise: Promise, news: NewsForm | None) -> ResponseReturnValue:
    """Show a promise; with the form of what became of it as it was sent, where it is not right."""
    reading, may_change = reading_session(), may_promise()
    form = news or (_news_form(promise) if may_change else None)
    page = render_template(
        "organiser/residents/promise.html",
        promise=promise,
        here=address_of(promise),
        line=promise_line(promise),
        first=first_day(promise),
        agreed=_("Agreed on %(day)s", day=day(promise.agreed_on)) if promise.agreed_on else "",
        late=late_words(promise),
        public=public_words(promise),
        can_agree=_can_agree(promise),
        updates=update_lines(promise),
        remarks=overview.remarks_of(reading, promise.id) if may_change else (),
        to_answer=overview.remarks_to_answer(reading, promise) if may_change else (),
        telling=telling_panel(reading, promise) if may_change else None,
        told=() if may_change else told_lines(overview.told_of(reading, promise.id)),
        may_change=may_change,
        to_look=_to_look(promise) if may_change else None,
        **({"form": form} if form is not None else {}),
    )
    return page, 422 if form is not None and form.errors else 200


@dataclass(frozen=True)
class ToLook:
    """What somebody has to look at.

    Attributes:
        said: a partner's new words, and neighbours who say 'not yet', in sentences.
        seen: what the page shows of both: what comes later was not looked at.
    """

    said: list[str]
    seen: dict[str, int]


def _to_look(promise: Promise) -> ToLook | None:
    votes = reading_session().get(PromiseVotes, promise.id)
    said = []
    if any(not one.is_looked_at for one in promise.updates):
        said.append(_("The partner said something. Residents read it when you have looked."))
    if voting.asks_to_look_again(votes):
        said.append(_("Five neighbours or more say: it is not better yet. Look again."))
    if not said:
        return None
    last = promise.updates[-1].id if promise.updates else 0
    return ToLook(said, {"seen": last, "not_yet": votes.not_yet if votes else 0})


def _form_page(
    what: str, form: ChangeForm | PassOnForm | AgreeForm, promise: Promise
) -> ResponseReturnValue:
    page = render_template(
        f"organiser/residents/promise_{what}.html",
        form=form,
        number=promise.number,
        here=address_of(promise),
        sentence=promise_words.sentence(promise),
        partner=promise.partner.name if promise.partner else "",
    )
    return page, 422 if form.errors else 200


def _make_page(
    form: PromiseForm, event: Event | None, remark: Remark | None
) -> ResponseReturnValue:
    page = render_template(
        "organiser/residents/promise_new.html",
        form=form,
        event=event,
        remark=remark,
        has_partners=form.has_partners,
    )
    return page, 422 if form.errors else 200


def note_on_pages(promise: Promise) -> None:
    """Note that residents can read what was just said, where they can."""
    told.note_on_pages(session(), promise, zone=settings().zone, now=now())


def _settle(
    form: NewsForm | ChangeForm | PassOnForm | AgreeForm,
    fault: UpdateFault | None,
    promise: Promise,
) -> ResponseReturnValue | None:
    """Commit a change and go back to its page; None where the form has to say what is missing."""
    if fault is None:
        back = back_to(promise)
        note_on_pages(promise)
        session().commit()
        flash(_("Kept."), "ok")
        return back
    session().rollback()
    if fault is UpdateFault.MEANWHILE:
        form.form_errors.append(meanwhile_words())
    else:
        say_fault(form, fault)
    return None


def _news_form(promise: Promise) -> NewsForm:
    form = NewsForm(
        data={"state": promise.state.value, "words": "", "day": promise.due_on},
    )
    seen(form, promise, "state", "words", "day")
    return form


def _open_to_change(number: int, event_id: int | None) -> Promise:
    """Return a promise for a form of its own: to be changed where the form was sent."""
    if request.method == "POST":
        return promise_to_change(number, event_id)
    return promise_to_show(number, event_id)


def _can_agree(promise: Promise) -> bool:
    if promise.partner is None or promise.partner.kind is PartnerKind.US:
        return False
    return promise.kind is not PromiseKind.PROMISED or promise.agreed_on is None


def _proposed(event: Event | None, remark: Remark | None) -> dict[str, object]:
    """Return what a new promise begins with: where the remark was made, else where the event is."""
    neighbourhood_id = remark.neighbourhood_id if remark else None
    if neighbourhood_id is None and event is not None:
        neighbourhood_id = event.neighbourhood_id
    return {
        "neighbourhood": _chosen(neighbourhood_id),
        "street": remark.street if remark else "",
        "kind": PromiseKind.ASKED.value,
    }


def _prepare(form: ChangeForm) -> None:
    reading = reading_session()
    form.prepare(
        {one.id: one.name for one in places.list_neighbourhoods(reading)},
        overview.intermediaries(reading),
    )


def _partners() -> dict[int, str]:
    return {one.id: one.name for one in partners.list_partners(reading_session())}


def _remark_asked() -> Remark | None:
    number = asked_number("remark")
    if number is None:
        return None
    return overview.find_remark(reading_session(), number) or abort(404)


def _event_asked(event_id: int | None, remark: Remark | None) -> Event | None:
    """Return the event at which it came up: of the address, else the one that is asked for."""
    asked = asked_number("event") if event_id is None else event_id
    if asked is None and remark is not None:
        asked = remark.event_id
    if asked is None:
        return None
    return event_of_guests(asked) if asked <= LARGEST else abort(404)


def asked_number(name: str) -> int | None:
    """Read the number of an event or a remark; the ones of remarks are drawn, and long."""
    typed = request.form.get(name) or request.args.get(name) or ""
    if not typed:
        return None
    if not (typed.isdecimal() and typed.isascii() and len(typed) <= MOST_DIGITS):
        abort(404)
    return int(typed)


def _chosen(key: int | None) -> str:
    return str(key) if key is not None else ""


def back_to(promise: Promise) -> ResponseReturnValue:
    return redirect(url_for("residents.show_promise", **address_of(promise)), code=303)
