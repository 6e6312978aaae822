"""A disk that is really full, and one that the kernel took for broken, under a real server."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.paths import PACKAGE

NEEDED = "Needs root, mkfs.ext4, unshare and loop devices."


def can_mount(folder: Path) -> bool:
    """Try what the bench does: a file system in a file, mounted where nobody else sees it."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("mkfs.ext4", "unshare"))):
        return False
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(8 << 20)
    mounting = f"mkfs.ext4 -q {image} && mkdir {folder}/at && mount -o loop {image} {folder}/at"
    room = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
    return not subprocess.run([*room, mounting], check=False, capture_output=True).returncode


def test_on_real_disks_people_are_asked_to_try_again_and_nothing_is_lost(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip(NEEDED)
    done = subprocess.run(
        [sys.executable, "-m", "bench.real_disks", "--seconds", "1"],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "really full, 1 s:" in done.stdout
    assert "after a restart 0 lost" in done.stdout
