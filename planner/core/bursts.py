"""When submissions are not those of people there: pure rules over what came, when and how large.

A school, a mosque, a library or half a town may sit behind one address, so that many came says
little by itself. Whoever is set aside wrongly loses nothing but an hour: so the rules rather see a
prankster late than a crowd wrongly. Every number has its reason in
docs/decisions/0031-set-aside.md; `tests/core/test_bursts.py` plays crowds and pranksters.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LOOKED_AT_WITHIN = timedelta(hours=2)
"""After so long submissions that are set aside take free places, though nobody looked."""
NEVER_STOPPED = 2
"""So many households over one connection are never stopped for having more than their share."""


@dataclass(frozen=True, slots=True)
class Received:
    """A submission as the rules see it.

    Attributes:
        at: when it came.
        told_at: when it was last changed, such as by the number of people.
        party: adults and children, nobody of who does not come; None until they said with how
            many they are.
        is_quick: sent within seconds of the form being shown.
    """

    key: int
    at: datetime
    told_at: datetime
    party: tuple[int, int] | None = None
    is_quick: bool = False

    @property
    def heads(self) -> int:
        """How many people it says; one until they said so."""
        return sum(self.party) if self.party else 1


@dataclass(frozen=True, slots=True)
class Pace:
    """So many within such a time are more than people send who stand there.

    Attributes:
        within: the time that is looked back.
        most: as many as are still fine.
    """

    within: timedelta
    most: int


AT_ONE_CONNECTION = (
    # A teacher says "scan it now" to a class: they open the page together and press one by one.
    Pace(timedelta(seconds=10), 8),
    # A parents' evening of 25 or a mosque of 45 families in twenty minutes stays below it.
    Pace(timedelta(minutes=10), 40),
    # So many neighbours on one day over one carrier's address are a whole street; only those
    # beyond it are set aside.
    Pace(DAY, 80),
)
AT_ONCE = (Pace(timedelta(seconds=10), 20), Pace(timedelta(minutes=1), 60))
"""Over all connections together. Who is told to scan in a hall of a hundred, does it in minutes."""
TIMES_THE_USUAL = 20
"""An event that thousands answer is busy every minute: there it takes so many times its usual."""
QUICK = Pace(timedelta(minutes=10), 8)
"""Who knows the page presses at once, but few do: of a class of 25 one or two."""
LARGE_HEADS, LARGE_MEAN = 110, 5.5
"""People over one connection in an hour, in parties of which nearly all are large. The average
household in the Netherlands is 2.1 people, and with children about 3.8 (CBS StatLine, 2023)."""
ALIKE_ANSWERS, ALIKE_HEADS, ALIKE_PART = 12, 4, 0.8
"""So many parties of four or more, nearly all of exactly the same people, in an hour."""
UNTOLD_ANSWERS, UNTOLD_PART, UNTOLD_AFTER = 20, 0.8, timedelta(minutes=5)
"""Most people say with how many they are; whoever presses one button again and again doesn't."""


def strange_at_one_connection(received: Sequence[Received], *, now: datetime) -> frozenset[int]:
    """Say which submissions over one connection are not those of people there.

    The narrowest rule that is broken says it: a family that answered a minute before a prankster
    over the same connection is left out of it.

    Args:
        received: those over the connection that nobody has looked at, in any order.
        now: the moment, which is that of the newest.

    Returns:
        their keys; empty when all is as it should be.
    """
    for rule in _RULES:
        if found := rule(received, now):
            return frozenset(one.key for one in found)
    return frozenset()


def strange_at_once(received: Sequence[Received], *, a_day: int, now: datetime) -> frozenset[int]:
    """Say which submissions over all connections came faster than people do.

    Args:
        received: those of the last minute that no other rule set aside and nobody looked at.
        a_day: how many came in the day before.
        now: the moment, which is that of the newest.
    """
    for pace in AT_ONCE:
        usual = a_day * (pace.within / DAY)
        lately = _since(received, now - pace.within)
        if len(lately) > max(pace.most, TIMES_THE_USUAL * usual):
            return frozenset(one.key for one in lately)
    return frozenset()


def share_of(*, left: int, own: int) -> int:
    """Return how many places one connection can have until somebody looks: half of what is open.

    With less a class of parents that share the school's connection is stopped at a small event;
    with more nobody else finds a place.

    Args:
        left: places that nobody has.
        own: places that the connection has.
    """
    return (left + own) // 2


def belongs_to(*, began_at: datetime, last_at: datetime, at: datetime) -> bool:
    """Say whether a submission goes on with others that were set aside for the same reason.

    Who comes long afterwards over the same connection is looked at apart, so that one press does
    not undo both. What comes slowly but steadily stays one thing to look at.
    """
    return at - last_at <= max(timedelta(minutes=2), (last_at - began_at) / 4)


def _at_once(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    return _too_many(received, AT_ONE_CONNECTION[0], now)


def _quick(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    return _too_many([one for one in received if one.is_quick], QUICK, now)


def _in_minutes(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    return _too_many(received, AT_ONE_CONNECTION[1], now)


def _alike(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    told = _told(received, now - HOUR)
    large = [one for one in told if one.heads >= ALIKE_HEADS]
    if len(large) < ALIKE_ANSWERS:
        return ()
    party, often = Counter(one.party for one in large).most_common(1)[0]
    if often < ALIKE_ANSWERS or often < ALIKE_PART * len(told):
        return ()
    return [one for one in large if one.party == party]


def _large(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    told = _told(received, now - HOUR)
    heads = sum(one.heads for one in told)
    return told if heads >= LARGE_HEADS and heads >= LARGE_MEAN * len(told) else ()


def _untold(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    lately = [one for one in _since(received, now - HOUR) if one.at <= now - UNTOLD_AFTER]
    untold = [one for one in lately if one.party is None]
    is_strange = len(untold) >= UNTOLD_ANSWERS and len(untold) >= UNTOLD_PART * len(lately)
    return untold if is_strange else ()


def _on_a_day(received: Sequence[Received], now: datetime) -> Sequence[Received]:
    lately = _too_many(received, AT_ONE_CONNECTION[2], now)
    return sorted(lately, key=lambda one: (one.at, one.key))[AT_ONE_CONNECTION[2].most :]


_RULES: tuple[Callable[[Sequence[Received], datetime], Sequence[Received]], ...] = (
    _at_once,
    _quick,
    _in_minutes,
    _alike,
    _large,
    _untold,
    _on_a_day,
)


def _too_many(received: Sequence[Received], pace: Pace, now: datetime) -> Sequence[Received]:
    lately = _since(received, now - pace.within)
    return lately if len(lately) > pace.most else ()


def _since(received: Sequence[Received], at: datetime) -> list[Received]:
    return [one for one in received if one.at > at]


def _told(received: Sequence[Received], since: datetime) -> list[Received]:
    """Those who come and said, in that time, with how many."""
    return [one for one in received if one.told_at > since and one.party and one.heads]
