"""Slow hashes of passwords and PINs, few at once, and never a queue of strangers for them.

One hash takes 46 MiB and a tenth of a second of one processor. If whoever comes could have as many
as they like, they would have the machine; if they could wait for one, they would have a thread for
as long. So strangers find one of two places free or are refused at once, and a third is kept for
those whom something that can't be guessed has let through already: a browser that was in before, a
private link. They wait for it a moment, each with one try at a time.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST_PASSWORD = 128
STRANGERS_AT_ONCE = 2
AT_ONCE = STRANGERS_AT_ONCE + 1
KNOWN_WAITING = 6
KNOWN_WAIT_SECONDS = 2.0

TIME_COST, MEMORY_KIB = 3, 46 * 1024
LANES = 1
"""One, and so one thread: with four, as is usual, two hashes take every processor."""
_hasher = PasswordHasher(TIME_COST, MEMORY_KIB, LANES)


class AllPlacesTaken(Exception):
    """Nothing was hashed, counted or written; who asked may come again in a moment."""


class Places:
    """Who may hash at the same time in one process."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._strangers = 0
        self._known: set[str] = set()
        self._waiting: set[str] = set()

    @contextmanager
    def place(self, known: str | None = None, *, patience_seconds: float = 0.0) -> Iterator[None]:
        """Take a place, and give it back.

        Args:
            known: the same for all tries of somebody who is known; None for a stranger.
            patience_seconds: how long somebody who is known waits for one.

        Raises:
            AllPlacesTaken: there is none.
        """
        self._enter(known, patience_seconds)
        try:
            yield
        finally:
            with self._changed:
                if known is None:
                    self._strangers -= 1
                else:
                    self._known.remove(known)
                self._changed.notify_all()

    @property
    def taken(self) -> int:
        """How many are at it."""
        return self._strangers + len(self._known)

    def _enter(self, known: str | None, patience_seconds: float) -> None:
        with self._changed:
            if known is None:
                if self._strangers >= STRANGERS_AT_ONCE or self.taken >= AT_ONCE:
                    raise AllPlacesTaken
                self._strangers += 1
                return
            if known in self._known | self._waiting or len(self._waiting) >= KNOWN_WAITING:
                raise AllPlacesTaken
            self._waiting.add(known)
            try:
                if not self._changed.wait_for(lambda: self.taken < AT_ONCE, patience_seconds):
                    raise AllPlacesTaken
            finally:
                self._waiting.remove(known)
            self._known.add(known)


_places = Places()
_has_place: ContextVar[bool] = ContextVar("has a place to hash", default=False)


@contextmanager
def place(known: str | None = None) -> Iterator[None]:
    """Take one of the places of this process for all that is hashed in the block.

    Raises:
        AllPlacesTaken: see `Places.place`.
    """
    with _places.place(known, patience_seconds=KNOWN_WAIT_SECONDS):
        token = _has_place.set(True)
        try:
            yield
        finally:
            _has_place.reset(token)


def has_place() -> bool:
    """Say whether this request has a place."""
    return _has_place.get()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its parameters and salt."""
    return _hasher.hash(password)


def is_password_of(stored: str, password: str) -> bool:
    """Say whether a stored hash is that of a password."""
    try:
        return _hasher.verify(stored, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


def hash_of_nobody(like: str = "") -> str:
    """Return what to compare with when nobody has an address, so that it takes as long.

    Args:
        like: the hash of somebody, whose parameters it then has.
    """
    try:
        found = extract_parameters(like)
    except InvalidHashError:
        return _hash_of_nobody(_hasher.time_cost, _hasher.memory_cost, _hasher.parallelism)
    return _hash_of_nobody(found.time_cost, found.memory_cost, found.parallelism)


@cache
def _hash_of_nobody(time_cost: int, memory_cost: int, parallelism: int) -> str:
    hasher = PasswordHasher(time_cost, memory_cost, parallelism)
    return hasher.hash(secrets.token_hex(16))
