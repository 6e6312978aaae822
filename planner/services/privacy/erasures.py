"""What was erased because somebody asked, noted outside the database: no backup brings it back.

A backup of yesterday does not know that somebody was erased today. So each such erasure is also a
line in `erasures.log` beside the database: when, what kind, and a keyed hash that says nothing to
anybody without the key. After a restore, and by `planner privacy reapply`, they are done again.
"""

import hmac
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.store.locks import WriteLock

FILE = "erasures.log"


class Kind(StrEnum):
    """What somebody asked to have erased."""

    CARD = "card"
    """All that a household told, and its name."""
    NAME = "name"
    """Only the name on a card."""
    GIVER = "giver"
    """Somebody who hands cards out."""
    CONTACT = "contact"
    """Whom guests could call about an event."""
    FOLLOWER = "follower"
    """An address that asked to hear what became of what residents said."""
    HELPER = "helper"
    """A neighbour who helps, with the shifts they took."""
    SUPPLIER = "supplier"
    """Somebody who delivers to events."""
    NAMED = "named"
    """Words of an organiser in the logistics of an event that name somebody."""


@dataclass(frozen=True)
class ErasureLog:
    """The file of one installation.

    Attributes:
        folder: the instance folder.
        code_key: the key of the hashes; who changes it also voids every card.
    """

    folder: Path
    code_key: str

    @property
    def path(self) -> Path:
        """Where the lines are."""
        return self.folder / FILE

    def mark(self, kind: Kind, thing: bytes) -> str:
        """Return what stands in the file for a thing."""
        label = f"planner/erasure-{kind.value}\0".encode()
        return hmac.digest(self.code_key.encode(), label + thing, "sha256").hex()

    def note(self, kind: Kind, thing: bytes, *, now: datetime) -> None:
        """Add a line and wait until it is safe on the disk; do it before the commit.

        A line without an erasure does what was asked after all; an erasure without a line could
        come back.
        """
        line = f"{now.isoformat()} {kind.value} {self.mark(kind, thing)}\n".encode()
        with self._alone():
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)

    def read(self) -> Mapping[tuple[Kind, str], datetime]:
        """Return when each mark was last noted; a line that is damaged is left out."""
        found: dict[tuple[Kind, str], datetime] = {}
        for line in self._lines():
            at, kind, mark = line
            found[kind, mark] = max(at, found.get((kind, mark), at))
        return found

    def drop_old(self, *, now: datetime) -> int:
        """Take lines out that no backup can need any more; return how many."""
        oldest = now - timedelta(days=BACKUPS_KEPT_FOR_DAYS)
        with self._alone():
            lines = list(self._lines())
            kept = [line for line in lines if line[0] >= oldest]
            if len(kept) == len(lines):
                return 0
            draft = self.path.with_name(f".{FILE}.draft")
            draft.touch(mode=0o600)
            with draft.open("w", encoding="ascii") as file:
                file.writelines(f"{at.isoformat()} {kind} {mark}\n" for at, kind, mark in kept)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
            return len(lines) - len(kept)

    def _lines(self) -> Iterator[tuple[datetime, Kind, str]]:
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                at, kind, mark = line.split(" ")
                yield datetime.fromisoformat(at), Kind(kind), mark
            except ValueError:
                continue  # the power went out while it was written: that was no erasure yet

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = WriteLock(self.folder / f"{FILE}.lock")
        lock.acquire()
        try:
            yield
        finally:
            lock.release()
            lock.close()
