"""Who works on which event without being one of its organisation's organisers."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.roles import TeamRole
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.owners import owned_through
from planner.store.personal_data import ACCOUNT
from planner.store.register import IN_CALENDAR, PLAIN


class TeamMember(Base):
    __tablename__ = "team_member"
    __owner__ = owned_through("event_id")

    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True, info=PLAIN | IN_CALENDAR
    )
    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True, index=True, info=IN_CALENDAR
    )
    role: Mapped[TeamRole] = mapped_column(word_column(TeamRole), info=ACCOUNT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=ACCOUNT)

    account: Mapped[Account] = relationship()
