"""What an event needs of things, ready to show: by where it lies, with what can be pressed next."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from planner.core.logistics.things import CountedFrom, ThingSource
from planner.services.logistics.things import NeededUse, PeopleAt, out_and_back
from planner.store.models import Event, ThingUse
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.things.forms import SOURCES

PRESSED_FROM = timedelta(days=3)
"""So long before things go out there is a button for it; before that the list is a plan."""


@dataclass(frozen=True)
class UsePress:
    """A button of a row: where it sends which value, under which name."""

    words: str
    picture: str
    url: str
    name: str
    value: str


@dataclass(frozen=True)
class UseShown:
    """What is needed of one thing, ready to show.

    Attributes:
        count: how many, in figures; a question mark while nobody knows.
        why: from what that follows, or what the people would need beside a typed number.
        whom: from whom it comes; empty for our own.
        short: how many are missing and who has them; empty where there are enough.
        when: from when until when it is out, where that is not as of the most.
        moved: how many went out and came back; empty until somebody noted it.
        loss: what became of what is missing or broken, where somebody said so.
        numbers_url: where other numbers than one press says are noted; empty where there are none.
    """

    use_id: int
    name: str
    url: str
    count: str
    why: str
    whom: str
    phone: str
    short: str
    when: str
    moved: str
    is_loss: bool
    loss: str
    note: str
    presses: list[UsePress]
    numbers_url: str


@dataclass(frozen=True)
class UseGroup:
    """What lies in one place, or comes from elsewhere."""

    title: str
    uses: list[UseShown]


@dataclass(frozen=True)
class UsesShown:
    """All that an event needs.

    Attributes:
        people: for how many it is reckoned.
        when: from when until when most of it is out.
        can_go: whether there is something to note as gone out at once; `can_return` as back.
        is_unlisted: whether something of our own is not on the list of what we own.
    """

    groups: list[UseGroup]
    people: str
    when: str
    can_go: bool
    can_return: bool
    is_unlisted: bool


def uses_shown(found: list[NeededUse], event: Event, people: PeopleAt, now: datetime) -> UsesShown:
    """Return what an event needs, by where it lies."""
    spans = [out_and_back(one.use, event) for one in found]
    usual, _times = next(iter(Counter(spans).most_common(1)), (None, 0))
    begin = url_for("things.show_uses", event_id=event.id)
    groups: dict[tuple[int, str], list[UseShown]] = {}
    for one, span in sorted(
        zip(found, spans, strict=True), key=lambda pair: pair[0].use.name.casefold()
    ):
        when = "" if span == usual else _span_words(*span, event.zone)
        shown = _use_shown(one, f"{begin}/{one.use.id}", when, goes=goes_now(one, event, now))
        groups.setdefault(_group(one.use), []).append(shown)
    return UsesShown(
        groups=[UseGroup(title, groups[order, title]) for order, title in sorted(groups)],
        people=people_words(people),
        when=_span_words(*usual, event.zone) if usual else "",
        can_go=any(goes_now(one, event, now) for one in found),
        can_return=any(one.use.taken is not None and one.use.back is None for one in found),
        is_unlisted=any(_is_unlisted(one.use) for one in found),
    )


def people_words(people: PeopleAt) -> str:
    """Say for how many people a list is reckoned."""
    if people.heads is None or people.portions is None:
        return _("Nobody knows yet how many come, so what follows from people is not reckoned.")
    return _(
        "Reckoned for %(portions)s who eat, as the food is planned, and for %(heads)s who come: "
        "no more than that come to nine of ten such events.",
        portions=number(people.portions),
        heads=number(people.heads),
    )


def count_out(one: NeededUse) -> int | None:
    """Return how many go out where nobody says otherwise: what is needed and there is."""
    return one.count - one.short if one.count is not None else None


def _group(use: ThingUse) -> tuple[int, str]:
    """Return where something lies; what comes from elsewhere stands after it."""
    if use.source is not ThingSource.OWN:
        return 2, str(SOURCES[use.source])
    if use.thing is None:
        return 3, _("Not on the list of what we own")
    return (0, use.thing.kept_at) if use.thing.kept_at else (1, _("Nobody noted where it lies"))


def _is_unlisted(use: ThingUse) -> bool:
    return use.source is ThingSource.OWN and use.thing is None


def goes_now(one: NeededUse, event: Event, now: datetime) -> bool:
    """Say whether something may be noted as gone out now."""
    use = one.use
    return (
        use.source is not ThingSource.BOUGHT
        and use.taken is None
        and use.back is None
        and bool(count_out(one))
        and now >= out_and_back(use, event)[0] - PRESSED_FROM
    )


def _use_shown(one: NeededUse, url: str, when: str, *, goes: bool) -> UseShown:
    use = one.use
    is_there = use.taken is not None or goes
    return UseShown(
        use_id=use.id,
        name=use.name,
        url=url,
        count=number(one.count) if one.count is not None else "?",
        why=_why(one),
        whom=(use.supplier.name if use.supplier is not None else use.from_whom)
        if use.source is not ThingSource.OWN
        else "",
        phone=use.phone or (use.supplier.phone if use.supplier is not None else ""),
        short=_short_words(one),
        when=when,
        moved=_moved_words(one),
        is_loss=one.loss > 0,
        loss=_loss_words(use),
        note=use.note,
        presses=list(_presses(one, url, goes=goes)),
        numbers_url=f"{url}/back" if is_there and not use.is_settled else "",
    )


def _presses(one: NeededUse, url: str, *, goes: bool) -> Iterable[UsePress]:
    """List what can be pressed next; the way back of the last press stands at the end."""
    use, count = one.use, count_out(one)
    if use.source is ThingSource.BOUGHT:
        return
    if use.is_settled:
        yield UsePress(_("Undo"), "undo", f"{url}/settle", "how", "undo")
    elif use.back is not None:
        if one.loss:
            yield UsePress(_("There again, or mended"), "check", f"{url}/settle", "how", "found")
            yield UsePress(_("Gone for good"), "x", f"{url}/settle", "how", "gone")
        yield UsePress(_("Undo"), "undo", f"{url}/back", "press", "undo")
    elif use.taken is not None:
        yield UsePress(_("All is back"), "check", f"{url}/back", "press", f"{use.taken}-0")
        if use.taken:
            rest = use.taken - 1
            yield UsePress(_("1 missing"), "question", f"{url}/back", "press", f"{rest}-0")
            yield UsePress(_("1 broken"), "warning", f"{url}/back", "press", f"{rest}-1")
        yield UsePress(_("Undo"), "undo", f"{url}/taken", "press", "undo")
    elif goes:
        yield UsePress(_("Went out"), "arrow-right", f"{url}/taken", "press", str(count))


def _why(one: NeededUse) -> str:
    use = one.use
    if use.counted_from is CountedFrom.NOTHING or not use.per:
        return ""
    if use.count is not None and one.reckoned is not None and one.reckoned != use.count:
        return _("You wrote this; the people would need %(count)s.", count=number(one.reckoned))
    return per_words(use.counted_from, use.per)


def per_words(counted_from: CountedFrom, per: int) -> str:
    """Say for how many people there is one."""
    if counted_from is CountedFrom.PORTIONS:
        return ngettext("One for each who eats.", "One for %(num)s who eat.", per)
    return ngettext("One for each who comes.", "One for %(num)s who come.", per)


def _short_words(one: NeededUse) -> str:
    if not one.short or one.granted is None:
        return ""
    numbers = {"owned": number(one.granted.owned)}
    if one.granted.elsewhere and not one.takers:
        return ngettext(
            "%(num)s short: %(taken)s of our %(owned)s are elsewhere then.",
            "%(num)s short: %(taken)s of our %(owned)s are elsewhere then.",
            one.short,
            **numbers,
            taken=number(one.granted.elsewhere),
        )
    if not one.takers:
        return ngettext(
            "%(num)s short: we have %(owned)s.",
            "%(num)s short: we have %(owned)s.",
            one.short,
            **numbers,
        )
    return ngettext(
        "%(num)s short: %(taken)s of our %(owned)s are at %(events)s then.",
        "%(num)s short: %(taken)s of our %(owned)s are at %(events)s then.",
        one.short,
        **numbers,
        taken=number(one.granted.elsewhere),
        events=", ".join(event.title for event in one.takers),
    )


def _span_words(out: datetime, back: datetime, zone: str) -> str:
    return _(
        "Out %(out)s, back %(back)s", out=day_and_time(out, zone), back=day_and_time(back, zone)
    )


def _moved_words(one: NeededUse) -> str:
    use, returned = one.use, one.returned
    if use.taken is None and not returned.is_noted:
        return ""
    said = [ngettext("%(num)s was taken along", "%(num)s were taken along", use.taken or 0)]
    if returned.is_noted:
        said.append(ngettext("%(num)s came back whole", "%(num)s came back whole", returned.back))
    if returned.broken:
        said.append(ngettext("%(num)s is broken", "%(num)s are broken", returned.broken))
    if returned.missing:
        said.append(ngettext("%(num)s is missing", "%(num)s are missing", returned.missing))
    return " · ".join(said)


def _loss_words(use: ThingUse) -> str:
    if not use.is_settled:
        return ""
    if not use.gone:
        return _("There again, or mended.")
    return ngettext(
        "%(num)s was taken off what we own.", "%(num)s were taken off what we own.", use.gone
    )
