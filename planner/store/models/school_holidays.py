"""When the schools are off, as an organisation knows it: laid down, and changed by schools."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN
from planner.store.register import PLAIN

MOST_BREAK_NAME = 60
MOST_BREAK_SOURCE = 300


class SchoolHoliday(Base):
    """Days without school, such as the autumn holiday of one year."""

    __tablename__ = "school_holiday"
    __owner__ = OWN
    __table_args__ = (CheckConstraint("last_on >= first_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(MOST_BREAK_NAME), info=PLAIN)
    first_on: Mapped[date] = mapped_column(Date, info=PLAIN)
    last_on: Mapped[date] = mapped_column(Date, info=PLAIN)
    """Included."""
    source: Mapped[str] = mapped_column(String(MOST_BREAK_SOURCE), default="", info=PLAIN)
    seen_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """When somebody last held it against its source."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
