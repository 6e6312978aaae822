"""What the setting PLANNER_MAIL_IN says: where mail that comes back is read."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from planner.core.mail_server import THIS_MACHINE, Encryption

PIPE = "pipe"
LIKE = (
    "Write it like imaps://user:password@mail.example/INBOX, or pipe where the mail server hands "
    "each message to `planner mail receive`."
)
PORTS = {"imap": 143, "imaps": 993}
USUAL_FOLDER = "INBOX"


@dataclass(frozen=True, kw_only=True)
class MailboxServer:
    """A mailbox that is read by IMAP."""

    host: str
    port: int
    encryption: Encryption
    user: str
    password: str = field(repr=False)
    folder: str = USUAL_FOLDER


@dataclass(frozen=True)
class PipeIn:
    """The mail server hands each message over by itself."""


WayIn = MailboxServer | PipeIn


def read_mail_in(value: str) -> WayIn | str:
    """Return the way in that a setting names, or a sentence that says what is wrong with it.

    The sentence never repeats the value: there is a password in it.
    """
    if value == PIPE:
        return PipeIn()
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return LIKE
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in PORTS or not host or parts.fragment:
        return LIKE
    if not parts.username or not parts.password:
        return f"A mailbox needs a user and a password. {LIKE}"
    if set(options) - {"starttls"} or options.get("starttls", "off") != "off":
        return f"The only parameter it knows is ?starttls=off. {LIKE}"
    encryption = Encryption.TLS if parts.scheme == "imaps" else Encryption.STARTTLS
    if options:
        if parts.scheme == "imaps" or host not in THIS_MACHINE:
            return (
                "Without encryption everybody on the way could read the mail, so ?starttls=off is "
                "only for imap:// on this machine (localhost). Leave it out."
            )
        encryption = Encryption.NONE
    folder = unquote(parts.path.removeprefix("/")) or USUAL_FOLDER
    if not folder.isprintable() or not folder.isascii() or '"' in folder or "\\" in folder:
        return f"The folder is none that we can name. {LIKE}"
    return MailboxServer(
        host=host,
        port=port or PORTS[parts.scheme],
        encryption=encryption,
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=folder,
    )
