"""Many promises and remarks at once, for tests and benches of their pages."""

from datetime import date, timedelta

from sqlalchemy import select

from planner.core.residents.questions import HeardBy, RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.store.base import Store
from planner.store.models import Partner, Promise, PromiseRemark, Remark, Theme
from planner.store.scoping import host_id


def fill_promises(store: Store, today: date, *, promises: int, remarks: int) -> None:
    """Make promises in every state and remarks about them, of four partners and eight themes."""
    with store.transaction() as session:
        ours = host_id(session)
        towns = [
            Partner(organisation_id=ours, name=f"Partner {n}", kind=PartnerKind.OTHER)
            for n in range(4)
        ]
        session.add_all(towns)
        themes = [Theme(organisation_id=ours, name=f"Onderwerp {n}") for n in range(8)]
        session.add_all(themes)
        session.flush()
        for n in range(promises):
            due_on = today + timedelta(days=n * 7 - 300)
            state = list(PromiseState)[n % 4]
            is_settled = state in {PromiseState.DONE, PromiseState.CANNOT}
            session.add(
                Promise(
                    organisation_id=ours,
                    number=n + 1,
                    what=f"Belofte {n}",
                    kind=PromiseKind.ASKED,
                    partner_id=towns[n % 4].id,
                    made_on=today - timedelta(days=n),
                    first_due_on=due_on,
                    due_on=due_on,
                    state=state,
                    settled_on=due_on if is_settled else None,
                )
            )
        session.flush()
        made = session.scalars(select(Promise).order_by(Promise.number)).all()
        for n in range(remarks):
            proud = n % 5 == 0
            remark = Remark(
                organisation_id=ours,
                question=ResidentQuestion.PROUD if proud else ResidentQuestion.BETTER,
                words=f"Opmerking {n}",
                heads=1,
                heard_by=HeardBy.SPOT,
                heard_on=today,
                state=RemarkState.SHOWN,
                theme_id=themes[n % 8].id,
            )
            session.add(remark)
            session.flush()
            session.add(PromiseRemark(promise_id=made[n % len(made)].id, remark_id=remark.id))
