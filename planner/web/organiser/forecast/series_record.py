"""How good were the forecasts of a series? A chart and a sentence."""

from planner.exports.charts import PastForecast, record_chart
from planner.services.shop.track_record import Checked
from planner.web.filters import number, short_day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.forecast.charts import Charts, band_of, both


def record_charts(record: list[Checked], *, chart_id: str = "record") -> Charts:
    """Draw each forecast as a bar with the count on it."""
    titles = {each.event.title for each in record}
    events = [
        PastForecast(
            name=each.event.title
            if len(titles) == len(record)
            else short_day(each.event.starts_at, each.event.zone),
            band=band_of(each.said),
            counted=each.came,
            counted_words=ngettext("%(n)s came", "%(n)s came", each.came, n=number(each.came)),
        )
        for each in record
    ]
    drawn = [
        record_chart(
            events,
            title=_("What was forecast, and how many came"),
            description=hits_words(record),
            axis=_("people"),
            chart_id=chart_id,
            narrow=narrow,
            numbers=number,
        )
        for narrow in (False, True)
    ]
    return both(drawn)


def hits_words(record: list[Checked]) -> str:
    """Say how often the count fell within the range."""
    hits = sum(each.is_within for each in record)
    if len(record) == 1:
        return (
            _("The one time we know of, the count fell within the range.")
            if hits
            else _("The one time we know of, the count fell outside the range.")
        )
    return _(
        "%(hits)s of the %(times)s times the count fell within the range.",
        hits=hits,
        times=len(record),
    )
