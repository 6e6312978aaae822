"""The mailbox of the demonstration: mail that would have left, to read. Elsewhere it is not there.

It is one folder for everybody, so each mail is shown to its own organisation alone: that of the
event it is about, else that of the colleague it goes to. What is neither, the host reads.
What a mail has as HTML is shown by itself, in a sandbox: it can run nothing, load nothing and send
nothing, whatever stands in it.
"""

from collections.abc import Sequence
from pathlib import Path

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from planner.core.roles import Right
from planner.services.outbox import mailbox
from planner.services.outbox.mailbox import KeptMail
from planner.store.models import Account, Event, OutboxMail
from planner.store.scoping import OF_ALL
from planner.web.access import current_account, needs
from planner.web.db import reading_session
from planner.web.installation import settings
from planner.web.organiser.messages import bp

MOST_SHOWN = 100
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@bp.get("/mailbox")
@needs(Right.PLAN)
def show_mailbox() -> ResponseReturnValue:
    """List what would have left, the newest first."""
    return render_template(
        "organiser/messages/mailbox.html",
        mails=_own(mailbox.list_mails(_folder()))[:MOST_SHOWN],
        zone=settings().zone,
    )


@bp.get("/mailbox/<int:number>")
@needs(Right.PLAN)
def read_mail(number: int) -> ResponseReturnValue:
    """Show one mail: to whom, its words, its calendar part."""
    mail = _mail(number)
    return render_template(
        "organiser/messages/mailbox_mail.html",
        mail=mail,
        number=number,
        zone=settings().zone,
        calendar=(mail.calendar or b"").decode("utf-8", "replace"),
    )


@bp.get("/mailbox/<int:number>/html")
@needs(Right.PLAN)
def show_mail_html(number: int) -> ResponseReturnValue:
    """Show a mail as mail programs show it."""
    mail = _mail(number)
    if not mail.html:
        abort(404)
    response = Response(mail.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@bp.get("/mailbox/<int:number>/invite.ics")
@needs(Right.PLAN)
def download_invite(number: int) -> ResponseReturnValue:
    """Download the calendar part."""
    mail = _mail(number)
    if mail.calendar is None:
        abort(404)
    response = Response(mail.calendar, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "attachment; filename=invite.ics"
    return response


def _folder() -> Path:
    folder: Path | None = settings().mailbox
    if folder is None:
        abort(404)
    return folder


def _mail(number: int) -> KeptMail:
    mail = mailbox.read_mail(_folder(), str(number))
    if mail is None or not _own([mail]):
        abort(404)
    return mail


def _own(mails: Sequence[KeptMail]) -> list[KeptMail]:
    """Leave out what is of other organisations."""
    me, reading = current_account().organisation, reading_session()
    rows = reading.execute(
        select(OutboxMail.id, Event.organisation_id)
        .join(Event, Event.id == OutboxMail.event_id)
        .where(OutboxMail.id.in_([mail.mail_id for mail in mails])),
        execution_options=OF_ALL,
    )
    of_events = dict(rows.all())
    accounts = reading.execute(
        select(Account.email, Account.organisation_id).where(
            Account.email.in_({mail.to.lower() for mail in mails})
        ),
        execution_options=OF_ALL,
    )
    of_accounts = dict(accounts.all())

    def whose(mail: KeptMail) -> int | None:
        return of_events.get(mail.mail_id) or of_accounts.get(mail.to.lower())

    return [mail for mail in mails if (found := whose(mail)) == me.id or (not found and me.is_host)]
