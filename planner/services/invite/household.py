"""The household behind a card: who told something with it, and which browsers open that.

A code proves the card and opens yes, maybe or no. Whoever tells more is a household: a browser that
keeps a token, and if they like a word for other browsers. Who tells anew without either is another
household, which sees what it told itself and nothing of before.
Source: docs/decisions/0027-household.md.
"""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from planner.core.household_words import ToldPart, join_parts, told_parts
from planner.core.retention import Retention
from planner.services.answer import storing
from planner.store.base import keep_newest
from planner.store.lists import fill_list
from planner.store.models import (
    Answer,
    GuestContact,
    Household,
    HouseholdBrowser,
    Invitation,
    Waiting,
)
from planner.store.whole_rows import RowQuestion

MOST_BROWSERS = 20
"""Of one household; the oldest goes when there are more."""

_TOKEN = re.compile("[0-9A-Za-z_-]{43}")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a browser opens of what was told with a card.

    Attributes:
        household_id: who it is; None for whoever has the code alone.
        parts: what that household told.
        opens_all: nobody else ever told anything with this card, so that all of it is theirs.
        is_untold: nothing was told with this card.
        hides: something was told with this card that this browser does not open.
        has_word: this household has a word; without proof, any household of the card.
        since: when this household first told something.
        word_set_at: when its word was kept.
    """

    household_id: int | None = None
    parts: frozenset[ToldPart] = frozenset()
    opens_all: bool = False
    is_untold: bool = False
    hides: bool = False
    has_word: bool = False
    since: datetime | None = None
    word_set_at: datetime | None = None

    def opens(self, part: ToldPart) -> bool:
        """Say whether this browser may see a part."""
        return self.opens_all or part in self.parts

    @property
    def is_proven(self) -> bool:
        """Whether this is the browser of a household."""
        return self.household_id is not None

    @property
    def may_replace(self) -> frozenset[ToldPart]:
        """What a form of this browser replaces also where it is left empty."""
        return frozenset(ToldPart) if self.opens_all or self.is_untold else self.parts


EVERYTHING = Opened(opens_all=True)
"""What is kept of a card, for tests and for whoever looks it up on behalf of its people."""


def new_token() -> str:
    """Make what a browser keeps."""
    return secrets.token_urlsafe(32)


def is_token(typed: str) -> bool:
    """Say whether something can be such a token."""
    return _TOKEN.fullmatch(typed) is not None


def look(
    session: Session,
    invitation_id: int,
    answer: Answer | None,
    token: str,
    *,
    code_key: str,
    has_contact: bool = False,
) -> Opened:
    """Say what a browser opens of a card; one question.

    Args:
        session: reads.
        invitation_id: the card.
        answer: what was said with it.
        token: what the browser keeps; empty for nothing.
        code_key: the key of this installation.
        has_contact: whether an address was left, or a place is waited for.
    """
    token_hash = hash_token(code_key, invitation_id, token)
    of_card = {"card": invitation_id, "token_hash": token_hash}
    rows = _households_of_card().ask(session, of_card)
    mine = next((household for household, browser in rows if browser is not None), None)
    if answer is not None:
        fill_list(session, answer, Answer.diets)
    told = told_in(answer)
    if mine is None:
        is_untold = not rows and not has_contact and not told
        return Opened(
            is_untold=is_untold,
            hides=not is_untold,
            has_word=any(household.word_hash is not None for household, _browser in rows),
        )
    return Opened(
        household_id=mine.id,
        parts=told_parts(mine.told),
        opens_all=mine.is_first and len(rows) == 1,
        hides=len(rows) > 1 or not (mine.is_first or told <= told_parts(mine.told)),
        has_word=mine.word_hash is not None,
        since=mine.created_at,
        word_set_at=mine.word_set_at,
    )


# Built once: every page of a card that was answered asks it.
@cache
def _households_of_card() -> RowQuestion:
    is_kept_here = and_(
        HouseholdBrowser.household_id == Household.id,
        HouseholdBrowser.token_hash == bindparam("token_hash"),
    )
    return RowQuestion(
        select(Household, HouseholdBrowser.id)
        .outerjoin(HouseholdBrowser, is_kept_here)
        .where(Household.invitation_id == bindparam("card"))
        .order_by(Household.id)
    )


def told_in(answer: Answer | None) -> frozenset[ToldPart]:
    """Return which parts an answer holds, beyond yes, maybe or no."""
    if answer is None:
        return frozenset()
    more = (
        *(answer.brings_pram, answer.brings_wheelchair, answer.access_words),
        *(answer.proud, answer.remark),
    )
    holds = {
        ToldPart.NUMBER: answer.is_detailed or answer.heads > 1,
        ToldPart.DIETS: bool(answer.diets),
        ToldPart.ALLERGIES: bool(answer.allergies),
        ToldPart.MORE: any(more),
    }
    return frozenset(part for part, is_there in holds.items() if is_there)


def take_turn(
    session: Session, invitation: Invitation, tokens: Sequence[str], *, code_key: str
) -> tuple[Opened, str]:
    """Wait for our turn among the answers to this event, then say what a browser opens.

    So a form that is sent twice at the same moment is the same household both times.

    Returns:
        what it opens, and by which of its tokens; none of them where it has the code alone.
    """
    _event, answer = storing.take_turn(session, invitation)
    has_contact = _has_contact(session, invitation.id)
    found = Opened()
    for token in [*tokens, ""]:
        found = look(
            session, invitation.id, answer, token, code_key=code_key, has_contact=has_contact
        )
        if found.is_proven:
            return found, token
    return found, ""


def note_told(
    session: Session,
    invitation: Invitation,
    opened: Opened,
    parts: frozenset[ToldPart],
    *,
    token: str,
    code_key: str,
    now: datetime,
) -> None:
    """Note who told parts of what is kept with a card; comes after `take_turn`.

    They are nobody else's any more. Who told nothing that still holds is forgotten.
    """
    if not parts:
        return
    others = session.scalars(
        select(Household)
        .where(Household.invitation_id == invitation.id)
        .order_by(Household.id)
        .execution_options(populate_existing=True)
    ).all()
    mine = next((one for one in others if one.id == opened.household_id), None)
    for one in others:
        if one is mine:
            one.told = join_parts(told_parts(one.told) | parts)
            continue
        one.told = join_parts(told_parts(one.told) - parts)
        if not one.told:
            session.delete(one)
    if mine is None:
        mine = Household(
            invitation_id=invitation.id,
            event_id=invitation.event_id,
            told=join_parts(parts),
            is_first=opened.is_untold,
            created_at=now,
        )
        session.add(mine)
        session.flush()
        add_browser(session, mine, token, code_key=code_key, now=now)
    session.flush()


def note_line_left(session: Session, invitation_id: int, *, takes_place: bool) -> None:
    """Note that a household waits no longer; who takes the place comes with as many as waited."""
    known = session.scalars(
        select(Household)
        .where(Household.invitation_id == invitation_id)
        .execution_options(populate_existing=True)
    ).all()
    for one in known:
        before = told_parts(one.told)
        after = before - {ToldPart.LINE, ToldPart.NUMBER} if takes_place else before
        if takes_place and ToldPart.LINE in before:
            after |= {ToldPart.NUMBER}
        one.told = join_parts(after - {ToldPart.LINE})
        if not one.told:
            session.delete(one)
    session.flush()


def is_kept(invitation: Invitation, *, keep: Retention, now: datetime) -> bool:
    """Say whether what was told may still be read back: until the day on which it goes."""
    event = invitation.event
    return keep.is_kept(event.ends_at, event.zone, event.keep_days, now=now)


def _has_contact(session: Session, invitation_id: int) -> bool:
    left = select(GuestContact.invitation_id).where(
        GuestContact.invitation_id == invitation_id, GuestContact.email != ""
    )
    waits = select(Waiting.invitation_id).where(Waiting.invitation_id == invitation_id)
    return session.scalar(left.union_all(waits).limit(1)) is not None


def add_browser(
    session: Session, household: Household, token: str, *, code_key: str, now: datetime
) -> None:
    """Let a browser open what a household told, as long as it keeps this token."""
    session.add(
        HouseholdBrowser(
            household_id=household.id,
            token_hash=hash_token(code_key, household.invitation_id, token),
            created_at=now,
        )
    )
    session.flush()
    its_own = HouseholdBrowser.household_id == household.id
    keep_newest(session, HouseholdBrowser, its_own, most=MOST_BROWSERS)


def hash_token(code_key: str, invitation_id: int, token: str) -> bytes:
    """Return what is stored of the token that a browser keeps for one card."""
    return hash_secret(code_key, f"browser/{invitation_id}", token)


def hash_secret(code_key: str, label: str, secret: str) -> bytes:
    """Return what is stored of a token or a word."""
    return hmac.digest(code_key.encode(), f"planner/household-{label}\0{secret}".encode(), "sha256")
