"""Organisations that share an installation and see nothing of each other's events."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.texts import N_
from planner.store.base import Base, UtcDateTime
from planner.store.owners import OWN, shared
from planner.store.personal_data import USUALLY_CALLED
from planner.store.register import PLAIN, audit


class Organisation(Base):
    __tablename__ = "organisation"
    __owner__ = shared("the organisations themselves, which only administrators of the host list")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(
        String(120), unique=True, info=PLAIN | audit(N_("what it is called"))
    )
    """Empty for the first one, which goes by the name in the settings until it says another."""
    is_host: Mapped[bool] = mapped_column(default=False, index=True, info=PLAIN)
    """Whether it runs the installation: its administrators see to the people of all."""
    phone: Mapped[str] = mapped_column(
        String(40), default="", info=PLAIN | audit(N_("how it is reached"))
    )
    """Number that its guests call where an event names nobody; that of an office."""
    mail: Mapped[str] = mapped_column(
        String(254), default="", info=PLAIN | audit(N_("how it is reached"))
    )
    """Address that its guests write to; that of an office."""
    about: Mapped[str] = mapped_column(
        String(400), default="", info=PLAIN | audit(N_("who it says it is"))
    )
    """The sentence that says to a neighbour who they are."""
    main_colour: Mapped[str] = mapped_column(
        String(7), default="", info=PLAIN | audit(N_("its colours"))
    )
    """Of buttons and links, as #0b5a5e; empty for the usual one."""
    second_colour: Mapped[str] = mapped_column(
        String(7), default="", info=PLAIN | audit(N_("its colours"))
    )
    """Of what is festive, as #c8402a; empty for the usual one."""
    keep_days: Mapped[int | None] = mapped_column(
        info=PLAIN | audit(N_("how long it keeps what guests tell"))
    )
    """Days after an event on which what guests told is erased; None as the installation says."""
    contact_name: Mapped[str] = mapped_column(
        String(80), default="", info=USUALLY_CALLED | audit(N_("whom guests can call"))
    )
    """Whom guests of a new event can call, until its organiser names somebody else."""
    contact_phone: Mapped[str] = mapped_column(
        String(40), default="", info=USUALLY_CALLED | audit(N_("whom guests can call"))
    )
    first_steps_hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """Since when its list of events no longer begins with the first steps; None while it may."""
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class OrganisationLogo(Base):
    """The logo of an organisation: a PNG that we drew ourselves from what was sent."""

    __tablename__ = "organisation_logo"
    __owner__ = OWN

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), unique=True
    )
    mark: Mapped[str] = mapped_column(String(16), info=PLAIN)
    """Of its bytes, in its address: browsers keep it until there is another."""
    width: Mapped[int] = mapped_column(info=PLAIN)
    height: Mapped[int] = mapped_column(info=PLAIN)
    image: Mapped[bytes] = mapped_column(LargeBinary, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
