"""What runs is known: every package has a reason and a licence, and none talks to the outside."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from planner.paths import PACKAGE

ROOT = PACKAGE.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==(\S+)", text, re.M))


LOCKED = locked("extras")


def direct() -> list[str]:
    wanted = list(PROJECT["dependencies"])
    for extra in PROJECT["optional-dependencies"].values():
        wanted += extra
    return [re.split(r"[\[<>=~]", each)[0] for each in wanted]


def rows() -> dict[str, list[str]]:
    return table("| Package")


def table(first: str) -> dict[str, list[str]]:
    """Return the rows of the table whose head begins with this, by their first cell."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    lines = text[text.index(f"\n{first}") :].strip().partition("\n\n")[0].splitlines()[2:]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in found}


def test_every_package_that_runs_has_a_reason_and_a_licence() -> None:
    assert set(rows()) == set(direct())
    for name, cells in rows().items():
        assert len(cells) == 5, name
        assert all(cells), name


def test_what_had_no_release_for_a_year_is_watched() -> None:
    watched = {
        name: (released, cells)
        for names, cells in table("| Watched").items()
        for name, released in zip(names.split(", "), cells[0].split(", "), strict=True)
    }
    released = {name: cells[1] for name, cells in rows().items()}
    year, month = map(int, max(released.values()).split("-"))
    old = {name for name, at in released.items() if at < f"{year - 1}-{month:02}"}
    assert old
    assert old <= set(watched)
    for name, (at, cells) in watched.items():
        assert len(cells) == 3, name
        assert all(cells), name
        assert released.get(name, at) == at, name


def test_what_the_gate_is_built_from_is_named() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name, version in package["dependencies"].items():
        assert f"{name} {version}" in text


def test_the_versions_that_are_told_are_those_that_are_locked() -> None:
    told = {name: cells[0] for name, cells in rows().items()}
    assert told == {name: LOCKED[name] for name in told}


def test_a_plain_installation_has_the_same_versions_and_nothing_optional() -> None:
    plain = locked("run")
    assert plain.items() < LOCKED.items()
    assert not {"psycopg", "psycopg-binary", "authlib", "requests"} & set(plain)
    assert not {"hatchling", "setuptools", "wheel"} & set(LOCKED)


def test_what_tests_and_builds_is_of_the_same_versions() -> None:
    assert LOCKED.items() <= locked("dev").items()
    assert locked("build").items() <= locked("dev").items()


def test_one_command_lists_all_that_runs(tmp_path: Path) -> None:
    made = tmp_path / "sbom.json"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"-m (cyclonedx_py .*?)requirements/extras\.txt", makefile, re.S)
    assert command is not None
    words = command[1].replace("\\\n", " ").replace("dist/planner.cdx.json", str(made)).split()
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *words, "requirements/extras.txt"],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    listed = json.loads(made.read_text(encoding="utf-8"))
    assert listed["bomFormat"] == "CycloneDX"
    assert {one["name"]: one["version"] for one in listed["components"]} == LOCKED


WALK = """
import re, socket, sys
real, tried = socket.socket.connect, []

def connect(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        tried.append(address)
        raise OSError("there is no network")
    return real(self, address)

def look_up(host, *words, **kw):
    tried.append(host)
    raise OSError("there is no network")

socket.socket.connect = connect
socket.getaddrinfo = look_up
from pathlib import Path
from bench.sites import make_site
from bench.pages import token_of
from planner.web import lanes

# It is about no network, and not about how quick a busy machine is.
for name in ("PAGE_READS_FOR_SECONDS", "LARGE_READS_FOR_SECONDS", "WAITS_FOR_SECONDS"):
    setattr(lanes, name, 3_600.0)

site = make_site(Path(sys.argv[1]))
desk = site.client()
desk.post("/sign-in", data={
    "email": site.access.organiser_email, "password": site.access.organiser_password,
    "csrf_token": token_of(desk.get("/sign-in").get_data(as_text=True))})
card = site.access.invitation_url.removeprefix("http://localhost")
waiting, kinds, seen = ["/", "/events", card, "/calendar.ics"], set(), 0
while waiting:
    path = waiting.pop()
    kind = re.sub(r"[0-9A-Z]{13}|\\d+", "N", path.split("?")[0])
    if kind in kinds:
        continue
    kinds.add(kind)
    answer = desk.get(path)
    assert answer.status_code < 500, (path, answer.status_code)
    seen += 1
    if answer.mimetype == "text/html":
        waiting += re.findall(r'(?:href|src)="(/[^"#]*)', answer.get_data(as_text=True))
assert not tried, tried
assert seen > 35, seen
"""


def test_every_page_works_without_any_network(tmp_path: Path) -> None:
    words = [sys.executable, "-c", WALK, str(tmp_path)]
    apart = ["unshare", "--net"]
    if shutil.which("unshare") and not subprocess.run([*apart, "true"], check=False).returncode:
        words = [*apart, *words]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("target", ["sbom", "audit"])
def test_the_commands_are_in_the_makefile(target: str) -> None:
    assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text(), re.M)


def test_who_finds_a_hole_reads_what_becomes_of_it() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for part in ("Found a way in?", "Which versions are repaired", "How quickly", "advisories"):
        assert part in text
    for path in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / path).is_file(), path
    assert "(SECURITY.md)" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
