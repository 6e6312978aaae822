"""Promises in words: three sentences for three things, and how far each is.

What is only asked, or looked into, is never called a promise: words of officials bind from the
moment a resident may rely on them. Source: docs/decisions/0045-promises.md.
"""

from datetime import date

from planner.core.bidi import isolated
from planner.core.residents.undertakings import (
    PartnerKind,
    PromiseKind,
    PromiseState,
    is_late,
)
from planner.store.models import Promise
from planner.web.filters import day
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _


def sentence(promise: Promise) -> str:
    """Return what is undertaken, and who undertakes it; a promise only once its partner agreed."""
    what, partner = _apart(promise.what), promise.partner
    if partner is None or partner.kind is PartnerKind.US:
        return {
            PromiseKind.ASKED: _("We still have to ask who can do this: %(what)s", what=what),
            PromiseKind.LOOKED_INTO: _("We look into it: %(what)s", what=what),
            PromiseKind.PROMISED: _("We promise: %(what)s", what=what),
        }[PromiseKind.ASKED if partner is None else promise.kind]
    kind = promise.kind
    if kind is PromiseKind.PROMISED and promise.agreed_on is None:
        kind = PromiseKind.ASKED
    name = _apart(partner.name)
    return {
        PromiseKind.ASKED: _("We ask %(partner)s: %(what)s", partner=name, what=what),
        PromiseKind.LOOKED_INTO: _("%(partner)s looks into it: %(what)s", partner=name, what=what),
        PromiseKind.PROMISED: _("%(partner)s promises: %(what)s", partner=name, what=what),
    }[kind]


def _apart(words: str) -> str:
    """Keep the direction of words to themselves in a sentence that runs from the right."""
    return isolated(words) if current_locale().text_direction == "rtl" else words


def state_words(promise: Promise, *, today: date) -> str:
    """Return how far it is: done, can't be done, late since which day, busy, or by when.

    Args:
        promise: with its states and days.
        today: the day where the promise is.
    """
    if promise.state is PromiseState.DONE:
        return _("It is done")
    if promise.state is PromiseState.CANNOT:
        return _("It can't be done")
    if promise.due_on is not None and is_late(promise.due_on, promise.state, today=today):
        return _("Late: it was to be done by %(day)s", day=day(promise.due_on))
    if promise.due_on is None:
        return _("No day yet")
    if promise.state is PromiseState.BUSY:
        return _("Busy with it, by %(day)s", day=day(promise.due_on))
    return _("By %(day)s", day=day(promise.due_on))
