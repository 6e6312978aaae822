"""Organisers' accounts and where they are signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.roles import AccountRole
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.organisations import Organisation


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case; people sign in with it."""
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    """Empty until an invited colleague has chosen one."""
    language: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    role: Mapped[AccountRole] = mapped_column(
        word_column(AccountRole), default=AccountRole.ORGANISER
    )
    outside_id: Mapped[str | None] = mapped_column(String(400), unique=True)
    """Issuer and subject, where somebody signs in through their employer's own sign-in."""

    organisation: Mapped[Organisation] = relationship()
    sign_ins: Mapped[list["SignIn"]] = relationship(back_populates="account")


class SignIn(Base):
    """One browser in which somebody is signed in; ending it here ends it there."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser: Mapped[str] = mapped_column(String(40))
    """Such as 'Firefox on Android'; never the whole user agent."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a password or second factor was last given; None while the second factor is asked."""
    had_factor: Mapped[bool] = mapped_column(default=False)
    """Whether a second factor was given, here or at the employer's own sign-in."""
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """What a passkey has to sign next; taken away when it is used."""

    account: Mapped[Account] = relationship(back_populates="sign_ins")


class Throttle(Base):
    """A token bucket that counts failures, such as wrong passwords from one address."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed hash of what is counted: no address or name is stored."""
    level: Mapped[float]
    """Failures not yet leaked away."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
