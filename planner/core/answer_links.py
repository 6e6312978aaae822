"""The address in somebody's calendar by which they answer: made from the card, kept nowhere.

It holds the number of its card, hidden, and a proof that only whoever has our key can make. From it
nobody gets to the code of the card or to another address of it, and each time a household takes it
back the next one is another. Cards that were printed before have one too.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

_PROOF_BYTES = 14
"""112 bits: nobody guesses one, at any speed that a server answers at."""
_ID_BYTES = 4
_LARGEST_ID = 2**31 - 1
"""PostgreSQL has no larger number for a row, and takes none in a question."""
LINK_SIGNS = 24
_LINK = re.compile(f"[0-9A-Za-z_-]{{{LINK_SIGNS}}}")


def make_link(key: str, *, card_id: int, seed: bytes, turn: int) -> str:
    """Return the secret in the address of a card; 24 signs.

    Args:
        key: of codes, as bytes in UTF-8.
        card_id: the number of its row; it stands in it, and nobody can read it there.
        seed: of the card.
        turn: how often its household took the address back.
    """
    proof = _proof(key, card_id=card_id, seed=seed, turn=turn)
    return urlsafe_b64encode(proof + _hidden(key, proof, card_id.to_bytes(_ID_BYTES))).decode()


def card_id_in(key: str, link: str) -> int | None:
    """Return of which card an address says it is; None for what can be none of ours."""
    if not _LINK.fullmatch(link):
        return None
    held = urlsafe_b64decode(link)
    proof, hidden = held[:_PROOF_BYTES], held[_PROOF_BYTES:]
    card_id = int.from_bytes(_hidden(key, proof, hidden))
    return card_id if card_id <= _LARGEST_ID else None


def is_link_of(key: str, link: str, *, card_id: int, seed: bytes, turn: int) -> bool:
    """Say whether it is the address of a card; takes as long whatever is wrong with it."""
    made = make_link(key, card_id=card_id, seed=seed, turn=turn)
    return hmac.compare_digest(made.encode(), link.encode("utf-8", "surrogatepass"))


def _proof(key: str, *, card_id: int, seed: bytes, turn: int) -> bytes:
    text = f"planner/answer-link\0{card_id}\0{turn}\0".encode() + seed
    return hmac.digest(key.encode(), text, "sha256")[:_PROOF_BYTES]


def _hidden(key: str, proof: bytes, number: bytes) -> bytes:
    """Hide a number behind signs that follow from the proof, or find it again."""
    mask = hmac.digest(key.encode(), b"planner/answer-link-card\0" + proof, "sha256")
    return bytes(one ^ other for one, other in zip(number, mask, strict=False))
