"""What to do at a fire, when somebody is hurt, and when a child is lost: short and calm.

The same sentences stand on the crew's phones and on a helper's own page. Source: what 112 in the
Netherlands asks of callers (www.112.nl) and docs/decisions/0046-helpers.md.
"""

from dataclasses import dataclass

from planner.web.i18n import gettext as _

EMERGENCY_NUMBER = "112"


@dataclass(frozen=True, slots=True)
class WhatToDo:
    """What to do in one case.

    Attributes:
        key: which case; the anchor on pages.
        title: the case, in the reader's language.
        steps: what to do, the first thing first.
    """

    key: str
    title: str
    steps: tuple[str, ...]


def what_to_do() -> tuple[WhatToDo, ...]:
    """Return the cases in the reader's language, the most pressing one first."""
    return (
        WhatToDo(
            "fire",
            _("There is a fire"),
            (
                _("Ask everybody to walk away from it. Nobody goes back for their things."),
                _("Call 112. Say what is on fire, and where."),
                _("A small fire? Put it out only if you dare to, with your back to the way out."),
                _("Keep the street free for the fire engine, and let somebody wave to it."),
                _("Then call the organiser."),
            ),
        ),
        WhatToDo(
            "hurt",
            _("Somebody is hurt or feels ill"),
            (
                _("Is it serious, or are you not sure? Call 112 and do what they say."),
                _("Stay with them, and ask the others to make room."),
                _("Ask out loud who knows first aid."),
                _("Then call the organiser."),
            ),
        ),
        WhatToDo(
            "lost",
            _("A child is lost"),
            (
                _("Ask what the child is called, how old it is and what it wears."),
                _("One of you stays with the parents, at the place where they saw it last."),
                _("Call the organiser at once: everybody looks, first at the water and the road."),
                _("Not found after ten minutes? Call 112. Sooner is always fine."),
            ),
        ),
        WhatToDo(
            "found",
            _("You find a child that is alone"),
            (
                _("Stay with the child where it is, and take somebody else with you."),
                _("Call the organiser. Do not call out the name of the child."),
                _("Let the child go only with somebody it knows and walks up to."),
            ),
        ),
    )
