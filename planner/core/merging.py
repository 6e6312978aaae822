"""What becomes of a field that several people may have changed since a page was made from it.

Nothing is known of what the page showed but a digest of each field: that is enough to say who
changed what, short, and tells nothing to whoever reads the page's source.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b

LONGEST = 20_000
"""Signs of a version; a form of forty dishes has fewer."""
_DIGEST_BYTES = 6
_MOST_DIGITS = 10
_LONGEST_SALT = 20


class WhoseValue(Enum):
    """WhoseValue value a field gets."""

    AS_SENT = "as sent"
    """Nobody else changed it, or to the same."""
    THEIRS = "theirs"
    """Somebody changed it meanwhile, and who sends the form did not touch it."""
    BOTH = "both"
    """Both changed it, to different values: a person has to choose."""


def whose_of(shown: str, theirs: str, sent: str) -> WhoseValue:
    """Compare what the page showed, what stands there now and what is sent."""
    if theirs in {shown, sent}:
        return WhoseValue.AS_SENT
    return WhoseValue.THEIRS if sent == shown else WhoseValue.BOTH


def digest(values: Iterable[str], *, key: bytes) -> str:
    """Return a few signs that differ where what a field holds differs.

    They are keyed, with another key for each page: who has seen two pages, or guesses at what a
    field holds that the page does not show, learns nothing from them.

    Line ends are all the same to it: a browser sends others than are stored. So are the spaces
    around a value; and an empty field is the same as none that is chosen.
    """
    made = blake2b(digest_size=_DIGEST_BYTES, key=key)
    for value in values:
        lines = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if not lines:
            continue
        made.update(f"{len(lines)}:{lines}".encode("utf-8", "surrogatepass"))
    return urlsafe_b64encode(made.digest()).decode()


@dataclass(frozen=True)
class Version:
    """What a page was made from.

    Attributes:
        made_at: when, to the second.
        salt: of the key of its digests, drawn by chance.
        shown: a digest of each field, by its name.
    """

    made_at: datetime
    salt: str
    shown: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Write it down, for a hidden field."""
        pairs = (f"{name}={one}" for name, one in self.shown.items())
        return " ".join((f"{int(self.made_at.timestamp())}.{self.salt}", *pairs))


def read_version(typed: str) -> Version | None:
    """Read a version that came back with a form; None for what is none."""
    first, _space, rest = typed[:LONGEST].partition(" ")
    moment, _dot, salt = first.partition(".")
    if not (salt and salt.isascii() and len(salt) <= _LONGEST_SALT) or not (
        moment.isascii() and moment.isdigit() and len(moment) <= _MOST_DIGITS
    ):
        return None
    pairs = (pair.partition("=") for pair in rest.split())
    return Version(
        datetime.fromtimestamp(int(moment), UTC),
        salt,
        {name: one for name, equals, one in pairs if equals},
    )
