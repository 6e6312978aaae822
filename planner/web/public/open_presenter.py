"""The question on an event's public page, ready to show."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from flask import url_for

from planner.core.texts import N_
from planner.services.invite.open_answers import takes_open_answers
from planner.store.models import Event
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.keeping import forget_on
from planner.web.public.open_form import OpenForm
from planner.web.stamp import make_stamp


class OpenAnswerProblem(Enum):
    """What went wrong, in a sentence."""

    FULL = N_("It is full now.")
    PRESS_AGAIN = N_("That did not work. Please press once more.")
    TOO_OFTEN = N_("Very many answers came from here. Wait a minute and press again.")


@dataclass(frozen=True, kw_only=True)
class Question:
    """Are you coming? And a place in the line where it is full.

    Attributes:
        stamp: what makes the form serve once; one that was not taken keeps it.
        asks_word: whether the word on the poster has to be typed.
        problem: a sentence; empty when nothing is wrong.
        shown_until: the day until which the phone of who waits keeps a cookie.
    """

    form: OpenForm
    answer_url: str
    stamp: str
    problem: str
    is_full: bool
    most: int
    asks_word: bool
    shown_until: str


def open_question(
    event: Event,
    *,
    form: OpenForm,
    problem: OpenAnswerProblem | None,
    left: int | None,
    now: datetime,
) -> Question | None:
    """Return the question of an event; None where people can't answer without a card.

    Args:
        event: what it is about.
        form: as it is shown or was sent.
        problem: what went wrong.
        left: places that are free; None without a limit.
        now: the moment.
    """
    if not takes_open_answers(event, now=now):
        return None
    is_full = left == 0 or problem is OpenAnswerProblem.FULL
    problem = problem or (OpenAnswerProblem.FULL if is_full else None)
    return Question(
        form=form,
        answer_url=url_for("public.answer_without_card", slug=event.slug, **kept_language()),
        stamp=_stamp(form, event.id),
        problem=_(problem.value) if problem else "",
        is_full=is_full,
        most=event.largest_open_party,
        asks_word=bool(event.open_word),
        shown_until=day(forget_on(event)),
    )


def _stamp(form: OpenForm, event_id: int) -> str:
    sent = str(form.stamp.data or "")
    is_good = bool(sent) and form.find_stamp_fault(event_id) is None
    return sent if is_good else make_stamp(event_id)
