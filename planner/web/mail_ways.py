"""Whether mail can leave from here, and from which address."""

from flask import current_app


def mail_sender() -> str:
    """Return the address that our mail comes from; empty without a mail server."""
    settings = current_app.extensions["settings"]
    return str(getattr(settings, "mail_from", ""))


def can_mail() -> bool:
    """Say whether a mail server is set."""
    return bool(mail_sender())
