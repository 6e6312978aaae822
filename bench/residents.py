"""What the pages of remarks and promises cost with 500 remarks and 100 promises: CPU of the server.

The goal is 25 ms.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bench.pages import cpu_ms, signed_in_desk
from bench.sites import make_site
from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import PartnerKind, PromiseKind, PromiseState
from planner.store.base import Store
from planner.store.models import Event, Neighbourhood, Partner, Promise, PromiseRemark, Remark
from tests.support.remarks import add_remark

REMARKS = 500
PROMISES = 100
GOAL_MS = 25
MADE_ON = date(2026, 6, 1)


def main() -> None:
    """Print what each page takes."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        event_id, slug = fill(site.app.extensions["store"])
        desk, guest = signed_in_desk(site.app, site), site.app.test_client()
        first = _first(site.app.extensions["store"])
        pages: dict[str, Callable[[], object]] = {
            url: partial(desk.get, url)
            for url in (
                "/remarks",
                f"/events/{event_id}/remarks",
                f"/remarks/{first}",
                "/promises",
                "/promises/1",
            )
        }
        public = f"/neighbourhood/{slug}/promises"
        pages |= {url: partial(guest.get, url) for url in (public, f"{public}.atom")}
        sys.stdout.write(
            f"\n{REMARKS} remarks, {PROMISES} promises, CPU of the server (goal: {GOAL_MS} ms):\n"
        )
        for url, ask in pages.items():
            sys.stdout.write(f"  {url:<44} {cpu_ms(ask):6.1f} ms\n")


def fill(store: Store) -> tuple[int, str]:
    """Fill one event and its neighbourhood; return which."""
    with store.transaction() as session:
        event = session.scalars(
            select(Event).where(Event.neighbourhood_id.is_not(None)).order_by(Event.id)
        ).first()
        assert event is not None
        partner = Partner(
            organisation_id=event.organisation_id, name="The town", kind=PartnerKind.MUNICIPALITY
        )
        session.add(partner)
        said = [
            add_remark(
                session,
                event,
                f"Remark {place} about a lamp, a bench or the weeds",
                heads=place % 7 + 1,
                theme=f"Theme {place % 25}",
                question=ResidentQuestion.PROUD if place % 3 == 0 else ResidentQuestion.BETTER,
                state=RemarkState.SHOWN if place % 10 else RemarkState.NEW,
            )
            for place in range(REMARKS)
        ]
        last = max(session.scalars(select(Promise.number)).all(), default=0)
        states = (PromiseState.OPEN, PromiseState.BUSY, PromiseState.DONE, PromiseState.CANNOT)
        for place in range(PROMISES):
            due_on = MADE_ON + timedelta(days=3 * place)
            state = states[place % 4]
            promise = Promise(
                organisation_id=event.organisation_id,
                number=last + place + 1,
                event_id=event.id,
                neighbourhood_id=event.neighbourhood_id,
                what=f"The lamp at corner {place} is mended",
                kind=PromiseKind.PROMISED,
                partner=partner,
                agreed_on=MADE_ON,
                made_on=MADE_ON,
                first_due_on=due_on,
                due_on=due_on,
                state=state,
                settled_on=due_on if place % 4 > 1 else None,
                is_public=True,
            )
            session.add(promise)
            session.flush()
            session.add(PromiseRemark(promise_id=promise.id, remark_id=said[place].id))
        neighbourhood = session.get_one(Neighbourhood, event.neighbourhood_id)
        return event.id, neighbourhood.slug


def _first(store: Store) -> int:
    with store.reading() as session:
        found = session.scalar(
            select(Remark.id).where(Remark.state == RemarkState.NEW).order_by(Remark.id).limit(1)
        )
        assert found is not None
        return found


if __name__ == "__main__":
    main()
