"""Neighbours leave an address to hear what became of it: a mail asks, one press stops it."""

import re

import pytest
from sqlalchemy import select

from planner.core.enums import MailKind, MailState
from planner.core.mail_rules import RANKS
from planner.store.base import Store
from planner.store.models import Neighbourhood, OutboxMail, PromiseFollower
from planner.store.scoping import host_id
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import Page, PageClient

__all__ = ["app", "town"]

ENGLISH = {"Accept-Language": "en"}
FATMA = "fatma@post.example"
GIVEN = {"email": FATMA, "agrees": "y"}


@pytest.fixture
def path(town: Town) -> str:
    with town.world.store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        place_id, organisation_id = place.id, host_id(session)
    town.world.change(neighbourhood_id=place_id)
    return f"/follow/{organisation_id}/passart"


def followers(store: Store) -> list[PromiseFollower]:
    with store.reading() as session:
        return list(session.scalars(select(PromiseFollower)))


def mails(store: Store) -> list[OutboxMail]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def own_page(store: Store) -> str:
    found = re.search(r"http://feest.example(/following/\S+)\?l=", mails(store)[-1].text)
    assert found
    return found.group(1)


def test_a_mail_asks_and_a_press_says_yes(client: PageClient, store: Store, path: str) -> None:
    assert client.page(path, headers=ENGLISH).heading == "Let me know what became of it"
    assert client.post(f"{path}?l=tr", data=GIVEN).location == f"{path}/asked?l=tr"
    assert client.page(f"{path}/asked", headers=ENGLISH).heading == "Look in your mail"
    (mail,) = mails(store)
    assert (mail.kind, mail.to_address, mail.language) == (MailKind.FOLLOW, FATMA, "tr")
    assert mail.rank == RANKS[MailKind.CONFIRMATION], "who asked waits behind no mail-out"
    assert "Passart" in mail.subject
    own = own_page(store)
    for method in ("GET", "HEAD"):
        assert client.open(own, method=method).status_code == 200
    assert followers(store)[0].confirmed_on is None, "looking says nothing"
    assert client.post(own, data={"wish": "yes"}).status_code == 303
    assert followers(store)[0].confirmed_on == MADE_AT.date()
    page = client.page(own, headers=ENGLISH)
    assert page.heading == "You hear what became of it"
    assert "Stop, and delete my address" in page.words


def test_the_mail_says_nothing_of_a_card(client: PageClient, store: Store, path: str) -> None:
    client.post(path, data=GIVEN)
    (mail,) = mails(store)
    assert (mail.invitation_id, mail.event_id, mail.mailing_id) == (None, None, None)
    assert (mail.created_at.minute, mail.due_at.minute) == (0, 0)
    assert FATMA not in mail.key
    assert str(followers(store)[0].id) not in mail.key


def test_one_press_stops_it_and_so_does_a_mail_program(
    client: PageClient, store: Store, path: str
) -> None:
    client.post(path, data=GIVEN)
    own = own_page(store)
    assert mails(store)[0].unsubscribe_url.endswith(own)
    client.post(own, data={"wish": "yes"})
    answer = client.post(own, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert followers(store) == []
    (mail,) = mails(store)
    assert (mail.state, mail.to_address, mail.text) == (MailState.STOPPED, "", ""), "none follows"
    assert client.post(own, data={"wish": "stop"}).status_code == 303
    assert client.page(own, status=410, headers=ENGLISH).heading == "You get no mail about this"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"email": "fatma", "agrees": "y"}, "Type an address such as", id="no address"),
        pytest.param({"email": "", "agrees": "y"}, "Type an address such as", id="nothing"),
        pytest.param({"email": FATMA}, "Tick this box, then we may write", id="no tick"),
        pytest.param({"email": f"{FATMA}\nBcc: x@y.example", "agrees": "y"}, "Type", id="header"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    client: PageClient, store: Store, path: str, given: dict[str, str], sentence: str
) -> None:
    refused = client.post(path, data=given, headers=ENGLISH)
    assert refused.status_code == 422
    assert any(sentence in one for one in Page(refused).errors())
    assert (followers(store), mails(store)) == ([], [])


def test_nobody_is_flooded_with_mail_by_somebody_else(
    client: PageClient, store: Store, path: str, clock: FixedClock
) -> None:
    for _turn in range(3):
        assert client.post(path, data=GIVEN).status_code == 303
    refused = client.post(path, data=GIVEN, headers=ENGLISH)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert FATMA in Page(refused).text
    assert len(mails(store)) == 1


def test_a_program_that_fills_in_everything_is_told_the_same_and_kept_nowhere(
    client: PageClient, store: Store, path: str
) -> None:
    assert client.post(path, data={**GIVEN, "website": "x"}).location == f"{path}/asked"
    assert followers(store) == []


@pytest.mark.parametrize("path", ["/follow/1/nowhere", "/follow/99/passart", "/following/x"])
def test_what_is_not_there_is_not_found(client: PageClient, town: Town, path: str) -> None:
    assert client.get(path).status_code in {404, 410}


def test_after_telling_a_guest_is_offered_it_without_the_card(
    client: PageClient, town: Town, path: str, clock: FixedClock
) -> None:
    card = town.world.cards()[0]
    client.post(f"/{card.code}/party", data={"adults": "2"})
    clock.now = SATURDAY.replace(day=14)
    client.post(f"/{card.code}/heard", data={"proud": "De bomen"})
    page = client.page(f"/{card.code}/thanks", headers=ENGLISH)
    sent = page.sends(to=path)
    assert set(sent) <= {"email", "agrees", "website"}
    assert card.code not in path
