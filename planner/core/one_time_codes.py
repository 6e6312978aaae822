"""Codes that change each half minute (RFC 6238), and the address that an app reads them from."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
"""A phone's clock may be a step ahead or behind (RFC 6238 5.2)."""


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step: HOTP with SHA-1 (RFC 4226 5.3), the one that every app knows."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(now: datetime) -> int:
    """Return the number of half minutes since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def matching_steps(secret: bytes, typed: str, *, now: datetime) -> Iterator[int]:
    """Give the steps around now whose code this is; nearly always none or one."""
    code = "".join(typed.split())
    for step in range(step_of(now) - DRIFT_STEPS, step_of(now) + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            yield step


def app_address(secret: bytes, *, issuer: str, account: str) -> str:
    """Return the address in the QR code: otpauth, as the apps read it."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?secret={written(secret)}&issuer={quote(issuer, safe='')}"


def written(secret: bytes) -> str:
    """Write a secret as it is typed into an app."""
    return base64.b32encode(secret).decode().rstrip("=")
