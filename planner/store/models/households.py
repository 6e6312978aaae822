"""Who told what with a card: the browsers that may read it back, and the word for others."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.models.invitations import Invitation
from planner.store.owners import owned_through
from planner.store.personal_data import HOUSEHOLD_PROOF


class Household(Base):
    """Whoever told something with a card; who tells anew without proof is another one.

    Nobody knows who it is: it is a cookie or a word, and what was told with it.
    """

    __tablename__ = "household"
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey(Invitation.id, ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    told: Mapped[str] = mapped_column(String(60), info=HOUSEHOLD_PROOF)
    """Words of `core.household_words.ToldPart`, joined by commas: what is theirs to read."""
    is_first: Mapped[bool] = mapped_column(info=HOUSEHOLD_PROOF)
    """Whether nothing had been told with the card before."""
    word_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=HOUSEHOLD_PROOF)
    """Keyed hash of their word; None where they wanted none."""
    word_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=HOUSEHOLD_PROOF)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=HOUSEHOLD_PROOF)


class HouseholdBrowser(Base):
    """One browser that may read back what a household told; without the row its cookie is dead."""

    __tablename__ = "household_browser"
    __owner__ = owned_through("household_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(
        ForeignKey(Household.id, ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=HOUSEHOLD_PROOF)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=HOUSEHOLD_PROOF)
