"""The form for who comes and what they eat."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from wtforms import BooleanField, Field, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

from planner.core.diets import Diet
from planner.core.household_words import ToldPart
from planner.core.parties import PartyDetails, PartyFault, find_fault, share_diets
from planner.core.texts import N_
from planner.core.turnout.credible import PARTY_HEADS
from planner.services.invite.household import Opened
from planner.store.models import Answer
from planner.web.asking_back import is_meant
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.invitee.forms import CountField

MOST_FOOD_PILLS = 11
EVERYTHING = "everything"
MORE = "more"
MOST_PILLS = 6
EATING: Mapping[str, str] = {
    EVERYTHING: N_("Anything"),
    Diet.HALAL: N_("Halal"),
    Diet.VEGETARIAN: N_("No meat"),
    Diet.VEGAN: N_("Vegan (no meat, fish, milk, eggs)"),
    Diet.FISH: N_("Fish, no meat"),
    Diet.KOSHER: N_("Kosher"),
}
PICTURES: Mapping[str, str] = {
    EVERYTHING: "hamburger",
    Diet.HALAL: "halal",
    Diet.VEGETARIAN: "carrot",
    Diet.VEGAN: "leaf",
    Diet.FISH: "fish",
    Diet.KOSHER: "bread",
}


class FoodForm(GuestForm):
    """How many eat each of the diets that a household named."""

    halal = CountField(_l("How many eat halal?"))
    vegetarian = CountField(_l("How many eat no meat?"))
    vegan = CountField(_l("How many eat vegan?"))
    fish = CountField(_l("How many eat fish, but no meat?"))
    kosher = CountField(_l("How many eat kosher?"))

    def __init__(self, *, answer: Answer) -> None:
        stored = {row.diet: row.heads for row in answer.diets}
        super().__init__(data=stored)
        self._answer = answer
        for diet in Diet:
            if diet.value not in stored:
                del self[diet.value]

    @property
    def pills(self) -> list[int] | None:
        """The numbers to tap; None when there would be too many, and one is typed."""
        heads = self._answer.heads
        return list(range(heads + 1)) if heads <= MOST_FOOD_PILLS else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse more eaters than people."""
        if not super().validate(extra_validators):
            return False
        told = sum(field.data or 0 for field in self)
        if told > self._answer.heads:
            first = next(iter(self))
            first.errors = [
                _(
                    "Together that is %(told)s, but you come with %(heads)s.",
                    told=told,
                    heads=self._answer.heads,
                )
            ]
        return told <= self._answer.heads

    def answer(self) -> PartyDetails:
        """Return the party with what each of them eats."""
        return PartyDetails(
            adults=self._answer.adults,
            children=self._answer.children,
            toddlers=self._answer.toddlers,
            diets={field.name: field.data or 0 for field in self},
        )


class PartyForm(GuestForm):
    """How many come, by age band and by pills; the last pill opens a field for a number.

    What is stored as children are all under 12: here they are asked for in two bands.
    """

    together: ClassVar = (
        ("adults", "adults_more", "children", "children_more", "toddlers", "toddlers_more"),
    )

    adults = RadioField(_l("Grown-ups"), choices=[], validate_choice=False)
    adults_more = CountField(_l("How many grown-ups?"))
    children = RadioField(_l("Children"), choices=[], validate_choice=False)
    children_more = CountField(_l("How many children?"))
    toddlers = RadioField(_l("Children under 4"), choices=[], validate_choice=False)
    toddlers_more = CountField(_l("How many children under 4?"))
    eat = SelectMultipleField(
        _l("What do you eat?"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    food_is_new = BooleanField(_l("What we told before about food is not true any more."))

    def __init__(
        self, *, answer: Answer | None, opened: Opened, largest_party: int, has_food: bool
    ) -> None:
        knows_diets = opened.opens(ToldPart.DIETS)
        stored = answer if opened.opens(ToldPart.NUMBER) else None
        super().__init__(data=_as_stored(stored, largest_party, knows_diets=knows_diets))
        self.is_anew = not (opened.is_proven or opened.is_untold)
        self._stored = stored if knows_diets else None
        self._heads_before = stored.heads if stored and stored.is_detailed else None
        self._largest_party = largest_party
        self.adults.choices = _pills(1, largest_party)
        self.children.choices = _pills(0, largest_party)
        self.toddlers.choices = _pills(0, largest_party)
        self.eat.choices = [SelectChoice(value, _(name)) for value, name in EATING.items()]
        if not has_food:
            del self.eat
        if not has_food or ToldPart.DIETS in opened.may_replace:
            del self.food_is_new

    def validate(self, extra_validators: Any = None) -> bool:
        """Say beside the right field what is missing or too much."""
        if not super().validate(extra_validators):
            return False
        party = self._party()
        if party is None:
            return False
        fault = find_fault(party, largest_party=self._largest_party)
        if fault is not None:
            self.say_fault(fault)
            return False
        return self._is_meant(party.heads)

    def say_fault(self, fault: PartyFault) -> None:
        """Put the sentence for a fault beside the number that it is about."""
        self.number_field.errors = [_fault_words(fault, self._largest_party)]

    def _is_meant(self, heads: int) -> bool:
        """Ask once about a party that hardly any household is, where the card is for so many."""
        if PARTY_HEADS.holds(heads) or heads == self._heads_before:
            return True
        words = ngettext(
            "You come with %(num)s person. Is that right? Then press the button again.",
            "You come with %(num)s people. Is that right? Then press the button again.",
            heads,
        )
        return is_meant(self.number_field, heads, words)

    @property
    def number_field(self) -> Field:
        """The field with the largest number, typed or tapped."""
        if self.adults.data == MORE:
            return self.adults_more
        if self.children.data == MORE:
            return self.children_more
        return self.toddlers_more if self.toddlers.data == MORE else self.adults

    def parts_told(self, opened: Opened) -> frozenset[ToldPart]:
        """Return what this form tells: the number, and food where it says something of it.

        Who can't see what was told before of food replaces it by telling it, or by saying that it
        holds no more; an empty form leaves it as it is.
        """
        if "food_is_new" in self and self.food_is_new.data:
            return frozenset({ToldPart.NUMBER, ToldPart.DIETS, ToldPart.ALLERGIES})
        if ToldPart.DIETS in opened.may_replace or ("eat" in self and self.eat.data):
            return frozenset({ToldPart.NUMBER, ToldPart.DIETS})
        return frozenset({ToldPart.NUMBER})

    def answer(self) -> PartyDetails:
        """Return who comes; where several diets were ticked, shared as they were or evenly."""
        party = self._party() or PartyDetails(adults=0)
        ticked = set(self.eat.data or ()) if "eat" in self else set()
        diets = share_diets(
            [diet for diet in Diet if diet in ticked],
            some_eat_everything=EVERYTHING in ticked,
            heads=party.heads,
        )
        party = replace(party, diets=diets)
        return self._as_told_before(party) or party

    def _party(self) -> PartyDetails | None:
        """Read the numbers; None with a sentence beside each that is missing."""
        adults = self._read(self.adults, self.adults_more, _("Choose how many grown-ups come."))
        missing = _("Choose how many children come.")
        children = self._read(self.children, self.children_more, missing)
        toddlers = self._read(self.toddlers, self.toddlers_more, missing)
        if adults is None or children is None or toddlers is None:
            return None
        return PartyDetails(adults=adults, children=children + toddlers, toddlers=toddlers)

    def _as_told_before(self, party: PartyDetails) -> PartyDetails | None:
        """Keep who eats what, where the household told it and only pressed the button again."""
        if self._stored is None or self._stored.heads != party.heads:
            return None
        before = {row.diet: row.heads for row in self._stored.diets}
        is_same = set(before) == set(party.diets) and (
            (sum(before.values()) < party.heads) == (sum(party.diets.values()) < party.heads)
        )
        if not is_same:
            return None
        return replace(party, diets=before)

    def _read(self, pills: RadioField, typed: CountField, missing: str) -> int | None:
        if pills.data and pills.data != MORE and pills.data.isdecimal():
            return int(pills.data[:6])
        if typed.data is not None:
            return int(typed.data)
        (typed if pills.data == MORE else pills).errors = [missing]
        return None


def asks_who_eats_what(party: PartyDetails) -> bool:
    """Say whether the diets of a party are a guess that the household can better."""
    kinds = len(party.diets) + (sum(party.diets.values()) < party.heads)
    return bool(party.diets) and kinds > 1


def _fault_words(fault: PartyFault, largest_party: int) -> str:
    if fault is PartyFault.TOO_MANY:
        return ngettext(
            "This card is for 1 person. Are there more of you? Call us.",
            "This card is for %(num)s people at most. Are there more of you? Call us.",
            largest_party,
        )
    return _("Choose at least 1 person. Can't you come? Go back and say no.")


def _pills(first: int, largest_party: int) -> list[SelectChoice]:
    """Return a pill for each number, or five and one for all that is more."""
    last = largest_party if first else max(0, largest_party - 1)
    if last - first < MOST_PILLS:
        return [SelectChoice(str(number), str(number)) for number in range(first, last + 1)]
    more = first + MOST_PILLS - 1
    few = [SelectChoice(str(number), str(number)) for number in range(first, more)]
    return [*few, SelectChoice(MORE, f"{more}+")]


def _as_stored(answer: Answer | None, largest_party: int, *, knows_diets: bool) -> dict[str, Any]:
    if answer is None or not answer.is_detailed:
        return {"children": "0", "toddlers": "0"}
    eat = [row.diet for row in answer.diets] if knows_diets else []
    if knows_diets and sum(row.heads for row in answer.diets) < answer.heads:
        eat.append(EVERYTHING)
    return {
        **_tapped("adults", answer.adults, _pills(1, largest_party)),
        **_tapped("children", answer.children - answer.toddlers, _pills(0, largest_party)),
        **_tapped("toddlers", answer.toddlers, _pills(0, largest_party)),
        "eat": eat,
    }


def _tapped(name: str, number: int, pills: list[SelectChoice]) -> dict[str, Any]:
    if any(pill.value == str(number) for pill in pills):
        return {name: str(number)}
    return {name: MORE, f"{name}_more": number}
