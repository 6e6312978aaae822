"""A barbecue with cards, as the tests of guests, answers and calendars need it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from planner.core.enums import EventType
from planner.core.turnout import EventKind
from planner.services.invite import issuing
from planner.services.invite.issuing import BatchPlan, PrintableCard
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.services.privacy.erasures import ErasureLog
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Invitation

MADE_AT = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
SATURDAY = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
"""15:00 in Amsterdam."""

BARBECUE = EventPlan(
    title="Buurt-BBQ Passart",
    event_type=EventType.BARBECUE,
    kind=EventKind.OPEN,
    starts_at=SATURDAY,
    ends_at=SATURDAY + timedelta(hours=4),
    venue_name="Speelveld",
    venue_address="Passartweg 1, Heerlen",
    contact_name="Chris",
    contact_phone="06 00 00 00 00",
)


@dataclass
class World:
    """An event with its cards in a database."""

    store: Store
    settings: Settings
    event_id: int

    @property
    def erasures(self) -> ErasureLog:
        """Where erasures on request are noted."""
        return ErasureLog(self.settings.instance, self.settings.code_key)

    def cards(self, count: int = 1, **wishes: object) -> list[PrintableCard]:
        """Make a batch and return its cards."""
        wish = replace(BatchPlan(name="Passartweg", count=count), **wishes)  # type: ignore[arg-type]
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            batch = issuing.issue_batch(
                session, event, wish, code_key=self.settings.code_key, now=MADE_AT
            )
            return issuing.codes_of(
                session, batch, code_key=self.settings.code_key, base_url=self.settings.base_url
            )

    def batch_of(self, card: PrintableCard) -> int:
        """Return the id of the batch that a card is of."""
        with self.store.reading() as session:
            found = issuing.find_by_number(session, self.event_id, card.number)
            assert found is not None
            return found.batch_id

    def invitation(self, card: PrintableCard) -> Invitation:
        """Return the invitation of a card, with its answer."""
        with self.store.reading() as session:
            found = issuing.find_invitation(session, card.code, code_key=self.settings.code_key)
            assert found is not None
            return found

    def change(self, **fields: object) -> None:
        """Set fields of the event, as an organiser would."""
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            for name, value in fields.items():
                setattr(event, name, value)
            event.calendar_block = None

    def plan(self, wish: EventPlan) -> Event:
        """Plan another event."""
        with self.store.transaction() as session:
            return making.create_event(session, wish, account_id=None, now=MADE_AT)


def make_world(store: Store, settings: Settings, wish: EventPlan = BARBECUE) -> World:
    """Plan a barbecue."""
    with store.transaction() as session:
        event = making.create_event(session, wish, account_id=None, now=MADE_AT)
        return World(store, settings, event.id)
