"""One question: how many people do you expect?"""

from wtforms.validators import InputRequired

from planner.web.forms import Form
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import MOST_GUESTS, Between, WholeNumberField


class GuessForm(Form):
    """The organiser's own guess of the head count."""

    expected = WholeNumberField(
        _l("How many people do you expect?"),
        validators=[
            InputRequired(_l("Write a number. A rough guess helps already.")),
            Between(1, MOST_GUESTS, _l("Write a number from 1 to 100,000.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric"},
    )

    def answer(self) -> int:
        """Return the guess; only of a valid form."""
        if self.expected.data is None:
            raise ValueError("the form is not valid")
        return int(self.expected.data)
