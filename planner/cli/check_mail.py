"""Whether the mail server answers, for `planner check`: a connection, encryption, the password."""

from collections.abc import Iterator

from planner.cli.findings import Finding
from planner.core.mail_server import MailServer
from planner.core.words import MailTrouble
from planner.services.outbox.smtp import SmtpCarrier
from planner.settings import Settings

ANSWER_SECONDS = 10.0
NO_SERVER = (
    "No mail server is set, so no mail leaves. Set PLANNER_MAIL_SERVER and PLANNER_MAIL_FROM; "
    "docs/operate.md says how."
)


def check_mail(settings: Settings) -> Iterator[Finding]:
    """Try the mail server; no mail is sent."""
    server = settings.smtp
    if server is None:
        yield Finding(NO_SERVER, is_fault=False)
        return
    outcome = SmtpCarrier(server, answer_seconds=ANSWER_SECONDS).check()
    if outcome.trouble is not None:
        status = f" It said {outcome.status}." if outcome.status else ""
        yield Finding(f"{_cure(outcome.trouble, server)}{status}")


def _cure(trouble: MailTrouble, server: MailServer) -> str:
    where = f"{server.host}:{server.port}"
    if trouble is MailTrouble.NOT_SAFE:
        return (
            f"The mail server {where} offers no encryption that we trust. Write the name that its "
            "certificate has in PLANNER_MAIL_SERVER; for a server on this machine without "
            "encryption add ?starttls=off."
        )
    if trouble is MailTrouble.SIGN_IN:
        return (
            f"The mail server {where} does not accept the name and password in "
            "PLANNER_MAIL_SERVER. Signs such as @ and / in them are written as %40 and %2F."
        )
    if trouble is MailTrouble.LATER:
        return f"The mail server {where} answers, but takes nothing now. Try again later."
    return (
        f"The mail server {where} does not answer. Look whether PLANNER_MAIL_SERVER has the right "
        "name and port, and whether the firewall lets this machine through."
    )
