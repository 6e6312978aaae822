"""Begin a list in one press: what is proposed, and the form in which somebody keeps some of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import render_template
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from planner.store.models import Event
from planner.web.forms import Form


@dataclass(frozen=True)
class FirstLine:
    """A line that can be made, ready to show.

    Attributes:
        number: which one it is; the same when the form comes back.
        when: from when until when; empty where the list has no times.
        about: what else is told of it; empty for nothing.
        is_over: whether its day is over already: then it is left out, unless somebody keeps it.
    """

    number: int
    title: str
    when: str = ""
    about: str = ""
    is_over: bool = False

    @property
    def keep(self) -> str:
        """The name of its field."""
        return f"keep-{self.number}"


class FirstLinesForm(Form):
    """Which lines to make; the field of each is added by `first_lines_form`."""

    lines: ClassVar[Sequence[FirstLine]] = ()
    nothing_kept: ClassVar[str] = ""

    def validate(self, extra_validators: object = None) -> bool:
        """Check that something is left to make."""
        is_valid = bool(super().validate(extra_validators))
        if not self.kept():
            self.form_errors.append(self.nothing_kept)
            return False
        return is_valid

    def kept(self) -> frozenset[int]:
        """Return the numbers of the lines to make."""
        return frozenset(one.number for one in self.lines if self[one.keep].data)


def first_lines_form(lines: Sequence[FirstLine], *, nothing_kept: str) -> FirstLinesForm:
    """Return the form of what is proposed, with a field for each line.

    Args:
        lines: what is proposed.
        nothing_kept: what somebody reads who leaves none of them.
    """
    fields: dict[str, object] = {"lines": tuple(lines), "nothing_kept": nothing_kept}
    for one in lines:
        fields[one.keep] = BooleanField(one.title, default=not one.is_over)
    made: FirstLinesForm = type("FirstLinesFormOfList", (FirstLinesForm,), fields)()
    return made


@dataclass(frozen=True)
class FirstLines:
    """What a list can begin with, ready to show.

    Attributes:
        send_url: where the form goes; `send_words` stand on its button.
        from_words: where these lines come from.
        other_url: the same from the starting set; empty where this is it.
    """

    form: FirstLinesForm
    send_url: str
    send_words: str
    from_words: str
    other_url: str

    def page(self, event: Event, *, title: str, heading: str, back: str) -> ResponseReturnValue:
        """Return the page of this form alone, with what is wrong in it.

        Args:
            event: whose list it is.
            title: of the page, with the event.
            heading: the same, on the page itself.
            back: to which list, in words; its address is the one before the form's.
        """
        page = render_template(
            "organiser/first_lines/page.html",
            event=event,
            make=self,
            form=self.form,
            title=title,
            heading=heading,
            back=back,
            back_url=self.send_url.partition("?")[0].removesuffix("/make"),
        )
        return page, 422 if self.form.errors else 200
