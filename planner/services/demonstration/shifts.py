"""Neighbours who help at the events of the demonstration: full, short, waiting, and at this moment.

Names are made up, and some gave none. Of barbecues that are long over only totals are left, as it
would be: from these is learned that of ten who sign up nine come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from planner.core import retention
from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import EntryState
from planner.core.helpers.starting_sets import TaskKind
from planner.core.local_time import day_of
from planner.services.demonstration.maker import Maker
from planner.services.helpers import signing_up, totals
from planner.services.helpers.helper_secrets import (
    feed_secret_of,
    hash_of,
    helper_id_of,
    new_help_code,
    secret_of,
)
from planner.services.helpers.settling import end_of_line, mouths, settle
from planner.services.helpers.shift_rows import shifts_of, span
from planner.store.models import Event, Helper, Series, Shift, ShiftEntry, ShiftTotal

WORDS = {
    TaskKind.SET_UP: "Opbouwen",
    TaskKind.GRILL: "Bij de grill",
    TaskKind.SERVE: "Eten uitdelen",
    TaskKind.CHILDREN: "Spelen met de kinderen",
    TaskKind.CLEAR_UP: "Opruimen",
    TaskKind.WELCOME: "Mensen verwelkomen",
    TaskKind.FIRE: "Bij het vuur",
    TaskKind.BAR: "Achter de bar",
}
GROWN_UP = frozenset({TaskKind.GRILL, TaskKind.FIRE, TaskKind.BAR})
FORGOTTEN = (
    (TaskKind.SET_UP, 2, 2, 2),
    (TaskKind.GRILL, 1, 1, 1),
    (TaskKind.SERVE, 2, 2, 2),
    (TaskKind.CLEAR_UP, 2, 3, 2),
)
"""Of each barbecue that is long over: what, how many were needed, were in it, and came."""
FULL_OF_HELP = 3
"""At every so manieth of them all came."""


@dataclass
class Helping:
    """Makes shifts, and lets people take them."""

    maker: Maker
    organisation_id: int
    count: int = 0
    known: dict[str, Helper] = field(default_factory=dict)
    """Helpers by their names here."""

    def open(self, event: Event) -> None:
        """Give an event the address of its shifts."""
        event.help_code = new_help_code()
        self.maker.session.flush()

    def shift(
        self,
        event: Event,
        kind: TaskKind | None,
        minutes: int,
        length: int,
        needed: int,
        most: int = 0,
        *,
        task: str = "",
        anchor: EventAnchor = EventAnchor.START,
        place: str = "",
        note: str = "",
        asks_certificate: bool = False,
    ) -> Shift:
        """Add a shift, counted from the beginning or the end of its event."""
        shift = Shift(
            event=event,
            task=task or WORDS[kind or TaskKind.SET_UP],
            kind=kind,
            anchor=anchor,
            minutes=minutes,
            length=length,
            needed=needed,
            most=most or needed,
            place=place,
            note=note,
            least_age=18 if kind in GROWN_UP else 13,
            asks_certificate=asks_certificate,
            changed_at=self.maker.days_ago(3),
        )
        self.maker.session.add(shift)
        self.maker.session.flush()
        return shift

    def take(
        self,
        shift: Shift,
        who: str = "",
        *,
        waits: bool = False,
        heads: int = 1,
        is_counted_elsewhere: bool = False,
        came_at: datetime | None = None,
        **details: Any,
    ) -> ShiftEntry:
        """Let somebody take a shift, or wait for it; who has the same name is the same person.

        Nobody else takes places here, so that it waits for no turn: each event is settled at the
        end. Details are columns of the helper, for the first time that a name comes.
        """
        helper = self.known.get(who) or self._helper(who, **details)
        entry = ShiftEntry(
            id=helper_id_of(f"entry {shift.id} {helper.id}", code_key=self.maker.code_key),
            shift=shift,
            helper=helper,
            state=EntryState.WAITING if waits else EntryState.STANDING,
            line=end_of_line(shift) if waits else None,
            heads=heads,
            is_counted_elsewhere=is_counted_elsewhere,
            came_at=came_at,
        )
        self.maker.session.add(entry)
        return entry

    def _helper(self, who: str, **details: Any) -> Helper:
        self.count += 1
        key = self.maker.code_key
        helper_id = helper_id_of(f"demonstration {self.count}", code_key=key)
        helper = Helper(
            id=helper_id,
            organisation_id=self.organisation_id,
            name=who,
            secret_hash=hash_of(secret_of(helper_id, code_key=key), code_key=key),
            feed_hash=hash_of(feed_secret_of(helper_id, code_key=key), code_key=key),
            is_demonstration=True,
            **details,
        )
        self.maker.session.add(helper)
        if who:
            self.known[who] = helper
        return helper


def add_shifts(
    maker: Maker, series: Series, barbecue: Event, castle: Event, evening: Event
) -> None:
    """Let neighbours help: at barbecues that were and the one to come, the castle, and tonight."""
    helping = Helping(maker, barbecue.organisation_id)
    _add_past(helping, series)
    _add_barbecue(helping, barbecue)
    _add_castle(helping, castle)
    _add_tonight(helping, evening)


def _add_past(helping: Helping, series: Series) -> None:
    """Write down what became of the barbecues that were; of the last one people are still known."""
    session = helping.maker.session
    events: Sequence[Event] = session.scalars(
        select(Event)
        .where(Event.series_id == series.id, Event.state == EventState.CLOSED)
        .order_by(Event.starts_at.desc())
    ).all()
    last, *before = events
    for place, event in enumerate(before, start=1):
        for kind, needed, signed, came in FORGOTTEN:
            came = signed if place % FULL_OF_HELP == 0 else came
            session.add(
                ShiftTotal(
                    event_id=event.id,
                    task=WORDS[kind],
                    kind=kind,
                    needed=needed,
                    signed=signed,
                    came=came,
                    minutes=came * 120,
                )
            )
    set_up = helping.shift(last, TaskKind.SET_UP, -120, 120, 2)
    grill = helping.shift(last, TaskKind.GRILL, -30, 270, 1)
    serve = helping.shift(last, TaskKind.SERVE, 0, 240, 2)
    clear_up = helping.shift(last, TaskKind.CLEAR_UP, 0, 90, 2, anchor=EventAnchor.END)
    on = day_of(last.ends_at, last.zone)
    again: dict[str, Any] = {
        "ask_again_until": on + timedelta(days=retention.ASKED_AGAIN_FOR_DAYS),
        "series_id": last.series_id,
    }
    helping.take(
        set_up,
        "Marek",
        came_at=span(set_up).starts_at,
        address="marek@post.example",
        language="pl",
        **again,
    )
    helping.take(set_up, "Riet", came_at=span(set_up).starts_at, phone="0455000101", **again)
    helping.take(
        serve, "Olena", came_at=last.starts_at, address="olena@post.example", language="uk", **again
    )
    helping.take(
        serve, "Hakan", came_at=last.starts_at, address="hakan@post.example", language="tr", **again
    )
    helping.take(grill, "Piet", came_at=span(grill).starts_at, phone="0455000103")
    helping.take(clear_up, "Joost", came_at=last.ends_at, phone="0455000102")
    helping.take(clear_up, heads=2, came_at=last.ends_at)
    session.flush()
    last.helpers_eating = mouths(shifts_of(session, last.id))
    totals.freeze(session, last)


def _add_barbecue(helping: Helping, event: Event) -> None:
    """Fill one shift, leave others short, let people wait for one, and call one off."""
    maker = helping.maker
    helping.open(event)
    set_up = helping.shift(event, TaskKind.SET_UP, -120, 120, 3, note="We beginnen met de tafels.")
    grill = helping.shift(event, TaskKind.GRILL, -30, 270, 1, place="Bij de poort")
    serve = helping.shift(event, TaskKind.SERVE, 0, 240, 2, 3)
    children = helping.shift(event, TaskKind.CHILDREN, 0, 180, 1, 2, asks_certificate=True)
    clear_up = helping.shift(event, TaskKind.CLEAR_UP, 0, 90, 4, 5, anchor=EventAnchor.END)
    fetch = helping.shift(event, None, -180, 60, 1, task="Tafels halen bij de school")
    helping.take(
        set_up, "Fatima", heads=2, is_counted_elsewhere=True, address="fatima@post.example"
    )
    helping.take(set_up, is_counted_elsewhere=True)
    leaves = helping.take(grill, "Piet", phone="0455000103")
    helping.take(grill, "Aylin", waits=True, address="aylin@post.example", language="tr")
    helping.take(grill, "Bas", waits=True, phone="0455000104")
    helping.take(serve, "Samira", is_first_time=True, address="samira@post.example", language="ar")
    seen = helping.take(children, "Els", address="els@post.example", is_counted_elsewhere=True)
    seen.helper.certificate_seen_on = maker.today - timedelta(days=2)
    seen.helper.certificate_seen_by_id = maker.account_id
    helping.take(clear_up, "Riet", phone="0455000101")
    helping.take(clear_up, "Tygo", age=HelperAge.YOUTH)
    helping.take(fetch, "Samira")
    helping.take(fetch, "Lin", waits=True, address="lin@post.example", language="en")
    maker.session.flush()
    signing_up.step_back(maker.session, event.id, leaves.id, now=maker.days_ago(0.25))
    fetch.removed_at = fetch.changed_at = maker.days_ago(0.2)
    fetch.sequence += 1
    settle(maker.session, event, now=maker.now)
    # They were in the number that was typed before there were shifts.
    event.staff_eating = max(0, event.staff_eating - event.helpers_eating)


def _add_castle(helping: Helping, event: Event) -> None:
    """Let a large evening be short of people at the fire."""
    helping.open(event)
    set_up = helping.shift(event, TaskKind.SET_UP, -180, 150, 4, 5, place="Voorplein")
    welcome = helping.shift(event, TaskKind.WELCOME, -15, 255, 2, place="Hoofdpoort")
    fire = helping.shift(event, TaskKind.FIRE, -30, 270, 3, place="Binnenplaats")
    helping.shift(event, TaskKind.CLEAR_UP, 0, 120, 4, 6, anchor=EventAnchor.END)
    helping.take(set_up, "Marek")
    helping.take(set_up, heads=2)
    helping.take(welcome, "Els", heads=2)
    helping.take(welcome, "Bas", waits=True)
    helping.take(fire, "Piet")
    settle(helping.maker.session, event, now=helping.maker.now)


def _add_tonight(helping: Helping, event: Event) -> None:
    """Let shifts run at this moment: some are here, some are not yet."""
    now, began = helping.maker.now, event.starts_at
    helping.open(event)
    welcome = helping.shift(event, TaskKind.WELCOME, -15, 255, 2, place="Hoofdingang")
    serve = helping.shift(event, TaskKind.SERVE, 0, 240, 2)
    bar = helping.shift(event, TaskKind.BAR, 0, 240, 2)
    helping.shift(event, TaskKind.CLEAR_UP, 0, 60, 2, anchor=EventAnchor.END)
    helping.take(welcome, "Olena", came_at=began - timedelta(minutes=18))
    helping.take(welcome, "Tygo", age=HelperAge.YOUTH)
    helping.take(serve, "Hakan", came_at=began - timedelta(minutes=4))
    helping.take(serve, "Samira")
    helping.take(bar, came_at=began + timedelta(minutes=2))
    settle(helping.maker.session, event, now=now)
