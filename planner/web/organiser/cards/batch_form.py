"""The form for a batch of cards."""

from collections.abc import Sequence

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from planner.core.enums import BatchSender
from planner.services.invite.issuing import HIGHEST_FIRST, LARGEST_PARTY, MOST_CARDS, BatchPlan
from planner.store.models import Event, Partner
from planner.translations.reading import guest_languages
from planner.web.card_texts import name_of
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import Between, WholeNumberField, options


class BatchForm(Form):
    """How many cards, for how many people each, and who hands them out."""

    part = SelectField(_l("For what?"), coerce=int)
    name = StringField(
        _l("Name of this stack"),
        description=_l("Only you see it, for example: Passartweg, even numbers."),
        validators=[
            InputRequired(_l("Give the stack a name.")),
            Length(max=80, message=_l("Make the name shorter: 80 letters at most.")),
        ],
    )
    count = WholeNumberField(
        _l("How many cards?"),
        validators=[
            InputRequired(_l("Say how many cards, for example 40.")),
            Between(1, MOST_CARDS, _l("Make 1 to 5,000 cards at a time.")),
        ],
    )
    largest_party = WholeNumberField(
        _l("How many people at most on one card?"),
        description=_l("For a household 8 is usual."),
        default=8,
        validators=[
            InputRequired(_l("Say how many people, for example 8.")),
            Between(1, LARGEST_PARTY, _l("Choose 1 to 50 people.")),
        ],
    )
    intermediary = StringField(
        _l("Who hands them out?"),
        description=_l("The person who knows the guests. Leave it empty if you do it yourself."),
        validators=[Length(max=80, message=_l("Make the name shorter: 80 letters at most."))],
        render_kw={"autocomplete": "off"},
    )
    organisation = StringField(
        _l("Of which organisation?"),
        description=_l("Only you see it; it is on no card."),
        validators=[Length(max=80, message=_l("Make the name shorter: 80 letters at most."))],
        render_kw={"autocomplete": "off"},
    )
    names_intermediary = BooleanField(_l("Put the first name of this person on the cards"))

    sender = SelectField(
        _l("Whose name stands on the cards?"),
        description=_l("Guests read it on the card, on its page and in mail."),
    )
    gate_words = StringField(
        _l("What do these guests get at the gate?"),
        description=_l(
            "Helpers say it when the card is read, for example: table 7, or blue wristband. "
            "Guests hear it, so not why they were invited."
        ),
        validators=[Length(max=60, message=_l("Make it shorter: 60 letters at most."))],
        render_kw={"autocomplete": "off"},
    )
    first_number = WholeNumberField(
        _l("Number of the first card"),
        description=_l("Leave it empty to count on from the last card of this event."),
        validators=[
            Optional(),
            Between(1, HIGHEST_FIRST, _l("Choose a number from 1 to 50,000.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric"},
    )
    language = SelectField(_l("Language on the cards"))
    second_language = SelectField(_l("Second language"), default="")
    third_language = SelectField(_l("Third language"), default="")

    def offer(
        self, event: Event, *, language: str, organiser: str, partners: Sequence[Partner]
    ) -> None:
        """Fill the lists: the parts of the event, whose name it bears, the languages of guests.

        Args:
            event: what the cards are for; a part of it may be chosen where it has parts.
            language: the usual one, chosen until somebody chooses another.
            organiser: what the organisation is called; it is chosen until somebody says another,
                also for a stack that somebody else hands out: their name may say why.
            partners: of the alliance, by name.
        """
        self.partners = {f"{BatchSender.PARTNER.value}-{one.id}": one.name for one in partners}
        self.sender.choices = options(
            [
                (BatchSender.ORGANISER.value, organiser),
                *self.partners.items(),
                (BatchSender.NOBODY.value, _("Nobody’s name")),
            ]
        )
        self.part.choices = options([(one.id, one.title) for one in (event, *event.parts)])
        if not self.sender.raw_data:
            self.sender.data = BatchSender.ORGANISER.value
        if self.part.data is None and not self.part.raw_data:
            self.part.data = event.id
        if not event.parts:
            del self.part
        names = [(code, name_of(code)) for code in guest_languages()]
        self.language.choices = options(names)
        if not self.language.raw_data:
            self.language.data = language
        for field in (self.second_language, self.third_language):
            field.choices = options([("", _("No other language")), *names])

    def event_id(self, event: Event) -> int:
        """Return the event or the part of it that was chosen."""
        return int(self.part.data) if "part" in self else event.id

    def validate_count(self, field: WholeNumberField) -> None:
        """Refuse a blank that is not empty, which the browser may send."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Say how many cards, for example 40."))

    def validate_largest_party(self, field: WholeNumberField) -> None:
        """As for the number of cards."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Say how many people, for example 8."))

    def answer(self) -> BatchPlan:
        """Return what was decided."""
        return BatchPlan(
            name=self.name.data or "",
            count=self.count.data or 1,
            largest_party=self.largest_party.data or 1,
            intermediary_name=self.intermediary.data or None,
            intermediary_organisation=self.organisation.data or "",
            names_intermediary=bool(self.names_intermediary.data),
            languages=self._languages(),
            gate_words=(self.gate_words.data or "").strip(),
            first_number=self.first_number.data,
            sender=self._sender(),
            sender_name=self.partners.get(self.sender.data or "", ""),
        )

    def _sender(self) -> BatchSender:
        if self.sender.data in self.partners:
            return BatchSender.PARTNER
        return BatchSender(self.sender.data)

    def _languages(self) -> tuple[str, ...]:
        """Return the languages in the order in which they were chosen, each once."""
        chosen: Sequence[str | None] = (
            self.language.data,
            self.second_language.data,
            self.third_language.data,
        )
        return tuple(dict.fromkeys(code for code in chosen if code))
