"""Write a message of one's own to a group, look at it in each language, send it, take it back."""

import secrets

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.core.enums import EventState, MailKind
from planner.core.own_messages import (
    TAKE_BACK_WITHIN,
    HeldReason,
    MessageState,
    may_leave_at,
)
from planner.core.roles import Right
from planner.exports import pdf
from planner.services.guests.guest_list import list_stacks
from planner.services.helpers.shift_rows import shifts_of
from planner.services.messages import audiences, mailings, own_messages
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.store.models import Event, EventMessage
from planner.web import card_papers
from planner.web.access import current_account, my_rights, needs
from planner.web.blank_words import blanks_hint
from planner.web.card_texts import direction_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.event_words import own_language
from planner.web.forms import EmptyForm
from planner.web.headers import use_mail_policy
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.looking_again import again_soon
from planner.web.mail_letters import envelope_of
from planner.web.mail_ways import can_mail
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.messages_presenter import languages_shown
from planner.web.organiser.messages.own_form import (
    GroupChoices,
    OwnMessageForm,
    SendForm,
    own_message_form,
    too_late_words,
)
from planner.web.organiser.messages.own_presenter import (
    HELD,
    AddressesShown,
    far_words,
    group_words,
    guests_shown,
    helpers_shown,
    seconds_left,
)
from planner.web.organiser.messages.own_preview import (
    language_asked,
    name_asked,
    readers_shown,
    written_as,
)
from planner.web.own_messages import IN_TEXT, letters_to_helpers, subject_shown
from planner.web.own_messages_due import helpers_reached
from planner.web.programme_paper import programme_pdf
from planner.web.who_runs import runner_of

LOOK_AGAIN_WITHIN = 2 * TAKE_BACK_WITHIN.seconds
"""Who has so little time left sees it run."""


@bp.route("/events/<int:event_id>/messages/own/new", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="messages.write_own")
def write_own(event_id: int) -> ResponseReturnValue:
    """Write a message; it is kept, and looked at before anybody sends it."""
    event = event_to_show(event_id)
    form = own_message_form(own_language(event))(_choices(event))
    if not form.is_posted_and_valid():
        return _write_page(event, form, None)
    message = own_messages.write(
        session(), event_id, form.answer(), account_id=current_account().id, now=now()
    )
    session().commit()
    return _to_own(event_id, message.id)


@bp.route("/events/<int:event_id>/messages/own/<int:own_message_id>/edit", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="messages.edit_own")
def edit_own(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Change a message that has not left; what is planned stays planned."""
    event, message = event_to_show(event_id), _message_or_404(event_id, own_message_id)
    if message.state is MessageState.LEFT and request.method == "GET":
        return _has_left(event_id, own_message_id)
    form = own_message_form(own_language(event))(_choices(event), message).edits()
    if not form.is_posted_and_valid():
        return _write_page(event, form, message)
    changed = own_messages.find_message(session(), event_id, own_message_id)
    if changed is None or changed.state not in own_messages.CAN_BE_CHANGED:
        return _keep_what_was_typed(event_id, form)
    own_messages.rewrite(changed, form.answer(), now=now())
    session().commit()
    return _to_own(event_id, own_message_id)


def _keep_what_was_typed(event_id: int, form: OwnMessageForm) -> ResponseReturnValue:
    """Keep as a new message what somebody typed while the old one left."""
    kept = own_messages.write(
        session(), event_id, form.answer(), account_id=current_account().id, now=now()
    )
    session().commit()
    flash(_("The old one can't be changed any more. What you typed is a new message."), "warn")
    return _to_own(event_id, kept.id)


@bp.get("/events/<int:event_id>/messages/own/<int:own_message_id>")
@needs(Right.GUESTS)
def show_own(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Show a message as it is read, to whom it goes, and how far it is."""
    event, message = event_to_show(event_id), _message_or_404(event_id, own_message_id)
    return _show_page(event, message, SendForm(event, now=now()))


@bp.get("/events/<int:event_id>/messages/own/<int:own_message_id>/mail")
@needs(Right.GUESTS)
def show_own_mail(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Show a message as a mail program shows it."""
    event, message = event_to_show(event_id), _message_or_404(event_id, own_message_id)
    use_mail_policy()
    language = language_asked(event)
    return written_as(event, message, language, name=name_asked(language)).html


@bp.get("/events/<int:event_id>/messages/own/<int:own_message_id>/programme.pdf")
@needs(Right.GUESTS)
def show_own_programme(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Give the programme as it goes along with a message."""
    event, message = event_to_show(event_id), _message_or_404(event_id, own_message_id)
    if not message.has_programme or not event.programme or not pdf.is_available():
        abort(404)
    language = language_asked(event)
    return card_papers.give_pdf(
        lambda: programme_pdf(event, language).content,
        f"{event.slug}-{language}.pdf",
        sorry_url=url_for("messages.show_own", event_id=event_id, own_message_id=own_message_id),
    )


@bp.post("/events/<int:event_id>/messages/own/<int:own_message_id>/test")
@needs(Right.GUESTS, audited="messages.test_own")
def test_own(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Send a message to oneself, in the language that is looked at."""
    event, message = event_to_show(event_id), _message_or_404(event_id, own_message_id)
    language, account = language_asked(event), current_account()
    if not EmptyForm().is_posted_and_valid() or not can_mail():
        flash(_("Nothing was sent. Press the button again."), "bad")
        return _to_own(event_id, own_message_id, language)
    written = written_as(event, message, language, name=name_asked(language), is_sent=True)
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
    return _to_own(event_id, own_message_id, language)


@bp.post("/events/<int:event_id>/messages/own/<int:own_message_id>/send")
@needs(Right.GUESTS, audited="messages.send_own")
def send_own(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Let a message leave in a minute, or at a moment; the one that was looked at."""
    event, message = event_to_show(event_id), _message_or_404(event_id, own_message_id)
    form = SendForm(event, now=now())
    is_later = "later" in request.form
    if not (form.is_at_a_moment() if is_later else form.is_posted_and_valid()):
        page = _show_page(event, message, form)
        page.status_code = 422
        return page
    why_not = _why_not(event)
    if why_not:
        flash(why_not, "warn")
        return _to_own(event_id, own_message_id)
    seen = request.form.get("seen", "")
    is_sent = seen.isdecimal() and own_messages.send(
        session(), own_message_id, int(seen), at=form.moment if is_later else None, now=now()
    )
    if is_sent:
        session().commit()
    else:
        session().rollback()
        flash(_("Somebody changed or sent it meanwhile. Look at it once more."), "warn")
    return _to_own(event_id, own_message_id)


@bp.post("/events/<int:event_id>/messages/own/<int:own_message_id>/take-back")
@needs(Right.GUESTS, audited="messages.take_own_back")
def take_own_back(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Keep a message from leaving; its words stay."""
    message = _message_or_404(event_id, own_message_id)
    if not EmptyForm().is_posted_and_valid():
        return _to_own(event_id, own_message_id)
    if own_messages.take_back(session(), message.id, now=now()):
        session().commit()
    else:
        session().rollback()
        found = own_messages.find_message(session(), event_id, own_message_id)
        if found is None or found.state is MessageState.LEFT:
            return _has_left(event_id, own_message_id)
        # Else a colleague was quicker.
    flash(_("Taken back. Nobody got it, and your words are still here."))
    return _to_own(event_id, own_message_id)


@bp.post("/events/<int:event_id>/messages/own/<int:own_message_id>/delete")
@needs(Right.GUESTS, audited="messages.delete_own")
def delete_own(event_id: int, own_message_id: int) -> ResponseReturnValue:
    """Throw a message away that nobody sent."""
    _message_or_404(event_id, own_message_id)
    if EmptyForm().is_posted_and_valid():
        message = own_messages.find_message(session(), event_id, own_message_id)
        if message is None or message.state not in (MessageState.DRAFT, MessageState.HELD):
            session().rollback()
            return _to_own(event_id, own_message_id)
        own_messages.discard(session(), message)
        session().commit()
        flash(_("The message is gone. Nobody got it."))
    return redirect(url_for("messages.show_messages", event_id=event_id), code=303)


def _write_page(
    event: Event, form: OwnMessageForm, message: EventMessage | None
) -> ResponseReturnValue:
    page = render_template(
        "organiser/messages/own_write.html",
        event=event,
        message=message,
        subject=subject_shown(event, message) if message else "",
        form=form,
        blanks=blanks_hint(IN_TEXT),
        has_beside=any(one.data or one.errors for one in form.beside()),
    )
    return page, 422 if form.errors else 200


def _show_page(event: Event, message: EventMessage, form: SendForm) -> Response:
    reading, language, moment = reading_session(), language_asked(event), now()
    entry = mailings.find_mailing(reading, event.id, message.mailing_id or 0)
    is_told = message.batch_id not in audiences.handed_out_among(reading, [message.batch_id])
    left = seconds_left(message, now=moment)
    is_open = message.state is not MessageState.LEFT
    page = render_template(
        "organiser/messages/own.html",
        event=event,
        message=message,
        form=form,
        has_mail=can_mail(),
        to=group_words(message),
        held=_(HELD[message.held_reason]) if message.held_reason else "",
        reach=_reach(reading, event, message) if is_open else None,
        why_not=_why_not(event) if is_open else "",
        seconds=left,
        countdown=_countdown(left),
        entry=entry,
        words=far_words(entry.progress, is_told=is_told) if entry else "",
        is_told=is_told,
        mine=current_account().email,
        written=written_as(event, message, language, name=name_asked(language)),
        readers=readers_shown(event, message, language),
        language=language,
        direction=direction_of(language),
        shown_in=languages_shown(
            language,
            lambda code: url_for(
                "messages.show_own",
                event_id=event.id,
                own_message_id=message.id,
                lang=code,
                to=request.args.get("to"),
            ),
        ),
    )
    is_soon = message.state is MessageState.PLANNED and left < LOOK_AGAIN_WITHIN
    is_under_way = entry is not None and entry.progress.waiting > 0
    looks_again = (is_soon or is_under_way) and can_mail()
    return again_soon(page) if looks_again else make_response(page)


def _countdown(seconds: int) -> str:
    if not seconds:
        return _("It leaves in a moment.")
    return ngettext("It leaves in %(num)s second.", "It leaves in %(num)s seconds.", seconds)


def _why_not(event: Event) -> str:
    """Say why no message about an event leaves now; empty where it does."""
    if event.state is EventState.DRAFT:
        return _("This is a draft: no message leaves.")
    if event.state is EventState.CANCELLED:
        return _("This event is cancelled: no message of your own leaves any more.")
    if not can_mail():
        return _("No mail leaves from here: no mail server is set.")
    return "" if may_leave_at(now(), ends_at=event.ends_at) else too_late_words(event)


def _reach(reading: Session, event: Event, message: EventMessage) -> AddressesShown | None:
    if own_messages.why_held(message, now=now()) is HeldReason.GROUP_GONE:
        return None
    if own_messages.is_to_helpers(message):
        readers = helpers_reached(reading, message, now=now())
        return helpers_shown(readers, len(letters_to_helpers(reading, event, message, readers)))
    reach = audiences.reach_of(
        reading,
        event,
        message.audience,
        batch_id=message.batch_id,
        code_key=settings().code_key,
        now=now(),
    )
    is_handed_out = bool(audiences.handed_out_among(reading, [message.batch_id]))
    return guests_shown(reach, is_handed_out=is_handed_out)


def _choices(event: Event) -> GroupChoices:
    reading = reading_session()
    may_see_helpers = Right.HELPERS in my_rights()
    shifts = shifts_of(reading, event.id, with_helpers=False) if may_see_helpers else ()
    return GroupChoices(
        stacks=list_stacks(reading, event.id),
        shifts=shifts,
        has_helpers=bool(shifts),
        has_programme=bool(event.programme) and pdf.is_available(),
    )


def _has_left(event_id: int, own_message_id: int) -> ResponseReturnValue:
    flash(_("It has left already."), "warn")
    return _to_own(event_id, own_message_id)


def _to_own(event_id: int, own_message_id: int, language: str | None = None) -> ResponseReturnValue:
    address = url_for(
        "messages.show_own", event_id=event_id, own_message_id=own_message_id, lang=language
    )
    return redirect(address, code=303)


def _message_or_404(event_id: int, own_message_id: int) -> EventMessage:
    message = own_messages.find_message(reading_session(), event_id, own_message_id)
    if message is None:
        abort(404)
    if own_messages.is_to_helpers(message) and Right.HELPERS not in my_rights():
        abort(404)
    return message
