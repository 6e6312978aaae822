"""The part of an address that may be an invitation code, as scanned or as somebody typed it."""

from werkzeug.routing import BaseConverter


class CodeConverter(BaseConverter):
    """Matches what could be meant as a code; whether it is one, the page finds out."""

    regex = r"[0-9A-Za-z](?:[0-9A-Za-z -]{8,20})[0-9A-Za-z]"
    weight = 900
