"""Organisers' accounts and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import ShortageMail
from planner.core.roles import AccountRole
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN, owned_through, shared
from planner.store.personal_data import ACCOUNT, FAILURES, SECRET, SIGN_IN
from planner.store.register import PLAIN


class Account(Base):
    __tablename__ = "account"
    __owner__ = OWN

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True, info=ACCOUNT)
    """Lower case; people sign in with it."""
    name: Mapped[str] = mapped_column(String(80), info=ACCOUNT)
    password_hash: Mapped[str] = mapped_column(String(200), info=SECRET)
    """Empty until an invited colleague has chosen one."""
    language: Mapped[str | None] = mapped_column(String(10), info=SECRET)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SECRET)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SECRET)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    role: Mapped[AccountRole] = mapped_column(
        word_column(AccountRole), default=AccountRole.ORGANISER, info=ACCOUNT
    )
    shortage_mail: Mapped[ShortageMail] = mapped_column(
        word_column(ShortageMail), default=ShortageMail.OWN, info=SECRET
    )
    digest_days: Mapped[int] = mapped_column(default=0, index=True, info=SECRET)
    """On which days a mail of what waits is wanted, as `core.digest` packs them; 0 for never."""
    digest_done_on: Mapped[date | None] = mapped_column(Date, info=SECRET)
    """The last day on which it was looked whether there is anything to write."""
    waiting_number: Mapped[int | None] = mapped_column(info=SECRET)
    """How much waited for them at `waiting_counted_at`; it stands in the menu while it is new."""
    waiting_counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SECRET)
    outside_id: Mapped[str | None] = mapped_column(String(400), unique=True, info=SECRET)
    """Issuer and subject, where somebody signs in through their employer's own sign-in."""

    organisation: Mapped[Organisation] = relationship()
    sign_ins: Mapped[list["SignIn"]] = relationship(back_populates="account")


class SignIn(Base):
    """One browser in which somebody is signed in; ending it here ends it there."""

    __tablename__ = "sign_in"
    __owner__ = owned_through("account_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=SIGN_IN)
    browser: Mapped[str] = mapped_column(String(40), info=SIGN_IN)
    """Such as 'Firefox on Android'; never the whole user agent."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SIGN_IN)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=SIGN_IN)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SIGN_IN)
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SIGN_IN)
    """When a password or second factor was last given; None while the second factor is asked."""
    had_factor: Mapped[bool] = mapped_column(default=False, info=SIGN_IN)
    """Whether a second factor was given, here or at the employer's own sign-in."""
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=SIGN_IN)
    """What a passkey has to sign next; taken away when it is used."""

    account: Mapped[Account] = relationship(back_populates="sign_ins")


class Throttle(Base):
    """A token bucket that counts failures, such as wrong passwords from one address."""

    __tablename__ = "throttle"
    __owner__ = shared("counts failures by keyed hashes, which say of nobody where they belong")

    key: Mapped[str] = mapped_column(String(64), primary_key=True, info=FAILURES)
    """Keyed hash of what is counted: no address or name is stored."""
    level: Mapped[float] = mapped_column(info=FAILURES)
    """Failures not yet leaked away."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, info=FAILURES)
