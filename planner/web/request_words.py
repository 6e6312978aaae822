"""What who hands cards out asked, in words: the same on her page and on the organiser's."""

from planner.store.models import IntermediaryRequest
from planner.web.i18n import gettext as _


def request_words(request: IntermediaryRequest) -> str:
    """Return what was asked, with the card that it is about."""
    if request.card_number is None:
        return request.words
    return _("Card %(number)s: %(words)s", number=request.card_number, words=request.words)
