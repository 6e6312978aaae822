"""A sentence that a language lacks, wherever it is shown: marked in HTML, bare everywhere else."""

from xml.etree.ElementTree import Element

import pytest
from flask import Flask, g, render_template_string
from markupsafe import Markup
from wtforms import StringField

from planner.core.bidi import without_controls
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from planner.translations.reading import BEGIN, END, GUEST_LANGUAGES, MIDDLE
from planner.web import i18n, mail_texts
from planner.web.forms import GuestForm
from planner.web.i18n import lazy_gettext as _l
from planner.web.mail_letters import write
from planner.web.who_runs import Runner
from tests.exports.pdf_samples import text_of
from tests.support.cards import World, make_world
from tests.support.catalogues import GUESTS_OTHERS, Catalogues
from tests.support.pages import Page, PageClient

BUREAU = Runner("Bureau Noord", "")

LINK = "https://feest.example/AAAAAAAAAAAAA"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(catalogues: Catalogues, store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def foreign(page: Page) -> list[tuple[str | None, str | None, str]]:
    """Return what a page marks as another language: language, direction, words.

    What the organiser called the event is in their language on every page, and no sentence of ours.
    """
    return [(one.get("lang"), one.get("dir"), words_in(one)) for one in page.all("span")
            if one.get("lang") and words_in(one) != "Buurt-BBQ Passart"]  # fmt: skip


def words_in(element: Element) -> str:
    return without_controls("".join(element.itertext()))


def has_marks(text: str) -> bool:
    return any(sign in text for sign in (BEGIN, MIDDLE, END))


@pytest.mark.parametrize("language", GUESTS_OTHERS)
def test_one_sentence_is_in_dutch_and_the_page_in_the_language_that_was_chosen(
    catalogues: Catalogues, world: World, client: PageClient, language: str
) -> None:
    card = world.cards()[0]
    whole = client.page(f"/{card.code}?l={language}")
    catalogues.lose("Are you coming?", *GUESTS_OTHERS)
    page = client.page(f"/{card.code}?l={language}")
    assert page.root.get("lang") == language
    assert foreign(whole) == []
    assert foreign(page) == [("nl", "ltr", "Kom je?")]
    offered = [link.get("hreflang") for link in page.all("a") if link.get("hreflang")]
    assert offered == list(GUEST_LANGUAGES)
    question = without_controls(words_in(page.all("h2")[0]))
    asked = words_in(whole.all("h2")[0])
    assert page.words.replace(question, asked) == whole.words, "all else is as it was"


def test_a_number_in_another_language_is_marked_too(
    catalogues: Catalogues, world: World, client: PageClient
) -> None:
    catalogues.lose("You come on your own.", "ar")
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}?l=ar", data={"answer": "yes"})
    client.post(f"/{card.code}/party?l=ar", data={"adults": "2", "children": "1"})
    page = client.page(f"/{card.code}/done?l=ar")
    assert ("nl", "ltr", "Jullie komen met 3 mensen.") in foreign(page)


def test_the_title_of_a_window_is_text_and_its_heading_is_marked(
    catalogues: Catalogues, client: PageClient, world: World
) -> None:
    catalogues.lose("What we do with what you tell us", "tr")
    page = client.page("/privacy?l=tr")
    assert page.all("title")[0].text == "Wat we doen met wat je ons vertelt · Planner"
    heading = page.all("h1")[0]
    assert [one.get("lang") for one in heading] == ["nl"]
    assert page.heading == "Wat we doen met wat je ons vertelt"


def test_an_attribute_holds_the_sentence_and_no_mark(
    catalogues: Catalogues, client: PageClient, world: World
) -> None:
    catalogues.lose("Language", "ar")
    page = client.page(f"/{world.cards()[0].code}?l=ar")
    assert [one.get("aria-label") for one in page.all("nav")] == ["Taal"]
    assert foreign(page) == []
    assert not has_marks(page.text)


def test_a_label_of_a_field_and_its_fault_are_marked(
    catalogues: Catalogues, client: PageClient, world: World
) -> None:
    catalogues.lose("Grown-ups", "uk")
    catalogues.lose("This card is for 1 person. Are there more of you? Call us.", "uk")
    card = world.cards(largest_party=4)[0]
    client.post(f"/{card.code}?l=uk", data={"answer": "yes"})
    sent = client.post(f"/{card.code}/party?l=uk", data={"adults": "9"})
    marked = foreign(Page(sent))
    assert ("nl", "ltr", "Volwassenen") in marked
    fault = "Deze kaart is voor hoogstens 4 mensen. Zijn jullie met meer? Bel ons."
    assert ("nl", "ltr", fault) in marked


def test_plain_mail_is_text_and_its_html_is_marked(
    catalogues: Catalogues, app: Flask, world: World
) -> None:
    catalogues.lose("I want no more mail about this", "ar")
    catalogues.lose("Thank you: %(title)s", "ar")
    with app.test_request_context(), world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        with i18n.in_language("ar"):
            mail = write(
                mail_texts.thanks(event, came=3), BUREAU, link=LINK, number="17", stop=LINK
            )
    assert without_controls(mail.subject) == "Bedankt: Buurt-BBQ Passart"
    assert "Ik wil hierover geen mail meer" in mail.text
    assert "<" not in mail.text
    assert not has_marks(mail.subject + mail.text + mail.html)
    assert f"<title>{mail.subject}</title>" in mail.html
    assert f'<a href="{LINK}"><span lang="nl" dir="ltr">' in mail.html


def test_paper_holds_the_sentence_without_a_mark(
    catalogues: Catalogues, desk: PageClient, world: World
) -> None:
    for text in ("Are you coming? Scan this code.", "Dear neighbour,"):
        catalogues.lose(text, "pl")
    batch_id = world.batch_of(world.cards(languages=("pl",))[0])
    stack = f"/events/{world.event_id}/invitations/{batch_id}"
    for sheet, words in (("cards", "Kom je? Scan deze code."), ("letters", "Beste buur,")):
        printed = text_of(desk.get(f"{stack}/pdf/{sheet}.pdf").get_data())
        assert words in " ".join(printed.split())
        assert "span" not in printed
        assert not has_marks(printed)


def test_a_label_made_before_any_request_is_marked_when_it_is_shown(
    catalogues: Catalogues, app: Flask
) -> None:
    class NameForm(GuestForm):
        first = StringField(_l("First name <1>"), render_kw={"placeholder": _l("First name <1>")})

    catalogues.add("First name <1>", nl="Voornaam <1>")
    with app.test_request_context("/?l=pl"):
        g.is_guest_page = True
        form = NameForm()
        shown = render_template_string("{{ form.first.label }}{{ form.first() }}", form=form)
    assert '<span lang="nl" dir="ltr">Voornaam &lt;1&gt;</span></label>' in shown
    assert 'placeholder="Voornaam &lt;1&gt;"' in shown


@pytest.mark.parametrize(
    ("template", "html"),
    [
        pytest.param("<p>{{ _('Hi %(name)s', name=name) }}</p>", "<p>[Dag A&amp;B]</p>", id="text"),
        pytest.param("<p>{{ said }}</p>", "<p>[Dag A&amp;B]</p>", id="said in Python"),
        pytest.param("{{ said ~ '!' }}", "[Dag A&amp;B]!", id="joined"),
        pytest.param("{{ [said, '<'] | join(' ') }}", "[Dag A&amp;B] &lt;", id="a list"),
        pytest.param('<b title="{{ said }}">x</b>', '<b title="Dag A&amp;B">x</b>', id="attribute"),
        pytest.param(
            "<b {% if 1 %}title='{{ _('Hi %(name)s', name=name) }}'{% endif %}>x</b>",
            "<b title='Dag A&amp;B'>x</b>", id="attribute, said in the template",
        ),
        pytest.param("<title>{{ said }} · P</title>", "<title>Dag A&amp;B · P</title>", id="title"),
        pytest.param(
            "<select>\n<option>{{ said }}</option></select>",
            "<select>\n<option>Dag A&amp;B</option></select>", id="a choice in a list",
        ),
        pytest.param(
            "<textarea rows='2'>{{ said }}</textarea>",
            "<textarea rows='2'>Dag A&amp;B</textarea>", id="a field of many lines",
        ),
        pytest.param(
            "<svg><text>{{ said }}</text></svg>", "<svg><text>Dag A&amp;B</text></svg>",
            id="a drawing",
        ),
        pytest.param(
            "<p>{{ _('Hi %(name)s', name=said) }}</p>", "<p>[Dag [Dag A&amp;B]]</p>",
            id="one in another",
        ),
        pytest.param(
            "{{ [said] | tojson }}", '["Dag \\u2068A\\u0026B\\u2069"]', id="data"
        ),
        pytest.param("{% autoescape false %}{{ said }}{% endautoescape %}", "Dag A&B", id="plain"),
        pytest.param("{{ said | upper }}", "DAG A&amp;B", id="changed"),
        pytest.param(
            "{{ '<b>%s</b>' | safe | format(said) }}", "<b>[Dag A&amp;B]</b>", id="in HTML"
        ),
    ],
)  # fmt: skip
def test_a_mark_stands_only_where_html_has_room_for_it(
    catalogues: Catalogues, app: Flask, template: str, html: str
) -> None:
    catalogues.add("Hi %(name)s", nl="Dag %(name)s")
    with app.test_request_context("/?l=ar"):
        g.is_guest_page = True
        values = {"name": Markup("A&amp;B"), "said": i18n.gettext("Hi %(name)s", name="A&B")}
        shown = without_controls(render_template_string(template, **values))
    assert shown.replace('<span lang="nl" dir="ltr">', "[").replace("</span>", "]") == html


def test_signs_that_somebody_typed_make_no_marks(app: Flask) -> None:
    typed = f"{BEGIN}nl{MIDDLE}Karin{END}"
    with app.test_request_context("/"):
        shown = render_template_string("{{ typed }}{{ _('Hi %(name)s', name=typed) }}", typed=typed)
    assert "<span" not in shown
    assert not has_marks(shown)
