"""The calendar of a made-up community centre, and what it proposes; nothing is ever fetched."""

from datetime import timedelta

from planner.exports.ics_found import ForeignEntry, Reading
from planner.exports.ics_leaving import Leave, LeftOut
from planner.services.calendars import watching
from planner.services.calendars.watching import CalendarLook
from planner.services.demonstration.maker import Maker
from planner.store.models import Series

SOURCE = "Buurthuis De Kern"
ADDRESS = "https://dekern.example/agenda/buurt.ics"
# Days from today, hour and minute of start, hours, name, text.
PLANNED = (
    (12, 17, 30, 2, "Soep met de buren", "Een kom soep en een gesprek. Neem je buren mee."),
    (19, 10, 0, 3, "Repaircafé", "Breng mee wat stuk is. We maken het samen."),
    (40, 20, 0, 2, "Pubquiz", "Met zes aan een tafel. Opgeven hoeft niet."),
)


def watch_a_calendar(maker: Maker, series: Series) -> None:
    """Look at a calendar of others, as if its server had answered this morning."""
    entries = tuple(
        ForeignEntry(
            uid=f"{number}@dekern.example",
            recurrence_id="",
            sequence=0,
            title=title,
            starts_at=(starts_at := maker.at(maker.today + timedelta(days=days), hour, minute)),
            ends_at=starts_at + timedelta(hours=hours),
            is_all_day=False,
            description=text,
            venue_name=SOURCE,
            venue_address="",
            was_cut=False,
        )
        for number, (days, hour, minute, hours, title, text) in enumerate(PLANNED, start=1)
    )
    hidden = (LeftOut("", Leave.PRIVATE, "4@dekern.example"),)
    row = watching.watch(
        maker.session,
        CalendarLook(Reading(SOURCE, entries, hidden)),
        source=SOURCE,
        address=ADDRESS,
        organisation_id=series.organisation_id,
        zone=maker.zone,
        now=maker.now,
    )
    row.is_demonstration = True
