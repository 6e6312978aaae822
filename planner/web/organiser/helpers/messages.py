"""Tell helpers something: a message, what changed, thanks; and ask again who helped before.

Telling is a press of its own: what is changed is saved at once, and then stands here with whom it
touches. Who has no address stands on a list of whom to call, to tick off.
"""

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.helpers.messages import HelperGroup, HelperMessageKind
from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.helpers import messaging
from planner.services.helpers.readers import (
    Readers,
    readers_among,
    readers_of,
    shifts_by_helper,
    touched_in,
    who_helped,
    whom_to_ask,
)
from planner.services.helpers.shift_rows import helping_ends_at, shifts_of
from planner.services.messages import mailings
from planner.services.outbox.posting import Letter
from planner.store.models import Event, Helper, HelperMessage, Shift, ShiftEntry
from planner.web import helper_texts
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.helper_letters import Texts, letters_to, reached_now
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.looking_again import again_soon
from planner.web.mail_letters import written_in
from planner.web.mail_texts import MailTexts
from planner.web.mail_ways import can_mail
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.message_form import HelperWords, HelperWordsForm
from planner.web.organiser.helpers.message_presenter import (
    HELPER_MESSAGE_NAMES,
    calls_shown,
    reach_shown,
    told_shown,
    touched_shown,
)
from planner.web.organiser.lookup import event_to_show
from planner.web.who_runs import runner_of


@bp.route("/events/<int:event_id>/helpers/message", methods=["GET", "POST"])
@needs(Right.HELPERS, audited="messages.to_helpers")
def write_message(event_id: int) -> ResponseReturnValue:
    """Show what helpers should hear, and what they heard; look at a message, and send it."""
    event, moment = event_to_show(event_id), now()
    every = shifts_of(reading_session(), event_id, with_removed=True)
    shifts = [one for one in every if one.removed_at is None]
    is_over = helping_ends_at(event, every) <= moment
    form = HelperWordsForm(shifts, words=event.word_afterwards if is_over else "", is_over=is_over)
    if not form.is_posted_and_valid() or "change" in request.form:
        return _message_page(event, every, form), 422 if form.errors else 200
    wish = form.answer()
    readers = _readers(shifts, wish, is_over=is_over)
    if "send" in request.form and event.state is EventState.DRAFT:
        return _refuse_draft(event_id)
    if "send" not in request.form or not readers.count:
        return _look_page(event, form, wish, readers, is_over=is_over)
    kind = HelperMessageKind.THANKS if is_over else HelperMessageKind.MESSAGE
    letters = _letters(event, readers, kind, lambda _helper: _texts(event, wish, is_over=is_over))
    if is_over and not messaging.claim_once(session(), event_id, kind):
        session().rollback()
        flash(_("That was told already."))
        return _to_messages(event_id)
    message_id = _tell(event, kind, readers, letters, words=wish.words)
    session().commit()
    return _to_message(event_id, message_id)


@bp.post("/events/<int:event_id>/helpers/message/changes")
@needs(Right.HELPERS, audited="messages.tell_helpers_changes")
def tell_changes(event_id: int) -> ResponseReturnValue:
    """Tell who is touched by what changed in shifts, or all who help; of each change once."""
    if not EmptyForm().is_posted_and_valid():
        return _to_messages(event_id)
    event = event_to_show(event_id)
    if event.state is EventState.DRAFT:
        return _refuse_draft(event_id)
    every = shifts_of(reading_session(), event_id, with_removed=True)
    touched = [entry for shift in _untold(event, every) for entry in touched_in(shift)]
    readers = readers_among(one.helper for one in touched)
    if "all" in request.form:
        here = [one for one in every if one.removed_at is None]
        everyone = readers_of(here, HelperGroup.EVERYONE, now=now())
        readers = readers_among((*readers.everyone, *everyone.everyone))
    readers = reached_now(readers)
    letters = _change_letters(event, every, touched, readers)
    seen = {one.id: one.shift.sequence for one in touched}
    if not touched or not messaging.claim_changes(session(), event_id, seen):
        # Somebody pressed the same button a moment ago; helpers hear it once.
        session().rollback()
        flash(_("That was told already."))
        return _to_messages(event_id)
    message_id = _tell(event, HelperMessageKind.CHANGED, readers, letters)
    session().commit()
    return _to_message(event_id, message_id)


@bp.post("/events/<int:event_id>/helpers/message/ask")
@needs(Right.HELPERS, audited="messages.ask_helpers_again")
def ask_again(event_id: int) -> ResponseReturnValue:
    """Ask who helped at the series before and wanted to be asked; for an event once."""
    if not EmptyForm().is_posted_and_valid():
        return _to_messages(event_id)
    event = event_to_show(event_id)
    shifts = shifts_of(reading_session(), event_id)
    readers = _readers_to_ask(event, shifts)
    letters = _letters(
        event,
        readers,
        HelperMessageKind.ASK_AGAIN,
        lambda _helper: lambda: helper_texts.ask_again(event, ""),
    )
    if not readers.count or not messaging.claim_once(
        session(), event_id, HelperMessageKind.ASK_AGAIN
    ):
        session().rollback()
        flash(_("That was asked already, or there is nobody to ask."))
        return _to_messages(event_id)
    message_id = _tell(event, HelperMessageKind.ASK_AGAIN, readers, letters)
    session().commit()
    return _to_message(event_id, message_id)


@bp.get("/events/<int:event_id>/helpers/messages/<int:message_id>")
@needs(Right.HELPERS)
def show_message(event_id: int, message_id: int) -> ResponseReturnValue:
    """Show how far a message is, and who is still to be called."""
    event, message = event_to_show(event_id), _message_or_404(event_id, message_id)
    reading = reading_session()
    entry = mailings.find_mailing(reading, event_id, message.mailing_id or 0)
    calls = messaging.calls_of(reading, message_id)
    page = render_template(
        "organiser/helpers/message_told.html",
        event=event,
        name=_(HELPER_MESSAGE_NAMES[message.kind]),
        message=message,
        progress=_progress_words(entry.progress.sent, entry.progress.total) if entry else "",
        calls=calls_shown(event, message_id, calls),
        still=sum(one.told_at is None for one in calls),
    )
    return again_soon(page) if entry is not None and entry.progress.waiting and can_mail() else page


@bp.post("/events/<int:event_id>/helpers/messages/<int:message_id>/ticks/<key:helper_id>")
@needs(Right.HELPERS, audited="messages.tick_helper")
def tick_call(event_id: int, message_id: int, helper_id: int) -> ResponseReturnValue:
    """Note that a helper was told by phone, or take that back."""
    message = _message_or_404(event_id, message_id)
    if EmptyForm().is_posted_and_valid():
        is_told = "undo" not in request.form
        if not messaging.tick(session(), message.id, helper_id, is_told=is_told, now=now()):
            abort(404)
        session().commit()
    back = url_for("helpers.show_message", event_id=event_id, message_id=message_id)
    return redirect(f"{back}#call", code=303)


def _message_page(event: Event, every: Sequence[Shift], form: HelperWordsForm) -> str:
    reading, shifts = reading_session(), [one for one in every if one.removed_at is None]
    told = messaging.list_messages(reading, event.id)
    is_over = helping_ends_at(event, every) <= now()
    was_thanked = any(one.kind is HelperMessageKind.THANKS for one in told)
    was_asked = any(one.kind is HelperMessageKind.ASK_AGAIN for one in told)
    to_ask = Readers() if was_asked else _readers_to_ask(event, shifts)
    readers = reached_now(
        who_helped(shifts) if is_over else readers_of(shifts, HelperGroup.EVERYONE, now=now())
    )
    return render_template(
        "organiser/helpers/message.html",
        event=event,
        form=form,
        has_mail=can_mail(),
        is_over=is_over,
        was_thanked=was_thanked,
        readers=reach_shown(readers, has_mail=can_mail()),
        count=readers.count,
        touched=touched_shown(_untold(event, every), has_mail=can_mail()),
        ask_count=to_ask.count,
        ask_reach=reach_shown(to_ask, has_mail=can_mail()),
        told=told_shown(event, told),
    )


def _untold(event: Event, every: Sequence[Shift]) -> list[Shift]:
    """List the shifts of which somebody does not know how they are now, while that matters."""
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    goes_on = is_planned and helping_ends_at(event, every) > now()
    return [shift for shift in every if touched_in(shift)] if goes_on else []


def _refuse_draft(event_id: int) -> ResponseReturnValue:
    flash(_("This is a draft: no message leaves."), "warn")
    return _to_messages(event_id)


def _look_page(
    event: Event, form: HelperWordsForm, wish: HelperWords, readers: Readers, *, is_over: bool
) -> str:
    language: str = settings().language
    return render_template(
        "organiser/helpers/message_look.html",
        event=event,
        form=form,
        is_over=is_over,
        has_mail=can_mail(),
        count=readers.count,
        by_mail=len(readers.by_mail) if can_mail() else 0,
        reach=reach_shown(readers, has_mail=can_mail()),
        written=written_in(
            language,
            _texts(event, wish, is_over=is_over),
            runner_of(event),
            link=settings().base_url,
            number="",
        ),
        language=language,
    )


def _texts(event: Event, wish: HelperWords, *, is_over: bool) -> Texts:
    def texts() -> MailTexts:
        if is_over:
            return helper_texts.thanks(event, wish.words)
        return helper_texts.message(event, wish.words)

    return texts


def _readers(shifts: Sequence[Shift], wish: HelperWords, *, is_over: bool) -> Readers:
    if is_over:
        return reached_now(who_helped(shifts))
    return reached_now(readers_of(shifts, wish.group, shift_id=wish.shift_id, now=now()))


def _readers_to_ask(event: Event, shifts: Sequence[Shift]) -> Readers:
    is_ready = event.state is EventState.PUBLISHED and event.starts_at > now()
    if not is_ready or not any(one.is_open for one in shifts):
        return Readers()
    return reached_now(whom_to_ask(reading_session(), event, today=day_of(now(), event.zone)))


def _letters(
    event: Event, readers: Readers, kind: HelperMessageKind, texts: Callable[[Helper], Texts]
) -> list[Letter]:
    """Write the letters; before the only writer's turn is taken, for it takes a while."""
    if not can_mail():
        return []
    # Thanks and the question come once; a message as often as one is written.
    occasion = now().isoformat() if kind is HelperMessageKind.MESSAGE else ""
    return letters_to(
        reading_session(),
        readers.by_mail,
        event,
        texts,
        what=kind.value,
        occasion=occasion,
        asks_again=kind is HelperMessageKind.ASK_AGAIN,
    )


def _change_letters(
    event: Event, every: Sequence[Shift], touched: Sequence[ShiftEntry], readers: Readers
) -> list[Letter]:
    if not can_mail():
        return []
    own: dict[int, list[ShiftEntry]] = {}
    for entry in touched:
        own.setdefault(entry.helper_id, []).append(entry)
    changed = _untold(event, every)
    shifts_now = shifts_by_helper(every)

    def texts(helper: Helper) -> Texts:
        entries, shifts = own.get(helper.id, []), shifts_now.get(helper.id, [])
        if entries:
            return lambda: helper_texts.changed(event, entries, shifts)
        return lambda: helper_texts.changed_for_all(event, changed)

    # Of each change once, whoever presses, and however often.
    occasion = [(one.id, one.shift.sequence) for one in sorted(touched, key=lambda one: one.id)]
    return letters_to(
        reading_session(),
        readers.by_mail,
        event,
        texts,
        what="changed",
        occasion=occasion,
        is_necessary=True,
    )


def _tell(
    event: Event,
    kind: HelperMessageKind,
    readers: Readers,
    letters: Sequence[Letter],
    *,
    words: str = "",
) -> int:
    return messaging.tell(
        session(),
        event,
        kind,
        readers,
        letters,
        words=words,
        account_id=current_account().id,
        now=now(),
    )


def _progress_words(sent: int, total: int) -> str:
    return ngettext(
        "%(sent)s of %(num)s mail has left", "%(sent)s of %(num)s mails have left", total, sent=sent
    )


def _to_message(event_id: int, message_id: int) -> ResponseReturnValue:
    return redirect(
        url_for("helpers.show_message", event_id=event_id, message_id=message_id), code=303
    )


def _to_messages(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("helpers.write_message", event_id=event_id), code=303)


def _message_or_404(event_id: int, message_id: int) -> HelperMessage:
    message = messaging.find_message(reading_session(), event_id, message_id)
    if message is None:
        abort(404)
    return message
