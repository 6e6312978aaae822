"""Every page of a planner with an evening that goes on, each opened by somebody who may."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from planner.core.enums import InvitationState, Reply
from planner.core.messages import Rule
from planner.services.guests.list_values import GuestState, SortOrder
from planner.services.invite import from_calendar, issuing
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Answer,
    AnswerDiet,
    Event,
    EventNotice,
    Gate,
    Invitation,
    Neighbourhood,
    Series,
)
from planner.web.access import Access, guards_of
from tests.support.actors import add_promise_of_partner, enrol, open_hand_out
from tests.support.application import PASSWORD, signed_in
from tests.support.busy_evening import NOW, STARTS, BusyEvening
from tests.support.clock import FixedClock
from tests.support.helpers import add_helper
from tests.support.household import give_proof
from tests.support.logistics import add_logistics
from tests.support.own_messages import add_own_message
from tests.support.pages import page_client
from tests.support.remarks import add_remark
from tests.support.shifts import add_shift_with_helper
from tests.test_scopes import add_told_helper, ids_of

ORGANISER = "noor@feest.example"
ACCOUNTS = "an account has as much whatever is planned"
PRINTED = "typeset by another process, and many at once in the background: bench/desk.py"
LEADS_BACK = "leads back to the page of the card at once"
NOT_OPENED: Mapping[str, str] = {
    "account.ask_for_proof": ACCOUNTS,
    "account.go_back_to_calendar": ACCOUNTS,
    "account.show_account": ACCOUNTS,
    "account.show_app": ACCOUNTS,
    "account.show_factors": ACCOUNTS,
    "account.show_passkey": ACCOUNTS,
    "cards.download_cards_pdf": PRINTED,
    "cards.download_letters_pdf": PRINTED,
    "cards.download_list_pdf": PRINTED,
    "cards.download_poster_pdf": PRINTED,
    "desk.download_day_plan": PRINTED,
    "events.show_start": "six events at most, each as on the list; leads organisers to the list",
    "start.download_event_leaflet": PRINTED,
    "start.download_leaflet": PRINTED,
    "events.preview_import": "a calendar file that was uploaded: nothing of it is a guest",
    "events.show_watched": "a calendar of others: nothing of it is a guest",
    "forecast.leave_out": "one past event, which has as much whoever came to it",
    "gate_app.open_app": "a file, the same for everybody",
    "gate_app.open_crew": "a file, the same for everybody",
    "gate_app.open_sheet": "a file, the same for everybody",
    "gate_app.send_file": "a file, the same for everybody",
    "gate_app.show_practice_card": "a card to practise with, the same for everybody",
    "gate_app.send_service_worker": "a file, the same for everybody",
    "intermediary.show_link": "leads to the list, once one is in",
    "helper.ask_certificate": "of who helped, when it is over: a name to type",
    "helper.say_forgotten": "a sentence, the same for everybody",
    "invitee.go_back_from_help": LEADS_BACK,
    "invitee.go_back_to_address": LEADS_BACK,
    "invitee.go_back_to_card": LEADS_BACK,
    "invitee.go_back_to_word": LEADS_BACK,
    "invitee.open_told": LEADS_BACK,
    "invitee.say_link_is_back": "a sentence, once the link in a calendar was taken back",
    "invitee.say_erased": "what is said when nothing of a card is left",
    "invitee.tell_heard": "leads to the rest that is asked, as long as it is not over",
    "messages.correct_address": "one mail that came back, and its address",
    "messages.download_invite": "the mailbox is a folder, for trying out only",
    "messages.read_mail": "the mailbox is a folder, for trying out only",
    "messages.show_mail_html": "the mailbox is a folder, for trying out only",
    "organisation.show_organisation": "what an organisation says of itself, whoever comes",
    "own_calendars.send_helper_calendar": "the shifts of one helper, as many whoever comes",
    "own_calendars.send_own_calendar": ACCOUNTS,
    "people.add_organisation": ACCOUNTS,
    "public.send_event_picture": PRINTED,
    "people.invite_colleague": ACCOUNTS,
    "people.list_neighbourhoods": "for administrators: as long as the town has neighbourhoods",
    "people.rename_neighbourhood": "for administrators: one name",
    "people.show_colleagues": ACCOUNTS,
    "public.look_card_up": LEADS_BACK,
    "public.answer_without_card": "leads back to the page of the event",
    "public.ask_to_follow": "a form, the same for everybody",
    "public.ask_to_unsubscribe": "a wish of one address",
    "residents.show_promises_poster": "three promises, which are as many whoever comes",
    "public.judge_promise": "one promise",
    "public.say_follow_asked": "a sentence, the same for everybody",
    "public.send_logo": "a picture, the same for everybody",
    "public.send_theme": "a sheet of two colours",
    "public.show_following": "a wish of one address",
    "public.thank_for_judging": "one promise",
    "sign_in.ask_for_new_password": ACCOUNTS,
    "sign_in.ask_second_factor": ACCOUNTS,
    "sign_in.begin_outside": ACCOUNTS,
    "sign_in.choose_first_password": ACCOUNTS,
    "sign_in.choose_new_password": ACCOUNTS,
    "sign_in.come_back_from_outside": ACCOUNTS,
    "sign_in.sign_in": ACCOUNTS,
}
"""Pages that this does not open, and why that is no loss. All others are opened."""
NONCE = "nonce-of-a-visit"
OWN = "0123456789ab"
"""How the nonces of a phone begin that has sent nothing yet."""
LIST = f"?own={OWN}"
GUEST_QUERIES = (
    "",
    "?long=1",
    "?long=1&page=2",
    "?q=fatima",
    "?q=42",
    *(f"?state={state.value}" for state in GuestState),
    *(f"?order={order.value}" for order in SortOrder),
)
QUERIES: Mapping[str, Sequence[str]] = {
    "guests.show_guests": GUEST_QUERIES,
    "guests.download_table": ("", "?state=come", "?state=handed-out"),
    "guests.show_card": ("?number={number}",),
    "gate.send_list": (LIST, LIST + "&since={version}"),
    "gate.check_card": ("?code={number}", "?code={code}"),
    "gate.check_leaving": ("?code={number}",),
    "privacy.ask_to_erase": ("?what=card&id={invitation_id}",),
}
"""What may stand behind an address, where that makes another page."""


BEFORE, AFTERWARDS = STARTS - timedelta(days=2), STARTS + timedelta(days=1)
WHEN: Mapping[str, datetime] = {
    "invitee.leave_address": BEFORE,
    "invitee.tell_food": BEFORE,
    "invitee.tell_party": BEFORE,
    "messages.tell_guests": BEFORE,
    "desk.show_afterwards": AFTERWARDS,
    "weather.go_inside": BEFORE,
}
"""Pages that lead elsewhere while the evening goes on, and when they don't."""


@dataclass(frozen=True)
class Visit:
    """A page, and how somebody who may opens it.

    Attributes:
        name: endpoint and query, for messages.
    """

    name: str
    open: Callable[[], TestResponse]


def add_organiser(store: Store) -> None:
    """Make the account of who opens the organisers' pages."""
    with store.transaction() as session:
        signing_in.add_account(session, email=ORGANISER, name="Noor", password=PASSWORD, now=NOW)


class EveryPage:
    """The pages of an evening, and a browser for each kind of person."""

    def __init__(
        self, app: Flask, settings: Settings, clock: FixedClock, evening: BusyEvening
    ) -> None:
        self.app, self.settings, self.clock, self.evening = app, settings, clock, evening
        clock.now = NOW
        self.store: Store = app.extensions["store"]
        add_organiser(self.store)
        with self.store.transaction() as session:
            event = session.get_one(Event, evening.event_id)
            said = add_remark(session, event, "The weeds stand high", theme="Outside")
            add_told_helper(session, event, settings.code_key)
            theme_id = said.theme_id
            add_shift_with_helper(session, event, code_key=settings.code_key)
            ours = add_logistics(session, event)
        found = ids_of(self.store, evening.event_id)
        self.values: dict[str, Any] = {**found, **self._of_event(), **ours, "theme_id": theme_id}
        self.browsers = {
            Access.ANYONE: page_client(app),
            Access.INVITEE: page_client(app),
            Access.ORGANISER: signed_in(app, ORGANISER),
            Access.GATE: page_client(app),
            Access.INTERMEDIARY: page_client(app),
            Access.PARTNER: page_client(app),
            Access.HELPER: page_client(app),
        }
        phone, giver = self.browsers[Access.GATE], self.browsers[Access.INTERMEDIARY]
        self.values["gate_secret"] = enrol(self.store, settings, evening.event_id, phone)
        guest, code = self.browsers[Access.INVITEE], self.values["code"]
        give_proof(self.store, settings, code, guest, clock)
        school = evening.batches["School"]
        self.values |= open_hand_out(self.store, settings, school, giver, clock)
        self.values |= add_promise_of_partner(self.store, settings, evening.event_id, clock)
        self.values |= add_helper(self.store, settings, evening.event_id, clock)
        with self.store.transaction() as session:
            self.values["own_message_id"] = add_own_message(session, evening.event_id)

    def _of_event(self) -> dict[str, Any]:
        named = self.evening.batches["Named"]
        number = self._card()
        with self.store.reading() as session:
            event = session.get_one(Event, self.evening.event_id)
            notices = select(EventNotice).where(EventNotice.event_id == event.id)
            told, untold = session.scalars(notices.order_by(EventNotice.id).limit(2)).all()
            series = session.get_one(Series, event.series_id)
            neighbourhood = session.get_one(Neighbourhood, event.neighbourhood_id)
            first_gate = select(Gate.id).where(Gate.event_id == event.id).order_by(Gate.id)
            return {
                "event_id": event.id,
                "organisation_id": event.organisation_id,
                "batch_id": named,
                "series_id": event.series_id,
                "slug": event.slug,
                "series_slug": series.slug,
                "neighbourhood_slug": neighbourhood.slug,
                "code": self.evening.codes[number],
                "answer_link": self._link_of(event.id, number),
                "notice_id": untold.id,
                "told_id": told.id,
                "nonce": NONCE,
                "number": number,
                "asked_gate": session.scalars(first_gate).first(),
                "rule": Rule.SEE_YOU.value,
                "what": Rule.SEE_YOU.value,
                "who": "gate",
                "key": "gate",
            }

    def _link_of(self, event_id: int, number: int) -> str:
        with self.store.reading() as session:
            card = issuing.find_by_number(session, event_id, number)
            assert card is not None
            return from_calendar.link_of(card, code_key=self.settings.code_key)

    def _card(self) -> int:
        """Return the number of a card with which a household said who comes and eats what."""
        told = (Answer.is_detailed, Answer.reply == Reply.YES, Answer.adults > 0)
        numbers = (
            select(Invitation.number)
            .join(Answer, Answer.invitation_id == Invitation.id)
            .join(AnswerDiet, AnswerDiet.invitation_id == Invitation.id)
            .where(Invitation.event_id == self.evening.event_id)
            .where(Invitation.number.in_(self.evening.arrived), *told)
            .order_by(Invitation.number)
        )
        with self.store.reading() as session:
            return session.scalars(numbers.limit(1)).one()

    def visits(self) -> Iterator[Visit]:
        """Give every page that is to be opened, with all its queries, a scan and a question."""
        guards = guards_of(self.app)
        yield Visit("gate.take_scans", self._scan)
        yield Visit("gate.ask_about_card", self._ask)
        later = []
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
            endpoint, methods = rule.endpoint, rule.methods or set()
            if endpoint == "static" or "GET" not in methods or endpoint in NOT_OPENED:
                continue
            access = guards[endpoint].access
            for name, query in self._queries(endpoint):
                url = self._url(endpoint, access, rule.arguments) + query
                at = WHEN.get(endpoint, NOW)
                one = Visit(endpoint + name, partial(self._open, access, url, at))
                if at is AFTERWARDS:
                    later.append(one)
                else:
                    yield one
        yield Visit("events.close_event, pressed", self._close)
        yield from later

    def _open(self, access: Access, url: str, at: datetime) -> TestResponse:
        self.clock.now = at
        try:
            return self.browsers[access].get(url)
        finally:
            self.clock.now = NOW

    def _scan(self) -> TestResponse:
        """Let one more person in by a card with which people have come, so that much is read."""
        at = NOW.isoformat()
        scan = {
            "nonce": NONCE,
            "kind": "entry",
            "code": self.values["code"],
            "scanned_at": at,
            "admit": {"adults": 1, "children": 0},
        }
        told = {"device_now": at, "scans": [scan]}
        return self.browsers[Access.GATE].post("/gate/scans", json=told)

    def _ask(self) -> TestResponse:
        """Ask about a card with which people have come, as a phone does before it decides."""
        told = {"gate": self.values["asked_gate"], "own": OWN, "code": self.values["code"]}
        return self.browsers[Access.GATE].post("/gate/ask", json=told)

    def _close(self) -> TestResponse:
        """Say how many came, when it is over."""
        self.clock.now = AFTERWARDS
        self.browsers[Access.ORGANISER] = signed_in(self.app, ORGANISER)
        url = f"/events/{self.evening.event_id}/close"
        told = {"came": "900", "sure-came": "900", "quality": "counted"}
        answer = self.browsers[Access.ORGANISER].send(url, told)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        answer.status_code = 200
        self.clock.now = NOW
        return answer

    def _queries(self, endpoint: str) -> Iterator[tuple[str, str]]:
        """Give what may stand behind an address: as a name, and filled in."""
        for query in QUERIES.get(endpoint, ("",)):
            known = {"version": self._version()} if "{version}" in query else self.values
            yield query, query.format_map(known)

    def _version(self) -> str:
        """What a phone knows that asked a while ago."""
        answer = self.browsers[Access.GATE].get(f"/gate/list{LIST}").get_json()
        return str(answer["version"])

    def _url(self, endpoint: str, access: Access, arguments: set[str]) -> str:
        known = dict(self.values)
        of = {
            Access.GATE: "gate_secret",
            Access.PARTNER: "partner_secret",
            Access.HELPER: "helper_secret",
        }
        known["secret"] = known[of.get(access, "hand_secret")]
        if access is Access.HELPER:
            known["code"] = known["help_code"]
        for word in ("series", "neighbourhood"):
            if word in endpoint:
                known["slug"] = known[f"{word}_slug"]
        if endpoint == "messages.show_told":
            known["notice_id"] = known["told_id"]
        if access is Access.INTERMEDIARY:
            known["number"] = self._handed_number()
        missing = arguments - set(known)
        assert not missing, f"{endpoint}: say what {missing} may be, or why it is not opened"
        with self.app.test_request_context():
            return str(self.app.url_for(endpoint, **{name: known[name] for name in arguments}))

    def _handed_number(self) -> int:
        """Return the number of a card that works and that somebody else hands out."""
        with self.store.reading() as session:
            school = self.evening.batches["School"]
            works = Invitation.state == InvitationState.ISSUED
            cards = select(Invitation.number).where(Invitation.batch_id == school, works)
            return session.scalars(cards.order_by(Invitation.number)).first() or 0
