"""A client that checks every page it gets, so that each test does so for free."""

import re
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
CSRF_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
KEYLESS = ("/gate", "/sign-in", "/hand-out/link/", "/g/")
"""How the addresses of pages begin whose forms are not sent by an organiser or contact person."""
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """A page that has passed the checks, with shortcuts for what tests ask of it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.root: Element = html5lib.HTMLParser(strict=False).parse(self.text)
        check_page(self)

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(HTML + tag))

    @property
    def words(self) -> str:
        """Everything a person can read, with single spaces."""
        body = self.root.find(f".//{HTML}body")
        assert body is not None
        return " ".join(" ".join(_readable(body)).split())

    @property
    def heading(self) -> str:
        return " ".join("".join(self.all("h1")[0].itertext()).split())

    def errors(self) -> list[str]:
        """The sentences beside fields."""
        return [
            " ".join("".join(element.itertext()).split())
            for element in self.root.iter()
            if "error" in (element.get("class") or "").split()
        ]

    def token(self) -> str:
        """The CSRF token of the first form that has one."""
        for field in self.all("input"):
            if field.get("name") == "csrf_token":
                return field.get("value") or ""
        raise AssertionError("No form on this page carries a CSRF token.")

    def sends(self, *, to: str = "") -> dict[str, list[str]]:
        """Return what a browser sends of the fields on this page when nobody touches them.

        With an address only of the first form that is sent to it.
        """
        sent: dict[str, list[str]] = {}
        forms = [form for form in self.all("form") if form.get("action") == to]
        for field in (forms[0] if to else self.root).iter():
            kind, name = field.tag.removeprefix(HTML), field.get("name")
            if not name or kind not in {"input", "select", "textarea"}:
                continue
            sent.setdefault(name, []).extend(_chosen(kind, field))
        return sent

    def links(self) -> list[str]:
        return [link.get("href") or "" for link in self.all("a")]


class PageClient(FlaskClient):
    """A browser without script: `page` for GET, `send` for a form with its token."""

    def page(self, url: str, *, status: int = 200, **kw: Any) -> Page:
        response = self.get(url, **kw)
        assert response.status_code == status, (url, response.status_code, response.location)
        return Page(response)

    def send(
        self, url: str, data: dict[str, Any] | None = None, *, form_on: str | None = None
    ) -> TestResponse:
        """Post a form with the token that the page `form_on` (or `url` itself) carries."""
        found = CSRF_TOKEN.search(self.get(form_on or url).get_data(as_text=True))
        assert found, "No form on this page carries a CSRF token."
        token = found[1]
        return self.post(url, data={**(data or {}), "csrf_token": token})


def page_client(app: Flask) -> PageClient:
    """Return a new browser, without cookies."""
    app.test_client_class = PageClient
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def enrolled_phone(app: Flask, token: str) -> PageClient:
    """Return the browser of a phone that is enrolled at a gate."""
    phone = page_client(app)
    phone.set_cookie("planner-gate", token, domain="feest.example")
    return phone


def check_page(page: Page) -> None:
    """Check what holds for every page of ours."""
    html = page.root
    assert html.get("lang"), "the page does not say its language"
    headings = page.all("h1")
    assert len(headings) == 1, f"{len(headings)} h1 on the page"
    titles = page.all("title")
    assert titles, "no title"
    assert (titles[0].text or "").strip(), "an empty title"
    ids = Counter(element.get("id") for element in html.iter() if element.get("id"))
    assert not [one for one, count in ids.items() if count > 1], f"an id used twice: {ids}"
    _check_fields(page, set(ids))
    _check_forms(page)
    for element in html.iter():
        assert not element.get("style"), "a style attribute, which our policy blocks"
        handlers = [name for name in element.attrib if name.startswith("on")]
        assert not handlers, f"an inline handler: {handlers}"
    for script in page.all("script"):
        is_data = script.get("type") in {"application/json", "application/ld+json"}
        assert is_data or script.get("src"), "an inline script, which our policy blocks"
    for image in page.all("img"):
        assert image.get("alt") is not None, "an image without alternative text"


def _check_fields(page: Page, ids: set[str | None]) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {
        id(field)
        for label in page.all("label")
        for field in label.iter()
        if field.tag in {HTML + "input", HTML + "select", HTML + "textarea"}
    }
    for tag in ("input", "select", "textarea"):
        for field in page.all(tag):
            if field.get("type") in UNLABELLED:
                continue
            has_label = field.get("id") in labelled or id(field) in inside
            assert has_label or field.get("aria-label"), f"no label: {field.attrib}"
            for described in (field.get("aria-describedby") or "").split():
                assert described in ids, f"aria-describedby names {described!r}, which is not there"


def _check_forms(page: Page) -> None:
    for form in page.all("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        names = {field.get("name") for field in form.iter(HTML + "input")}
        is_guest = page.response.headers["Content-Security-Policy"].startswith(
            "default-src 'none'; script-src 'none'"
        )
        is_keyless = page.response.request.path.startswith(KEYLESS)
        if "csrf_token" in names and not is_keyless and form.get("action") != "/sign-out":
            assert names & {"once"}, "a form without the key that lets it make things once"
        # An answer without a card is nobody's: it carries the moment instead, signed.
        assert names & {"csrf_token", "stamp"} or is_guest, "a form without its token"


def _chosen(kind: str, field: Element) -> list[str]:
    if kind == "textarea":
        return ["".join(field.itertext()).removeprefix("\n")]
    if kind == "select":
        options = list(field.iter(HTML + "option"))
        marked = [one for one in options if one.get("selected") is not None]
        return [one.get("value") or "" for one in marked or options[:1]]
    if field.get("type") in {"radio", "checkbox"} and field.get("checked") is None:
        return []
    return [field.get("value", "on" if field.get("type") == "checkbox" else "")]


def _readable(element: Element) -> list[str]:
    if element.tag in {HTML + "style", HTML + "script"}:
        return [element.tail or ""]
    words = [element.text or ""]
    for child in element:
        words += _readable(child)
    return [*words, element.tail or ""]
