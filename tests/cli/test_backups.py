"""Backup and restore by command."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from planner.cli.common import right_now
from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.services.outbox import posting
from planner.services.people import signing_in
from planner.services.upkeep import rotation, sealing
from planner.settings import Settings
from planner.store.base import Store
from tests.cli.conftest import Run
from tests.services.test_outbox import letter
from tests.support.application import PASSWORD
from tests.support.clock import FixedClock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def add_noor(tables: Store) -> None:
    with tables.transaction() as session:
        signing_in.add_account(
            session, email="noor@feest.example", name="Noor", password=PASSWORD, now=FixedClock()()
        )
    tables.engine.dispose()


def test_a_backup_is_made_and_comes_back(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    add_noor(tables)
    copy = tmp_path / "copy.db"
    assert "was checked" in run("backup", str(copy)).stderr
    run("user", "disable", "noor@feest.example")
    said = run("restore", str(copy), stdin="y\n").stderr
    assert "The database as it was is in" in said
    assert "active" in run("user", "list").stdout


def test_mail_that_waited_in_a_backup_is_not_sent_again_by_itself(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    with tables.transaction() as session:
        posting.queue(session, [letter(1)], now=right_now())
    tables.engine.dispose()
    run("backup", str(tmp_path / "copy.db"))
    said = run("restore", str(tmp_path / "copy.db"), "--yes").stderr
    assert "Mail that waited in it is not sent by itself, it may have left since: 1." in said
    assert "failed   1" in run("mail", "status").stdout


def test_whoever_does_not_say_yes_keeps_the_database(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    add_noor(tables)
    run("backup", str(tmp_path / "copy.db"))
    run("user", "disable", "noor@feest.example")
    run("restore", str(tmp_path / "copy.db"), stdin="n\n", status=1)
    assert "disabled" in run("user", "list").stdout


def test_a_backup_is_sealed_and_only_its_key_opens_it(
    run: Run, instance: Path, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    add_noor(tables)
    copy = tmp_path / "copy.db.age"
    assert "without it nobody can open them" in run("backup", str(copy)).stderr
    assert b"noor@feest.example" not in copy.read_bytes()
    assert {path.name for path in instance.iterdir()} == {"backup-identity.txt"}
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = (instance / "backup-identity.txt").rename(tmp_path / "in-the-vault.txt")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "Say where it is" in run("restore", str(copy), "--yes", status=1).stderr
    run("backup", "--new-key")
    assert "another key" in run("restore", str(copy), "--yes", status=1).stderr
    run("user", "disable", "noor@feest.example")
    run("restore", str(copy), "--identity", str(kept), "--yes")
    assert "active" in run("user", "list").stdout
    assert {path.name for path in instance.iterdir()} == {"backup-identity.txt"}


def test_a_key_made_beforehand_seals_what_is_made_unattended(
    run: Run, instance: Path, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    line = run("backup", "--new-key").stdout
    (instance / "backup-identity.txt").rename(tmp_path / "vault.txt")
    (instance / "settings.env").write_text(line)
    run("backup", "--rotate", str(tmp_path / "far"))
    (made,) = (tmp_path / "far").iterdir()
    assert "PLANNER_BACKUP_RECIPIENT=age1" in line
    assert (
        "is restored"
        in run("restore", str(made), "--identity", str(tmp_path / "vault.txt"), "--yes").stderr
    )
    assert (
        "Nothing was written"
        in run("backup", "--recipient", "age1nobody", str(tmp_path / "x"), status=1).stderr
    )


def test_a_key_is_never_replaced(run: Run, instance: Path, installation: Settings) -> None:
    run("backup", "--new-key")
    before = (instance / "backup-identity.txt").read_text()
    assert "opens older backups" in run("backup", "--new-key", status=1).stderr
    assert (instance / "backup-identity.txt").read_text() == before


def test_a_passphrase_opens_what_it_sealed(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    copy = str(tmp_path / "copy.db.age")
    short = run("backup", copy, "--passphrase", stdin="short\nshort\n", status=1)
    assert "easy to guess" in short.stderr
    (tmp_path / "words").write_text("merel fiets brood lamp regen\n")
    run("backup", copy, "--passphrase-file", str(tmp_path / "words"))
    wrong = run("restore", copy, "--yes", stdin="merel fiets brood lamp zon\n", status=1)
    assert "another passphrase" in wrong.stderr
    run("restore", copy, "--yes", stdin="merel fiets brood lamp regen\n")


def test_a_passphrase_that_is_too_much_work_is_not_called_torn(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db.age"
    (tmp_path / "words").write_text("merel fiets brood lamp regen\n")
    run("backup", str(copy), "--passphrase-file", str(tmp_path / "words"))
    # The last number of the header's second line is the work, as a power of two.
    version, stanza, rest = copy.read_bytes().split(b"\n", 2)
    copy.write_bytes(b"\n".join([version, stanza.rsplit(b" ", 1)[0] + b" 60", rest]))
    said = run("restore", str(copy), "--yes", stdin="merel fiets brood lamp regen\n", status=1)
    assert "a much faster machine" in said.stderr
    assert "torn" not in said.stderr


def test_a_machine_that_is_busy_for_a_moment_opens_what_it_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").write_bytes(b"what was kept")
    sealed, opened = tmp_path / "sealed.age", tmp_path / "opened"
    sealing.SealedWith("merel fiets brood lamp regen").seal(tmp_path / "plain", sealed)
    refusals = iter(["Excessive work parameter for passphrase."] * 2)
    really = pyrage.passphrase.decrypt

    def decrypt(content: bytes, passphrase: str) -> bytes:
        for refusal in refusals:
            raise pyrage.DecryptError(refusal)
        return bytes(really(content, passphrase))

    monkeypatch.setattr(pyrage.passphrase, "decrypt", decrypt)
    sealing.unseal(sealed, opened, passphrase="merel fiets brood lamp regen")
    assert opened.read_bytes() == b"what was kept"


def test_a_plain_backup_is_made_only_when_asked_for(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    said = run("backup", "--plain", str(tmp_path / "copy.db")).stderr
    assert "Whoever has it can read it" in said
    assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite format 3")
    run("restore", str(tmp_path / "copy.db"), "--yes")


@pytest.mark.parametrize("cut", [0.0001, 0.5, 0.999])
def test_a_torn_sealed_backup_changes_nothing(
    run: Run, installation: Settings, tables: Store, tmp_path: Path, cut: float
) -> None:
    add_noor(tables)
    copy = tmp_path / "copy.db.age"
    run("backup", str(copy))
    whole = copy.read_bytes()
    copy.write_bytes(whole[: max(60, int(cut * len(whole)))])
    run("user", "disable", "noor@feest.example")
    said = run("restore", str(copy), "--yes", status=1).stderr
    assert "is torn or was changed" in said
    assert "Nothing was changed." in said
    assert "disabled" in run("user", "list").stdout


def test_old_backups_in_a_folder_go_and_nothing_else_does(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "far"
    folder.mkdir()
    old = datetime.now(UTC) - timedelta(days=BACKUPS_KEPT_FOR_DAYS, hours=1)
    young = datetime.now(UTC) - timedelta(days=BACKUPS_KEPT_FOR_DAYS - 1)
    for name in (
        rotation.name_at(old, is_sealed=True),
        rotation.name_at(young, is_sealed=True),
        "planner-diary.txt",
    ):
        (folder / name).write_text("x")
    run("backup", "--rotate", str(folder))
    names = {path.name for path in folder.iterdir()}
    assert rotation.name_at(old, is_sealed=True) not in names
    assert {rotation.name_at(young, is_sealed=True), "planner-diary.txt"} < names
    assert len(names) == 3


@pytest.mark.parametrize(
    ("command", "name", "advice"),
    [
        pytest.param("backup", "there.db", "Choose another name.", id="would replace a file"),
        pytest.param("backup", "no/folder/copy.db", "is not there", id="no such folder"),
        pytest.param("restore", "nowhere.db", "Check the name.", id="no such backup"),
        pytest.param("restore", "there.db", "Nothing was changed.", id="no backup at all"),
    ],
)
def test_a_wrong_file_is_named_with_the_cure(
    run: Run, installation: Settings, tmp_path: Path, command: str, name: str, advice: str
) -> None:
    (tmp_path / "there.db").write_text("Dear all, ...")
    words = [command, str(tmp_path / name)] + (["--yes"] if command == "restore" else [])
    assert advice in run(*words, status=1).stderr


def test_restoring_under_a_running_planner_is_refused(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    run("backup", str(tmp_path / "copy.db"))
    with tables.reading() as session:
        session.connection().exec_driver_sql("SELECT 1 FROM account").all()
        said = run("restore", str(tmp_path / "copy.db"), "--yes", status=1).stderr
    assert said == "The planner is running. Stop it and try again.\n"
