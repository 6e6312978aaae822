"""The messages of an event: what goes out by itself, when, to whom; each to look at and to try."""

import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState, MailKind
from planner.core.messages import Rule
from planner.core.own_letters import TO_HELPERS, OwnLetter
from planner.core.roles import Right
from planner.services.messages import mailings, notices
from planner.services.messages import rules as message_rules
from planner.services.messages.recipients import RecipientGroup
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.store.models import Event
from planner.translations.reading import guest_languages
from planner.web.access import current_account, needs
from planner.web.card_texts import direction_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.headers import use_framing_policy, use_mail_policy
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of
from planner.web.mail_previews import (
    SAMPLE_NUMBER,
    Texts,
    language_to_show,
    message_texts,
    preview,
    sample_name,
)
from planner.web.mail_ways import can_mail
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.messages_form import RuleForm
from planner.web.organiser.messages.messages_presenter import (
    LETTER_NAMES,
    RULE_NAMES,
    RULE_READERS,
    LookShown,
    languages_shown,
    letters_leaving,
    rules_shown,
    sent_shown,
    tell_todo,
)
from planner.web.organiser.messages.own_presenter import messages_shown
from planner.web.organiser.messages.own_words import letter_lines
from planner.web.who_runs import runner_of

LOOKS = ("phone", "wide", "text")
"""As a mail on a phone, as one in a wide window, as plain text."""


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
        letters=letter_lines(event),
        to_invite=letters_leaving(reading, event_id, RecipientGroup.TO_INVITE, now=now())
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
            words_url=url_for("messages.write_words", event_id=event_id, what=rule),
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
    texts, language, name, look = _texts(event, what), _language(), _name(), _look()

    def url(endpoint: str = "preview_mail", **changed: str) -> str:
        values: dict[str, Any] = {
            "lang": language,
            "to": "name" if name else "",
            "as": look,
            **changed,
        }
        return url_for(f"messages.{endpoint}", event_id=event_id, what=what, **values)

    use_framing_policy()
    return render_template(
        "organiser/messages/preview.html",
        event=event,
        name=_(LETTER_NAMES[OwnLetter(what)]),
        what=what,
        form=EmptyForm(),
        has_mail=can_mail(),
        to=current_account().email,
        written=preview(texts, language, event, number=_number(what), name=name),
        language=language,
        direction=direction_of(language),
        shown_in=languages_shown(language, lambda code: url(lang=code)),
        look=look,
        looks=[
            LookShown(_("On a phone"), url(**{"as": "phone"}), look == "phone"),
            LookShown(_("In a wide window"), url(**{"as": "wide"}), look == "wide"),
            LookShown(_("As text"), url(**{"as": "text"}), look == "text"),
        ],
        readers=[
            LookShown(_("Without a name"), url(to=""), not name),
            LookShown(_("With a name"), url(to="name"), bool(name)),
        ],
        mail_url=url("show_mail"),
        test_url=url("send_preview"),
    )


@bp.get("/events/<int:event_id>/messages/<what>/mail")
@needs(Right.GUESTS)
def show_mail(event_id: int, what: str) -> ResponseReturnValue:
    """Show a message as a mail program shows it."""
    event = event_to_show(event_id)
    use_mail_policy()
    texts, number = _texts(event, what), _number(what)
    return preview(texts, _language(), event, number=number, name=_name()).html


@bp.post("/events/<int:event_id>/messages/<what>/test")
@needs(Right.GUESTS, audited="messages.test")
def send_preview(event_id: int, what: str) -> ResponseReturnValue:
    """Send a message to oneself: in the language that is shown, or in each."""
    event, form, language = event_to_show(event_id), EmptyForm(), _language()
    _texts(event, what)  # or there is no such letter
    shown: dict[str, Any] = {"lang": language, "to": request.args.get("to", ""), "as": _look()}
    back = url_for("messages.preview_mail", event_id=event_id, what=what, **shown)
    if not form.is_posted_and_valid() or not can_mail():
        flash(_("Nothing was sent. Press the button again."), "bad")
        return redirect(back, code=303)
    account = current_account()
    in_each = "each" in request.form
    letters = [
        _test(event, what, code, account.email, account.id)
        for code in (guest_languages() if in_each else (language,))
    ]
    posting.queue(session(), letters, now=now())
    session().commit()
    flash(_("It is on its way to %(address)s.", address=account.email))
    return redirect(back, code=303)


def _test(event: Event, what: str, language: str, to: str, account_id: int) -> Letter:
    written = preview(
        _texts(event, what),
        language,
        event,
        number=_number(what),
        name=_name(language),
        is_sent=True,
    )
    return Letter(
        kind=MailKind.TEST,
        to=to,
        language=language,
        subject=_("Test: %(subject)s", subject=written.subject),
        text=written.text,
        html=written.html,
        key=f"test:{event.id}:{account_id}:{secrets.token_hex(8)}",
        event_id=event.id,
        **envelope_of(runner_of(event)),
    )


def _name(language: str = "") -> str:
    """Return a made-up name where the message is shown to somebody by name."""
    if request.args.get("to") != "name":
        return ""
    return sample_name(language or _language())


def _number(what: str) -> str:
    """Return a made-up number of a card, where the readers of a letter have one."""
    return "" if OwnLetter(what) in TO_HELPERS else SAMPLE_NUMBER


def _look() -> str:
    asked = request.args.get("as", "")
    return asked if asked in LOOKS else LOOKS[0]


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
