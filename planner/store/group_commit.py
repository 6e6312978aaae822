"""Pieces of work that wait for the one writer's turn are done in it together, with one commit.

The first one waits for the turn; whoever comes meanwhile joins it. So a rush costs one commit for
all who wait, and nobody is passed over: a turn takes everybody who waits in this process.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar, cast

from planner.store.locks import WriterWaitedTooLong
from planner.store.prepared import PreparedConnection

Result = TypeVar("Result")


class RowClaim(Protocol):
    """The rows that a piece of work is going to hold, where more than one can write at a time."""

    def lock(self, connection: PreparedConnection, claims: Sequence[Any]) -> None:
        """Hold the rows of all these claims at once, or raise; never wait for anybody's.

        Args:
            connection: of the group, which holds nothing yet.
            claims: of all pieces, of this sort; this one is among them.
        """


class _Piece:
    """Work of one thread, and what came of it: until it is committed, that it was not done."""

    __slots__ = ("claim", "error", "leads", "news", "result", "work")

    def __init__(self, work: Callable[[PreparedConnection], Any], claim: RowClaim | None) -> None:
        self.work = work
        self.claim = claim
        self.leads = False
        self.news: threading.Lock | None = None
        """Held until there is something to know; whoever leads at once waits for nothing."""
        self.result: Any = None
        self.error: Exception | None = WriterWaitedTooLong()

    def wait(self, seconds: float = -1) -> bool:
        """Wait until it is done, or leads; False when that took too long."""
        return self.news is None or self.news.acquire(timeout=seconds)

    def tell(self) -> None:
        """Let its thread go on."""
        if self.news is not None:
            self.news.release()

    def done(self) -> Any:
        """Give the result, or raise what went wrong."""
        if self.error is not None:
            raise self.error
        return self.result


class GroupCommit:
    """Shares transactions between the threads of a process.

    Args:
        turn: waits for the only writer's turn, gives its connection, and commits at the end.
        patience_seconds: how long work may wait for others before it is given up.
    """

    def __init__(
        self,
        turn: Callable[[], AbstractContextManager[PreparedConnection]],
        *,
        patience_seconds: float,
    ) -> None:
        self._turn = turn
        self._patience_seconds = patience_seconds
        self._guard = threading.Lock()
        self._waiting: deque[_Piece] = deque()
        self._is_led = False

    def do(
        self, work: Callable[[PreparedConnection], Result], claim: RowClaim | None = None
    ) -> Result:
        """Do a piece of work in a transaction and return its result once that is committed.

        Work that fails undoes the others' too; then each is done again by itself, and keeps its
        own failure. So it must do no harm to do a piece twice.

        Args:
            work: the piece.
            claim: what it is going to hold; None where there is only one who writes.

        Raises:
            WriterWaitedTooLong: others held the database for longer than anybody wants to wait.
        """
        piece = _Piece(work, claim)
        with self._guard:
            self._waiting.append(piece)
            if self._is_led:
                piece.news = threading.Lock()
                piece.news.acquire()
            piece.leads, self._is_led = not self._is_led, True
        if not piece.leads:
            self._wait(piece)
        if piece.leads:
            self._lead()
        return cast(Result, piece.done())

    def _wait(self, piece: _Piece) -> None:
        if piece.wait(self._patience_seconds):
            return
        with self._guard:
            if piece in self._waiting and not piece.leads:
                self._waiting.remove(piece)
                raise WriterWaitedTooLong
        piece.wait()  # it is being done at this moment

    def _lead(self) -> None:
        pieces: list[_Piece] = []
        try:
            self._commit_group(pieces)
        except Exception as error:
            if len(pieces) > 1:
                for piece in pieces:
                    self._do_alone(piece)
                return
            if not pieces:  # the turn itself was not to be had: for nobody
                pieces += self._take_all()
            for piece in pieces:
                piece.error = error
        finally:
            self._pass_on(pieces)

    def _commit_group(self, pieces: list[_Piece]) -> None:
        with self._turn() as connection:
            pieces += self._take_all()
            claims = [piece.claim for piece in pieces if piece.claim is not None]
            if claims:
                claims[0].lock(connection, claims)
            for piece in pieces:
                piece.result = piece.work(connection)
        for piece in pieces:
            piece.error = None

    def _do_alone(self, piece: _Piece) -> None:
        try:
            with self._turn() as connection:
                piece.result = piece.work(connection)
            piece.error = None
        except Exception as error:
            piece.error = error

    def _take_all(self) -> list[_Piece]:
        with self._guard:
            taken = list(self._waiting)
            self._waiting.clear()
        return taken

    def _pass_on(self, pieces: list[_Piece]) -> None:
        """Let whoever came meanwhile lead the next turn, and the others go on."""
        with self._guard:
            self._is_led = bool(self._waiting)
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].tell()
        for piece in pieces:
            piece.tell()
