"""What somebody has to go for, on the page of the day: what nobody does yet, and who is going."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.core.enums import ErrandKind
from planner.services.day.errands import CARRIED, What, things_to_carry
from planner.store.models import Errand
from planner.web.errand_words import first_name, line_words, who_goes
from planner.web.i18n import gettext as _
from planner.web.organiser.day.dishes_presenter import ToDo


@dataclass(frozen=True)
class ErrandShown:
    """An errand that somebody goes on."""

    errand_id: int
    who: str
    parts: list[ToDo]
    give_back: str
    """What the button says by which it is somebody else's turn."""


def under_way(errands: Sequence[Errand], *, account_id: int) -> list[ErrandShown]:
    """Say who is going for what."""
    return [
        ErrandShown(
            errand_id=one.id,
            who=who_goes(one),
            parts=list(_parts(one)),
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


def _parts(errand: Errand) -> Iterator[ToDo]:
    """What to open, then what to fetch."""
    said = {ErrandKind.OPEN: _("Open what is on call."), ErrandKind.FETCH: _("Fetch this.")}
    for kind, words in said.items():
        lines = [line_words(line) for line in things_to_carry(errand) if line.kind is kind]
        if lines:
            yield ToDo(words, lines)


def _give_back(errand: Errand, account_id: int) -> str:
    if errand.going_account_id == account_id:
        return _("I can't after all")
    if errand.going_account is not None:
        name = first_name(errand.going_account.name)
        return _("%(name)s can't after all", name=name)
    return _("They can't after all")
