"""A message in an organiser's own words: to whom it can go, how far it is, and its bounds."""

from datetime import datetime, timedelta
from enum import StrEnum


class MessageGroup(StrEnum):
    """To whom a message goes."""

    COMING = "coming"
    """Who said yes."""
    MAYBE = "maybe"
    SILENT = "silent"
    """Who has not answered yet."""
    IN_LINE = "in_line"
    """Who waits for a place."""
    INSIDE = "inside"
    """Of whom somebody was let in at a gate and has not left."""
    STACK = "stack"
    """Who has a card of one batch, and did not say no."""
    HELPERS = "helpers"
    """All who help or wait to help."""
    SHIFT = "shift"
    """Who is in one shift, or waits for it."""


OF_HELPERS = frozenset({MessageGroup.HELPERS, MessageGroup.SHIFT})


class MessageState(StrEnum):
    """How far a message is."""

    DRAFT = "draft"
    """Written, and nobody pressed send; also what was taken back."""
    PLANNED = "planned"
    """It leaves at its moment; until then it can be changed and taken back."""
    LEFT = "left"
    """Its letters were put in the outbox, to those who were in its group at that moment."""
    HELD = "held"
    """Its moment came, and it did not leave; it can be changed and sent again."""


class HeldReason(StrEnum):
    """Why a message did not leave when its moment came."""

    CALLED_OFF = "called_off"
    """The event was cancelled."""
    DRAFT = "draft"
    """The event was a draft again."""
    TOO_LATE = "too_late"
    """The server could not send it within hours."""
    GROUP_GONE = "group_gone"
    """The batch or the shift that it was for is gone."""
    NOBODY = "nobody"
    """Nobody was in the group."""
    NO_PDF = "no_pdf"
    """The programme could not be made."""
    RESTORED = "restored"
    """A backup was put back: it may have left, or was taken back, since that was made."""


MOST_SUBJECT = 120
MOST_TEXT = 4_000
TAKE_BACK_WITHIN = timedelta(minutes=1)
"""How long after the press a message can be taken back: nothing leaves before."""
WRITTEN_UNTIL = timedelta(days=14)
"""How long after the end of its event a message may leave."""
INSIDE_RANK = 1
"""Of core/mail_rules.RANKS: who is inside has to read it while it matters."""


def may_leave_at(moment: datetime, *, ends_at: datetime) -> bool:
    """Say whether a message of an event may leave at a moment: not long after the event."""
    return moment <= ends_at + WRITTEN_UNTIL
