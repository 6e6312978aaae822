"""The word of a household, which opens what it told in another browser.

It is short, so there are few tries at a card, and each is counted before it is looked at.
Source: docs/decisions/0027-household.md.
"""

import hmac
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.core.household_words import WordFault, find_word_fault, read_word
from planner.services.invite.household import add_browser, hash_secret, hash_token, new_token
from planner.services.people import throttle
from planner.services.people.common_passwords import is_common
from planner.store.models import Household, HouseholdBrowser, Invitation

WORD_TRIES = throttle.Bucket(size=5, leaks_per_minute=1 / 60)
"""Five tries at once and one an hour: who tries for 60 days meets one word of six digits in 690."""
COMES_TO_MIND = frozenset(
    {
        *("hallo", "welkom", "halal", "kaart", "feest", "buurt", "barbecue", "geheim", "woord"),
        *("familie", "telefoon", "antwoord", "qwerty", "azerty"),
    }
)
"""Shorter than the passwords of the list, and thought of first by who stands before this page."""


def find_fault(typed: str, *, code: str) -> WordFault | None:
    """Say why a household can't take a word: who holds the card would think of it."""
    word = read_word(typed)
    if word and (word in read_word(code) or word in COMES_TO_MIND or is_common(word)):
        return WordFault.TOO_EASY
    return find_word_fault(word)


def set_word(
    session: Session,
    invitation: Invitation,
    household_id: int,
    typed: str,
    *,
    token: str,
    code_key: str,
    now: datetime,
) -> bool:
    """Keep the word of a household, the first or another one; other browsers have to type it anew.

    False when the household is not there any more.
    """
    household = _locked(session, household_id)
    if household is None:
        return False
    word_hash = hash_secret(code_key, f"word/{invitation.id}", read_word(typed))
    if household.word_hash == word_hash:
        return True
    household.word_hash, household.word_set_at = word_hash, now
    _end_other_browsers(session, household, token, code_key=code_key)
    session.flush()
    return True


def drop_word(session: Session, household_id: int, *, token: str, code_key: str) -> None:
    """Take the word of a household away; only this browser stays open."""
    household = _locked(session, household_id)
    if household is not None:
        household.word_hash = household.word_set_at = None
        _end_other_browsers(session, household, token, code_key=code_key)
        session.flush()


def take_try(session: Session, invitation: Invitation, *, secret_key: str, now: datetime) -> None:
    """Count one try at the word of a card before it is looked at; commit before you look.

    Raises:
        TooOften: this try may not be made yet.
    """
    throttle.take(session, [_tries(invitation, secret_key)], now=now)


def give_try_back(session: Session, invitation: Invitation, *, secret_key: str) -> None:
    """Take the count of one try back: it was the right word."""
    throttle.give_back(session, [_tries(invitation, secret_key)])


def open_by_word(
    session: Session, invitation: Invitation, typed: str, *, code_key: str, now: datetime
) -> str | None:
    """Let a browser in by the word of a household and return the token that it keeps.

    None when it is nobody's word. Only after `take_try`.
    """
    word_hash = hash_secret(code_key, f"word/{invitation.id}", read_word(typed))
    found = session.scalars(
        select(Household)
        .where(Household.invitation_id == invitation.id, Household.word_hash.is_not(None))
        .order_by(Household.id.desc())
        .with_for_update()
    ).all()
    matching = [one for one in found if hmac.compare_digest(one.word_hash or b"", word_hash)]
    if not matching:
        return None
    token = new_token()
    add_browser(session, matching[0], token, code_key=code_key, now=now)
    return token


def shut(session: Session, invitation: Invitation, token: str, *, code_key: str) -> None:
    """Let one browser open nothing any more, such as that of a neighbour."""
    kept = hash_token(code_key, invitation.id, token)
    session.execute(delete(HouseholdBrowser).where(HouseholdBrowser.token_hash == kept))


def _tries(invitation: Invitation, secret_key: str) -> throttle.Counter:
    key = throttle.key_for(secret_key, "household-word", str(invitation.id))
    return throttle.Counter(key, WORD_TRIES)


def _locked(session: Session, household_id: int) -> Household | None:
    return session.scalar(
        select(Household)
        .where(Household.id == household_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _end_other_browsers(
    session: Session, household: Household, token: str, *, code_key: str
) -> None:
    kept = hash_token(code_key, household.invitation_id, token)
    session.execute(
        delete(HouseholdBrowser)
        .where(HouseholdBrowser.household_id == household.id, HouseholdBrowser.token_hash != kept)
        .execution_options(synchronize_session=False)
    )
