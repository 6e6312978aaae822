"""Two people at every form that edits: nothing of either is lost, and the second is told.

Each form is found by walking through the pages. For every field of it: one changes it, another who
had opened the page before changes it to something else, or changes another field; and two save at
the same moment. Every other form is listed here, with what it makes or why it does no harm.
"""

import sys
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bench.filled import filled_in
from bench.fuzz import HTML, Form, Found, find_forms, route_of, sign_in, walk
from bench.listed_forms import DO_NOT, EDITS
from bench.sites import NOW, Site, make_site
from bench.twice import Snapshots, a_database, browser_like, snapshots_of, wide_lanes
from planner.core.enums import EventType
from planner.core.roles import TeamRole
from planner.core.turnout import EventKind
from planner.services.people import colleagues, signing_in
from planner.services.plan import making, programmes
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.programmes import ItemPlan
from planner.store.models import Account
from planner.web.access import Access, guards_of
from planner.web.meanwhile import CHOICE, MINE, NAME
from tests.support import postgres

COLLEAGUE, PASSWORD = "wim@planner.example", "samen aan tafel"
BUTTON = "button"
SHOWS_NOTHING = {"/events/<int:event_id>/guests/answer"}
"""Forms that do not show what is stored."""


@dataclass(frozen=True)
class Control:
    """A field as it stands on a page."""

    name: str
    kind: str
    shown: tuple[str, ...]
    offered: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether several can be ticked; none may be as it should be."""
        return self.kind == "checkbox" and len(self.offered) > 1


@dataclass
class Tried:
    """What came of two people at one form."""

    route: str
    controls: int = 0
    asked: int = 0
    """How often the second was asked, both having changed the same."""
    left: int = 0
    """How often what one changed stayed, the other having touched nothing."""
    merged: int = 0
    wrong: list[str] = field(default_factory=list)


def controls_of(form_element: object) -> list[Control]:
    """List what can be filled in of a form; where there is nothing, what its buttons say."""
    found: dict[str, Control] = {}
    pressed: dict[str, Control] = {}
    for element in form_element.iter():  # type: ignore[attr-defined]
        tag, name = str(element.tag).removeprefix(HTML), element.get("name")
        kind = element.get("type") or tag
        if name and tag == BUTTON:
            says = pressed.get(name, Control(name, tag, ())).offered
            pressed[name] = Control(name, tag, (), (*says, element.get("value") or ""))
        if not name or tag not in {"input", "select", "textarea"} or kind in {"hidden", "file"}:
            continue
        if tag == "select":
            options = [(one.get("value") or "", one) for one in element.iter(HTML + "option")]
            marked = [value for value, one in options if one.get("selected") is not None]
            offered = tuple(value for value, _one in options)
            found[name] = Control(name, tag, tuple(marked or offered)[:1], offered)
            continue
        value = element.get("value") or ("".join(element.itertext()).strip("\n"))
        if kind not in {"checkbox", "radio"}:
            found[name] = Control(name, kind, (value,))
            continue
        before = found.get(name, Control(name, kind, ()))
        shown = (*before.shown, value) if element.get("checked") is not None else before.shown
        found[name] = Control(name, kind, shown, (*before.offered, value))
    return list((found or pressed).values())


Values = tuple[str, ...]


def other_values(control: Control) -> Iterator[tuple[Values, Values | None]]:
    """Propose two values that differ from what is shown and from each other; or one, of two."""
    shown = control.shown[0] if control.shown else ""
    if control.kind in {"radio", "select", BUTTON}:
        others = sorted(
            (one for one in control.offered if one != shown), key=lambda one: one == "0"
        )
        yield from (((one,), (another,)) for one, another in pairwise(others))
        yield from (((one,), None) for one in others)
    elif control.kind == "checkbox":
        toggled = [tuple(sorted(set(control.shown) ^ {value})) for value in control.offered]
        yield toggled[0], toggled[1] if len(toggled) > 1 else None
    elif control.kind == "date":
        day = date.fromisoformat(shown) if shown else NOW.date()
        for days in (1, -2):
            yield (str(day + timedelta(days=days)),), (str(day + timedelta(days=2 * days)),)
    elif control.kind == "time":
        yield from ((("16:10",), ("16:20",)), (("20:05",), ("20:10",)))
    else:
        if shown.isdigit():
            yield (str(int(shown) + 1),), (str(int(shown) + 2),)
            yield (str(max(1, int(shown) - 1)),), (str(max(2, int(shown) - 2)),)
        yield ("Roos",), ("Anjer",)
        yield ("2",), ("3",)
        yield ("70000",), ("80000",)
        yield ("0612345678",), ("0687654321",)
        yield ("een@feest.example",), ("twee@feest.example",)


def form_on(
    app: Flask, client: FlaskClient, form: Form, answer: TestResponse | None = None
) -> object:
    """Return the form as it stands on its page now, or on an answer."""
    page = answer or client.get(form.page)
    root = html5lib.HTMLParser(strict=False).parse(page.get_data(as_text=True))
    wanted = route_of(app, form.action)
    for element in root.iter(HTML + "form"):
        names = {one.get("name") for one in element.iter() if one.get("name")}
        if NAME in names and (element.get("action") or form.action) == form.action:
            return element
    raise LookupError(f"{wanted} does not stand on {form.page}: {page.status_code}")


def sent_of(form_element: object) -> dict[str, list[str]]:
    """Return what a browser sends of a form that nobody touches."""
    sent = {control.name: list(control.shown) for control in controls_of(form_element)}
    for element in form_element.iter(HTML + "input"):  # type: ignore[attr-defined]
        if element.get("type") == "hidden" and element.get("name"):
            sent[element.get("name")] = [element.get("value") or ""]
    return sent


class Pair:
    """Two people at one form, each with the page that they opened at the beginning."""

    def __init__(self, site: Site, snapshots: Snapshots, form: Form, other: FlaskClient) -> None:
        self.site, self.snapshots, self.form = site, snapshots, form
        is_desk = guards_of(site.app)[_endpoint(site.app, form.action)].access is Access.ORGANISER
        self.browsers = form.client, other if is_desk else form.client
        self.is_desk = is_desk
        self.tried = Tried(route_of(site.app, form.action))
        self.opened: list[object] = []
        """The form as each of them opened it."""

    def begin(self) -> list[dict[str, list[str]]]:
        """Let both open the page, and fill in what it leaves empty."""
        self.snapshots.bring_back()
        usual = {
            name: [str(one) for one in values] for name, values in filled_in(self.form).items()
        }
        self.opened = [form_on(self.site.app, browser, self.form) for browser in self.browsers]
        return [_filled(element, usual) for element in self.opened]

    def send(self, who: int, data: Mapping[str, list[str]]) -> TestResponse:
        """Let one of them save."""
        browser = browser_like(self.site.app, self.browsers[who])
        return browser.post(self.form.action, data=data)

    def shown(self) -> dict[str, tuple[str, ...]]:
        """Return what the form shows now."""
        try:
            element = form_on(self.site.app, self.browsers[0], self.form)
        except LookupError:
            return {}  # it is asked once
        return {control.name: control.shown for control in controls_of(element)}

    def try_all(self, *, most: int = 0) -> Tried:
        """Try each field, or the first ones."""
        self.snapshots.bring_back()
        controls = controls_of(form_on(self.site.app, self.browsers[0], self.form))
        self.tried.controls = len(controls)
        good: dict[str, tuple[Values, Values]] = {}
        ticks: dict[str, tuple[Values, Values]] = {}
        for control in controls[: most or len(controls)]:
            for one, another in other_values(control):
                first, second = self.begin()
                if self.send(0, first | {control.name: list(one)}).status_code != 303:
                    continue
                if self._is_as_it_was(controls, first, control.name):
                    continue
                if another is None:
                    ticks[control.name] = one, one
                else:
                    good[control.name] = one, another
                    self._both(control, second | {control.name: list(another)})
                    first, second = self.begin()
                    self.send(0, first | {control.name: list(one)})
                if control.kind != BUTTON:
                    self._untouched(control, second)
                break
        both = good | ticks
        for mine, theirs in pairwise(both):
            self._merge(mine, both[mine][1], theirs, both[theirs][0])
        if good:
            name = next(iter(good))
            self._at_once(name, *good[name])
        return self.tried

    def _is_as_it_was(
        self, opened: Sequence[Control], sent: Mapping[str, list[str]], name: str
    ) -> bool:
        """Say whether nothing changed but what had to be filled in: empty may mean just that."""
        now = self.shown()
        filled = {one.name for one in opened if sorted(sent[one.name]) != sorted(one.shown)}
        changed = {one.name for one in opened if now.get(one.name) != one.shown}
        return self._shows and not changed - (filled - {name})

    @property
    def _shows(self) -> bool:
        return self.tried.route not in SHOWS_NOTHING

    def _untouched(self, control: Control, second: Mapping[str, list[str]]) -> None:
        """The second, who touches nothing, leaves what the first has changed."""
        before = self.shown()
        answer = self.send(1, sent_of(self.opened[1]))
        if answer.status_code != 303 and CHOICE not in answer.get_data(as_text=True):
            if sorted(second[control.name]) != sorted(control.shown):
                return  # the form wants something typed there
            answer = self.send(1, second)
        if answer.status_code != 303 or self.shown() != before:
            self.tried.wrong.append(f"{control.name}: wiped by who did not touch it")
        else:
            self.tried.left += 1

    def _both(self, control: Control, second: dict[str, list[str]]) -> None:
        """The second changes what the first has changed to something else."""
        before = self.shown()
        answer = self.send(1, second)
        if answer.status_code == 303 and self.shown() == before:
            return  # led on without keeping anything, or neither changed what is stored
        if answer.status_code == 303:
            self.tried.wrong.append(f"{control.name}: the second wiped the first")
            return
        text = answer.get_data(as_text=True)
        if answer.status_code not in {409, 422} or CHOICE not in text:
            return  # this value is refused, whoever sends it
        self.tried.asked += 1
        element = form_on(self.site.app, self.browsers[1], self.form, answer)
        typed = sent_of(element)
        lost = [
            name
            for name, values in second.items()
            if name not in {NAME, "once", "csrf_token"}
            if sorted(typed.get(name, [])) not in (sorted(values), sorted(before.get(name, ())))
        ]
        if self.shown() != before or lost:
            self.tried.wrong.append(f"{control.name}: lost {lost}, or kept before a choice")
        for one in element.iter(HTML + "input"):  # type: ignore[attr-defined]
            value = one.get("value") or ""
            if (one.get("name") or "").startswith(CHOICE) and value.startswith(f"{MINE}-"):
                typed[one.get("name")] = [value]
        if self.send(1, typed).status_code != 303:
            self.tried.wrong.append(f"{control.name}: can't be settled")
        elif self._shows and self.shown() == before != {}:
            self.tried.wrong.append(f"{control.name}: chosen and not kept")

    def _merge(self, mine: str, my_value: Values, theirs: str, their_value: Values) -> None:
        """One changes a field, the other another one."""
        first, second = self.begin()
        if self.send(0, first | {theirs: list(their_value)}).status_code != 303:
            return
        before = self.shown()
        answer = self.send(1, second | {mine: list(my_value)})
        if answer.status_code != 303:
            return  # they belong together, or do not go together
        self.tried.merged += 1
        if self._shows and self.shown().get(theirs) != before.get(theirs):
            self.tried.wrong.append(f"{mine} wiped {theirs}")

    def _at_once(self, name: str, one: tuple[str, ...], another: tuple[str, ...]) -> None:
        """Both save at the same moment: one of them is asked."""
        pages = self.begin()
        answers: list[int] = []
        ready = threading.Barrier(2)

        def press(who: int, value: Values) -> None:
            ready.wait()
            answers.append(self.send(who, pages[who] | {name: list(value)}).status_code)

        threads = [threading.Thread(target=press, args=each) for each in enumerate((one, another))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if sorted(answers) not in ([303, 409], [303, 422]):
            self.tried.wrong.append(f"{name}: at the same moment {answers}")


def _filled(form_element: object, usual: Mapping[str, list[str]]) -> dict[str, list[str]]:
    lists = {one.name for one in controls_of(form_element) if one.is_list}
    return {
        name: values if any(values) or name not in usual or name in lists else usual[name]
        for name, values in sent_of(form_element).items()
    }


def unlisted(app: Flask) -> set[str]:
    """Return the addresses that take forms and are in none of the lists, or in two."""
    lists = (EDITS, *DO_NOT.values())
    takes = {
        str(rule)
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint in guards_of(app)
    }
    return {one for one in takes if sum(one in listed for listed in lists) != 1} | {
        one for listed in lists for one in listed if one not in takes
    }


def wrongly_listed(found: Found) -> set[str]:
    """Return the addresses of forms that should say what they were made from, or should not."""
    return {
        route
        for route, names in found.forms
        # A button alone sets a state, such as that the doors are open.
        if (NAME in names) != (route in EDITS) and set(names) > {"csrf_token", "once"}
    }


def add_colleague(site: Site) -> FlaskClient:
    """Let two others work there, and return the browser of one: the other is edited by both."""
    store = site.app.extensions["store"]
    with store.transaction() as session:
        noor = session.scalars(
            select(Account).where(Account.email == site.access.organiser_email)
        ).one()
        for name, email in (("Aad", "aad@planner.example"), ("Wim", COLLEAGUE)):
            added = signing_in.add_account(
                session, email=email, name=name, password=PASSWORD, now=NOW,
                role=noor.role, organisation_id=noor.organisation_id,
            )  # fmt: skip
            added.is_demonstration = True  # who needs no second step on the machine it runs on
    browser = site.client()
    sign_in(site, browser, email=COLLEAGUE, password=PASSWORD)
    return browser


def find_more(site: Site, found: Found) -> None:
    """Make what the demonstration has not, and find the forms that edit it."""
    desk = next(form.client for form in found.forms.values() if form.action.startswith("/events"))
    party = next(form for (route, _names), form in found.forms.items() if route.endswith("/party"))
    with site.app.extensions["store"].transaction() as session:
        wim = session.scalars(select(Account).where(Account.email == COLLEAGUE)).one()
        plan = EventPlan(
            title="Iets heel anders",
            event_type=EventType.INSPECTION,
            kind=EventKind.UNSURE,
            starts_at=NOW + timedelta(days=90),
            ends_at=NOW + timedelta(days=90, hours=2),
        )
        event = making.create_event(session, plan, account_id=wim.id, now=NOW)
        part = ItemPlan(title="Vuurwerk", starts_at=event.starts_at, ends_at=event.ends_at)
        item = programmes.add_item(session, event, part, now=NOW)
        colleagues.put_in_team(session, event, wim, TeamRole.CREW, now=NOW)
        session.flush()
        page = f"/events/{event.id}"
        pages = [page, f"{page}/programme/{item.id}", f"{page}/team"]
    walk(site.app, desk, pages, found)
    eats = {"adults": "3", "children": "0", "toddlers": "0", "eat": ["halal", "everything"]}
    party.client.post(party.action, data={**dict(party.untouched), **eats})
    walk(site.app, party.client, [party.action.replace("/party", "/food")], found)


def try_forms(
    site: Site,
    found: Found,
    other: FlaskClient,
    snapshots: Snapshots,
    *,
    routes: Collection[str] = (),
    fields: int = 0,
) -> list[Tried]:
    """Try all fields of all forms that edit and were found, or some of them."""
    forms: dict[str, Form] = {}
    for (route, names), form in sorted(found.forms.items(), key=lambda one: one[0]):
        if NAME in names:
            forms.setdefault(route, form)
    chosen = sorted(routes or forms)
    tried = [Pair(site, snapshots, forms[route], other).try_all(most=fields) for route in chosen]
    snapshots.bring_back()
    return tried


def _endpoint(app: Flask, path: str) -> str:
    endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0], method="POST")
    return str(endpoint)


def measure(*, database_url: str = "") -> None:
    """Try all of them and say what was lost.

    Raises:
        AssertionError: something was, or a form is not listed.
    """
    with tempfile.TemporaryDirectory() as folder, wide_lanes():
        site = make_site(Path(folder), database_url=database_url)
        other = add_colleague(site)
        found = find_forms(site)
        find_more(site, found)
        snapshots = snapshots_of(site, Path(folder))
        tried = try_forms(site, found, other, snapshots)
        forgotten = unlisted(site.app) | wrongly_listed(found)
        site.app.extensions["store"].close()
    for one in tried:
        sys.stdout.write(
            f"  {one.route}: {one.controls} fields, {one.left} left as they were, "
            f"{one.asked} asked, {one.merged} merged\n"
        )
        for words in one.wrong:
            sys.stdout.write(f"    {words}\n")
    sys.stdout.write(f"  {len(tried)} forms\n")
    sys.stdout.write("".join(f"  not listed: {one}\n" for one in sorted(forgotten)))
    sys.stdout.write(f"  not reached: {sorted(EDITS - {one.route for one in tried})}\n")
    assert not forgotten
    assert not [one for one in tried if one.wrong or not one.left + one.asked]


def main() -> None:
    """Try all of them on both databases."""
    measure()
    with postgres.own_server() as server:
        if server is not None:
            with a_database(server.url) as url:
                measure(database_url=url)
