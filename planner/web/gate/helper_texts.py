"""The sentences of the helpers' page on the crew's phones, with and without script."""

from planner.core.helpers.whom_to_ask import AskedBecause
from planner.web.gate.rehearsal import Sentences
from planner.web.i18n import all_forms
from planner.web.i18n import gettext as _


def helper_texts() -> Sentences:
    """Give all sentences of that page in the reader's language, with their blanks: %(name)s."""
    return {
        "title": _("Helpers"),
        "title_ask": _("Whom can you ask?"),
        "title_invite": _("Ask somebody to help"),
        "title_emergency": _("At a fire or a lost child"),
        "gate_title": _("Helpers · %(event)s"),
        "waiting": all_forms("%(n)s waits", "%(n)s wait"),
        "kept": _("kept"),
        "offline_helpers": _("No internet. You can just go on tapping."),
        "failing_helpers": _("Our server does not answer. You can just go on tapping."),
        "memory_helpers": _("This phone can't keep the taps. Tap only with internet."),
        "none_now": _("Nobody helps just now."),
        "not_yet": _("The list is not on this phone yet. Look for internet for a moment."),
        "signed_out": _("This phone does not count"),
        "here_of": _("%(here)s of %(needed)s here"),
        "in_of": _("%(people)s of %(needed)s"),
        "short_by": all_forms("%(n)s more needed: whom to ask?", "%(n)s more needed: whom to ask?"),
        "nameless": _("Helper without a name"),
        "first_time": _("first time: go along with them"),
        "brings": _("with somebody else"),
        "here_since": _("here since %(time)s"),
        "went_home": _("went home"),
        "not_sent": _("not sent yet"),
        "out_helpers": _("They are not in this shift any more. The organiser sees that they came."),
        "held_helpers": all_forms(
            "%(n)s tap can't be sent. Call the organiser.",
            "%(n)s taps can't be sent. Call the organiser.",
        ),
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
