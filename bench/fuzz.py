"""Fill every form with what no form expects: whatever is sent, no page breaks.

The forms are those of the pages themselves: a walk from the front page, the organiser's desk, a
guest's card, the gate and the page of who hands cards out. Each request changes some fields of
one form, leaves some out, repeats some and adds some that are not there.
"""

import random
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench import fuzz_values
from bench.sites import Site, make_site

HTML = "{http://www.w3.org/1999/xhtml}"
MOST_PAGES = 400
OWN_PAGES = ("party", "food", "more", "keep", "known", "erase")
STRAY_FIELDS = ("id", "event_id", "is_admin", "state", "code_hash", "organisation_id", "__class__")


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page."""

    client: FlaskClient = field(repr=False, compare=False, hash=False)
    action: str
    names: tuple[str, ...]
    usual: tuple[tuple[str, tuple[str, ...]], ...]
    """Names of fields with the values that the page offers for them."""
    files: tuple[str, ...] = ()
    untouched: tuple[tuple[str, str], ...] = ()
    """What a browser sends when nobody touches anything but its first button."""
    days: tuple[str, ...] = ()
    """Names of fields that ask for a day."""
    after: "Form | None" = None
    """Which has to be sent before, so that this one is there."""
    page: str = ""
    """Where it stands."""


@dataclass
class Found:
    """What the walk came by, and what came back."""

    forms: dict[tuple[str, tuple[str, ...]], Form] = field(default_factory=dict)
    pages: list[tuple[FlaskClient, str]] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """What should have been refused."""
    reads: int = 0
    """How often every page was read again."""


def fuzz(
    site: Site, *, requests: int, seed: int, reads_again: float = 0.0, known: Found | None = None
) -> Found:
    """Send so many requests; `broken` names the route of each that was answered with 5xx.

    Args:
        site: with demonstration data.
        requests: how many forms are sent.
        seed: of what is drawn.
        reads_again: after which part of all writes every page is read again.
        known: its pages and forms, where somebody has walked through it; what comes back is
            counted there.
    """
    dice = random.Random(seed)
    found = known or find_forms(site)
    forms = list(found.forms.values())
    # The organiser comes last: one press there signs phones out and voids cards.
    desk = forms[0].client
    rounds = ([form for form in forms if form.client is not desk], 0.4), (forms, 0.6)
    for choices, share in rounds:
        for _ in range(round(requests * share)):
            form = dice.choice(choices)
            response = _send(form, dice)
            found.answers[response.status_code] += 1
            if response.status_code >= 500:
                found.broken.append(f"{route_of(site.app, form.action)}: {form.names}")
            if response.status_code == 303 and "/sign-in" in (response.location or ""):
                sign_in(site, form.client)
            elif response.status_code == 303 and dice.random() < reads_again:
                read_all(site, found)
    if reads_again:
        read_all(site, found)
    return found


def read_all(site: Site, found: Found) -> None:
    """Read every page that was found again: what was written shows elsewhere too."""
    found.reads += 1
    for client, path in found.pages:
        if client.get(path).status_code >= 500:
            found.broken.append(f"GET {route_of(site.app, path)}")


def find_forms(site: Site) -> Found:
    """Walk from page to page as each kind of person, and note every form."""
    found = Found()
    for client, starts in _clients(site):
        walk(site.app, client, starts, found)
    return found


def _clients(site: Site) -> Iterator[tuple[FlaskClient, list[str]]]:
    access, base = site.access, site.app.extensions["settings"].base_url
    desk = site.client()
    sign_in(site, desk)
    yield desk, ["/events", "/account"]
    guest = site.client()
    cards = [one.removeprefix(base) for one in (access.invitation_url, access.dinner_url)]
    for card in cards:
        guest.post(card, data={"answer": "yes"})
    own = [f"{card}/{page}" for card in cards for page in OWN_PAGES]
    yield guest, ["/", *cards, *own]
    phone = site.client()
    link = access.gate_url.removeprefix(base)
    phone.post(link, data={"csrf_token": token_of(phone.get(link))})
    yield phone, ["/gate"]
    hands = site.client()
    link = access.hand_out_url.removeprefix(base)
    inside = hands.post(
        link, data={"csrf_token": token_of(hands.get(link)), "code": access.hand_out_code}
    )
    yield hands, [_own(inside.location or link)]


def sign_in(site: Site, desk: FlaskClient, *, email: str = "", password: str = "") -> None:
    """Sign the organiser in, or somebody else, if they are not."""
    page = desk.get("/sign-in")
    if page.status_code != 200:
        return
    desk.post(
        "/sign-in",
        data={
            "email": email or site.access.organiser_email,
            "password": password or site.access.organiser_password,
            "csrf_token": token_of(page),
        },
    )


def token_of(response: TestResponse) -> str:
    """Return the CSRF token of a page; empty where it has none."""
    _, _, rest = response.get_data(as_text=True).partition('name="csrf_token"')
    return rest.partition('value="')[2].partition('"')[0]


def route_of(app: Flask, path: str) -> str:
    """Return the rule of an address, so that many events are one route."""
    adapter = app.url_map.bind("localhost")
    for method in ("POST", "GET"):
        try:
            rule, _ = adapter.match(urlsplit(path).path, method=method, return_rule=True)
        except Exception:  # noqa: S112
            continue
        return str(rule)
    return path


def walk(app: Flask, client: FlaskClient, starts: list[str], found: Found) -> None:
    """Follow links from page to page; of pages of one route only the first two."""
    waiting, seen = deque(starts), Counter[str]()
    asked: set[str] = set()
    while waiting and len(asked) < MOST_PAGES:
        path = waiting.popleft()
        route = route_of(app, path)
        if path in asked or seen[route] >= 2 or route.startswith("/static"):
            continue
        asked.add(path)
        seen[route] += 1
        response = client.get(path)
        if response.status_code in {301, 302, 303, 308} and response.location:
            waiting.append(_own(urljoin(path, response.location)))
            continue
        if response.status_code >= 500:
            found.broken.append(f"GET {route}")
        found.pages.append((client, path))
        if response.mimetype != "text/html":
            continue
        root = _parsed(response)
        for link in root.iter(HTML + "a"):
            href = link.get("href") or ""
            if href.startswith(("/", "?", "#")) and not href.startswith("//"):
                waiting.append(_own(urljoin(path, href)))
        for form in root.iter(HTML + "form"):
            _note(app, client, path, form, found)


def note_forms(app: Flask, form: Form, answer: TestResponse, path: str, found: Found) -> None:
    """Note the forms of a page that another form led to."""
    if answer.mimetype != "text/html":
        return
    known = set(found.forms)
    for one in _parsed(answer).iter(HTML + "form"):
        _note(app, form.client, path, one, found)
    for key in found.forms.keys() - known:
        found.forms[key] = replace(found.forms[key], after=form)


def _parsed(response: TestResponse) -> Element:
    root: Element = html5lib.HTMLParser(strict=False).parse(response.get_data(as_text=True))
    return root


def _own(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _note(app: Flask, client: FlaskClient, path: str, form: object, found: Found) -> None:
    if (form.get("method") or "get").lower() != "post":  # type: ignore[attr-defined]
        return
    action = _own(urljoin(path, form.get("action") or path))  # type: ignore[attr-defined]
    usual: dict[str, list[str]] = {}
    files: list[str] = []
    days: list[str] = []
    for tag in ("input", "select", "textarea", "button"):
        for element in form.iter(HTML + tag):  # type: ignore[attr-defined]
            name = element.get("name")
            if not name:
                continue
            if element.get("type") == "file":
                files.append(name)
                continue
            if element.get("type") == "date":
                days.append(name)
            values = usual.setdefault(name, [])
            options = [one.get("value") or "" for one in element.iter(HTML + "option")]
            values += options or [element.get("value") or element.text or ""]
    others = [one.get("formaction") for one in form.iter(HTML + "button")]  # type: ignore[attr-defined]
    # In the order of the page: what is drawn from the forms is then the same in every process.
    for target in dict.fromkeys([action, *(_own(urljoin(path, one)) for one in others if one)]):
        key = (route_of(app, target), tuple(sorted(usual)))
        if not target.endswith(("/sign-out", "/leave")) and key not in found.forms:
            found.forms[key] = Form(
                client,
                target,
                tuple(usual),
                tuple((name, tuple(values)) for name, values in usual.items()),
                tuple(files),
                tuple(_untouched(form)),
                tuple(days),
                page=path,
            )


def _untouched(form: object) -> Iterator[tuple[str, str]]:
    buttons = 0
    for element in form.iter():  # type: ignore[attr-defined]
        kind, name = str(element.tag).removeprefix(HTML), element.get("name")
        typed = element.get("type") or ""
        if kind == "button" or typed == "submit":
            buttons += 1
            if buttons > 1:
                continue
        is_left_out = typed in {"checkbox", "radio"} and element.get("checked") is None
        if not name or kind not in {"input", "select", "textarea", "button"} or typed == "file":
            continue
        if kind == "select":
            options = list(element.iter(HTML + "option"))
            marked = [one for one in options if one.get("selected") is not None]
            yield from ((name, one.get("value") or "") for one in (marked or options)[:1])
        elif not is_left_out:
            yield name, element.get("value") or "".join(element.itertext()).strip()


def _send(form: Form, dice: random.Random) -> TestResponse:
    data: dict[str, list[object]] = {}
    for name, usual in form.usual:
        if name == "csrf_token":
            data[name] = [usual[0]]
        elif dice.random() < 0.1:
            continue
        elif dice.random() < 0.45:
            data[name] = [fuzz_values.draw(dice, usual)]
        else:
            data[name] = [dice.choice(usual)]
        if dice.random() < 0.05:
            data[name] = [*data.get(name, []), fuzz_values.draw(dice, usual)]
    if dice.random() < 0.1:
        data[dice.choice(STRAY_FIELDS)] = [fuzz_values.draw(dice, ())]
    for name in form.files:
        content = fuzz_values.draw(dice, ("date,title,came\n2026-05-01,Barbecue,40\n",))
        data[name] = [(BytesIO(content.encode("utf-8", "replace")), "lists.csv")]
    return form.client.post(form.action, data=data)


def measure(
    requests: int, seed: int = 1, *, database_url: str = "", reads_again: float = 0.0
) -> None:
    """Send so many requests to a new site and say what came back; see `fuzz`.

    Raises:
        AssertionError: a page broke.
    """
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder), database_url=database_url)
        found = fuzz(site, requests=requests, seed=seed, reads_again=reads_again)
        site.app.extensions["store"].close()
    kinds = ", ".join(f"{count} × {status}" for status, count in sorted(found.answers.items()))
    sys.stdout.write(f"  {requests} requests to {len(found.forms)} forms: {kinds}\n")
    assert not found.broken, found.broken[:10]
