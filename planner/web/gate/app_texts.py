"""The sentences of the gate's application: the phone chooses one and fills its blanks."""

from planner.web.gate.app_key_texts import (
    eating_texts,
    group_texts,
    note_texts,
    question_texts,
)
from planner.web.gate.listening_texts import listening_texts, remark_texts
from planner.web.gate.rehearsal import Sentences, rehearsal_texts
from planner.web.i18n import all_forms
from planner.web.i18n import gettext as _


def app_texts() -> Sentences:
    """Give all sentences in the reader's language, with their blanks: %(name)s.

    What is said of a scan that was not simply fine stands in `planner.web.gate.reasons`.
    """
    at_the_gate = (_frame(), _verdicts(), _keys(), _typing(), _lines(), _places(), _ends())
    at_the_door = (question_texts(), group_texts(), eating_texts(), note_texts(), _sight())
    from_residents = (remark_texts(), listening_texts())
    return united(*at_the_gate, *at_the_door, *from_residents, rehearsal_texts())


def united(*groups: Sentences) -> Sentences:
    """Put groups of sentences together.

    Raises:
        ValueError: two of them have the same name, so one would never be said.
    """
    together: Sentences = {}
    for group in groups:
        if twice := together.keys() & group.keys():
            raise ValueError(f"Two sentences have the same name: {', '.join(sorted(twice))}.")
        together |= group
    return together


def _frame() -> Sentences:
    return {
        "title": _("Gate"),
        "title_out": _("People go out"),
        "title_type": _("Type the code"),
        "title_last": _("The last ten"),
        "gate_title": _("%(gate)s · %(event)s"),
        "kept": _("kept"),
        "waiting": all_forms("%(n)s waits", "%(n)s wait"),
        "offline": _("No internet. Scanning just goes on."),
        "offline_long": _("No internet for %(n)s minutes. Scanning just goes on."),
        "failing": _("Our server does not answer. Scanning just goes on."),
        "refused": _(
            "Our server does not take the counts. They stay on this phone. Call the organiser."
        ),
        "no_list": _("The guest list is not on this phone yet. Look for internet for a moment."),
        "memory": _("This phone can't keep the counts. Count only with internet."),
        "memory_offline": _(
            "No internet, and this phone can't keep the counts. Take another phone, or paper."
        ),
        "almost_full": _("Almost full: %(n)s people are inside, and %(places)s fit."),
        "full": _("Full: %(n)s people are inside, and %(places)s fit. Call the organiser."),
        "keeping": _(
            "This page is being put on the phone. Stay where there is internet for a moment."
        ),
        "clock_minutes": all_forms(
            "The clock of this phone is %(n)s minute wrong. We put the times right.",
            "The clock of this phone is %(n)s minutes wrong. We put the times right.",
        ),
        "clock_hours": all_forms(
            "The clock of this phone is %(n)s hour wrong. We put the times right.",
            "The clock of this phone is %(n)s hours wrong. We put the times right.",
        ),
        "clock_days": all_forms(
            "The clock of this phone is one day wrong. We put the times right.",
            "The clock of this phone is %(n)s days wrong. We put the times right.",
        ),
        "no_camera": _("The camera does not work. Allow it for this page, or type the code."),
        "aim": _("Hold the code in the frame"),
        "not_ours": _("This is not one of our cards"),
    }


def _verdicts() -> Sentences:
    return {
        "welcome": _("Welcome!"),
        "goodbye": _("See you soon!"),
        "look": _("Have a look"),
        "inside_already": _("Already inside"),
        "card": _("card %(number)s"),
        "come_in_now": _("come in now"),
        "go_out_now": _("go out now"),
        "people_part": all_forms("%(n)s person, %(part)s", "%(n)s people, %(part)s"),
        "inside_of": _("%(n)s of the %(size)s people are inside already."),
        "used_just_now": all_forms(
            "This card was read %(n)s second ago. Everybody on it is inside.",
            "This card was read %(n)s seconds ago. Everybody on it is inside.",
        ),
        "used_here": _("This card was used at %(time)s. %(n)s of the %(size)s people are inside."),
        "used_there": _(
            "This card was used at %(time)s at %(gate)s. %(num)s of the %(size)s people are inside."
        ),
        "used_elsewhere": _(
            "This card was used at another gate. %(n)s of the %(size)s people are inside."
        ),
        "say": _("Say: “%(words)s”"),
        "unknown_ask": _("We do not know this card. Walk along to the organiser together."),
    }


def _keys() -> Sentences:
    return {
        "call": _("Call %(name)s"),
        "let_in_without": _("Let in without a card"),
        "let_in_unknown": _("Let in with this card"),
        "diet_noted": _("Noted for the kitchen."),
        "counted_adult_in": _("1 grown-up came in."),
        "counted_child_in": _("1 child came in."),
        "counted_adult_out": _("1 grown-up went out."),
        "counted_child_out": _("1 child went out."),
        "nothing_to_undo": _("There is nothing to undo here."),
        "undone_people": all_forms("Undone: %(n)s person.", "Undone: %(n)s people."),
        "undone_card": all_forms(
            "Undone: card %(number)s, %(n)s person.", "Undone: card %(number)s, %(n)s people."
        ),
    }


def _typing() -> Sentences:
    again = _("Look at the code once more. It has 13 letters and digits.")
    return {
        "typed_empty": _("Type the code or the number on the card."),
        "typed_too_short": again,
        "typed_too_long": again,
        "typed_unknown_character": again,
        "typed_misread": _(
            "One or more letters or numbers are different from the card. Look once more."
        ),
        "no_such_number": _("There is no card %(number)s on our list."),
    }


def _lines() -> Sentences:
    return {
        "line_in": all_forms("%(n)s person in", "%(n)s people in"),
        "line_out": all_forms("%(n)s person out", "%(n)s people out"),
        "undone": _("undone"),
        "used_twice": _("also used elsewhere"),
        "not_sent": _("not sent yet"),
    }


def _places() -> Sentences:
    return {
        "title_places": _("The gates of this phone"),
        "elsewhere": _("Other gates of this phone"),
        "elsewhere_waiting": all_forms(
            "Another gate: %(n)s count is sent as soon as there is internet.",
            "Other gates: %(n)s counts are sent as soon as there is internet.",
        ),
        "elsewhere_held": all_forms(
            "%(n)s count can't be sent. Look here.", "%(n)s counts can't be sent. Look here."
        ),
        "place_here": _("you work here"),
        "place_sent": _("all sent"),
        "place_waiting": all_forms("%(n)s still to send", "%(n)s still to send"),
        "place_held": all_forms(
            "%(n)s can't be sent: open the link of this gate again",
            "%(n)s can't be sent: open the link of this gate again",
        ),
        "practice_until": _("Practice until %(time)s: nothing counts yet."),
        "practice_until_day": _("Practice until %(day)s, %(time)s: nothing counts yet."),
        "doors_too_early": _(
            "It is too early. The doors can open from a day before the beginning."
        ),
        "doors_opened": _("The doors are open. From now on everybody counts."),
        "late": _("The one before: %(words)s"),
        "late_card": _("Card %(number)s, just now: %(words)s"),
    }


def _ends() -> Sentences:
    return {
        "over": _("The event is over"),
        "over_what": _("Thank you for helping! The guest list is gone from this phone."),
        "signed_out": _("This phone does not count"),
        "signed_out_what": _(
            "Ask the organiser for the code of the gate, and scan it with your camera."
        ),
        "still_here": all_forms(
            "%(n)s count is still on this phone. Keep this page open until it is sent.",
            "%(n)s counts are still on this phone. Keep this page open until they are sent.",
        ),
    }


def _sight() -> Sentences:
    """Give what is said beside the picture of the camera, and of who was the last."""
    return {
        "read_badly": _("Not read well. Once more, please"),
        "read_just_now": _("This card was read just now"),
        "another_card": _("There is another card"),
        "never_kept": _(
            "This phone can't open this page again without internet. So leave it open."
        ),
        "last_card_in": _("Last: card %(number)s, %(n)s in"),
        "last_card_out": _("Last: card %(number)s, %(n)s out"),
        "last_people_in": all_forms("Last: %(n)s person in", "Last: %(n)s people in"),
        "last_people_out": all_forms("Last: %(n)s person out", "Last: %(n)s people out"),
    }
