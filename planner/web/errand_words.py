"""What has to be done now about food that runs short, in words for organisers, mail and gates."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from planner.core.catering.packs import buy
from planner.core.enums import ErrandKind
from planner.core.logistics.suppliers import OnCall
from planner.services.day.errands import things_to_carry
from planner.services.plan.menus import dish_of
from planner.store.models import Errand, ErrandLine, Event
from planner.web.dish_words import amount, packs
from planner.web.filters import time
from planner.web.i18n import gettext as _
from planner.web.on_call_words import by_whom, call_words


def line_words(line: ErrandLine) -> str:
    """Name a dish and how much of it: in packs where the shop sells it so."""
    dish = dish_of(line.dish)
    name = _(dish.name) if dish.name else ""
    if line.kind is ErrandKind.SHARE:
        return name
    bought = buy(line.amount, dish.packs) if line.kind is ErrandKind.FETCH else None
    quantity = (packs(dish, bought) if bought else "") or amount(dish.unit, line.amount)
    return _("%(dish)s: %(amount)s", dish=name, amount=quantity)


def errand_sentences(
    event: Event,
    lines: Iterable[ErrandLine],
    on_call: Sequence[OnCall] = (),
    *,
    now: datetime,
) -> list[str]:
    """Say what to do about dishes, a sentence for each thing, and until when the shop is open.

    Whoever can still bring more is called before anybody goes to the shop. Nothing of it says
    anything about a guest.
    """
    listed = list(lines)
    to_fetch = [line for line in listed if line.kind is ErrandKind.FETCH]
    called, rest = by_whom(to_fetch, lambda line: dish_of(line.dish).supplier, on_call, now=now)
    by_kind: dict[ErrandKind, list[str]] = {}
    for line in (*(one for one in listed if one.kind is not ErrandKind.FETCH), *rest):
        by_kind.setdefault(line.kind, []).append(line_words(line))
    said = []
    if opened := by_kind.get(ErrandKind.OPEN):
        said.append(_("Open what is on call: %(list)s.", list=_listed(opened)))
    for one, what in called:
        said.append(call_words(one, event.zone))
        said.append(_("Wanted: %(list)s.", list=_listed([line_words(line) for line in what])))
    if fetched := by_kind.get(ErrandKind.FETCH):
        said.append(_("Fetch %(list)s.", list=_listed(fetched)))
        if event.shop_closes_at is not None:
            closes = time(event.shop_closes_at, event.zone)
            said.append(_("The shop closes at %(time)s.", time=closes))
    if shared := by_kind.get(ErrandKind.SHARE):
        said.append(
            _("Too late for the shop. Share what there is: %(list)s.", list=_listed(shared))
        )
    return said


def gate_text(errand: Errand, on_call: Sequence[OnCall] = (), *, now: datetime) -> str:
    """Say on a phone at a gate what somebody has to go for, or whom to call."""
    return " ".join(errand_sentences(errand.event, things_to_carry(errand), on_call, now=now))


def who_goes(errand: Errand) -> str:
    """Say who goes and since when, without a surname; empty while nobody does."""
    if errand.going_at is None:
        return ""
    since = time(errand.going_at, errand.event.zone)
    if errand.going_account is not None:
        name = first_name(errand.going_account.name)
        return _("%(name)s is going, since %(time)s.", name=name, time=since)
    if errand.going_device is not None:
        gate = errand.going_device.gate.name
        return _("Somebody of %(gate)s is going, since %(time)s.", gate=gate, time=since)
    return _("Somebody is going, since %(time)s.", time=since)


def first_name(name: str) -> str:
    """Return the first word of a name, or all of it where that is one letter."""
    first = name.split()[0] if name.split() else name
    return first if len(first.rstrip(".")) > 1 else name


def _listed(parts: Sequence[str]) -> str:
    return "; ".join(parts)
