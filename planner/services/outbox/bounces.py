"""Stand-in until the reader of letters that come back is here: it finds none."""

from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Bounce:
    """A letter that could not be delivered."""

    status: str = ""


def read_bounce(message: Message) -> Bounce | None:
    """Read what a mail server says of a letter that it could not deliver; None when it says no."""
    return None


def note_bounce(
    session: Session, *, mail_id: int, address_hash: bytes, bounce: Bounce, now: datetime
) -> None:
    """Note that a letter came back."""
