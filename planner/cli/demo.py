"""`planner demo`: the product with demonstration data, for whoever wants to look around."""

import logging
import shutil
import socket
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli import Problem
from planner.cli.common import load_settings, open_store, right_now
from planner.cli.secret import new_keys
from planner.paths import instance_dir
from planner.settings import Settings, UnsafeSettings, read_settings
from planner.store import migrate
from planner.store.base import Store

if TYPE_CHECKING:
    from planner.services.demonstration import DemoAccess

HOST = "127.0.0.1"
USUAL_PORT = 8000
PORTS_TO_TRY = 100
MARKER = "settings.env"


@click.command()
@click.option("--port", default=USUAL_PORT, show_default=True, help="The port to listen on.")
@click.option("--reset", is_flag=True, help="Throw away what was changed and start anew.")
@click.option("--no-serve", is_flag=True, help="Only make the data and show how to get in.")
@click.option("--remove", is_flag=True, help="Remove demonstration data from an installation.")
def demo(port: int, reset: bool, no_serve: bool, remove: bool) -> None:
    """Start the planner with demonstration data, on this machine only.

    Everything in it is made up. It lives in instance/demo, apart from your own data, and what you
    change stays until --reset.
    """
    folder = instance_dir() / "demo"
    if remove:
        _remove(folder)
        return
    if reset:
        _throw_away(folder)
    chosen = port if no_serve else free_port(port)
    if chosen != port:
        click.echo(f"Port {port} is taken, so the planner uses {chosen}.", err=True)
    settings = _settings_of(folder, port=chosen)
    sheet = _prepare(settings)
    if no_serve:
        click.echo(sheet)
        return
    from planner.cli import server  # late: it takes time to load

    def show() -> None:
        click.echo(f"{sheet}\n\nIt runs until you press Ctrl-C.")

    server.run(settings, log_level=logging.WARNING, when_ready=show)


def _prepare(settings: Settings) -> str:
    """Make the tables and the data where they are missing; return how to get in."""
    from planner.services import demonstration

    store = Store(settings.database_url)
    try:
        if not migrate.is_current(store):
            migrate.upgrade(store)
        access = demonstration.load(store, settings=settings, now=right_now())
        with store.transaction() as session:
            access = demonstration.open_hand_out(session, access, settings, now=right_now())
    finally:
        store.close()
    return _sheet(access, settings)


def _sheet(access: "DemoAccess", settings: Settings) -> str:
    rows = (
        ("Organiser", access.organiser_url),
        ("", f"{access.organiser_email}, password: {access.organiser_password}"),
        ("Cook", f"{access.cook_email}, the same password"),
        ("Crew", f"{access.crew_email}, the same password"),
        ("Reader", f"{access.reader_email}, the same password"),
        ("Guest of the barbecue", access.invitation_url),
        ("A household that told", access.told_url),
        ("", f"its word for another phone: {access.told_word}" if access.told_url else ""),
        ("Guest of the dinner", access.dinner_url),
        ("Who hands cards out", access.hand_out_url),
        ("", f"code told by phone: {access.hand_out_code}" if access.hand_out_code else ""),
        ("Volunteer at the gate", access.gate_url),
        ("Everybody", access.event_url),
        ("Calendar", access.calendar_url),
    )
    lines = [f"  {who:<22} {address}".rstrip() for who, address in rows if address]
    return "\n".join(
        [
            f"This is demonstration data, all made up. The planner is at {settings.base_url}",
            "",
            *lines,
        ]
    )


def _settings_of(folder: Path, *, port: int) -> Settings:
    """Return the demonstration's own settings; its keys are made once and kept."""
    file = folder / MARKER
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = [f"{name}={key}" for name, key in new_keys().items()]
        file.write_text("\n".join(["# Keys of the demonstration only.", *lines, ""]))
    base_url = f"http://localhost:{port}"
    found = read_settings({"PLANNER_BASE_URL": base_url, "PLANNER_INSECURE_HTTP": "1"}, folder)
    return replace(
        found,
        database_url=f"sqlite:///{folder / 'planner.db'}",
        organisation="Bureau Heerlen-Noord (demo)",
        contact_phone="045 000 00 00",
        bind=f"{HOST}:{port}",
        mail_server="",
        mailbox=folder / "mailbox",
    )


def _throw_away(folder: Path) -> None:
    if folder.exists() and not (folder / MARKER).is_file():
        raise Problem(f"{folder} does not look like a demonstration. Move it away first.")
    shutil.rmtree(folder, ignore_errors=True)


def free_port(wanted: int) -> int:
    """Return the port that was wanted, or the next one that nobody listens on.

    Raises:
        Problem: all of the next ones are taken.
    """
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65_536)):
        with closing(socket.socket()) as probe:
            # As the server does: a port that was used a minute ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return port
    raise Problem(f"No port from {wanted} on is free. Choose another one with --port.")


def _remove(folder: Path) -> None:
    """Remove demonstration data from the installation, or from the demonstration itself."""
    from planner.services import demonstration
    from planner.services.privacy.unreadable import make_unreadable

    try:
        settings = load_settings()
    except UnsafeSettings:
        if not (folder / MARKER).is_file():
            raise
        settings = _settings_of(folder, port=USUAL_PORT)
    with open_store(settings) as store:
        with store.transaction() as session:
            gone = demonstration.remove(session)
        make_unreadable(store)
    click.echo(f"{gone} rows of demonstration data are gone.", err=True)
