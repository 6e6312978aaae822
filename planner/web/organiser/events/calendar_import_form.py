"""The forms by which a calendar file comes in."""

from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import Length

from planner.services.calendars.reading import LARGEST_FILE, Refusal
from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.fields import TOO_LONG, options
from planner.web.organiser.file_form import FileForm

LENGTHS = (1, 2, 3, 4, 6, 8)


class CalendarFileForm(FileForm):
    """A calendar file, and what the organiser calls the calendar it is of."""

    accepts = ".ics,text/calendar"
    largest = LARGEST_FILE
    too_large = Refusal.TOO_BIG.value

    file = FileField(_l("Your file"), description=_l("At most 1 MB."))
    source = StringField(
        _l("What do you call this calendar?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "known-sources", "autocomplete": "off"},
    )


class LengthForm(Form):
    """How long events last whose end a file does not say."""

    hours = SelectField(_l("How long do events last that do not say so?"), coerce=int, default=2)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.hours.choices = options(
            (hours, ngettext("%(num)s hour", "%(num)s hours", hours)) for hours in LENGTHS
        )
