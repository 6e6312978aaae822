"""Under which key a card stands on the list that phones keep: slow and salted.

A phone finds the card of a code that it reads, and a lost phone gives no code away: a code has 60
random bits, and trying them against a list of 5,000 cards takes a strong machine about a year.
"""

import hashlib
import hmac
from functools import lru_cache

from planner.core.codes import derive_code

ROUNDS = 1_000
"""Half a millisecond for a server, once for each card; some milliseconds for a phone."""
KEY_BYTES = 8
SALT_BYTES = 16
MOST_KEPT = 50_000


def salt_of(code_key: str, event_id: int) -> bytes:
    """Give the salt of an event's list, another one for each event."""
    label = b"planner/gate-list\0%d" % event_id
    return hmac.digest(code_key.encode(), label, "sha256")[:SALT_BYTES]


@lru_cache(maxsize=MOST_KEPT)
def key_of(code_key: str, seed: bytes, salt: bytes) -> str:
    """Give the key of the card that was made from a seed, in hexadecimal digits."""
    code = derive_code(code_key.encode(), seed)
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt, ROUNDS)[:KEY_BYTES].hex()
