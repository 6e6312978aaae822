"""What nobody but the organisers sees yet, and what guests of the others may count on."""

from datetime import date, timedelta

from planner.core.assurances import Assurance, served
from planner.core.special_days import SchoolRegion
from planner.services.demonstration.maker import Maker
from planner.services.demonstration.summer import plan_barbecue
from planner.services.plan import publishing, school_holidays
from planner.services.plan.menus import menu_of
from planner.store.models import Event, Series

NEIGHBOURHOODS = ("Passart", "Vrieheide")
FIRST = (5, 8)
"""Month and day after which next year's barbecues begin, on a Saturday."""


def add_drafts(maker: Maker, series: Series) -> None:
    """Make the first barbecues of next year: their days are not certain, so nobody is told."""
    first = date(maker.today.year + 1, *FIRST)
    saturday = first + timedelta(days=(5 - first.weekday()) % 7)
    for place, neighbourhood in enumerate(NEIGHBOURHOODS):
        planned = plan_barbecue(maker, neighbourhood, saturday + timedelta(weeks=2 * place))
        maker.event(planned, made_at=maker.days_ago(3), series=series, is_draft=True)


def add_school_holidays(maker: Maker, series: Series) -> None:
    """Write down when the schools of region South are off, as it is laid down."""
    school_holidays.take_over_region(
        maker.session,
        SchoolRegion.SOUTH,
        today=maker.today,
        language="nl",
        organisation_id=series.organisation_id,
        is_demonstration=True,
    )


def assure_all(maker: Maker, event: Event, *, accessible: bool) -> None:
    """Say what guests may count on, as the organiser did when it was published."""
    kept = dict.fromkeys(served(menu_of(event).dishes), True)
    promised = {**kept, Assurance.ACCESSIBLE: accessible}
    publishing.assure(event, promised, now=maker.now)
