"""Calendar files as other programs write them, and as nobody should."""

HEAD = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Elders//Agenda//NL\r\nX-WR-CALNAME:Wijkkrant\r\n"
)
END = "END:VCALENDAR\r\n"


def entry(uid: str = "1@elders", **lines: str) -> str:
    """Write an event; a line that is empty is left out."""
    usual = {
        "DTSTAMP": "20270501T100000Z",
        "DTSTART": "20270612T130000Z",
        "DTEND": "20270612T170000Z",
        "SUMMARY": "Lentefeest",
        "SEQUENCE": "0",
    }
    filled = {"UID": uid, **usual, **{name.replace("_", "-"): text for name, text in lines.items()}}
    body = "".join(
        f"{name}{'' if text.startswith(';') else ':'}{text}\r\n"
        for name, text in filled.items()
        if text
    )
    return f"BEGIN:VEVENT\r\n{body}END:VEVENT\r\n"


def calendar(*entries: str, extra: str = "") -> bytes:
    return (HEAD + extra + "".join(entries) + END).encode()
