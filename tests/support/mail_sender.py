"""Processes that send mail, one after the other, each of which dies at the worst moment.

Arguments: the database, the port of the mail server, the moment (ISO), and for each process how it
dies and at whose mail: "accepted=ADDRESS" when the server has taken that mail and it is not noted,
"claimed=ADDRESS" when it is claimed and not handed over. A last one does the rest. Each begins when
the claims of the one before have run out, and says how it ended.
"""

import os
import signal
import sys
from datetime import datetime

from planner.core.mail_rules import LEASE
from planner.core.mail_server import Encryption, MailServer
from planner.services.outbox import sending
from planner.services.outbox.queue import DeliveryOutcome
from planner.services.outbox.sending import Stationery
from planner.services.outbox.smtp import SmtpCarrier
from planner.store.base import Store

STATIONERY = Stationery(
    sender_name="Bureau Noord",
    sender_address="post@feest.example",
    host="feest.example",
    per_minute=60_000,
)


class Mortal(SmtpCarrier):
    """Dies when it hands its last mail over: before, or after the server took it."""

    dies: str = "never"
    at: str = ""

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        if self.dies == "claimed" and to == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = super().deliver(message, sender=sender, to=to)
        if self.dies == "accepted" and to == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome


def send(url: str, port: int, now: datetime, *, at: str, dies: str) -> None:
    """Send what is due, until that is all or until we die."""
    store = Store(url)
    carrier = Mortal(
        MailServer(host="127.0.0.1", port=port, encryption=Encryption.NONE),
        host_name="feest.example",
    )
    carrier.dies, carrier.at = dies, at
    sending.send_due(store, carrier, STATIONERY, clock=lambda: now, wait=lambda seconds: False)
    store.close()


def main() -> None:
    url, port, moment, *victims = sys.argv[1:]
    now = datetime.fromisoformat(moment)
    for number, victim in enumerate([*victims, "never="]):
        dies, _is, at = victim.partition("=")
        # A process of its own each time; forked, because starting one takes a second.
        child = os.fork()
        if not child:
            send(url, int(port), now + LEASE * number, at=at, dies=dies)
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status))  # noqa: T201


if __name__ == "__main__":
    main()
