"""The programs that people read calendars with, each asked for what it sees.

What they see is compared as `Seen`: the same events, at the same moments, under the same names.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar

from tests.support.frontend import do_without, installed_frontend
from tests.support.serving import free_port

SYSTEM_PYTHON = "/usr/bin/python3"
BIN = Path(sys.executable).parent

ICAL_JS = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const seen = calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  return [event.uid, event.startDate.toUnixTime(), event.endDate.toUnixTime(), event.summary];
});
process.stdout.write(JSON.stringify(seen));
"""
LIBICAL = """
import json, sys, gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as ICal
calendar = ICal.Component.new_from_string(sys.stdin.buffer.read().decode())
def unix(moment):
    return moment.as_timet_with_zone(moment.get_timezone() or ICal.Timezone.get_utc_timezone())
seen, kind = [], ICal.ComponentKind.VEVENT_COMPONENT
event = calendar.get_first_component(kind)
while event:
    times = unix(event.get_dtstart()), unix(event.get_dtend())
    seen.append([event.get_uid(), *times, event.get_summary()])
    event = calendar.get_next_component(kind)
print(json.dumps({"seen": seen, "errors": calendar.count_errors()}))
"""
KHAL = """
[calendars]
[[town]]
path = {path}
readonly = true
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
"""
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair town]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{path}"
fileext = ".ics"
"""
RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[rights]
type = authenticated
[storage]
filesystem_folder = {folder}/radicale
[logging]
level = warning
"""


@dataclass(frozen=True, order=True)
class Seen:
    """An event as a program understands it, in UTC."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str


def by_icalendar(body: bytes) -> list[Seen]:
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert all(event.errors == [] for event in events)
    return sorted(_of_component(event) for event in events)


def by_ical_js(body: bytes) -> list[Seen]:
    folder = installed_frontend()
    done = subprocess.run(
        ["node", "--input-type=module", "-e", ICAL_JS],
        input=body,
        capture_output=True,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert not done.stderr, done.stderr.decode()
    return sorted(_of_row(row) for row in json.loads(done.stdout))


def by_libical(body: bytes) -> list[Seen]:
    probe = "import gi; gi.require_version('ICalGLib', '3.0')"
    if (
        not Path(SYSTEM_PYTHON).exists()
        or subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True).returncode
    ):
        do_without("libical is not here: apt install gir1.2-ical-3.0 python3-gi.")
    done = subprocess.run([SYSTEM_PYTHON, "-c", LIBICAL], input=body, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    assert answer["errors"] == 0
    return sorted(_of_row(row) for row in answer["seen"])


def by_vdirsyncer_and_khal(url: str, folder: Path) -> list[Seen]:
    """Subscribe to an address as khal's users do, and list what it shows.

    There are no UIDs: vdirsyncer gives what it fetches from an address names of its own.
    """
    path = folder / "vdir"
    path.mkdir()
    (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, path=path, url=url))
    (folder / "khal.conf").write_text(KHAL.format(folder=folder, path=path))
    for command in ("discover", "sync"):
        _run(folder, "vdirsyncer", "-c", str(folder / "vdirsyncer.conf"), command)
    shown = "{start-long-full}\t{end-long-full}\t{title}"
    conf = str(folder / "khal.conf")
    listed = _run(
        folder, "khal", "-c", conf, "list", "--once", "--day-format", "", "--format", shown,
        "2027-01-01", "900d",
    )  # fmt: skip
    rows = [line.split("\t") for line in listed.splitlines() if line.strip()]
    return sorted(Seen("", _minute(start), _minute(end), title) for start, end, title in rows)


def by_radicale(body: bytes, folder: Path) -> list[Seen]:
    """Store each event on a CalDAV server, and read back what it gives."""
    import caldav  # late, because it takes a second

    connect: Any = caldav.DAVClient

    calendar = icalendar.Calendar.from_ical(body)
    with (
        _radicale(folder) as url,
        connect(url=url, username="noor", password="x") as client,
    ):
        kept = client.principal().make_calendar(name="Buurt")
        for event in calendar.walk("VEVENT"):
            alone = icalendar.Calendar()
            alone.add("VERSION", "2.0")
            alone.add("PRODID", "-//Test//NL")
            for zone in calendar.walk("VTIMEZONE"):
                alone.add_component(zone)
            alone.add_component(event)
            kept.save_event(alone.to_ical().decode())
        given = [one.icalendar_component for one in kept.events()]
    return sorted(_of_component(event) for event in given)


@contextmanager
def _radicale(folder: Path) -> Iterator[str]:
    port = free_port()
    (folder / "radicale.conf").write_text(RADICALE.format(folder=folder, port=port))
    log = (folder / "radicale.log").open("wb")
    server = subprocess.Popen(
        [BIN / "radicale", "--config", folder / "radicale.conf"], stdout=log, stderr=log
    )
    try:
        for _attempt in range(300):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            assert server.poll() is None, (folder / "radicale.log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()
        log.close()


def _run(folder: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        [BIN / program, *arguments],
        input="y\n" * 4,
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "warning" not in said.lower(), said
    return done.stdout


def _minute(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _of_component(event: Any) -> Seen:
    return Seen(
        str(event["UID"]),
        event.start.astimezone(UTC),
        event.end.astimezone(UTC),
        str(event["SUMMARY"]),
    )


def _of_row(row: list[Any]) -> Seen:
    uid, start, end, title = row
    return Seen(uid, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), title)
