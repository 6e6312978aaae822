"""The forms by which a calendar file comes in."""

from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import Length

from planner.services.calendars.reading import LARGEST_FILE, Refusal
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.events.event_form import TOO_LONG
from planner.web.organiser.fields import options

LENGTHS = (1, 2, 3, 4, 6, 8)


class CalendarFileForm(Form):
    """A calendar file, and what the organiser calls the calendar it is of."""

    file = FileField(
        _l("Your file"),
        description=_l("At most 1 MB."),
        render_kw={"accept": ".ics,text/calendar"},
    )
    source = StringField(
        _l("What do you call this calendar?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "known-sources", "autocomplete": "off"},
    )

    content = b""
    file_name = ""

    def validate(self, extra_validators: object = None) -> bool:
        """Check that there is a file, and that it is not too big."""
        if not super().validate(extra_validators):
            return False
        if self.file.data:
            self.content = self.file.data.read(LARGEST_FILE + 1)
            self.file_name = self.file.data.filename or ""
        if not self.content:
            self.file.errors = [_("Choose a file.")]
        elif len(self.content) > LARGEST_FILE:
            self.file.errors = [_(Refusal.TOO_BIG.value)]
        return not self.file.errors

    def answer(self) -> bytes:
        """Return what is in the file; only of a valid form."""
        return self.content


class LengthForm(Form):
    """How long events last whose end a file does not say."""

    hours = SelectField(_l("How long do events last that do not say so?"), coerce=int, default=2)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = options(
            (hours, ngettext("%(num)s hour", "%(num)s hours", hours)) for hours in LENGTHS
        )
