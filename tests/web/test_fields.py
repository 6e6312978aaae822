"""Fields come from one macro, so what holds here holds on every page."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    validators,
    widgets,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]

from planner.paths import resource_dir

HTML = "{http://www.w3.org/1999/xhtml}"


class PartyForm(Form):
    title = StringField("Naam", [validators.InputRequired("Geef het feest een naam.")])
    street = StringField("Straat", description="Zo staat het op de kaart.")
    adults = RadioField(
        "Volwassenen",
        [validators.InputRequired("Tik een getal.")],
        choices=[SelectChoice("1", "1"), SelectChoice("2", "2")],
    )
    children = IntegerField("Kinderen")
    eats = SelectMultipleField(
        "Eten",
        choices=[SelectChoice("halal", "Halal"), SelectChoice("none", "Alles")],
        option_widget=widgets.CheckboxInput(),
    )
    helps = BooleanField("Ik help een uurtje")


@pytest.fixture(scope="module")
def env() -> Environment:
    found = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        undefined=StrictUndefined,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return found


def draw(env: Environment, call: str, form: Form) -> Element:
    """Render one macro of fields.html."""
    name = call.partition("(")[0]
    source = f'{{% from "macros/fields.html" import {name} %}}{{{{ {call} }}}}'
    text = env.from_string(source).render(form=form)
    root: Element = html5lib.HTMLParser(strict=False).parseFragment(text)
    return root


def typed(**values: Any) -> PartyForm:
    form = PartyForm(MultiDict(values))
    form.validate()
    return form


def by_id(root: Element, wanted: str) -> Element:
    return next(element for element in root.iter() if element.get("id") == wanted)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def one(root: Element, tag: str) -> Element:
    return next(root.iter(HTML + tag))


def test_a_label_names_its_field(env: Environment) -> None:
    root = draw(env, "field(form.title)", PartyForm())
    assert one(root, "label").get("for") == one(root, "input").get("id") == "title"


def test_what_was_typed_stays(env: Environment) -> None:
    root = draw(env, "field(form.street)", typed(street="Passartweg <3"))
    assert one(root, "input").get("value") == "Passartweg <3"


def test_hint_and_error_are_read_aloud_with_the_field(env: Environment) -> None:
    form = typed()
    root = draw(env, 'field(form.title, hint="Kort is goed.")', form)
    field = one(root, "input")
    assert field.get("aria-invalid") == "true"
    read = [words(by_id(root, name)) for name in (field.get("aria-describedby") or "").split()]
    assert read == ["Kort is goed.", "Geef het feest een naam."]


def test_a_good_field_says_nothing_of_errors(env: Environment) -> None:
    field = one(draw(env, "field(form.title)", typed(title="Feest")), "input")
    assert field.get("aria-invalid") is None
    assert field.get("aria-describedby") is None


def test_the_description_of_a_field_is_its_hint(env: Environment) -> None:
    root = draw(env, "field(form.street)", PartyForm())
    assert words(by_id(root, "street-hint")) == "Zo staat het op de kaart."


@pytest.mark.parametrize(
    "call",
    [
        "number_pills(form.adults)",
        "radio_cards(form.adults)",
        "field(form.adults)",
        "check_cards(form.eats)",
        "number_pills(form.children, [0, 1, 2])",
    ],
)
def test_a_choice_is_a_question_with_real_buttons_in_labels(env: Environment, call: str) -> None:
    root = draw(env, call, typed())
    assert words(one(root, "legend"))
    inputs = list(root.iter(HTML + "input"))
    labels = list(root.iter(HTML + "label"))
    assert len(labels) == len(inputs) >= 2
    assert all(words(label) and list(label.iter(HTML + "input")) for label in labels)
    assert len({field.get("id") for field in inputs}) == len(inputs)


def test_a_number_that_was_tapped_stays_tapped(env: Environment) -> None:
    root = draw(env, "number_pills(form.children, [0, 1, 2])", typed(children="2"))
    chosen = [f.get("value") for f in root.iter(HTML + "input") if f.get("checked") is not None]
    assert chosen == ["2"]


def test_an_error_in_a_choice_is_read_aloud_with_its_question(env: Environment) -> None:
    root = draw(env, "number_pills(form.adults)", typed())
    described = one(root, "fieldset").get("aria-describedby") or ""
    assert words(by_id(root, described)) == "Tik een getal."


def test_a_tick_box_stands_in_its_label(env: Environment) -> None:
    root = draw(env, 'field(form.helps, hint="Bij de poort.")', typed(helps="y"))
    label = one(root, "label")
    assert words(label) == "Ik help een uurtje Bij de poort."
    assert one(label, "input").get("checked") is not None


def test_the_summary_links_every_error_to_a_field_that_is_there(env: Environment) -> None:
    form = typed()
    root = draw(env, "error_summary(form)", form)
    links = {link.get("href"): words(link) for link in root.iter(HTML + "a")}
    assert links == {"#title": "Geef het feest een naam.", "#adults-0": "Tik een getal."}
    fields = draw(env, "field(form.title)", form), draw(env, "field(form.adults)", form)
    there = {element.get("id") for root in fields for element in root.iter()}
    assert {target[1:] for target in links if target} <= there


def test_a_form_without_errors_has_no_summary(env: Environment) -> None:
    root = draw(env, "error_summary(form)", typed(title="Feest", adults="2"))
    assert not words(root)


def test_a_choice_finds_its_picture_and_its_number(env: Environment) -> None:
    call = 'radio_cards(form.adults, numbers={"2": 120}, notes={"2": "18 van 20 keer genoeg"})'
    labels = list(draw(env, call, typed()).iter(HTML + "label"))
    assert [words(label) for label in labels] == ["1", "120 2 18 van 20 keer genoeg"]
