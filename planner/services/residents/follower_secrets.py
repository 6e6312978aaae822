"""The secret of who follows a neighbourhood: made from the row's number, and in no row.

So every mail can carry the link that stops it, and nobody who reads the database can make one.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

PATH = "/following/"
_SECRET_BYTES = 18


def secret_of(follower_id: int, *, key: bytes) -> str:
    """Derive the secret of a row from its number, which was drawn at random; 24 signs."""
    text = b"follower:" + str(follower_id).encode()
    made = hmac.new(key, text, hashlib.sha256).digest()[:_SECRET_BYTES]
    return urlsafe_b64encode(made).decode()


def hash_of(secret: str, *, key: bytes) -> bytes:
    """Return what is kept of a secret: 32 bytes."""
    text = b"follower-secret:" + secret.encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).digest()


def stop_url(follower_id: int, *, base_url: str, code_key: str) -> str:
    """Return the page on which a follower can stop it; mail programs post to it by themselves."""
    return f"{base_url}{PATH}{secret_of(follower_id, key=code_key.encode())}"
