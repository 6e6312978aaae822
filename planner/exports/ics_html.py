"""Descriptions that calendars write as HTML, as plain text: Google and Outlook do, the rule not."""

import html
import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:a|b|br|body|div|em|font|h[1-6]|head|hr|html|i|img|li|meta|ol|p|pre|s|small|span|strong"
    r"|style|sub|sup|table|tbody|td|th|title|tr|u|ul)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"<(?:body|br|div|html|li|p|table)[\s/>]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#39|#160);")
_PARAGRAPHS = frozenset({"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
_LINES = frozenset({"br", "div", "hr", "tr"})
_UNSEEN = frozenset({"script", "style", "title", "head"})
_LINKED = ("http://", "https://", "mailto:", "tel:")


def text_of(text: str) -> str:
    """Return a description without its HTML; what is none, such as "3 < 4", stays as it is."""
    if not _TAG.search(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    reader = _PlainWriter(keeps_lines=not _BLOCK_TAG.search(text))
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # so the parser tells of a section such as <![foo bar]>
        return html.unescape(_TAG.sub(" ", text)).strip()
    return reader.text()


class _PlainWriter(HTMLParser):
    """Writes paragraphs, lines, points of lists and the addresses of links as plain text."""

    def __init__(self, *, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._keeps_lines = keeps_lines
        self._parts: list[str] = []
        self._unseen = 0
        self._link = ""
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            self._unseen = 0  # the end of a head may be left out: HTML, 13.1.2.4
        elif tag in _PARAGRAPHS:
            self._parts.append("\n\n")
        elif tag in _LINES:
            self._parts.append("\n")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag in {"td", "th"}:
            self._parts.append(" ")
        elif tag == "a":
            address = (dict(attrs).get("href") or "").strip()
            self._link = address if address.lower().startswith(_LINKED) else ""
            self._link_from = len(self._parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _PARAGRAPHS:
            self._parts.append("\n\n")
        elif tag == "div":
            self._parts.append("\n")
        elif tag == "a" and self._link:
            said = "".join(self._parts[self._link_from :]).strip()
            shown = self._link.removeprefix("mailto:").removeprefix("tel:")
            if shown not in said:
                self._parts.append(f" ({shown})" if said else shown)
            self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            text = data.replace("\xa0", " ")
            self._parts.append(text if self._keeps_lines else re.sub(r"\s+", " ", text))

    def text(self) -> str:
        """Return all of it, with no more than one empty line between paragraphs."""
        lines = (line.strip() for line in "".join(self._parts).split("\n"))
        return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()
