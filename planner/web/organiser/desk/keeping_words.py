"""The last of the five steps of an event: have residents heard what becomes of what they said?"""

from datetime import date

from planner.core.enums import EventState
from planner.core.next_steps import EventFacts
from planner.core.schedule import Phase, PhaseState
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def keeping_state(phase: Phase, state: PhaseState, facts: EventFacts) -> PhaseState:
    """Tick the step once every remark has an answer and every promise was told."""
    if phase is not Phase.KEEP_PROMISE or state is not PhaseState.NOW:
        return state
    return PhaseState.DONE if facts.unsettled.residents.all_have_heard else state


def keeping_note(facts: EventFacts, *, today: date) -> str:
    """Say what residents still wait for, or until when they hear it."""
    wait, until = facts.unsettled.residents, facts.times.promises_until
    if facts.times.state is EventState.CLOSED and wait.all_have_heard:
        return _("everybody has heard")
    if wait.unanswered and today > until:
        return ngettext(
            "%(num)s remark without an answer",
            "%(num)s remarks without an answer",
            wait.unanswered,
        )
    return _("until %(day)s", day=day(until))
