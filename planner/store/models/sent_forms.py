"""What became of forms that made something: sent again, each is answered as it was at first."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN
from planner.store.personal_data import SENT
from planner.store.register import PLAIN


class SentForm(Base):
    """One press of a button that made something, kept in the transaction that made it."""

    __tablename__ = "sent_form"
    __owner__ = OWN

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=PLAIN)
    """Hash of who sent it, where to, the key of the page it stood on, and all that was typed."""
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), index=True
    )
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    leads_to: Mapped[str] = mapped_column(String(2_000), info=SENT)
    """The address of ours that the answer led to."""
    words: Mapped[list[list[str]]] = mapped_column(JSON, info=SENT)
    """What was said there: pairs of a kind and a sentence."""
