"""Somebody who opens every address that any page shows, and every code, as far as that leads."""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from planner.core.codes import CODE_LENGTH, CodeFault, read_code
from tests.exports.pdf_samples import all_text_of
from tests.support.pages import HTML, PageClient

HERE = "http://feest.example"
PATH = re.compile(r"(?:https?://feest\.example)?(/[A-Za-z0-9][^\s\"'<>\\)]*)")
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{3,13}(?:[ -]?[0-9A-Z]{3,5}){0,3}(?![0-9A-Za-z])")
ADDRESSES = ("href", "src", "action", "formaction", "data-url", "data-src", "data-more")
NOT_TEXT = re.compile(
    r'(name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"|"csrf_token":\s*"[^"]*"'
    r'|name="(?:stamp|nonce|uid|once)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="uid")'
)
"""What is another every time a page is made, and says nothing."""
MADE_FROM = re.compile(r'name="made_from" value="([^"]*)"')
"""What a page was made from: digests of its fields, with another key on each page."""
SHEET = re.compile(r"^content\.xml$|^xl/(worksheets/|sharedStrings)")
"""What stands in the cells of a workbook; beside it stands when it was made."""
TOKENS = {"csrf_token", "stamp", "once", "made_from"}
UNTYPED = {"hidden", "submit", "button", "reset", "image", "checkbox", "radio", "file", "password"}


@dataclass
class Crawl:
    """What one person reaches.

    Attributes:
        browser: of that person.
        words: what is typed where a form asks for a number, a name or a code.
        most: addresses of one page, or of one page of one card, with one set of questions behind
            it; None for all.
        within: how the names of the pages begin that are opened; all others are left alone.
        seen: the text of each address that opened.
        looked: what was read without an address to open, by a name.
        codes: what looked like the code of a card, anywhere.
    """

    app: Flask
    browser: PageClient
    words: Sequence[str] = ()
    most: int | None = None
    within: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    looked: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    kinds: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)

    def walk(self, begin: Sequence[str]) -> "Crawl":
        """Open these addresses, and whatever they lead to."""
        waiting, known = deque(begin), set(begin)
        while waiting:
            url = waiting.popleft()
            if not self._is_wanted(url) and url not in begin:
                continue
            answer = self.browser.get(url)
            assert answer.status_code < 500, f"{url}: {answer.status_code}"
            if answer.status_code in {404, 405, 410}:
                continue
            self.seen[url] = text_of(answer)
            for found in self._leads_to(url, answer):
                if found not in known:
                    known.add(found)
                    waiting.append(found)
        return self

    @property
    def pages(self) -> set[str]:
        """The names of the pages that were opened, or would have been once more."""
        return {name.partition(" ")[0] for name, _asked in self.kinds}

    def again(self, url: str) -> str:
        """Open an address once more."""
        return text_of(self.browser.get(url))

    def _is_wanted(self, url: str) -> bool:
        """Whether to open it: of one page with one kind of question there may be many."""
        kind = self.kind_of(url)
        if kind is None or not kind[0].startswith(self.within):
            return False
        self.kinds[kind] += 1
        return self.most is None or self.kinds[kind] <= self.most

    def kind_of(self, url: str) -> tuple[str, frozenset[str]] | None:
        """Return which page an address is of, and what is asked behind it; None for no page."""
        parts = urlsplit(url)
        try:
            endpoint, values = self.app.url_map.bind("feest.example").match(
                unquote(parts.path), method="GET"
            )
        except HTTPException:
            return None
        if endpoint == "static":
            return None
        names = frozenset(one.partition("=")[0] for one in parts.query.split("&") if one)
        return f"{endpoint} {values.get('code', '')}", names

    def _leads_to(self, url: str, answer: TestResponse) -> Iterator[str]:
        text = self.seen[url]
        found = [answer.location] if answer.location else []
        if answer.mimetype == "text/html":
            root = html5lib.HTMLParser().parse(answer.get_data(as_text=True))
            found += _in_html(root, url, self.words)
        found += [unescape(one) for one in PATH.findall(unquote(text))]
        for written in dict.fromkeys(CODE.findall(text)):
            if len(written) - written.count(" ") - written.count("-") != CODE_LENGTH:
                continue  # nearly all are no code, and to read one takes long
            code = read_code(written)
            if not isinstance(code, CodeFault) and len(code) == CODE_LENGTH:
                self.codes.add(code)
                found.append(f"/{code}")
        for one in dict.fromkeys(found):
            if (address := _address(url, one)) is not None:
                yield address


def text_of(answer: TestResponse) -> str:
    """Give what a person or program can read of an answer."""
    data = answer.get_data()
    if data.startswith(b"%PDF"):
        return all_text_of(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [name for name in packed.namelist() if SHEET.search(name)]
            parts = (packed.read(name) for name in names)
            return "\n".join(part.decode("utf-8", "replace") for part in parts)
    text = data.decode("utf-8", "replace")
    if answer.mimetype == "text/html":
        text = NOT_TEXT.sub("", MADE_FROM.sub(_without_digests, text))
    return f"{answer.status_code} {answer.location or ''}\n{text}"


def _without_digests(found: re.Match[str]) -> str:
    """Leave of a version which fields it has."""
    return " ".join(pair.partition("=")[0] for pair in found[1].split()[1:])


def _address(base: str, found: str) -> str | None:
    """Return a path of ours with its question, in one spelling; None for what leads elsewhere."""
    parts = urlsplit(urljoin(HERE + base, found.strip()))
    if f"{parts.scheme}://{parts.netloc}" != HERE or not parts.path:
        return None
    asked = [one for one in parts.query.split("&") if one and not one.startswith("l=")]
    return parts.path + (f"?{'&'.join(asked)}" if asked else "")


def _in_html(root: Element, base: str, words: Sequence[str]) -> list[str]:
    found = [
        element.get(name) or ""
        for element in root.iter()
        for name in ADDRESSES
        if element.get(name) and _reads(element, name)
    ]
    for form in root.iter(HTML + "form"):
        if (form.get("method") or "get").lower() == "get":
            found += _asked_by(form, base, words)
    return found


def _reads(element: Element, name: str) -> bool:
    """Whether an address is one that is opened, not one that a form is sent to."""
    if name == "action":
        return False
    return name != "formaction" or (element.get("formmethod") or "").lower() == "get"


def _asked_by(form: Element, base: str, words: Sequence[str]) -> Iterator[str]:
    """Give the addresses to which a form that only asks leads: each choice, and each word."""
    usual: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    targets = [form.get("action") or urlsplit(base).path]
    for one in form.iter():
        tag, name = one.tag.removeprefix(HTML), one.get("name") or ""
        if one.get("formaction"):
            targets.append(one.get("formaction") or "")
        if tag == "select":
            options = [option.get("value") or "" for option in one.iter(HTML + "option")]
            usual[name] = options[0] if options else ""
            others += [(name, value) for value in options[1:]]
        elif tag == "input" and name and name not in TOKENS:
            kind = one.get("type") or "text"
            if kind in {"checkbox", "radio"}:
                others.append((name, one.get("value") or "on"))
            elif kind == "hidden":
                usual[name] = one.get("value") or ""
            elif kind not in UNTYPED:
                usual[name] = ""
                others += [(name, word) for word in words]
        elif tag == "button" and name:
            others.append((name, one.get("value") or ""))
    for target in targets:
        for asked in (usual, *({**usual, name: value} for name, value in others)):
            typed = {name: value for name, value in asked.items() if value}
            yield f"{target.partition('?')[0]}?{urlencode(typed)}" if typed else target
