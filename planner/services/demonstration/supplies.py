"""Things that come back, who delivers, and money, at the events of the demonstration."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from planner.core.local_time import day_of
from planner.core.logistics.money import CostCategory
from planner.core.logistics.suppliers import DeliveryState
from planner.core.logistics.things import CountedFrom, ThingSource
from planner.services.demonstration.maker import Maker
from planner.services.logistics import suppliers, things, uses
from planner.services.logistics.costs import CostPlan, keep_cost_line
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.uses import UsePlan
from planner.services.plan import menus
from planner.store.models import Event, Partner, Supplier, Thing, ThingUse

PORTIONS, HEADS = CountedFrom.PORTIONS, CountedFrom.HEADS
SCHOOL, SHED = "De basisschool, kelder", "Bureau, de kast in de gang"

OWNED = (
    ("Tafels", 12, SCHOOL),
    ("Banken", 30, SCHOOL),
    ("Partytenten", 4, SCHOOL),
    ("Barbecues", 3, SCHOOL),
    ("Kratten met 50 bekers", 6, SCHOOL),
    ("Afvalbakken", 6, SCHOOL),
    ("Brandblussers", 2, SHED),
    ("EHBO-koffers", 2, SHED),
    ("Verlengsnoeren van 25 meter", 4, SHED),
    ("Geluidsbox", 1, SHED),
    ("Vlaggen", 2, SHED),
    ("Hesjes", 30, SHED),
)
BARBECUE = (
    UsePlan(name="Tafels", counted_from=PORTIONS, per=8),
    UsePlan(name="Banken", counted_from=PORTIONS, per=4),
    UsePlan(name="Barbecues", counted_from=PORTIONS, per=40),
    UsePlan(name="Partytenten", counted_from=PORTIONS, per=30),
    UsePlan(name="Kratten met 50 bekers", counted_from=PORTIONS, per=20),
    UsePlan(name="Afvalbakken", counted_from=HEADS, per=40),
    UsePlan(name="Brandblussers", count=1),
    UsePlan(name="EHBO-koffers", count=1),
    UsePlan(name="Geluidsbox", count=1),
)
CASTLE = (
    UsePlan(name="EHBO-koffers", count=1, out_minutes=600, back_minutes=300),
    UsePlan(name="Brandblussers", count=2, out_minutes=600, back_minutes=300),
    UsePlan(name="Hesjes", count=24, out_minutes=600, back_minutes=300),
    UsePlan(name="Hekken van 3,5 meter", count=40, source=ThingSource.HIRED, planned_cents=48_000),
    UsePlan(name="Lampen op batterij", count=12, source=ThingSource.HIRED, planned_cents=9_600),
)
WALK = (
    UsePlan(name="Vlaggen", count=1, out_minutes=60, back_minutes=60),
    UsePlan(name="EHBO-koffers", count=1, out_minutes=60, back_minutes=60),
    UsePlan(name="Hesjes", counted_from=HEADS, per=10, out_minutes=60, back_minutes=60),
)

BUTCHER, BAKERY = "Slagerij De Linde", "Bakkerij Op de Hoek"
TOILETS, SOUND = "Toiletverhuur Parkstad", "Geluid en Licht Limburg"
FROM = {
    BUTCHER: ("Hamburgers (halal)", "Sausages (halal)"),
    BAKERY: ("Bread rolls",),
}
"""Where dishes of the barbecue are bought; the rest comes from the shop."""


@dataclass(frozen=True)
class Brings:
    """A delivery: by whom, what, so many minutes after the beginning, until when more can come."""

    supplier: str
    what: str
    arrives: int
    call: int | None = None
    state: DeliveryState = DeliveryState.PLANNED
    planned_cents: int | None = None


KNOWN = (
    (BUTCHER, "045 000 04 01", "Yildiz; bel voor elf uur", False),
    (BAKERY, "045 000 04 02", "Achterom", False),
    (TOILETS, "045 000 04 03", "", False),
    (SOUND, "045 000 04 04", "", False),
    ("Tante Truus", "045 000 04 05", "Soep voor 40, uit haar eigen keuken", True),
)
AT_BARBECUE = (
    Brings(BUTCHER, "Hamburgers en worst", -90, 75, DeliveryState.CONFIRMED),
    Brings(BAKERY, "Broodjes", -75, 30, DeliveryState.ORDERED),
)
AT_LAST_BARBECUE = (
    Brings(BUTCHER, "Hamburgers en worst", -90, 75, DeliveryState.DELIVERED),
    Brings(BAKERY, "Broodjes", -75, 30, DeliveryState.WRONG),
)
AT_CASTLE = (
    Brings(
        TOILETS,
        "Acht toiletten en twee voor rolstoelen",
        -420,
        None,
        DeliveryState.CONFIRMED,
        92_000,
    ),
    Brings(
        SOUND,
        "Licht op de muren, geluid op de binnenplaats",
        -400,
        None,
        DeliveryState.ORDERED,
        385_000,
    ),
)

LAST_COSTS = (
    CostPlan(category=CostCategory.FOOD, words="Slager", paid_cents=12_460),
    CostPlan(category=CostCategory.FOOD, words="Supermarkt, bijgehaald", paid_cents=4_735),
    CostPlan(category=CostCategory.FOOD, words="Bakker", paid_cents=2_140),
    CostPlan(
        category=CostCategory.PRINT,
        words="Kaarten en posters",
        planned_cents=2_500,
        paid_cents=2_265,
    ),
    CostPlan(
        category=CostCategory.PROGRAMME, words="Springkussen", planned_cents=9_000, paid_cents=9_000
    ),
)
NEXT_COSTS = (
    CostPlan(
        category=CostCategory.PRINT,
        words="Kaarten en posters",
        planned_cents=2_500,
        paid_cents=2_265,
    ),
    CostPlan(category=CostCategory.PROGRAMME, words="Springkussen", planned_cents=9_000),
)
CASTLE_COSTS = (
    CostPlan(category=CostCategory.PLACE, words="Gebruik van het kasteel", planned_cents=150_000),
    CostPlan(category=CostCategory.PROGRAMME, words="Ridders", planned_cents=120_000),
    CostPlan(
        category=CostCategory.PROGRAMME,
        words="Leerorkest: broodjes en vervoer",
        planned_cents=22_500,
    ),
    CostPlan(category=CostCategory.PERMITS, words="Verkeersregelaars", planned_cents=64_000),
)
SHARES = {"Springkussen": ("Woonpunt Noord", 4_500), "Ridders": ("Gemeente Heerlen", 60_000)}
"""What partners pay of it."""


def add_supplies(
    maker: Maker, *, last_barbecue: Event, barbecue: Event, castle: Event, walk: Event
) -> None:
    """Own things and lend them, let suppliers bring what they bring, and write down what it costs.

    Of the last barbecue one table did not come back, and the bread was not as ordered.
    """
    organisation_id = barbecue.organisation_id
    for name, owned, kept_at in OWNED:
        maker.session.add(
            Thing(
                organisation_id=organisation_id,
                name=name,
                owned=owned,
                kept_at=kept_at,
                is_demonstration=True,
            )
        )
    for name, phone, note, is_person in KNOWN:
        maker.session.add(
            Supplier(
                organisation_id=organisation_id,
                name=name,
                phone=phone,
                note=note,
                is_person=is_person,
                is_demonstration=True,
            )
        )
    maker.session.flush()
    known = {one.name: one.id for one in maker.session.scalars(select(Supplier))}
    _bring_back(maker, last_barbecue, _need(maker, last_barbecue, BARBECUE))
    _need(maker, barbecue, BARBECUE)
    _need(maker, castle, CASTLE)
    _need(maker, walk, WALK)
    for event in (last_barbecue, barbecue):
        _say_where_bought(event)
    for event, deliveries in (
        (last_barbecue, AT_LAST_BARBECUE),
        (barbecue, AT_BARBECUE),
        (castle, AT_CASTLE),
    ):
        _bring(maker, event, deliveries, known)
    partners = {one.name: one.id for one in maker.session.scalars(select(Partner))}
    for event, costs in (
        (last_barbecue, LAST_COSTS),
        (barbecue, NEXT_COSTS),
        (castle, CASTLE_COSTS),
    ):
        _spend(maker, event, costs, partners)


def _need(maker: Maker, event: Event, plans: Iterable[UsePlan]) -> list[ThingUse]:
    found = [uses.keep_use(maker.session, event.id, plan) for plan in plans]
    return [one for one in found if one is not None]


def _bring_back(maker: Maker, event: Event, used: Iterable[ThingUse]) -> None:
    """Take what was needed out, and bring it back but for one table."""
    people = things.PeopleAt(heads=60, portions=60)
    for use in used:
        count = min(things.count_of(use, people) or 0, use.thing.owned if use.thing else 0)
        uses.note_taken(maker.session, event.id, use.id, count)
        back = count - 1 if use.name == "Tafels" else count
        uses.note_back(maker.session, event.id, use.id, back=back)


def _say_where_bought(event: Event) -> None:
    sellers = {dish: supplier for supplier, dishes in FROM.items() for dish in dishes}
    for row in event.dishes:
        if row.name in sellers:
            menus.change_dish(row, replace(menus.dish_of(row), supplier=sellers[row.name]))


def _bring(
    maker: Maker, event: Event, deliveries: Iterable[Brings], known: Mapping[str, int]
) -> None:
    for one in deliveries:
        plan = DeliveryPlan(
            supplier_id=known[one.supplier],
            what=one.what,
            arrives_minutes=one.arrives,
            call_minutes=one.call,
            planned_cents=one.planned_cents,
        )
        kept = suppliers.keep_delivery(maker.session, event.id, plan)
        if kept is None or one.state is DeliveryState.PLANNED:
            continue
        suppliers.set_state(
            maker.session,
            event.id,
            kept.id,
            one.state,
            wrong="Witte bolletjes in plaats van bruine."
            if one.state is DeliveryState.WRONG
            else "",
            now=min(maker.now, event.starts_at + timedelta(minutes=one.arrives)),
        )


def _spend(
    maker: Maker, event: Event, costs: Iterable[CostPlan], partners: Mapping[str, int]
) -> None:
    paid_on = min(maker.today, day_of(event.ends_at, maker.zone))
    for plan in costs:
        partner, share = SHARES.get(plan.words, ("", None))
        keep_cost_line(
            maker.session,
            event.id,
            replace(
                plan,
                paid_on=paid_on if plan.paid_cents is not None else None,
                partner_id=partners.get(partner),
                share_cents=share if partner in partners else None,
            ),
            account_id=maker.account_id,
        )
