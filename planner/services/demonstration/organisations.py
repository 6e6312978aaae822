"""Who is who in the demonstration: the host says who it is, and a partner has a house style."""

from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from planner.core.enums import EventType
from planner.core.roles import AccountRole
from planner.core.turnout import EventKind
from planner.exports.logo import LogoRefused, draw_logo
from planner.services.demonstration.maker import Maker
from planner.services.people import organisations, signing_in
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.series import add_series
from planner.store.base import Base
from planner.store.models import Organisation

PARTNER = "Buurthuis De Brug (demo)"
PARTNER_EMAIL = "sanne@brug.example"
ABOUT_HOST = (
    "Wij zijn mensen van het bureau in Heerlen-Noord. Met bewoners en partners maken we de buurt "
    "mooier, te beginnen met een praatje bij de barbecue."
)
ABOUT_PARTNER = "Buurthuis De Brug is van de buurt: er is altijd koffie en er wordt gekookt."
LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 60">
<path d="M8 50h164M20 50C30 12 150 12 160 50M48 50V31M76 50V24M104 50V24M132 50V31"
 fill="none" stroke="#7a3b69" stroke-width="7" stroke-linecap="round"/>
<circle cx="90" cy="10" r="6" fill="#f2a71b"/></svg>"""


def add_organisations(maker: Maker, *, password: str) -> None:
    """Describe the host, and add a partner with its colours, its logo, its people and events."""
    session = maker.session
    host = session.scalars(select(Organisation).where(Organisation.is_host)).one()
    if not host.about:
        host.about = ABOUT_HOST
    partner = Organisation(
        name=PARTNER,
        phone="045 000 00 10",
        mail="post@brug.example",
        about=ABOUT_PARTNER,
        main_colour="#7a3b69",
        second_colour="#f2a71b",
        contact_name="Sanne",
        contact_phone="045 000 00 10",
        keep_days=14,
        created_at=maker.days_ago(60),
    )
    session.add(partner)
    session.flush()
    _add_logo(maker, partner)
    account = signing_in.add_account(
        session,
        email=PARTNER_EMAIL,
        name="Sanne",
        password=password,
        now=maker.days_ago(60),
        role=AccountRole.ADMINISTRATOR,
        organisation_id=partner.id,
    )
    account.is_demonstration = True
    series = add_series(
        session, "Samen eten bij De Brug", now=maker.days_ago(50), is_demonstration=True
    )
    series.organisation_id = partner.id
    session.flush()
    for days in (12, 40):
        making.create_event(
            session,
            _dinner(maker, days),
            account_id=account.id,
            now=maker.days_ago(20),
            series=series,
            is_demonstration=True,
        )


def forget_organisations(session: Session) -> None:
    """Take back what the demonstration said, where nobody has said another thing since."""
    host = session.scalars(select(Organisation).where(Organisation.is_host)).one_or_none()
    if host is not None and host.about == ABOUT_HOST:
        host.about = ""
    own = Organisation.__table__
    # Whatever somebody wrote there keeps it, be it only a place; the rest goes with it.
    in_use = [
        exists().where(key.parent == Organisation.id)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is own and key.ondelete is None
    ]
    session.execute(
        delete(Organisation)
        .where(Organisation.name == PARTNER, *(~each for each in in_use))
        .execution_options(synchronize_session=False)
    )


def _add_logo(maker: Maker, partner: Organisation) -> None:
    try:
        drawn = draw_logo(LOGO)
    except LogoRefused:  # where nothing is typeset, there is no logo
        return
    organisations.set_logo(
        maker.session,
        partner.id,
        drawn.image,
        size=(drawn.width, drawn.height),
        mark=drawn.mark,
        now=maker.days_ago(60),
    )


def _dinner(maker: Maker, days: int) -> EventPlan:
    starts_at = maker.at(maker.today + timedelta(days=days), 17, 30)
    return EventPlan(
        title="Samen eten bij De Brug",
        event_type=EventType.DINNER,
        kind=EventKind.OPEN,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        zone=maker.zone,
        neighbourhood_name="Vrieheide",
        venue_name="Buurthuis De Brug",
        venue_address="Voorbeeldstraat 10, 6413 AA Heerlen",
        expected=40,
        description="We koken samen en eten aan lange tafels. Wie wil, snijdt mee vanaf vier uur.",
        contact_name="Sanne",
        contact_phone="045 000 00 10",
    )
