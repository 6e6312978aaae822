"""No more mail: one press, no account. The address is the secret, so there is no form token.

Looking at the page changes nothing: programs that check mail for viruses open every link in it.
Mail programs post to the same address by themselves when somebody presses their button (RFC 8058).
"""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import BatchSender
from planner.services.invite.batches import has_other_senders
from planner.services.outbox import unsubscribing
from planner.services.outbox.unsubscribing import Link
from planner.store.models import Event
from planner.web.access import csrf_exempt
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.event_words import title_of
from planner.web.headers import use_guest_policy
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.public import bp
from planner.web.who_runs import NOBODY, Runner, runner_of, runner_on_card, show_runner

ONE_CLICK = "One-Click"


@bp.get("/unsubscribe/<token>")
def ask_to_unsubscribe(token: str) -> ResponseReturnValue:
    """Ask whether somebody wants no more mail, or say that they get none."""
    return _page(_link_of(token), token)


@bp.post("/unsubscribe/<token>")
@csrf_exempt("the address is the secret")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Send no more: about this event, or nothing at all; or send it again after all."""
    link = _link_of(token)
    wish = request.form.get("wish", "")
    if wish == "again":
        unsubscribing.subscribe_again(session(), link)
    elif wish == "all":
        everything = Link(link.address_hash, None)
        unsubscribing.unsubscribe(session(), everything, now=now())
    else:
        unsubscribing.unsubscribe(session(), link, now=now())
    session().commit()
    if request.form.get("List-Unsubscribe") == ONE_CLICK:
        return _page(link, token)  # a mail program follows no redirect
    return redirect(url_for("public.ask_to_unsubscribe", token=token, **kept_language()), code=303)


def _link_of(token: str) -> Link:
    use_guest_policy()
    link = unsubscribing.read_token(token, code_key=settings().code_key)
    if link is None:
        abort(404)
    return link


def _page(link: Link, token: str) -> ResponseReturnValue:
    wish = unsubscribing.wish_of(reading_session(), link)
    event = reading_session().get(Event, link.event_id) if link.event_id else None
    show_runner(_runner_of_mail(event))
    return render_template(
        "public/unsubscribe.html",
        event_title=title_of(event) if event else "",
        wants_none=wish is not unsubscribing.MailPreference.MAIL,
        wants_none_at_all=wish is unsubscribing.MailPreference.NOTHING,
        action=url_for("public.unsubscribe", token=token, **kept_language()),
    )


def _runner_of_mail(event: Event | None) -> Runner:
    """Return who stands on the page: nobody where the mail may have named nobody.

    The address does not say of which stack a card is; and of everything, it is of no organisation.
    """
    if event is None:
        return NOBODY
    if has_other_senders(reading_session(), event.id):
        return runner_on_card(event, BatchSender.NOBODY, "")
    return runner_of(event)
