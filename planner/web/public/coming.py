"""An answer without a card, from the public page: no name, no address, and a page of one's own.

There is no form token: nobody is signed in here, so there is nobody whose name could be misused.
Programs are held off by a field that nobody sees, by a stamp that serves once, and by a bucket for
each address that counts what failed and what was made. What comes through all the same is judged
by `services/answer/provenance.py`, which sets aside what is out of the ordinary.
"""

from flask import (
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from planner.core.enums import Reply
from planner.core.texts import N_
from planner.services.answer import room
from planner.services.answer.outcomes import AnswerVerdict
from planner.services.answer.provenance import Origin, mark_of
from planner.services.invite import open_answers
from planner.services.invite.household import new_token
from planner.services.messages.notices import changes_of
from planner.services.people import throttle
from planner.services.people.throttle import OPEN_ANSWER, ROBOT, Bucket
from planner.services.plan import listing
from planner.store.models import Event
from planner.web.access import csrf_exempt
from planner.web.clock import now
from planner.web.db import reading_session, session, transaction
from planner.web.household_cookie import keep_token
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language, kept_language
from planner.web.installation import settings
from planner.web.networks import network
from planner.web.public import bp
from planner.web.public.open_form import OpenForm
from planner.web.public.open_presenter import OpenAnswerProblem, open_question
from planner.web.public.presenter import shown
from planner.web.staff_browsers import is_staff_browser
from planner.web.stamp import StampFault, is_quick
from planner.web.who_runs import runner_of, show_runner

BATCH_NAME = N_("Answers without a card")
WAIT_SECONDS = 60


@bp.route("/e/<slug>/answer", methods=["GET", "POST"])
@csrf_exempt("nobody is signed in, so there is nobody whose name could be misused")
def answer_without_card(slug: str) -> ResponseReturnValue:
    """Keep an answer and go to the page that was made for it."""
    event = listing.public_event(reading_session(), slug)
    if event is None:
        abort(404)
    show_runner(runner_of(event))
    if request.method != "POST" or not open_answers.takes_open_answers(event, now=now()):
        return redirect(_event_url(slug), code=303)
    if _has_to_wait("open-answer", OPEN_ANSWER) or _has_to_wait("robot", ROBOT):
        page, status = _page(event, OpenForm(), OpenAnswerProblem.TOO_OFTEN), 429
        return page, status, {"Retry-After": str(WAIT_SECONDS)}
    form = OpenForm()
    fault = form.find_stamp_fault(event.id)
    if fault is not None:
        if fault is not StampFault.TOO_OLD:
            _count("robot", ROBOT)
        return _page(event, form, OpenAnswerProblem.PRESS_AGAIN), 422
    if form.waits:
        return _wait(event, form)
    reply = form.reply()
    return (_page(event, form, None), 422) if reply is None else _answer(event, form, reply)


def _answer(event: Event, form: OpenForm, reply: Reply) -> ResponseReturnValue:
    name = _batch_name()
    _count("open-answer", OPEN_ANSWER)
    made = open_answers.answer_openly(
        session(),
        event.id,
        reply,
        origin=_origin(event, form),
        batch_name=name,
        code_key=settings().code_key,
        now=now(),
    )
    if made.outcome.verdict is AnswerVerdict.CARD_ENDED:
        # The form was used before, and what it was used for was undone: its own page says so.
        session().rollback()
        return redirect(_own_url("invitee.answer_invitation", made.code), code=303)
    if not made.outcome.is_kept:
        session().rollback()
        is_full = made.outcome.verdict is AnswerVerdict.FULL
        return _page(event, form, OpenAnswerProblem.FULL if is_full else None), 409
    session().commit()
    endpoint = "invitee.show_done" if reply is Reply.NO else "invitee.tell_party"
    return redirect(_own_url(endpoint, made.code), code=303)


def _wait(event: Event, form: OpenForm) -> ResponseReturnValue:
    heads = form.check_heads(most=event.largest_open_party)
    if heads is None:
        return _page(event, form, OpenAnswerProblem.FULL), 422
    name = _batch_name()
    _count("open-answer", OPEN_ANSWER)
    token = "" if is_staff_browser() else new_token()
    code = open_answers.wait_openly(
        session(),
        event.id,
        heads,
        origin=_origin(event, form),
        batch_name=name,
        code_key=settings().code_key,
        token=token,
        now=now(),
    )
    if code is None:
        session().rollback()
        return _page(event, form, None), 409
    session().commit()
    page = _own_url("invitee.answer_invitation", code)
    response = make_response(redirect(page, code=303))
    return keep_token(response, code, event, token) if token else response


def _page(event: Event, form: OpenForm, problem: OpenAnswerProblem | None) -> str:
    reading = reading_session()
    left = 0 if problem is OpenAnswerProblem.FULL else room.left_of(reading, event, now=now())
    question = open_question(event, form=form, problem=problem, left=left, now=now())
    return render_template(
        "public/event.html",
        shown=shown(event, came=None, notices=changes_of(reading, event), left=left, now=now()),
        question=question,
    )


def _has_to_wait(what: str, bucket: Bucket) -> bool:
    return bool(throttle.wait_seconds(reading_session(), _key(what), bucket, now=now()))


def _count(what: str, bucket: Bucket) -> None:
    with transaction() as writing:
        throttle.note_failure(writing, _key(what), bucket, now=now())


def _key(what: str) -> str:
    return throttle.key_for(current_app.config["SECRET_KEY"], what, network())


def _batch_name() -> str:
    """Return what the organiser calls these answers, in the organiser's language."""
    with in_language(settings().language):
        return _(BATCH_NAME)


def _origin(event: Event, form: OpenForm) -> Origin:
    """Say where this request comes from, in marks that tell nothing without the secret."""
    secret, stamp = current_app.config["SECRET_KEY"], form.stamp.data or ""
    return Origin(
        network=mark_of(secret, "network", event.id, network()),
        form=mark_of(secret, "form", event.id, stamp),
        is_quick=is_quick(stamp),
        word=form.typed_word(),
    )


def _own_url(endpoint: str, code: str) -> str:
    return url_for(endpoint, code=code, **kept_language())


def _event_url(slug: str) -> str:
    return url_for("public.show_public_event", slug=slug, **kept_language())
