"""What a mail server says, in our words: taken, never, later, or not to be reached."""

import socket
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from planner.core.enums import MailTrouble
from planner.core.mail_server import Encryption, MailServer
from planner.services.outbox.queue import TAKEN, DeliveryOutcome
from planner.services.outbox.smtp import SmtpCarrier, refused, status_of
from tests.support.certificates import certificate_for
from tests.support.mail_server import Script, mail_server
from tests.support.serving import free_port

SENDER = "post@feest.example"
MESSAGE = b"From: post@feest.example\r\nMessage-ID: <1@feest.example>\r\n\r\n.Hallo\r\n.\r\nTot\r\n"


def deliver(server: MailServer, *receivers: str, **options: float) -> list[DeliveryOutcome]:
    carrier = SmtpCarrier(server, host_name="feest.example", answer_seconds=5, **options)  # type: ignore[arg-type]
    try:
        return [carrier.deliver(MESSAGE, sender=SENDER, to=to) for to in receivers]
    finally:
        carrier.close()


def test_many_mails_go_over_one_connection_as_they_are() -> None:
    script = Script()
    with mail_server(script) as server:
        assert deliver(server, "a@x.example", "b@x.example") == [TAKEN, TAKEN]
    assert script.receivers() == ["a@x.example", "b@x.example"]
    assert script.arrived[0].raw.endswith(b"\r\n\r\n.Hallo\r\n.\r\nTot\r\n")


@pytest.mark.parametrize(
    ("where", "answer", "outcome"),
    [
        pytest.param(
            "at_address", "550 5.1.1 <a@x.example>: nobody",
            DeliveryOutcome(MailTrouble.ADDRESS, "550 5.1.1", is_final=True), id="no such address",
        ),
        pytest.param(
            "at_address", "450 4.7.1 greylisted", DeliveryOutcome(MailTrouble.LATER, "450 4.7.1"),
            id="greylisted",
        ),
        pytest.param(
            "at_address", "554 5.7.1 relay access denied",
            DeliveryOutcome(MailTrouble.ADDRESS, "554 5.7.1"), id="we may not relay",
        ),
        pytest.param(
            "at_data", "554 looks like spam to a@x.example",
            DeliveryOutcome(MailTrouble.CONTENT, "554", is_final=True), id="not this mail",
        ),
        pytest.param(
            "at_address", "552 5.2.2 mailbox full", DeliveryOutcome(MailTrouble.FULL, "552 5.2.2"),
            id="full",
        ),
        pytest.param(
            "at_data", "552 exceeded storage allocation",
            DeliveryOutcome(MailTrouble.FULL, "552"), id="full, said late",
        ),
        pytest.param(
            "at_data", "552 5.3.4 message too big",
            DeliveryOutcome(MailTrouble.CONTENT, "552 5.3.4", is_final=True), id="too big",
        ),
        pytest.param(
            "at_data", "452 4.3.1 disk full", DeliveryOutcome(MailTrouble.LATER, "452 4.3.1"),
            id="disk full",
        ),
        pytest.param(
            "at_sender", "550 5.7.60 not your address",
            DeliveryOutcome(MailTrouble.SENDER, "550 5.7.60", is_for_all=True), id="not from us",
        ),
        pytest.param(
            "at_sender", "421 4.3.2 shutting down",
            DeliveryOutcome(MailTrouble.LATER, "421 4.3.2", is_for_all=True), id="closing",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_whether_to_come_back(
    where: str, answer: str, outcome: DeliveryOutcome
) -> None:
    script = Script(**{where: lambda address: answer if address != "b@x.example" else None})  # type: ignore[arg-type]
    with mail_server(script) as server:
        first, second = deliver(server, "a@x.example", "b@x.example")
    assert first == outcome
    if not outcome.is_for_all:
        assert second == TAKEN, "one mail's trouble is not the next one's"


def test_a_server_that_breaks_off_takes_the_next_mail() -> None:
    script = Script(breaks_off=lambda address: address.startswith("broken"))
    with mail_server(script) as server:
        outcomes = deliver(server, "a@x.example", "broken@x.example", "b@x.example")
    assert outcomes == [TAKEN, DeliveryOutcome(MailTrouble.BROKEN), TAKEN]


def test_a_server_that_takes_too_long_is_left() -> None:
    with mail_server(Script(slow_seconds=1.5)) as server:
        assert deliver(server, "a@x.example", last_dot_seconds=0.3) == [
            DeliveryOutcome(MailTrouble.BROKEN)
        ]


def test_who_hung_up_while_nothing_was_to_be_sent_is_called_again() -> None:
    script = Script()
    with mail_server(script) as server:
        carrier = SmtpCarrier(server)
        assert carrier.deliver(MESSAGE, sender=SENDER, to="a@x.example") == TAKEN
        assert carrier._smtp is not None
        assert carrier._smtp.sock is not None
        carrier._smtp.sock.shutdown(2)
        assert carrier.deliver(MESSAGE, sender=SENDER, to="b@x.example") == TAKEN
        carrier.close()
    assert len(script.arrived) == 2


def test_nobody_at_home() -> None:
    nobody = MailServer(host="127.0.0.1", port=free_port(), encryption=Encryption.NONE)
    unreachable = DeliveryOutcome(MailTrouble.NO_ANSWER, is_for_all=True)
    assert deliver(nobody, "a@x.example") == [unreachable]
    assert SmtpCarrier(nobody).check(SENDER) == unreachable
    nameless = replace(nobody, host="mail.invalid")
    assert deliver(nameless, "a@x.example") == [unreachable]


def test_something_that_is_no_mail_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            caller, _address = listening.accept()
            with caller:
                caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        (outcome,) = deliver(
            MailServer(host="127.0.0.1", port=port, encryption=Encryption.NONE), "a@x.example"
        )
        thread.join()
    assert outcome == DeliveryOutcome(MailTrouble.NO_ANSWER, is_for_all=True)


def test_without_encryption_no_mail_and_no_password_leaves() -> None:
    script = Script()
    with mail_server(script, password="geheim") as server:
        careful = replace(server, encryption=Encryption.STARTTLS, user="post", password="geheim")
        assert deliver(careful, "a@x.example") == [
            DeliveryOutcome(MailTrouble.NOT_SAFE, is_for_all=True)
        ]
    assert not script.arrived
    assert not script.asked


def test_a_wrong_password_is_told() -> None:
    with mail_server(Script(), password="geheim") as server:
        wrong = replace(server, user="post", password="fout")
        (outcome,) = deliver(wrong, "a@x.example")
        assert outcome == DeliveryOutcome(MailTrouble.SIGN_IN, "535 5.7.8", is_for_all=True)
        assert deliver(replace(wrong, password="geheim"), "a@x.example") == [TAKEN]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that only who knows it trusts, with its key."""
    certificate, private = certificate_for("localhost")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(private + certificate)
    return path


def test_mail_goes_encrypted_to_a_server_that_we_trust(certificate: Path) -> None:
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    script = Script()
    with mail_server(script, tls=theirs) as server:
        careful = replace(server, host="localhost", encryption=Encryption.STARTTLS)
        trusting = SmtpCarrier(
            careful, tls=lambda: ssl.create_default_context(cafile=str(certificate))
        )
        assert trusting.deliver(MESSAGE, sender=SENDER, to="a@x.example") == TAKEN
        trusting.close()
        stranger = SmtpCarrier(careful)
        assert stranger.check(SENDER) == DeliveryOutcome(MailTrouble.NOT_SAFE, is_for_all=True)
        other_name = SmtpCarrier(
            replace(careful, host="127.0.0.1"),
            tls=lambda: ssl.create_default_context(cafile=str(certificate)),
        )
        assert other_name.check(SENDER) == DeliveryOutcome(MailTrouble.NOT_SAFE, is_for_all=True)
    assert len(script.arrived) == 1


def test_of_an_answer_only_its_numbers_are_kept() -> None:
    assert status_of(550, b"5.1.1 <noor@buurt.example>: nobody") == "550 5.1.1"
    assert status_of(550, "noor@buurt.example unknown") == "550"
    outcome = refused(550, b"5.1.1 noor@buurt.example", MailTrouble.ADDRESS)
    assert "noor" not in repr(outcome)
