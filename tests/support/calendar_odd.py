"""Calendar files as programs really write them, each after what people report of one.

Every name, address and place in them is made up.
"""

from tests.support.calendar_files import END, HEAD, calendar, entry

AMSTERDAM = ";TZID=Europe/Amsterdam:"
SERIES = {
    "DTSTART": f"{AMSTERDAM}20270612T150000",
    "DTEND": f"{AMSTERDAM}20270612T170000",
    "RRULE": "FREQ=WEEKLY;COUNT=4",
}
BAD_ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Dorpstijd\r\nBEGIN:STANDARD\r\nDTSTART:19961027T030000\r\n"
    "TZOFFSETFROM:+9999\r\nTZOFFSETTO:zomer\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)

this_and_future = calendar(
    entry(**SERIES),
    entry(
        RECURRENCE_ID=";RANGE=THISANDFUTURE;TZID=Europe/Amsterdam:20270619T150000",
        DTSTART=f"{AMSTERDAM}20270619T180000",
        DTEND=f"{AMSTERDAM}20270619T200000",
        SUMMARY="Lentefeest, later",
        SEQUENCE="1",
    ),
)
method_cancel = calendar(entry(SUMMARY="", SEQUENCE="2"), extra="METHOD:CANCEL\r\n")
newer_first = calendar(
    entry(SUMMARY="Nieuw", LAST_MODIFIED="20270502T100000Z"),
    entry(SUMMARY="Oud", LAST_MODIFIED="20270501T100000Z"),
)
newer_last = calendar(
    entry(SUMMARY="Oud", LAST_MODIFIED="20270501T100000Z"),
    entry(SUMMARY="Nieuw", LAST_MODIFIED="20270502T100000Z"),
)
newer_stamp = calendar(
    entry(SUMMARY="Nieuw", DTSTAMP="20270502T100000Z"),
    entry(SUMMARY="Oud", DTSTAMP="20270501T100000Z"),
)
until_a_day = calendar(entry(**{**SERIES, "RRULE": "FREQ=WEEKLY;UNTIL=20270626"}))
until_a_day_floating = calendar(
    entry(DTSTART="20270612T150000", DTEND="20270612T170000", RRULE="FREQ=WEEKLY;UNTIL=20270626")
)
ends_as_it_begins = calendar(entry(DTEND="20270612T130000Z"))
no_end_of_series = calendar(entry(**{**SERIES, "DTEND": ""}))
date_of_nowhere = calendar(
    entry(**SERIES),
    entry(
        RECURRENCE_ID="volgende week",
        DTSTART=f"{AMSTERDAM}20270619T180000",
        DTEND=f"{AMSTERDAM}20270619T200000",
        SEQUENCE="1",
    ),
)
floating_in_windows = calendar(
    entry(DTSTART="20270612T150000", DTEND="20270612T170000"),
    extra="X-WR-TIMEZONE:Eastern Standard Time\r\n",
)
unknown_zone = calendar(
    entry(DTSTART=";TZID=Dorpstijd:20270612T150000", DTEND=";TZID=Dorpstijd:20270612T170000")
)
floating_elsewhere = calendar(
    entry(DTSTART="20270612T150000", DTEND="20270612T170000"),
    extra="X-WR-TIMEZONE:America/New_York\r\n",
)
floating_nowhere = calendar(
    entry(DTSTART="20270612T150000", DTEND="20270612T170000"), extra="X-WR-TIMEZONE:Dorpstijd\r\n"
)
whole_day_elsewhere = calendar(
    entry(DTSTART=";VALUE=DATE:20270612", DTEND=";VALUE=DATE:20270613"),
    extra="X-WR-TIMEZONE:America/New_York\r\n",
)
private = calendar(
    entry(CLASS="PRIVATE"), entry("2", CLASS="CONFIDENTIAL"), entry("3", CLASS="PUBLIC")
)
markup = (
    "<html><head><style>p{color:red}</style></head><body><p>Kom <b>allemaal</b>&nbsp;naar het "
    'feest!</p><ul><li>taart</li><li>3 &lt; 4</li></ul>Lees <a href="https://feest.example/x">'
    "meer</a> of <a href='javascript:x'>dit</a><script>alert(1)</script></body></html>"
)
PLAIN_OF_MARKUP = (
    "Kom allemaal naar het feest!\n\n- taart\n- 3 < 4\n\nLees meer (https://feest.example/x) of dit"
)
html_description = calendar(entry(DESCRIPTION=markup.replace(",", "\\,").replace(";", "\\;")))
no_end_of_head = calendar(
    entry(DESCRIPTION="<html><head><title>Mail</title><body><p>Kom allemaal!</p>")
)
html_beside = calendar(
    entry().replace("END:VEVENT", f"X-ALT-DESC;FMTTYPE=text/html:{markup}\r\nEND:VEVENT")
)
html_inline = calendar(entry(DESCRIPTION="Neem <b>taart</b> mee\\nen R&amp\\;B"))
no_html = calendar(entry(DESCRIPTION="Bij 3 < 4 en <naam> of a <b> geen feest"))
whole = calendar(entry(), entry("2", SUMMARY="Soep"))
doubled_returns = whole.replace(b"\r\n", b"\r\r\n")
folded_within_a_letter = calendar(entry(SUMMARY="Café")).replace(
    b"Caf\xc3\xa9", b"Caf\xc3\r\n \xa9"
)
only_returns = whole.replace(b"\r\n", b"\r")
only_newlines = whole.replace(b"\r\n", b"\n\n")
cut_off = calendar(entry(), entry("2", SUMMARY="Soep")).split(b"SEQUENCE:0\r\nEND:VEVENT\r\nEND")[0]
bad_zone = calendar(
    entry(DTSTART=";TZID=Dorpstijd:20270612T150000", DTEND=""),
    entry("2", SUMMARY="Soep"),
    extra=BAD_ZONE,
)
no_end_of_entry = (
    HEAD + entry(SUMMARY="Half").replace("END:VEVENT\r\n", "") + entry("2", SUMMARY="Soep") + END
).encode()
quoted_printable = (
    b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270612T130000Z\r\n"
    b"DTEND:20270612T170000Z\r\n"
    b"SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Verj=C3=A1rdag, met taart\r\n"
    b"DESCRIPTION;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Caf=E9=0D=0Aen nog=\r\n"
    b" wat\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
