"""Two application servers on one PostgreSQL, behind nginx, with and without PgBouncer between.

    python -m bench.two_servers [--scans 2000]

Rates are of scans that were answered, everything on one machine: on two cores two servers share
what one has, so the ratio says what sharing costs. Only on machines of their own does it say what
is won.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bench.gate_load import Run, flat_out
from bench.gate_site import GateSite, gate_site, start, stop, wait_until_up
from tests.support import postgres
from tests.support.serving import free_port

ROUNDS = 3
PHONES = 16
NAME = "two_servers"
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream planner {{ {servers} keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://planner; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host;
    }}
  }}
}}
"""
PGBOUNCER = """
[databases]
{name} = host={folder} port=5432 user=planner connect_query='{sets}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 200
default_pool_size = 20
"""
"""The same lines stand in docs/operate.md."""
SETS = (
    "SET statement_timeout = 15000; SET lock_timeout = 5000; SET random_page_cost = 1.1;"
    " SET jit = off; SET max_parallel_workers_per_gather = 0"
)


@dataclass(frozen=True)
class Servers:
    """What was measured: the middle of three rounds each, and each by what it is called."""

    runs: dict[str, Run]

    def ratio(self, what: str) -> float:
        """Return the rate of something against one server without anything between."""
        return self.runs[what].per_second / self.runs["one server"].per_second


def measure(*, scans: int = 2_000) -> Servers | None:
    """Measure one server, and two, straight and through PgBouncer; None without PostgreSQL."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.own_server())
        if server is None or shutil.which("nginx") is None:
            sys.stdout.write(f"{postgres.HOW_TO_GET} And nginx.\n")
            return None
        url = stack.enter_context(postgres.new_database(server.url, NAME))
        pooler = stack.enter_context(pgbouncer(server, url)) if shutil.which("pgbouncer") else ""
        ways = ["one server", "two servers"] + ["two servers, PgBouncer"] * bool(pooler)
        wanted = ROUNDS * scans * len(ways)
        site = stack.enter_context(gate_site(cards=wanted, phones=PHONES, database_url=url))
        doors = {
            "one server": site.port,
            "two servers": stack.enter_context(behind_nginx(site, "")),
        }
        if pooler:
            doors[ways[2]] = stack.enter_context(behind_nginx(site, pooler))
        found: dict[str, list[Run]] = {way: [] for way in ways}
        codes = iter(site.codes)
        for turn in range(ROUNDS):
            for way in ways:
                some = [next(codes) for _ in range(scans)]
                label = f"{way}-{turn}".replace(" ", "-").replace(",", "")
                found[way].append(flat_out(doors[way], site.tokens, some, label))
        measured = Servers({way: _middle(runs) for way, runs in found.items()})
        for way, run in measured.runs.items():
            sys.stdout.write(f"  {way:<24} {run}  {measured.ratio(way):.2f} of one\n")
        return measured


@contextmanager
def behind_nginx(site: GateSite, pooler: str) -> Iterator[int]:
    """Start two servers on the database of a site and nginx before them; give its port."""
    told = {"PLANNER_DATABASE_URL": site.url, "PLANNER_TRUSTED_PROXIES": "1"}
    if pooler:
        told["PLANNER_POOLER_URL"] = pooler
    with ExitStack() as stack:
        ports = []
        for _number in range(2):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="planner-two-")))
            port = free_port()
            process = start(folder, port, workers=2, environment=told)
            stack.callback(stop, process)
            wait_until_up(port)
            ports.append(port)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="planner-nginx-")))
        port = free_port()
        servers = " ".join(f"server 127.0.0.1:{one};" for one in ports)
        conf = folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=folder, servers=servers, port=port))
        nginx = subprocess.Popen(["nginx", "-c", str(conf), "-e", str(folder / "error.log")])
        stack.callback(_end, nginx)
        wait_until_up(port)
        yield port


@contextmanager
def pgbouncer(server: postgres.Server, url: str) -> Iterator[str]:
    """Start PgBouncer in transaction mode before a server of ours; give the address through it."""
    with tempfile.TemporaryDirectory(prefix="planner-bouncer-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        conf = folder / "pgbouncer.ini"
        database = make_url(url).database
        conf.write_text(PGBOUNCER.format(sets=SETS, name=database, folder=server.folder, port=port))
        words = ["pgbouncer", "-q", str(conf)]
        process = subprocess.Popen(words, user=server.user, cwd="/")
        try:
            yield f"postgresql://planner@127.0.0.1:{port}/{database}"
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


def _middle(runs: Sequence[Run]) -> Run:
    return sorted(runs, key=lambda each: each.per_second)[len(runs) // 2]


def main(asked: Sequence[str] = ()) -> None:
    """Print the rates, each as a ratio to one server."""
    parser = argparse.ArgumentParser(description="Two servers on one PostgreSQL.")
    parser.add_argument("--scans", type=int, default=2_000)
    measure(scans=parser.parse_args(asked).scans)


if __name__ == "__main__":
    main(sys.argv[1:])
