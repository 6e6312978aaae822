"""The form for what else a household tells: allergies, access, and the two questions."""

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from planner.core.consent import ALLERGY_WORDS
from planner.core.diets import ALLERGEN_NAMES, Allergen
from planner.core.enums import Reply
from planner.core.household_words import ToldPart
from planner.services.answer.telling import MOST_ACCESS_SIGNS, ToldNeeds, told_by
from planner.services.invite.household import Opened
from planner.store.models import Answer
from planner.web.forms import GuestForm
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.invitee.heard_form import better_field, proud_field

OF_ALLERGIES = ("allergies", "agrees", "food_is_new")
FOR_WHO_COMES = (*OF_ALLERGIES, "pram", "wheelchair", "access_words")


class MoreForm(GuestForm):
    """Nothing of it is needed; who does not come is only asked about the neighbourhood."""

    allergies = SelectMultipleField(
        _l("Is there something one of you can't eat?"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    agrees = BooleanField(_l(ALLERGY_WORDS))
    food_is_new = BooleanField(_l("What we told before about food is not true any more."))
    pram = BooleanField(_l("We bring a pram."))
    wheelchair = BooleanField(_l("Somebody uses a wheelchair."))
    access_words = StringField(
        _l("What else helps you to come in?"),
        validators=[Length(max=MOST_ACCESS_SIGNS, message=_l("Write it in fewer words."))],
        render_kw={"maxlength": MOST_ACCESS_SIGNS, "autocomplete": "off", "dir": "auto"},
    )
    proud = proud_field()
    remark = better_field()

    def __init__(self, *, answer: Answer, opened: Opened, has_food: bool) -> None:
        told = told_by(answer, frozenset(filter(opened.opens, ToldPart)))
        super().__init__(
            data={
                "allergies": sorted(told.allergies),
                "agrees": told.agrees,
                "pram": told.brings_pram,
                "wheelchair": told.brings_wheelchair,
                "access_words": told.access_words,
                "proud": told.proud,
                "remark": told.remark,
            }
        )
        self.allergies.choices = [
            SelectChoice(one.value, _(name)) for one, name in ALLERGEN_NAMES.items()
        ]
        gone = FOR_WHO_COMES if answer.reply is Reply.NO else ()
        for name in gone or (() if has_food else OF_ALLERGIES):
            del self[name]
        if "food_is_new" in self and ToldPart.ALLERGIES in opened.may_replace:
            del self.food_is_new

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse an allergy without a yes: nobody may keep it then."""
        is_valid = bool(super().validate(extra_validators))
        if "allergies" in self and self._ticked() and not self.agrees.data:
            self.agrees.errors = [_("Tick this box, or untick the food above.")]
            return False
        return is_valid

    def answer(self) -> ToldNeeds:
        """Return what was told; only of a valid form."""
        if "pram" not in self:
            return ToldNeeds(proud=self.proud.data or "", remark=self.remark.data or "")
        has_allergies = "allergies" in self
        return ToldNeeds(
            allergies=self._ticked() if has_allergies else frozenset(),
            agrees=bool(has_allergies and self.agrees.data),
            brings_pram=bool(self.pram.data),
            brings_wheelchair=bool(self.wheelchair.data),
            access_words=self.access_words.data or "",
            proud=self.proud.data or "",
            remark=self.remark.data or "",
        )

    def parts_told(self, opened: Opened) -> frozenset[ToldPart]:
        """Return what this form tells: what this browser told before, and what is filled in now."""
        told, parts = self.answer(), set()
        is_new = "food_is_new" in self and bool(self.food_is_new.data)
        if "allergies" in self and (told.allergies or is_new or opened.opens(ToldPart.ALLERGIES)):
            parts.add(ToldPart.ALLERGIES)
        rest = replace(told, allergies=frozenset(), agrees=False)
        if rest != ToldNeeds() or opened.opens(ToldPart.MORE):
            parts.add(ToldPart.MORE)
        return frozenset(parts)

    def _ticked(self) -> frozenset[Allergen]:
        ticked = set(self.allergies.data or ())
        return frozenset(one for one in Allergen if one in ticked)
