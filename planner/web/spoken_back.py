"""What is told of a promise in one sentence: on a card, and aloud by the host of an event.

In the town's own language: whoever invites has to have read it, and whoever hosts says it.
"""

from dataclasses import dataclass

from planner.core.residents.undertakings import MOST_LINE
from planner.services.residents import telling_back
from planner.services.residents.telling_back import Standing, ToldBack, ToldPromise
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import in_language
from planner.web.installation import settings

MOST_SAID = 3
"""Sentences that somebody says aloud, and others listen to."""


@dataclass(frozen=True)
class SpokenLine:
    """One sentence of a promise; `number` is the one that its organisation calls it by."""

    number: int
    promise_id: int
    words: str


def proposals(told: ToldBack, organisation_id: int) -> list[SpokenLine]:
    """Return a line for each promise of an organisation that there is something to tell of.

    What is settled stands before what goes on.
    """
    ours = [one for one in told.promises if one.promise.organisation_id == organisation_id]
    ours.sort(key=lambda one: one.standing not in {Standing.DONE, Standing.CANNOT})
    with in_language(settings().language):
        return [_spoken(one, most=MOST_LINE) for one in ours]


def aloud(told: ToldBack, organisation_id: int, event_id: int) -> list[SpokenLine]:
    """Return what a host says at an event: what came up there, then what answers most people."""
    ours = [
        one
        for one in telling_back.largest(told, most=len(told.promises))
        if one.promise.organisation_id == organisation_id
    ]
    ours.sort(key=lambda one: one.promise.event_id != event_id)
    with in_language(settings().language):
        return [_spoken(one) for one in ours[:MOST_SAID]]


def _spoken(told: ToldPromise, *, most: int | None = None) -> SpokenLine:
    promise = told.promise
    words = _sentence(told)
    if most is not None and len(words) > most:
        words = _shortened(words, most)
    return SpokenLine(promise.number, promise.id, words)


def _sentence(told: ToldPromise) -> str:
    promise, words = told.promise, _ended(told.words)
    theme = _theme(told)
    said = theme or _within(promise.what)
    if told.standing is Standing.DONE:
        return _("You said: %(said)s. Done: %(words)s", said=said, words=words)
    if told.standing is Standing.CANNOT:
        return _("You said: %(said)s. It can't be done: %(words)s", said=said, words=words)
    if told.standing is Standing.LATE or promise.due_on is None:
        if not told.words:
            return _("You said: %(said)s. It takes longer than we said.", said=said)
        return _("You said: %(said)s. It takes longer: %(words)s", said=said, words=words)
    if not theme:
        return _("We are busy with it: %(what)s. By %(day)s.", what=said, day=day(promise.due_on))
    return _(
        "You said: %(said)s. By %(day)s: %(words)s",
        said=said,
        day=day(promise.due_on),
        words=_ended(promise.what),
    )


def _theme(told: ToldPromise) -> str:
    """Return what residents said, in a word: only what five people or more said."""
    return next((_within(one.name) for one in told.themes if not one.heads.is_few), "")


def _within(words: str) -> str:
    """Return words as they stand within a sentence."""
    return _begun_small(words.rstrip(".!? "))


def _begun_small(words: str) -> str:
    """Write the first letter small, as within a sentence; an abbreviation stays."""
    is_short = words[1:2].isupper()
    return words if is_short else words[:1].lower() + words[1:]


def _ended(words: str) -> str:
    words = words.strip()
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _shortened(words: str, most: int) -> str:
    """Cut words after a whole one."""
    cut = words[: most - 1]
    whole = cut.rpartition(" ")[0] if words[most - 1 : most].strip() else cut
    return f"{(whole or cut).rstrip(' ,.:;')}…"
