"""What the setting PLANNER_MAIL_SERVER says, and what is wrong with it."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

LIKE = "Write it like smtp://user:password@mail.example:587 or smtps://user:password@mail.example."
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 587, "smtps": 465}


class Encryption(StrEnum):
    """How the connection is kept from others."""

    STARTTLS = "starttls"
    """Asked for after connecting, and nothing is sent without it."""
    TLS = "tls"
    NONE = "none"
    """Only to a server on this machine."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine."""
        return self.host in THIS_MACHINE


def read_mail_server(url: str) -> MailServer | str:
    """Return the server that an address names, or a sentence that says what is wrong with it.

    The sentence never repeats the address: there may be a password in it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return LIKE
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme not in PORTS or not host or parts.path not in {"", "/"} or parts.fragment:
        return LIKE
    if set(options) - {"starttls"} or options.get("starttls", "off") != "off":
        return f"The only parameter it knows is ?starttls=off. {LIKE}"
    if parts.password and not parts.username:
        return f"There is a password without a user. {LIKE}"
    encryption = Encryption.TLS if parts.scheme == "smtps" else Encryption.STARTTLS
    if options:
        if parts.scheme == "smtps":
            return (
                "smtps:// is encrypted from the start. Leave ?starttls=off out, or write smtp://."
            )
        if host not in THIS_MACHINE:
            return (
                "Without encryption everybody on the way could read the mail, so ?starttls=off is "
                "only for a server on this machine (localhost). Leave it out."
            )
        encryption = Encryption.NONE
    return MailServer(
        host=host,
        port=port or PORTS[parts.scheme],
        encryption=encryption,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
