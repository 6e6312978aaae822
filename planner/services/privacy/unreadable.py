"""Take what was erased out of the files of the database, where a deleted row may still be read.

Source: docs/privacy.md.
"""

from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from planner.store.base import Base, Store

LIE_BY_CHANCE = ("helper", "shift_entry")
"""Tables whose rows come to lie in the order of their numbers, which are drawn: where they were
written one after another, that order would tell who came when. In SQLite they always do."""
WAITS_FOR_SECONDS = 2


def make_unreadable(store: Store) -> bool:
    """Take erased rows out of the database's files too; False when a reader was in the way.

    Deleting only marks a row. In SQLite `secure_delete`, set on every connection, overwrites it in
    the database, but where pages of an index were shared out anew, words of before stay in the gap
    between the rows: so the file is written anew. The write-ahead log still holds the old pages
    until it is emptied. In PostgreSQL a vacuum gives the space free and later rows overwrite it;
    its own write-ahead log and copies that the server makes may hold old rows longer:
    docs/privacy.md says what that asks of who runs it.
    """
    if not store.is_sqlite:
        _vacuum(store)
        return True
    with store.alone():
        connection = store.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            was_busy = (cursor.fetchone() or (1,))[0]
            cursor.close()
        finally:
            connection.close()
    return not was_busy


def _vacuum(store: Store) -> None:
    # Every table: of one that is forgotten in a list of those that lose rows, they would stay.
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{WAITS_FOR_SECONDS}s'"))
        for name in LIE_BY_CHANCE:
            # Where somebody reads for long it is done the next night: nobody waits behind it.
            with suppress(OperationalError):
                connection.execute(text(f"CLUSTER {name} USING pk_{name}"))
        connection.execute(text("RESET lock_timeout"))
        connection.execute(text(f"VACUUM {tables}"))
