"""The page of texts in guests' languages: what is missing, what is older, files and series."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from planner.core.said_in import text_in
from planner.exports.tables import write_table
from planner.exports.tables_workbook import write_xlsx
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.plan import planning
from planner.services.plan.programmes import ItemPlan, add_item
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, EventNotice
from planner.translations.language_names import language_of
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.pages import Page, PageClient

WISH = replace(BARBECUE, title="Winterfeest", description="Muziek\n\nen soep")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    world = make_world(store, settings, WISH)
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        add_item(session, event, ItemPlan(title="Lichtshow", starts_at=SATURDAY), now=MADE_AT)
    return world


def url(world: World, path: str = "", **asked: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    return f"/events/{world.event_id}/languages{path}?l=en{more}"


def event_of(world: World) -> Event:
    with world.store.reading() as session:
        found = session.get_one(Event, world.event_id)
        assert found.programme is not None
        return found


def said(world: World, language: str, name: str = "title") -> str:
    return text_in(event_of(world).words_in, language, name)


def save(desk: PageClient, world: World, **typed: str) -> Page:
    return save_on(desk.page(url(world)), desk, world, **typed)


def save_on(page: Page, desk: PageClient, world: World, **typed: str) -> Page:
    data = {**page.sends(), **{name.replace("__", "-"): value for name, value in typed.items()}}
    data = {name: value for name, value in data.items() if name not in {"language", "file"}}
    return Page(desk.post(url(world), data=data, follow_redirects=True))


def test_texts_stand_beside_each_other_with_what_is_missing(world: World, desk: PageClient) -> None:
    page = desk.page(url(world))
    assert "Winterfeest" in page.words
    assert page.words.count("0 of 3 texts") == 6
    fields = {one.get("name"): one for one in [*page.all("input"), *page.all("textarea")]}
    assert fields["ar-title"].get("dir") == "rtl"
    assert fields["uk-title"].get("lang") == "uk"
    assert "nl-title" not in fields, "the own words are changed with the event"
    item = event_of(world).programme[0].id
    assert f"pl-part-{item}-title" in fields


def test_what_is_written_is_kept_counted_and_read(world: World, desk: PageClient) -> None:
    page = save(desk, world, pl__title=" Święto   zimy ", pl__description="Muzyka\r\n\r\ni zupa")
    assert "2 of 3 texts" in page.words
    assert said(world, "pl") == "Święto zimy"
    assert said(world, "pl", "description") == "Muzyka\n\ni zupa"
    save(desk, world, pl__title="")
    assert said(world, "pl") == ""


def test_a_text_that_is_too_long_is_said_beside_its_field_and_stays(
    world: World, desk: PageClient
) -> None:
    page = save(desk, world, pl__title="x" * 121, tr__title="Kış")
    assert page.status == 422
    assert "This text is too long." in page.errors()
    assert "x" * 121 in page.text
    assert "Kış" in page.text
    assert said(world, "tr") == ""


def test_another_own_text_makes_the_others_older_until_somebody_says_so(
    world: World, desk: PageClient
) -> None:
    save(desk, world, pl__title="Święto zimy")
    world.change(title="Lentefeest")
    page = desk.page(url(world))
    assert "1 of 3 texts, 1 is made from an older text" in page.words
    assert "Made from an older text" in page.words
    page = save(desk, world)
    assert "1 is made from an older text" in page.words, "to save it says nothing of it"
    page = save(desk, world, **{"pl__still-right": "y"})
    assert "older" not in page.words
    assert said(world, "pl") == "Święto zimy"


def test_who_translated_other_words_than_are_there_now_is_told(
    world: World, desk: PageClient
) -> None:
    opened = desk.page(url(world))
    world.change(title="Lentefeest")
    page = save_on(opened, desk, world, pl__title="Święto zimy")
    assert "Your own text changed meanwhile." in page.words
    assert "Święto zimy" in page.text
    assert said(world, "pl") == ""


def test_two_who_write_in_different_languages_lose_nothing(world: World, desk: PageClient) -> None:
    first, second = desk.page(url(world)), desk.page(url(world))
    save_on(first, desk, world, pl__title="Święto zimy")
    save_on(second, desk, world, tr__title="Kış şenliği")
    assert (said(world, "pl"), said(world, "tr")) == ("Święto zimy", "Kış şenliği")


def test_one_language_alone_is_shown_and_changes_no_other(world: World, desk: PageClient) -> None:
    save(desk, world, pl__title="Święto zimy")
    page = desk.page(url(world, only="ar"))
    names = {one.get("name") for one in page.all("input")}
    assert "ar-title" in names
    assert "pl-title" not in names
    sent = {**page.sends(), "ar-title": "عيد الشتاء"}
    sent.pop("language")
    desk.post(url(world, only="ar"), data=sent)
    assert (said(world, "pl"), said(world, "ar")) == ("Święto zimy", "عيد الشتاء")


def test_a_long_programme_is_shown_in_one_language_at_a_time(
    world: World, desk: PageClient
) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        for number in range(20):
            wish = ItemPlan(title=f"Deel {number}", starts_at=SATURDAY)
            add_item(session, event, wish, now=MADE_AT)
    names = {one.get("name") or "" for one in desk.page(url(world)).all("input")}
    assert {name.partition("-")[0] for name in names if name.endswith("-title")} == {"ar"}


def test_the_own_language_is_marked_and_its_field_goes(world: World, desk: PageClient) -> None:
    save(desk, world, en__title="Winter party")
    page = desk.page(url(world))
    data = {"csrf_token": page.token(), "language": "en"}
    data |= {"once": page.sends(to=f"/events/{world.event_id}/languages/own")["once"][0]}
    desk.post(url(world, "/own"), data=data)
    assert event_of(world).written_in == "en"
    assert said(world, "en") == "", "the own words are those of the event"
    names = {one.get("name") for one in desk.page(url(world)).all("input")}
    assert "nl-title" in names
    assert "en-title" not in names


def test_the_page_of_the_event_says_what_is_missing_where_somebody_reads_it(
    world: World, desk: PageClient
) -> None:
    path = f"/events/{world.event_id}?l=en"
    assert "In other languages" not in desk.page(path).words
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        named_guests.add_guests(
            session,
            event,
            [NewGuest(GuestDetails(name=name, language="ar"), 2) for name in ("Samira", "Omar")],
            stack="Gasten",
            code_key=world.settings.code_key,
            now=MADE_AT,
        )
    world.cards(3, languages=("nl", "pl"))
    page = desk.page(path).words
    assert "Arabic: 0 of 3 texts 2 households read it" in page
    assert "Polish: 0 of 3 texts it is on 3 cards" in page
    assert "Turkish" not in page
    item = event_of(world).programme[0].id
    whole = {"ar__title": "عيد", "ar__description": "موسيقى", f"ar__part-{item}-title": "عرض"}
    save(desk, world, **whole)
    assert "Arabic" not in desk.page(path).words


def upload(desk: PageClient, world: World, data: bytes, **asked: str) -> Page:
    path = url(world, "/file", **asked)
    sent = {"file": (io.BytesIO(data), "t.xlsx"), "csrf_token": desk.page(path).token()}
    return Page(desk.post(path, data=sent, content_type="multipart/form-data"))


def confirm(desk: PageClient, world: World, page: Page, **asked: str) -> Page:
    sent = {one.get("name") or "": one.get("value") or "" for one in page.all("input")}
    path = url(world, "/file/confirm", **asked)
    return Page(desk.post(path, data=sent, follow_redirects=True))


def rows_of(desk: PageClient, world: World, **asked: str) -> list[list[str]]:
    answer = desk.get(url(world, "/texts.xlsx", **asked))
    assert (answer.mimetype or "").endswith("spreadsheetml.sheet")
    sheet: Any = load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_file_goes_out_and_comes_back_looked_at_first(world: World, desk: PageClient) -> None:
    heading, *rows = rows_of(desk, world)
    assert [language_of(name) for name in heading[1:]] == [
        "nl", "ar", "pl", "uk", "tr", "de", "en",
    ]  # fmt: skip
    assert [row[1].split() for row in rows] == [
        ["Winterfeest"], ["Muziek", "en", "soep"], ["Lichtshow"],
    ]  # fmt: skip
    polish = heading.index("Polski")
    rows[0][polish], rows[1][polish] = "Święto zimy", "Muzyka\n\ni zupa"
    page = upload(desk, world, write_xlsx(heading, rows))
    assert "Keep 2 texts" in page.words
    assert said(world, "pl") == "", "nothing is kept before the yes"
    page = confirm(desk, world, page)
    assert "2 texts are kept." in page.words
    assert said(world, "pl") == "Święto zimy"
    assert said(world, "pl", "description").split() == ["Muzyka", "i", "zupa"]
    assert (
        "There is nothing new in this file."
        in upload(
            desk, world, write_xlsx(*(lambda all_: (all_[0], all_[1:]))(rows_of(desk, world)))
        ).words
    )


def test_faults_are_said_row_by_row_and_the_rest_comes_in(world: World, desk: PageClient) -> None:
    table = write_table(
        ["Welke tekst", "Nederlands", "Pools", "arabic"],
        [("", "Winterfeest", "Święto", "ع" * 121), ("", "Iets anders", "Coś", "")],
    )
    page = upload(desk, world, table)
    assert "Row 2: “" in page.words
    assert "is too long. At most 120 signs fit." in page.words
    assert "Row 3: “Iets anders” is not a text of ours (any more)." in page.words
    assert "Keep 1 text" in page.words
    confirm(desk, world, page)
    assert said(world, "pl") == "Święto"


@pytest.mark.parametrize("table", [b"", b"Naam;Telefoon\nNoor;06\n", b"%PDF-1.7"])
def test_another_file_is_refused_with_a_sentence(
    world: World, desk: PageClient, table: bytes
) -> None:
    page = upload(desk, world, table)
    assert page.status == 422
    assert page.errors()


def test_a_text_in_a_file_becomes_no_formula(world: World, desk: PageClient) -> None:
    world.change(title="=1+1", words_in={"pl": {"title": ["=HYPERLINK()", "x"]}})
    heading, first, *_rest = rows_of(desk, world)
    assert first[1] == "'=1+1"
    assert first[heading.index("Polski")] == "'=HYPERLINK()"
    page = upload(desk, world, write_xlsx(heading, [first]))
    assert "Keep 1 text" in page.words, "it is known again, and made from the words of now"


def test_what_changed_between_the_look_and_the_yes_is_looked_at_again(
    world: World, desk: PageClient
) -> None:
    table = write_table(["x", "Nederlands", "Polski"], [("", "Winterfeest", "Święto")])
    page = upload(desk, world, table)
    save(desk, world, pl__title="Zima")
    page = confirm(desk, world, page)
    assert "A text changed meanwhile." in page.words
    assert "Zima" in page.words
    assert said(world, "pl") == "Zima"
    confirm(desk, world, page)
    assert said(world, "pl") == "Święto"


def in_series(world: World) -> int:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        later = SATURDAY + timedelta(days=7)
        copied = planning.copy_event(session, event, starts_at=later, now=MADE_AT, account_id=None)
        return copied.id


def test_a_copy_has_the_texts_and_so_has_its_programme(world: World, desk: PageClient) -> None:
    item = event_of(world).programme[0].id
    save(desk, world, pl__title="Święto", **{f"pl__part-{item}-title": "Pokaz"})
    world.change(word_afterwards="Klaar", written_in="")
    copied_id = in_series(world)
    with world.store.reading() as session:
        copied = session.get_one(Event, copied_id)
        assert text_in(copied.words_in, "pl", "title") == "Święto"
        assert text_in(copied.programme[0].words_in, "pl", "title") == "Pokaz"


def test_a_series_gets_each_text_once_and_everywhere(world: World, desk: PageClient) -> None:
    copied_id = in_series(world)
    world.change(description="Alleen hier")
    heading, *rows = rows_of(desk, world, of="series")
    assert [row[1] for row in rows].count("Winterfeest") == 1
    rows[0][heading.index("Polski")] = "Święto"
    page = upload(desk, world, write_xlsx(heading, rows), of="series")
    confirm(desk, world, page, of="series")
    with world.store.reading() as session:
        copied = session.get_one(Event, copied_id)
        assert text_in(copied.words_in, "pl", "title") == "Święto"
    assert said(world, "pl") == "Święto"


def test_texts_are_given_to_the_series_where_it_says_the_same_and_lacks_them(
    world: World, desk: PageClient
) -> None:
    copied_id = in_series(world)
    with world.store.transaction() as session:
        session.get_one(Event, copied_id).words_in = {"tr": {"title": ["Kış", "x"]}}
    save(desk, world, pl__title="Święto", pl__description="Muzyka", de__title="Winterfest")
    with world.store.transaction() as session:
        session.get_one(Event, copied_id).description = "Iets anders"
    page = desk.page(url(world))
    action = f"/events/{world.event_id}/languages/to-series"
    sent = page.sends(to=action)
    answer = Page(desk.post(f"{action}?l=en", data=sent, follow_redirects=True))
    assert "1 event has more texts now." in answer.words
    with world.store.reading() as session:
        copied = session.get_one(Event, copied_id)
        assert text_in(copied.words_in, "pl", "title") == "Święto"
        assert text_in(copied.words_in, "de", "title") == "Winterfest"
        assert text_in(copied.words_in, "pl", "description") == "", "it says something else there"
        assert text_in(copied.words_in, "tr", "title") == "Kış", "nothing is lost"


def test_a_reason_is_asked_in_each_language_and_goes_when_it_takes_place(
    world: World, desk: PageClient
) -> None:
    path = f"/events/{world.event_id}/cancel"
    sent = {**desk.page(path).sends(), "reason": "Storm", "in-pl": "Burza"}
    desk.post(path, data=sent)
    assert event_of(world).reason_in == {"pl": "Burza"}
    page = desk.page(path)
    assert "Burza" in page.text
    resume = desk.page(f"/events/{world.event_id}").sends(to=f"/events/{world.event_id}/resume")
    desk.post(f"/events/{world.event_id}/resume", data=resume)
    assert event_of(world).reason_in is None


def test_a_change_is_told_in_each_language(world: World, desk: PageClient) -> None:
    world.cards(2, languages=("pl",))
    edit = f"/events/{world.event_id}/edit"
    desk.post(edit, data={**desk.page(edit).sends(), "starts": "16:00"})
    with world.store.reading() as session:
        notice_id = session.scalars(select(EventNotice.id)).one()
    path = f"/events/{world.event_id}/tell/{notice_id}?l=en"
    sent = {**desk.page(path).sends(), "words": "Kom later", "in-pl": "Przyjdź później"}
    sent.pop("look", None)
    looked = Page(desk.post(path, data={**sent, "look": "1", "lang": "pl"}))
    assert "Przyjdź później" in looked.words
    desk.post(path, data=sent)
    with world.store.reading() as session:
        notice = session.get_one(EventNotice, notice_id)
        assert notice.words_in == {"pl": "Przyjdź później"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Arabisch", "ar"), ("ar", "ar"), ("العربية", "ar"), ("Arabic", "ar"), ("AR-SY", "ar"),
        ("Pools", "pl"), ("polski", "pl"), ("Oekraïens", "uk"), ("українська", "uk"),
        ("Turks", "tr"), ("Türkçe", "tr"), ("Duits", "de"), ("deutsch", "de"), ("Engels", "en"),
        ("Nederlands", "nl"), ("nl_NL", "nl"), ("Somalisch", ""), ("", ""), ("Tigrinya", ""),
    ],
)  # fmt: skip
def test_a_language_is_understood_however_it_is_called(typed: str, code: str) -> None:
    assert language_of(typed) == code
