"""Helpers and what stands against a shift of theirs, in the organiser's words."""

from collections.abc import Mapping

from planner.core.helpers.ages import AgeRefusal, AgeVerdict
from planner.core.helpers.shifts import ShiftOutcome
from planner.core.helpers.starting_sets import TaskKind
from planner.store.models import Helper, Shift, ShiftEntry
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.shift_words import TASKS, task, when

LEAST_AGE_NAMES: Mapping[int, str] = {
    13: _l("From 13"),
    16: _l("From 16"),
    18: _l("From 18"),
}
OUTCOME_NAMES: Mapping[ShiftOutcome, str] = {
    ShiftOutcome.EXCUSED: _l("Said so before"),
    ShiftOutcome.ABSENT: _l("Did not come"),
}


def name_of(helper: Helper) -> str:
    """Return how the crew calls somebody, who may have given no name."""
    return helper.name or _("Helper without a name")


def first_name_of(helper: Helper) -> str:
    """Return what hangs on a wall of somebody's name."""
    return helper.name.split()[0] if helper.name.split() else ""


def with_company(words: str, heads: int) -> str:
    """Say that somebody comes along, where that is so."""
    return words if heads == 1 else _("%(name)s, with somebody", name=words)


def shift_words(shift: Shift) -> str:
    """Return what is done and when, in one line."""
    return _("%(task)s, %(when)s", task=task(shift), when=when(shift))


def clash_words(entry: ShiftEntry, clash: Shift) -> str:
    """Say at which two times somebody is to be at once."""
    return _(
        "%(name)s has two shifts at the same time: %(one)s, and %(other)s.",
        name=name_of(entry.helper),
        one=shift_words(entry.shift),
        other=shift_words(clash),
    )


def age_words(entry: ShiftEntry, verdict: AgeVerdict) -> list[str]:
    """Say what the rules for the young have against a shift, or what they ask for."""
    name, least = name_of(entry.helper), entry.shift.least_age
    sentences = {
        AgeRefusal.TOO_YOUNG: _(
            "%(name)s is younger than %(n)s, which this shift asks.", name=name, n=least
        ),
        AgeRefusal.LONG_ON_SCHOOL_DAY: _(
            "%(name)s is under 16: on a day of school at most two hours.", name=name
        ),
        AgeRefusal.LATE: _("This is early or late for %(name)s, who is under 16.", name=name),
        AgeRefusal.NIGHT: _("This is at night, and %(name)s is under 18.", name=name),
    }
    said = [sentences[one] for one in verdict.refusals]
    if verdict.is_long:
        said.append(
            _("%(name)s is under 16: more than seven hours is long. Plan breaks.", name=name)
        )
    if verdict.needs_grown_up and not entry.helper.grown_up_phone:
        said.append(_("%(name)s is under 16: ask a grown-up who agrees.", name=name))
    return said


def certificate_words(entry: ShiftEntry) -> str:
    """Say that nobody has seen the certificate that a shift asks for; empty where that is fine."""
    if not entry.shift.asks_certificate or entry.helper.certificate_seen_on is not None:
        return ""
    return _("No certificate of conduct was seen yet.")


def words_of_kinds() -> dict[TaskKind, str]:
    """Return what is done in each kind of shift, in the language of the organisation."""
    with in_language(settings().language):
        return {kind: str(words) for kind, words in TASKS.items()}


def kind_of(typed: str) -> TaskKind | None:
    """Return the kind of shift that words are of, where they are ours."""
    found = {words.casefold(): kind for kind, words in words_of_kinds().items()}
    return found.get(typed.strip().casefold())
