"""A form that made something makes it once, however often and however quickly it is sent.

Whoever sends it takes its mark first, in the transaction that does the work. Who comes with the
same mark meanwhile waits for that transaction, and finds what became of it.
Source: docs/decisions/0032-sent-twice.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Table, delete, select, update
from sqlalchemy.orm import Session

from planner.store.base import insert_if_absent
from planner.store.models import SentForm

_FORMS = cast(Table, SentForm.__table__)
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True)
class FirstAnswer:
    """How the first press was answered.

    Attributes:
        leads_to: an address of ours.
        words: what is said there, each with its kind.
    """

    leads_to: str
    words: Sequence[tuple[str, str]]


def take(
    connection: Connection, mark: bytes, *, organisation_id: int, now: datetime
) -> FirstAnswer | None:
    """Take a mark, as the first thing in a transaction; returns the answer where it is taken.

    Not by way of a session, so that it does not count as something that the form made.
    """
    taken = insert_if_absent(connection, _FORMS).values(
        mark=mark, organisation_id=organisation_id, sent_at=now, leads_to="", words=[]
    )
    if connection.execute(taken.returning(_FORMS.c.mark)).first() is not None:
        return None
    found = connection.execute(select(_FORMS).where(_FORMS.c.mark == mark)).one()
    return FirstAnswer(found.leads_to, [(kind, words) for kind, words in found.words])


def keep(session: Session, mark: bytes, answer: FirstAnswer) -> None:
    """Write down how the press was answered whose mark this transaction took."""
    session.connection().execute(
        update(_FORMS)
        .where(_FORMS.c.mark == mark)
        .values(leads_to=answer.leads_to, words=[list(pair) for pair in answer.words])
    )


def let_go(session: Session, mark: bytes) -> None:
    """Give a mark back: nothing was made, so that the same may be sent again."""
    session.connection().execute(delete(_FORMS).where(_FORMS.c.mark == mark))
