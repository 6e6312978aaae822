"""What is to be arranged for the events of the demonstration: tasks, and what the town is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from planner.core.local_time import day_of
from planner.core.logistics.permits import PermitKind, PermitRule, PermitState, SiteFact
from planner.services.demonstration.maker import Maker
from planner.services.logistics import permits, town_rules
from planner.services.logistics.permits import PermitPlan
from planner.services.logistics.tasks import TaskPlan, make_tasks, set_done, tasks_of
from planner.services.plan.places import find_or_add_venue
from planner.store.models import Event, Partner
from planner.translations.reading import texts_in

OURS = "Noor"
ON_GRASS = frozenset({SiteFact.PUBLIC_GROUND, SiteFact.FIRE, SiteFact.FOOD, SiteFact.MUSIC})
CASTLE_FACTS = ON_GRASS | {SiteFact.TENT, SiteFact.ALCOHOL}
NAMED_FOR_BARBECUE = 50
INSIDE_AT_BARBECUE = 60
NAMED_FOR_CASTLE = 6_000
CLEARED_WITHIN = timedelta(hours=4)


@dataclass(frozen=True)
class DemoTask:
    """A task: what, how many days after the event, whose, and whether it is done."""

    title: str
    days: int
    whose: str = OURS
    phone: str = ""
    note: str = ""
    is_done: bool = False


BARBECUE = (
    DemoTask("Vraag de gemeente of helpers verzekerd zijn", -28, is_done=True),
    DemoTask("Stroom en water regelen", -14, "Gemeente Heerlen", is_done=True),
    DemoTask(
        "Vertel wie ernaast woont: wanneer, en wie ze kunnen bellen",
        -7,
        "Fatima",
        "045 000 01 06",
        "Ook de overkant, ook de flat.",
    ),
    DemoTask("Kijk of er kolen en aanmaakblokjes zijn", -5),
    DemoTask("Kijk de EHBO-koffer na", -3, "Riet", "045 000 01 01"),
    DemoTask("Sleutel van de school ophalen", -2, ""),
    DemoTask("Bedank helpers, leveranciers en wie ernaast woont", 2),
    DemoTask("Bonnen inleveren", 7),
)
LAST_BARBECUE = (
    DemoTask("Stroom en water regelen", -14, is_done=True),
    DemoTask("Kijk de EHBO-koffer na", -3, is_done=True),
    DemoTask("Bedank helpers, leveranciers en wie ernaast woont", 2, is_done=True),
    DemoTask("Bonnen inleveren", 7),
)
CASTLE = (
    DemoTask("Spreek met het kasteel af wat we mogen gebruiken", -180, is_done=True),
    DemoTask("Maak met de gemeente het veiligheidsplan", -90, is_done=True),
    DemoTask("Artiesten, geluid en licht vastleggen", -90, is_done=True),
    DemoTask("EHBO afspreken", -56, is_done=True),
    DemoTask("Verkeer en parkeren afspreken", -10, "Gemeente Heerlen"),
    DemoTask("Vertel wie ernaast woont: wanneer, en wie ze kunnen bellen", -7),
    DemoTask("Sleutels van kasteel en stroomkast halen", -1, "Beheerder kasteel", "045 000 02 00"),
    DemoTask("Bedank iedereen die meedeed", 2),
    DemoTask("Bonnen inleveren", 7),
)
WALK = (
    DemoTask("Vraag of we met een groep over de hei mogen", -28, is_done=True),
    DemoTask("Loop de route een keer, met een horloge", -14, "Boswachter", "045 000 03 00"),
    DemoTask("Kijk de EHBO-koffer na", -3),
    DemoTask("Stuur iedereen de foto’s en wanneer de volgende is", 2),
)


def add_errands(
    maker: Maker, *, last_barbecue: Event, barbecue: Event, castle: Event, walk: Event
) -> None:
    """Write the tasks down, take over what Heerlen asks, and tell the town of two events."""
    partners = {one.name: one.id for one in maker.session.scalars(select(Partner))}
    for event, todos in (
        (last_barbecue, LAST_BARBECUE),
        (barbecue, BARBECUE),
        (castle, CASTLE),
        (walk, WALK),
    ):
        _add_tasks(maker, event, todos, partners)
    rules = _rules(maker, barbecue)
    _add_site(maker, last_barbecue, ON_GRASS)
    _add_site(
        maker,
        barbecue,
        ON_GRASS,
        rain="Buurthuis Meezenbroek",
        rain_words="We zetten de barbecues onder het afdak en eten binnen.",
        heat_words="Twee tenten extra voor schaduw, en water bij de ingang.",
        holds=INSIDE_AT_BARBECUE,
    )
    _add_site(
        maker,
        castle,
        CASTLE_FACTS,
        rain_words="Bij storm gaan tenten en hekken neer en stopt de show.",
    )
    _add_site(
        maker,
        walk,
        frozenset({SiteFact.PUBLIC_GROUND}),
        rain="Bezoekerscentrum Brunssummerheide",
        rain_words="Bij onweer lopen we niet; we drinken koffie en kijken de film.",
        heat_words="We gaan om acht uur, en nemen dubbel water mee.",
        holds=30,
    )
    _tell_town(maker, last_barbecue, rules, named=NAMED_FOR_BARBECUE, days_ago=40)
    _tell_town(maker, barbecue, rules, named=NAMED_FOR_BARBECUE, days_ago=21)
    _tell_town(maker, castle, rules, named=NAMED_FOR_CASTLE, days_ago=70)


def _add_tasks(
    maker: Maker, event: Event, todos: Iterable[DemoTask], partners: Mapping[str, int]
) -> None:
    plans = [
        TaskPlan(
            title=one.title,
            days=one.days,
            account_id=maker.account_id if one.whose == OURS else None,
            partner_id=partners.get(one.whose),
            owner=one.whose if one.whose != OURS and one.whose not in partners else "",
            phone=one.phone,
            note=one.note,
        )
        for one in todos
    ]
    make_tasks(maker.session, event.id, plans, now=max(event.created_at, maker.days_ago(20)))
    done = {one.title for one in todos if one.is_done}
    for task in tasks_of(maker.session, [event.id]):
        if task.title in done:
            set_done(
                maker.session,
                event.id,
                task.id,
                is_done=True,
                account_id=maker.account_id,
                now=maker.days_ago(3),
            )


def _rules(maker: Maker, event: Event) -> list[PermitRule]:
    organisation_id = event.organisation_id
    town_rules.take_over(
        maker.session,
        words=texts_in("nl").gettext,
        is_demonstration=True,
        organisation_id=organisation_id,
    )
    return permits.rules_of(maker.session, [organisation_id]).get(organisation_id, [])


def _add_site(
    maker: Maker,
    event: Event,
    facts: frozenset[SiteFact],
    *,
    rain: str = "",
    rain_words: str = "",
    heat_words: str = "",
    holds: int | None = None,
) -> None:
    """Say what happens at an event, and where it is dry."""
    permits.say_facts(maker.session, event.id, {fact: fact in facts for fact in SiteFact})
    site = permits.site_of(maker.session, event.id)
    site.rain_words, site.heat_words = rain_words, heat_words
    venue = find_or_add_venue(
        maker.session,
        rain,
        organisation_id=event.organisation_id,
        now=event.created_at,
        neighbourhood=event.neighbourhood,
        is_demonstration=True,
    )
    if venue is not None:
        site.rain_venue_id = venue.id
        venue.capacity = venue.capacity or holds


def _tell_town(
    maker: Maker, event: Event, rules: Iterable[PermitRule], *, named: int, days_ago: int
) -> None:
    """Send what is asked of an event, so many days ago; where it is granted the town answered."""
    site = permits.sites_of(maker.session, [event.id]).get(event.id)
    asked = permits.asked_permits(event, site, list(rules), [], None)
    until = event.ends_at + CLEARED_WITHIN
    for one in asked:
        if one.rule is None or one.rule.source == "":
            continue
        is_town, is_check = one.rule.change_days is not None, one.rule.kind is PermitKind.CHECK
        plan = PermitPlan(
            state=PermitState.GRANTED if is_town or is_check else PermitState.SENT,
            most_people=named if is_town else None,
            until=until if is_town else None,
            sent_on=None if is_check else day_of(maker.days_ago(days_ago), maker.zone),
            reference=f"EVT-{event.id:04}" if is_town else "",
        )
        permits.keep_permit(maker.session, event.id, plan, rule=one.rule)
