"""Two transactions at the same moment, at a connection each."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import text
from sqlalchemy.orm import Session

from planner.store.base import Store

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def meet(
    store: Store, first: Callable[[Session], object], second: Callable[[Session], object]
) -> None:
    """Let the second begin when the first has written and not committed."""

    def follow() -> None:
        with store.transaction() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as session:
            first(session)
            session.flush()
            following = pool.submit(follow)
            _until_it_waits(store, following)
        following.result(timeout=60)


def _until_it_waits(store: Store, following: Future[None]) -> None:
    """Wait until it is done or waits for the first; to SQLite there is only one who writes."""
    if store.is_sqlite:
        return
    with store.glance() as connection:
        while not following.done() and not connection.execute(_WAITING).scalar():
            pass
