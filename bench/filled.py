"""Forms filled in so that they are taken, as somebody would who means it."""

from io import BytesIO

from bench.fuzz import Form

TURNOUTS = "date,title,came\n2026-05-01,Barbecue,40\n"
GUESTS = "name,phone\nFatima Voorbeeld,0612345678\nJan Voorbeeld,\n"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:once@example\r\n"
    "DTSTAMP:20270601T100000Z\r\nDTSTART:20270820T150000Z\r\nDTEND:20270820T170000Z\r\n"
    "SUMMARY:Soup\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
FILLED_AT = {
    ("/programme", "starts"): "",
    ("/programme", "ends"): "",
    ("/past-events/new", "held_on"): "2026-08-20",
    ("/gate/others", "adults"): "2",
    ("/gate/others", "children"): "1",
}
"""The same for a field of one page."""
FILES = {
    "/events/import": ("calendar.ics", CALENDAR),
    "/past-events/import": ("lists.csv", TURNOUTS),
    "guests/import": ("guests.csv", GUESTS),
}
FILLED = {
    "adults": "2",
    "amount": "3",
    "came": "40",
    "code": "12",
    "count": "5",
    "counted": "20",
    "email": "nieuw@feest.example",
    "expected": "60",
    "held_on": "2027-08-20",
    "largest_party": "4",
    "lines": "12",
    "name": "Soep van de buurt",
    "new_password": "samen aan een andere tafel",
    "number": "12",
    "reason": "Het stormt.",
    "says": "Hoe laat begint het?",
    "starts": "15:00",
    "ends": "17:00",
    "text": "Graag nog tien kaarten.",
    "title": "Soep op straat",
    "words": "Het begint een uur later.",
    "heads": "30",
    "per_adult": "2",
    "price": "3",
    "series_name": "Soep in de zomer",
    "children": "1",
    "old": "samen aan tafel",
    "new": "samen aan een andere tafel",
}
"""What is typed into a field that a page leaves empty."""


def filled_in(form: Form) -> dict[str, list[object]]:
    """Return what is sent of a form that somebody filled in."""
    data: dict[str, list[object]] = {}
    offered = dict(form.usual)
    for name, value in form.untouched:
        data.setdefault(name, []).append(_typed(form, name, value))
    for name, values in offered.items():
        if name not in data and any(values):  # nothing is chosen yet
            data[name] = [next(value for value in values if value)]
    for name in form.files:
        called, content = next(
            (file for where, file in FILES.items() if where in form.action), ("list.csv", GUESTS)
        )
        data[name] = [(BytesIO(content.encode()), called)]
    return data


def _typed(form: Form, name: str, value: str) -> str:
    for (page, field_of), wanted in FILLED_AT.items():
        if form.action.endswith(page) and name == field_of:
            return wanted
    return value or FILLED.get(name, "")
