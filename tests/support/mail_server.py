"""A real SMTP server that does what mail servers do: take mail, refuse it, dawdle and break off."""

import asyncio
import email
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from planner.core.mail_server import Encryption, MailServer
from tests.support.serving import free_port


@dataclass
class Arrived:
    """A mail that was taken."""

    to: str
    message_id: str
    raw: bytes

    def headers(self) -> dict[str, str]:
        message = email.message_from_bytes(self.raw, policy=policy.default)
        return {name: str(value) for name, value in message.items()}


@dataclass
class Script:
    """What the server says: by default it takes everything.

    Attributes:
        at_sender, at_address, at_data: called with the address of the receiver (of the sender at
            MAIL FROM), return an answer such as '550 5.1.1 nobody', or None to go on.
        breaks_off: says whether to hang up in the middle of the mail to an address.
        breaks_off_after: the same, once it has the mail and before it says so.
        slow_seconds: before the answer to a whole mail.
    """

    at_sender: Callable[[str], str | None] = lambda address: None
    at_address: Callable[[str], str | None] = lambda address: None
    at_data: Callable[[str], str | None] = lambda address: None
    breaks_off: Callable[[str], bool] = lambda address: False
    breaks_off_after: Callable[[str], bool] = lambda address: False
    slow_seconds: float = 0.0
    arrived: list[Arrived] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    """How often each address was asked for."""

    def receivers(self) -> list[str]:
        return sorted(mail.to for mail in self.arrived)

    async def handle_MAIL(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.at_sender(address) or "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked[address] += 1
        refused = self.at_address(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        (to,) = envelope.rcpt_tos
        if self.breaks_off(to):
            transport: Any = server.transport
            transport.abort()
            return "451 never heard"
        refused = self.at_data(to)
        if refused is not None:
            return refused
        raw = envelope.original_content or b""
        message = email.message_from_bytes(raw, policy=policy.default)
        self.arrived.append(Arrived(to, str(message["Message-ID"]), raw))
        if self.breaks_off_after(to):
            broken: Any = server.transport
            broken.abort()
            return "250 never heard"
        await asyncio.sleep(self.slow_seconds)
        return "250 2.0.0 taken"


@contextmanager
def mail_server(
    script: Script,
    *,
    tls: ssl.SSLContext | None = None,
    password: str = "",
    encryption: Encryption = Encryption.NONE,
) -> Iterator[MailServer]:
    """Run a server on this machine and give its address."""

    def check(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == password.encode(), handled=False)

    controller = Controller(
        script,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=tls,
        authenticator=check if password else None,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield MailServer(host="127.0.0.1", port=controller.port, encryption=encryption)
    finally:
        controller.stop()
