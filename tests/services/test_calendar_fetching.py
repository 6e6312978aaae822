"""A calendar is fetched from the open internet within limits, and from nowhere else."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from planner.core.enums import CalendarTrouble
from planner.services.calendars import fetching
from planner.services.calendars.fetching import (
    LARGEST,
    NoAddress,
    Unfetchable,
    clean_address,
    fetch,
    is_public,
)
from tests.support.calendar_files import calendar, entry
from tests.support.calendar_server import HERE, CalendarServer, calendar_server, closed_port

FILE = calendar(entry())


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with calendar_server() as served:
        served.content = FILE
        yield served


def trouble(server: CalendarServer, address: str = "") -> CalendarTrouble:
    with pytest.raises(Unfetchable) as caught:
        fetch(address or server.address, network=server.network)
    assert "geheim" not in f"{caught.value!r} {caught.value}"
    return caught.value.trouble


def test_a_calendar_comes_whole_and_unchanged_ones_not_again(server: CalendarServer) -> None:
    server.etag = '"eerste"'
    found = fetch(server.address, network=server.network)
    assert found is not None
    assert (found.content, found.etag) == (FILE, '"eerste"')
    assert server.asked[0]["user-agent"] == fetching.USER_AGENT
    assert server.asked[0]["host"].startswith("agenda.example")
    assert fetch(server.address, etag=found.etag, network=server.network) is None


def test_a_machine_is_looked_up_once_and_that_very_one_is_asked(server: CalendarServer) -> None:
    """Who answers one number to who checks and another to who asks gets nowhere."""
    fetch(server.address, network=server.network)
    assert server.looked_up == ["agenda.example"]
    server.numbers = [HERE, "10.0.0.7"]
    assert trouble(server) is CalendarTrouble.NOT_ALLOWED, "one number inside is enough to refuse"
    assert len(server.asked) == 1


def test_the_open_internet_is_what_is_asked_by_default(server: CalendarServer) -> None:
    with pytest.raises(Unfetchable) as caught:
        fetch(f"http://{HERE}/x.ics")
    assert caught.value.trouble is CalendarTrouble.NOT_ALLOWED
    with pytest.raises(Unfetchable) as caught:
        fetch(f"http://{HERE}:{server.port}/x.ics")
    assert caught.value.trouble is CalendarTrouble.NOT_ALLOWED
    only_ports = replace(server.network, ports=fetching.PUBLIC.ports)
    with pytest.raises(Unfetchable) as caught:
        fetch(server.address, network=only_ports)
    assert caught.value.trouble is CalendarTrouble.NOT_ALLOWED
    assert not server.asked


@pytest.mark.parametrize(
    "written", ["0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_numbers_in_disguise_are_seen_through(written: str) -> None:
    with pytest.raises(Unfetchable) as caught:
        fetch(f"http://{written}/x.ics")
    assert caught.value.trouble is CalendarTrouble.NOT_ALLOWED


@pytest.mark.parametrize("turns", [3, 4])
def test_a_calendar_that_moved_is_followed_three_times(server: CalendarServer, turns: int) -> None:
    server.leads_to, server.turns = server.address, turns
    if turns == 3:
        assert fetch(server.address, network=server.network) is not None
    else:
        assert trouble(server) is CalendarTrouble.NO_ANSWER


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://agenda.example/x", "gopher://x.example/", "http://:80/"]
)
def test_nothing_but_the_web_is_followed(server: CalendarServer, to: str) -> None:
    server.leads_to, server.turns = to, 1
    assert trouble(server) is CalendarTrouble.NO_ANSWER


def test_each_step_is_looked_at_anew(server: CalendarServer) -> None:
    server.leads_to, server.turns = f"http://binnen.example:{server.port}/", 1
    network = server.network
    inside = replace(
        network,
        resolve=lambda host, port: (
            ["169.254.169.254"] if host == "binnen.example" else network.resolve(host, port)
        ),
    )
    with pytest.raises(Unfetchable) as caught:
        fetch(server.address, network=inside)
    assert caught.value.trouble is CalendarTrouble.NOT_ALLOWED
    assert len(server.asked) == 1


def test_a_secret_address_is_not_led_onto_an_open_line() -> None:
    with pytest.raises(Unfetchable):
        fetching._led_on("https://agenda.example/geheim", "http://agenda.example/geheim")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, CalendarTrouble.CLOSED),
        (403, CalendarTrouble.CLOSED),
        (404, CalendarTrouble.NOT_FOUND),
        (410, CalendarTrouble.NOT_FOUND),
        (500, CalendarTrouble.NO_ANSWER),
        (204, CalendarTrouble.NO_ANSWER),
        (304, CalendarTrouble.NO_ANSWER),
    ],
)
def test_what_a_server_says_is_told_apart(
    server: CalendarServer, status: int, expected: CalendarTrouble
) -> None:
    server.status, server.content = status, b""
    assert trouble(server) is expected


def test_what_is_too_big_is_not_read(server: CalendarServer) -> None:
    server.content = b"x" * (LARGEST + 1)
    assert trouble(server) is CalendarTrouble.TOO_BIG
    server.behaviour = "gzip"
    assert trouble(server) is CalendarTrouble.TOO_BIG, "a small parcel that holds much"
    server.content = b"x" * LARGEST
    found = fetch(server.address, network=server.network)
    assert found is not None
    assert len(found.content) == LARGEST


def test_what_stops_halfway_is_no_calendar(server: CalendarServer) -> None:
    server.behaviour = "halfway"
    assert trouble(server) is CalendarTrouble.NO_ANSWER


def test_a_server_that_sends_a_sign_at_a_time_holds_nobody(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    server.behaviour = "dripping"
    began = time.monotonic()
    assert trouble(server) is CalendarTrouble.NO_ANSWER
    assert time.monotonic() - began < 8


def test_a_name_that_is_looked_up_for_ever_holds_nobody(
    server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.1)

    def never(_host: str, _port: int) -> list[str]:
        time.sleep(3)
        return [HERE]

    with pytest.raises(Unfetchable):
        fetch(server.address, network=replace(server.network, resolve=never))
    assert not server.asked


def test_nobody_who_listens_is_no_answer(server: CalendarServer) -> None:
    assert trouble(server, f"http://{HERE}:{closed_port()}/") is CalendarTrouble.NO_ANSWER
    closed = f"https://{HERE}:{server.port}/"
    assert trouble(server, closed) is CalendarTrouble.NO_ANSWER, "it does not speak TLS"


def test_no_log_names_an_address(server: CalendarServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fetch(server.address, network=server.network)
    server.status = 500
    trouble(server)
    assert "geheim" not in caplog.text


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1",
        "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::a00:1", "2002:7f00:1::",
        "2001:0:7f00:1::", "2001:db8::1", "geen nummer",
    ],
)  # fmt: skip
def test_machines_inside_are_nobodys_to_ask(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_machines_outside_are(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" webcal://agenda.example/b.ics ", "https://agenda.example/b.ics"),
        ("WEBCAL://agenda.example/b.ics", "https://agenda.example/b.ics"),
        ("http://agenda.example/b?x=1#y", "http://agenda.example/b?x=1"),
        ("https://bücher.example/é.ics", "https://bücher.example/é.ics"),
    ],
)
def test_an_address_is_understood_as_people_copy_it(typed: str, address: str) -> None:
    assert clean_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "agenda.example/b.ics", "file:///etc/passwd", "javascript:alert(1)", "https://",
        "https://u:geheim@agenda.example/", "https://agenda.example:x/", "http://localhost/",
        "http://2130706433/", "https://a.example/a b", "https://a.example/\r\nX: y",
        "https://" + "a" * 300 + ".example/", "https://a.example/" + "x" * 1000, "https://[::1/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NoAddress):
        clean_address(typed)
