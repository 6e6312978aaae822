"""What the documentation hands out to run the planner as a service does what it says."""

import http.client
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from planner.paths import PACKAGE
from tests.support import confined
from tests.support.application import MAY_SKIP
from tests.support.serving import free_port
from tests.support.template import copy_migrated

ROOT = PACKAGE.parent
DEPLOY = ROOT / "docs" / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
MANUAL = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
MOST_EXPOSED = 20
"""In tenths, as `systemd-analyze security` reckons."""
PAPERS = "speaks_up_to or progress or refuses or workbook"
"""Every script's fonts, pages that are looked at, processes at once, errors and workbooks."""
PLANNER = "from planner.cli import main; main()"


@pytest.fixture
def systemd() -> None:
    if shutil.which("systemd-analyze") is None:
        refuse_or_skip("No systemd-analyze here (on Debian or Ubuntu: apt install systemd).")


def refuse_or_skip(why: str) -> None:
    if not MAY_SKIP:
        pytest.fail(why)
    pytest.skip(why)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_exposed_to_little(systemd: None, unit: Path) -> None:
    words = ["security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("planner*")), ids=lambda unit: unit.name)
def test_a_unit_is_understood_and_in_the_manual(systemd: None, unit: Path, tmp_path: Path) -> None:
    here = unit.read_text().replace("/srv/planner/.venv/bin/planner", "/bin/true")
    for other in DEPLOY.glob("planner*"):
        (tmp_path / other.name).write_text(
            here if other == unit else "[Service]\nExecStart=/bin/true\n"
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if unit.name in line]
    assert not ours
    assert unit.name in MANUAL


def environment(folder: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PLANNER_INSTANCE": str(folder),
        "PLANNER_SECRET_KEY": "a secret key for tests only, 0123456789",
        "PLANNER_CODE_KEY": "a key for codes in tests only, 9876543210",
        "PLANNER_BASE_URL": "http://feest.example",
        "PLANNER_INSECURE_HTTP": "1",
        "PLANNER_BIND": f"127.0.0.1:{port}",
        "PLANNER_WORKERS": "1",
    }


def under(unit: str, *words: str) -> list[str]:
    """Return the command that runs a program as a unit of ours would let it."""
    here = [sys.executable, "-m", "tests.support.confined", str(DEPLOY / unit)]
    return [*here, sys.executable, *words]


@pytest.fixture
def confining(systemd: None) -> None:
    if why := confined.lacking():
        refuse_or_skip(why)


def test_the_service_serves_and_copies_with_what_its_unit_leaves(
    confining: None, tmp_path: Path
) -> None:
    port = free_port()
    told = environment(tmp_path, port)
    copy_migrated(tmp_path / "planner.db")
    with subprocess.Popen(
        under("planner.service", "-c", PLANNER, "serve"), env=told, cwd=ROOT, text=True,
        stderr=subprocess.PIPE,
    ) as served:  # fmt: skip
        assert served.stderr is not None
        heard: list[str] = []
        while not any(" serves" in line for line in heard):
            line = served.stderr.readline()
            assert line, heard
            heard.append(line)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asked:
            for path in ("/readyz", "/", "/sign-in", "/events"):
                asked.request("GET", path, headers={"Host": "feest.example"})
                answer = asked.getresponse()
                answer.read()
                assert answer.status in {200, 303}, path
        served.terminate()
        heard += served.stderr.readlines()
    assert served.returncode == 0
    assert not [line for line in heard if "Traceback" in line or "ermission" in line]
    copying = under(
        "planner-backup.service", "-c", PLANNER, "backup", "--rotate", str(tmp_path / "far")
    )
    subprocess.run(copying, env={**told, "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True)


def test_papers_are_made_with_what_the_unit_leaves(confining: None) -> None:
    done = subprocess.run(
        under("planner.service", "-m", "pytest", "-q", "-p", "no:cacheprovider",
              "-k", PAPERS, "tests/exports/test_pdf_cards.py",
              "tests/exports/test_tables_workbook.py"),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"^\d\d passed", done.stdout, re.MULTILINE)


def test_what_the_unit_does_not_leave_is_refused(confining: None) -> None:
    tries = (
        "import ctypes, mmap, os, socket\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "assert libc.mount(b'/', b'/', None, 0, None) == -1\n"
        "assert libc.chroot(b'/') == -1 and ctypes.get_errno() == 1\n"
        "os.nice(1)\n"
        "try:\n"
        "    mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "except OSError:\n"
        "    print('refused')\n"
    )
    done = subprocess.run(
        under("planner.service", "-c", tries), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "refused\n", done.stderr
