"""Pieces of work that wait for the one writer's turn are done in it together, with one commit.

The first one waits for the turn; whoever comes meanwhile joins it. So a rush costs one commit for
all who wait, and nobody is passed over: a turn takes everybody who waits in this process.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Engine

from planner.store.locks import WriterWaitedTooLong
from planner.store.prepared import PreparedConnection

Result = TypeVar("Result")


class _Piece:
    """Work of one thread, and what came of it: until it is committed, that it was not done."""

    __slots__ = ("error", "is_ready", "leads", "result", "work")

    def __init__(self, work: Callable[[PreparedConnection], Any]) -> None:
        self.work = work
        self.leads = False
        self.is_ready = threading.Event()
        self.result: Any = None
        self.error: Exception | None = WriterWaitedTooLong()

    def done(self) -> Any:
        """Give the result, or raise what went wrong."""
        if self.error is not None:
            raise self.error
        return self.result


class GroupCommit:
    """Shares transactions between the threads of a process.

    Args:
        writer: begins a transaction by waiting for the only writer's turn.
        patience_seconds: how long work may wait for others before it is given up.
    """

    def __init__(self, writer: Engine, *, patience_seconds: float) -> None:
        self._writer = writer
        self._patience_seconds = patience_seconds
        self._guard = threading.Lock()
        self._waiting: deque[_Piece] = deque()
        self._is_led = False

    def do(self, work: Callable[[PreparedConnection], Result]) -> Result:
        """Do a piece of work in a transaction and return its result once that is committed.

        Work that fails undoes the others' too; then each is done again by itself, and keeps its
        own failure. So it must do no harm to do a piece twice.

        Raises:
            WriterWaitedTooLong: others held the database for longer than anybody wants to wait.
        """
        piece = _Piece(work)
        with self._guard:
            self._waiting.append(piece)
            piece.leads, self._is_led = not self._is_led, True
        if not piece.leads:
            self._wait(piece)
        if piece.leads:
            self._lead()
        return cast(Result, piece.done())

    def _wait(self, piece: _Piece) -> None:
        if piece.is_ready.wait(self._patience_seconds):
            return
        with self._guard:
            if piece in self._waiting and not piece.leads:
                self._waiting.remove(piece)
                raise WriterWaitedTooLong
        piece.is_ready.wait()  # it is being done at this moment

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
        with self._writer.begin() as connection:
            pieces += self._take_all()
            quick = PreparedConnection(connection)
            for piece in pieces:
                piece.result = piece.work(quick)
        for piece in pieces:
            piece.error = None

    def _do_alone(self, piece: _Piece) -> None:
        try:
            with self._writer.begin() as connection:
                piece.result = piece.work(PreparedConnection(connection))
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
                self._waiting[0].is_ready.set()
        for piece in pieces:
            piece.is_ready.set()
