"""The two secrets of a helper: made from the row's number with our key, and in no row.

So a reminder can carry the own link although only its hash is kept, and nobody who reads the
database can make one. The calendar has another secret: a program that reads it can change nothing.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

_SECRET_BYTES = 18
_ID_BITS = 52
SECRET_SIGNS = 24
CODE_SIGNS = 8
_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what looks alike: a code of a poster may be typed."""


def helper_id_of(form_key: str, *, code_key: str) -> int:
    """Return the number of the helper that a form makes: sent twice, it makes one.

    It is as good as drawn at random, and says nothing of when.
    """
    made = hmac.new(code_key.encode(), b"helper-form:" + form_key.encode(), hashlib.sha256).digest()
    return int.from_bytes(made[:7]) % (1 << _ID_BITS) + 1


def secret_of(helper_id: int, *, code_key: str) -> str:
    """Return the secret in a helper's own link; 24 signs."""
    return _derive("helper", helper_id, code_key)


def feed_secret_of(helper_id: int, *, code_key: str) -> str:
    """Return the secret in the address of a helper's calendar; 24 signs."""
    return _derive("helper-feed", helper_id, code_key)


def hash_of(secret: str, *, code_key: str) -> bytes:
    """Return what is kept of either secret: 32 bytes."""
    text = b"helper-secret:" + secret.encode("utf-8", "surrogatepass")
    return hmac.new(code_key.encode(), text, hashlib.sha256).digest()


def new_help_code() -> str:
    """Draw the code in the address of an event's shifts; guessing it is slowed down."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_SIGNS))


def _derive(what: str, helper_id: int, code_key: str) -> str:
    text = f"{what}:{helper_id}".encode()
    made = hmac.new(code_key.encode(), text, hashlib.sha256).digest()
    return urlsafe_b64encode(made[:_SECRET_BYTES]).decode()
