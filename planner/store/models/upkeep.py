"""When this database was last taken care of."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.owners import shared
from planner.store.register import PLAIN


class UpkeepMark(Base):
    """The last backup of this very database, and the last purge in it; no copy takes it along."""

    __tablename__ = "upkeep_mark"
    __owner__ = shared("when all of the database was last taken care of")

    name: Mapped[str] = mapped_column(String(20), primary_key=True, info=PLAIN)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
