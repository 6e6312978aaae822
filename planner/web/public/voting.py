"""'Is it better now?': one answer a form, from anybody; totals are kept, and of nobody.

There is no form token: nobody is signed in here. A key serves once, and a bucket for each
connection keeps programs from filling the totals.
"""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services import sent_forms
from planner.services.people import throttle
from planner.services.people.throttle import OPEN_ANSWER, Counter, TooOften
from planner.services.residents import voting
from planner.store.models import Promise
from planner.web.access import csrf_exempt
from planner.web.better_now import mark_of_key, question, told_words
from planner.web.clock import now
from planner.web.db import reading_session, session, transaction
from planner.web.headers import use_guest_policy
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.networks import network
from planner.web.public import bp
from planner.web.who_runs import runner_by_id, show_runner

ANSWERS = {"better": True, "not-yet": False}


@bp.route("/better-now/<int:promise_id>", methods=["GET", "POST"])
@csrf_exempt("nobody is signed in, so there is nobody whose name could be misused")
def judge_promise(promise_id: int) -> ResponseReturnValue:
    """Ask whether it is better now, or count an answer, once; looking changes nothing."""
    promise = _promise(promise_id)
    if request.method != "POST":
        return _page(promise)
    is_better = ANSWERS.get(request.form.get("answer", ""))
    mark = mark_of_key(request.form.get("key", ""), promise_id)
    if is_better is None or mark is None:
        return _page(promise, problem=_("Press once more. Then it counts.")), 422
    try:
        with transaction() as counting:
            throttle.take(counting, [_counter()], now=now())
    except TooOften as refused:
        words = _("Wait a few minutes and try again. Or just call us.")
        return _page(promise, problem=words), 429, {"Retry-After": str(refused.wait_seconds)}
    taken = sent_forms.take(
        session().connection(), mark, organisation_id=promise.organisation_id, now=now()
    )
    if taken is None:
        voting.vote(session(), promise_id, is_better)
    session().commit()
    thanks = url_for("public.thank_for_judging", promise_id=promise_id, **kept_language())
    return redirect(thanks, code=303)


@bp.get("/better-now/<int:promise_id>/thanks")
def thank_for_judging(promise_id: int) -> ResponseReturnValue:
    """Thank whoever answered, with what others said from five answers on."""
    use_guest_policy()
    promise = _promise(promise_id)
    return render_template(
        "public/better_now_thanks.html",
        what=promise.what,
        told=list(told_words(voting.told_of(reading_session(), promise_id))),
    )


def _promise(promise_id: int) -> Promise:
    use_guest_policy()
    promise = voting.promise_to_vote_on(reading_session(), promise_id)
    if promise is None:
        abort(404)
    show_runner(runner_by_id(promise.organisation_id))
    return promise


def _page(promise: Promise, *, problem: str = "") -> str:
    told = voting.told_of(reading_session(), promise.id)
    return render_template(
        "public/better_now.html",
        asked=question(promise.id, promise.what, told),
        problem=problem,
    )


def _counter() -> Counter:
    key = throttle.key_for(current_app.config["SECRET_KEY"], "better-now", network())
    return Counter(key, OPEN_ANSWER)
