"""The two questions that are asked at every event, on a guest's own page."""

from wtforms import TextAreaField
from wtforms.validators import Length

from planner.core.household_words import ToldPart
from planner.services.answer.telling import MOST_REMARK_SIGNS, told_by
from planner.services.invite.household import Opened
from planner.store.models import Answer
from planner.web.forms import GuestForm
from planner.web.i18n import lazy_gettext as _l


def proud_field() -> TextAreaField:
    """Return the field of the first question."""
    return _words_field(_l("What are you proud of in this neighbourhood?"))


def better_field() -> TextAreaField:
    """Return the field of the second."""
    return _words_field(_l("What must get better here?"))


def _words_field(question: str) -> TextAreaField:
    return TextAreaField(
        question,
        validators=[Length(max=MOST_REMARK_SIGNS, message=_l("Write it in fewer words."))],
        render_kw={"maxlength": MOST_REMARK_SIGNS, "dir": "auto"},
    )


class HeardForm(GuestForm):
    """Both questions and nothing else: once an event is over, that is all that is asked."""

    proud = proud_field()
    remark = better_field()

    def __init__(self, *, answer: Answer, opened: Opened) -> None:
        told = told_by(answer, frozenset(filter(opened.opens, ToldPart)))
        super().__init__(data={"proud": told.proud, "remark": told.remark})

    @property
    def has_words(self) -> bool:
        """Whether anything is written in it."""
        return bool(self.proud.data or self.remark.data)
