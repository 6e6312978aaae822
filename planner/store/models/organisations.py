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
    phone: Mapped[str] = mapped_column(String(40), default="", info=PLAIN)
    """Number that its guests call where an event names nobody; that of an office."""
    mail: Mapped[str] = mapped_column(String(254), default="", info=PLAIN)
    """Address that its guests write to; that of an office."""
    about: Mapped[str] = mapped_column(String(400), default="", info=PLAIN)
    """The sentence that says to a neighbour who they are."""
    main_colour: Mapped[str] = mapped_column(String(7), default="", info=PLAIN)
    """Of buttons and links, as #0b5a5e; empty for the usual one."""
    second_colour: Mapped[str] = mapped_column(String(7), default="", info=PLAIN)
    """Of what is festive, as #c8402a; empty for the usual one."""
    keep_days: Mapped[int | None] = mapped_column(info=PLAIN)
    """Days after an event on which what guests told is erased; None as the installation says."""
    first_steps_hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """Since when its list of events no longer begins with the first steps; None while it may."""
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
