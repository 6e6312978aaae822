"""The mailbox of the demonstration: mail that would have left, to read. Elsewhere it is not there.

What a mail has as HTML is shown by itself, in a sandbox: it can run nothing, load nothing and send
nothing, whatever stands in it.
"""

from pathlib import Path

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from planner.core.roles import Right
from planner.services.outbox import mailbox
from planner.services.outbox.mailbox import KeptMail
from planner.web.access import needs
from planner.web.installation import settings
from planner.web.organiser.messages import bp

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
        mails=mailbox.list_mails(_folder(), limit=100),
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
    if mail is None:
        abort(404)
    return mail
