"""The first steps as the list of events and their own page show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, url_for

from planner.core.roles import Right
from planner.core.texts import N_
from planner.services.plan.first_steps import FirstStep, StepsTaken, steps_taken
from planner.web.access import current_account, may_open, my_rights
from planner.web.db import reading_session
from planner.web.i18n import gettext as _
from planner.web.who_runs import has_office_phone

OWN_PAGE = "organisation.show_organisation"
WORDS: Mapping[FirstStep, tuple[str, str, str, str]] = {
    FirstStep.WHO: (
        N_("Say who you are"),
        N_("Guests read your name, and your number to call."),
        N_("Fill in who we are"),
        "house",
    ),
    FirstStep.PLACES: (
        N_("Note your usual places"),
        N_("Type a place once, with its address. Next time its name is enough."),
        N_("Add a place"),
        "map-pin",
    ),
    FirstStep.EVENT: (
        N_("Plan your first event"),
        N_("A name, a day and a place are enough. Nobody but you sees it yet."),
        N_("Plan an event"),
        "calendar-plus",
    ),
    FirstStep.PAST: (
        N_("Tell how many came before"),
        N_("Three earlier events make the forecast much better."),
        N_("Bring in past events"),
        "chart",
    ),
    FirstStep.CARDS: (
        N_("Make cards to hand out"),
        N_("Each has a code: one tap says yes, and no name is needed."),
        N_("Make cards"),
        "ticket",
    ),
}
"""What it is, why, what its button says, and its picture."""


@dataclass(frozen=True)
class StepShown:
    """One step: what it is, why, whether it is there already, and where it is done."""

    words: str
    why: str
    button: str
    picture: str
    url: str
    is_done: bool


@dataclass(frozen=True)
class FirstSteps:
    """The first steps of an organisation.

    Attributes:
        next: the first one that is left and can be done; None where there is none.
        has_example: whether an example is being tried.
        example_url: its page; empty for none.
        may_try: whether an example can be made: once there are events of one's own, those teach.
    """

    steps: tuple[StepShown, ...]
    example_url: str
    may_try: bool

    @property
    def next(self) -> StepShown | None:
        """The step to take now."""
        return next((one for one in self.steps if not one.is_done and one.url), None)

    @property
    def done(self) -> int:
        """How many are taken."""
        return sum(one.is_done for one in self.steps)


def first_steps_on_list() -> FirstSteps | None:
    """Return what the list of events begins with; None where all is there or it was put away."""
    if Right.PLAN not in my_rights():
        return None
    organisation = current_account().organisation
    if organisation.first_steps_hidden_at is not None:
        return None
    taken = what_is_taken()
    return None if taken.are_all_done and taken.example_id is None else shown_steps(taken)


def what_is_taken() -> StepsTaken:
    """Look which steps the organisation of who is signed in has taken."""
    return steps_taken(
        reading_session(), current_account().organisation, has_office_phone=has_office_phone()
    )


def shown_steps(taken: StepsTaken) -> FirstSteps:
    """Write the steps down; a step whose page this person may not open has no button."""
    urls = {
        FirstStep.WHO: page_if_there(OWN_PAGE),
        FirstStep.PLACES: url_for("events.list_venues"),
        FirstStep.EVENT: url_for("events.plan_event"),
        FirstStep.PAST: url_for("forecast.upload_turnouts"),
        FirstStep.CARDS: url_for("cards.make_batch", event_id=taken.event_id)
        if taken.event_id
        else "",
    }
    example_id = taken.example_id
    return FirstSteps(
        steps=tuple(
            StepShown(
                words=_(what),
                why=_(why),
                button=_(button),
                picture=picture,
                url=urls[step] if urls[step] and may_open(urls[step]) else "",
                is_done=step in taken.done,
            )
            for step, (what, why, button, picture) in WORDS.items()
        ),
        example_url=url_for("desk.show_event", event_id=example_id) if example_id else "",
        may_try=example_id is None and taken.event_id is None,
    )


def page_if_there(endpoint: str) -> str:
    """Return the address of a page that takes nothing; empty where this planner has none."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""
