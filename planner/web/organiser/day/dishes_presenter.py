"""The food of the day itself in words: how each dish stands, and what to do now about all of it."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from planner.core.catering.watch import Advice, is_kept_cool
from planner.core.enums import ErrandKind
from planner.core.logistics.suppliers import OnCall, on_call_for
from planner.services.day.dishes import DishWatch, is_for_nobody_yet
from planner.services.day.errands import What
from planner.store.models import Event
from planner.web.dish_words import amount, packs, picture_of
from planner.web.filters import time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.on_call_words import by_whom, call_words
from planner.web.organiser.labels import known_name

BY_SHOP = {Advice.FETCH, Advice.GO_NOW, Advice.TOO_LATE}
SAYS_HOW_SURE = {Advice.WATCH, Advice.TIGHT, Advice.FETCH, Advice.GO_NOW, Advice.TOO_LATE}
ALMOST_CERTAIN, FIRST_LOOK, WORTH_SAYING = 0.95, 0.9, 0.05


@dataclass(frozen=True)
class DishShown:
    """A dish as the page shows it; `is_out` of the cooling, where it belongs in there at all."""

    dish_id: int
    name: str
    picture: str
    headline: str
    details: tuple[str, ...]
    tone: str
    is_kept_cool: bool
    is_out: bool
    is_gone: bool
    looked: str


@dataclass(frozen=True)
class ToDo:
    """One thing to do, with the dishes that it is about.

    Attributes:
        call: who is to be called for it; None for what somebody fetches or opens.
    """

    words: str
    dishes: list[str]
    call: OnCall | None = None


def dish_shown(
    event: Event, dish: DishWatch, on_call: Sequence[OnCall] = (), *, now: datetime
) -> DishShown:
    """Write down how a dish stands; who can still bring more of it comes before the shop."""
    caller = None
    if dish.watch.advice in BY_SHOP:
        caller = on_call_for(dish.order.dish.supplier, on_call, now=now)
    is_gone = dish.ran_out_at is not None
    tones = {Advice.ENOUGH: "ok", Advice.WATCH: "warn", Advice.TIGHT: "warn"}
    return DishShown(
        dish_id=dish.dish_id,
        name=known_name(dish.order.dish.name),
        picture=picture_of(dish.order.dish),
        headline=_("Gone since %(when)s.", when=time(dish.ran_out_at, event.zone))
        if dish.ran_out_at
        else _headline(event, dish, caller),
        details=tuple(_details(event, dish, caller, now)),
        tone="bad" if is_gone or _is_missing(dish) else tones.get(dish.watch.advice, "bad"),
        is_kept_cool=is_kept_cool(dish.order.dish),
        is_out=dish.use_before is not None,
        is_gone=is_gone,
        looked=_("Somebody looked at %(when)s.", when=time(dish.looked_at, event.zone))
        if dish.looked_at
        else "",
    )


def to_do_now(
    event: Event,
    dishes: Sequence[DishWatch],
    on_call: Sequence[OnCall] = (),
    *,
    but: Set[What] = frozenset(),
    now: datetime,
) -> list[ToDo]:
    """Say what to do about all dishes that run short: one trip, one list; nothing when calm.

    What is on call comes first: opening a freezer takes a minute, a trip to the shop an hour.

    Args:
        event: with its shop.
        dishes: as they stand.
        on_call: who can still bring more, before anybody goes to the shop.
        but: what somebody is going for.
        now: the moment.
    """

    def is_left(dish: DishWatch, kind: ErrandKind) -> bool:
        return (dish.dish_id, kind) not in but

    alarming = [dish for dish in dishes if dish.watch.advice.is_alarm]
    opened = [
        dish for dish in alarming if dish.order.reserve.amount and is_left(dish, ErrandKind.OPEN)
    ]
    fetched = [
        dish
        for dish in alarming
        if dish.watch.worth_until and dish.fetch.amount and is_left(dish, ErrandKind.FETCH)
    ]
    too_late = [dish for dish in alarming if dish.watch.advice is Advice.TOO_LATE]
    said = []
    if opened:
        said.append(ToDo(_("Open what is on call."), [_named(each, _reserve) for each in opened]))
    called, fetched = by_whom(fetched, lambda dish: dish.order.dish.supplier, on_call, now=now)
    for one, what in called:
        wanted = [_named(each, _packs) for each in what]
        said.append(ToDo(call_words(one, event.zone), wanted, one))
    if fetched:
        words = " ".join([_when_to_leave(event, fetched), _("Fetch this.")])
        said.append(ToDo(words, [_named(each, _packs) for each in fetched]))
    if too_late:
        for one, what in by_whom(too_late, lambda dish: dish.order.dish.supplier, on_call, now=now)[
            0
        ]:
            names = [known_name(dish.order.dish.name) for dish in what]
            said.append(ToDo(call_words(one, event.zone), names, one))
        names = [known_name(dish.order.dish.name) for dish in too_late]
        said.append(ToDo(_("Too late for the shop. Share what there is."), names))
    return said


def _when_to_leave(event: Event, fetched: Sequence[DishWatch]) -> str:
    """When the first of the dishes needs it; when that has gone by, now."""
    back = [dish.watch.back_at for dish in fetched if dish.watch.back_at]
    if back:
        return _("Leave now: you are back at %(when)s.", when=time(min(back), event.zone))
    leave = min(dish.watch.leave_before for dish in fetched if dish.watch.leave_before)
    return _("Leave before %(when)s.", when=time(leave, event.zone))


def _is_missing(dish: DishWatch) -> bool:
    """Say whether there is nothing of a dish that somebody would eat."""
    order = dish.order
    return not order.there and not order.reserve.amount and order.wanted > 0


def _on_call_alone(dish: DishWatch) -> str:
    if not dish.order.reserve.amount:
        return _("Nobody asked for it.")
    return _(
        "Nobody asked for it. When somebody does, open what is on call: %(amount)s.",
        amount=_reserve(dish),
    )


def _headline(event: Event, dish: DishWatch, caller: OnCall | None = None) -> str:
    watch = dish.watch
    if caller is not None:
        return call_words(caller, event.zone)
    if _is_missing(dish):
        return _("Nothing of it was bought.")
    if watch.advice is Advice.ENOUGH and is_for_nobody_yet(dish.order):
        return _on_call_alone(dish)
    if watch.advice is Advice.ENOUGH:
        return _("Enough.")
    if watch.advice is Advice.WATCH:
        return _("It may run short. Look again in five minutes.")
    if watch.advice is Advice.TIGHT:
        return _("It will be tight. Serve the last portions a little smaller.")
    if watch.advice is Advice.OPEN_RESERVE:
        return _("Open what is on call: %(amount)s.", amount=_reserve(dish))
    if watch.advice is Advice.FETCH and watch.leave_before:
        return _(
            "Fetch %(what)s. Leave before %(when)s.",
            what=_packs(dish),
            when=time(watch.leave_before, event.zone),
        )
    if watch.advice is Advice.GO_NOW and watch.back_at:
        return _(
            "Fetch %(what)s. Go now: you are back at %(when)s.",
            what=_packs(dish),
            when=time(watch.back_at, event.zone),
        )
    if dish.order.reserve.amount:
        return _("Too late for the shop. Open what is on call: %(amount)s.", amount=_reserve(dish))
    return _("Too late for the shop. Share what there is.")


def _details(event: Event, dish: DishWatch, caller: OnCall | None, now: datetime) -> Iterable[str]:
    order, watch = dish.order, dish.watch
    if dish.ran_out_at and watch.advice.is_alarm:
        yield _headline(event, dish, caller)
    if watch.advice in SAYS_HOW_SURE and watch.chance_out >= WORTH_SAYING and order.there:
        # A first look is never certain: the second one, in five minutes, may be.
        is_first = watch.advice is Advice.WATCH
        yield how_sure(min(watch.chance_out, FIRST_LOOK) if is_first else watch.chance_out)
    if watch.advice is Advice.TIGHT:
        yield _("Keep the last tray for who comes late.")
    if order.there:
        yield _eaten(dish, now)
    if watch.runs_out_at and watch.runs_out_at > now and watch.advice is not Advice.ENOUGH:
        yield _(
            "At about %(when)s more people have come than there is for.",
            when=time(watch.runs_out_at, event.zone),
        )
    if watch.worth_until and order.reserve.amount:
        yield _("First open what is on call: %(amount)s.", amount=_reserve(dish))
    if watch.worth_until and caller is None:
        yield _(
            "Fetching makes sense for who leaves before %(when)s.",
            when=time(watch.worth_until, event.zone),
        )
    if dish.use_before:
        yield _(
            "Out of the cooling. Give it away or throw it away by %(when)s.",
            when=time(dish.use_before, event.zone),
        )


def _eaten(dish: DishWatch, now: datetime) -> str:
    order, watch = dish.order, dish.watch
    said = {
        "eaten": amount(order.dish.unit, dish.eaten),
        "bought": amount(order.dish.unit, order.there),
    }
    # One meaning of gone: eaten or drunk. That the rest is for who is here is another thing.
    if watch.runs_out_at and watch.runs_out_at <= now and dish.eaten < order.there:
        return _(
            "About %(eaten)s of %(bought)s is gone. The rest is needed for those who have come.",
            **said,
        )
    return _("About %(eaten)s of %(bought)s is gone.", **said)


def how_sure(chance: float) -> str:
    """Say how likely it is that there is not enough, in plain words."""
    if chance >= ALMOST_CERTAIN:
        return _("It is almost certain that there is not enough.")
    tenths = max(1, min(9, round(chance * 10)))
    return ngettext(
        "On a day like this there is not enough %(num)s time in 10.",
        "On a day like this there is not enough %(num)s times in 10.",
        tenths,
    )


def _reserve(dish: DishWatch) -> str:
    return amount(dish.order.dish.unit, dish.order.reserve.amount)


def _packs(dish: DishWatch) -> str:
    """What to fetch: in packs where there are any, else as an amount."""
    return packs(dish.order.dish, dish.fetch) or amount(dish.order.dish.unit, dish.fetch.amount)


def _named(dish: DishWatch, quantity: Callable[[DishWatch], str]) -> str:
    return _("%(dish)s: %(amount)s", dish=known_name(dish.order.dish.name), amount=quantity(dish))
