"""The form that says what the columns of a file of past events are, and what it leaves unsaid."""

from enum import Enum, StrEnum
from typing import TypeVar

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from planner.core.enums import CountQuality
from planner.core.texts import N_
from planner.core.turnout import EventKind
from planner.exports.tables import ReadTable
from planner.services.forecast.guest_lists import ListColumn, ListProgram, guess_list_columns
from planner.services.forecast.turnout_cells import find_columns
from planner.services.forecast.turnout_files import ToldOfList
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import TOO_LONG, DayField, options
from planner.web.organiser.labels import KIND_NAMES, QUALITY_NAMES

Choice = TypeVar("Choice", bound=Enum)
NOWHERE = ""
SAMPLES = 3
LONGEST_SAMPLE = 20


class RowMeaning(StrEnum):
    """What a row of a file is."""

    EVENTS = "events"
    GUESTS = "guests"


MEANINGS = {
    RowMeaning.EVENTS: N_("An event"),
    RowMeaning.GUESTS: N_("A guest, a ticket or an answer"),
}
TURNOUT_COLUMNS = {
    "date": N_("Day"),
    "title": N_("What it was called"),
    "came": N_("How many came"),
    "yes": N_("How many said yes"),
    "expected": N_("How many we expected"),
    "series": N_("Series"),
    "neighbourhood": N_("Neighbourhood"),
    "kind": N_("Could people come without answering?"),
    "quality": N_("How it was counted"),
    "missed": N_("How many more might have come"),
    "weather": N_("Weather"),
    "holiday": N_("Holiday, or no school"),
    "left_out": N_("Why it is left out"),
}
LIST_COLUMNS = {
    ListColumn.TITLE: N_("The event"),
    ListColumn.DATE: N_("The day of the event"),
    ListColumn.ANSWER: N_("Yes or no"),
    ListColumn.HEADS: N_("With how many people"),
    ListColumn.CHECKED_IN: N_("Checked in"),
}


class TurnoutMappingForm(Form):
    """Which column is what; guessed when the file comes in, and chosen after that."""

    rows = RadioField(
        _l("What is a row of this file?"),
        choices=options((each.value, _l(words)) for each, words in MEANINGS.items()),
        default=RowMeaning.EVENTS.value,
    )
    event_title = StringField(
        _l("What was it called?"), validators=[Length(max=120, message=TOO_LONG)]
    )
    event_day = DayField(_l("Day"), validators=[Optional()])
    series_name = StringField(
        _l("Which series does it belong to?"),
        validators=[Length(max=120, message=TOO_LONG)],
        render_kw={"list": "known-series", "autocomplete": "off"},
    )
    neighbourhood_name = StringField(
        _l("In which neighbourhood?"),
        validators=[Length(max=80, message=TOO_LONG)],
        render_kw={"list": "known-neighbourhoods", "autocomplete": "off"},
    )
    event_kind = SelectField(
        _l("Could people come without answering?"),
        choices=options(KIND_NAMES.items()),
        default=EventKind.UNSURE.value,
    )
    event_quality = SelectField(
        _l("How do you know?"),
        choices=options(QUALITY_NAMES.items()),
        default=CountQuality.COUNTED.value,
    )

    @classmethod
    def for_table(cls, table: ReadTable) -> "TurnoutMappingForm":
        """Return the form as it was sent, with the columns of its table to choose from."""
        return cls()._with_places(table)

    @classmethod
    def guessed(
        cls, table: ReadTable, *, meaning: RowMeaning, program: ListProgram | None
    ) -> "TurnoutMappingForm":
        """Return the form for a file that came in just now."""
        places: dict[str, int] = {}
        if meaning is RowMeaning.GUESTS:
            guessed = guess_list_columns(table, program)
            places.update((name.value, place) for name, place in guessed.items())
        else:
            places.update(find_columns(table.header))
        # Who is checked in at a door came; who came in otherwise is on no list.
        counted = CountQuality.AT_LEAST if ListColumn.CHECKED_IN in places else CountQuality.COUNTED
        data = {name: str(place) for name, place in places.items()}
        filled = {**data, "rows": meaning.value, "event_quality": counted.value}
        return cls(None, data=filled)._with_places(table)

    def _with_places(self, table: ReadTable) -> "TurnoutMappingForm":
        named = [(place, _with_samples(table, place)) for place in range(len(table.header))]
        places = options([(NOWHERE, _("Not in this file")), *named])
        for name in (*TURNOUT_COLUMNS, *LIST_COLUMNS):
            self[name].choices = places
        self._known = {str(place) for place, _words in named}
        return self

    @property
    def meaning(self) -> RowMeaning:
        """What a row is."""
        return RowMeaning.GUESTS if self.rows.data == RowMeaning.GUESTS else RowMeaning.EVENTS

    @property
    def columns(self) -> dict[str, int]:
        """Where what stands of a past event."""
        return {name: int(self[name].data) for name in TURNOUT_COLUMNS if self._is_chosen(name)}

    @property
    def list_columns(self) -> dict[ListColumn, int]:
        """Where what stands in a list of guests."""
        return {name: int(self[name].data) for name in LIST_COLUMNS if self._is_chosen(name)}

    @property
    def places(self) -> list[SelectField]:
        """The fields that say where things stand."""
        is_list = self.meaning is RowMeaning.GUESTS
        return [self[name] for name in (LIST_COLUMNS if is_list else TURNOUT_COLUMNS)]

    def told(self, came: list[str]) -> ToldOfList:
        """Return what the organiser adds to a list of guests."""
        day = self.event_day.data
        return ToldOfList(
            title=self.event_title.data or "",
            day=day.isoformat() if day else "",
            series=self.series_name.data or "",
            neighbourhood=self.neighbourhood_name.data or "",
            # Before the form is valid it may hold anything; it says so beside the field.
            kind=_chosen(EventKind, self.event_kind.data, EventKind.UNSURE),
            quality=_chosen(CountQuality, self.event_quality.data, CountQuality.COUNTED),
            came=came,
        )

    def _is_chosen(self, name: str) -> bool:
        return str(self[name].data) in self._known


for _name, _words in (*TURNOUT_COLUMNS.items(), *LIST_COLUMNS.items()):
    setattr(TurnoutMappingForm, _name, SelectField(_l(_words), default=NOWHERE))


def _chosen(kinds: type[Choice], value: object, otherwise: Choice) -> Choice:
    return next((each for each in kinds if each.value == value), otherwise)


def _with_samples(table: ReadTable, place: int) -> str:
    """Return the heading with the first values under it, so that nobody has to guess."""
    cells = dict.fromkeys(row[place][:LONGEST_SAMPLE] for row in table.rows[:50] if row[place])
    samples = ", ".join([*cells][:SAMPLES])
    heading = table.header[place][:80]
    return f"{heading}: {samples}" if samples else heading
