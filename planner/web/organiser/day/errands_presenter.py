"""What somebody has to go for, on the page of the day: what nobody does yet, and who is going."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.core.enums import ErrandKind
from planner.core.logistics.suppliers import OnCall
from planner.services.day.errands import CARRIED, What, things_to_carry
from planner.services.plan.menus import dish_of
from planner.store.models import Errand
from planner.web.errand_words import first_name, line_words, who_goes
from planner.web.i18n import gettext as _
from planner.web.on_call_words import by_whom, call_words
from planner.web.organiser.day.dishes_presenter import ToDo


@dataclass(frozen=True)
class ErrandShown:
    """An errand that somebody goes on."""

    errand_id: int
    who: str
    parts: list[ToDo]
    give_back: str
    """What the button says by which it is somebody else's turn."""


def under_way(
    errands: Sequence[Errand],
    on_call: Sequence[OnCall] = (),
    *,
    account_id: int,
    now: datetime,
) -> list[ErrandShown]:
    """Say who is going for what, or calls for it."""
    return [
        ErrandShown(
            errand_id=one.id,
            who=who_goes(one),
            parts=list(_parts(one, on_call, now)),
            give_back=_give_back(one, account_id),
        )
        for one in _taken(errands)
    ]


def waiting_for_somebody(errands: Sequence[Errand]) -> int | None:
    """Return the errand that nobody has taken; None where there is none."""
    free = (one for one in errands if one.going_at is None and one.here_at is None)
    return next((one.id for one in free if things_to_carry(one)), None)


def seen_to(errands: Sequence[Errand]) -> set[What]:
    """List what somebody is going for: nobody else has to."""
    return {
        (line.dish_id, line.kind)
        for one in _taken(errands)
        for line in things_to_carry(one)
        if line.kind in CARRIED
    }


def _taken(errands: Sequence[Errand]) -> Iterator[Errand]:
    return (one for one in errands if one.going_at is not None and one.here_at is None)


def _parts(errand: Errand, on_call: Sequence[OnCall], now: datetime) -> Iterator[ToDo]:
    """What to open, then whom to call, then what to fetch."""
    lines = things_to_carry(errand)
    opened = [line for line in lines if line.kind is ErrandKind.OPEN]
    fetched = [line for line in lines if line.kind is ErrandKind.FETCH]
    called, rest = by_whom(fetched, lambda line: dish_of(line.dish).supplier, on_call, now=now)
    if opened:
        yield ToDo(_("Open what is on call."), [line_words(line) for line in opened])
    for one, what in called:
        words = call_words(one, errand.event.zone)
        yield ToDo(words, [line_words(line) for line in what], one)
    if rest:
        yield ToDo(_("Fetch this."), [line_words(line) for line in rest])


def _give_back(errand: Errand, account_id: int) -> str:
    if errand.going_account_id == account_id:
        return _("I can't after all")
    if errand.going_account is not None:
        name = first_name(errand.going_account.name)
        return _("%(name)s can't after all", name=name)
    return _("They can't after all")
