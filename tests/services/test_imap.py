"""What stands in the way of reading a mailbox, in our words; no password goes over an open line."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from planner.core.enums import WayInTrouble
from planner.core.mail_server import Encryption
from planner.core.mail_way_in import MailboxServer
from planner.services.incoming.imap import ImapMailbox, WayInBlocked
from tests.support.imap_server import ImapServer, imap_server


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as made:
        yield made


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"password": "fout"}, WayInTrouble.SIGN_IN),
        ({"folder": "Niets"}, WayInTrouble.FOLDER),
    ],
)
def test_what_stands_in_the_way_is_said(
    server: ImapServer, changes: dict[str, str], trouble: WayInTrouble
) -> None:
    with pytest.raises(WayInBlocked) as blocked:
        ImapMailbox(server.settings(**changes), tls=server.tls)
    assert blocked.value.trouble is trouble


def test_a_certificate_that_nobody_vouches_for_gets_no_password(server: ImapServer) -> None:
    with pytest.raises(WayInBlocked) as blocked:
        ImapMailbox(server.settings())
    assert blocked.value.trouble is WayInTrouble.NOT_SAFE


def test_starttls_is_asked_for(server: ImapServer) -> None:
    way = replace(server.settings(), port=server.plain_port, encryption=Encryption.STARTTLS)
    with closing(ImapMailbox(way, tls=server.tls)) as mailbox:
        assert mailbox.uid_validity


def test_a_server_without_encryption_gets_no_password() -> None:
    heard = b""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def speak() -> None:
            nonlocal heard
            client, _address = listening.accept()
            with client:
                client.sendall(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
                while line := client.recv(4096):
                    heard += line
                    client.sendall(
                        b"* CAPABILITY IMAP4rev1\r\n" + line.split()[0] + b" OK done\r\n"
                    )

        speaker = threading.Thread(target=speak, daemon=True)
        speaker.start()
        way = MailboxServer(
            host="127.0.0.1",
            port=int(listening.getsockname()[1]),
            encryption=Encryption.STARTTLS,
            user="post",
            password="x",
        )
        with pytest.raises(WayInBlocked) as blocked:
            ImapMailbox(way, answer_seconds=5)
        speaker.join(5)
    assert blocked.value.trouble is WayInTrouble.NOT_SAFE
    assert b"LOGIN" not in heard.upper()


@pytest.mark.parametrize(
    ("lines", "trouble"),
    [
        ([], WayInTrouble.NO_ANSWER),
        ([b"* OK hello\r\n"], WayInTrouble.NO_ANSWER),
        ([b"* BYE too busy\r\n"], WayInTrouble.NO_ANSWER),
        ([b"220 mail.example ESMTP\r\n"], WayInTrouble.NO_ANSWER),
    ],
)
def test_a_server_that_is_silent_or_no_mailbox_at_all_is_not_waited_for(
    lines: list[bytes], trouble: WayInTrouble
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def speak() -> None:
            client, _address = listening.accept()
            held.append(client)
            for line in lines:
                client.sendall(line)

        threading.Thread(target=speak, daemon=True).start()
        port = int(listening.getsockname()[1])
        way = MailboxServer(
            host="127.0.0.1", port=port, encryption=Encryption.NONE, user="post", password="x"
        )
        with pytest.raises(WayInBlocked) as blocked:
            ImapMailbox(way, answer_seconds=0.5)
        assert blocked.value.trouble is trouble
        for client in held:
            client.close()
