"""Settings are checked before anything starts, each fault with its cure."""

from dataclasses import fields
from pathlib import Path

import pytest

from planner.core.mail_server import Encryption, MailServer, read_mail_server
from planner.paths import PACKAGE
from planner.settings import NOT_READ, Settings, UnsafeSettings, read_settings

GOOD = {
    "PLANNER_SECRET_KEY": "abcdefgh0123456789ijklmnopqrstuvwxyz",
    "PLANNER_CODE_KEY": "zyxwvuts9876543210rqponmlkjihgfedcba",
    "PLANNER_BASE_URL": "https://feest.example",
}


def test_three_settings_are_enough(tmp_path: Path) -> None:
    settings = read_settings(GOOD, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'planner.db'}"
    assert settings.is_https


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"PLANNER_SECRET_KEY": ""}, "planner secret", id="no secret key"),
        pytest.param({"PLANNER_CODE_KEY": ""}, "planner secret", id="no code key"),
        pytest.param({"PLANNER_SECRET_KEY": "changeme"}, "too easy", id="an example key"),
        pytest.param({"PLANNER_SECRET_KEY": "a" * 64}, "too easy", id="one letter"),
        pytest.param(
            {"PLANNER_CODE_KEY": GOOD["PLANNER_SECRET_KEY"]}, "equal", id="one key for two"
        ),
        pytest.param({"PLANNER_BASE_URL": ""}, "PLANNER_BASE_URL is missing", id="no address"),
        pytest.param({"PLANNER_BASE_URL": "feest.example"}, "Write it like", id="no scheme"),
        pytest.param({"PLANNER_BASE_URL": "http://feest.example"}, "HTTPS", id="without TLS"),
        pytest.param({"PLANNER_BASE_URL": "https://feest.example/x"}, "Leave out", id="a path"),
        pytest.param({"PLANNER_BASE_URL": "https://a:b@feest.example"}, "Write it", id="a user"),
        pytest.param({"PLANNER_LANGUAGE": "xx"}, "Choose one of", id="no such language"),
        pytest.param({"PLANNER_ZONE": "Europe/Heerlen"}, "Europe/Amsterdam", id="no such zone"),
        pytest.param(
            {"PLANNER_POOLER_URL": "postgresql://planner@localhost:6432/planner"},
            "PLANNER_POOLER_URL is for PostgreSQL only",
            id="a pooler before SQLite",
        ),
        pytest.param({"PLANNER_WORKERS": "two"}, "whole number", id="workers in words"),
        pytest.param({"PLANNER_WORKERS": "0"}, "1 or more", id="no workers"),
        pytest.param({"PLANNER_MAIL_SERVER": "mail.example"}, "Write it like smtp", id="bare mail"),
        pytest.param(
            {"PLANNER_MAIL_SERVER": "smtp://mail.example?starttls=off"},
            "only for a server on this machine",
            id="mail that everybody could read",
        ),
        pytest.param(
            {"PLANNER_MAIL_SERVER": "smtps://localhost?starttls=off"},
            "Leave ?starttls=off out",
            id="mail encrypted and not",
        ),
        pytest.param(
            {"PLANNER_MAIL_SERVER": "smtp://localhost?tls=no"},
            "only parameter",
            id="other parameter",
        ),
        pytest.param({"PLANNER_MAIL_SERVER": "smtp://localhost:x"}, "Write it like", id="odd port"),
        pytest.param(
            {"PLANNER_MAIL_SERVER": "smtp://localhost"},
            "PLANNER_MAIL_FROM is missing",
            id="mail from nobody",
        ),
        pytest.param({"PLANNER_MAIL_FROM": "Noord"}, "Write it like post@", id="no address"),
        pytest.param(
            {"PLANNER_MAIL_FROM": "a@b.nl\r\nBcc: c@d.nl"}, "Write it like", id="two lines"
        ),
        pytest.param(
            {"PLANNER_SECURITY_CONTACT": "security@feest.example"},
            "Write it like",
            id="contact without its kind",
        ),
        pytest.param(
            {"PLANNER_SECURITY_CONTACT": "http://feest.example"},
            "Write it like",
            id="contact without TLS",
        ),
        pytest.param(
            {"PLANNER_SECURITY_CONTACT": "mailto:nobody"},
            "Write it like",
            id="contact that is no address",
        ),
        pytest.param(
            {"PLANNER_SECURITY_CONTACT": "https://x/\nExpires: 2099"},
            "Write it like",
            id="contact of two lines",
        ),
        pytest.param(
            {"PLANNER_SECURITY_POLICY": "policy.html"},
            "Write it like",
            id="policy without an address",
        ),
        pytest.param({"PLANNER_MAIL_RATE": "0"}, "1 or more", id="no mail a minute"),
        pytest.param({"PLANNER_SECRET_KEY_FILE": "/nowhere"}, "can't be read", id="no such file"),
    ],
)
def test_each_fault_comes_with_its_cure(tmp_path: Path, change: dict[str, str], words: str) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        read_settings({**GOOD, **change}, tmp_path)
    assert any(words in fault for fault in refused.value.faults)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        read_settings({}, tmp_path)
    assert len(refused.value.faults) == 3


def test_the_environment_wins_from_the_file(tmp_path: Path) -> None:
    lines = [f"{name} = '{value}'" for name, value in GOOD.items()]
    (tmp_path / "settings.env").write_text("\n".join(["# ours", *lines, "PLANNER_WORKERS=3"]))
    assert read_settings({}, tmp_path).workers == 3
    assert read_settings({"PLANNER_WORKERS": "4"}, tmp_path).workers == 4


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("qwertyui9876543210asdfghjklzxcvbnm\n")
    found = read_settings({**GOOD, "PLANNER_SECRET_KEY_FILE": str(secret)}, tmp_path)
    assert found.secret_key == "qwertyui9876543210asdfghjklzxcvbnm"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("PLANNER_WORKER", "Did you mean PLANNER_WORKERS?", id="a letter left out"),
        pytest.param("PLANNER_BASEURL", "Did you mean PLANNER_BASE_URL?", id="a sign left out"),
        pytest.param("planner_zone", "Did you mean PLANNER_ZONE?", id="small letters"),
        pytest.param("PLANNER_MAIL_SERVR_FILE", "PLANNER_MAIL_SERVER_FILE?", id="in a file"),
        pytest.param("PLANNER_TYPO", "Take it out", id="like none"),
        pytest.param("PLANNER_PORT_8000_TCP_ADDR", "Take it out", id="of a container's network"),
    ],
)
def test_a_name_that_nobody_knows_is_a_fault(tmp_path: Path, name: str, words: str) -> None:
    for environment, lines in (({**GOOD, name: "1"}, ""), (GOOD, f"{name}=1")):
        (tmp_path / "settings.env").write_text(lines)
        with pytest.raises(UnsafeSettings) as refused:
            read_settings(environment, tmp_path)
        assert len(refused.value.faults) == 1
        assert refused.value.faults[0].startswith(f"{name} is no setting.")
        assert words in refused.value.faults[0]


def test_names_of_others_and_of_no_setting_are_left_alone(tmp_path: Path) -> None:
    others = {"PATH": "/bin", "MYPLANNER_X": "1", "PLANNER_TRACE": "1", "PLANNER_INSTANCE": "/srv"}
    assert read_settings({**GOOD, **others}, tmp_path).host == "feest.example"


def test_every_setting_is_documented() -> None:
    text = (PACKAGE.parent / "docs" / "operate.md").read_text(encoding="utf-8")
    for field in fields(Settings):
        if field.name not in NOT_READ:
            assert f"PLANNER_{field.name.upper()}" in text, field.name


def test_a_mail_server_is_read_with_its_password_and_never_shown(tmp_path: Path) -> None:
    mail = {
        "PLANNER_MAIL_SERVER": "smtp://post%40feest.example:ge%2Fheim@mail.example",
        "PLANNER_MAIL_FROM": "Bureau Noord <post@feest.example>",
    }
    settings = read_settings({**GOOD, **mail}, tmp_path)
    assert settings.smtp == MailServer(
        host="mail.example",
        port=587,
        encryption=Encryption.STARTTLS,
        user="post@feest.example",
        password="ge/heim",
    )
    assert settings.sender == ("Bureau Noord", "post@feest.example")
    assert settings.mail_leaves
    assert "heim" not in repr(settings)
    assert "heim" not in repr(settings.smtp)


def test_a_wrong_mail_server_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        read_settings({**GOOD, "PLANNER_MAIL_SERVER": "smtp//post:geheim@mail.example"}, tmp_path)
    assert "geheim" not in str(refused.value)


def test_without_a_mail_server_no_mail_leaves(tmp_path: Path) -> None:
    settings = read_settings(GOOD, tmp_path)
    assert not settings.mail_leaves
    assert settings.smtp is None
    assert settings.sender == ("Planner", "planner@feest.example")


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtps://mail.example", 465, Encryption.TLS),
        ("smtp://mail.example:2525", 2525, Encryption.STARTTLS),
        ("smtp://localhost:25?starttls=off", 25, Encryption.NONE),
        ("smtp://127.0.0.1/?starttls=off", 587, Encryption.NONE),
        ("smtp://[::1]:25?starttls=off", 25, Encryption.NONE),
    ],
)
def test_mail_is_encrypted_unless_it_stays_on_this_machine(
    url: str, port: int, encryption: Encryption
) -> None:
    server = read_mail_server(url)
    assert isinstance(server, MailServer)
    assert (server.port, server.encryption) == (port, encryption)


def test_requests_ask_at_the_pooler_and_the_rest_at_the_database(tmp_path: Path) -> None:
    database, pooler = "postgresql://planner@db/planner", "postgresql://planner@db:6432/planner"
    both = {"PLANNER_DATABASE_URL": database, "PLANNER_POOLER_URL": pooler}
    settings = read_settings({**GOOD, **both}, tmp_path)
    assert (settings.asks_at, settings.database_url) == (pooler, database)
    assert read_settings(GOOD, tmp_path).asks_at.startswith("sqlite:///")
