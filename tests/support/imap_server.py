"""A real IMAP server (Dovecot) in a folder of its own, run as no privileged user."""

import imaplib
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from planner.core.mail_server import Encryption
from planner.core.mail_way_in import MailboxServer
from tests.support.application import MAY_SKIP
from tests.support.certificates import certificate_for
from tests.support.serving import free_port

HOST, USER, PASSWORD = "localhost", "post", "geheim woord"
PATIENCE_SECONDS = 20.0
CONFIG = """
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_vsz_limit = unlimited
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_server_cert_file = {folder}/cert.pem
ssl_server_key_file = {folder}/key.pem
auth_allow_cleartext = no
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
passdb static {{
  passdb_static_password = "{password}"
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}/home/%{{user}}
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """Where it listens, and what trusts its certificate."""

    port: int
    plain_port: int
    folder: Path

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "cert.pem")

    def settings(self, *, folder: str = "INBOX", password: str = PASSWORD) -> MailboxServer:
        return MailboxServer(
            host=HOST, port=self.port, encryption=Encryption.TLS, user=USER, password=password,
            folder=folder,
        )  # fmt: skip

    def open(self) -> imaplib.IMAP4_SSL:
        """Sign in as somebody who reads the mailbox."""
        imap = imaplib.IMAP4_SSL(HOST, self.port, ssl_context=self.tls(), timeout=10)
        imap.login(USER, PASSWORD)
        return imap

    def put(self, *messages: bytes, folder: str = "INBOX") -> None:
        """Let messages arrive, in order."""
        with self.open() as imap:
            for message in messages:
                kind, said = imap.append(folder, "", "", message)
                assert kind == "OK", said

    def read(self, folder: str = "INBOX") -> list[tuple[bool, bytes]]:
        """Return of each message whether it was read, and what it says."""
        with self.open() as imap:
            if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            kind, said = imap.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")
            found = [one for one in said if isinstance(one, tuple)] if kind == "OK" else []
        return [(rb"\Seen" in head, body) for head, body in found]


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """Start one, and stop it in the end."""
    import pytest

    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if MAY_SKIP:
            pytest.skip("dovecot is not installed")
        raise RuntimeError("dovecot is not installed")
    # Not pytest's own folder: the name of a socket may have a hundred signs.
    folder = Path(tempfile.mkdtemp(prefix="planner-imap-"))
    server = ImapServer(free_port(), free_port(), folder)
    is_root = os.geteuid() == 0
    user, group = ("nobody", "nogroup") if is_root else (_name(os.geteuid()), str(os.getegid()))
    certificate, key = certificate_for(HOST)
    (folder / "cert.pem").write_bytes(certificate)
    (folder / "key.pem").write_bytes(key)
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder, user=user, group=group, password=PASSWORD, port=server.port,
            plain_port=server.plain_port, uid=_id(user), gid=_group_id(group),
        )
    )  # fmt: skip
    if is_root:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, user, group)
    process = subprocess.Popen(
        [program, "-F", "-c", str(config)],
        user=user if is_root else None,
        group=group if is_root else None,
        extra_groups=[] if is_root else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(server, process)
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: ImapServer, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server.open().logout()
        except (OSError, imaplib.IMAP4.error):
            log = server.folder / "log"
            said = log.read_text() if log.exists() else ""
            assert process.poll() is None, f"dovecot ended: {said}"
            assert time.monotonic() < ends, f"dovecot does not answer: {said}"
            time.sleep(0.05)
        else:
            return


def _name(uid: int) -> str:
    import pwd

    return pwd.getpwuid(uid).pw_name


def _id(name: str) -> int:
    import pwd

    return pwd.getpwnam(name).pw_uid


def _group_id(name: str) -> int:
    import grp

    return int(name) if name.isdecimal() else grp.getgrnam(name).gr_gid
