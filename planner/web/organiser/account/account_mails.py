"""Mails about accounts: the invitation of a colleague, and the way back in."""

import hashlib

from flask import current_app, url_for

from planner.core.enums import LinkPurpose, MailKind
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.people import links
from planner.store.models import Account
from planner.web.clock import now
from planner.web.db import session
from planner.web.event_links import base_url
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _
from planner.web.mail_letters import envelope_of
from planner.web.mail_ways import can_mail
from planner.web.who_runs import runner_by_id


def queue_invitation(account: Account) -> str:
    """Make the link that begins an account, queue it as mail, and return it to pass on."""
    return _queue(
        account,
        LinkPurpose.BEGIN,
        MailKind.COLLEAGUE,
        _("Your account for the events"),
        "choose_first_password",
    )


def queue_way_back(account: Account) -> str:
    """Make a link to set a new password and queue it as mail."""
    return _queue(
        account,
        LinkPurpose.PASSWORD,
        MailKind.PASSWORD,
        _("Set a new password"),
        "choose_new_password",
    )


def _queue(account: Account, purpose: LinkPurpose, kind: MailKind, subject: str, view: str) -> str:
    secret = links.make_link(
        session(), account.id, purpose, key=current_app.config["SECRET_KEY"], now=now()
    )
    link = base_url() + url_for(f"sign_in.{view}", secret=secret)
    if can_mail():
        letter = Letter(
            kind=kind,
            to=account.email,
            language=current_locale().language,
            subject=subject,
            text=_text(account, link, is_new=purpose is LinkPurpose.BEGIN),
            html="",
            key=f"account:{purpose.value}:{hashlib.sha256(secret.encode()).hexdigest()[:32]}",
            **envelope_of(runner_by_id(account.organisation_id)),
        )
        posting.queue(session(), [letter], now=now())
    return link


def _text(account: Account, link: str, *, is_new: bool) -> str:
    if is_new:
        why = _(
            "You can help to plan the events of %(organisation)s. Open this address to choose a "
            "password and begin:",
            organisation=runner_by_id(account.organisation_id).name,
        )
        until = _(
            "It works once, for a week. Did you not expect this? Then leave it: without the link "
            "nothing happens."
        )
    else:
        why = _("Somebody, we hope you, asked for a new password. Open this address to set one:")
        until = _(
            "It works once, for an hour. Was it not you? Then leave it: your password stays as "
            "it is."
        )
    hello = _("Hello %(name)s,", name=account.name)
    return "\n\n".join((hello, why, link, until)) + "\n"
