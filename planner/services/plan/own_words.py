"""What an organiser writes in letters: kept with an event, given to its series and to copies.

Source: docs/decisions/0058-letters-in-ones-own-words.md.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.core.own_letters import LetterWords, OwnLetter
from planner.services.plan.series_change import SeriesScope, count_to_change, events_to_change
from planner.store.models import Event


def words_of(event: Event) -> LetterWords:
    """Return what stands in the letters of an event."""
    return LetterWords(event.letter_words or {}, event.letter_words_in or {})


def keep(
    event: Event,
    letter: OwnLetter,
    own: Mapping[str, str],
    said: Mapping[str, Mapping[str, str]],
    *,
    still_right: bool = False,
    now: datetime,
) -> None:
    """Keep the sentences of one letter.

    Args:
        event: to be changed.
        letter: which.
        own: by name, in the own language; empty takes one away in all languages.
        said: by language and name.
        still_right: whether texts made from older words are right for these too.
        now: the moment.
    """
    words = words_of(event).with_letter(letter, own, said, still_right=still_right)
    _set(event, words, now=now)


def give_to_series(
    session: Session, event: Event, letter: OwnLetter, scope: SeriesScope, *, now: datetime
) -> int:
    """Let one letter say the same for other events of the series; return for how many.

    Only for those to come, and those whose organiser writes in the same language: in another one
    these would not be the own words.
    """
    words, given = words_of(event), 0
    for other in events_to_change(session, event, scope, now=now):
        if other.written_in == event.written_in:
            _set(other, words_of(other).with_letter_of(words, letter), now=now)
            given += 1
    return given


def count_for_series(session: Session, event: Event, *, now: datetime) -> tuple[int, int]:
    """Count the other events that `give_to_series` reaches: later than this one, and all."""
    return count_to_change(session, event, now=now, also=(Event.written_in == event.written_in,))


def take_from_series(session: Session, event: Event) -> None:
    """Give a new event what the letters of the latest other one of its series say."""
    if event.series_id is None:
        return
    other = session.scalar(
        select(Event)
        .where(
            Event.series_id == event.series_id,
            Event.id != event.id,
            Event.written_in == event.written_in,
            or_(Event.letter_words.is_not(None), Event.letter_words_in.is_not(None)),
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(1)
    )
    if other is not None:
        event.letter_words, event.letter_words_in = other.letter_words, other.letter_words_in


def _set(event: Event, words: LetterWords, *, now: datetime) -> None:
    if words == words_of(event):
        return
    event.letter_words = dict(words.own) or None
    event.letter_words_in = {code: dict(of) for code, of in words.said.items()} or None
    event.updated_at = now
