"""'Let me know what became of it': asked for with an address, agreed to in a mail, stopped at once.

There is no form token: nobody is signed in here, and whose address it is says yes with the link in
the first mail, which is their secret. Looking at a page changes nothing: programs that check mail
for viruses open every link in it. Mail programs stop it by themselves (RFC 8058).
"""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from planner.core.enums import MailKind
from planner.core.mail_rules import RANKS
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.people import throttle
from planner.services.people.throttle import MAIL_ASKED_FOR, Bucket, Counter, TooOften
from planner.services.privacy import erasing
from planner.services.residents import following
from planner.services.residents.following import FollowAsked
from planner.store.models import Neighbourhood, Organisation
from planner.web import mail_texts
from planner.web.access import csrf_exempt
from planner.web.clock import now
from planner.web.db import reading_session, session, transaction
from planner.web.filters import day
from planner.web.follow_form import FollowForm
from planner.web.headers import use_guest_policy
from planner.web.i18n import current_locale, in_language, kept_language
from planner.web.installation import settings
from planner.web.keeping import erasure_log
from planner.web.mail_letters import envelope_of, write
from planner.web.mail_ways import can_mail
from planner.web.networks import network
from planner.web.public import bp
from planner.web.public.unsubscribing import ONE_CLICK
from planner.web.who_runs import runner_by_id, show_runner

FOLLOWS = Bucket(size=20, leaks_per_minute=0.2)
"""Addresses that one connection may ask mail for: a street behind one address is not refused."""


@bp.route("/follow/<int:organisation_id>/<slug>", methods=["GET", "POST"])
@csrf_exempt("whose address it is says yes in a mail of their own")
def ask_to_follow(organisation_id: int, slug: str) -> ResponseReturnValue:
    """Ask for an address, and mail a question to it; the same is said whether it is known."""
    organisation, place = _whose(organisation_id, slug)
    form = FollowForm()
    if not form.is_posted_and_valid():
        return _form_page(form, organisation, place), 422 if form.errors else 200
    asked_url = url_for(
        "public.say_follow_asked", organisation_id=organisation.id, slug=slug, **kept_language()
    )
    if form.website.data:
        return redirect(asked_url, code=303)
    try:
        with transaction() as counting:
            throttle.take(counting, _counters(form.answer()), now=now())
    except TooOften as refused:
        form.say_too_often()
        page = _form_page(form, organisation, place)
        return page, 429, {"Retry-After": str(refused.wait_seconds)}
    language = current_locale().language
    asked = following.follow(
        session(),
        organisation.id,
        place.id,
        form.answer(),
        language,
        now=now(),
        code_key=settings().code_key,
    )
    letter = _letter(asked, form.answer(), language, organisation=organisation, place=place)
    posting.queue(session(), [letter], now=asked.queued_at)
    session().commit()
    return redirect(asked_url, code=303)


@bp.get("/follow/<int:organisation_id>/<slug>/asked")
def say_follow_asked(organisation_id: int, slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way, with one thing to do."""
    _organisation, place = _whose(organisation_id, slug)
    return render_template("public/follow_asked.html", neighbourhood=place.name)


@bp.get("/following/<secret>")
def show_following(secret: str) -> ResponseReturnValue:
    """Show what mail somebody gets, with the button that says yes and the one that stops it."""
    return _own_page(secret)


@bp.post("/following/<secret>")
@csrf_exempt("the address is the secret")
def set_following(secret: str) -> ResponseReturnValue:
    """Say yes, or stop; what a mail program sends stops it."""
    use_guest_policy()
    code_key = settings().code_key
    if request.form.get("wish") == "yes":
        following.confirm(session(), secret, now=now(), code_key=code_key)
    elif (found := following.known_by(session(), secret, code_key=code_key)) is not None:
        erasing.erase_follower(session(), found, log=erasure_log(), now=now())
    session().commit()
    if request.form.get("List-Unsubscribe") == ONE_CLICK:
        return "", 200  # a mail program follows no redirect, and shows nothing
    return redirect(url_for("public.show_following", secret=secret, **kept_language()), code=303)


def _whose(organisation_id: int, slug: str) -> tuple[Organisation, Neighbourhood]:
    use_guest_policy()
    reading = reading_session()
    organisation = reading.get(Organisation, organisation_id)
    place = reading.scalar(select(Neighbourhood).where(Neighbourhood.slug == slug))
    if organisation is None or place is None or not can_mail():
        abort(404)
    show_runner(runner_by_id(organisation.id, reading))
    return organisation, place


def _form_page(form: FollowForm, organisation: Organisation, place: Neighbourhood) -> str:
    return render_template(
        "public/follow.html",
        form=form,
        neighbourhood=place.name,
        action=url_for(
            "public.ask_to_follow",
            organisation_id=organisation.id,
            slug=place.slug,
            **kept_language(),
        ),
    )


def _own_page(secret: str) -> ResponseReturnValue:
    use_guest_policy()
    found = following.find_follower(
        reading_session(), secret, now=now(), code_key=settings().code_key
    )
    if found:
        show_runner(runner_by_id(found.organisation_id))
    page = render_template(
        "public/following.html",
        is_known=found is not None,
        is_agreed=found is not None and found.confirmed_on is not None,
        neighbourhood=found.neighbourhood.name if found else "",
        until=day(found.ends_on) if found else "",
        action=url_for("public.set_following", secret=secret, **kept_language()),
    )
    return page, 200 if found else 410


def _letter(
    asked: FollowAsked,
    address: str,
    language: str,
    *,
    organisation: Organisation,
    place: Neighbourhood,
) -> Letter:
    """Write the question to an address; nothing of a card is in it, nor beside it."""
    url = following.url_of(asked.secret, base_url=settings().base_url)
    with in_language(language):
        runs = runner_by_id(organisation.id)
        written = write(
            mail_texts.asks_to_follow(place.name, runs.name), runs, link=f"{url}?l={language}"
        )
    return Letter(
        kind=MailKind.FOLLOW,
        to=address,
        language=language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        key=asked.mail_key,
        # Who asked for it waits for it, and not behind a mail-out.
        rank=RANKS[MailKind.CONFIRMATION],
        unsubscribe_url=url,
        **envelope_of(runs),
    )


def _counters(address: str) -> list[Counter]:
    secret = current_app.config["SECRET_KEY"]
    return [
        Counter(throttle.key_for(secret, "follow-address", address), MAIL_ASKED_FOR),
        Counter(throttle.key_for(secret, "follow", network()), FOLLOWS),
    ]
