"""What is left to do for an event that does not go on: call off, tell, bring back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from planner.core.catering import Dish, Keeping
from planner.core.enums import EventState
from planner.core.texts import N_
from planner.services.day.agenda import EventDesk
from planner.services.messages import notices
from planner.services.plan.menus import dish_of
from planner.store.models import Event
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import known_name

WHAT_WITH: Mapping[Keeping, str] = {
    Keeping.RETURNABLE: N_("Bring back to the shop: %(dishes)s"),
    Keeping.FROZEN: N_("This keeps, for next time: %(dishes)s"),
    Keeping.DRY: N_("This keeps, for next time: %(dishes)s"),
    Keeping.FREEZABLE: N_("Freeze it today, or give it away: %(dishes)s"),
    Keeping.FRESH: N_("Give it away, it does not keep: %(dishes)s"),
}
"""What was bought, by what can be done with it."""


@dataclass(frozen=True)
class LeftToDo:
    """One thing to do, and where; `done_url` where one press says that it is done."""

    words: str
    note: str = ""
    href: str = ""
    done_url: str = ""
    done: str = ""


@dataclass(frozen=True)
class CalledOff:
    """What is left to do; nothing once everybody knows and nothing is ordered or bought."""

    left: list[LeftToDo]
    bought: list[str]


def called_off_panel(desk: EventDesk) -> CalledOff | None:
    """Write down what an event that was cancelled leaves to do; None for every other one."""
    if desk.event.state is not EventState.CANCELLED or desk.times.is_over(desk.now):
        return None
    return CalledOff(
        [*_to_tell(desk), *_to_call_off(desk.event), *_cards(desk)], _bought(desk.event)
    )


def _to_tell(desk: EventDesk) -> list[LeftToDo]:
    # Also what was put off: nobody was told of it.
    pending = notices.pending_of(desk.session, desk.event.id)
    if pending is None:
        return []
    address = url_for("messages.tell_guests", event_id=desk.event.id, notice_id=pending.id)
    note = _("It stands on their own pages. Nobody was written to yet.")
    return [LeftToDo(_("Tell your guests that it is off"), note, address)]


def _to_call_off(event: Event) -> list[LeftToDo]:
    order = event.placed_order
    if order is None:
        return []
    names = sorted({dish.supplier for dish in _dishes(event) if dish.supplier})
    words = (
        _("Call off the order with %(names)s", names=", ".join(names))
        if names
        else _("Call off the order")
    )
    return [
        LeftToDo(
            words,
            _("It was placed on %(day)s.", day=day(order.placed_at, event.zone)),
            url_for("shopping.show_shop_papers", event_id=event.id),
            url_for("shopping.withdraw_order", event_id=event.id),
            _("It is called off"),
        )
    ]


def _cards(desk: EventDesk) -> list[LeftToDo]:
    address = url_for("cards.list_batches", event_id=desk.event.id)
    left = []
    kept = 0
    for batch in desk.tally.batches:
        if not batch.is_on_paper or not batch.cards:
            continue
        if not batch.is_handed_out:
            kept += batch.cards
        elif batch.giver:
            left.append(
                LeftToDo(
                    ngettext(
                        "Call %(name)s, who has %(num)s card",
                        "Call %(name)s, who has %(num)s cards",
                        batch.cards,
                        name=batch.giver,
                    ),
                    _("Who hands them out reads it on their own page. Call them as well."),
                    address,
                )
            )
    if kept:
        words = ngettext("Hand %(num)s card out no more", "Hand %(num)s cards out no more", kept)
        left.append(LeftToDo(words, _("Whoever scans one reads that it is cancelled."), address))
    return left


def _bought(event: Event) -> list[str]:
    by_keeping: dict[Keeping, list[str]] = {}
    for row in event.dishes:
        if row.bought_at is not None:
            dish = dish_of(row)
            by_keeping.setdefault(dish.keeping, []).append(known_name(dish.name))
    return [
        _(words, dishes=", ".join(by_keeping[keeping]))
        for keeping, words in WHAT_WITH.items()
        if keeping in by_keeping
    ]


def _dishes(event: Event) -> Sequence[Dish]:
    return [dish_of(row) for row in event.dishes]
