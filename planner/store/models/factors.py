"""What proves who somebody is, besides a password: second factors, spare codes, links by mail."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.core.enums import FactorKind, LinkPurpose
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.owners import owned_through
from planner.store.personal_data import MAILED_LINK, SECOND_STEP, SECRET
from planner.store.register import PLAIN


class SecondFactor(Base):
    """A passkey, or an app that shows codes."""

    __tablename__ = "second_factor"
    __owner__ = owned_through("account_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True, info=PLAIN
    )
    kind: Mapped[FactorKind] = mapped_column(word_column(FactorKind), info=SECOND_STEP)
    name: Mapped[str] = mapped_column(String(60), info=SECOND_STEP)
    """How its owner tells it from others."""
    seed: Mapped[bytes | None] = mapped_column(LargeBinary(20), info=SECRET)
    """Of an app: the shared secret is derived from it with the code key, and stored nowhere."""
    last_step: Mapped[int | None] = mapped_column(BigInteger, info=SECRET)
    """Of an app: the newest half minute whose code was used; no code counts twice."""
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary(1023), unique=True, info=SECRET)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(2048), info=SECRET)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0, info=SECRET)
    """Of a passkey: rises where the device counts; a copy would fall behind."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SECOND_STEP)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SECRET)
    """When it first worked; until then it proves nothing and is not asked for."""
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=SECRET)


class RecoveryCode(Base):
    """A code on paper that stands in for the second factor, once."""

    __tablename__ = "recovery_code"
    __owner__ = owned_through("account_id")

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=SECRET)
    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True, info=PLAIN
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=SECRET)


class AccountLink(Base):
    """A link that was mailed: to begin an account, or to set a new password. Works once."""

    __tablename__ = "account_link"
    __owner__ = owned_through("account_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True, info=PLAIN
    )
    purpose: Mapped[LinkPurpose] = mapped_column(word_column(LinkPurpose), info=MAILED_LINK)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=MAILED_LINK)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=MAILED_LINK)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=MAILED_LINK)
