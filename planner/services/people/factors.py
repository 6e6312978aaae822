"""The second factor of an account: an app with codes, spare codes on paper, and what there is."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import FactorKind
from planner.store.models import RecoveryCode, SecondFactor

SPARE_CODES = 10
SPARE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SPARE_LENGTH = 24
"""Letters of five bits: 120 in all, so that a plain keyed hash is enough (ASVS 5.0, 6.5.2)."""
LONGEST_NAME = 60
DRIFT_STEPS = 1
"""A phone's clock may be half a minute ahead or behind (RFC 6238 5.2)."""


def list_factors(session: Session, account_id: int) -> list[SecondFactor]:
    """List what works as second factor of an account, the oldest first."""
    return list(
        session.scalars(
            select(SecondFactor)
            .where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
            .order_by(SecondFactor.id)
        )
    )


def has_factor(session: Session, account_id: int) -> bool:
    """Say whether an account has a second factor that works."""
    return bool(list_factors(session, account_id))


def begin_app(session: Session, account_id: int, *, now: datetime) -> SecondFactor:
    """Make a secret for an app; it counts from its first right code on."""
    session.execute(
        delete(SecondFactor).where(
            SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_(None)
        )
    )
    factor = SecondFactor(
        account_id=account_id,
        kind=FactorKind.APP,
        name="",
        seed=secrets.token_bytes(20),
        created_at=now,
    )
    session.add(factor)
    session.flush()
    return factor


def waiting_app(session: Session, account_id: int) -> SecondFactor | None:
    """Return the app that is being set up."""
    return session.scalar(
        select(SecondFactor).where(
            SecondFactor.account_id == account_id,
            SecondFactor.kind == FactorKind.APP,
            SecondFactor.confirmed_at.is_(None),
        )
    )


def codes_of(factor: SecondFactor, *, code_key: str) -> TOTP:
    """Return what the app knows: 160 bits, made with a key that no copy of the tables has."""
    seed = factor.seed or b""
    made = hmac.new(code_key.encode(), b"second-factor:" + seed, hashlib.sha256).digest()[:20]
    return TOTP(base64.b32encode(made).decode())


def confirm_app(
    session: Session, account_id: int, typed: str, *, code_key: str, now: datetime
) -> bool:
    """Let an app that is being set up count, if the code is right."""
    factor = waiting_app(session, account_id)
    if factor is None or not _use_code(session, factor, typed, code_key=code_key, now=now):
        return False
    factor.confirmed_at = now
    return True


def accept_code(
    session: Session, account_id: int, typed: str, *, code_key: str, now: datetime
) -> bool:
    """Take the code of an app or a spare code; each works once.

    Args:
        session: writes, so two who send the same code at once don't both get in.
        account_id: whose.
        typed: six digits, or a spare code in any case and with any spaces or hyphens.
        code_key: what the secrets are derived with.
        now: the moment.
    """
    apps = [each for each in list_factors(session, account_id) if each.kind is FactorKind.APP]
    if any(_use_code(session, app, typed, code_key=code_key, now=now) for app in apps):
        return True
    spent = session.scalar(
        delete(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == _spare_hash(typed, code_key),
        )
        .returning(RecoveryCode.code_hash)
    )
    return spent is not None


def _use_code(
    session: Session, factor: SecondFactor, typed: str, *, code_key: str, now: datetime
) -> bool:
    step = matching_step(codes_of(factor, code_key=code_key), typed, now=now)
    if step is None:
        return False
    used = session.scalar(
        update(SecondFactor)
        .where(
            SecondFactor.id == factor.id,
            or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step),
        )
        .values(last_step=step, used_at=now)
        .returning(SecondFactor.id)
    )
    return used is not None


def matching_step(codes: TOTP, typed: str, *, now: datetime) -> int | None:
    """Return the half minute since 1970 whose code this is, of those around now."""
    try:
        return codes.verify_and_get_timecode(
            "".join(typed.split()), for_time=now, valid_window=DRIFT_STEPS
        )
    except OTPVerificationError:
        return None


def remove(session: Session, account_id: int, factor_id: int) -> bool:
    """Take a second factor away; the spare codes go with the last one. False when not theirs."""
    gone = session.scalar(
        delete(SecondFactor)
        .where(SecondFactor.id == factor_id, SecondFactor.account_id == account_id)
        .returning(SecondFactor.id)
    )
    if gone is not None and not has_factor(session, account_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    return gone is not None


def remove_all(session: Session, account_id: int) -> None:
    """Let somebody who lost everything begin anew."""
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def make_spare_codes(
    session: Session, account_id: int, *, code_key: str, now: datetime
) -> list[str]:
    """Make new spare codes, which replace the old ones, and return them to be shown once."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [_spare_code() for _place in range(SPARE_CODES)]
    for code in codes:
        session.add(
            RecoveryCode(
                code_hash=_spare_hash(code, code_key), account_id=account_id, created_at=now
            )
        )
    session.flush()
    return codes


def count_spare_codes(session: Session, account_id: int) -> int:
    """Return how many spare codes are left."""
    count = select(func.count()).select_from(RecoveryCode)
    return session.scalar(count.where(RecoveryCode.account_id == account_id)) or 0


def _spare_code() -> str:
    letters = "".join(secrets.choice(SPARE_ALPHABET) for _place in range(SPARE_LENGTH))
    return "-".join(letters[place : place + 4] for place in range(0, SPARE_LENGTH, 4))


def _spare_hash(typed: str, code_key: str) -> bytes:
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    return hmac.new(code_key.encode(), b"spare-code:" + plain.encode(), hashlib.sha256).digest()
