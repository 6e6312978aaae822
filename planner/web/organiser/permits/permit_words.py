"""Words for what towns ask."""

from collections.abc import Mapping

from planner.core.logistics.permits import PermitKind, PermitState, SiteFact
from planner.web.i18n import lazy_gettext as _l

FACTS: Mapping[SiteFact, tuple[str, str]] = {
    SiteFact.PUBLIC_GROUND: (
        _l("It is outside, where everybody can come"),
        _l("On the street, a square or in a park."),
    ),
    SiteFact.STREET_CLOSED: (_l("A street is closed for it"), ""),
    SiteFact.TENT: (_l("There is a tent in which people sit"), ""),
    SiteFact.FIRE: (_l("There is fire"), _l("A barbecue, a fire basket, torches.")),
    SiteFact.FOOD: (_l("Volunteers cook, or food is sold"), ""),
    SiteFact.ALCOHOL: (_l("Beer, wine or other alcohol is poured"), ""),
    SiteFact.MUSIC: (_l("Neighbours hear the music"), ""),
}
KINDS: Mapping[PermitKind, str] = {
    PermitKind.NOTIFICATION: _l("Notification"),
    PermitKind.PERMIT: _l("Permit"),
    PermitKind.CHECK: _l("To have in order"),
}
STATES: Mapping[PermitState, str] = {
    PermitState.TO_DO: _l("Still to do"),
    PermitState.SENT: _l("Sent"),
    PermitState.GRANTED: _l("Granted, or agreed"),
    PermitState.REFUSED: _l("Refused"),
    PermitState.NOT_NEEDED: _l("Not needed"),
}
IN_ORDER = _l("In order")
"""What is to be had in order, which nobody grants."""
TONES: Mapping[PermitState, tuple[str, str]] = {
    PermitState.TO_DO: ("clock", "warn"),
    PermitState.SENT: ("paper-plane", ""),
    PermitState.GRANTED: ("check-circle", "ok"),
    PermitState.REFUSED: ("x-circle", "warn"),
    PermitState.NOT_NEEDED: ("minus", ""),
}
"""The picture and the tone of each."""
NEVER_OF_CHECKS = frozenset({PermitState.SENT, PermitState.REFUSED})
"""How far nothing can be that nobody is asked about."""


def state_words(state: PermitState, kind: PermitKind) -> str:
    """Say how far something of a kind is."""
    if kind is PermitKind.CHECK and state is PermitState.GRANTED:
        return str(IN_ORDER)
    return str(STATES[state])
