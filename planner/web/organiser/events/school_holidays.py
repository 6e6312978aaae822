"""When the schools are off: a list with its source, to begin with what is laid down, to change."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.core.special_days import SchoolRegion
from planner.services.plan import school_holidays
from planner.services.plan.school_holidays import MOST_HOLIDAYS, SchoolHolidayPlan
from planner.store.models import SchoolHoliday
from planner.store.models.school_holidays import MOST_BREAK_NAME, MOST_BREAK_SOURCE
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_year
from planner.web.forms import Form
from planner.web.i18n import current_language, ngettext
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.organiser.events import bp
from planner.web.organiser.events.special_day_words import days_of_holiday
from planner.web.organiser.fields import TOO_LONG, DayField

FIELDS = ("name", "first_on", "last_on", "source", "seen_on")
REGION_NAMES = {
    SchoolRegion.SOUTH: _l("South"),
    SchoolRegion.MIDDLE: _l("Middle"),
    SchoolRegion.NORTH: _l("North"),
}


class SchoolHolidayForm(Form):
    """Days without school."""

    together = (("first_on", "last_on"),)

    name = StringField(
        _l("What is it called?"),
        validators=[
            DataRequired(_l("Give it a name.")),
            Length(max=MOST_BREAK_NAME, message=TOO_LONG),
        ],
    )
    first_on = DayField(_l("First day"), validators=[InputRequired(_l("Choose a day."))])
    last_on = DayField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])
    source = StringField(
        _l("Where it stands"), validators=[Length(max=MOST_BREAK_SOURCE, message=TOO_LONG)]
    )
    seen_on = DayField(_l("Compared with it on"), validators=[Optional()])

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, then whether the days are in order."""
        is_valid = bool(super().validate(extra_validators))
        if self.first_on.data and self.last_on.data and self.last_on.data < self.first_on.data:
            self.last_on.errors = [*self.last_on.errors, _("Choose a day after the first one.")]
            return False
        return is_valid

    def answer(self) -> SchoolHolidayPlan:
        """Return what to write down; only of a valid form."""
        if self.first_on.data is None or self.last_on.data is None:
            raise ValueError("the form is not valid")
        return SchoolHolidayPlan(
            name=self.name.data or "",
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            source=self.source.data or "",
            seen_on=self.seen_on.data,
        )


@bp.get("/school-holidays")
@needs(Right.PLAN)
def list_school_holidays() -> ResponseReturnValue:
    """Show when the schools are off, from today on."""
    rows = [
        (one, days_of_holiday(one), day_and_year(one.seen_on) if one.seen_on else "")
        for one in school_holidays.list_school_holidays(reading_session(), since=_today())
    ]
    return render_template(
        "organiser/events/school_holidays.html", rows=rows, regions=REGION_NAMES.items()
    )


@bp.post("/school-holidays/take-over")
@needs(Right.PLAN, audited="school_holidays.take_over")
def take_school_holidays_over() -> ResponseReturnValue:
    """Write down what is laid down for a region."""
    try:
        region = SchoolRegion(request.form.get("region", ""))
    except ValueError:
        flash(_("Choose one."), "warn")
        return redirect(url_for("events.list_school_holidays"), code=303)
    made = school_holidays.take_over_region(
        session(), region, today=_today(), language=current_language()
    )
    session().commit()
    if made:
        flash(
            ngettext(
                "%(num)s school holiday is added. Compare it with that of your school.",
                "%(num)s school holidays are added. Compare them with those of your school.",
                made,
            )
        )
    else:
        flash(_("They are all in the list already."), "warn")
    return redirect(url_for("events.list_school_holidays"), code=303)


@bp.route("/school-holidays/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="school_holidays.add")
def add_school_holiday() -> ResponseReturnValue:
    """Ask for days without school, or add them."""
    form = SchoolHolidayForm(data={"seen_on": _today()})
    is_added = False
    if form.is_posted_and_valid():
        is_added = school_holidays.add_school_holiday(session(), form.answer()) is not None
        if not is_added:
            form.form_errors.append(
                _("There are %(num)s in the list: take one out first.", num=MOST_HOLIDAYS)
            )
    if not is_added:
        return _form_page(form)
    session().commit()
    flash(_("Added."))
    return redirect(url_for("events.list_school_holidays"), code=303)


@bp.route("/school-holidays/<int:holiday_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="school_holidays.edit")
def edit_school_holiday(holiday_id: int) -> ResponseReturnValue:
    """Show the form of days without school, or change them."""
    row = school_holidays.find_school_holiday(reading_session(), holiday_id)
    if row is None:
        abort(404)
    form = SchoolHolidayForm(data={name: getattr(row, name) for name in FIELDS}).edits()
    if not form.is_posted_and_valid():
        return _form_page(form, row)
    changing = school_holidays.find_school_holiday(session(), holiday_id)
    if changing is None:
        abort(404)
    school_holidays.change_school_holiday(changing, form.answer())
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("events.list_school_holidays"), code=303)


@bp.post("/school-holidays/<int:holiday_id>/remove")
@needs(Right.PLAN, audited="school_holidays.remove")
def remove_school_holiday(holiday_id: int) -> ResponseReturnValue:
    """Take days without school out of the list."""
    row = school_holidays.find_school_holiday(session(), holiday_id)
    if row is None:
        abort(404)
    session().delete(row)
    session().commit()
    flash(_("It is out of the list."))
    return redirect(url_for("events.list_school_holidays"), code=303)


def _form_page(form: Form, row: SchoolHoliday | None = None) -> ResponseReturnValue:
    page = render_template("organiser/events/school_holiday_form.html", form=form, row=row)
    return page, 422 if form.errors else 200


def _today() -> date:
    return day_of(now(), settings().zone)
