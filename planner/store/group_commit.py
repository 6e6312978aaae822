"""Pieces of work that wait for the one writer's turn are done in it together, with one commit.

The first one waits for the turn; whoever comes meanwhile joins it. So a rush costs one commit for
all who wait, and nobody is passed over: a turn takes everybody who waits in this process.

Where many can write at a time, those who share hold all their rows first, and wait for nobody's.
Only who has no company may wait for a row; nobody else waits for that.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar, cast

from planner.store.locks import WriterWaitedTooLong
from planner.store.prepared import PreparedConnection

Result = TypeVar("Result")
COMPANY_SECONDS = 0.1
"""So long a piece that could go by itself waits for others: the one before may wait for a row."""


class RowClaim(Protocol):
    """The rows that a piece of work is going to hold, where more than one can write at a time."""

    def lock(self, connection: PreparedConnection, claims: Sequence[Any]) -> None:
        """Hold the rows of all these claims at once, or raise; never wait for anybody's.

        One that has no company may leave it to the work, which waits for its rows.

        Args:
            connection: of the group, which holds nothing yet.
            claims: of all pieces, of this sort; this one is among them.
        """


class _Piece:
    """Work of one thread, and what came of it: until it is committed, that it was not done."""

    __slots__ = ("claim", "error", "is_alone", "leads", "news", "result", "work")

    def __init__(self, work: Callable[[PreparedConnection], Any], claim: RowClaim | None) -> None:
        self.work = work
        self.claim = claim
        self.leads = False
        self.is_alone = False
        """Its own thread does it, in a transaction of its own."""
        self.news: threading.Lock | None = None
        """Held until there is something to know; whoever leads at once waits for nothing."""
        self.result: Any = None
        self.error: Exception | None = WriterWaitedTooLong()

    def wait(self, seconds: float = -1) -> bool:
        """Wait until it is done, leads or is alone; False when that took too long."""
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
        patience_seconds: how long work may wait for the only writer before it is given up.
        company_seconds: how long it may wait for others where it can go by itself.
    """

    def __init__(
        self,
        turn: Callable[[], AbstractContextManager[PreparedConnection]],
        *,
        patience_seconds: float,
        company_seconds: float = COMPANY_SECONDS,
    ) -> None:
        self._turn = turn
        self._patience_seconds = patience_seconds
        self._company_seconds = company_seconds
        self._guard = threading.Lock()
        self._waiting: deque[_Piece] = deque()
        self._is_led = False
        self._is_held_up = False
        """Who leads seems to wait for a row: until it is through, everybody goes alone."""

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
            piece.is_alone = self._is_held_up
            if not piece.is_alone:
                self._line_up(piece)
        if not (piece.is_alone or piece.leads):
            self._wait(piece)
        if piece.leads:
            self._lead()
        if piece.is_alone:
            self._do_alone(piece)
        return cast(Result, piece.done())

    def _line_up(self, piece: _Piece) -> None:
        self._waiting.append(piece)
        if self._is_led:
            piece.news = threading.Lock()
            piece.news.acquire()
        piece.leads, self._is_led = not self._is_led, True

    def _wait(self, piece: _Piece) -> None:
        needs_turn = piece.claim is None
        if piece.wait(self._patience_seconds if needs_turn else self._company_seconds):
            return
        with self._guard:
            if piece in self._waiting and not piece.leads:
                self._waiting.remove(piece)
                if needs_turn:
                    raise WriterWaitedTooLong
                piece.is_alone = self._is_held_up = True
                return
        piece.wait()  # it is being done at this moment

    def _lead(self) -> None:
        pieces: list[_Piece] = []
        try:
            self._commit_group(pieces)
        except Exception as error:
            if len(pieces) > 1:
                self._part(pieces)
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
            self._do_all(connection, pieces)
        for piece in pieces:
            piece.error = None

    def _do_alone(self, piece: _Piece) -> None:
        try:
            with self._turn() as connection:
                self._do_all(connection, [piece])
            piece.error = None
        except Exception as error:
            piece.error = error

    @staticmethod
    def _do_all(connection: PreparedConnection, pieces: Sequence[_Piece]) -> None:
        claims = [piece.claim for piece in pieces if piece.claim is not None]
        if claims:
            claims[0].lock(connection, claims)
        for piece in pieces:
            piece.result = piece.work(connection)

    def _part(self, pieces: Sequence[_Piece]) -> None:
        """Do each by itself: in its own thread where one that waits for a row holds nobody up."""
        for piece in pieces:
            if piece.claim is None:
                self._do_alone(piece)
            else:
                piece.is_alone = True

    def _take_all(self) -> list[_Piece]:
        with self._guard:
            taken = list(self._waiting)
            self._waiting.clear()
        return taken

    def _pass_on(self, pieces: list[_Piece]) -> None:
        """Let whoever came meanwhile lead the next turn, and the others go on."""
        with self._guard:
            self._is_led, self._is_held_up = bool(self._waiting), False
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].tell()
        for piece in pieces:
            piece.tell()
