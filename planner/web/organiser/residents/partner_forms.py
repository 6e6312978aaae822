"""The form of a partner: its name, what it is, and who answers there."""

from collections.abc import Mapping

from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from planner.core.residents.undertakings import PartnerKind
from planner.services.residents.partners import PartnerDetails
from planner.web.address_field import OF_ANOTHER, AddressField
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG

KINDS: Mapping[PartnerKind, str] = {
    PartnerKind.US: _l("Our own organisation"),
    PartnerKind.MUNICIPALITY: _l("The municipality"),
    PartnerKind.HOUSING: _l("A housing corporation"),
    PartnerKind.POLICE: _l("The police"),
    PartnerKind.SCHOOL: _l("A school"),
    PartnerKind.GGD: _l("The public health service"),
    PartnerKind.OTHER: _l("Somebody else"),
}


class PartnerForm(Form):
    """What is known of a partner."""

    name = StringField(
        _l("Name"),
        description=_l("As residents know it."),
        validators=[DataRequired(_l("Type a name.")), Length(max=120, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    kind = SelectField(
        _l("What is it?"), choices=[SelectChoice(one.value, words) for one, words in KINDS.items()]
    )
    contact = StringField(
        _l("Who answers there?"),
        description=_l("Only organisers read it."),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"autocomplete": "off"},
    )
    address = AddressField(
        _l("E-mail address"),
        description=_l(
            "A week before a promise is due, and on the day, a mail with the link goes there."
        ),
        render_kw=OF_ANOTHER,
    )

    def answer(self) -> PartnerDetails:
        """Return what is known of the partner; only of a valid form."""
        return PartnerDetails(
            name=" ".join((self.name.data or "").split()),
            kind=PartnerKind(self.kind.data),
            contact=self.contact.data or "",
            address=self.address.address,
        )
