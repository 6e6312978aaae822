"""Rules of mail: which is necessary, when to try again, and what may be shown of an address."""

from collections.abc import Mapping
from datetime import timedelta

from planner.core.enums import MailKind, MailTrouble

NOT_NECESSARY = frozenset(
    {
        MailKind.INVITATION,
        MailKind.REMINDER,
        MailKind.THANKS,
        MailKind.SHORTAGE,
        MailKind.DIGEST,
        MailKind.PROMISE,
        MailKind.MESSAGE,
    }
)
"""Kinds that people can say no to. The others answer what somebody asked or did, or keep people
from standing before a closed gate: a confirmation, a change, a cancellation, an offered place, an
event that goes out of their calendar."""

BEFORE_THE_END = frozenset(
    {
        MailKind.INVITATION,
        MailKind.CONFIRMATION,
        MailKind.REMINDER,
        MailKind.CHANGE,
        MailKind.CANCELLATION,
        MailKind.OFFER,
        MailKind.WITHDRAWAL,
        MailKind.SHORTAGE,
    }
)
"""Kinds that say nothing useful any more when the event is over."""

RANKS: Mapping[MailKind, int] = {
    # Somebody sits and waits for these, a shop is about to close, or a place is free for the first
    # who taps.
    MailKind.PASSWORD: 0,
    MailKind.COLLEAGUE: 0,
    MailKind.TEST: 0,
    MailKind.SHORTAGE: 0,
    MailKind.HELPER: 0,
    # News: who does not hear it in time stands before a closed gate.
    MailKind.CANCELLATION: 1,
    MailKind.CHANGE: 1,
    MailKind.WITHDRAWAL: 1,
    MailKind.OFFER: 1,
    MailKind.CONFIRMATION: 1,
    MailKind.REMINDER: 2,
    MailKind.MESSAGE: 2,
    MailKind.INVITATION: 3,
    MailKind.PROMISE: 3,
    MailKind.DIGEST: 3,
    MailKind.THANKS: 4,
    MailKind.FOLLOW: 4,
}
"""In which order mail leaves that may leave: the lowest first, whatever waits behind it."""

LEASE = timedelta(minutes=20)
"""How long who is sending a mail has it for themselves: longer than the slowest mail server takes
(10 minutes for the answer to the last dot, RFC 5321 4.5.3.2.6)."""

PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720)
)
"""Before the second try, the third, and so on: about three days in all. RFC 5321 4.5.4.1 asks for
4 to 5 days of a server; of a party next Saturday people want to hear sooner that mail is stuck."""

WAITS_FOR = timedelta(days=4)
"""After which mail that could not leave is given up, so that nothing old goes out by itself."""

GIVEN_UP_KEPT_FOR = timedelta(days=14)
"""How long a dead letter keeps its address and its words, so that it can be tried again."""

CAME_BACK = frozenset(
    {MailTrouble.NOT_KNOWN, MailTrouble.FULL, MailTrouble.CAME_BACK, MailTrouble.RESTS}
)
"""Troubles of mail that did not arrive because it, or mail before it, came back."""
OF_ADDRESS = CAME_BACK | {MailTrouble.ADDRESS, MailTrouble.UNWRITABLE}
"""Troubles that another address cures."""
OVERTAKEN = frozenset(
    {
        MailTrouble.CALLED_OFF,
        MailTrouble.BEGUN,
        MailTrouble.ANSWERED,
        MailTrouble.OFFER_GONE,
        MailTrouble.NEWER,
        MailTrouble.NO_READER,
        MailTrouble.NO_MORE,
    }
)
"""Why mail that was stopped makes no sense any more."""
WRITTEN_ANEW = frozenset(
    {
        MailKind.INVITATION,
        MailKind.CONFIRMATION,
        MailKind.REMINDER,
        MailKind.CHANGE,
        MailKind.CANCELLATION,
        MailKind.OFFER,
        MailKind.WITHDRAWAL,
        MailKind.THANKS,
    }
)
"""Kinds that are written from what is true when they leave: that their words were wiped keeps none
of them from being sent again."""
OF_WHAT_IS_ON = WRITTEN_ANEW - {MailKind.CANCELLATION, MailKind.THANKS, MailKind.WITHDRAWAL}
"""Of these, what is worth saying again when an event goes on after all."""
FULL_RESTS_FOR = timedelta(days=3)
"""After which a mailbox that was full is tried again."""
LONGEST_REST = timedelta(days=30)
RESTS_KEPT_FOR = timedelta(days=365)
"""After which it is forgotten that mail came back from an address."""


def pause_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries; None when it is time to give up."""
    return PAUSES[tries - 1] if 1 <= tries <= len(PAUSES) else None


def rests_for(trouble: MailTrouble, times: int) -> timedelta | None:
    """Return how long nothing is sent to an address from which mail came back.

    Args:
        trouble: NOT_KNOWN, FULL or CAME_BACK.
        times: how often mail came back, with this time.

    Returns:
        None for NOT_KNOWN: until somebody corrects it, or says that it is right.
    """
    if trouble is MailTrouble.NOT_KNOWN:
        return None
    if trouble is MailTrouble.FULL:
        return FULL_RESTS_FOR
    days: int = 2 ** min(times - 1, 10)
    return min(LONGEST_REST, timedelta(days=days))


def mask(address: str) -> str:
    """Write an address so that who knows it recognises it and nobody else does: no…@f….example."""
    name, at, host = address.rpartition("@")
    if not at:
        return ""
    domain, dot, ending = host.rpartition(".")
    return f"{name[:2] if len(name) > 3 else name[:1]}…@{domain[:1]}…{dot}{ending}"
