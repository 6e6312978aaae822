"""The sentences of the gate's application: the phone chooses one and fills its blanks."""

from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

Sentences = dict[str, "str | dict[str, str]"]


def app_texts() -> Sentences:
    """Give all sentences in the reader's language, with their blanks: %(name)s."""
    parts = _frame() | _verdicts() | _reasons() | _keys() | _typing() | _lines() | _ends()
    return parts | _sight()


def _frame() -> Sentences:
    return {
        "title": _("Gate"),
        "title_out": _("People go out"),
        "title_type": _("Type the code"),
        "title_last": _("The last ten"),
        "gate_title": _("%(gate)s · %(event)s"),
        "kept": _("kept"),
        "waiting": {
            "one": ngettext("%(n)s waits", "%(n)s wait", 1, n="%(n)s"),
            "other": ngettext("%(n)s waits", "%(n)s wait", 2, n="%(n)s"),
        },
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
        "clock": _("The clock of this phone is %(n)s minutes wrong. We put the times right."),
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
        "people_part": {
            "one": ngettext(
                "%(n)s person, %(part)s", "%(n)s people, %(part)s", 1, n="%(n)s", part="%(part)s"
            ),
            "other": ngettext(
                "%(n)s person, %(part)s", "%(n)s people, %(part)s", 2, n="%(n)s", part="%(part)s"
            ),
        },
        "inside_of": _("%(n)s of the %(size)s people are inside already."),
        "used_just_now": {
            "one": ngettext(
                "This card was read %(n)s second ago. Everybody on it is inside.",
                "This card was read %(n)s seconds ago. Everybody on it is inside.",
                1,
                n="%(n)s",
            ),
            "other": ngettext(
                "This card was read %(n)s second ago. Everybody on it is inside.",
                "This card was read %(n)s seconds ago. Everybody on it is inside.",
                2,
                n="%(n)s",
            ),
        },
        "used_here": _("This card was used at %(time)s. %(n)s of the %(size)s people are inside."),
        "used_there": _(
            "This card was used at %(time)s at %(gate)s. %(num)s of the %(size)s people are inside."
        ),
        "used_elsewhere": _(
            "This card was used at another gate. %(n)s of the %(size)s people are inside."
        ),
        "say": _("Say: “%(words)s”"),
        "say_used": _("How nice that you are here. Who gave you the card?"),
        "say_replaced": _("How nice that you are here. Do you have a newer card?"),
        "say_wrong_event": _("How nice that you are here. Shall we read the card together?"),
        "say_needs_part_card": _(
            "How nice that you are here. Do you have a card for this part too?"
        ),
    }


def _reasons() -> Sentences:
    return {
        "unknown": _("We do not know this card. Look at the number on it."),
        "unknown_ask": _("We do not know this card. Walk along to the organiser together."),
        "misread": _("The code was not read well. Scan it again, or type the number on the card."),
        "revoked": _("This card was taken back by the organiser."),
        "replaced": _("There is a new card instead of this one."),
        "wrong_event": _("This card is for another day or another place."),
        "needs_part_card": _(
            "This card is for the evening. Here one needs a card of the part, such as the dinner."
        ),
        "cancelled_by_guest": _("They had said no, and came after all. That is fine."),
        "more_than_party": _("There are more people inside than this card is for."),
        "full_party_already_in": _("Everybody of this card is inside already."),
        "event_over": _("The event is over. Nobody is counted any more."),
        "event_cancelled": _("This event was cancelled."),
        "gate_closed": _("The organiser closed this gate."),
        "nobody_inside": _("Nobody of this card is inside."),
        "not_understood": _("Something went wrong with this scan. Scan again."),
        "too_early": _("It has not begun yet. Practising? Undo it afterwards."),
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
        "undone_people": {
            "one": ngettext("Undone: %(n)s person.", "Undone: %(n)s people.", 1, n="%(n)s"),
            "other": ngettext("Undone: %(n)s person.", "Undone: %(n)s people.", 2, n="%(n)s"),
        },
        "undone_card": {
            "one": ngettext(
                "Undone: card %(number)s, %(n)s person.",
                "Undone: card %(number)s, %(n)s people.",
                1,
                n="%(n)s",
                number="%(number)s",
            ),
            "other": ngettext(
                "Undone: card %(number)s, %(n)s person.",
                "Undone: card %(number)s, %(n)s people.",
                2,
                n="%(n)s",
                number="%(number)s",
            ),
        },
    }


def _typing() -> Sentences:
    again = _("Look at the code once more. It has 13 letters and digits.")
    return {
        "typed_empty": _("Type the code or the number on the card."),
        "typed_too_short": again,
        "typed_too_long": again,
        "typed_unknown_character": again,
        "typed_misread": _("One character is different from the card. Look once more."),
        "no_such_number": _("There is no card %(number)s on our list."),
    }


def _lines() -> Sentences:
    return {
        "line_in": {
            "one": ngettext("%(n)s person in", "%(n)s people in", 1, n="%(n)s"),
            "other": ngettext("%(n)s person in", "%(n)s people in", 2, n="%(n)s"),
        },
        "line_out": {
            "one": ngettext("%(n)s person out", "%(n)s people out", 1, n="%(n)s"),
            "other": ngettext("%(n)s person out", "%(n)s people out", 2, n="%(n)s"),
        },
        "undone": _("undone"),
        "used_twice": _("also used elsewhere"),
        "not_sent": _("not sent yet"),
    }


def _ends() -> Sentences:
    return {
        "over": _("The event is over"),
        "over_what": _("Thank you for helping! The guest list is gone from this phone."),
        "revoked": _("This phone does not count"),
        "revoked_what": _(
            "Ask the organiser for the code of the gate, and scan it with your camera."
        ),
        "still_here": {
            "one": ngettext(
                "%(n)s count is still on this phone. Keep this page open until it is sent.",
                "%(n)s counts are still on this phone. Keep this page open until they are sent.",
                1,
                n="%(n)s",
            ),
            "other": ngettext(
                "%(n)s count is still on this phone. Keep this page open until it is sent.",
                "%(n)s counts are still on this phone. Keep this page open until they are sent.",
                2,
                n="%(n)s",
            ),
        },
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
        "last_people_in": {
            "one": ngettext("Last: %(n)s person in", "Last: %(n)s people in", 1, n="%(n)s"),
            "other": ngettext("Last: %(n)s person in", "Last: %(n)s people in", 2, n="%(n)s"),
        },
        "last_people_out": {
            "one": ngettext("Last: %(n)s person out", "Last: %(n)s people out", 1, n="%(n)s"),
            "other": ngettext("Last: %(n)s person out", "Last: %(n)s people out", 2, n="%(n)s"),
        },
    }
