"""The form of who takes a shift: it works with nothing filled in, and everything else is extra."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

from planner.core.guest_names import clean_name
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import MOST_HEADS_ON_ENTRY, MOST_HELPER_NAME
from planner.exports.phones import clean_phone
from planner.services.helpers.signing_up import HelperWish
from planner.web.address_field import OF_ONE_S_OWN, AddressField
from planner.web.forms import GuestForm
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.shift_words import AGES
from planner.web.stamp import StampFault, find_stamp_fault, make_stamp

MOST_PHONE_SIGNS = 40
YOUNGER = "younger"
WAIT = "wait"
BANDS = {
    **{age.value: words for age, words in AGES.items()},
    YOUNGER: _l("younger than 13"),
}
TELEPHONE = {"inputmode": "tel", "autocomplete": "tel", "maxlength": MOST_PHONE_SIGNS, "dir": "ltr"}


class HelpForm(GuestForm):
    """How somebody takes a shift who has an own page already."""

    brings = BooleanField(_l("Somebody comes along: we are two"))
    eats = BooleanField(_l("I eat along"), default=True)
    is_counted_elsewhere = BooleanField(_l("The number on our card holds me already"))
    wish = StringField()

    @property
    def waits(self) -> bool:
        """Whether a place in the line was asked for."""
        return bool(self.wish.data == WAIT)

    def heads(self) -> int:
        """Return how many they are."""
        return MOST_HEADS_ON_ENTRY if self.brings.data else 1


class SignUpForm(HelpForm):
    """How somebody signs up of whom nothing is known yet; nothing has to be filled in."""

    name = StringField(
        _l("Your name"),
        description=_l("So that the crew can call you."),
        validators=[Length(max=MOST_HELPER_NAME, message=_l("Make it shorter: 40 letters."))],
        render_kw={"autocomplete": "given-name", "maxlength": MOST_HELPER_NAME},
    )
    phone = StringField(
        _l("Your phone number"),
        description=_l("Only for when something changes."),
        render_kw=TELEPHONE,
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("Then we write a day before, and when something changes."),
        render_kw=OF_ONE_S_OWN,
    )
    age = RadioField(_l("How old are you?"), default=HelperAge.ADULT.value, validate_choice=False)
    grown_up_phone = StringField(
        _l("Phone number of a parent or another grown-up"),
        render_kw={**TELEPHONE, "autocomplete": "off"},
    )
    grown_up_agrees = BooleanField(_l("This grown-up says that I may help"))
    is_first_time = BooleanField(_l("It is my first time"))
    asks_again = BooleanField(_l("Ask me again next time"))
    website = StringField(_l("Leave this empty"))
    """People do not see it. Programs fill in whatever they find."""
    stamp = StringField()

    def ask_age(self, least_age: int) -> None:
        """Offer the ages that may take a shift; of one for grown-ups nothing is asked."""
        bands = [band for band in HelperAge if band.from_age >= least_age]
        values = [band.value for band in bands] if len(bands) > 1 else []
        if values and bands[-1] is HelperAge.CHILD:
            values.append(YOUNGER)
        self.age.choices = [SelectChoice(value, BANDS[value]) for value in values]

    @property
    def asks_age(self) -> bool:
        """Whether there is an age to choose."""
        return bool(self.age.choices)

    @property
    def is_told_more(self) -> bool:
        """Whether something stands in the part that need not be filled in, so that it is open."""
        told: Sequence[Any] = (self.name, self.phone, self.email, self.grown_up_phone)
        return bool(self.errors) or any(one.data for one in told)

    def find_stamp_fault(self, event_id: int) -> StampFault | None:
        """Say why this is no form of ours that somebody filled in by hand; None when it is."""
        if self.website.data:
            return StampFault.FORGED
        return find_stamp_fault(self.stamp.data or "", event_id)

    def stamp_for(self, event_id: int) -> str:
        """Return the stamp that came along as long as it is good, else a new one."""
        sent = str(self.stamp.data or "")
        is_good = bool(sent) and self.find_stamp_fault(event_id) is None
        return sent if is_good else make_stamp(event_id)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what is filled in, and that a grown-up knows of who is younger than 16."""
        is_valid = bool(super().validate(extra_validators))
        if clean_phone(self.phone.data or "") is None:
            self.phone.errors = [_("Type a number such as %(example)s.", example="06 12345678")]
            is_valid = False
        return self._is_old_enough() and is_valid

    def answer(self) -> HelperWish:
        """Return what was said; only of a valid form."""
        band = self._band()
        return HelperWish(
            name=clean_name(self.name.data or ""),
            phone=clean_phone(self.phone.data or "") or "",
            address=self.email.address,
            language=current_language(),
            age=band,
            grown_up_phone=clean_phone(self.grown_up_phone.data or "") or "",
            heads=self.heads(),
            eats=bool(self.eats.data),
            is_counted_elsewhere=bool(self.is_counted_elsewhere.data),
            is_first_time=bool(self.is_first_time.data),
            asks_again=bool(self.asks_again.data),
        )

    def _band(self) -> HelperAge:
        known = {band.value for band in HelperAge}
        return HelperAge(self.age.data) if self.age.data in known else HelperAge.ADULT

    def _is_old_enough(self) -> bool:
        if self.age.data == YOUNGER:
            self.age.errors = [
                _("Lovely that you want to help! Come together with a grown-up, then you can.")
            ]
            return False
        if self._band() is not HelperAge.CHILD:
            return True
        if not clean_phone(self.grown_up_phone.data or ""):
            self.grown_up_phone.errors = [_("Type the number of a grown-up whom we can call.")]
        if not self.grown_up_agrees.data:
            self.grown_up_agrees.errors = [_("Ask a grown-up first, and tick this box.")]
        return not self.grown_up_phone.errors and not self.grown_up_agrees.errors
