"""The messages of an event: what goes out by itself, when, to whom; each to look at and to try."""

import secrets

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState, MailKind
from planner.core.messages import Rule
from planner.core.roles import Right
from planner.core.texts import N_
from planner.services.messages import mailings, notices, recipients
from planner.services.messages import rules as message_rules
from planner.services.messages.recipients import RecipientGroup
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.card_texts import direction_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.headers import use_mail_policy
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of
from planner.web.mail_previews import Texts, language_to_show, message_texts, preview
from planner.web.mail_ways import can_mail
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.messages_form import RuleForm
from planner.web.organiser.messages.messages_presenter import (
    RULE_NAMES,
    RULE_READERS,
    languages_shown,
    rules_shown,
    sent_shown,
    tell_todo,
)
from planner.web.organiser.messages.own_presenter import messages_shown
from planner.web.who_runs import runner_of

NAMES = {**{rule.value: name for rule, name in RULE_NAMES.items()}, "invitation": N_("Invitation")}


@bp.get("/events/<int:event_id>/messages")
@needs(Right.GUESTS)
def show_messages(event_id: int) -> ResponseReturnValue:
    """Show what goes out, what can be sent, and what went."""
    event, reading = event_to_show(event_id), reading_session()
    pending = notices.pending_of(reading, event_id)
    is_draft = event.state is EventState.DRAFT
    is_to_come = event.starts_at > now() and (is_draft or event.state is EventState.PUBLISHED)
    return render_template(
        "organiser/messages/messages.html",
        event=event,
        has_mail=can_mail(),
        is_draft=is_draft,
        pending=pending,
        pending_words=tell_todo(pending) if pending else "",
        told=[
            (notice, tell_todo(notice))
            for notice in notices.list_notices(reading, event_id)
            if notice.told_at is not None
        ],
        rules=rules_shown(reading, event, now=now()),
        to_invite=recipients.count_of(reading, event_id, RecipientGroup.TO_INVITE, now=now())
        if is_to_come
        else 0,
        own=messages_shown(reading, event),
        sent=sent_shown(reading, event, mailings.list_mailings(reading, event_id)),
    )


@bp.route("/events/<int:event_id>/messages/<rule>/set", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="messages.set_rule")
@while_it_goes_on("messages.show_messages")
def set_rule(event_id: int, rule: str) -> ResponseReturnValue:
    """Switch a message on or off, and say when it goes out."""
    event, which = event_to_show(event_id), _rule(rule)
    timing = message_rules.timings_of(reading_session(), event_id)[which]
    form = RuleForm(which, timing).edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/messages/rule.html",
            form=form,
            event=event,
            name=_(RULE_NAMES[which]),
            readers=_(RULE_READERS[which]),
        )
        return page, 422 if form.errors else 200
    message_rules.set_timing(session(), event_to_change(event_id).id, which, form.answer())
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("messages.show_messages", event_id=event_id), code=303)


@bp.get("/events/<int:event_id>/messages/<what>/preview")
@needs(Right.GUESTS)
def preview_mail(event_id: int, what: str) -> ResponseReturnValue:
    """Show a message as it will be read, in each language."""
    event = event_to_show(event_id)
    texts, language = _texts(event, what), _language()
    return render_template(
        "organiser/messages/preview.html",
        event=event,
        name=_(NAMES[what]),
        what=what,
        form=EmptyForm(),
        has_mail=can_mail(),
        to=current_account().email,
        written=preview(texts, language, event),
        language=language,
        direction=direction_of(language),
        shown_in=languages_shown(
            language,
            lambda code: url_for("messages.preview_mail", event_id=event_id, what=what, lang=code),
        ),
    )


@bp.get("/events/<int:event_id>/messages/<what>/mail")
@needs(Right.GUESTS)
def show_mail(event_id: int, what: str) -> ResponseReturnValue:
    """Show a message as a mail program shows it."""
    event = event_to_show(event_id)
    use_mail_policy()
    return preview(_texts(event, what), _language(), event).html


@bp.post("/events/<int:event_id>/messages/<what>/test")
@needs(Right.GUESTS, audited="messages.test")
def send_preview(event_id: int, what: str) -> ResponseReturnValue:
    """Send a message to oneself."""
    event, form, language = event_to_show(event_id), EmptyForm(), _language()
    written = preview(_texts(event, what), language, event, is_sent=True)
    back = url_for("messages.preview_mail", event_id=event_id, what=what, lang=language)
    if not form.is_posted_and_valid() or not can_mail():
        flash(_("Nothing was sent. Press the button again."), "bad")
        return redirect(back, code=303)
    account = current_account()
    letter = Letter(
        kind=MailKind.TEST,
        to=account.email,
        language=language,
        subject=_("Test: %(subject)s", subject=written.subject),
        text=written.text,
        html=written.html,
        key=f"test:{event_id}:{account.id}:{secrets.token_hex(8)}",
        event_id=event_id,
        **envelope_of(runner_of(event)),
    )
    posting.queue(session(), [letter], now=now())
    session().commit()
    flash(_("It is on its way to %(address)s.", address=account.email))
    return redirect(back, code=303)


def _rule(name: str) -> Rule:
    try:
        return Rule(name)
    except ValueError:
        abort(404)


def _texts(event: Event, what: str) -> Texts:
    texts = message_texts(reading_session(), event, now=now())
    if what not in texts:
        abort(404)
    return texts[what]


def _language() -> str:
    asked = request.args.get("lang", current_locale().language)
    return language_to_show(asked, settings().language)
