"""Large documents of cards, made in the background: start one, look how far it is, clear up.

Documents lie in a folder of the installation for a day at most: the codes on them are those of the
cards. Several servers with one database each have a folder of their own.
"""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from planner.exports.pdf import CardSheet, LetterSheet
from planner.exports.pdf.making import FAILED, READY, WORKING, as_task, write_state

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there a dead process looks busy
    fcntl = None  # type: ignore[assignment]

FOLDER = "prints"
Sheet = CardSheet | LetterSheet


@dataclass(frozen=True)
class Printing:
    """How far a document is, in cards; `file` is there when it is ready."""

    state: str
    done: int
    total: int
    file: Path | None = None

    @property
    def is_working(self) -> bool:
        """Whether it is being made."""
        return self.state == WORKING

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return self.state == READY


def name_of(prefix: str, sheet: Sheet) -> str:
    """Return the name of a document: another one as soon as anything on the paper is another.

    Args:
        prefix: whose document it is, such as "17-cards".
        sheet: what stands on it; of the cards only the numbers count, for a number has one code.
    """
    sheets = (sheet, *sheet.also)
    texts = [asdict(replace(one, cards=(), also=())) for one in sheets]
    rest = json.dumps(texts, sort_keys=True)
    numbers = ";".join(",".join(str(card.number) for card in one.cards) for one in sheets)
    digest = hashlib.sha256(f"{rest}\n{numbers}".encode()).hexdigest()[:16]
    return f"{prefix}-{digest}"


def start(instance: Path, prefix: str, sheet: Sheet) -> None:
    """Let a process of its own make a document; does nothing when one makes it already.

    Older documents of the same prefix go.
    """
    folder, name = instance / FOLDER, name_of(prefix, sheet)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / f"{name}.lock").open("ab") as lock:
        if not _take(lock):
            return
        _clear(folder, prefix, but=name)
        write_state(
            folder, name, WORKING, done=0, total=sum(len(one.cards) for one in (sheet, *sheet.also))
        )
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "planner.exports.pdf.making"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # The lock belongs to the open file and not to us: it stays as long as the process.
            pass_fds=(lock.fileno(),),
        )
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        with suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(as_task(folder, name, sheet))
        threading.Thread(target=process.wait, daemon=True).start()  # or it stays a zombie


def look(instance: Path, prefix: str, sheet: Sheet) -> Printing | None:
    """Return how far a document is; None when nobody asked for it, or it was cleared up."""
    folder, name = instance / FOLDER, name_of(prefix, sheet)
    try:
        told = json.loads((folder / f"{name}.json").read_text())
    except (OSError, ValueError):
        return None
    found = Printing(told["state"], told["done"], told["total"])
    if found.is_ready:
        file = folder / f"{name}.pdf"
        return replace(found, file=file) if file.is_file() else None
    if found.is_working and not _is_alive(folder / f"{name}.lock"):
        return replace(found, state=FAILED)
    return found


def _is_alive(path: Path) -> bool:
    """Say whether the process that holds a lock lives: its end frees the lock."""
    try:
        with path.open("ab") as lock:
            return not _take(lock)
    except OSError:
        return False


def _take(lock: IO[bytes]) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _clear(folder: Path, prefix: str, *, but: str) -> None:
    for path in _files(folder, prefix):
        if not path.name.startswith(f"{but}."):
            path.unlink(missing_ok=True)


def _files(folder: Path, prefix: str) -> Iterable[Path]:
    return list(folder.glob(f"{prefix}-*"))
