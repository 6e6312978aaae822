"""Mail that has to leave, how far it is, and who wants none."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.organisations import OrganisationLogo
from planner.store.owners import owned_through, shared
from planner.store.personal_data import MAIL, MAIL_TRACE, NO_MORE_MAIL, RESTING, SENDER
from planner.store.register import PLAIN


class Mailing(Base):
    """A mail-out to many at once, which can be followed and stopped as one."""

    __tablename__ = "mailing"
    __owner__ = owned_through("event_id", otherwise="about accounts, or a test of the mail server")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[MailKind] = mapped_column(word_column(MailKind), info=PLAIN)
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True, info=SENDER
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


# The address and what was written go as soon as a mail is sent or stopped. What stays says that
# somebody was told, not who and not what.
class OutboxMail(Base):
    """One mail to one address."""

    __tablename__ = "outbox_mail"
    __owner__ = owned_through("event_id", otherwise="about accounts, or a test of the mail server")
    __table_args__ = (
        Index("ix_outbox_mail_state_rank_next_try_at", "state", "rank", "next_try_at", "id"),
        Index("ix_outbox_mail_mailing_id_state", "mailing_id", "state"),
        Index("ix_outbox_mail_event_id_state", "event_id", "state"),
        # Of which some wait is asked every few seconds: see `services/helpers/letters_due.py`.
        Index(
            "ix_outbox_mail_of_helpers",
            "state",
            sqlite_where=text("kind = 'helper'"),
            postgresql_where=text("kind = 'helper'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True, info=MAIL_TRACE)
    """What this mail is, such as 'reminder:12:345'; the same key is never queued again. No address
    stands in it: it is kept longer than the mail."""
    kind: Mapped[MailKind] = mapped_column(word_column(MailKind), info=MAIL_TRACE)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="SET NULL"), index=True
    )
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    to_address: Mapped[str] = mapped_column(String(254), info=MAIL)
    """Empty once the mail is sent, stopped or wiped; so are the next ones."""
    sender_name: Mapped[str] = mapped_column(String(120), default="", info=PLAIN)
    """Whose name stands at From; empty for nobody's."""
    reply_to: Mapped[str] = mapped_column(String(254), default="", info=PLAIN)
    """That of an office; empty where answers go to the address that mail comes from."""
    logo_id: Mapped[int | None] = mapped_column(
        ForeignKey(OrganisationLogo.id, ondelete="SET NULL"), index=True
    )
    """What is shown in it, from within: a picture that is fetched would tell who reads it."""
    attachment_id: Mapped[int | None] = mapped_column(
        ForeignKey("mail_attachment.id", ondelete="SET NULL"), index=True
    )
    """The paper that goes along; kept once for all letters that bear it."""
    language: Mapped[str] = mapped_column(String(10), info=MAIL_TRACE)
    subject: Mapped[str] = mapped_column(String(300), info=MAIL)
    text: Mapped[str] = mapped_column(Text, info=MAIL)
    html: Mapped[str] = mapped_column(Text, info=MAIL)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary, info=MAIL)
    calendar_method: Mapped[str] = mapped_column(String(20), info=PLAIN)
    """REQUEST or CANCEL, as in the calendar part; empty without one."""
    unsubscribe_url: Mapped[str] = mapped_column(String(300), info=MAIL)
    address_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True, info=MAIL)
    """Of the address, where its owner may say that they want no more of this."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    """Not before this moment."""
    state: Mapped[MailState] = mapped_column(word_column(MailState), info=MAIL_TRACE)
    rank: Mapped[int] = mapped_column(SmallInteger, default=1, info=PLAIN)
    """Of `core/mail_rules.RANKS`: the lowest leaves first."""
    tries: Mapped[int] = mapped_column(info=PLAIN)
    revision: Mapped[int] = mapped_column(SmallInteger, default=0, info=PLAIN)
    """How often it was written anew after a try that may have arrived: part of its Message-ID."""
    tried_as: Mapped[bytes | None] = mapped_column(LargeBinary(16), info=PLAIN)
    """A digest of what may have arrived though nobody said so; empty while nothing may have."""
    rewritten_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When it was last written anew, because what it tells of had changed since."""
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """Until when the one who is sending it has it for themselves."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    """When it was sent, given up or stopped."""
    trouble: Mapped[MailTrouble | None] = mapped_column(word_column(MailTrouble), info=MAIL_TRACE)
    last_error: Mapped[str] = mapped_column(String(40), info=MAIL_TRACE)
    """The mail server's status, such as '550 5.1.1'; never its text, which quotes the address."""
    came_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    """When a mail that was sent came back; its state is 'failed' from then on."""


# By order of leaving, not of writing: a letter that had to wait leaves after a younger one.
class CalendarTrace(Base):
    """What mail of ours made of an event in the calendar of one household."""

    __tablename__ = "calendar_entry"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        Index("ix_calendar_entry_event_id_method_sequence", "event_id", "method", "sequence"),
        Index("ix_calendar_entry_event_id_raised", "event_id", "raised"),
        # Whose calendar is asked about every few seconds: see `services/messages/entries.py`.
        Index(
            "ix_calendar_entry_taken_out",
            "invitation_id",
            sqlite_where=text("method = 'CANCEL'"),
            postgresql_where=text("method = 'CANCEL'"),
        ),
    )

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(info=MAIL_TRACE)
    """The highest SEQUENCE that may have arrived there; what leaves next is never lower."""
    raised: Mapped[int] = mapped_column(info=MAIL_TRACE)
    """How much higher that is than the event's own was."""
    method: Mapped[str] = mapped_column(String(20), info=MAIL_TRACE)
    """REQUEST or CANCEL, of the last that arrived or may have."""
    kind: Mapped[MailKind] = mapped_column(word_column(MailKind), info=MAIL_TRACE)
    """What that one was about."""
    is_sure: Mapped[bool] = mapped_column(info=MAIL_TRACE)
    """Whether the mail server said that it took that one."""
    left_at: Mapped[datetime] = mapped_column(UtcDateTime, info=MAIL_TRACE)
    """When that one was handed over."""


class RestingAddress(Base):
    """A mail address to which nothing is sent for now, because mail came back from it."""

    __tablename__ = "resting_address"
    __owner__ = shared("whether mail arrives there is the same for all; a keyed hash names nobody")

    address_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, info=RESTING)
    """Keyed: without our key nobody can try addresses out."""
    trouble: Mapped[MailTrouble] = mapped_column(word_column(MailTrouble), info=RESTING)
    """NOT_KNOWN, FULL or CAME_BACK."""
    status: Mapped[str] = mapped_column(String(40), info=RESTING)
    """Such as '5.1.1'; never words of the mail that came back."""
    times: Mapped[int] = mapped_column(SmallInteger, info=RESTING)
    """How many mails came back since one last arrived."""
    since: Mapped[datetime] = mapped_column(UtcDateTime, info=RESTING)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=RESTING)
    """When we try again; None for not before somebody corrects the address."""


class Unsubscription(Base):
    """Somebody who wants no more mail about an event, or none at all that is not necessary."""

    __tablename__ = "unsubscription"
    __owner__ = owned_through("event_id", otherwise="of who wants no mail of anybody here")
    __table_args__ = (
        Index("uq_unsubscription_address_hash_event_id", "address_hash", "event_id", unique=True),
        Index(
            "uq_unsubscription_address_hash",
            "address_hash",
            unique=True,
            sqlite_where=text("event_id IS NULL"),
            postgresql_where=text("event_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(16), info=NO_MORE_MAIL)
    """Keyed: without our key nobody can try addresses out."""
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    """None: of no event at all."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=NO_MORE_MAIL)
