"""Whether mail that comes in can be read: what `planner check` says of the way in."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing

from planner.cli.findings import Finding, Weight
from planner.core.enums import WayInTrouble
from planner.core.mail_way_in import MailboxServer, PipeIn
from planner.settings import Settings

ANSWER_SECONDS = 10.0
NO_WAY_IN = (
    "Nobody reads what comes in: a yes in a calendar does not count, and mails say so. Set "
    "PLANNER_MAIL_IN; docs/operate.md says how."
)
PIPE = (
    "Mail that comes in is handed over by the mail server. Try it: send a test to yourself, answer "
    "an invitation in your calendar, and look at the log."
)


def check_way_in(
    settings: Settings, *, tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
) -> Iterator[Finding]:
    """Sign in and open the folder; no message is read."""
    way = settings.way_in
    if way is None:
        if settings.smtp is not None:
            yield Finding(NO_WAY_IN, Weight.NOTE)
        return
    if isinstance(way, PipeIn):
        yield Finding(PIPE, Weight.NOTE)
        return
    from planner.services.incoming.imap import ImapMailbox, WayInBlocked  # late: few read a mailbox

    try:
        with closing(ImapMailbox(way, answer_seconds=ANSWER_SECONDS, tls=tls)):
            return
    except WayInBlocked as blocked:
        yield Finding(_cure(blocked.trouble, way), Weight.AMISS)


def _cure(trouble: WayInTrouble, way: MailboxServer) -> str:
    where = f"{way.host}:{way.port}"
    if trouble is WayInTrouble.NOT_SAFE:
        return (
            f"The mailbox at {where} offers no encryption that we trust. Write the name that its "
            "certificate has in PLANNER_MAIL_IN, with imaps://."
        )
    if trouble is WayInTrouble.SIGN_IN:
        return (
            f"The mailbox at {where} does not accept the name and password in PLANNER_MAIL_IN. "
            "Signs such as @ and / in them are written as %40 and %2F."
        )
    if trouble is WayInTrouble.FOLDER:
        return (
            f"The mailbox at {where} has no folder of the name in PLANNER_MAIL_IN. Write it at "
            "the end, such as /INBOX."
        )
    return (
        f"The mailbox at {where} does not answer. Look whether PLANNER_MAIL_IN has the right name "
        "and port, and whether the firewall lets this machine through."
    )
