"""An evening that goes on, for the gate's benches: answers, arrivals, and what was taken back.

A gate asks about a card among all that happened before, so an evening on which nothing happened yet
would be measured as quicker than any real one.
"""

from datetime import UTC, datetime

from sqlalchemy import insert, select

from bench.gate_site import PARTY, GateSite, Phone
from planner.core.enums import AnsweredBy, Reply
from planner.services.gate.items import MOST_ITEMS
from planner.store.base import Store
from planner.store.models import Answer, Invitation

GUESTS = 5_000
"""Cards of those who came before, of whom three in five answered."""
EACH_TAKEN_BACK = 20
"""One in so many was let in by mistake, which was taken back, and came in later."""


def let_it_go_on(site: GateSite, *, guests: int = GUESTS) -> list[str]:
    """Let households answer and nearly all come in; return the codes that nobody scanned.

    Args:
        site: with more cards than guests.
        guests: how many cards have that behind them; 19 in 20 of them came.
    """
    _answer(site, guests)
    codes = site.codes[:guests]
    came = [code for place, code in enumerate(codes) if place % 20]
    _send(site, [_entry(code, "first") for code in came])
    mistaken = came[::EACH_TAKEN_BACK]
    _send(site, [_void(code) for code in mistaken])
    _send(site, [_entry(code, "again") for code in mistaken])
    return site.codes[guests:]


def _answer(site: GateSite, guests: int) -> None:
    store, now = Store(site.url), datetime.now(UTC)
    cards = select(Invitation.id).where(Invitation.event_id == site.event_id)
    with store.transaction() as session:
        ids = session.scalars(cards.order_by(Invitation.id).limit(guests)).all()
        rows = [
            {
                "invitation_id": card,
                "event_id": site.event_id,
                "reply": Reply.YES if place % 10 else Reply.NO,
                "adults": PARTY if place % 10 else 0,
                "children": 0,
                "toddlers": 0,
                "is_detailed": bool(place % 10),
                "answered_by": AnsweredBy.GUEST,
                "created_at": now,
                "updated_at": now,
            }
            for place, card in enumerate(ids)
            if place % 5 < 3
        ]
        session.execute(insert(Answer), rows)
    store.close()


def _send(site: GateSite, scans: list[dict[str, object]]) -> None:
    phone = Phone(site.port, site.tokens[0])
    for first in range(0, len(scans), MOST_ITEMS):
        results = phone.send(scans[first : first + MOST_ITEMS])
        wrong = [one for one in results if one["status"] != "ok"]
        if wrong:
            raise RuntimeError(f"{len(wrong)} scans went wrong, the first: {wrong[0]}")
    phone.close()


def _entry(code: str, when: str) -> dict[str, object]:
    return {
        "nonce": f"came-{when}-{code}",
        "kind": "entry",
        "code": code,
        "admit": {"adults": PARTY, "children": 0},
    }


def _void(code: str) -> dict[str, object]:
    return {"nonce": f"void-{code}", "kind": "void", "code": code, "voids": f"came-first-{code}"}
