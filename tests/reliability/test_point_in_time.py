"""PostgreSQL goes back to a moment by the very commands of docs/operate.md.

Only the places are others: folders of the test instead of the machine's, and a `systemctl` that
starts and stops a server of our own.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from planner.app import create_app
from planner.core.parties import PartyDetails
from planner.paths import PACKAGE
from planner.services.answer import answering, telling
from planner.services.outbox import posting
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Answer, OutboxMail, SignIn
from tests.services.test_outbox import letter
from tests.support import postgres
from tests.support.application import MAY_SKIP, PASSWORD, test_settings
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import page_client

pytestmark = pytest.mark.postgres
MANUAL = (PACKAGE.parent / "docs" / "operate.md").read_text(encoding="utf-8")
SYSTEMCTL = """#!/bin/sh
[ "$2" = planner ] && exit 0
[ "$1" = stop ] || [ "$1" = restart ] && pg_ctl -D {data} -m fast -w stop
[ "$1" = stop ] || pg_ctl -D {data} -l {folder}/log -w -o "-c listen_addresses='' -k {folder}" start
"""


def block(first: str) -> str:
    """Return the block of commands in the documentation that begins with a word."""
    found = [one for one in re.findall(r"```sh\n(.*?)```", MANUAL, re.S) if one.startswith(first)]
    assert found, f"docs/operate.md has no block that begins with {first}"
    return str(found[-1])


@dataclass(frozen=True)
class Machine:
    """A database server with a folder of its own, as the documentation finds one."""

    server: postgres.Server

    @property
    def folder(self) -> Path:
        return self.server.folder

    def prepare(self) -> None:
        """Put the programs of the documentation where they are found."""
        programs = self.folder / "bin"
        data = self.folder / "data"
        self._run(f"mkdir {programs} {self.folder}/far")
        for name, written in (
            ("systemctl", SYSTEMCTL.format(data=data, folder=self.folder)),
            ("keep-wal", self._placed(block("#!/bin/sh"))),
        ):
            self._run(f"cat > {programs}/{name} && chmod 755 {programs}/{name}", written)

    def do(self, commands: str) -> None:
        """Run commands of the documentation as the user that the server runs as."""
        self._run(self._placed(commands))

    def _placed(self, commands: str) -> str:
        for theirs, ours in (
            ("/mnt/far", f"{self.folder}/far"),
            ("/usr/local/bin", f"{self.folder}/bin"),
            ("/var/lib/postgresql/15/main", f"{self.folder}/data"),
        ):
            commands = commands.replace(theirs, ours)
        return commands

    def _run(self, commands: str, given: str = "") -> None:
        programs = postgres.find_programs()
        assert programs is not None
        done = subprocess.run(
            ["sh", "-ec", commands],
            user=self.server.user,
            cwd="/",
            env={
                "PATH": f"{self.folder}/bin:{programs}:{os.environ['PATH']}",
                "LC_ALL": "C.UTF-8",
                "PGHOST": str(self.folder),
                "PGUSER": "planner",
                "PGDATABASE": "postgres",
            },
            input=given,
            # The server that is started here would keep a pipe open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        log = self.folder / "log"
        assert done.returncode == 0, (commands, log.read_text()[-3000:] if log.exists() else "")


def planner(settings: Settings, words: str) -> str:
    """Type a command, and give what it said."""
    done = subprocess.run(
        [sys.executable, "-c", "from planner.cli import main; main()", *words.split()],
        env={
            "PATH": os.environ["PATH"],
            "PLANNER_INSTANCE": str(settings.instance),
            "PLANNER_SECRET_KEY": settings.secret_key,
            "PLANNER_CODE_KEY": settings.code_key,
            "PLANNER_BASE_URL": settings.base_url,
            "PLANNER_DATABASE_URL": settings.database_url,
            "PLANNER_INSECURE_HTTP": "1",
            "PLANNER_SECURITY_CONTACT": "mailto:security@feest.example",
            "PLANNER_DAILY_BACKUP": "off",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def tell(world: World, code_of: object, remark: str) -> None:
    with world.store.transaction() as session:
        invitation = world.invitation(code_of)  # type: ignore[arg-type]
        answering.give_details(session, invitation, PartyDetails(adults=2), now=MADE_AT)
        assert telling.tell(session, invitation, telling.ToldNeeds(remark=remark), now=MADE_AT)


def test_a_database_goes_back_to_the_moment_before_it_was_spoilt(tmp_path: Path) -> None:
    with postgres.own_server() as server:
        if server is None:
            if not MAY_SKIP:
                pytest.fail(postgres.HOW_TO_GET)
            pytest.skip(postgres.HOW_TO_GET)
        machine = Machine(server)
        machine.prepare()
        machine.do(block("mkdir -p /mnt/far"))
        settings = test_settings(server.url, tmp_path)
        store = Store(server.url)
        migrate.upgrade(store)
        app = create_app(settings, clock=lambda: MADE_AT)
        app.config["SERVER_NAME"] = settings.host
        world = make_world(store, settings)
        before, after, gone, late = world.cards(4)
        tell(world, before, "before the base")
        machine.do(block("pg_basebackup"))

        tell(world, after, "after the base")
        tell(world, gone, "of somebody who will be erased")
        with store.transaction() as session:
            account = signing_in.add_account(
                session, email="noor@feest.example", name="Noor", password=PASSWORD, now=MADE_AT
            )
            posting.queue(session, [letter(1)], now=MADE_AT)
            signing_in.begin_sign_in(
                session, account.id, browser="Firefox", key=settings.secret_key, now=MADE_AT
            )
        moment = now_of(store)

        erased = page_client(app).post(f"/{gone.code}/erase", data={})
        assert erased.status_code == 303, "erased on the guest's own page, and in erasures.log"
        tell(world, late, "after the moment")
        with store.writer.begin() as connection:
            connection.execute(text("UPDATE event SET title = 'spoilt'"))
            connection.execute(text("DELETE FROM answer_diet"))
            connection.execute(text("DELETE FROM answer"))
        store.engine.dispose()
        app.extensions["store"].engine.dispose()

        (base,) = (machine.folder / "far" / "base").iterdir()
        commands = block("systemctl stop planner\nsystemctl stop postgresql")
        commands = commands.replace("2027-06-12 15:00:00+02", moment)
        machine.do(commands.replace("base/2027-06-12", f"base/{base.name}"))
        said = ""
        for command in block("planner db restored").splitlines():
            said += planner(settings, command.removeprefix("planner "))
        assert "asked to erase were erased again" in said
        assert "may have left since: 1" in said

        with store.reading() as session:
            assert set(session.scalars(select(Answer.remark))) == {
                "before the base",
                "after the base",
            }
            assert "spoilt" not in session.scalars(text("SELECT title FROM event")).all()
            assert [one.value for one in session.scalars(select(OutboxMail.state))] == ["failed"]
            assert None not in session.scalars(select(SignIn.ended_at)).all()
        assert migrate.is_current(store)
        assert page_client(app).get("/readyz").status_code == 200
        tell(world, late, "and it goes on")
        store.close()
        app.extensions["store"].close()


def now_of(store: Store) -> str:
    """Return the moment at the server, after what was committed and before what follows."""
    with store.reading() as session:
        at = session.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(at, datetime)
    return at.astimezone(UTC).isoformat(sep=" ")
