"""Hand mail over to an SMTP server, and say in our words what it answered (RFC 5321, 3207)."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from planner.core.enums import MailTrouble
from planner.core.mail_server import Encryption, MailServer
from planner.services.outbox.queue import TAKEN, DeliveryOutcome

ANSWER_SECONDS = 60.0
LAST_DOT_SECONDS = 600.0
"""RFC 5321 4.5.3.2.6: a server may take so long to say that it has the mail. Who hangs up before
and comes again is who makes doubles (RFC 1047)."""
MAILS_A_CONNECTION = 100
# What is in its text quotes addresses and names, so only this is kept.
_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


class Carrier(Protocol):
    """Takes mail away."""

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        """Hand one mail over; never raises."""

    def close(self) -> None:
        """End what is open."""


class SmtpCarrier:
    """One connection at a time to the mail server, kept open from mail to mail."""

    def __init__(
        self,
        server: MailServer,
        *,
        host_name: str = "",
        answer_seconds: float = ANSWER_SECONDS,
        last_dot_seconds: float = LAST_DOT_SECONDS,
        tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            server: where mail is handed over.
            host_name: by which we greet; empty for the name of this machine.
            answer_seconds: how long to wait for each answer.
            last_dot_seconds: how long to wait for the answer to a whole mail.
            tls: makes what checks the server's certificate.
        """
        self._server = server
        self._host_name = host_name or None
        self._answer_seconds = answer_seconds
        self._last_dot_seconds = last_dot_seconds
        self._tls = tls
        self._smtp: smtplib.SMTP | None = None
        self._carried = 0

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        """Hand one mail over and say what became of it."""
        opened = self._ensure_open()
        if isinstance(opened, DeliveryOutcome):
            return opened
        try:
            outcome = self._hand_over(opened, message, sender, to)
        except (smtplib.SMTPException, OSError):
            # Also when the answer to a whole mail was lost: the server may have it then.
            self._drop()
            return DeliveryOutcome(MailTrouble.BROKEN)
        except ValueError:
            self._drop()
            return DeliveryOutcome(MailTrouble.UNWRITABLE, is_final=True)
        self._carried += 1
        if self._carried >= MAILS_A_CONNECTION or outcome.status.startswith("421"):
            self.close()
        return outcome

    def check(self, sender: str) -> DeliveryOutcome:
        """Open a connection, sign in, say who we are as for a mail, take that back and leave."""
        opened = self._ensure_open()
        if isinstance(opened, DeliveryOutcome):
            return opened
        try:
            code, text = opened.mail(sender)
            opened.rset()
        except (smtplib.SMTPException, OSError):
            return DeliveryOutcome(MailTrouble.BROKEN)
        except ValueError:
            return DeliveryOutcome(MailTrouble.SENDER)
        finally:
            self.close()
        return TAKEN if code == 250 else refused(code, text, MailTrouble.SENDER, is_for_all=True)

    def close(self) -> None:
        """Say goodbye where somebody listens."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._carried = None, 0

    def _ensure_open(self) -> smtplib.SMTP | DeliveryOutcome:
        if self._smtp is not None:
            try:
                if self._smtp.rset()[0] == 250:
                    return self._smtp
            except (smtplib.SMTPException, OSError):
                pass  # it hung up while nothing was to be sent: that is no mail's fault
            self._drop()
        try:
            self._smtp = self._open()
        except smtplib.SMTPAuthenticationError as error:
            later = 400 <= error.smtp_code < 500
            trouble = MailTrouble.LATER if later else MailTrouble.SIGN_IN
            return DeliveryOutcome(
                trouble, status_of(error.smtp_code, error.smtp_error), is_for_all=True
            )
        except (smtplib.SMTPNotSupportedError, ssl.SSLError):
            return DeliveryOutcome(MailTrouble.NOT_SAFE, is_for_all=True)
        except smtplib.SMTPResponseException as error:
            if error.smtp_code < 400:
                return DeliveryOutcome(
                    MailTrouble.NO_ANSWER, is_for_all=True
                )  # no mail server at all
            status = status_of(error.smtp_code, error.smtp_error)
            return DeliveryOutcome(MailTrouble.LATER, status, is_for_all=True)
        except (smtplib.SMTPException, OSError):
            return DeliveryOutcome(MailTrouble.NO_ANSWER, is_for_all=True)
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        server = self._server
        smtp: smtplib.SMTP
        if server.encryption is Encryption.TLS:
            smtp = smtplib.SMTP_SSL(
                timeout=self._answer_seconds,
                local_hostname=self._host_name,
                context=self._tls(),
            )
        else:
            smtp = smtplib.SMTP(timeout=self._answer_seconds, local_hostname=self._host_name)
        smtp._host = server.host  # type: ignore[attr-defined]  # whose name the certificate has
        try:
            code, text = smtp.connect(server.host, server.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, text)
            smtp.ehlo_or_helo_if_needed()
            if server.encryption is Encryption.STARTTLS:
                self._start_tls(smtp)
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _start_tls(self, smtp: smtplib.SMTP) -> None:
        """Encrypt, or raise: a name and a password never go over an open line."""
        code, text = smtp.starttls(context=self._tls())
        if code != 220:
            raise smtplib.SMTPNotSupportedError(text)
        smtp.ehlo_or_helo_if_needed()

    def _hand_over(
        self, smtp: smtplib.SMTP, message: bytes, sender: str, to: str
    ) -> DeliveryOutcome:
        code, text = smtp.mail(sender)
        if code != 250:
            return refused(code, text, MailTrouble.SENDER, is_for_all=True)
        code, text = smtp.rcpt(to)
        if code not in {250, 251}:
            return refused(code, text, MailTrouble.ADDRESS)
        self._wait_for(self._last_dot_seconds)
        try:
            code, text = smtp.data(message)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, _as_bytes(error.smtp_error)
        self._wait_for(self._answer_seconds)
        return TAKEN if code == 250 else refused(code, text, MailTrouble.CONTENT)

    def _wait_for(self, seconds: float) -> None:
        if self._smtp is not None and isinstance(self._smtp.sock, socket.socket):
            self._smtp.sock.settimeout(seconds)


def refused(
    code: int, text: bytes | str, trouble: MailTrouble, *, is_for_all: bool = False
) -> DeliveryOutcome:
    """Say what a refusal means.

    4xx: later, and so is a full mailbox. 5xx: never, but for what is about who we are or what we
    may (5.7.x): that is set right at the server, and five thousand invitations must not be given
    up until it is.
    """
    status = status_of(code, text)
    if code == 421:
        return DeliveryOutcome(MailTrouble.LATER, status, is_for_all=True)
    if code < 500:
        return DeliveryOutcome(MailTrouble.LATER, status, is_for_all=is_for_all)
    if trouble is not MailTrouble.SENDER and _is_full(status):
        # It may be emptied tomorrow: we go on trying within the days of patience.
        return DeliveryOutcome(MailTrouble.FULL, status)
    is_policy = " 5.7." in status
    return DeliveryOutcome(
        trouble, status, is_final=not (is_for_all or is_policy), is_for_all=is_for_all
    )


def _is_full(status: str) -> bool:
    """Say whether somebody's mailbox is full: 5.2.2, or 552 without more (RFC 3463, 5321)."""
    return status.endswith(" 5.2.2") or status == "552"


def status_of(code: int, text: bytes | str) -> str:
    """Return the code and the enhanced code (RFC 3463) of an answer, without its words."""
    found = _ENHANCED.match(_as_bytes(text))
    return f"{code} {found[1].decode()}" if found else str(code)


def _as_bytes(text: bytes | str) -> bytes:
    return text.encode("utf-8", "replace") if isinstance(text, str) else text
