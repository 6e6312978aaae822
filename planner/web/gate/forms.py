"""The forms of the gate, and the scans that they become."""

import uuid
from dataclasses import dataclass

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from planner.core.admission import NOBODY, People
from planner.core.enums import ScanKind
from planner.services.gate.items import MOST_AT_ONCE, ScanItem
from planner.web.clock import now
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

LONGEST_NUMBER = 5
NONCE = r"[0-9A-Za-z-]{8,38}"


class CardLookupForm(Form):
    """A code or the number of a card, as somebody typed it or a hand scanner did."""

    class Meta(Form.Meta):
        """Asking changes nothing."""

        csrf = False

    code = StringField(
        _l("Code or number of the card"),
        validators=[
            InputRequired(_l("Type the code or the number of the card.")),
            Length(max=500, message=_l("This is too long for a code.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


@dataclass(frozen=True)
class AdmissionRequest:
    """How many people want in on a card."""

    code: str
    nonce: str
    heads: int


class AdmitPartyForm(Form):
    """How many of a party come in now. The nonce makes a form that is sent twice count once."""

    code = HiddenField(validators=[InputRequired(), Length(max=500)])
    nonce = HiddenField(validators=[InputRequired(), Regexp(f"^{NONCE}$")])
    heads = IntegerField(
        _l("How many come in now?"),
        validators=[
            InputRequired(_l("Type how many come in now.")),
            NumberRange(
                min=1, max=MOST_AT_ONCE, message=_l("Type a number from %(min)s to %(max)s.")
            ),
        ],
    )
    step = IntegerField(validators=[Optional()])

    def answer(self) -> AdmissionRequest:
        """Return how many want in."""
        return AdmissionRequest(self.code.data or "", self.nonce.data or "", self.heads.data or 1)

    @property
    def wants_step(self) -> bool:
        """Whether a key for one more or one less was pressed."""
        return bool(self.step.data) and self.heads.data is not None

    def take_step(self) -> None:
        """Count one more or one less."""
        heads = (self.heads.data or 0) + (1 if (self.step.data or 0) > 0 else -1)
        self.heads.data = min(MOST_AT_ONCE, max(1, heads))


class OthersForm(Form):
    """People without a card, a whole family at once."""

    nonce = HiddenField(validators=[InputRequired(), Regexp(f"^{NONCE}$")])
    adults = IntegerField(
        _l("Grown-ups"), default=0, validators=[Optional(), NumberRange(0, MOST_AT_ONCE)]
    )
    children = IntegerField(_l("Children"), default=0, validators=[NumberRange(0, MOST_AT_ONCE)])

    def validate_children(self, field: IntegerField) -> None:
        """Ask for at least one person."""
        if not (self.adults.data or 0) + (field.data or 0):
            raise ValidationError(_("Choose how many people come in."))

    def answer(self) -> People:
        """Return who wants in."""
        return People(self.adults.data or 0, self.children.data or 0)


def new_nonce() -> str:
    """Name a scan."""
    return uuid.uuid4().hex


def entry(nonce: str, people: People = NOBODY, *, typed: str = "") -> ScanItem:
    """Make an entry; up to five digits are the number of a card, anything else is a code."""
    digits = typed.lstrip("#").strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER
    return ScanItem(
        nonce=nonce,
        kind=ScanKind.ENTRY,
        phone_at=now(),
        people=people,
        code=typed if typed and not is_number else None,
        card_number=int(digits) if is_number else None,
    )
