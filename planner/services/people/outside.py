"""Signing in through the employer's own sign-in: OpenID Connect, authorisation code with PKCE.

Only accounts that exist get in: the first time by an e-mail address that the provider has verified,
from then on by the subject that it gives, so that a changed address changes nothing.
Source: OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.store.models import Account

PATIENCE_SECONDS = 10
LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
SCOPE = "openid email profile"


class OutsideRefused(Exception):
    """The provider's answer does not prove who somebody is; the reason is for the log."""


@dataclass(frozen=True)
class Provider:
    """The employer's sign-in, as set up.

    Attributes:
        trusted_acr: the value of `acr` that means a second factor was given there; empty for none.
    """

    issuer: str
    client_id: str
    client_secret: str
    return_url: str
    trusted_acr: str = ""


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what its answer has to match."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Whom the provider says it is.

    Attributes:
        email: verified by the provider; empty where it is not.
        had_factor: a second factor was given there.
    """

    outside_id: str
    email: str
    had_factor: bool


def begin(provider: Provider) -> Begun:
    """Return where the browser goes to.

    Raises:
        OutsideRefused: the provider can't be reached or is not who it should be.
    """
    found = _discover(provider)
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    url, state = _client(provider).create_authorization_url(
        found["authorization_endpoint"], nonce=nonce, code_verifier=verifier
    )
    return Begun(url=url, state=state, nonce=nonce, verifier=verifier)


def finish(
    provider: Provider, *, code: str, issuer: str, nonce: str, verifier: str, now: datetime
) -> Identity:
    """Exchange the code and read who it is.

    Args:
        provider: as set up.
        code: as the browser brought it back.
        issuer: as the browser brought it back; empty where the provider does not send it.
        nonce: of `begin`.
        verifier: of `begin`.
        now: the moment.

    Raises:
        OutsideRefused: something does not match.
    """
    if issuer and issuer != provider.issuer:
        raise OutsideRefused("another issuer answered")
    found = _discover(provider)
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
    from requests import RequestException

    try:
        token = _client(provider).fetch_token(
            found["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            timeout=PATIENCE_SECONDS,
        )
    except (AuthlibBaseError, RequestException, ValueError) as error:
        raise OutsideRefused(type(error).__name__) from None
    claims = _claims(provider, found, str(token.get("id_token", "")), nonce=nonce, now=now)
    about = claims if "email" in claims else _userinfo(found, token, sub=claims["sub"])
    return Identity(
        outside_id=f"{provider.issuer} {claims['sub']}",
        email=_verified_email(about),
        had_factor=_had_factor(claims, provider),
    )


def find_account(session: Session, identity: Identity) -> Account | None:
    """Return whose identity this is, and keep the subject the first time; None for nobody."""
    account = session.scalar(select(Account).where(Account.outside_id == identity.outside_id))
    if account is None and identity.email:
        linked = session.scalar(
            update(Account)
            .where(Account.email == identity.email, Account.outside_id.is_(None))
            .values(outside_id=identity.outside_id)
            .returning(Account.id)
        )
        account = session.get(Account, linked) if linked is not None else None
    return account if account is not None and account.disabled_at is None else None


def _discover(provider: Provider) -> dict[str, Any]:
    found = _fetch(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise OutsideRefused("the issuer is not the one that was set up")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_safe(str(found.get(name, ""))):
            raise OutsideRefused(f"{name} is missing or not https")
    return found


def is_safe(url: str) -> bool:
    """Say whether an address is https, or on this machine for a trial."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    )


def _fetch(url: str, *, access_token: str = "") -> dict[str, Any]:
    import requests

    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    try:
        answer = requests.get(url, headers=headers, timeout=PATIENCE_SECONDS, allow_redirects=False)
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        raise OutsideRefused(type(error).__name__) from None
    if not isinstance(found, dict):
        raise OutsideRefused("no answer that makes sense")
    return found


def _client(provider: Provider) -> Any:
    from authlib.integrations.requests_client import (  # type: ignore[import-untyped]
        OAuth2Session,
    )

    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=SCOPE,
        redirect_uri=provider.return_url,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
    )


def _claims(
    provider: Provider, found: dict[str, Any], id_token: str, *, nonce: str, now: datetime
) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        keys = KeySet.import_key_set(_fetch(found["jwks_uri"]))  # type: ignore[arg-type]
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise OutsideRefused(type(error).__name__) from None
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and len(audience) > 1
    if is_shared and claims.get("azp") != provider.client_id:
        raise OutsideRefused("the token is for somebody else")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise OutsideRefused("no subject")
    return claims


def _userinfo(found: dict[str, Any], token: Any, *, sub: str) -> dict[str, Any]:
    """Ask what the ID token does not say; many providers tell an address nowhere else.

    Only of the person whom the signed token names. Source: OpenID Connect Core 1.0, 5.3 and 5.4.
    """
    url, access_token = str(found.get("userinfo_endpoint", "")), str(token.get("access_token", ""))
    if not url or not access_token:
        return {}
    if not is_safe(url):
        raise OutsideRefused("userinfo_endpoint is not https")
    try:
        about = _fetch(url, access_token=access_token)
    except OutsideRefused:
        return {}  # who is known here by the signed token gets in without an address
    if about.get("sub") != sub:
        raise OutsideRefused("told about somebody else")
    return about


def _verified_email(claims: dict[str, Any]) -> str:
    email = claims.get("email")
    return (
        email.strip().lower()
        if isinstance(email, str) and claims.get("email_verified") is True
        else ""
    )


def _had_factor(claims: dict[str, Any], provider: Provider) -> bool:
    """RFC 8176: `mfa` says that more than one factor was given."""
    methods = claims.get("amr")
    said = isinstance(methods, list) and "mfa" in methods
    return said or bool(provider.trusted_acr and claims.get("acr") == provider.trusted_acr)
