"""The sentences of the helpers' page on the crew's phones, with and without script."""

from planner.core.helpers.whom_to_ask import AskedBecause
from planner.web.gate.rehearsal import Sentences
from planner.web.i18n import all_forms
from planner.web.i18n import gettext as _


def helper_texts() -> Sentences:
    """Give the page's own sentences in the reader's language, with their blanks: %(name)s."""
    return {
        "title": _("Helpers"),
        "title_ask": _("Whom can you ask?"),
        "title_invite": _("Ask somebody to help"),
        "title_emergency": _("At a fire or a lost child"),
        "gate_title": _("Helpers · %(event)s"),
        "none_now": _("Nobody helps just now."),
        "here_of": _("%(here)s of %(needed)s here"),
        "in_of": _("%(people)s of %(needed)s"),
        "short_by": all_forms("%(n)s more needed: whom to ask?", "%(n)s more needed: whom to ask?"),
        "nameless": _("Helper without a name"),
        "first_time": _("first time: go along with them"),
        "brings": _("with somebody else"),
        "here_since": _("here since %(time)s"),
        "went_home": _("went home"),
        "out_helpers": _("They are not in this shift any more. The organiser sees that they came."),
        "nobody_to_ask": _("Nobody on today's list is free. Ask somebody who passes by."),
        "call": _("Call %(name)s"),
        **{f"because_{because}": words for because, words in because_words().items()},
    }


def because_words() -> dict[AskedBecause, str]:
    """Say why somebody can be asked; of the one whose shift it is about."""
    return {
        AskedBecause.WAITS: _("waits for this shift"),
        AskedBecause.ENDS_SOON: _("is here; done with %(task)s at %(time)s"),
        AskedBecause.LATER: _("comes later today: %(task)s at %(time)s"),
    }
