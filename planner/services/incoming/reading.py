"""One look into the mailbox: what came since the last one, each message taken in and put away.

Where it stopped is noted after each message, so that a look that is broken off goes on where it
was. What was taken in twice counts once (`receiving.py`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.core.return_addresses import ReturnAddresses
from planner.services.incoming import state
from planner.services.incoming.imap import FoundMessage, ImapMailbox
from planner.services.incoming.sorting import LARGEST, is_ours
from planner.store.base import Store
from planner.store.locks import DATABASE_TROUBLE

log = logging.getLogger("planner")
LOOKED_BACK = timedelta(days=7)
"""So far, when a mailbox was put back and its numbers begin anew."""
TakeIn = Callable[[bytes], bool]
"""Takes a message in; False when it is for people."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look came to."""

    ours: int = 0
    others: int = 0
    """Left as they were, for people."""
    broken: int = 0
    """Ours by their address, and too large or not to be understood: marked as read, with a line in
    the log."""


def look_once(
    store: Store,
    mailbox: ImapMailbox,
    addresses: ReturnAddresses,
    take_in: TakeIn,
    *,
    now: datetime,
    goes_on: Callable[[], bool] = lambda: True,
) -> Looked:
    """Take in what is new.

    The first look ever takes nothing: nobody had an address of ours before.

    Args:
        store: where it stands how far we were.
        mailbox: open.
        addresses: knows those of ours.
        take_in: what to do with a message that is ours.
        now: the moment.
        goes_on: asked before each message; False ends the look.

    Raises:
        WayInBlocked: the connection ended half way.
    """
    with store.reading() as session:
        before = state.find_state(session)
    last_uid, uids = _where_we_are(before, mailbox, now=now)
    done = Looked()
    for uid in uids:
        if not goes_on():
            return done
        done = _add(done, _take(mailbox, uid, addresses, take_in))
        last_uid = uid
        _note(store, mailbox, last_uid, now=now)
    if not uids:
        _note(store, mailbox, last_uid, now=now)
    return done


def _where_we_are(
    before: state.WayInState | None, mailbox: ImapMailbox, *, now: datetime
) -> tuple[int, list[int]]:
    """Return the last message that was looked at, and those to look at now."""
    if before is None or before.uid_validity == 0:
        return max(0, mailbox.next_uid - 1), []
    if before.uid_validity != mailbox.uid_validity:
        # Nothing of these days: then everything that is there is older, and stays unread.
        lately = mailbox.since_day(now - LOOKED_BACK)
        return max(0, mailbox.next_uid - 1), lately
    return before.last_uid, mailbox.new_since(before.last_uid)


def _take(mailbox: ImapMailbox, uid: int, addresses: ReturnAddresses, take_in: TakeIn) -> Looked:
    found = mailbox.look(uid)
    if found is None:
        return Looked()
    try:
        if not is_ours(found.head, addresses):
            return Looked(others=1)
    except Exception as error:
        # Of strangers: nobody knows whose it is, so it stays for people, and holds nothing up.
        log.error("the head of a message could not be read: %s", type(error).__name__)
        return Looked(others=1)
    return _take_ours(mailbox, found, take_in)


def _take_ours(mailbox: ImapMailbox, found: FoundMessage, take_in: TakeIn) -> Looked:
    if found.size > LARGEST:
        log.warning("a message of %s bytes came in and was not read", found.size)
        mailbox.put_away(found.uid)
        return Looked(broken=1)
    raw = mailbox.fetch(found.uid)
    if raw is None:
        return Looked()
    try:
        is_taken = take_in(raw)
    except DATABASE_TROUBLE:
        raise  # the database is busy: it is read again in a minute
    except Exception as error:
        # Without what it says: there are people's addresses and words in it.
        log.error("a message came in that we failed at: %s", type(error).__name__)
        mailbox.put_away(found.uid)
        return Looked(broken=1)
    if not is_taken:
        return Looked(others=1)
    mailbox.put_away(found.uid)
    return Looked(ours=1)


def _note(store: Store, mailbox: ImapMailbox, last_uid: int, *, now: datetime) -> None:
    with store.transaction() as session:
        state.note_read(session, now=now, uid_validity=mailbox.uid_validity, last_uid=last_uid)


def _add(done: Looked, more: Looked) -> Looked:
    return Looked(done.ours + more.ours, done.others + more.others, done.broken + more.broken)
