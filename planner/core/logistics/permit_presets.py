"""What Heerlen asks, as its pages said on the day that stands with each: to begin with.

Rules of a town change, and these may have: who takes them over is asked to compare each with its
source. Heerlen's own limits for sound and for the number of people were not found.
"""

from datetime import date

from planner.core.logistics.permits import PermitKind, PermitRule, SiteFact
from planner.core.texts import N_

_TOWN, _PHONE = N_("Heerlen, permits and events"), "14 045"
_PAGE = "https://www.heerlen.nl/evenementen"
_READ_ON = date(2026, 2, 1)

HEERLEN: tuple[PermitRule, ...] = (
    PermitRule(
        title=N_("Put the date on the town’s calendar of events"),
        kind=PermitKind.NOTIFICATION,
        facts=frozenset({SiteFact.PUBLIC_GROUND, SiteFact.STREET_CLOSED}),
        least_people=500,
        days_before=182,
        season_by=(10, 1),
        authority=_TOWN,
        phone=_PHONE,
        source=_PAGE,
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Permit for an event: a closed street"),
        kind=PermitKind.PERMIT,
        facts=frozenset({SiteFact.STREET_CLOSED}),
        days_before=56,
        change_days=7,
        is_instead=True,
        authority=_TOWN,
        phone=_PHONE,
        source=_PAGE,
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Permit for an event: many people"),
        kind=PermitKind.PERMIT,
        facts=frozenset({SiteFact.PUBLIC_GROUND, SiteFact.STREET_CLOSED}),
        least_people=500,
        days_before=56,
        change_days=7,
        is_instead=True,
        authority=_TOWN,
        phone=_PHONE,
        source=_PAGE,
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Notify the town of the event"),
        kind=PermitKind.NOTIFICATION,
        facts=frozenset({SiteFact.PUBLIC_GROUND}),
        days_before=28,
        change_days=5,
        falls_away=True,
        authority=_TOWN,
        phone=_PHONE,
        source=_PAGE,
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Exemption to pour alcohol (Alcoholwet, article 35)"),
        kind=PermitKind.PERMIT,
        facts=frozenset({SiteFact.ALCOHOL}),
        days_before=70,
        authority=_TOWN,
        phone=_PHONE,
        source=_PAGE,
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Tent for more than 150 people: notify the fire service"),
        kind=PermitKind.NOTIFICATION,
        facts=frozenset({SiteFact.TENT}),
        least_people=151,
        days_before=28,
        falls_away=True,
        authority=_TOWN,
        phone=_PHONE,
        source="https://www.omgevingsloket.nl",
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("First aid: ask the GHOR what is needed"),
        kind=PermitKind.CHECK,
        least_people=2000,
        days_before=56,
        authority="GHOR",
        source="https://www.evenementenz.org",
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Food by volunteers: go through the checklist of the NVWA"),
        kind=PermitKind.CHECK,
        facts=frozenset({SiteFact.FOOD}),
        days_before=14,
        authority="NVWA",
        source="https://www.nvwa.nl",
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Fire: 2 metres from buildings, water or an extinguisher beside it"),
        kind=PermitKind.CHECK,
        facts=frozenset({SiteFact.FIRE}),
        days_before=7,
        authority=N_("Fire service"),
        source="https://www.brandweer.nl",
        seen_on=_READ_ON,
    ),
    PermitRule(
        title=N_("Music: until when, and how loud at the nearest house"),
        kind=PermitKind.CHECK,
        facts=frozenset({SiteFact.MUSIC}),
        days_before=28,
        authority=_TOWN,
        phone=_PHONE,
        source=_PAGE,
        seen_on=_READ_ON,
    ),
)
