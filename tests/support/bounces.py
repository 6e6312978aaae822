"""Mail that came back, written after the public formats of many servers; nobody in it exists."""

import email
import random
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage

from planner.core.enums import MailTrouble

HERE = "post+b0@feest.example"
THERE = "jan@elders.example"
RETURNED = """--r
Content-Type: message/rfc822

From: Buurtfeest <post@feest.example>
To: <jan@elders.example>
Subject: Tot zaterdag 5.1.1
Message-ID: <12.1@feest.example>

Tot zaterdag! Het postvak is vol met uitnodigingen. No such user.
"""


def read(raw: str) -> EmailMessage:
    """Read a message as the way in does."""
    return email.message_from_bytes(raw.encode(), policy=policy.default)


def report(
    status: str,
    *,
    action: str = "failed",
    diagnosis: str = "",
    words: str = "This is the mail system at host mx.elders.example.",
    sender: str = "MAILER-DAEMON@mx.elders.example",
    subject: str = "Undelivered Mail Returned to Sender",
) -> str:
    """Write a report as RFC 3464 has it."""
    diagnostic = f"Diagnostic-Code: smtp; {diagnosis}\n" if diagnosis else ""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: {HERE}\nSubject: {subject}\n"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n'
        f"--r\nContent-Type: text/plain; charset=utf-8\n\n{words}\n\n"
        "--r\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.elders.example\nArrival-Date: Mon, 31 May 2027 08:00:00 +0000\n\n"
        f"Final-Recipient: rfc822; {THERE}\nAction: {action}\nStatus: {status}\n{diagnostic}\n"
        f"{RETURNED}--r--\n"
    )


def plain(
    words: str,
    *,
    sender: str = "MAILER-DAEMON@mx.elders.example",
    subject: str = "failure notice",
    **headers: str,
) -> str:
    """Write a mail without a report; `headers` with _ for -."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return (
        f"From: {sender}\nTo: {HERE}\nSubject: {subject}\n{more}"
        f"Content-Type: text/plain; charset=utf-8\n\n{words}\n"
    )


NOT_KNOWN, FULL, OTHER = MailTrouble.NOT_KNOWN, MailTrouble.FULL, MailTrouble.CAME_BACK
CAME_BACK: Mapping[str, tuple[str, MailTrouble, str]] = {
    "postfix, nobody": (
        report("5.1.1", diagnosis="550 5.1.1 <jan@elders.example>: user unknown"),
        NOT_KNOWN,
        "5.1.1",
    ),
    "postfix, no such domain": (
        report("5.4.4", diagnosis="Host or domain name not found. Name service error"),
        NOT_KNOWN,
        "5.4.4",
    ),
    "google, nobody": (
        report(
            "5.1.1",
            diagnosis="550-5.1.1 The email account that you tried to reach does not exist.",
            sender="Mail Delivery Subsystem <mailer-daemon@google.example>",
            subject="Delivery Status Notification (Failure)",
        ),
        NOT_KNOWN,
        "5.1.1",
    ),
    "google, full": (
        report("5.2.2", diagnosis="552-5.2.2 The email account is over quota."),
        FULL,
        "5.2.2",
    ),
    "full for days": (report("4.2.2", diagnosis="452 4.2.2 mailbox full"), FULL, "4.2.2"),
    "full, said in words alone": (
        report("5.0.0", diagnosis="552 Requested mail action aborted: mailbox is full"),
        FULL,
        "5.0.0",
    ),
    "exchange, nobody": (
        report(
            "5.1.10",
            diagnosis="550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup",
            sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615@elders.example>",
            subject="Onbestelbaar: Tot zaterdag",
        ),
        NOT_KNOWN,
        "5.1.10",
    ),
    "exchange, by its filter before it looks": (
        report("5.4.1", diagnosis="550 5.4.1 Recipient address rejected: Access denied."),
        NOT_KNOWN,
        "5.4.1",
    ),
    "german, a mailbox that is full": (
        report("5.0.0", diagnosis="550 Postfach ist voll", words="Ihre Nachricht kam nicht an."),
        FULL,
        "5.0.0",
    ),
    "a filter that calls it spam": (
        report("5.7.1", diagnosis="550 5.7.1 Message rejected as spam; no such user"),
        OTHER,
        "5.7.1",
    ),
    "no status but the other server's": (
        report("5.0.0", diagnosis="550 5.1.1 unknown"),
        NOT_KNOWN,
        "5.1.1",
    ),
    "given up after days": (
        report("4.4.1", diagnosis="connect to mx: Connection timed out"),
        OTHER,
        "4.4.1",
    ),
    "switched off": (report("5.2.1", diagnosis="550 5.2.1 mailbox disabled"), OTHER, "5.2.1"),
    "a report in base64": (
        report("5.1.1")
        .replace(
            "Content-Type: message/delivery-status\n",
            "Content-Type: message/delivery-status\nContent-Transfer-Encoding: 7bit\n\n",
        )
        .replace("Reporting-MTA", "\nReporting-MTA"),
        NOT_KNOWN,
        "5.1.1",
    ),
    "exim": (
        plain(
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n\n"
            "  jan@elders.example\n    host mx.elders.example [192.0.2.1]\n"
            "    SMTP error from remote mail server after RCPT TO:<jan@elders.example>:\n"
            "    550 5.1.1 no mailbox here by that name\n\n"
            "------ This is a copy of the message, including all the headers. ------\n"
            "5.2.2 mailbox full",
            subject="Mail delivery failed: returning message to sender",
            sender="Mail Delivery System <Mailer-Daemon@mx.elders.example>",
            X_Failed_Recipients=THERE,
            Auto_Submitted="auto-replied",
        ),
        NOT_KNOWN,
        "5.1.1",
    ),
    "qmail": (
        plain(
            "Hi. This is the qmail-send program at mx.elders.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            "<jan@elders.example>:\n"
            "Sorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\nReturn-Path: <post@feest.example>\n"
        ),
        NOT_KNOWN,
        "5.1.1",
    ),
    "yahoo, of old": (
        plain(
            "Message from yahoo.com.\n"
            "Unable to deliver message to the following address(es).\n\n"
            "<jan@elders.example>:\n"
            "This user doesn't have a yahoo.com account (jan@elders.example) [0]\n\n"
            "--- Original message follows.\n",
            sender="MAILER-DAEMON@yahoo.com",
            subject="Delivery failure",
        ),
        NOT_KNOWN,
        "",
    ),
    "words and a bare code": (
        plain(
            "Delivery to the following recipient failed:\n jan@elders.example\n"
            "Remote server said: 552 mailbox for jan@elders.example is full",
            sender="Postmaster <postmaster@elders.example>",
            subject="Mail System Error - Returned Mail",
        ),
        FULL,
        "552",
    ),
}
"""What came back: the mail, why, and with which status."""

NOTHING: Mapping[str, str] = {
    "late": report("4.4.1", action="delayed", subject="Delayed Mail (still being retried)"),
    "late, without an action": report("4.0.0", action=""),
    "taken on": report("2.0.0", action="relayed"),
    "away, as Exchange says it": plain(
        "Ik ben er maandag weer. Mijn postvak is vol.",
        sender="Jan <jan@elders.example>",
        subject="Automatisch antwoord: Tot zaterdag",
        Auto_Submitted="auto-generated",
        X_Auto_Response_Suppress="All",
    ),
    "away, as sendmail says it": plain(
        "I am away. 550 5.1.1",
        sender="Jan <jan@elders.example>",
        subject="away from my mail",
        Auto_Submitted="auto-replied",
        Precedence="bulk",
    ),
    "away, of old": plain(
        "Ich bin im Urlaub.", sender="jan@elders.example", X_Autoreply="yes", subject="Urlaub"
    ),
    "it was read": (
        f"From: jan@elders.example\nTo: {HERE}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="r"\n\n'
        "--r\nContent-Type: text/plain\n\nGelezen.\n--r--\n"
    ),
}
"""What machines send, and nothing came back."""

OF_PEOPLE: Mapping[str, str] = {
    "an answer": plain(
        "Wij komen met drie! Ons vorige adres bestaat niet meer. 550 keer bedankt.",
        sender="Jan <jan@elders.example>",
        subject="Re: Tot zaterdag",
    ),
    "empty": plain("", sender="jan@elders.example", subject=""),
}


def spoiled(raw: str, seed: int) -> EmailMessage:
    """Return a mail with bytes lost, doubled and changed, by chance of a seed."""
    dice = random.Random(seed)
    data = bytearray(raw.encode())
    for _time in range(dice.randint(1, 40)):
        place = dice.randrange(len(data) or 1)
        what = dice.randrange(3)
        if what == 0:
            data[place : place + 1] = bytes([dice.randrange(256)])
        elif what == 1:
            del data[place : place + dice.randint(1, 30)]
        else:
            data[place:place] = bytes(dice.choices(b"\r\n:;-= \xff", k=3))
    return email.message_from_bytes(bytes(data), policy=policy.default)
