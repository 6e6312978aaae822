"""Passkeys as second factor (WebAuthn): what a browser is asked, and what it answers."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from planner.core.words import FactorKind
from planner.services.factors import LONGEST_NAME, list_factors
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
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=f"account-{account.id}".encode(),
        user_name=account.email,
        user_display_name=account.name,
        challenge=challenge,
        # The password is the first factor, so the device need not ask for a finger or a number.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_known(session, account.id),
    )
    return webauthn.options_to_json(options)


def request_options(session: Session, account_id: int, challenge: bytes, site: Site) -> str | None:
    """Return, as JSON, what a browser needs to use a passkey; None where the account has none."""
    known = _known(session, account_id)
    if not known:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        allow_credentials=known,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def add(
    session: Session, sign_in: SignIn, answer: str, *, name: str, site: Site, now: datetime
) -> bool:
    """Keep the passkey that a browser made; False where its answer is not what was asked."""
    challenge = _take_challenge(session, sign_in.id)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return False
    try:
        made = webauthn.verify_registration_response(
            credential=parse_registration_credential_json(answer),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    factor = SecondFactor(
        account_id=sign_in.account_id,
        kind=FactorKind.PASSKEY,
        name=name[:LONGEST_NAME],
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
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
    challenge = _take_challenge(session, sign_in.id)
    if challenge is None or len(answer) > LONGEST_ANSWER:
        return False
    try:
        credential = parse_authentication_credential_json(answer)
        factor = session.scalar(
            select(SecondFactor).where(
                SecondFactor.account_id == sign_in.account_id,
                SecondFactor.credential_id == credential.raw_id,
            )
        )
        if factor is None:
            return False
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=factor.public_key or b"",
            credential_current_sign_count=factor.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    factor.sign_count, factor.used_at = used.new_sign_count, now
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


def _known(session: Session, account_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=factor.credential_id)
        for factor in list_factors(session, account_id)
        if factor.credential_id is not None
    ]
