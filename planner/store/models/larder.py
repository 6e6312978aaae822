"""What an organisation can keep between its events, and what it has kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.catering import Keeping
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN
from planner.store.register import PLAIN


class KeepingRule(Base):
    """What comes back of the price of what is left; an organisation without rules has the usual."""

    __tablename__ = "keeping_rule"
    __owner__ = OWN
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent_is_a_part"),)

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True
    )
    keeping: Mapped[Keeping] = mapped_column(word_column(Keeping), primary_key=True, info=PLAIN)
    percent: Mapped[int] = mapped_column(info=PLAIN)


class StockEntry(Base):
    """Something came into stock or left it: what is there is the sum of a dish's entries."""

    __tablename__ = "stock_entry"
    __owner__ = OWN

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey(Event.id, ondelete="SET NULL"), index=True
    )
    """At which event; None where somebody corrected the list."""
    name: Mapped[str] = mapped_column(String(80), info=PLAIN)
    """Of the dish, as menus call it."""
    unit: Mapped[str] = mapped_column(String(12), info=PLAIN)
    amount: Mapped[int] = mapped_column(info=PLAIN)
    """What came, negative for what left."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
