"""Whom to call for more of a dish while they can still bring it: before the shop."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from planner.core.logistics.suppliers import OnCall, on_call_for
from planner.exports.phones import phone_shown
from planner.web.filters import time
from planner.web.i18n import gettext as _

Wanted = TypeVar("Wanted")


def call_words(one: OnCall, zone: str) -> str:
    """Say whom to call, and until when; or that they were called, and are bringing it."""
    if one.called_at is not None:
        at = time(one.called_at, zone)
        return _("%(name)s brings more: called at %(time)s.", name=one.name, time=at)
    until = time(one.until, zone) if one.until is not None else ""
    if not one.phone:
        return _("Call %(name)s by %(time)s: they can still bring more.", name=one.name, time=until)
    return _(
        "Call %(name)s by %(time)s: they can still bring more. Number: %(phone)s.",
        name=one.name,
        phone=phone_shown(one.phone),
        time=until,
    )


def by_whom(
    wanted: Iterable[Wanted],
    supplier: Callable[[Wanted], str],
    on_call: Sequence[OnCall],
    *,
    now: datetime,
) -> tuple[list[tuple[OnCall, list[Wanted]]], list[Wanted]]:
    """Put together what each supplier can still bring, and what has to be fetched from the shop.

    Args:
        wanted: what runs short.
        supplier: where something is bought, as it stands on the menu.
        on_call: who can bring more, until when.
        now: the moment.
    """
    called: dict[int, tuple[OnCall, list[Wanted]]] = {}
    rest = []
    for one in wanted:
        found = on_call_for(supplier(one), on_call, now=now)
        if found is None:
            rest.append(one)
        else:
            called.setdefault(found.delivery_id, (found, []))[1].append(one)
    return list(called.values()), rest
