"""The sentences of noting what residents say, in the application and on the page without script."""

from planner.core.residents.questions import ResidentQuestion
from planner.web.gate.rehearsal import Sentences
from planner.web.i18n import all_forms
from planner.web.i18n import gettext as _


def question_words() -> dict[ResidentQuestion, str]:
    """Give the two questions."""
    return {
        ResidentQuestion.PROUD: _("What are you proud of in your neighbourhood?"),
        ResidentQuestion.BETTER: _("What must get better?"),
    }


def remark_texts() -> Sentences:
    """Give what is said about remarks: how many there are, and never what was said."""
    return {
        "title_remark": _("Note what somebody said"),
        **{f"remark_{question}": words for question, words in question_words().items()},
        "remark_empty": _("Write down what they said."),
        "remark_save_so": _("Save it as it is"),
        "remark_kept": _("Noted. It is sent as soon as there is internet."),
        "remarks_sent": all_forms("%(n)s remark noted and sent", "%(n)s remarks noted and sent"),
        "remarks_waiting": all_forms("%(n)s remark not sent yet", "%(n)s remarks not sent yet"),
        "remarks_held": all_forms(
            "%(n)s remark can't be sent. Call the organiser.",
            "%(n)s remarks can't be sent. Call the organiser.",
        ),
        "remarks_still_here": all_forms(
            "%(n)s remark is still on this phone. Keep this page open until it is sent.",
            "%(n)s remarks are still on this phone. Keep this page open until they are sent.",
        ),
    }


def listening_texts() -> Sentences:
    """Give what a phone says that only listens."""
    return {
        "offline_listening": _("No internet. You can just go on noting."),
        "failing_listening": _("Our server does not answer. You can just go on noting."),
        "over_listening": _("Thank you for listening!"),
        "signed_out_listening": _("Ask the organiser for the code to listen, and scan it."),
    }
