"""Tell everyone of a change: whom, by which way, in which words; and who was not reached."""

from collections.abc import Mapping

from flask import (
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect

from planner.core.helpers.messages import HelperGroup, HelperMessageKind
from planner.core.notices import NoticeKind
from planner.core.roles import Right
from planner.services.helpers import messaging
from planner.services.helpers.readers import (
    Readers,
    readers_among,
    readers_of,
    shifts_by_helper,
    touched_in,
)
from planner.services.helpers.shift_rows import shifts_of
from planner.services.messages import mailings, notices, recipients
from planner.services.messages.by_mail import resting_in
from planner.services.messages.recipients import ChannelCounts, RecipientGroup
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.store.models import Event, EventNotice
from planner.web import helper_texts, mail_posts, mail_texts
from planner.web.access import current_account, needs
from planner.web.card_texts import direction_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.event_words import own_language
from planner.web.forms import EmptyForm
from planner.web.helper_letters import letters_to, reached_now
from planner.web.installation import settings
from planner.web.language_words import fields_beside, said_beside, with_fields_beside
from planner.web.looking_again import again_soon
from planner.web.mail_letters import letters_for
from planner.web.mail_previews import language_to_show, preview
from planner.web.mail_texts import MailTexts
from planner.web.mail_ways import can_mail
from planner.web.notice_words import notice_words
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.messages_form import MOST_WORDS, TellForm
from planner.web.organiser.messages.messages_presenter import languages_shown, progress_words
from planner.web.organiser.messages.own_presenter import planned_shown
from planner.web.organiser.messages.tell_presenter import (
    helper_ways_shown,
    helpers_told_shown,
    unreached_shown,
    ways_shown,
)

MOST_LISTED = 80


@bp.route("/events/<int:event_id>/tell/<int:notice_id>", methods=["GET", "POST"])
@needs(Right.GUESTS, audited="tell.ask")
def tell_guests(event_id: int, notice_id: int) -> ResponseReturnValue:
    """Ask once whether to tell everyone, with the message to look at; on a press tell them."""
    event, notice = event_to_show(event_id), _notice_or_404(event_id, notice_id)
    if notice.told_at is not None:
        return redirect(
            url_for("messages.show_told", event_id=event_id, notice_id=notice_id), code=303
        )
    form = with_fields_beside(TellForm, own_language(event), longest=MOST_WORDS)()
    is_valid = form.is_posted_and_valid()
    if not is_valid or "look" in request.form:
        return _ask_page(event, notice, form), 422 if form.errors else 200
    _tell(event, notice, form.answer(), said_beside(form))
    return redirect(url_for("messages.show_told", event_id=event_id, notice_id=notice_id), code=303)


@bp.post("/events/<int:event_id>/tell/<int:notice_id>/not-now")
@needs(Right.GUESTS, audited="tell.not_now")
def tell_later(event_id: int, notice_id: int) -> ResponseReturnValue:
    """Leave it for later; the page of messages still offers it."""
    notice = _notice_or_404(event_id, notice_id)
    if EmptyForm().is_posted_and_valid():
        notices.put_off(session(), notice, now=now())
        session().commit()
    return redirect(url_for("desk.show_event", event_id=event_id), code=303)


@bp.get("/events/<int:event_id>/tell/<int:notice_id>/told")
@needs(Right.GUESTS)
def show_told(event_id: int, notice_id: int) -> ResponseReturnValue:
    """Show who was reached, and who is still to be called."""
    event, notice = event_to_show(event_id), _notice_or_404(event_id, notice_id)
    if notice.told_at is None:
        return redirect(
            url_for("messages.tell_guests", event_id=event_id, notice_id=notice_id), code=303
        )
    reading = reading_session()
    entry = mailings.find_mailing(reading, event_id, notice.mailing_id or 0)
    unreached = recipients.unreached_of(
        reading, event_id, notice, has_mail=entry is not None, limit=MOST_LISTED + 1
    )
    has_more, unreached = len(unreached) > MOST_LISTED, unreached[:MOST_LISTED]
    page = render_template(
        "organiser/messages/told.html",
        event=event,
        notice=notice,
        changed=notice_words(event, notice),
        entry=entry,
        words=progress_words(entry.progress) if entry else "",
        ways=ways_shown(event, _ways(event), has_mail=entry is not None),
        rows=unreached_shown(unreached, event.zone),
        has_more=has_more,
        helpers=helpers_told_shown(
            event,
            messaging.find_told_at(reading, event_id, HelperMessageKind.NOTICE, notice.told_at),
        ),
        still=sum(one.told_at is None for one in unreached),
    )
    return again_soon(page) if entry is not None and entry.progress.waiting and can_mail() else page


@bp.post("/events/<int:event_id>/tell/<int:notice_id>/ticks/<int:invitation_id>")
@needs(Right.GUESTS, audited="tell.tick")
def tick_told(event_id: int, notice_id: int, invitation_id: int) -> ResponseReturnValue:
    """Note that a household was told by phone, or take that back."""
    notice = _notice_or_404(event_id, notice_id)
    if EmptyForm().is_posted_and_valid():
        if "undo" in request.form:
            notices.untick(session(), notice, invitation_id)
        elif not notices.tick(session(), notice, invitation_id, now=now()):
            abort(404)
        session().commit()
    back = url_for("messages.show_told", event_id=event_id, notice_id=notice_id)
    return redirect(f"{back}#call", code=303)


def _ask_page(event: Event, notice: EventNotice, form: TellForm) -> str:
    shown = _with_words(notice, form.answer(), said_beside(form))
    asked = request.values.get("lang", "")
    language = language_to_show(asked, settings().language)
    ways = _ways(event)
    helpers = _helpers_of(event)
    return render_template(
        "organiser/messages/tell.html",
        event=event,
        notice=notice,
        form=form,
        beside=fields_beside(form),
        changed=notice_words(event, notice),
        ways=[
            *ways_shown(event, ways, has_mail=can_mail()),
            *helper_ways_shown(helpers, has_mail=can_mail()),
        ],
        by_mail=ways.mail + len(helpers.by_mail),
        has_mail=can_mail(),
        planned=planned_shown(reading_session(), event),
        written=preview(lambda: _texts(event, shown), language, event),
        language=language,
        direction=direction_of(language),
        shown_in=languages_shown(
            language,
            lambda code: url_for(
                "messages.tell_guests", event_id=event.id, notice_id=notice.id, lang=code
            ),
        ),
    )


def _ways(event: Event) -> ChannelCounts:
    rests = resting_in(reading_session(), event.id, code_key=settings().code_key, now=now())
    return recipients.ways_of(reading_session(), event.id, resting=rests, now=now())


def _tell(event: Event, notice: EventNotice, words: str, words_in: Mapping[str, str]) -> None:
    """Claim the change, and put its letters into the outbox; whoever comes second does nothing."""
    reading, moment = reading_session(), now()
    # Letters in seven languages take a while to write, so they are written before the only
    # writer's turn is taken: a gate must not wait for them.
    letters, helpers, to_helpers = [], _helpers_of(event), list[Letter]()
    if can_mail():
        shown = _with_words(notice, words, words_in)
        to_helpers = _letters_to_helpers(event, shown, helpers)
        to = recipients.recipients_of(reading, event.id, RecipientGroup.EVERYONE, now=moment)
        letters = letters_for(to, mail_posts.change(reading_session(), event, shown, now=moment))
    if not notices.claim(session(), notice, words=words, words_in=words_in, now=moment):
        # Somebody pressed the same button a moment ago; guests hear it once.
        session().rollback()
        return
    if letters:
        mailing_id = posting.begin_mailing(
            session(),
            letters[0].kind,
            event_id=event.id,
            created_by_id=current_account().id,
            now=moment,
        )
        posting.queue(session(), letters, now=moment, mailing_id=mailing_id)
        notices.note_mailing(session(), notice, mailing_id)
    if helpers.count:
        messaging.tell(
            session(),
            event,
            HelperMessageKind.NOTICE,
            helpers,
            to_helpers,
            words=words,
            account_id=current_account().id,
            now=moment,
        )
    session().commit()


def _helpers_of(event: Event) -> Readers:
    every = shifts_of(reading_session(), event.id, with_removed=True)
    kept = [one for one in every if one.removed_at is None]
    # Who was in a shift that was called off, and was never told so, hears it here.
    untold = [
        entry.helper for one in every if one.removed_at is not None for entry in touched_in(one)
    ]
    return reached_now(
        readers_among((*readers_of(kept, HelperGroup.EVERYONE, now=now()).everyone, *untold))
    )


def _letters_to_helpers(event: Event, notice: EventNotice, helpers: Readers) -> list[Letter]:
    shifts = shifts_by_helper(shifts_of(reading_session(), event.id))
    return letters_to(
        reading_session(),
        helpers.by_mail,
        event,
        lambda helper: lambda: helper_texts.notice(event, notice, shifts.get(helper.id, [])),
        what="notice",
        occasion=notice.id,
        is_necessary=True,
    )


def _texts(event: Event, notice: EventNotice) -> MailTexts:
    if notice.kind is NoticeKind.CANCELLED:
        return mail_texts.cancellation(event, notice)
    return mail_texts.change(event, notice)


def _with_words(notice: EventNotice, words: str, words_in: Mapping[str, str]) -> EventNotice:
    """Return a change as it will be told; what is stored stays as it is."""
    columns = {
        column.key: getattr(notice, column.key) for column in inspect(EventNotice).column_attrs
    }
    return EventNotice(**{**columns, "words": words, "words_in": words_in})


def _notice_or_404(event_id: int, notice_id: int) -> EventNotice:
    notice = notices.notice_of(reading_session(), event_id, notice_id)
    if notice is None:
        abort(404)
    return notice
