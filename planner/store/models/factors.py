"""What proves who somebody is, besides a password: second factors, spare codes, links by mail."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.words import FactorKind, LinkPurpose
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account


class SecondFactor(Base):
    """A passkey, or an app that shows codes."""

    __tablename__ = "second_factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    kind: Mapped[FactorKind] = mapped_column(word_column(FactorKind))
    name: Mapped[str] = mapped_column(String(60))
    """How its owner tells it from others."""
    seed: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    """Of an app: the shared secret is derived from it with the code key, and stored nowhere."""
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    """Of an app: the newest half minute whose code was used; no code counts twice."""
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(2048))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    """Of a passkey: rises where the device counts; a copy would fall behind."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it first worked; until then it proves nothing and is not asked for."""
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code on paper that stands in for the second factor, once."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountLink(Base):
    """A link that was mailed: to begin an account, or to set a new password. Works once."""

    __tablename__ = "account_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(word_column(LinkPurpose))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
