"""Make invitations in batches, give their codes again for printing, find one by its code."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from planner.core.codes import SEED_BYTES, derive_code, hash_code
from planner.core.enums import BatchSender, InvitationState
from planner.services.invite.untold import is_told
from planner.store.lists import fill_list
from planner.store.models import (
    Answer,
    Batch,
    Event,
    Intermediary,
    Invitation,
    NamedGuest,
    Venue,
)
from planner.store.whole_rows import RowQuestion, join_rows

MOST_CARDS = 5_000
MOST_LANGUAGES = 3
"""More do not fit on a card so that somebody without glasses can read them."""
LARGEST_PARTY = 50
HIGHEST_FIRST = 50_000
"""A series begins at most here: a gate takes numbers of five digits."""


class NumbersTaken(Exception):
    """A card of the event has one of the numbers already.

    Args:
        number: the lowest of them.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"there is a card {number} already")
        self.number = number


@dataclass(frozen=True, kw_only=True)
class BatchPlan:
    """What an organiser decides about a batch.

    Attributes:
        name: for the organiser only; it is on no card and no page of a guest.
        count: how many cards, from 1 to `MOST_CARDS`.
        largest_party: most people that may come on one card, from 1 to `LARGEST_PARTY`.
        intermediary_name: who hands the cards out; None for the organiser.
        intermediary_organisation: where that person belongs; for the organiser only.
        names_intermediary: whether cards and pages say so, by first name.
        languages: codes of the languages on the cards, the first one big, at most
            `MOST_LANGUAGES`; none for the language of whoever prints them.
        gate_words: what its guests get, said at the gate, such as 'table 7'.
        sender: whose name stands on the cards, and `sender_name` which partner's.
        first_number: where their numbers begin, from 1 to `HIGHEST_FIRST`; None to count on.
    """

    name: str
    count: int
    largest_party: int = 8
    intermediary_name: str | None = None
    intermediary_organisation: str = ""
    names_intermediary: bool = False
    languages: tuple[str, ...] = ()
    gate_words: str = ""
    first_number: int | None = None
    sender: BatchSender = BatchSender.ORGANISER
    sender_name: str = ""

    def __post_init__(self) -> None:
        """Refuse what can't be printed.

        Raises:
            ValueError: too few or too many cards, people on a card, or languages; or numbers
                that no gate can take.
        """
        if not 1 <= self.count <= MOST_CARDS:
            raise ValueError(f"a batch has 1 to {MOST_CARDS} cards, not {self.count}")
        if not 1 <= self.largest_party <= LARGEST_PARTY:
            raise ValueError(f"a card is for 1 to {LARGEST_PARTY} people")
        if len(self.languages) > MOST_LANGUAGES:
            raise ValueError(f"a card has at most {MOST_LANGUAGES} languages")
        if self.first_number is not None and not 1 <= self.first_number <= HIGHEST_FIRST:
            raise ValueError(f"numbers begin between 1 and {HIGHEST_FIRST}")


@dataclass(frozen=True)
class PrintableCard:
    """What is printed of an invitation; `language` of a guest by name, where it is known."""

    number: int
    code: str
    url: str
    language: str = ""


def issue_batch(
    session: Session, event: Event, plan: BatchPlan, *, code_key: str, now: datetime
) -> Batch:
    """Make a batch with its invitations, numbered on from the last card of the event.

    Only a random seed and the keyed hash of each code are stored, never a code.

    Raises:
        NumbersTaken: the numbers were to begin elsewhere, and a card has one of them.
    """
    batch = Batch(
        event_id=event.id,
        name=plan.name,
        intermediary=_intermediary(session, event, plan, now=now),
        names_intermediary=plan.names_intermediary and bool(plan.intermediary_name),
        largest_party=plan.largest_party,
        sender=plan.sender,
        sender_name=plan.sender_name,
        languages=",".join(plan.languages),
        gate_words=plan.gate_words,
        created_at=now,
    )
    session.add(batch)
    session.flush()
    first = plan.first_number
    add_cards(session, batch, count=plan.count, code_key=code_key, now=now, first=first)
    return batch


def add_cards(
    session: Session,
    batch: Batch,
    *,
    count: int,
    code_key: str,
    now: datetime,
    first: int | None = None,
) -> range:
    """Add invitations to a batch and return their numbers, counted on or from `first`.

    Raises:
        NumbersTaken: a card of the event has one of the numbers from `first`.
    """
    # Two batches of one event get their numbers one after another. The weaker lock lets the gate
    # write scans meanwhile.
    session.execute(
        select(Event.id).where(Event.id == batch.event_id).with_for_update(key_share=True)
    )
    numbers = _numbers(session, batch.event_id, count=count, first=first)
    key = code_key.encode()
    seeds = [secrets.token_bytes(SEED_BYTES) for _ in numbers]
    session.execute(
        insert(Invitation),
        [
            {
                "event_id": batch.event_id,
                "batch_id": batch.id,
                "number": number,
                "seed": seed,
                "code_hash": hash_code(key, derive_code(key, seed)),
                "state": InvitationState.ISSUED,
                "largest_party": batch.largest_party,
                "scans_seen": 0,
                "created_at": now,
            }
            for number, seed in zip(numbers, seeds, strict=True)
        ],
    )
    return numbers


def _numbers(session: Session, event_id: int, *, count: int, first: int | None) -> range:
    of_event = Invitation.event_id == event_id
    if first is None:
        last = session.scalar(select(func.max(Invitation.number)).where(of_event)) or 0
        return range(last + 1, last + 1 + count)
    numbers = range(first, first + count)
    within = Invitation.number.between(numbers[0], numbers[-1])
    taken = session.scalar(select(func.min(Invitation.number)).where(of_event, within))
    if taken is not None:
        raise NumbersTaken(taken)
    return numbers


def codes_of(
    session: Session,
    batch: Batch,
    *,
    code_key: str,
    base_url: str = "",
    offset: int = 0,
    limit: int | None = None,
    number: int | None = None,
    with_told: bool = True,
) -> list[PrintableCard]:
    """Give the cards of a batch that are worth something, by number, with their codes made again.

    Args:
        session: reads.
        batch: whose cards.
        code_key: the key of this installation; with another one the codes are other codes.
        base_url: the public address in front of each code.
        offset: how many cards to leave out at the beginning.
        limit: how many to give at most.
        number: give only this card.
        with_told: give those too with which a household told something.
    """
    # With the event, so that one card is found by its number instead of among all of the batch.
    of_number = (Invitation.event_id == batch.event_id, Invitation.number == number)
    which = (*(of_number if number is not None else ()), *(() if with_told else (~is_told(),)))
    rows = session.execute(
        select(Invitation.number, Invitation.seed, func.coalesce(NamedGuest.language, ""))
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(Invitation.batch_id == batch.id, Invitation.state == InvitationState.ISSUED, *which)
        .order_by(Invitation.number)
        .offset(offset)
        .limit(limit)
    )
    return [
        replace(_card(number, seed, code_key, base_url), language=language)
        for number, seed, language in rows
    ]


def languages_of_guests(session: Session, batch: Batch) -> dict[int, str]:
    """Give the languages of guests by name whose language is known, by the number of the card."""
    rows = session.execute(
        select(Invitation.number, NamedGuest.language)
        .join(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(Invitation.batch_id == batch.id, NamedGuest.language != "")
    )
    return dict(rows.all())


def numbers_of(session: Session, batch: Batch, *, with_told: bool = True) -> list[int]:
    """Give the numbers of the cards that are worth something; quicker than with their codes."""
    which = () if with_told else (~is_told(),)
    works = Invitation.state == InvitationState.ISSUED
    return list(
        session.scalars(
            select(Invitation.number)
            .where(Invitation.batch_id == batch.id, works, *which)
            .order_by(Invitation.number)
        )
    )


def code_of(invitation: Invitation, *, code_key: str) -> str:
    """Give the code of an invitation again."""
    return derive_code(code_key.encode(), invitation.seed)


def find_invitation(session: Session, code: str, *, code_key: str) -> Invitation | None:
    """Return the invitation of a code with all that its page shows; see `find_with_language`."""
    invitation = find_with_language(session, code, code_key=code_key)[0]
    if invitation is not None:
        read_lists(session, invitation)
    return invitation


def find_with_language(
    session: Session, code: str, *, code_key: str
) -> tuple[Invitation | None, str]:
    """Return the invitation of a code, also a revoked one, with all that belongs to it but lists.

    With it comes the language of a guest by name, where the organiser knows it; else an empty text.

    Args:
        session: reads.
        code: as `core.codes.read_code` gives it.
        code_key: the key of this installation.
    """
    found = _card_of_code().ask(session, {"code_hash": hash_code(code_key.encode(), code)})
    if not found:
        return None, ""
    ((card, event, venue, batch, intermediary, answer, language),) = found
    join_rows(event, venue=venue)
    join_rows(batch, intermediary=intermediary)
    join_rows(card, event=event, batch=batch, answer=answer)
    return card, language


def read_lists(session: Session, invitation: Invitation) -> None:
    """Read what its page lists: dishes, the programme, and who eats what."""
    fill_list(session, invitation.event, Event.dishes)
    fill_list(session, invitation.event, Event.programme)
    if invitation.answer is not None:
        fill_list(session, invitation.answer, Answer.diets)


# Built once and asked with other values: to build this question and to read its lists by the
# loaders of the ORM took five times as long as all the rest of it.
@cache
def _card_of_code() -> RowQuestion:
    language = func.coalesce(NamedGuest.language, "")
    return RowQuestion(
        select(Invitation, Event, Venue, Batch, Intermediary, Answer, language)
        .join(Invitation.event)
        .outerjoin(Event.venue)
        .join(Invitation.batch)
        .outerjoin(Batch.intermediary)
        .outerjoin(Invitation.answer)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(Invitation.code_hash == bindparam("code_hash"))
    )


def find_by_number(session: Session, event_id: int, number: int) -> Invitation | None:
    """Return the invitation with a card number of an event."""
    return session.scalar(
        select(Invitation).where(Invitation.event_id == event_id, Invitation.number == number)
    )


def _card(number: int, seed: bytes, code_key: str, base_url: str) -> PrintableCard:
    code = derive_code(code_key.encode(), seed)
    return PrintableCard(number=number, code=code, url=f"{base_url}/{code}")


def _intermediary(
    session: Session, event: Event, plan: BatchPlan, *, now: datetime
) -> Intermediary | None:
    name = plan.intermediary_name
    if not name:
        return None
    ours = event.organisation_id
    found = session.scalar(
        select(Intermediary).where(Intermediary.name == name, Intermediary.organisation_id == ours)
    )
    found = found or Intermediary(name=name, organisation_id=ours, organisation="", created_at=now)
    found.organisation = plan.intermediary_organisation or found.organisation
    return found
