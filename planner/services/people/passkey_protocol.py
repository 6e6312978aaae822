"""WebAuthn as its library does it. It is large, so it is loaded when a passkey is made or used."""

from collections.abc import Sequence
from dataclasses import dataclass

import webauthn
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

FAULTS = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Asked:
    """What a browser has to sign, and for whom.

    Attributes:
        challenge: random, and works once.
        rp_id: the host that a passkey is bound to.
        origin: the address that browsers see.
        name: of the site, shown to the person.
    """

    challenge: bytes
    rp_id: str
    origin: str
    name: str


@dataclass(frozen=True)
class Made:
    """A passkey that a browser made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def creation_options(
    asked: Asked, *, account_id: int, email: str, person: str, known: Sequence[bytes]
) -> str:
    """Return, as JSON, what a browser needs to make a passkey that is not one of `known`."""
    options = webauthn.generate_registration_options(
        rp_id=asked.rp_id,
        rp_name=asked.name,
        user_id=f"account-{account_id}".encode(),
        user_name=email,
        user_display_name=person,
        challenge=asked.challenge,
        # The password is the first factor, so the device need not ask for a finger or a number.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(known),
    )
    return webauthn.options_to_json(options)


def request_options(asked: Asked, *, known: Sequence[bytes]) -> str:
    """Return, as JSON, what a browser needs to use one of these passkeys."""
    options = webauthn.generate_authentication_options(
        rp_id=asked.rp_id,
        challenge=asked.challenge,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def read_made(answer: str, asked: Asked) -> Made | None:
    """Return the passkey that a browser made; None where its answer is not what was asked."""
    try:
        made = webauthn.verify_registration_response(
            credential=parse_registration_credential_json(answer),
            expected_challenge=asked.challenge,
            expected_rp_id=asked.rp_id,
            expected_origin=asked.origin,
        )
    except FAULTS:
        return None
    return Made(made.credential_id, made.credential_public_key, made.sign_count)


def id_in(answer: str) -> bytes | None:
    """Return which passkey an answer says it is of; None where it is no answer."""
    try:
        return parse_authentication_credential_json(answer).raw_id
    except FAULTS:
        return None


def count_of_use(answer: str, asked: Asked, *, public_key: bytes, sign_count: int) -> int | None:
    """Return how often a passkey has signed; None where it did not sign what was asked."""
    try:
        return webauthn.verify_authentication_response(
            credential=parse_authentication_credential_json(answer),
            expected_challenge=asked.challenge,
            expected_rp_id=asked.rp_id,
            expected_origin=asked.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
        ).new_sign_count
    except FAULTS:
        return None


def _described(known: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]
