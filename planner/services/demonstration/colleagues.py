"""Colleagues of the demonstration: who cooks, who is crew, who only reads; each in some teams."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from planner.core.roles import AccountRole, TeamRole
from planner.services.demonstration.access import COLLEAGUES, PASSWORD
from planner.services.demonstration.maker import Maker
from planner.services.people import colleagues, signing_in
from planner.store.models import Account, Event, EventTask, RunLine

NAMES: Mapping[TeamRole, str] = {
    TeamRole.KITCHEN: "Karel",
    TeamRole.CREW: "Kim",
    TeamRole.READER: "Rob",
}
LINES_OF: Mapping[TeamRole, str] = {TeamRole.KITCHEN: "Keuken", TeamRole.CREW: "Ingang"}
"""Whose lines of a run sheet are theirs, as the sheet names them."""
TASKS_OF: Mapping[TeamRole, str] = {
    TeamRole.KITCHEN: "Kijk of er kolen en aanmaakblokjes zijn",
    TeamRole.CREW: "Sleutels van kasteel en stroomkast halen",
}


def add_colleagues(maker: Maker, events: Iterable[Event]) -> None:
    """Add them, put them in the team of each event and give them lines and tasks of their own."""
    shown = list(events)
    for role, email in COLLEAGUES:
        account = signing_in.add_account(
            maker.session,
            email=email,
            name=NAMES[role],
            password=PASSWORD,
            now=maker.now,
            role=AccountRole.MEMBER,
        )
        account.is_demonstration = True
        for event in shown:
            colleagues.put_in_team(maker.session, event, account, role, now=maker.now)
        _give_work(maker, shown, role, account)
    maker.session.flush()


def _give_work(maker: Maker, events: Iterable[Event], role: TeamRole, account: Account) -> None:
    ids = [event.id for event in events]
    lines = maker.session.scalars(
        select(RunLine).where(RunLine.event_id.in_(ids), RunLine.who == LINES_OF.get(role, "-"))
    )
    for line in lines:
        line.account_id = account.id
    tasks = maker.session.scalars(
        select(EventTask).where(
            EventTask.event_id.in_(ids),
            EventTask.title == TASKS_OF.get(role, "-"),
            EventTask.done_at.is_(None),
        )
    )
    for task in tasks:
        # Whoever has an account is named by it, and called nowhere.
        task.account_id, task.owner, task.phone = account.id, "", ""
