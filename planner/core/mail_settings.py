"""What is wrong with the settings of mail, each fault with its cure."""

from email.utils import parseaddr
from typing import Protocol

from planner.core.mail_address import can_send_from
from planner.core.mail_server import read_mail_server
from planner.core.mail_way_in import read_mail_in
from planner.core.return_addresses import LONGEST_MAILBOX, SEPARATORS, fits


class MailSettings(Protocol):
    """The settings of mail, as they were given."""

    @property
    def mail_from(self) -> str:
        """Address that mail comes from."""

    @property
    def mail_server(self) -> str:
        """Where mail is handed over."""

    @property
    def mail_rate(self) -> int:
        """Most mails a minute."""

    @property
    def mail_in(self) -> str:
        """Where what comes back is read."""

    @property
    def mail_plus(self) -> str:
        """What stands between a mailbox and the rest."""


def find_mail_faults(settings: MailSettings) -> list[str]:
    """Return a sentence for each fault; none repeats a password."""
    faults = []
    address = parseaddr(settings.mail_from)[1]
    is_address = settings.mail_from.isprintable() and can_send_from(address)
    if settings.mail_from and not is_address:
        faults.append(
            f"PLANNER_MAIL_FROM is {settings.mail_from!r}. Write it like post@feest.example or "
            "Bureau Noord <post@feest.example>."
        )
    if settings.mail_server:
        server = read_mail_server(settings.mail_server)
        if isinstance(server, str):
            faults.append(f"PLANNER_MAIL_SERVER can't be understood. {server}")
        if not settings.mail_from:
            faults.append(
                "PLANNER_MAIL_FROM is missing. Mail needs an address to come from, such as "
                "Bureau Noord <post@feest.example>; people's answers go there."
            )
    if settings.mail_rate < 1:
        faults.append("PLANNER_MAIL_RATE must be 1 or more mails a minute.")
    if settings.mail_plus not in SEPARATORS:
        faults.append(
            "PLANNER_MAIL_PLUS is the one sign that your mail server puts after a mailbox: "
            "+, -, = or _."
        )
    return [*faults, *_faults_of_way_in(settings, address)]


def _faults_of_way_in(settings: MailSettings, address: str) -> list[str]:
    if not settings.mail_in:
        return []
    faults = []
    way = read_mail_in(settings.mail_in)
    if isinstance(way, str):
        faults.append(f"PLANNER_MAIL_IN can't be understood. {way}")
    if not settings.mail_from:
        faults.append("PLANNER_MAIL_IN needs PLANNER_MAIL_FROM: answers come to that address.")
    elif not fits(address):
        faults.append(
            f"The name before @ in PLANNER_MAIL_FROM may have {LONGEST_MAILBOX} signs at most "
            "where PLANNER_MAIL_IN is set: each letter gets an address of its own under it."
        )
    return faults
