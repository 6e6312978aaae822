"""Hold every request of a test run to one connection to the database at a time.

A pool has as many places as the server has threads. If a request could take two of them, all of
them could wait for a second one that nobody gives back: the server would stand still.
"""

from typing import Any

from flask import g, has_request_context
from sqlalchemy import event
from sqlalchemy.pool import Pool

HELD = "held_by_request"


class TwoConnections(AssertionError):
    """A request took a second connection while it held one."""


def hold_requests_to_one() -> None:
    """Let a request that takes a second connection fail, from here on."""

    @event.listens_for(Pool, "checkout")
    def take(_dbapi: Any, record: Any, _proxy: Any) -> None:
        if not has_request_context():
            return
        held = g.setdefault("_connections", set())
        if held:
            raise TwoConnections("commit, or give back, what this request holds already")
        held.add(record)
        record.info[HELD] = held

    @event.listens_for(Pool, "detach")  # the server's own from here on: no request waits for it
    @event.listens_for(Pool, "checkin")
    def give_back(_dbapi: Any, record: Any) -> None:
        held = record.info.pop(HELD, None)
        if held is not None:
            held.discard(record)
