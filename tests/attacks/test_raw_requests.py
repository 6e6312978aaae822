"""Requests that no browser makes, to the real server: hosts, lengths, lines and packed bodies."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from bench.gate_site import HOST, GateSite, Phone, gate_site

FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with gate_site(cards=20, phones=1) as site:
        yield site


def ask(site: GateSite, text: str | bytes) -> str:
    """Send as it is, and give all that comes back."""
    raw = text.encode("latin-1") if isinstance(text, str) else text
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=60)) as sent:
        sent.sendall(raw)
        found = b""
        try:
            while piece := sent.recv(65_536):
                found += piece
        except ConnectionResetError:
            pass  # it hung up while we were still sending
    return found.decode("latin-1")


def status(answer: str) -> int:
    return int(answer.split(" ", 2)[1]) if answer else 0


@pytest.mark.parametrize(
    "lines",
    [
        "Host: evil.example",
        f"Host: {HOST}.evil.example",
        f"Host: evil.example#{HOST}",
        f"Host: {HOST}@evil.example",
        f"Host: {HOST}:80@evil.example",
        f"Host: evil.example\r\nHost: {HOST}",
        f"Host: {HOST}\r\nHost: evil.example",
        f"Host: {HOST}, evil.example",
        f"Host: {HOST}\t.evil.example",
        "Host: ",
        "X-Nothing: there",
        f"Host: {HOST}\r\nX-Forwarded-Host: evil.example",
        f"Host: {HOST}\r\nForwarded: host=evil.example;proto=https",
        f"Host: {HOST}\r\nX-Host: evil.example\r\nX-Original-URL: //evil.example/",
        f"Host: {HOST}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 666",
        f"Host: {HOST}\r\nX-HTTP-Host-Override: evil.example",
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/events", "/nothing/", "/calendar"])
def test_no_host_but_ours_is_in_an_answer(site: GateSite, lines: str, path: str) -> None:
    answer = ask(site, f"GET {path} HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n")
    assert "evil.example" not in answer
    assert ":666" not in answer
    assert status(answer) in {0, 200, 303, 308, 400, 404}


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /readyz HTTP/1.0",  # HAProxy's `option httpchk GET /readyz`
        "GET /readyz HTTP/1.1\r\nHost: 10.0.0.7:8000",  # a container's own address
        "GET /healthz HTTP/1.1\r\nHost: localhost",
        "HEAD /readyz HTTP/1.0",
        "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example",
    ],
)
def test_a_sign_of_life_is_given_to_whoever_asks_and_names_nobody(
    site: GateSite, request_line: str
) -> None:
    answer = ask(site, f"{request_line}\r\nConnection: close\r\n\r\n")
    assert status(answer) == 200
    assert "evil.example" not in answer
    assert "Location" not in answer


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/events",
        "//evil.example/events",
        "///evil.example",
        "/%2f%2fevil.example/",
        "/\\evil.example/",
        "/events/%0d%0aLocation:%20//evil.example",
        "/card?code=x%0d%0aSet-Cookie:%20evil=1",
        "/sign-in?next=%0d%0aSet-Cookie:%20evil=1",
        "/?l=nl%0d%0aSet-Cookie:evil=1",
        "evil.example/events",
        "*",
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc/passwd",
        "/gate/files/..%2f..%2fapp.py",
        "/gate/files/%2e%2e",
    ],
)
def test_no_target_leads_away_or_out_of_the_folders(site: GateSite, target: str) -> None:
    answer = ask(site, f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n")
    head = answer.partition("\r\n\r\n")[0].lower()
    assert "\r\nset-cookie: evil" not in head
    assert "location: //" not in head
    assert "location: http://evil" not in head
    assert "root:" not in answer
    assert status(answer) < 500


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "Content-Length: -5\r\n\r\n",
        "Content-Length: +5\r\n\r\nabcde",
        "Content-Length: 5, 5\r\n\r\nabcde",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "X: a\x00b\r\n\r\n",
        "X" * 70_000 + ": y\r\n\r\n",
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_read_in_none(
    site: GateSite, lines: str
) -> None:
    answer = ask(site, f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\n{FORM}{lines}")
    assert answer.count("HTTP/1.1 ") <= 1, "a second request was taken out of the first"
    assert status(answer) in {0, 400, 413, 414, 431, 501}


@pytest.mark.parametrize(
    "lines",
    ["X: one\r\n Folded: line\r\n", "".join(f"X-{n}: y\r\n" for n in range(300))],
    ids=["one line in two", "many lines"],
)
def test_a_strange_request_that_is_read_in_one_way_is_refused_like_any_other(
    site: GateSite, lines: str
) -> None:
    answer = ask(
        site, f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{lines}\r\n"
    )
    assert answer.count("HTTP/1.1 ") == 1
    assert status(answer) == 400  # without a token


def test_a_body_that_never_ends_is_refused_and_fills_no_memory(site: GateSite) -> None:
    piece = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
    head = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n"
    before, sent_bytes = site.memory_mb(), 0
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=60)) as sent:
        sent.sendall(head.encode())
        try:
            for _ in range(1_600):
                sent.sendall(piece)
                sent_bytes += len(piece)
        except OSError:
            pass  # it hung up
    assert sent_bytes < 100_000_000, "all of it was taken"
    assert site.memory_mb() - before < 50


def test_a_packed_body_is_not_unpacked(site: GateSite) -> None:
    packed = gzip.compress(b"email=" + b"a" * 50_000_000)
    before = site.memory_mb()
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\n{FORM}Content-Encoding: gzip\r\n"
        f"Connection: close\r\nContent-Length: {len(packed)}\r\n\r\n"
    )
    assert status(ask(site, head.encode() + packed)) in {400, 413, 415}
    scans = (
        f"POST /gate/scans HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Cookie: planner-gate={site.tokens[0]}\r\nContent-Encoding: gzip\r\n"
        f"Connection: close\r\nContent-Length: {len(packed)}\r\n\r\n"
    )
    assert status(ask(site, scans.encode() + packed)) in {400, 413, 415}
    assert site.memory_mb() - before < 50


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "GET", "OPTIONS", "HEAD"])
def test_a_method_that_is_claimed_is_not_the_method(site: GateSite, method: str) -> None:
    """Frameworks exist that believe these; a preview could then press buttons."""
    code = site.codes[0]
    claims = "".join(
        f"{name}: POST\r\n"
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    )
    answer = ask(
        site,
        f"{method} /{code}?answer=yes&_method=POST HTTP/1.1\r\nHost: {HOST}\r\n{claims}"
        "Connection: close\r\n\r\n",
    )
    assert status(answer) in {200, 405}
    page = ask(
        site, f"GET /{code}/known.json HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
    )
    assert '"reply":"yes"' not in page.replace(" ", "")


def test_the_gate_still_works(site: GateSite) -> None:
    with closing(Phone(site.port, site.tokens[0])) as phone:
        assert phone.scan("after-all-this", site.codes[1])["status"] == "ok"
