"""Fetch a calendar of somebody else at its address, and nothing else.

An address is typed by a person and led on by strangers, so it is followed within limits: the open
internet only, to the very machine that was looked at before, no more bytes and no longer than a
calendar takes. An address may hold a secret: none of it gets into a log or a message.
Source: docs/decisions/0061-calendars-at-an-address.md.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from planner.core.enums import CalendarTrouble

LARGEST = 5_000_000
"""Bytes, as sent and as unpacked."""
SECONDS = 10.0
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 1_000
USER_AGENT = "Buurtplanner (looks at this calendar once a day)"
_PORTS = {"http": 80, "https": 443}
_AS_HTTPS = ("webcal://", "webcals://")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CLOSED, _NOT_FOUND = frozenset({401, 403, 407}), frozenset({404, 410})
_ANY_GZIP = 47
_AT_ONCE = 65_536
_KEPT_AS_TYPED = "/%:@!$&'()*+,;=~-._?"
# Global by their numbers, and yet inside: what a cloud tells of itself, and ways around IPv4.
_INSIDE = (
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("::/96"),
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2001::/32"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("fec0::/10"),
)


class Unfetchable(Exception):
    """No calendar came; says why, and never from where."""

    def __init__(self, trouble: CalendarTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NoAddress(ValueError):
    """What was typed is no address of a calendar."""


@dataclass(frozen=True)
class Fetched:
    """What a server sent, and by which it tells later that nothing changed."""

    content: bytes
    etag: str
    last_modified: str


@dataclass(frozen=True)
class Network:
    """Which machines may be asked: there is one such network, and tests have theirs.

    Attributes:
        resolve: the numbers of a machine by its name and port.
        may_ask: whether a machine of that number is anybody's to ask.
        ports: that may be asked; None for any.
    """

    resolve: Callable[[str, int], list[str]]
    may_ask: Callable[[str], bool]
    ports: frozenset[int] | None


@dataclass(frozen=True, repr=False)
class _Target:
    """One machine to ask, looked up once, and what to ask it for."""

    parts: SplitResult
    host: str
    port: int
    number: str

    @property
    def path(self) -> str:
        path = quote(self.parts.path, safe=_KEPT_AS_TYPED) or "/"
        query = quote(self.parts.query, safe=_KEPT_AS_TYPED)
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, repr=False)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


def clean_address(typed: str) -> str:
    """Return the address of a calendar as it is asked for; webcal:// is https://.

    Raises:
        NoAddress: it is none, or a password stands in it.
    """
    address = typed.strip()
    for scheme in _AS_HTTPS:
        if address.lower().startswith(scheme):
            address = "https://" + address[len(scheme) :]
    if len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address:
        raise NoAddress
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        host.encode("idna")
        _port = parts.port  # raises where it is no number
    except (ValueError, UnicodeError):
        raise NoAddress from None
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise NoAddress
    if "." not in host and ":" not in host:
        raise NoAddress
    return parts._replace(fragment="").geturl()


def masked(address: str) -> str:
    """Return what may be shown of an address: what comes after the machine may be a secret."""
    return f"{urlsplit(address).hostname}/…"


def is_public(number: str) -> bool:
    """Say whether a machine of that number is on the open internet, for anybody to ask."""
    try:
        address = ipaddress.ip_address(number)
    except ValueError:  # with a zone: fe80::1%eth0
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address.version == one.version and address in one for one in _INSIDE):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(
    address: str, *, etag: str = "", last_modified: str = "", network: Network | None = None
) -> Fetched | None:
    """Return what is at an address; None where nothing changed since `etag` or `last_modified`.

    Raises:
        Unfetchable: nothing came that may be read.
    """
    network = network or PUBLIC
    until = time.monotonic() + SECONDS
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    asked = {name: value for name, value in known.items() if value}
    for _turn in range(MOST_REDIRECTS + 1):
        target = _find(address, network, until)
        answer = _ask(target, asked, until)
        if answer.status in _REDIRECTS:
            address = _led_on(address, answer.headers.get("location", ""))
            continue
        return _read(answer, is_asked_again=bool(asked))
    raise Unfetchable(CalendarTrouble.NO_ANSWER)


def _read(answer: _Reply, *, is_asked_again: bool) -> Fetched | None:
    if answer.status == 304 and is_asked_again:
        return None
    if answer.status in _CLOSED:
        raise Unfetchable(CalendarTrouble.CLOSED)
    if answer.status in _NOT_FOUND:
        raise Unfetchable(CalendarTrouble.NOT_FOUND)
    if answer.status != 200:
        raise Unfetchable(CalendarTrouble.NO_ANSWER)
    etag, modified = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
    return Fetched(
        _unpacked(answer),
        etag=etag if len(etag) <= 200 else "",
        last_modified=modified if len(modified) <= 60 else "",
    )


def _led_on(address: str, location: str) -> str:
    """Return where a server leads on to; never from a closed line onto an open one."""
    try:
        led = clean_address(urljoin(address, location))
    except ValueError:
        raise Unfetchable(CalendarTrouble.NO_ANSWER) from None
    if not location or (address.startswith("https:") and led.startswith("http:")):
        raise Unfetchable(CalendarTrouble.NO_ANSWER)
    return led


def _find(address: str, network: Network, until: float) -> _Target:
    """Look a machine up once; where any of its numbers is not to be asked, none is."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    if network.ports is not None and port not in network.ports:
        raise Unfetchable(CalendarTrouble.NOT_ALLOWED)
    numbers = _within(lambda: network.resolve(host, port), until)
    if not numbers:
        raise Unfetchable(CalendarTrouble.NO_ANSWER)
    if not all(map(network.may_ask, numbers)):
        raise Unfetchable(CalendarTrouble.NOT_ALLOWED)
    return _Target(parts, host, port, numbers[0])


def _ask(target: _Target, asked: Mapping[str, str], until: float) -> _Reply:
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **asked,
    }
    try:
        with closing(_Line(target, until)) as line:
            line.request("GET", target.path, headers=headers)
            response = line.getresponse()
            body = _body(response, until) if response.status == 200 else b""
            named = {name.lower(): value for name, value in response.getheaders()}
            return _Reply(response.status, named, body)
    except (OSError, http.client.HTTPException, ValueError):
        raise Unfetchable(CalendarTrouble.NO_ANSWER) from None


def _body(response: http.client.HTTPResponse, until: float) -> bytes:
    parts, size = [], 0
    while part := response.read1(_AT_ONCE):
        size += len(part)
        if size > LARGEST:
            raise Unfetchable(CalendarTrouble.TOO_BIG)
        parts.append(part)
    if time.monotonic() >= until or response.length:
        raise Unfetchable(CalendarTrouble.NO_ANSWER)  # it stopped halfway
    return b"".join(parts)


def _unpacked(answer: _Reply) -> bytes:
    """Unpack what was sent packed, as far as a calendar may go: small parcels may hold much."""
    how = answer.headers.get("content-encoding", "").strip().lower()
    if how in {"", "identity"}:
        return answer.body
    if how not in {"gzip", "x-gzip", "deflate"}:
        raise Unfetchable(CalendarTrouble.NO_CALENDAR)
    unpacking = zlib.decompressobj(_ANY_GZIP)
    try:
        content = unpacking.decompress(answer.body, LARGEST + 1)
    except zlib.error:
        raise Unfetchable(CalendarTrouble.NO_CALENDAR) from None
    if len(content) > LARGEST:
        raise Unfetchable(CalendarTrouble.TOO_BIG)
    if not unpacking.eof:
        raise Unfetchable(CalendarTrouble.NO_ANSWER)
    return content


class _Line(http.client.HTTPConnection):
    """A connection to the number that was looked up, cut when the time is over.

    A server that sends one sign every few seconds would hold a line for ever: no time limit of a
    socket sees that.
    """

    def __init__(self, target: _Target, until: float) -> None:
        super().__init__(target.host, target.port)
        self._target, self._until = target, until
        self._cut: threading.Timer | None = None

    def connect(self) -> None:
        where = (self._target.number, self._target.port)
        self.sock = socket.create_connection(where, timeout=self._left())
        if self._target.parts.scheme == "https":
            # The handshake waits until the line can be cut.
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
        self._cut = threading.Timer(self._left(), _hang_up, (self.sock,))
        self._cut.daemon = True
        self._cut.start()
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def _left(self) -> float:
        return max(0.01, self._until - time.monotonic())

    def close(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
        super().close()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _within(look: Callable[[], list[str]], until: float) -> list[str]:
    """Do a look-up, which knows no time limit, within the time that is left."""
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(look())
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        return answers.get(timeout=max(0.01, until - time.monotonic()))
    except queue.Empty:
        return []


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


PUBLIC = Network(_resolve, is_public, frozenset(_PORTS.values()))
"""The open internet, the only network that calendars are fetched from."""
