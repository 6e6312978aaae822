"""The forms by which an organisation says who it is."""

from typing import ClassVar

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from planner.core.design_tokens import MOST_SIGNS, ReadTokens, read_tokens
from planner.core.house_colours import read_colour
from planner.core.texts import N_
from planner.exports.phones import phone_href
from planner.services.people.organisations import OrganisationPlan
from planner.web.address_field import OF_ANOTHER, AddressField
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, WholeNumberField
from planner.web.organiser.file_form import FileForm

MOST_NAME, MOST_ABOUT = 120, 400


class WhoWeAreForm(Form):
    """Name, telephone, mail, colours, whom guests call, and how long answers are kept."""

    together: ClassVar = (("contact_name", "contact_phone"),)

    name = StringField(
        _l("Name"),
        validators=[Length(max=MOST_NAME, message=TOO_LONG)],
        render_kw={"maxlength": MOST_NAME, "autocomplete": "organization"},
    )
    phone = StringField(
        _l("Phone number"),
        description=_l("Guests read it where an event names nobody to call."),
        validators=[Length(max=40, message=TOO_LONG)],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    mail = AddressField(
        _l("E-mail address"),
        description=_l("Answers to our mail go there. Take that of the office."),
        render_kw=OF_ANOTHER,
    )
    about = TextAreaField(
        _l("Who are you, in one sentence?"),
        description=_l("Neighbours read it on your own page."),
        validators=[Length(max=MOST_ABOUT, message=TOO_LONG)],
        render_kw={"rows": 3, "maxlength": MOST_ABOUT},
    )
    main_colour = StringField(
        _l("Colour of buttons and links"),
        description=_l("Write it like #0B5A5E. Leave it empty for the usual colour."),
        render_kw={"autocomplete": "off", "list": "colours", "class": "input-short"},
    )
    second_colour = StringField(
        _l("Second colour"),
        description=_l("For what is festive: the line above a title, the edge of a mail."),
        render_kw={"autocomplete": "off", "list": "colours", "class": "input-short"},
    )
    house_style = TextAreaField(
        _l("Design tokens of your house style"),
        description=_l(
            "Paste CSS or JSON by the names of the NL Design System. We take the two colours from "
            "it, and nothing else."
        ),
        validators=[Length(max=MOST_SIGNS, message=TOO_LONG)],
        render_kw={"rows": 4, "spellcheck": "false"},
    )
    contact_name = StringField(
        _l("Who can guests call?"),
        description=_l("A new event begins with this name and number."),
        validators=[Length(max=80, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    contact_phone = StringField(
        _l("Their phone number"),
        validators=[Length(max=40, message=TOO_LONG)],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    keep_days = WholeNumberField(
        _l("After how many days is erased what guests told?"),
        validators=[Optional()],
        render_kw={"inputmode": "numeric", "class": "input-short"},
    )
    tokens: ReadTokens | None = None

    def prepare(self, *, most_days: int, usual_name: str) -> None:
        """Tell the form what the installation allows, and by which name it goes by itself.

        Args:
            most_days: after which the installation erases at the latest.
            usual_name: of the host, in the settings; empty where a name is needed.
        """
        self.most_days, self.usual_name = most_days, usual_name
        self.keep_days.description = _(
            "From 1 to %(most)s days after the event. Empty: after %(most)s days.", most=most_days
        )
        if usual_name:
            self.name.description = _(
                "Empty: %(name)s, as in the settings of this planner.", name=usual_name
            )

    def validate(self, extra_validators: object = None) -> bool:
        """Check each field, and take the colours out of pasted tokens."""
        is_valid = bool(super().validate(extra_validators))
        faults = [
            (self.name, not self.name.data and not self.usual_name, N_("Type a name.")),
            *((one, _is_no_phone(one.data), NO_PHONE) for one in (self.phone, self.contact_phone)),
        ]
        for field, is_wrong, sentence in faults:
            if is_wrong:
                field.errors = [*field.errors, _(sentence)]
        if not self._are_days_allowed():
            self.keep_days.errors = [_("Write a number from 1 to %(most)s.", most=self.most_days)]
        self._take_tokens()
        self._check_colours()
        return is_valid and not any(field.errors for field in self)

    def _are_days_allowed(self) -> bool:
        days = self.keep_days.data
        return bool(self.keep_days.errors) or days is None or 1 <= days <= self.most_days

    def _take_tokens(self) -> None:
        if not self.house_style.data:
            return
        self.tokens = read_tokens(self.house_style.data)
        if not self.tokens.used:
            self.house_style.errors = [
                _("We find no colour in this by a name that we know. Type the two colours above.")
            ]
            return
        self.main_colour.data = self.tokens.main or self.main_colour.data
        self.second_colour.data = self.tokens.second or self.second_colour.data

    def _check_colours(self) -> None:
        for field in (self.main_colour, self.second_colour):
            if field.data and not read_colour(field.data):
                field.errors = [_("Write a colour as six digits, for example #0B5A5E.")]

    def answer(self) -> OrganisationPlan:
        """Return what the organisation says; only of a valid form."""
        return OrganisationPlan(
            name=self.name.data or "",
            phone=self.phone.data or "",
            mail=self.mail.address,
            about=" ".join((self.about.data or "").split()),
            main_colour=read_colour(self.main_colour.data or ""),
            second_colour=read_colour(self.second_colour.data or ""),
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            keep_days=self.keep_days.data,
        )


NO_PHONE = N_("Write a phone number, for example 06 12345678.")


def _is_no_phone(typed: str | None) -> bool:
    return bool(typed) and not phone_href(typed or "")


class LogoForm(FileForm):
    """A picture; it is drawn anew before anything of it is kept."""

    accepts = "image/png,image/jpeg,image/webp,image/svg+xml"
    largest = 1024 * 1024
    too_large = N_("This picture is too big. Take one of at most 1 MB.")
