"""More sentences of the gate's application: how many come in, groups, what they eat, notes."""

from planner.core.diets import DIET_NAMES
from planner.web.gate.presenter import DIETS_AT_GATE
from planner.web.i18n import all_forms
from planner.web.i18n import gettext as _

Group = dict[str, "str | dict[str, str]"]


def question_texts() -> Group:
    """Give what is said before anybody of a card is counted."""
    return {
        "said_maybe": all_forms(
            "They had said: perhaps, %(n)s person.", "They had said: perhaps, %(n)s people."
        ),
        "as_said": _("as they said"),
        "say_how_many": _("How nice that you are here. How many of you are there?"),
        "more_than": _("More than %(n)s"),
        "first_how_many": _("First press how many come in here."),
    }


def group_texts() -> Group:
    """Give what is said where people are counted together, and of whom a line is about."""
    return {
        "title_group": _("A group without cards"),
        "title_group_out": _("A group goes out"),
        "count_nobody": _("Choose how many"),
        "count_in": all_forms("%(n)s person comes in", "%(n)s people come in"),
        "count_out": all_forms("%(n)s person goes out", "%(n)s people go out"),
        "counted_group_in": all_forms("%(n)s person came in.", "%(n)s people came in."),
        "counted_group_out": all_forms("%(n)s person went out.", "%(n)s people went out."),
        "adults": all_forms("%(n)s grown-up", "%(n)s grown-ups"),
        "children": all_forms("%(n)s child", "%(n)s children"),
    }


def eating_texts() -> Group:
    """Give what is said about what people without a card eat."""
    return {
        **{f"eats_{diet.value}": _(DIET_NAMES[diet]) for diet in DIETS_AT_GATE},
        "title_eat": _("What do they eat?"),
        "eat_nobody": _("Nobody came in without a card just now."),
        "eat_known": _("It is known of all of them."),
        "eat_of": all_forms(
            "Of the last person without a card.", "Of the last %(n)s people without a card."
        ),
        "eats": _("%(n)s × %(diet)s"),
        "diet_undone": _("That was undone."),
    }


def note_texts() -> Group:
    """Give what is said about notes for the organiser."""
    return {
        "title_more": _("More"),
        "title_note": _("Note for the organiser"),
        "note_empty": _("Write down what the organiser should know."),
        "note_kept": _("Kept. It goes to the organiser when there is internet."),
        "note_sent": _("sent"),
    }
