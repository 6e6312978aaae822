"""What went and who did what: the proof that promises are kept, without anything of a guest."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import Actor
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.models.invitations import Batch
from planner.store.owners import owned_through
from planner.store.personal_data import DEED
from planner.store.register import PLAIN


class AnswerTotal(Base):
    """All answers to an event together at a whole hour: kept when the answers themselves go.

    Forecasts compare an event with earlier ones as long before them, so they need the totals at
    any hour; which household said what, nobody needs any more.
    """

    __tablename__ = "answer_total"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, info=PLAIN)
    """A whole hour; what was answered until then."""
    yes_heads: Mapped[int] = mapped_column(info=PLAIN)
    maybe_heads: Mapped[int] = mapped_column(info=PLAIN)
    no_heads: Mapped[int] = mapped_column(info=PLAIN)
    yes_cards: Mapped[int] = mapped_column(info=PLAIN)
    maybe_cards: Mapped[int] = mapped_column(info=PLAIN)
    no_cards: Mapped[int] = mapped_column(info=PLAIN)
    squares: Mapped[int] = mapped_column(info=PLAIN)
    """Sum of the squared sizes of the households that said yes or maybe."""


class PurgeRecord(Base):
    """How many rows of one kind went at one moment: counts, and nothing of what they held."""

    __tablename__ = "purge_record"
    __owner__ = owned_through("event_id", otherwise="of no event, such as old sign-ins")

    id: Mapped[int] = mapped_column(primary_key=True)
    purged_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    """None for what belongs to no event, such as old sign-ins."""
    kind: Mapped[str] = mapped_column(String(30), info=PLAIN)
    """A field of `services.purge_kinds.Purged`, or 'asked' when somebody asked for it."""
    rows: Mapped[int] = mapped_column(info=PLAIN)

    event: Mapped[Event | None] = relationship()


class AuditEntry(Base):
    """Who changed what, when. Names stand here by reference, so they go with the account."""

    __tablename__ = "audit_entry"
    __owner__ = owned_through(
        "event_id", "account_id", otherwise="a failed sign-in, a command, or who has left"
    )
    __table_args__ = (Index("ix_audit_entry_event_id_at", "event_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=DEED)
    what: Mapped[str] = mapped_column(String(60), info=DEED)
    """Such as 'planning.edit' or a command; `web.audit_words` has a sentence for each."""
    actor: Mapped[Actor] = mapped_column(word_column(Actor), info=DEED)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True, info=DEED
    )
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("batch.id", ondelete="SET NULL"), index=True
    )
    fields: Mapped[list[str]] = mapped_column(JSON, default=list, info=DEED)
    """Names of the event's columns that changed, such as 'starts_at'; never what stood in them."""
    address: Mapped[str | None] = mapped_column(String(200), info=DEED)
    """Of the form that was sent, where it edits something; of organisers' forms, no secret."""
    touched: Mapped[list[str]] = mapped_column(JSON, default=list, info=DEED)
    """Names of its fields that were changed; never what stood in them."""
    times: Mapped[int] = mapped_column(default=1, info=DEED)
    """More than one where a line stands for an hour of failures."""
    networks: Mapped[int | None] = mapped_column(info=DEED)
    """From how many connections; None where that is not counted."""
    sum_of: Mapped[str | None] = mapped_column(String(100), unique=True, info=DEED)
    """What is added up in the line, such as the failures of one account in one hour."""

    account: Mapped[Account | None] = relationship()
    event: Mapped[Event | None] = relationship()
    batch: Mapped[Batch | None] = relationship()
