"""A rush at the gate: what phones send while others are being answered is answered together.

Threads that share an interpreter pass it on at every question to the database, and eight of them
that take a scan each spend as much time on that as on the scans. So one thread of a process takes
what has come since it last looked, all of it in one transaction with one commit, and the answers
leave one after another. Whatever it does not answer goes to the other threads, as all pages do.
Source: docs/decisions/0062-short-way.md.
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from planner.cli.channels import OneAnswerAtATime
from planner.cli.connections import Application
from planner.web.gate.short_way import PATH, AnswerAll, ShortAnswer

MOST_TOGETHER = 32
"""Requests of one transaction: others that write wait for it."""
ANSWER = "planner.answer"
"""In the environment of a request: what is answered."""

log = logging.getLogger("planner.server")


class Rush:
    """Answers what phones send, with one thread.

    Args:
        answer_all: takes requests, and answers all but those that others shall answer.
        least: what came meanwhile goes to the other threads where it is less than so many.
    """

    def __init__(self, answer_all: AnswerAll, *, least: int = 1) -> None:
        self._answer_all, self._least = answer_all, least
        self._came: SimpleQueue[Any] = SimpleQueue()

    def before(self, application: Application) -> Application:
        """Return the application, which says what was answered already."""

        def answering(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            answer: ShortAnswer | None = environ.get(ANSWER)
            if answer is None:
                return application(environ, start)
            start("200 OK", answer.headers)
            return [answer.body]

        return answering

    def begin(self, server: Any) -> None:
        """Take from a server, before it begins to listen, what phones send to it."""
        self._to_others, self._wake = server.add_task, server.pull_trigger
        server.add_task, server.pull_trigger = self._add, self._wake_unless_ours
        self._thread = threading.Thread(target=self._work, name="rush", daemon=True)
        self._thread.start()

    def _add(self, channel: OneAnswerAtATime) -> None:
        """Take a channel whose next request is here, or give it to the other threads."""
        request = channel.requests[0]
        is_new = channel.environ is None and not channel.total_outbufs_len
        if not request.error and request.path == PATH and is_new:
            self._came.put(channel)
        else:
            self._to_others(channel)

    def _wake_unless_ours(self) -> None:
        # Once for all that are answered together is enough.
        if threading.current_thread() is not self._thread:
            self._wake()

    def _work(self) -> None:
        while True:
            try:
                self._take_turn()
            except Exception:  # whoever comes next must find somebody here
                log.exception("A rush was not answered to its end")

    def _take_turn(self) -> None:
        channels = [self._came.get()]
        with suppress(Empty):
            while len(channels) < MOST_TOGETHER:
                channels.append(self._came.get_nowait())
        for channel, answer in zip(channels, self._answers(channels), strict=True):
            if answer is None:
                self._to_others(channel)
            else:
                channel.environ[ANSWER] = answer
                channel.service()
        with suppress(OSError):  # the server ended meanwhile
            self._wake()

    def _answers(self, channels: Sequence[OneAnswerAtATime]) -> list[ShortAnswer | None]:
        if len(channels) < self._least:
            return [None] * len(channels)
        try:
            return self._answer_all([channel.make_environ() for channel in channels])
        except Exception:
            log.exception("What came in a rush could not be answered together")
            return [None] * len(channels)
