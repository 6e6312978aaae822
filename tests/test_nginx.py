"""The file for nginx that the documentation hands out, in a real nginx, on a port of its own."""

import http.client
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from planner.settings import Settings
from tests.cli.conftest import instance as instance
from tests.cli.test_serve import running, wait_for
from tests.support.application import PASSWORD
from tests.support.certificates import certificate_for
from tests.support.serving import free_port
from tests.test_deploy import DEPLOY, refuse_or_skip

HOW_TO_GET = "No nginx here (on Debian or Ubuntu: apt install nginx-light)."
AROUND = """daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inner}
}}
"""


class Front(NamedTuple):
    """What stands in front: its port of https, that of http, and its logs."""

    port: int
    plain_port: int
    folder: Path


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def front(instance: Path, settings: Settings, tmp_path: Path) -> Iterator[Front]:
    """Run nginx with the file of the documentation before a planner; only the places differ."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        refuse_or_skip(HOW_TO_GET)
    folder = tmp_path / "nginx"
    folder.mkdir()
    certificate, private = certificate_for("feest.example")
    (folder / "fullchain.pem").write_bytes(certificate)
    (folder / "privkey.pem").write_bytes(private)
    port, plain_port, behind = free_port(), free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for theirs, ours in (
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("https://feest.example$", f"https://feest.example:{port}$"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("/etc/letsencrypt/live/feest.example", str(folder)),
        ("/var/log/nginx", str(folder)),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, inner=text))
    told = {
        "PLANNER_SECRET_KEY": settings.secret_key,
        "PLANNER_CODE_KEY": settings.code_key,
        "PLANNER_DATABASE_URL": settings.database_url,
        "PLANNER_BASE_URL": f"https://feest.example:{port}",
        "PLANNER_TRUSTED_PROXIES": "1",
        "PLANNER_BIND": f"127.0.0.1:{behind}",
        "PLANNER_WORKERS": "1",
    }
    with (
        running(told, "serve") as served,
        subprocess.Popen(
            [str(program), "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")]
        ) as nginx,
    ):
        try:
            wait_for(served, "serves")
            until = time.monotonic() + 60
            while not (folder / "nginx.pid").exists() and time.monotonic() < until:
                assert nginx.poll() is None, (folder / "start.log").read_text()
                time.sleep(0.02)
            yield Front(port, plain_port, folder)
        finally:
            nginx.terminate()


def connect(front: Front) -> http.client.HTTPSConnection:
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", front.port, context=anybody, timeout=60)


def test_a_form_comes_through_on_any_port_and_no_log_holds_a_path(front: Front) -> None:
    host = f"feest.example:{front.port}"
    with closing(connect(front)) as asked:
        asked.request("GET", "/sign-in?l=en", headers={"Host": host})
        page = asked.getresponse()
        text = page.read().decode()
        assert page.status == 200
        assert page.getheader("Strict-Transport-Security")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        assert token, text[:500]
        cookie = str(page.getheader("Set-Cookie")).partition(";")[0]
        typed = {"email": "a@b.example", "password": PASSWORD, "csrf_token": token[1]}
        asked.request("POST", "/sign-in?l=en", urlencode(typed), {
            "Host": host, "Cookie": cookie, "Referer": f"https://{host}/sign-in",
            "Origin": f"https://{host}", "Content-Type": "application/x-www-form-urlencoded",
        })  # fmt: skip
        answer = asked.getresponse()
        said = answer.read().decode()
    assert answer.status == 422, said
    assert "password" in said
    with closing(http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=60)) as plain:
        plain.request("GET", "/events", headers={"Host": "feest.example"})
        assert plain.getresponse().getheader("Location") == f"https://{host}/events"
    with closing(connect(front)) as asked:
        asked.request("GET", "/readyz", headers={"Host": "10.0.0.7"})
        assert asked.getresponse().status == 200, "a balancer in front of nginx"
    logs = "".join(path.read_text() for path in front.folder.glob("*.log"))
    assert "sign-in" not in logs
    assert re.search(r"POST 422 \d+ [\d.]+ [0-9a-f]{32}\n", logs)
