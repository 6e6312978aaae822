"""The forms about somebody in a shift: who is added, where they move to, when they were there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from types import MappingProxyType

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from planner.core.anchors import TimeSpan, next_time
from planner.core.guest_names import clean_name
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import AROUND, MOST_HELPER_NAME
from planner.core.local_time import NoSuchTime, time_of
from planner.exports.phones import clean_phone
from planner.services.helpers.shift_rows import span
from planner.services.helpers.signing_up import HelperWish
from planner.store.models import Helper, Shift, ShiftEntry
from planner.translations.reading import guest_languages
from planner.web.card_texts import name_of as name_of_language
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.organiser.fields import TOO_LONG, ClockField, options
from planner.web.organiser.helpers.helper_words import shift_words
from planner.web.shift_words import AGES

NOBODY_YET = 0
_NO_PHONE = _l("Write a phone number, for example 06 12345678.")


class HelperForm(Form):
    """Somebody who said by phone or at the door that they help; nothing of it has to be told."""

    known = SelectField(_l("Who?"), coerce=int, default=NOBODY_YET, validate_choice=False)
    name = StringField(_l("Name"), validators=[Length(max=MOST_HELPER_NAME, message=TOO_LONG)])
    phone = StringField(
        _l("Phone number"),
        validators=[Length(max=40, message=TOO_LONG)],
        render_kw={"inputmode": "tel"},
    )
    language = SelectField(_l("Language"), validate_choice=False)
    age = SelectField(
        _l("How old?"),
        choices=options((age.value, words) for age, words in AGES.items()),
        coerce=HelperAge,
        default=HelperAge.ADULT.value,
    )
    grown_up_phone = StringField(
        _l("Phone number of a grown-up who agrees"),
        validators=[Length(max=40, message=TOO_LONG)],
        render_kw={"inputmode": "tel"},
    )
    with_somebody = BooleanField(_l("Somebody comes along"))
    eats = BooleanField(_l("Eats with us"), default=True)
    waits = BooleanField(_l("In the line, if the shift is full"))

    offered: Mapping[int, str] = MappingProxyType({})

    def prepare(self, known: Sequence[Helper]) -> None:
        """Offer who helps at the event already, so that they eat once."""
        named = sorted({(one.name.casefold(), one.id): one for one in known if one.name}.items())
        self.offered = {NOBODY_YET: _("Somebody new")} | {one.id: one.name for _key, one in named}
        self.known.choices = options(self.offered.items())
        self.language.choices = options(
            (code, name_of_language(code)) for code in guest_languages()
        )

    def validate_known(self, field: SelectField) -> None:
        """Refuse who is not offered."""
        if field.data not in self.offered:
            raise ValidationError(_("Choose somebody from the list."))

    def validate_language(self, field: SelectField) -> None:
        """Refuse a language that nobody is written to in."""
        if field.data and field.data not in guest_languages():
            raise ValidationError(_("Choose a language from the list."))

    def validate_phone(self, field: StringField) -> None:
        """Refuse what nobody can call."""
        if clean_phone(field.data or "") is None:
            raise ValidationError(str(_NO_PHONE))

    def validate_grown_up_phone(self, field: StringField) -> None:
        """Refuse what nobody can call."""
        if clean_phone(field.data or "") is None:
            raise ValidationError(str(_NO_PHONE))

    def answer(self) -> HelperWish:
        """Return who helps; only of a valid form."""
        return HelperWish(
            name=clean_name(self.name.data or ""),
            phone=clean_phone(self.phone.data or "") or "",
            language=self.language.data or settings().language,
            age=self.age.data,
            grown_up_phone=clean_phone(self.grown_up_phone.data or "") or "",
            heads=2 if self.with_somebody.data else 1,
            eats=self.eats.data,
        )

    def known_id(self) -> int | None:
        """Return who is added, where they help already; None for somebody new."""
        return _chosen(self.known) or None


def _chosen(field: SelectField) -> int:
    """Return the number that was chosen; 0 for one that was not offered, however large."""
    offered = {str(choice[0]) for choice in field.iter_choices()}
    return int(field.data) if str(field.data) in offered else 0


class MoveForm(Form):
    """To which other shift of the event?"""

    to_shift = SelectField(_l("To which shift?"), coerce=int, validate_choice=False)

    def prepare(self, shifts: Sequence[Shift]) -> None:
        """Offer the other shifts."""
        self.to_shift.choices = options((one.id, shift_words(one)) for one in shifts)

    def answer(self) -> int:
        """Return the number of the shift, 0 of one that was not offered; only of a valid form."""
        return _chosen(self.to_shift)


class HoursForm(Form):
    """From when until when somebody helped; empty for who did not come."""

    came = ClockField(_l("Came at"), validators=[Optional()])
    left = ClockField(_l("Left at"), validators=[Optional()])

    entry: ShiftEntry
    moments: tuple[datetime | None, datetime | None] = (None, None)

    @staticmethod
    def defaults(entry: ShiftEntry) -> dict[str, object]:
        """Return what is known until now."""
        zone = entry.shift.event.zone
        return {
            "came": entry.came_at and _shown(entry.came_at, zone),
            "left": entry.left_at and _shown(entry.left_at, zone),
        }

    def validate(self, extra_validators: object = None) -> bool:
        """Check both times, then that nobody leaves before they come."""
        if not super().validate(extra_validators):
            return False
        came, left = self.came.data, self.left.data
        if left is not None and came is None:
            self.came.errors = [_("Write when they came.")]
            return False
        entry, when, zone = self.entry, span(self.entry.shift), self.entry.shift.event.zone
        try:
            came_at = _moment(came, entry.came_at, when.starts_at - AROUND, zone)
            left_at = _moment(left, entry.left_at, came_at or when.starts_at, zone)
        except NoSuchTime:
            self.came.errors = [_("In that night the clock skips this time.")]
            return False
        if left_at is not None and came_at is not None and not _is_credible(came_at, left_at, when):
            self.left.errors = [_("They leave later than they came.")]
            return False
        self.moments = came_at, left_at
        return True

    def answer(self) -> tuple[datetime | None, datetime | None]:
        """Return when they came and when they left; only of a valid form."""
        return self.moments


def _shown(moment: datetime, zone: str) -> time:
    return time_of(moment, zone).replace(second=0, microsecond=0)


def _moment(
    typed: time | None, known: datetime | None, after: datetime, zone: str
) -> datetime | None:
    """Return when the clock showed a time; what nobody changed keeps its seconds."""
    if typed is None:
        return None
    if known is not None and _shown(known, zone) == typed:
        return known
    return next_time(after, typed, zone)


def _is_credible(came_at: datetime, left_at: datetime, when: TimeSpan) -> bool:
    """Say whether nobody typed the two times the other way round: that would be half a day more."""
    return came_at < left_at <= when.ends_at + AROUND
