"""Messages in an organiser's own words: one leaves as soon as the planner runs, one is planned."""

from datetime import time, timedelta

from planner.core.local_time import day_of, moment_near
from planner.core.own_messages import MessageGroup
from planner.services.demonstration.maker import Maker
from planner.services.messages import own_messages
from planner.services.messages.own_messages import MessagePlan
from planner.store.models import Event

SHOES = MessagePlan(
    audience=MessageGroup.COMING,
    subject="Trek dichte schoenen aan",
    text=(
        "Beste {naam}, fijn dat je meegaat!\n\n"
        "De paden op de heide zijn nat. Trek dichte schoenen aan, en een warme jas. "
        "We vertrekken om {tijd} bij {plek}."
    ),
    words_in={
        "de": {
            "subject": "Zieh feste Schuhe an",
            "text": (
                "Schön, dass du mitkommst!\n\n"
                "Die Wege in der Heide sind nass. Zieh feste Schuhe an und eine warme Jacke."
            ),
        }
    },
)
STILL_ROOM = MessagePlan(
    audience=MessageGroup.SILENT,
    subject="Ga je mee op {dag}?",
    text=(
        "Beste {naam}, er is nog plek op de wandeling.\n\n"
        "Wil je mee? Open je kaart en tik op ja. Dan staat er thee voor je klaar."
    ),
    words_in={},
)
DAYS_BEFORE = 3


def add_own_messages(maker: Maker, walk: Event) -> None:
    """Write to who goes along, at once, and plan one to who has not answered."""
    before = day_of(walk.starts_at, walk.zone) - timedelta(days=DAYS_BEFORE)
    for plan, at in (
        (SHOES, maker.now),
        (STILL_ROOM, moment_near(before, time(9, 30), walk.zone)),
    ):
        message = own_messages.write(
            maker.session, walk.id, plan, account_id=maker.account_id, now=maker.now
        )
        own_messages.send(maker.session, message.id, message.version, at=at, now=maker.now)
