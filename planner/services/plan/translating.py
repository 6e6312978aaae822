"""The texts of an event in guests' languages: what is wanted, what is there, and keeping it.

Whoever translates sees each sentence of a series once: the same own words get the same text
wherever they stand. Source: docs/decisions/0049-texts-of-an-event.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from planner.core.enums import EventState, InvitationState
from planner.core.said_in import TextProgress, changed, is_older, plain, text_in
from planner.services.plan.making import touch
from planner.store.models import Batch, Event, GuestContact, Invitation, NamedGuest, ProgrammeItem
from planner.translations.reading import GUEST_LANGUAGES


class TextKind(StrEnum):
    """What a text of an event is; its value is the name of its column."""

    TITLE = "title"
    DESCRIPTION = "description"
    WEAR_OR_BRING = "wear_or_bring"
    PROMISE_LINE = "promise_line"
    WORD_AFTERWARDS = "word_afterwards"
    PLACE = "place"
    """Of a part of the programme, as is its title."""


LONGEST: Mapping[TextKind, int] = {
    TextKind.TITLE: 120,
    TextKind.DESCRIPTION: 2_000,
    TextKind.WEAR_OR_BRING: 200,
    TextKind.PROMISE_LINE: 90,
    TextKind.WORD_AFTERWARDS: 600,
    TextKind.PLACE: 120,
}
"""In signs: as long as the organiser's own may be."""
OF_EVENT = tuple(kind for kind in TextKind if kind is not TextKind.PLACE)
OF_PART = (TextKind.TITLE, TextKind.PLACE)
COPIED = (TextKind.TITLE, TextKind.DESCRIPTION, TextKind.WEAR_OR_BRING)
"""What a copy of an event has in the own words has it in the others too."""


@dataclass(frozen=True)
class OwnText:
    """A text as its organiser wrote it, and where it stands.

    Attributes:
        row: the event, or a part of its programme.
    """

    kind: TextKind
    words: str
    row: Event | ProgrammeItem

    @property
    def key(self) -> str:
        """What tells it from the other texts of its event."""
        of_part = f"part-{self.row.id}-" if isinstance(self.row, ProgrammeItem) else ""
        return f"{of_part}{self.kind}"

    def text_in(self, language: str) -> str:
        """Return it in a language; empty where nobody made it."""
        return text_in(self.row.words_in, language, self.kind)

    def is_older(self, language: str) -> bool:
        """Say whether its text in a language was made from other words than stand here now."""
        return is_older(self.row.words_in, language, self.kind, self.words)


@dataclass(frozen=True)
class LanguageReaders:
    """How many of an event's cards are for readers of a language.

    Attributes:
        known: households of which it is known: they answered in it, or the organiser wrote it down.
        cards: other cards with that language printed on them.
    """

    known: int = 0
    cards: int = 0


def own_texts(event: Event) -> list[OwnText]:
    """List what the organiser wrote: of the event, then of each part of its programme."""
    found = [OwnText(kind, getattr(event, kind), event) for kind in OF_EVENT]
    for item in event.programme:
        found += [OwnText(kind, getattr(item, kind), item) for kind in OF_PART]
    return [one for one in found if one.words.strip()]


def progress(texts: Sequence[OwnText], language: str) -> TextProgress:
    """Say how far these texts are in a language."""
    return TextProgress(
        there=sum(bool(one.text_in(language)) for one in texts),
        older=sum(one.is_older(language) for one in texts),
        wanted=len(texts),
    )


def keep(
    event: Event,
    language: str,
    typed: Mapping[str, str],
    *,
    still_right: bool = False,
    now: datetime,
) -> bool:
    """Keep the texts of an event in a language and say whether anything changed.

    Args:
        event: with its programme, to be changed.
        language: of the texts.
        typed: by the key of the own text; empty takes one away, what is missing stays.
        still_right: whether texts made from older words are right for these too.
        now: the moment.
    """
    by_row: dict[Event | ProgrammeItem, list[OwnText]] = {}
    for one in own_texts(event):
        if one.key in typed:
            by_row.setdefault(one.row, []).append(one)
    has_changed = False
    for row, texts in by_row.items():
        kept = changed(
            row.words_in,
            language,
            {one.kind: as_kept(one, typed[one.key]) for one in texts},
            {one.kind: one.words for one in texts},
            still_right=still_right,
        )
        if kept != row.words_in:
            row.words_in, has_changed = kept, True
    if has_changed:
        _touch(event, now=now)
    return has_changed


def as_kept(own: OwnText, typed: str) -> str:
    """Return a text as it is kept: what is one line for the organiser is one line in all."""
    if own.kind in {TextKind.DESCRIPTION, TextKind.WORD_AFTERWARDS}:
        return "\n".join(line.strip() for line in typed.splitlines()).strip()
    return plain(typed)


def write_in(event: Event, language: str, *, usual: str, now: datetime) -> None:
    """Say in which language its organiser writes; texts in that one are the own words from now on.

    Args:
        event: to be changed.
        language: of the own words.
        usual: that of the installation, which needs not be kept.
        now: the moment.
    """
    event.written_in = "" if language == usual else language
    rows: tuple[Event | ProgrammeItem, ...] = (event, *event.programme)
    for row in rows:
        if row.words_in and language in row.words_in:
            row.words_in = {code: of for code, of in row.words_in.items() if code != language}
    _touch(event, now=now)


def copy_texts(event: Event, copied: Event) -> None:
    """Give a copy of an event the texts that it has own words for, and its words in letters."""
    copied.written_in = event.written_in
    copied.letter_words, copied.letter_words_in = event.letter_words, event.letter_words_in
    copied.words_in = {
        language: kept
        for language, of in (event.words_in or {}).items()
        if (kept := {name: pair for name, pair in of.items() if name in COPIED})
    } or None


def events_of_series(session: Session, event: Event, *, now: datetime) -> list[Event]:
    """List an event and the coming others of its series in the same language, by their start."""
    others = session.scalars(
        select(Event)
        .where(
            Event.series_id == event.series_id,
            Event.series_id.is_not(None),
            Event.id != event.id,
            Event.written_in == event.written_in,
            Event.ends_at > now,
            Event.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
        )
        .order_by(Event.starts_at, Event.id)
        .options(selectinload(Event.programme))
    ).all()
    return [event, *others]


def give_to_series(session: Session, event: Event, *, now: datetime) -> int:
    """Give the texts of an event to the coming others of its series that say the same.

    Only what was made from the words as they are now, and only where the other has none or one
    from older words: nothing that somebody wrote there is lost. Return how many have more now.
    """
    _own, *others = events_of_series(session, event, now=now)
    said: dict[tuple[str, str, str], str] = {
        (one.kind, plain(one.words), language): one.text_in(language)
        for one in own_texts(event)
        for language in GUEST_LANGUAGES
        if one.text_in(language) and not one.is_older(language)
    }
    return sum(_take_over(other, said, now=now) for other in others)


def readers_of(session: Session, event_id: int) -> dict[str, LanguageReaders]:
    """Count, by language, the working cards of an event whose readers read it; one question."""
    known = func.coalesce(
        func.nullif(GuestContact.language, ""), func.nullif(NamedGuest.language, ""), ""
    )
    rows = session.execute(
        select(known, Batch.languages, func.count())
        .select_from(Invitation)
        .join(Batch, Batch.id == Invitation.batch_id)
        .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(Invitation.event_id == event_id, Invitation.state == InvitationState.ISSUED)
        .group_by(known, Batch.languages)
    )
    households: dict[str, int] = {}
    cards: dict[str, int] = {}
    for language, printed, count in rows:
        if language:
            households[language] = households.get(language, 0) + count
            continue
        for one in filter(None, printed.split(",")):
            cards[one] = cards.get(one, 0) + count
    return {
        language: LanguageReaders(households.get(language, 0), cards.get(language, 0))
        for language in GUEST_LANGUAGES
        if language in households or language in cards
    }


def _take_over(event: Event, said: Mapping[tuple[str, str, str], str], *, now: datetime) -> bool:
    has_changed = False
    for language in GUEST_LANGUAGES:
        typed = {
            one.key: text
            for one in own_texts(event)
            if (not one.text_in(language) or one.is_older(language))
            and (text := said.get((one.kind, plain(one.words), language)))
        }
        has_changed = keep(event, language, typed, still_right=True, now=now) or has_changed
    return has_changed


def _touch(event: Event, *, now: datetime) -> None:
    touch(event, now=now, in_calendars=False)
    for item in event.programme:
        item.calendar_block = None
