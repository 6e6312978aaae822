"""Organisations that share an installation and see nothing of each other's events."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.owners import shared
from planner.store.register import PLAIN


class Organisation(Base):
    __tablename__ = "organisation"
    __owner__ = shared("the organisations themselves, which only administrators of the host list")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True, info=PLAIN)
    """Empty for the first one, which goes by the name in the settings."""
    is_host: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether it runs the installation: its administrators see to the people of all."""
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
