"""The rehearsal: what it says, its printed cards, and what anybody else reads who scans one.

It runs in the gate's own application, on guests that only the page has: frontend/src/coach.ts
"""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from planner.web.gate import app_bp
from planner.web.headers import use_gate_policy
from planner.web.i18n import current_language, language_choices
from planner.web.i18n import gettext as _
from planner.web.practice_cards import PRACTICE_CARDS

Sentences = dict[str, "str | dict[str, str]"]
"""By their names; one about a number in each form that the language has, by CLDR's names."""


@app_bp.get("/practice/<int:number>")
def show_practice_card(number: int) -> ResponseReturnValue:
    """Say what the card is to whoever scans it with a phone of their own."""
    use_gate_policy()
    page = render_template(
        "gate/practice_card.html",
        is_ours=number in PRACTICE_CARDS,
        practise=practise_address(),
        languages=language_choices(),
    )
    return page, 200 if number in PRACTICE_CARDS else 404


def practise_address() -> str:
    """Give the address where the rehearsal begins."""
    return url_for("gate_app.open_app", l=current_language(), practise="yes")


def rehearsal_texts() -> Sentences:
    """Give the sentences of the rehearsal."""
    return {
        "practise": _("Practise for three minutes"),
        "practice_title": _("Practice, counts nowhere"),
        "practice_step": _("Practice, %(n)s of %(all)s"),
        "do_card": _("Hold practice card 1 in front of the camera."),
        "done_card": _("Green: they are welcome. The whole card is counted at once."),
        "do_again": _("Hold the same card in front of the camera once more."),
        "done_again": _("They are inside already. Have a look together, and stay friendly."),
        "do_unknown": _("Hold practice card 3 in front of the camera. Nobody knows that card."),
        "done_unknown": _("Amber: we do not know this card. You choose: let in, or ask."),
        "do_people": _("Two people come without a card. Count both."),
        "done_people": _("Both are counted."),
        "do_undo": _("One person too many was counted. Undo that: the key with the bent arrow."),
        "done_undo": _("It is undone. A mistake does no harm."),
        "do_leave": _("Somebody leaves. Press the key for that, and then − 1."),
        "done_leave": _("Now there is one person less inside."),
        "do_offline": _("The internet is gone. Hold practice card 2 in front of the camera."),
        "done_offline": _("It just goes on. The phone keeps it, and sends it later."),
        "practice_end": _("You can do it! What you practised counts nowhere."),
    }
