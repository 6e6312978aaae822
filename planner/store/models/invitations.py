"""Batches of invitations, the invitations in them, and the answers to them."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import AnsweredBy, BatchKind, BatchSender, InvitationState, Reply
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN, owned_through
from planner.store.personal_data import (
    ALLERGY,
    ANSWER,
    CARD,
    DIET,
    GIVER,
    GIVER_OF_CARDS,
    HELP,
    PLACE_IN_LINE,
    PROVENANCE,
    REMARK,
    SAID_AT_GATE,
    WHEELS,
)
from planner.store.register import PLAIN


class Intermediary(Base):
    """Who hands invitations out and knows the people, so that the organiser need not."""

    __tablename__ = "intermediary"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), info=GIVER)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    """Whose contact it is: other organisations on the installation don't see the name."""
    organisation: Mapped[str] = mapped_column(String(80), default="", info=GIVER)
    """Where they belong, for the organiser only: it may say why people were invited."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=GIVER)
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Batch(Base):
    """Invitations issued together, possibly through an intermediary."""

    __tablename__ = "batch"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), info=GIVER_OF_CARDS)
    """For the organiser only; never on a card or a page of a guest."""
    kind: Mapped[BatchKind] = mapped_column(
        word_column(BatchKind), default=BatchKind.CARDS, info=PLAIN
    )
    intermediary_id: Mapped[int | None] = mapped_column(
        ForeignKey("intermediary.id"), index=True, info=GIVER_OF_CARDS
    )
    names_intermediary: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether cards and pages say who handed them out, by first name."""
    largest_party: Mapped[int] = mapped_column(info=PLAIN)
    sender: Mapped[BatchSender] = mapped_column(
        word_column(BatchSender), default=BatchSender.ORGANISER, info=PLAIN
    )
    sender_name: Mapped[str] = mapped_column(String(120), default="", info=PLAIN)
    """Of the partner whose name they bear, as it was when it was chosen; else empty."""
    languages: Mapped[str] = mapped_column(String(40), default="", info=PLAIN)
    """Codes of the languages on the cards, joined by commas; empty for that of who prints them."""
    gate_words: Mapped[str] = mapped_column(String(60), default="", info=SAID_AT_GATE)
    """What its guests get, said at the gate: 'table 7', 'blue wristband'; never why they come."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    handed_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)

    event: Mapped[Event] = relationship()
    intermediary: Mapped[Intermediary | None] = relationship()
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="batch")


# Asked for by the woman who hands out the invitations: she knows the families, we don't, and that
# is the agreement. Never add a name or an address to an invitation of a batch.
class Invitation(Base):
    """The right of one household to answer and come; bears one code."""

    __tablename__ = "invitation"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("largest_party > 0", name="party_positive"),
        # Cards that ended are few, and asked for every few seconds.
        Index(
            "ix_invitation_ended",
            "id",
            sqlite_where=text("state != 'issued'"),
            postgresql_where=text("state != 'issued'"),
        ),
        # Of the few answers that somebody has to look at first.
        Index(
            "ix_invitation_set_aside_at",
            "set_aside_at",
            sqlite_where=text("set_aside_at IS NOT NULL"),
            postgresql_where=text("set_aside_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    number: Mapped[int] = mapped_column(info=CARD)
    """The short number on the card, unique within the event; not a secret."""
    seed: Mapped[bytes] = mapped_column(LargeBinary(16), info=PLAIN)
    """Random; with the code key it gives the code again, for a reprint. Alone it gives nothing."""
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    state: Mapped[InvitationState] = mapped_column(word_column(InvitationState), info=CARD)
    largest_party: Mapped[int] = mapped_column(info=CARD)
    scans_seen: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """Raised by each scan before the scans are read: the row that two gates queue for."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=CARD)
    handed_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=CARD)
    """Ticked by whoever hands it out; to whom stays on their paper."""
    replaced_by: Mapped[int | None] = mapped_column(info=CARD)
    """The number of the card that came instead of this one."""
    calendar_turn: Mapped[int] = mapped_column(SmallInteger, default=0, info=CARD)
    """How often its household took the address in their calendar back; each gives another one."""
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PROVENANCE)
    """Since when its answer counts nowhere, because nobody has looked at it yet: `services/answer/
    standing.py` says what counts. Of one that was undone it stays, and its card is revoked."""
    keeps_place: Mapped[bool] = mapped_column(default=False, info=PROVENANCE)
    """Whether an answer that is set aside takes places all the same: nobody looked for hours."""

    event: Mapped[Event] = relationship()
    batch: Mapped[Batch] = relationship(back_populates="invitations")
    answer: Mapped["Answer | None"] = relationship(back_populates="invitation")


class Answer(Base):
    """What a household said last; the changes before it are kept as counts only."""

    __tablename__ = "answer"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        CheckConstraint("adults >= 0 AND children >= 0", name="party_not_negative"),
        CheckConstraint("toddlers BETWEEN 0 AND children", name="toddlers_are_children"),
        # Whose calendar has to lose the event, if it is there.
        Index(
            "ix_answer_said_no",
            "invitation_id",
            sqlite_where=text("reply = 'no'"),
            postgresql_where=text("reply = 'no'"),
        ),
    )

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    reply: Mapped[Reply] = mapped_column(word_column(Reply), info=ANSWER)
    adults: Mapped[int] = mapped_column(info=ANSWER)
    children: Mapped[int] = mapped_column(info=ANSWER)
    """Under 12, the toddlers among them."""
    toddlers: Mapped[int] = mapped_column(default=0, info=ANSWER)
    """How many of the children are under 4."""
    is_detailed: Mapped[bool] = mapped_column(default=False, info=ANSWER)
    """Whether the household told how many come; until then one adult is noted."""
    held_heads: Mapped[int] = mapped_column(default=0, info=ANSWER)
    """Places that are held until `held_until`, while the household says how many they are: the ones
    that are noted are among them. Nobody has said that so many come."""
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=ANSWER)
    answered_by: Mapped[AnsweredBy] = mapped_column(word_column(AnsweredBy), info=ANSWER)
    allergies: Mapped[str] = mapped_column(String(200), default="", info=ALLERGY)
    """Words of `core.diets.Allergen`, joined by commas; only while the household agrees."""
    allergies_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=ALLERGY)
    allergies_wording: Mapped[str] = mapped_column(String(10), default="", info=ALLERGY)
    """To which words the household agreed."""
    brings_pram: Mapped[bool] = mapped_column(default=False, info=WHEELS)
    brings_wheelchair: Mapped[bool] = mapped_column(default=False, info=WHEELS)
    access_words: Mapped[str] = mapped_column(String(120), default="", info=HELP)
    """What else helps them to come in, in their own words."""
    """Whether somebody can help for an hour; None when they did not say."""
    remark: Mapped[str] = mapped_column(String(500), default="", info=REMARK)
    """What must get better here, in their own words."""
    proud: Mapped[str] = mapped_column(String(500), default="", info=REMARK)
    """What they are proud of here."""
    access_words_read: Mapped[str] = mapped_column(String(120), default="", info=HELP)
    """Their words as organisers read them: since the last picture that had five of them or more."""
    remark_read: Mapped[str] = mapped_column(String(500), default="", info=REMARK)
    """The same of what must get better."""
    proud_read: Mapped[str] = mapped_column(String(500), default="", info=REMARK)
    """The same of what they are proud of."""
    remark_taken: Mapped[bool] = mapped_column(default=False, info=REMARK)
    """Whether organisers copied what they read of it, to answer it; not which copy it became."""
    proud_taken: Mapped[bool] = mapped_column(default=False, info=REMARK)
    """The same of what they are proud of."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=ANSWER)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=ANSWER)

    invitation: Mapped[Invitation] = relationship(back_populates="answer")
    diets: Mapped[list["AnswerDiet"]] = relationship(cascade="all, delete-orphan")

    @property
    def heads(self) -> int:
        """Adults and children together."""
        return self.adults + self.children


class AnswerDiet(Base):
    """How many of a party eat in a certain way: what they want to eat, never why."""

    __tablename__ = "answer_diet"
    __owner__ = owned_through("invitation_id")

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("answer.invitation_id", ondelete="CASCADE"), primary_key=True
    )
    diet: Mapped[str] = mapped_column(String(20), primary_key=True, info=DIET)
    heads: Mapped[int] = mapped_column(info=DIET)


class AnswerChange(Base):
    """An answer as it was at a moment, so that forecasts compare like with like."""

    __tablename__ = "answer_change"
    __owner__ = owned_through("event_id")
    __table_args__ = (Index("ix_answer_change_event_id_changed_at", "event_id", "changed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=ANSWER)
    reply: Mapped[Reply] = mapped_column(word_column(Reply), info=ANSWER)
    heads: Mapped[int] = mapped_column(info=ANSWER)


class Waiting(Base):
    """A household that would come if there were a place, and the place that is kept for it."""

    __tablename__ = "waiting"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        Index("ix_waiting_event_id_queued_at", "event_id", "queued_at"),
        CheckConstraint("heads > 0", name="heads_positive"),
    )

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    heads: Mapped[int] = mapped_column(info=PLACE_IN_LINE)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLACE_IN_LINE)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLACE_IN_LINE)
    offered_until: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True, info=PLACE_IN_LINE
    )
    """Until then the places count as taken; afterwards the next household gets an offer."""
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLACE_IN_LINE)
    """When the organiser told them of the offer by phone."""
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLACE_IN_LINE)
    """When a mail about the offer was made; an offer after that needs a new one."""

    invitation: Mapped[Invitation] = relationship()
