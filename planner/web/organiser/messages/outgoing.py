"""Outgoing mail: what waits, what left, what was given up and why; of one event and of all."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import MailKind
from planner.core.roles import Right
from planner.services.messages import lost_letters
from planner.services.outbox import counts, posting
from planner.services.outbox.counts import Progress
from planner.services.outbox.posting import Letter
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import number
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.mail_letters import envelope_of
from planner.web.organiser.lookup import event_to_show
from planner.web.organiser.messages import bp
from planner.web.organiser.messages.lost_presenter import (
    leaving_shown,
    lost_shown,
    overtaken_shown,
)
from planner.web.organiser.messages.messages_presenter import TROUBLES
from planner.web.organiser.messages.way_in_presenter import way_in_shown
from planner.web.paging import asked_page_of, turning
from planner.web.who_runs import runner_by_id


@dataclass(frozen=True)
class EventRow:
    """An event with its mail."""

    title: str
    url: str
    words: str


@bp.get("/mail")
@needs(Right.PLAN)
def show_outgoing() -> ResponseReturnValue:
    """Show all mail, by event."""
    return render_template(
        "organiser/messages/mail.html",
        event=None,
        rows=_events(),
        way_in=way_in_shown(reading_session(), now=now()) if settings().mail_leaves else None,
        **_values(None),
    )


@bp.get("/events/<int:event_id>/mail")
@needs(Right.GUESTS)
def show_event_mail(event_id: int) -> ResponseReturnValue:
    """Show the mail about one event."""
    event = event_to_show(event_id)
    return render_template(
        "organiser/messages/mail.html", event=event, rows=[], way_in=None, **_values(event.id)
    )


@bp.post("/mail/test")
@needs(Right.PLAN, audited="outgoing.send_test")
def send_test_mail() -> ResponseReturnValue:
    """Send a mail to oneself, to see that mail arrives."""
    account = current_account()
    if not settings().mail_leaves:
        flash(_("No mail leaves from here."), "warn")
        return redirect(url_for("messages.show_outgoing"), code=303)
    text = _("This is a test. When you read this, mail of the planner arrives.")
    letter = Letter(
        kind=MailKind.TEST,
        to=account.email,
        language=str(current_locale()),
        subject=_("A test of the planner"),
        text=text,
        html="",
        key=f"test:{account.id}:{int(now().timestamp() * 1000)}",
        **envelope_of(runner_by_id(account.organisation_id)),
    )
    posting.queue(session(), [letter], now=now())
    session().commit()
    flash(_("A test is on its way to %(address)s.", address=account.email))
    return redirect(url_for("messages.show_outgoing"), code=303)


@bp.post("/mail/<int:mail_id>/again")
@needs(Right.PLAN, audited="outgoing.try_again")
def try_mail_again(mail_id: int) -> ResponseReturnValue:
    """Try a mail about no event again."""
    return _try_again(None, mail_id)


@bp.post("/mail/<int:mail_id>/give-up")
@needs(Right.PLAN, audited="outgoing.give_up")
def give_mail_up(mail_id: int) -> ResponseReturnValue:
    """Give a mail about no event up for good."""
    return _give_up(None, mail_id)


@bp.post("/events/<int:event_id>/mail/<int:mail_id>/again")
@needs(Right.GUESTS, audited="outgoing.try_event_mail_again")
def try_event_mail_again(event_id: int, mail_id: int) -> ResponseReturnValue:
    """Try a mail about an event again."""
    return _try_again(event_id, mail_id)


@bp.post("/events/<int:event_id>/mail/<int:mail_id>/give-up")
@needs(Right.GUESTS, audited="outgoing.give_event_mail_up")
def give_event_mail_up(event_id: int, mail_id: int) -> ResponseReturnValue:
    """Give a mail about an event up for good."""
    return _give_up(event_id, mail_id)


def _try_again(event_id: int | None, mail_id: int) -> ResponseReturnValue:
    _require(event_id, mail_id)
    if posting.try_again(session(), mail_id, now=now()):
        flash(_("We try it again."))
    else:
        flash(_("This mail can't be tried again any more."), "warn")
    session().commit()
    return redirect(_address(event_id), code=303)


def _give_up(event_id: int | None, mail_id: int) -> ResponseReturnValue:
    _require(event_id, mail_id)
    if posting.give_up(session(), mail_id, now=now()):
        flash(_("This mail does not leave any more."))
    else:
        flash(_("This mail has left already, or was given up before."), "warn")
    session().commit()
    return redirect(_address(event_id), code=303)


def _require(event_id: int | None, mail_id: int) -> None:
    """Turn away who names a mail under another event than its own."""
    if not counts.is_about(reading_session(), mail_id, event_id=event_id):
        abort(404)


def _address(event_id: int | None, page: int | None = None) -> str:
    if event_id is None:
        return url_for("messages.show_outgoing", page=page)
    return url_for("messages.show_event_mail", event_id=event_id, page=page)


def _values(event_id: int | None) -> dict[str, object]:
    reading, here = reading_session(), settings()
    if event_id is None:
        progress = counts.count_states(reading)
    else:
        progress = counts.count_event(reading, event_id)
    troubles = counts.count_troubles(reading, event_id=event_id)
    page = asked_page_of(progress.failed, rows=lost_letters.ROWS)
    lost = lost_letters.list_lost(reading, event_id=event_id, code_key=here.code_key, page=page)
    return {
        "stats_rows": _stats(progress),
        "is_empty": not progress.total,
        "mail_leaves": here.mail_leaves,
        "mailbox_url": url_for("messages.show_mailbox") if here.mailbox else "",
        "troubles": [
            (_(TROUBLES[one]), ngettext("%(num)s mail waits.", "%(num)s mails wait.", count))
            for one, count in troubles.items()
        ],
        "leaving": leaving_shown(reading, event_id, now=now()) if progress.waiting else None,
        "lost": [lost_shown(letter, here.zone) for letter in lost],
        "turning": turning(
            page,
            rows=lost_letters.ROWS,
            shown=len(lost),
            found=progress.failed,
            url=lambda number: _address(event_id, page=number),
        ),
        "overtaken": overtaken_shown(reading, event_id),
    }


def _stats(progress: Progress) -> list[tuple[str, str]]:
    return [
        (number(progress.waiting), _("waiting")),
        (number(progress.sent), _("sent")),
        (number(progress.failed), _("given up")),
        (number(progress.stopped), _("stopped")),
    ]


def _events() -> list[EventRow]:
    return [
        EventRow(
            title=title,
            url=url_for("messages.show_event_mail", event_id=event_id),
            words=_(
                "%(waiting)s waiting, %(sent)s sent, %(failed)s given up",
                waiting=number(progress.waiting),
                sent=number(progress.sent),
                failed=number(progress.failed),
            ),
        )
        for event_id, title, progress in counts.count_by_event(reading_session())
        if event_id is not None
    ]
