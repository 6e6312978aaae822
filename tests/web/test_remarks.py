"""Noting and sorting what residents said: three taps, ten seconds each, and never who."""

from datetime import timedelta

import pytest
from flask import Flask

from planner.core.residents.questions import RemarkState
from planner.core.roles import TeamRole
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Remark, Theme
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.remarks import PROUD, add_remark, remark_ids

NOTED = {"question": "better", "words": "Het onkruid staat hoog", "heads": "3"}


@pytest.fixture(autouse=True)
def _two_hours_on(clock: FixedClock) -> None:
    clock.now = SATURDAY + timedelta(hours=2)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def kept(desk: PageClient, url: str, fields: dict[str, str], *, form_on: str | None = None) -> Page:
    """Send a form that is right, and return the page that it leads to."""
    answer = desk.send(url, fields, form_on=form_on)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return Page(desk.get(answer.location))


def refused(desk: PageClient, url: str, fields: dict[str, str], *, status: int = 422) -> Page:
    """Send a form that is not, and return what comes back."""
    answer = desk.send(url, fields)
    assert answer.status_code == status
    return Page(answer)


def as_shown(page: Page) -> dict[str, str]:
    """Return what a browser would send."""
    return {name: values[0] for name, values in page.sends().items() if values}


def said(world: World, words: str, **fields: object) -> int:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        return add_remark(session, event, words, **fields).id  # type: ignore[arg-type]


def remark(world: World, number: int) -> Remark:
    with world.store.reading() as session:
        return session.get_one(Remark, number)


def test_forms_on_paper_are_typed_one_after_the_other(desk: PageClient, world: World) -> None:
    url = f"/events/{world.event_id}/remarks/new"
    page = kept(desk, url, NOTED | {"street": "Passartweg 12a"})
    assert "De woorden van 3 mensen zijn genoteerd van deze dag." in page.words
    assert "question" in page.sends()
    (number,) = remark_ids(world.store)
    noted = remark(world, number)
    assert (noted.words, noted.heads, noted.street) == ("Het onkruid staat hoog", 3, "Passartweg")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": " "}, "Schrijf op wat er gezegd is."),
        ({"words": "x" * 5_000}, "Schrijf het korter op: hoogstens 500 tekens."),
        ({"heads": "0"}, "Schrijf een getal van 1 tot en met 500."),
        ({"question": "other"}, ""),
    ],
)
def test_a_remark_that_is_wrong_loses_nothing_that_was_typed(
    desk: PageClient, world: World, wrong: dict[str, str], sentence: str
) -> None:
    sent = NOTED | {"street": "Passartweg"} | wrong
    page = refused(desk, f"/events/{world.event_id}/remarks/new", sent)
    assert sentence in " ".join(page.errors())
    assert page.sends()["street"] == ["Passartweg"]
    assert not remark_ids(world.store)


def test_signs_that_turn_text_around_are_left_out(desk: PageClient, world: World) -> None:
    desk.send(f"/events/{world.event_id}/remarks/new", NOTED | {"words": "=1+1\u202egpj"})
    (number,) = remark_ids(world.store)
    assert remark(world, number).words == "=1+1gpj"


def test_what_points_at_somebody_is_asked_about_before_it_is_kept(
    desk: PageClient, world: World
) -> None:
    url = f"/events/{world.event_id}/remarks/new"
    sent = NOTED | {"words": "Mevrouw Jansen van nummer 12, bel 06-12345678"}
    asked = refused(desk, url, sent)
    assert "Jansen" in " ".join(asked.errors())
    assert "06-12345678" in " ".join(asked.errors())
    assert not remark_ids(world.store)
    again = as_shown(asked)
    desk.send(url, again)
    assert len(remark_ids(world.store)) == 1


def test_what_cannot_wait_says_whom_to_call(desk: PageClient, world: World) -> None:
    page = kept(
        desk,
        f"/events/{world.event_id}/remarks/new",
        NOTED | {"words": "Ik ruik gas in de hal"},
    )
    assert "bel eerst 0800-9009" in page.words


def test_two_taps_sort_a_remark_and_the_next_one_comes(desk: PageClient, world: World) -> None:
    said(world, "Achter de garages is het donker", theme="Lampen", state=RemarkState.SHOWN)
    for words in ("Nog een lamp", "Het onkruid"):
        said(world, words)
    overview = desk.page(f"/events/{world.event_id}/remarks")
    first = next(link for link in overview.links() if "/remarks/" in link and "new" not in link)
    with world.store.reading() as session:
        lamps = session.query(Theme).one().id
    page = desk.page(first)
    url = first
    for theme, new_theme in ((str(lamps), ""), ("", "Onkruid")):
        fields = as_shown(page)
        sent = fields | {"theme": theme, "new_theme": new_theme, "state": "shown"}
        page = kept(desk, url, sent)
        url = page.response.request.path
    assert "Alle opmerkingen zijn uitgezocht." in page.words
    with world.store.reading() as session:
        assert {each.theme is not None for each in session.query(Remark)} == {True}
        assert {each.state for each in session.query(Remark)} == {RemarkState.SHOWN}


def test_words_in_another_language_are_shown_only_with_a_summary(
    desk: PageClient, world: World
) -> None:
    number = said(world, "Nie ma gdzie usiąść")
    url = f"/events/{world.event_id}/remarks/{number}"
    fields = as_shown(desk.page(url))
    polish = fields | {"language": "pl", "state": "shown"}
    page = refused(desk, url, polish)
    assert "Schrijf op wat bewoners ervan lezen." in " ".join(page.errors())
    desk.send(url, polish | {"summary": "Er is geen plek om te zitten"})
    assert remark(world, number).summary == "Er is geen plek om te zitten"


def test_of_two_who_sort_one_remark_the_second_sees_the_first(
    desk: PageClient, world: World
) -> None:
    number = said(world, "Het onkruid")
    url = f"/events/{world.event_id}/remarks/{number}"
    fields = as_shown(desk.page(url))
    desk.send(url, fields | {"state": "hidden"})
    clash = refused(desk, url, fields | {"state": "shown"})
    assert "Niet tonen" in clash.words
    assert remark(world, number).state is RemarkState.HIDDEN


def test_crew_notes_and_reads_what_is_fit_to_show_and_readers_only_read(
    app: Flask, world: World, clock: FixedClock
) -> None:
    number = said(world, "Hier is het donker", theme="Lampen", state=RemarkState.SHOWN)
    said(world, "Die buurman van 12", state=RemarkState.HIDDEN)
    list_url, new_url = (f"/events/{world.event_id}/remarks{part}" for part in ("", "/new"))
    for role, may_note in ((TeamRole.CREW, True), (TeamRole.READER, False)):
        browser = add_member(
            app, world.store, {world.event_id: role}, now=clock.now, name=role.value
        )
        page = browser.page(list_url)
        assert "Hier is het donker" in page.words
        assert "buurman" not in page.words
        assert browser.get(new_url).status_code == (200 if may_note else 403)
        assert browser.get(f"{list_url}/{number}").status_code == 403
    lead = add_member(app, world.store, {world.event_id: TeamRole.LEAD}, now=clock.now)
    assert "buurman" in lead.page(list_url).words
    assert lead.get(f"{list_url}/{number}").status_code == 200


def test_a_lead_sorts_nothing_of_another_event(app: Flask, world: World, clock: FixedClock) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        elsewhere = add_remark(session, event, "Elders gezegd")
        elsewhere.event_id = None
        session.flush()
        number = elsewhere.id
    lead = add_member(app, world.store, {world.event_id: TeamRole.LEAD}, now=clock.now)
    assert lead.get(f"/events/{world.event_id}/remarks/{number}").status_code == 404
    assert lead.get(f"/remarks/{number}").status_code == 403


def test_a_theme_gets_another_name_or_goes_into_another_one(desk: PageClient, world: World) -> None:
    for words, theme in (("Gras", "Gras"), ("Onkruid", "Onkruid")):
        said(world, words, theme=theme)
    with world.store.reading() as session:
        ids = {each.name: each.id for each in session.query(Theme)}
    url = f"/themes/{ids['Gras']}"
    taken = refused(desk, url, {"name": "onkruid", "area": ""})
    assert "Zo heet al een ander onderwerp." in " ".join(taken.errors())
    desk.send(url, {"name": "Hoog gras", "area": "housing"})
    page = kept(desk, f"{url}/together", {"into": str(ids["Onkruid"])}, form_on=url)
    assert "2 mensen zeiden het" in page.words
    assert desk.get(url).status_code == 404


def test_five_hundred_remarks_ask_no_more_than_five(desk: PageClient, world: World) -> None:
    counts = []
    for many in (5, 45):
        with world.store.transaction() as session:
            event = session.get_one(Event, world.event_id)
            for place in range(many):
                theme = f"Theme {place % 5}"
                question = PROUD if place % 3 else None
                more = {"question": question} if question else {}
                add_remark(session, event, f"Remark {place}", theme=theme, **more)  # type: ignore[arg-type]
        with count_queries(world.store) as asked:
            desk.page(f"/events/{world.event_id}/remarks")
        counts.append(len(asked))
    assert counts[0] == counts[1]
