"""Addresses of our own under the sender's mailbox: what comes to one says by itself whose it is.

`post+b…@host` is where a letter comes back to that could not be delivered; `post+a…@host` is whom a
calendar answers for one card. Both are signed: nobody can make one for somebody else, and neither
holds an address, a name or the code of a card. Base32 in small letters, because mail servers on the
way may change the case.
"""

import hashlib
import hmac
import re
from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass, field

LETTER, CARD = "b", "a"
ID_BYTES = 4
HASH_BYTES = 16
SIGN_BYTES = 8
LONGEST_LOCAL = 64
"""Of what stands before @ (RFC 5321 4.5.3.1.1)."""
TOKEN_LENGTH = -(-(ID_BYTES + HASH_BYTES + SIGN_BYTES) * 8 // 5)
LONGEST_MAILBOX = LONGEST_LOCAL - TOKEN_LENGTH - len(LETTER) - 1
"""Of the sender's own, so that an address of ours still fits: 17 signs."""
SEPARATORS = frozenset("+-=_")


@dataclass(frozen=True, slots=True)
class LetterAddress:
    """Where one letter comes back to."""

    mail_id: int
    address_hash: bytes
    """Keyed, 16 bytes: of the address the letter went to, which is not kept."""


@dataclass(frozen=True, slots=True)
class CardAddress:
    """Whom calendars answer for one card."""

    invitation_id: int


@dataclass(frozen=True)
class ReturnAddresses:
    """Makes and reads these addresses.

    Attributes:
        sender: the address that mail comes from.
        plus: what its mail server puts between a mailbox and the rest.
        key: signs; another one makes every address of before worthless.
    """

    sender: str
    plus: str
    key: str = field(repr=False)

    def for_letter(self, mail_id: int, address_hash: bytes) -> str:
        """Return where one letter comes back to.

        Raises:
            ValueError: the hash has another length.
        """
        if len(address_hash) != HASH_BYTES:
            raise ValueError(f"a hash of an address has {HASH_BYTES} bytes")
        return self._address(LETTER, mail_id.to_bytes(ID_BYTES) + address_hash)

    def for_card(self, invitation_id: int) -> str:
        """Return whom calendars answer for a card: the same as long as the key is."""
        return self._address(CARD, invitation_id.to_bytes(ID_BYTES))

    def read(self, address: str) -> LetterAddress | CardAddress | None:
        """Say what an address stands for; None when it is not one of ours."""
        mailbox, host = self._parts()
        name, _at, given_host = address.strip().lower().rpartition("@")
        begins = f"{mailbox}{self.plus}"
        if given_host != host or not name.startswith(begins):
            return None
        rest = name.removeprefix(begins)
        return self._read(rest[:1], _decode(rest[1:]))

    def find(self, texts: Iterable[str]) -> LetterAddress | CardAddress | None:
        """Return what the first address of ours in some texts stands for, such as in headers."""
        mailbox, host = self._parts()
        ours = re.compile(
            rf"{re.escape(mailbox + self.plus)}[{LETTER}{CARD}][a-z2-7]+@{re.escape(host)}", re.I
        )
        found = (self.read(address) for text in texts for address in ours.findall(text))
        return next((one for one in found if one is not None), None)

    def _parts(self) -> tuple[str, str]:
        mailbox, _at, host = self.sender.lower().rpartition("@")
        return mailbox, host

    def _address(self, kind: str, body: bytes) -> str:
        mailbox, _at, host = self.sender.rpartition("@")
        token = b32encode(body + self._sign(kind, body)).decode().rstrip("=").lower()
        return f"{mailbox}{self.plus}{kind}{token}@{host}"

    def _read(self, kind: str, whole: bytes) -> LetterAddress | CardAddress | None:
        body, sign = whole[:-SIGN_BYTES], whole[-SIGN_BYTES:]
        lengths = {LETTER: ID_BYTES + HASH_BYTES, CARD: ID_BYTES}
        if len(body) != lengths.get(kind) or not hmac.compare_digest(sign, self._sign(kind, body)):
            return None
        key = int.from_bytes(body[:ID_BYTES])
        return LetterAddress(key, body[ID_BYTES:]) if kind == LETTER else CardAddress(key)

    def _sign(self, kind: str, body: bytes) -> bytes:
        text = f"return-address:{kind}:".encode() + body
        return hmac.new(self.key.encode(), text, hashlib.sha256).digest()[:SIGN_BYTES]


def fits(sender: str) -> bool:
    """Say whether addresses of ours fit under this mailbox."""
    return len(sender.rpartition("@")[0]) <= LONGEST_MAILBOX


def _decode(token: str) -> bytes:
    """Read a token; nothing for what is none."""
    try:
        return b32decode(token.upper() + "=" * (-len(token) % 8))
    except (Error, ValueError):
        return b""
