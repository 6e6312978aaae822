"""What stands on the plan of the day: times, people, whom to call, codes; never a guest's name.

Each part is for whoever may read it elsewhere too: the paper is made for one reader, and what their
role leaves out is not on it. Source: docs/decisions/0052-own-views.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from planner.core.enums import EventState
from planner.core.roles import Right, TeamRole
from planner.core.texts import N_
from planner.core.turnout import spoken
from planner.exports.pdf import DayPlan, PlanCall, PlanCode, PlanHeads, PlanTime
from planner.exports.phones import phone_shown
from planner.services.day.kitchen_desk import KitchenDesk
from planner.services.gate import gates
from planner.services.helpers.shift_rows import heads_standing, shifts_of
from planner.services.logistics.permits import permits_of
from planner.services.logistics.sheet_rows import lines_of, moment_of, permitted_until
from planner.services.logistics.suppliers import deliveries_of, moment_after
from planner.services.people.colleagues import team_of
from planner.store.models import Event, RunLine, SupplierDelivery
from planner.web.access import my_rights
from planner.web.card_texts import direction_of
from planner.web.emergency_words import EMERGENCY_NUMBER
from planner.web.filters import day_and_time, day_and_year, number, time, time_range
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.desk.own_times import names_in_team
from planner.web.organiser.forecast.answers_panel import answers_panel
from planner.web.organiser.shopping.papers_kitchen import kitchen_sheets
from planner.web.run_sheet_words import names_of
from planner.web.shift_links import help_url
from planner.web.who_runs import runner_of

MOST_ROWS = 38
"""Of times on one paper; what has a long title or says who and where takes more than one."""
LONG_TITLE, LONG_ABOUT = 50, 62
"""So many letters go on a row."""
MOST_CALLS = 6
MOST_SITTINGS = 4
MOST_GATES = 2
"""Codes of gates on one paper; the page of the gates has them all, each on a sheet of its own."""
TEAM = (
    (TeamRole.LEAD, N_("Leads it: %(names)s.")),
    (TeamRole.KITCHEN, N_("In the kitchen: %(names)s.")),
    (TeamRole.CREW, N_("Crew: %(names)s.")),
)
STATES = {
    EventState.DRAFT: N_("This is a draft."),
    EventState.CANCELLED: N_("It is cancelled."),
    EventState.CLOSED: N_("It is over."),
}
Moment = tuple[datetime, int, PlanTime]
"""A time with how much the day hangs on it: 0 for what always stands on the paper."""


def day_plan(desk: KitchenDesk, *, with_codes: bool = True) -> DayPlan:
    """Write the plan of the day down for whoever looks.

    Args:
        desk: the event.
        with_codes: whether codes stand on it that this person may give away.
    """
    event, language = desk.event, current_locale().language
    deliveries = _deliveries(desk)
    times, more_times = _times(desk, deliveries)
    calls, more_calls = _calls(desk, deliveries)
    codes = _codes(desk) if with_codes else ()
    return DayPlan(
        title=event.title,
        document_title=_("Plan of the day: %(title)s", title=event.title),
        language=language,
        direction=direction_of(language),
        when=_(
            "%(day)s, %(times)s",
            day=day_and_year(event.starts_at, event.zone),
            times=time_range(event.starts_at, event.ends_at, event.zone),
        ),
        state=_(STATES[event.state]) if event.state in STATES else "",
        place=tuple(filter(None, (event.venue.name, event.venue.address))) if event.venue else (),
        people=tuple(_people(desk)),
        times=times,
        more_times=more_times,
        calls=calls,
        more_calls=more_calls,
        team=tuple(_team(desk)),
        codes=codes,
        keep=_("Keep this paper with you: whoever has these codes can use them.") if codes else "",
        emergency=_emergency(event),
        made=_("Made on %(when)s.", when=day_and_time(desk.now, event.zone)),
        heads=PlanHeads(
            times=_("Times"),
            people=_("People"),
            calls=_("Whom to call"),
            codes=_("Codes"),
            emergency=_("In an emergency"),
        ),
    )


def may_print_codes(event: Event, *, now: datetime) -> bool:
    """Say whether a paper for whoever looks can have a code on it."""
    is_on = event.state is EventState.PUBLISHED and now < event.ends_at
    return is_on and bool({Right.GATES, Right.HELPERS} & my_rights())


def _people(desk: KitchenDesk) -> Iterator[str]:
    event = desk.event
    if event.state is EventState.CANCELLED:
        return
    if desk.turnout is not None:
        came = desk.turnout.came
        yield ngettext("%(n)s person came.", "%(n)s people came.", came, n=number(came))
        return
    if desk.said is None:
        yield _("Nothing is known yet: no answers, no earlier event.")
    else:
        said = spoken(desk.said)
        yield _(
            "Expected: %(n)s people, probably %(low)s to %(high)s.",
            n=number(said.likely),
            low=number(said.low),
            high=number(said.high),
        )
    answers = answers_panel(desk)
    if answers is not None and answers.has_cards:
        yield answers.people
    if event.capacity:
        yield ngettext(
            "There is room for %(n)s person.",
            "There is room for %(n)s people.",
            event.capacity,
            n=number(event.capacity),
        )
    if Right.PAPERS in my_rights():
        yield from _cooked_for(desk)
    if Right.HELPERS_NOW in my_rights():
        yield from _helpers(desk)


def _cooked_for(desk: KitchenDesk) -> Iterator[str]:
    sheets = kitchen_sheets(desk.session, desk.sittings[:MOST_SITTINGS], now=desk.now)
    for sheet in sheets:
        words = _("Cook for %(n)s people", n=sheet.cook_for)
        yield f"{sheet.title}: {words}." if len(sheets) > 1 else f"{words}."
        if sheet.ordered:
            yield sheet.ordered
    if sheets and not any(sheet.ordered for sheet in sheets):
        yield _("Nothing is ordered yet.")


def _helpers(desk: KitchenDesk) -> Iterator[str]:
    shifts = shifts_of(desk.session, desk.event.id, with_helpers=False)
    needed = sum(one.needed for one in shifts)
    if needed:
        there = sum(heads_standing(one) for one in shifts)
        yield _(
            "Helpers: %(there)s signed up, %(needed)s needed.",
            there=number(there),
            needed=number(needed),
        )


def _team(desk: KitchenDesk) -> Iterator[str]:
    team = team_of(desk.session, desk.event.id)
    for role, words in TEAM:
        names = names_in_team(desk, team, role)
        if names:
            yield _(words, names=", ".join(names))


def _deliveries(desk: KitchenDesk) -> Sequence[SupplierDelivery]:
    """Return what is delivered, for whoever may know of it."""
    if not {Right.LOGISTICS, Right.FOOD} & my_rights():
        return ()
    return [one for one in deliveries_of(desk.session, [desk.event.id]) if one.supplier is not None]


def _times(
    desk: KitchenDesk, deliveries: Iterable[SupplierDelivery]
) -> tuple[tuple[PlanTime, ...], str]:
    found = sorted(_moments(desk, deliveries), key=lambda each: each[:2])
    # What the day hangs on comes first when there is not room for all; then all stand in order.
    kept, rows = [], 0
    for each in sorted(found, key=lambda each: each[1]):
        rows += _rows_of(each[2])
        if rows > MOST_ROWS:
            break
        kept.append(each)
    kept.sort(key=lambda each: each[:2])
    more = len(found) - len(kept)
    words = ngettext(
        "And %(num)s more in the run sheet.", "And %(num)s more in the run sheet.", more
    )
    return tuple(one for _at, _weight, one in kept), words if more else ""


def _rows_of(one: PlanTime) -> int:
    about = 1 + (len(one.about) > LONG_ABOUT) if one.about else 0
    return 1 + (len(one.words) > LONG_TITLE) + about


def _moments(desk: KitchenDesk, deliveries: Iterable[SupplierDelivery]) -> Iterator[Moment]:
    event, rights = desk.event, my_rights()

    def at(moment: datetime) -> str:
        is_near = abs(moment - event.starts_at).days < 1
        return time(moment, event.zone) if is_near else day_and_time(moment, event.zone)

    def mark(moment: datetime, words: str) -> Moment:
        return moment, 0, PlanTime(at=at(moment), words=words, is_mark=True)

    yield mark(event.starts_at, _("The event begins"))
    yield mark(event.ends_at, _("The event ends"))
    lines = lines_of(desk.session, event.id) if Right.SHEET in rights else []
    if Right.SHEET in rights:
        until = permitted_until(desk.session, event.id)
        if until is not None:
            yield mark(until, _("It has to be over"))
    for one in deliveries:
        moment = moment_after(event, one.arrives_minutes)
        if moment is not None and one.supplier is not None:
            words = _("%(name)s delivers", name=one.supplier.name)
            yield moment, 1, PlanTime(at=at(moment), words=words, about=one.what)
    for line in lines:
        moment = moment_of(line)
        about = " · ".join(filter(None, (line.place, *names_of(line))))
        yield moment, _weight(line), PlanTime(at=at(moment), words=line.title, about=about)
    if not lines:
        for item in event.programme:
            yield item.starts_at, 1, PlanTime(at=at(item.starts_at), words=item.title)


def _weight(line: RunLine) -> int:
    """Say how much hangs on a line: what is fixed, then what somebody has, then the rest."""
    if line.is_fixed:
        return 1
    return 2 if names_of(line) else 3


def _calls(
    desk: KitchenDesk, deliveries: Iterable[SupplierDelivery]
) -> tuple[tuple[PlanCall, ...], str]:
    found = {one.phone: one for one in reversed(list(_all_calls(desk, deliveries))) if one.phone}
    calls = list(reversed(found.values()))
    more = max(0, len(calls) - MOST_CALLS)
    words = ngettext("And %(num)s more number.", "And %(num)s more numbers.", more) if more else ""
    return tuple(calls[:MOST_CALLS]), words


def _all_calls(desk: KitchenDesk, deliveries: Iterable[SupplierDelivery]) -> Iterator[PlanCall]:
    """List whom to call; numbers of suppliers and offices are for whoever arranges them."""
    event, runner = desk.event, runner_of(desk.event)
    if event.contact_phone:
        yield PlanCall(
            who=event.contact_name or runner.name,
            phone=phone_shown(event.contact_phone),
            about=_("Guests call this number."),
        )
    if runner.phone:
        yield PlanCall(who=runner.name, phone=phone_shown(runner.phone))
    if Right.LOGISTICS not in my_rights():
        return
    for one in deliveries:
        if one.supplier is not None:
            phone = phone_shown(one.supplier.phone)
            yield PlanCall(who=one.supplier.name, phone=phone, about=one.what)
    for permit in permits_of(desk.session, [event.id]).get(event.id, ()):
        phone = phone_shown(permit.phone)
        yield PlanCall(who=permit.authority or permit.title, phone=phone, about=permit.title)


def _codes(desk: KitchenDesk) -> tuple[PlanCode, ...]:
    event, rights = desk.event, my_rights()
    if not may_print_codes(event, now=desk.now):
        return ()
    codes = []
    if Right.GATES in rights:
        open_gates = [
            one for one in gates.list_gates(desk.session, event.id) if one.revoked_at is None
        ]
        key, base_url = settings().code_key, settings().base_url
        codes += [
            PlanCode(
                url=gates.gate_link(one, code_key=key, base_url=base_url),
                title=one.name,
                words=_("For helpers at this gate: scan it with your own phone."),
            )
            for one in open_gates[:MOST_GATES]
        ]
    if Right.HELPERS in rights and event.help_code is not None:
        codes.append(
            PlanCode(
                url=help_url(event),
                title=_("Who helps?"),
                words=_("All shifts, for whoever wants to help."),
            )
        )
    return tuple(codes)


def _emergency(event: Event) -> tuple[str, ...]:
    said = [_("Call %(number)s and do what they say.", number=EMERGENCY_NUMBER)]
    if event.venue is not None:
        where = ", ".join(filter(None, (event.venue.name, event.venue.address)))
        said.append(_("Say where you are: %(where)s.", where=where))
    said.append(_("Keep the street free, and let somebody wave to them."))
    return tuple(said)
