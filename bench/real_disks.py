"""What the gate does on a disk that is really full, and on one that the system made read-only.

    python -m bench.real_disks [--seconds 10]

A disk of 64 MB in a file, in a room of its own (needs root, mkfs.ext4 and loop devices). It is
filled to the last block and emptied again; then the file system is aborted under the server, as
after an error of the hardware: it may be read, and nothing can be written until it was mounted
anew. That takes a restart; all that was answered has to be there afterwards.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.faults import PHONES, Crowd, Report, kept_nonces, survive
from bench.gate_site import HOST, GateSite, gate_site, start, stop, wait_until_up

APART = "BENCH_IN_A_ROOM_OF_ITS_OWN"
MEGABYTES = 64
CARDS = 4_000
BLOCK = b"\0" * 65_536


@dataclass
class Disk:
    """A file system in a file."""

    image: Path
    folder: Path

    def make(self) -> None:
        """Make it, empty."""
        with self.image.open("wb") as file:
            file.truncate(MEGABYTES << 20)
        _do("mkfs.ext4", "-q", str(self.image))

    def mount(self) -> None:
        """Put it where it belongs."""
        _do("mount", "-o", "loop", str(self.image), str(self.folder))

    def abort(self) -> None:
        """Let the kernel take it for broken: from now on it can only be read."""
        _do("mount", "-o", "remount,abort", str(self.folder))

    def mend(self) -> None:
        """Take it away, look it through and put it back; nobody may have a file of it open."""
        _do("umount", str(self.folder))
        subprocess.run(["fsck.ext4", "-p", str(self.image)], check=False, capture_output=True)
        self.mount()

    @contextmanager
    def full(self, _site: GateSite) -> Iterator[None]:
        """Fill every block that is left."""
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(BLOCK)
            except OSError:
                pass
        try:
            yield
        finally:
            ballast.unlink()


@dataclass
class ReadOnly:
    """What was seen on the disk that could only be read.

    Attributes:
        report: what phones saw meanwhile.
        page: the status of the page for everybody, meanwhile.
        lost: scans that were answered and are not there after the restart.
        torn: those that are not there because they were written in the very moment in which the
            disk broke. Linux then says of a file that grows that it was written, and it was not:
            in 4 of 20 times for a plain file, without a database. Nobody who writes can know.
        again: scans that were refused meanwhile and were taken after the restart.
    """

    report: Report
    page: int
    lost: int
    torn: int
    again: int

    def __str__(self) -> str:
        said = ", ".join(f"{n} x {status or 'no answer'}" for status, n in self.report.pairs())
        return (
            f"{said}; the page for everybody: {self.page}; after a restart {self.lost} lost, "
            f"{self.torn} torn off by the kernel, {self.again} more taken"
        )


def page_status(port: int) -> int:
    """Ask for the page for everybody."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asked:
        asked.request("GET", "/", headers={"Host": HOST})
        answer = asked.getresponse()
        answer.read()
        return answer.status


def read_only(disk: Disk, site: GateSite, codes: Iterator[str], *, seconds: float) -> ReadOnly:
    """Abort the disk under the phones; restart on it when it was mended."""
    with Crowd(site, codes) as crowd:
        crowd.wait_for(10)
        before = set(crowd.report.answered)
        disk.abort()
        aborted = time.monotonic()
        time.sleep(seconds)
        crowd.wait_until_felt()
        page = page_status(site.port)
    stop(site.process)
    disk.mend()
    kept = kept_nonces(site.url)
    gone = [nonce for nonce in crowd.report.answered if nonce not in kept]
    lost = sum(nonce in before or crowd.report.answered[nonce] > aborted for nonce in gone)
    anew = start(site.folder, site.port, workers=2, environment={"PLANNER_DATABASE_URL": site.url})
    try:
        wait_until_up(site.port)
        with Crowd(site, codes) as later:
            later.wait_for(10)
    finally:
        stop(anew)
    return ReadOnly(crowd.report, page, lost, len(gone) - lost, len(later.report.answered))


def measure(*, seconds: float) -> tuple[Report, ReadOnly]:
    """Do both on a disk of its own; print and give what was seen."""
    with tempfile.TemporaryDirectory(prefix="planner-disk-") as name:
        disk = Disk(Path(name) / "image", Path(name) / "disk")
        disk.folder.mkdir()
        disk.make()
        disk.mount()
        tempfile.tempdir = str(disk.folder)
        try:
            with gate_site(cards=CARDS, phones=PHONES) as site:
                codes = iter(site.codes)
                full = survive(site, codes, disk.full, seconds=seconds)
                sys.stdout.write(f"  really full, {seconds:.0f} s: {full}\n")
                after = read_only(disk, site, codes, seconds=seconds)
                sys.stdout.write(f"  really read-only, {seconds:.0f} s: {after}\n")
        finally:
            tempfile.tempdir = None
            _do("umount", str(disk.folder))
    return full, after


def as_promised(full: Report, after: ReadOnly) -> bool:
    """Say whether people were only asked to try again, and nothing was lost."""
    reports = (full, after.report)
    only_asked = not any(one.others or one.unkind or one.wrong for one in reports)
    came_back = len(full.back_after) == PHONES and after.again >= 10
    return (
        only_asked
        and came_back
        and after.page == 200
        and not (full.lost or full.doubled or after.lost)
    )


def _do(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def main() -> None:
    """Print what phones saw; end with 1 where it was not as promised."""
    parser = argparse.ArgumentParser(description="Disks that are really full or read-only.")
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    if APART not in os.environ:
        words = [sys.executable, "-m", "bench.real_disks", "--seconds", str(seconds)]
        room = ["unshare", "--mount", "--propagation", "private"]
        sys.exit(
            subprocess.run([*room, *words], env={**os.environ, APART: "1"}, check=False).returncode
        )
    sys.exit(not as_promised(*measure(seconds=seconds)))


if __name__ == "__main__":
    main()
