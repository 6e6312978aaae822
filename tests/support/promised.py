"""Remarks, partners and promises, put straight into the tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.residents.questions import HeardBy, RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.services.plan import places
from planner.store.models import (
    Neighbourhood,
    Partner,
    Promise,
    PromiseFollower,
    PromiseRemark,
    PromiseUpdate,
    Remark,
    Theme,
)
from planner.store.scoping import host_id

MADE_ON = date(2027, 5, 1)
DUE_ON = date(2027, 6, 1)


@dataclass
class Told:
    """Puts things into one neighbourhood, for an organisation."""

    session: Session
    organisation_id: int = 0
    name: str = "Passart"
    place: Neighbourhood = field(init=False)

    def __post_init__(self) -> None:
        self.organisation_id = self.organisation_id or host_id(self.session)
        found = places.find_or_add_neighbourhood(self.session, self.name)
        assert found is not None
        self.place = found

    def partner(self, name: str = "Gemeente", kind: PartnerKind = PartnerKind.MUNICIPALITY) -> int:
        known = self.session.scalar(
            select(Partner.id).where(
                Partner.name == name, Partner.organisation_id == self.organisation_id
            )
        )
        if known is not None:
            return known
        made = Partner(organisation_id=self.organisation_id, name=name, kind=kind)
        self.session.add(made)
        self.session.flush()
        return made.id

    def theme(self, name: str) -> int:
        known = self.session.scalar(
            select(Theme.id).where(
                Theme.name == name, Theme.organisation_id == self.organisation_id
            )
        )
        if known is not None:
            return known
        made = Theme(organisation_id=self.organisation_id, name=name)
        self.session.add(made)
        self.session.flush()
        return made.id

    def remark(self, theme: str = "Weeds", heads: int = 1, **fields: Any) -> Remark:
        made = Remark(
            **{
                "organisation_id": self.organisation_id,
                "neighbourhood_id": self.place.id,
                "question": ResidentQuestion.BETTER,
                "words": "secret words",
                "heads": heads,
                "heard_by": HeardBy.SPOT,
                "heard_on": MADE_ON,
                "state": RemarkState.SHOWN,
                "theme_id": self.theme(theme),
                **fields,
            }
        )
        self.session.add(made)
        self.session.flush()
        return made

    def promise(
        self,
        what: str = "Mow the weeds",
        *,
        answers: Sequence[Remark] = (),
        **fields: Any,
    ) -> Promise:
        """Make a promise that residents may read."""
        number = self.session.scalar(
            select(func.count())
            .select_from(Promise)
            .where(Promise.organisation_id == self.organisation_id)
        )
        made = Promise(
            **{
                "organisation_id": self.organisation_id,
                "number": (number or 0) + 1,
                "neighbourhood_id": self.place.id,
                "what": what,
                "kind": PromiseKind.ASKED,
                "partner_id": self.partner(),
                "made_on": MADE_ON,
                "first_due_on": DUE_ON,
                "due_on": DUE_ON,
                "is_public": True,
                **fields,
            }
        )
        self.session.add(made)
        self.session.flush()
        self.session.add_all(PromiseRemark(promise_id=made.id, remark_id=one.id) for one in answers)
        self.session.flush()
        return made

    def update(
        self,
        promise: Promise,
        state: PromiseState,
        words: str = "",
        *,
        at: datetime,
        due_on: date | None = None,
        **fields: Any,
    ) -> PromiseUpdate:
        """Say what became of it."""
        made = PromiseUpdate(
            promise_id=promise.id, at=at, state=state, words=words, due_on=due_on, **fields
        )
        self.session.add(made)
        promise.state = PromiseState.BUSY if state is PromiseState.PASSED_ON else state
        promise.due_on = due_on or promise.due_on
        if state in {PromiseState.DONE, PromiseState.CANNOT}:
            promise.settled_on = at.date()
        self.session.flush()
        self.session.expire(promise, ["updates"])
        return made

    def follower(
        self, address: str, *, secret_hash: bytes, until: date, language: str = "nl", **fields: Any
    ) -> PromiseFollower:
        made = PromiseFollower(
            organisation_id=self.organisation_id,
            neighbourhood_id=self.place.id,
            address=address,
            language=language,
            agreed_on=until - timedelta(days=300),
            wording="1",
            ends_on=until,
            secret_hash=secret_hash,
            **fields,
        )
        self.session.add(made)
        self.session.flush()
        return made
