"""Mail-outs of an organiser: invite guests by name, follow a mail-out, stop it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState, MailKind
from planner.core.roles import Right
from planner.services.messages import mailings, own_messages, recipients
from planner.services.messages.mailings import MailingEntry
from planner.services.messages.recipients import RecipientGroup
from planner.services.outbox import posting
from planner.web import mail_posts
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.i18n import gettext as _
from planner.web.looking_again import again_soon
from planner.web.mail_letters import letters_for
from planner.web.mail_ways import can_mail
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.messages_presenter import KINDS, letters_leaving, progress_words


@bp.route("/events/<int:event_id>/mailings/invite", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="mailings.invite")
@while_it_goes_on("messages.show_messages")
def mail_invitations(event_id: int) -> ResponseReturnValue:
    """Say to how many guests by name an invitation goes, or send it; to each of them once."""
    event, reading = event_to_show(event_id), reading_session()
    form = EmptyForm()
    moment = now()
    is_to_come = event.starts_at > moment and event.state is EventState.PUBLISHED
    to = recipients.recipients_of(reading, event_id, RecipientGroup.TO_INVITE, now=moment)
    count = letters_leaving(reading, event_id, RecipientGroup.TO_INVITE, now=moment)
    may_send = bool(count) and can_mail() and is_to_come
    if not form.is_posted_and_valid() or not may_send:
        return render_template(
            "organiser/messages/invite.html",
            event=event,
            form=form,
            count=count if is_to_come else 0,
            has_mail=can_mail(),
        )
    letters = letters_for(to, mail_posts.invitation(reading, event, now=moment))
    mailing_id = posting.begin_mailing(
        session(),
        MailKind.INVITATION,
        event_id=event_id,
        created_by_id=current_account().id,
        now=moment,
    )
    new = posting.queue(session(), letters, now=moment, mailing_id=mailing_id)
    if not new:  # pressed twice: the other press has them all
        session().rollback()
        return redirect(url_for("messages.show_messages", event_id=event_id), code=303)
    session().commit()
    return redirect(
        url_for("messages.show_mailing", event_id=event_id, mailing_id=mailing_id), code=303
    )


@bp.get("/events/<int:event_id>/mailings/<int:mailing_id>")
@needs(Right.GUESTS)
def show_mailing(event_id: int, mailing_id: int) -> ResponseReturnValue:
    """Show how far a mail-out is; the page looks again by itself until all have left."""
    event, entry = event_to_show(event_id), _entry_or_404(event_id, mailing_id)
    if (own := own_messages.of_mailing(reading_session(), event_id, mailing_id)) is not None:
        return redirect(
            url_for("messages.show_own", event_id=event_id, own_message_id=own), code=303
        )
    page = render_template(
        "organiser/messages/sent.html",
        event=event,
        entry=entry,
        name=_(KINDS[entry.kind]),
        words=progress_words(entry.progress),
        has_mail=can_mail(),
    )
    return again_soon(page) if entry.progress.waiting and can_mail() else page


@bp.post("/events/<int:event_id>/mailings/<int:mailing_id>/stop")
@needs(Right.GUESTS, audited="mailings.stop")
def stop_mailing(event_id: int, mailing_id: int) -> ResponseReturnValue:
    """Let nothing of a mail-out leave any more."""
    _entry_or_404(event_id, mailing_id)
    if EmptyForm().is_posted_and_valid():
        posting.stop(session(), mailing_id, now=now())
        session().commit()
        flash(_("Stopped. What had left, has left."))
    return redirect(
        url_for("messages.show_mailing", event_id=event_id, mailing_id=mailing_id), code=303
    )


def _entry_or_404(event_id: int, mailing_id: int) -> MailingEntry:
    entry = mailings.find_mailing(reading_session(), event_id, mailing_id)
    if entry is None:
        abort(404)
    return entry
