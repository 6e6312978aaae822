"""The list of all cards: found, filtered, done with several at once, taken along."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from planner.core.diets import Diet
from planner.core.enums import Reply
from planner.core.guest_names import LONGEST_NAME, clean_name
from planner.exports.tables import ReadTable, read_table
from planner.exports.tables_workbook import read_workbook
from planner.services.answer import waiting_list
from planner.services.gate.items import ScanBatch
from planner.services.gate.scanning import take_scans
from planner.services.guests import list_actions, named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite import issuing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Intermediary, IntermediaryLink, Invitation
from tests.support.cards import MADE_AT, World, make_world
from tests.support.gate import CODE_KEY, STARTS, entry, make_gate, make_phone
from tests.support.hostile import STRINGS
from tests.support.organiser import Said, add_answers
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

QUERIES_OF_LIST = 5
"""Sign-in, event, stacks, rows, totals of other hands."""
NASTY = (
    "=1+1",
    "+31 bij de poort",
    "-2+3",
    "@SUM(A1)",
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    'O\'Brien "Rooie" | & Co',
    "＝1+1",
)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def add_named(world: World, *names: str, stack: str = "Partners") -> range:
    guests = [NewGuest(GuestDetails(name=name), 4) for name in names]
    with world.store.transaction() as session:
        return named_guests.add_guests(
            session,
            session.get_one(Event, world.event_id),
            guests,
            stack=stack,
            code_key=world.settings.code_key,
            now=MADE_AT,
        )


def give_away(store: Store, batch_id: int) -> None:
    """Let somebody else hand a stack out."""
    with store.transaction() as session:
        karin = Intermediary(name="Karin", organisation="", created_at=MADE_AT)
        session.get_one(Batch, batch_id).intermediary = karin


def rows_of(page: Page) -> list[list[str]]:
    """Return the texts of the cells of each card."""
    found = []
    for row in page.all("tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
        if cells[1:2] and cells[1].isdecimal():
            found.append(cells[1:])
    return found


def card_of(session: Session, world: World, number: int) -> Invitation:
    card = issuing.find_by_number(session, world.event_id, number)
    assert card is not None
    return card


def url(world: World, more: str = "") -> str:
    return f"/events/{world.event_id}/guests{more}"


def test_a_card_says_what_became_of_it_and_who_comes(world: World, desk: PageClient) -> None:
    said = [Said(Reply.YES, 3, diet=Diet.HALAL), Said(Reply.MAYBE, 2), Said(Reply.NO, 1)]
    add_answers(world.store, world.event_id, *said, silent=1, name="Straat")
    page = desk.page(url(world, "?l=en"))
    assert rows_of(page) == [
        ["1", "", "Yes", "3", "Straat"],
        ["2", "", "Maybe", "2", "Straat"],
        ["3", "", "No", "", "Straat"],
        ["4", "", "Not handed out", "", "Straat"],
    ]


def test_cards_that_somebody_else_hands_out_are_totals_only(world: World, desk: PageClient) -> None:
    said = [Said(Reply.YES, 3, diet=Diet.HALAL), Said(Reply.YES, 2), Said(Reply.NO)]
    theirs = add_answers(world.store, world.event_id, *said, silent=2, name="Voedselhulp")
    give_away(world.store, theirs)
    add_answers(world.store, world.event_id, Said(Reply.YES, 1), name="Straat")
    page = desk.page(url(world, "?l=en"))
    assert [row[0] for row in rows_of(page)] == ["6"]
    assert "Voedselhulp : 5 cards. Yes on 2, for 5 people. Maybe on 0, no on 1." in page.words
    assert "3 Halal" not in page.text
    for asked in ("?q=1", "?diet=halal", f"?stack={theirs}", "?state=yes&q=2", "?long=1"):
        again = desk.page(url(world, asked))
        assert {row[0] for row in rows_of(again)} <= {"6"}, asked
    table = read_table(desk.get(url(world, "/table.csv?l=en")).data, max_rows=9, max_cell=99)
    assert isinstance(table, ReadTable)
    assert [row[0] for row in table.rows] == ["6", ""]


def test_a_stack_with_a_private_page_is_totals_only_too(world: World, desk: PageClient) -> None:
    batch_id = add_answers(world.store, world.event_id, Said(Reply.YES, 3), name="Buurvrouw")
    with world.store.transaction() as session:
        link = IntermediaryLink(batch_id=batch_id, token_hash=b"1" * 32, created_at=MADE_AT)
        session.add(link)
    page = desk.page(url(world, "?l=en"))
    assert rows_of(page) == []
    assert "Buurvrouw : 1 card. Yes on" in page.words


def test_what_somebody_eats_stands_never_beside_a_card(world: World, desk: PageClient) -> None:
    add_answers(
        world.store, world.event_id, Said(Reply.YES, 2, diet=Diet.HALAL), Said(Reply.YES, 1)
    )
    with world.store.transaction() as session:
        card = card_of(session, world, 1)
        named_guests.name_card(session, card, GuestDetails(name="Samira"), now=MADE_AT)
    page = desk.page(url(world, "?l=en"))
    assert rows_of(page)[0][:4] == ["1", "Samira", "Yes", "2"]
    assert "Halal" not in page.words
    assert rows_of(desk.page(url(world, "?diet=halal"))) == rows_of(desk.page(url(world)))
    assert b"halal" not in desk.get(url(world, "/table.csv?l=en")).data.lower()
    assert "2 Halal" not in desk.page(url(world, "/card?number=1&l=en")).words


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        pytest.param("q=2", ["2"], id="a number"),
        pytest.param("q=%232", ["2"], id="a number as people write it"),
        pytest.param("q=ozlem", ["1"], id="a name without its accents"),
        pytest.param("q=YILDIZ+%C3%96z", ["1"], id="words in any order"),
        pytest.param("q=%25", [], id="a sign that means something to the database"),
        pytest.param("q=nobody", [], id="a name that is not there"),
        pytest.param("state=made", ["2", "3"], id="a state"),
        pytest.param("state=handed-out", ["1"], id="another state"),
        pytest.param("state=come", [], id="nobody came"),
        pytest.param("state=rubbish", ["1", "2", "3"], id="no state at all"),
        pytest.param("order=name", ["3", "1", "2"], id="by name"),
        pytest.param("q=99999999999999999999", [], id="an endless number"),
        pytest.param("stack=99999999999999999999", ["1", "2", "3"], id="an endless stack"),
        pytest.param("page=7", [], id="a page that is not there"),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(
    world: World, desk: PageClient, asked: str, numbers: list[str]
) -> None:
    add_named(world, "Özlem Yıldız", "Żaneta", "Anton")
    with world.store.transaction() as session:
        action = list_actions.Action.HAND_OUT
        list_actions.apply(session, world.event_id, [1], action, now=MADE_AT)
    page = desk.page(url(world, f"?{asked}"))
    assert [row[0] for row in rows_of(page)] == numbers


def test_who_waits_for_a_place_is_listed_as_such(world: World, desk: PageClient) -> None:
    add_answers(world.store, world.event_id, Said(Reply.YES, 4), silent=1)
    world.change(capacity=4)
    with world.store.transaction() as session:
        assert waiting_list.join_waiting_list(
            session, card_of(session, world, 2), heads=3, now=MADE_AT
        )
    page = desk.page(url(world, "?l=en"))
    assert [row[2:4] for row in rows_of(page)] == [["Yes", "4"], ["Waits for a place", "3"]]
    assert [row[0] for row in rows_of(desk.page(url(world, "?state=waiting")))] == ["2"]
    assert rows_of(desk.page(url(world, "?state=made"))) == []


def test_the_latest_answers_can_come_first(world: World, desk: PageClient) -> None:
    said = [Said(Reply.YES, days_before=9), Said(Reply.NO, days_before=2)]
    add_answers(world.store, world.event_id, *said, silent=1)
    link = next(one for one in desk.page(url(world)).links() if "order=answered" in one)
    assert [row[0] for row in rows_of(desk.page(link))] == ["2", "1", "3"]


def test_a_long_list_has_pages_of_a_hundred(world: World, desk: PageClient) -> None:
    add_answers(world.store, world.event_id, silent=120)
    first = desk.page(url(world, "?l=en"))
    assert "1 to 100 of 120 cards" in first.words
    further = next(link for link in first.links() if "page=2" in link)
    second = desk.page(further)
    assert [row[0] for row in rows_of(second)] == [str(n) for n in range(101, 121)]
    assert len(rows_of(desk.page(url(world, "?long=1")))) == 120


def test_several_cards_are_marked_at_once_and_it_can_be_taken_back(
    world: World, desk: PageClient
) -> None:
    add_answers(world.store, world.event_id, silent=4)
    sent = {"number": ["1", "2", "4"], "do": "hand-out"}
    assert desk.send(url(world, "/do?l=en"), sent, form_on=url(world)).status_code == 303
    page = desk.page(url(world, "?l=en"))
    assert "3 cards are handed out." in page.words
    assert [row[2] for row in rows_of(page)] == [
        "Handed out",
        "Handed out",
        "Not handed out",
        "Handed out",
    ]
    assert "3 cards are handed out." not in desk.page(url(world)).words, "said once"
    back = {"do": "hand-out", "numbers": "1-2,4"}
    desk.send(url(world, "/undo"), back, form_on=url(world))
    assert {row[2] for row in rows_of(desk.page(url(world)))} == {"Not handed out"}


def test_cards_that_stopped_working_work_again_after_undo(world: World, desk: PageClient) -> None:
    (card,) = world.cards(1)
    desk.send(url(world, "/do"), {"number": "1", "do": "revoke"}, form_on=url(world))
    assert rows_of(desk.page(url(world, "?l=en")))[0][2] == "Stopped"
    desk.send(url(world, "/undo"), {"do": "revoke", "numbers": "1"}, form_on=url(world))
    assert rows_of(desk.page(url(world)))[0][2] == "Not handed out"
    assert world.invitation(card).state.value == "issued"


def test_cards_in_other_hands_or_of_another_event_are_not_touched(
    world: World, desk: PageClient
) -> None:
    theirs = add_answers(world.store, world.event_id, silent=2, name="Voedselhulp")
    give_away(world.store, theirs)
    add_answers(world.store, world.event_id, silent=1)
    sent = {"number": ["1", "2", "3", "77"], "do": "revoke"}
    desk.send(url(world, "/do?l=en"), sent, form_on=url(world))
    assert "1 card does not work any more." in desk.page(url(world, "?l=en")).words


def test_nothing_ticked_says_so(world: World, desk: PageClient) -> None:
    add_answers(world.store, world.event_id, silent=1)
    desk.send(url(world, "/do"), {"do": "revoke"}, form_on=url(world, "?l=en"))
    assert "Nothing changed. Tick the cards that you mean." in desk.page(url(world)).words


def test_all_cards_of_a_page_are_ticked_without_script(world: World, desk: PageClient) -> None:
    add_answers(world.store, world.event_id, silent=3)
    page = desk.page(url(world, "?ticked=1"))
    boxes = [box for box in page.all("input") if box.get("type") == "checkbox"]
    assert len(boxes) == 3
    assert all(box.get("checked") is not None for box in boxes)


def test_an_action_nobody_offered_is_refused(world: World, desk: PageClient) -> None:
    add_answers(world.store, world.event_id, silent=1)
    for path in ("/do", "/undo"):
        sent = {"do": "explode", "number": "1", "numbers": "1"}
        assert desk.send(url(world, path), sent, form_on=url(world)).status_code == 400


def test_no_name_can_act_in_any_file_or_page(world: World, desk: PageClient) -> None:
    add_named(world, *NASTY, "Ayşe \u202egpj.exe", "Bo\tTab", "Cas\r\nBcc: x", "D\x00uim")
    page = desk.page(url(world, "?l=en"))
    assert [row[1] for row in rows_of(page)][: len(NASTY)] == list(NASTY)
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text
    names = [*NASTY, "Ayşe gpj.exe", "Bo Tab", "Cas Bcc: x", "Duim"]
    for ending, read in (("csv", read_table), ("ods", read_workbook), ("xlsx", read_workbook)):
        data = desk.get(url(world, f"/table.{ending}")).data
        table = read(data, max_rows=99, max_cell=99)
        assert isinstance(table, ReadTable)
        assert [row[1] for row in table.rows] == names, ending
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in {"s", "n"}
            assert not str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "＝"))
    raw = desk.get(url(world, "/table.csv")).data.decode("utf-8-sig")
    assert not any(cell.startswith(("=", "+", "@")) for cell in raw.replace('"', "").split(";"))


def test_three_hundred_hostile_names_stay_names_in_every_way_out(
    world: World, desk: PageClient
) -> None:
    names = [name for name in map(clean_name, STRINGS) if 0 < len(name) <= LONGEST_NAME]
    assert len(names) > 250
    add_named(world, *names)
    pages = [desk.page(url(world, f"?long=1&page={number}")) for number in (1, 2)]
    assert [" ".join(row[1].split()) for page in pages for row in rows_of(page)] == names
    for ending, read in (("csv", read_table), ("ods", read_workbook), ("xlsx", read_workbook)):
        table = read(desk.get(url(world, f"/table.{ending}")).data, max_rows=999, max_cell=99)
        assert isinstance(table, ReadTable), (ending, table)
        # A name that somebody typed with an apostrophe before "=" loses it, in the files alone.
        found = [row[1].lstrip("'") for row in table.rows]
        assert found == [name.lstrip("'") for name in names], ending


def test_the_files_hold_what_the_filter_shows_and_no_phone(world: World, desk: PageClient) -> None:
    add_answers(world.store, world.event_id, Said(Reply.YES, 3, diet=Diet.VEGAN), silent=1)
    with world.store.transaction() as session:
        details = GuestDetails(name="Jan", phone="06 12345678", email="jan@example.org")
        named_guests.name_card(session, card_of(session, world, 2), details, now=MADE_AT)
    answer = desk.get(url(world, "/table.xlsx?l=en"))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=buurt-bbq")
    table = read_workbook(answer.data, max_rows=9, max_cell=99)
    assert isinstance(table, ReadTable)
    assert table.header == ("Card", "Name", "State", "Adults", "Children", "Stack", "Language")
    assert table.rows[0] == ("1", "", "Yes", "3", "0", "A", "")
    assert b"12345678" not in desk.get(url(world, "/table.csv")).data
    only = read_table(desk.get(url(world, "/table.csv?q=jan")).data, max_rows=9, max_cell=99)
    assert isinstance(only, ReadTable)
    assert [row[0] for row in only.rows] == ["2"]


def test_an_event_without_cards_says_what_to_do(world: World, desk: PageClient) -> None:
    page = desk.page(url(world, "?l=en"))
    assert "Nobody has a card yet." in page.words
    assert f"/events/{world.event_id}/invitations/new" in page.links()


def test_the_list_asks_as_much_for_many_as_for_few(world: World, desk: PageClient) -> None:
    theirs = add_answers(world.store, world.event_id, Said(Reply.YES), name="Z")
    give_away(world.store, theirs)
    desk.page(url(world))
    for _again in range(3):
        add_answers(
            world.store, world.event_id, *[Said(Reply.YES, 2, diet=Diet.HALAL)] * 20, silent=5
        )
        with count_queries(world.store) as seen:
            desk.page(url(world))
        assert len(seen) == QUERIES_OF_LIST, seen


def test_a_list_that_goes_on_is_counted_with_one_question_more(
    world: World, desk: PageClient
) -> None:
    theirs = add_answers(world.store, world.event_id, Said(Reply.YES), name="Z")
    give_away(world.store, theirs)
    add_answers(world.store, world.event_id, *[Said(Reply.YES)] * 130, silent=60)
    desk.page(url(world))
    for asked, position in (
        ("?l=en", "1 to 100 of 190 cards"),
        ("?l=en&page=2", "101 to 190 of 190 cards"),
        ("?l=en&state=yes", "1 to 100 of 130 cards"),
        ("?l=en&state=yes&page=2", "101 to 130 of 130 cards"),
        ("?l=en&long=1", "190 cards"),
    ):
        with count_queries(world.store) as seen:
            page = desk.page(url(world, asked))
        assert position in page.words
        goes_on = position.startswith("1 to")
        assert len(seen) == QUERIES_OF_LIST + goes_on, (asked, seen)


def test_a_page_behind_the_last_one_shows_nothing_and_breaks_nothing(
    world: World, desk: PageClient
) -> None:
    add_answers(world.store, world.event_id, silent=3)
    assert "No card is like that." in desk.page(url(world, "?l=en&page=7")).words


def test_who_came_is_asked_once_anybody_was_scanned(world: World, desk: PageClient) -> None:
    card, _other = world.cards(2)
    desk.page(url(world))
    with count_queries(world.store) as before:
        assert {row[2] for row in rows_of(desk.page(url(world, "?l=en")))} == {"Not handed out"}
    with world.store.transaction() as session:
        gate = make_gate(session, session.get_one(Event, world.event_id))
        scans = ScanBatch((entry(card.code),))
        take_scans(session, make_phone(session, gate).phone, scans, code_key=CODE_KEY, now=STARTS)
    with count_queries(world.store) as after:
        assert [row[2] for row in rows_of(desk.page(url(world, "?l=en")))] == [
            "Came",
            "Not handed out",
        ]
    assert len(after) == len(before) + 1


def test_the_event_page_leads_to_the_list(world: World, desk: PageClient, app: Flask) -> None:
    add_answers(world.store, world.event_id, Said(Reply.YES))
    assert url(world) in desk.page(f"/events/{world.event_id}").links()


def test_numbers_are_written_shortly_and_read_back() -> None:
    numbers = [1, 2, 3, 7, 9, 10]
    assert list_actions.write_numbers(numbers) == "1-3,7,9-10"
    assert list_actions.read_numbers("1-3,7,9-10") == numbers
    assert list_actions.read_numbers("rubbish,-1,1-9999999")[-1] <= 5001
    assert len(list_actions.read_numbers("1-9999999," * 9)) == 5000


def test_names_with_numbers_stand_as_people_count(world: World, desk: PageClient) -> None:
    for name in ("Gast10", "Gast2", "Tafel", "Gast1", "Gast"):
        sent = {"name": name, "stack": "By name", "largest_party": "2"}
        desk.send(url(world, "/new"), sent, form_on=url(world, "/new?l=en"))
    words = desk.page(url(world, "?order=name&l=en")).words
    places = [words.index(f" {name} ") for name in ("Gast", "Gast1", "Gast2", "Gast10", "Tafel")]
    assert places == sorted(places)
