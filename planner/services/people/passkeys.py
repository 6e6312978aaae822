"""Passkeys as second factor (WebAuthn): what a browser is asked, and what it answers."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.core.enums import FactorKind
from planner.services.people.factors import LONGEST_NAME, list_factors
from planner.store.models import Account, SecondFactor, SignIn

LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Site:
    """Who asks: the address that browsers see.

    Attributes:
        origin: such as https://feest.example.
        name: shown to the person.
    """

    origin: str
    name: str

    @property
    def rp_id(self) -> str:
        """The name that a passkey is bound to: the host, without its port."""
        return urlsplit(self.origin).hostname or ""


def ask_anew(session: Session, sign_in_id: int) -> None:
    """Make a new challenge for what this browser signs next."""
    challenge = secrets.token_bytes(32)
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(challenge=challenge))


def creation_options(session: Session, account: Account, challenge: bytes, site: Site) -> str:
    """Return, as JSON, what a browser needs to make a passkey."""
    from planner.services.people import passkey_protocol as protocol

    return protocol.creation_options(
        protocol.Asked(challenge, site.rp_id, site.origin, site.name),
        account_id=account.id,
        email=account.email,
        person=account.name,
        known=_known(session, account.id),
    )


def request_options(session: Session, account_id: int, challenge: bytes, site: Site) -> str | None:
    """Return, as JSON, what a browser needs to use a passkey; None where the account has none."""
    from planner.services.people import passkey_protocol as protocol

    known = _known(session, account_id)
    if not known:
        return None
    asked = protocol.Asked(challenge, site.rp_id, site.origin, site.name)
    return protocol.request_options(asked, known=known)


def add(
    session: Session, sign_in: SignIn, answer: str, *, name: str, site: Site, now: datetime
) -> bool:
    """Keep the passkey that a browser made; False where its answer is not what was asked."""
    from planner.services.people import passkey_protocol as protocol

    challenge = _take_challenge(session, sign_in.id)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return False
    asked = protocol.Asked(challenge, site.rp_id, site.origin, site.name)
    made = protocol.read_made(answer, asked)
    if made is None:
        return False
    factor = SecondFactor(
        account_id=sign_in.account_id,
        kind=FactorKind.PASSKEY,
        name=name[:LONGEST_NAME],
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        created_at=now,
        confirmed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(factor)
    except IntegrityError:
        return False  # this passkey is known already, here or with somebody else
    return True


def accept(session: Session, sign_in: SignIn, answer: str, *, site: Site, now: datetime) -> bool:
    """Take what a passkey signed; the challenge works once, and a copy of the key is noticed."""
    from planner.services.people import passkey_protocol as protocol

    challenge = _take_challenge(session, sign_in.id)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return False
    credential_id = protocol.id_in(answer)
    factor = session.scalar(
        select(SecondFactor).where(
            SecondFactor.account_id == sign_in.account_id,
            SecondFactor.credential_id == credential_id,
            SecondFactor.credential_id.is_not(None),
        )
    )
    if factor is None:
        return False
    asked = protocol.Asked(challenge, site.rp_id, site.origin, site.name)
    count = protocol.count_of_use(
        answer, asked, public_key=factor.public_key or b"", sign_count=factor.sign_count
    )
    if count is None:
        return False
    factor.sign_count, factor.used_at = count, now
    return True


def _take_challenge(session: Session, sign_in_id: int) -> bytes | None:
    """Return the challenge and forget it, so that one answer to it counts."""
    challenge = session.scalar(
        select(SignIn.challenge).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    )
    if challenge is None:
        return None
    taken = session.scalar(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.challenge == challenge)
        .values(challenge=None)
        .returning(SignIn.id)
    )
    return challenge if taken is not None else None


def _known(session: Session, account_id: int) -> list[bytes]:
    return [
        factor.credential_id
        for factor in list_factors(session, account_id)
        if factor.credential_id is not None
    ]
