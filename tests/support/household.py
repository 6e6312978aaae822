"""The browser of a household, for tests that store what it told without its pages."""

from planner.core.household_words import ALL_PARTS, join_parts
from planner.services.invite import household, issuing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Household
from tests.support.clock import FixedClock
from tests.support.pages import PageClient


def give_proof(
    store: Store, settings: Settings, code: str, browser: PageClient, clock: FixedClock
) -> str:
    """Let a browser open all that was told with a card, as if it had told it there; its token."""
    token = household.new_token()
    with store.transaction() as session:
        card = issuing.find_invitation(session, code, code_key=settings.code_key)
        assert card is not None
        told = Household(
            invitation_id=card.id,
            event_id=card.event_id,
            told=join_parts(ALL_PARTS),
            is_first=True,
            created_at=clock(),
        )
        session.add(told)
        session.flush()
        household.add_browser(session, told, token, code_key=settings.code_key, now=clock())
    browser.set_cookie(
        "planner-household", token, path=f"/{code}", domain=settings.host.partition(":")[0]
    )
    return token
