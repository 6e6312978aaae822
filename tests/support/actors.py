"""One of every kind of person in front of one planner, each with a browser of their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from planner.core.residents.undertakings import PartnerKind, PromiseKind
from planner.core.roles import AccountRole, TeamRole
from planner.services.forecast import learn
from planner.services.gate import gates
from planner.services.invite import from_calendar, intermediaries, issuing
from planner.services.people import colleagues, factors, signing_in
from planner.services.plan.series import add_series
from planner.services.residents import partners, promising
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Undertaken
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Account,
    Batch,
    Event,
    Gate,
    Invitation,
    Organisation,
    Promise,
    Remark,
    SignIn,
)
from planner.web.clock import Clock
from tests.support.application import PASSWORD
from tests.support.helpers import add_helper
from tests.support.logistics import of_organisation
from tests.support.pages import PageClient, page_client
from tests.test_scopes import add_event, ids_of

TEAM = {role.value: role for role in TeamRole}
ACCOUNTS = ("administrator", "organiser", *TEAM, "member", "partner")
"""`member` is in the team of another event only, `partner` organises for another organisation."""
ACTORS = (*ACCOUNTS, "phone", "intermediary", "guest")


@dataclass(frozen=True)
class Stage:
    """A planner with an event of ours, and everybody who may or may not look at it."""

    app: Flask
    browsers: dict[str, PageClient]
    ours: dict[str, Any]
    """A value for every part of an address, all of our organisation."""


def set_up(app: Flask, store: Store, settings: Settings, clock: Clock) -> Stage:
    """Make the event, the people and their browsers."""
    event_id = add_event(store, settings, "Ours")
    other_id = add_event(store, settings, "Elsewhere")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        host = event.organisation_id
        event.series = add_series(session, "Summer", now=clock())
        away = colleagues.add_organisation(session, "Partner", now=clock())
        assert away is not None
        made = {name: _account(session, name, host, away, clock) for name in ACCOUNTS}
        for name, role in TEAM.items():
            colleagues.put_in_team(session, event, made[name], role, now=clock())
        elsewhere = session.get_one(Event, other_id)
        colleagues.put_in_team(session, elsewhere, made["member"], TeamRole.LEAD, now=clock())
        turnout = learn.record_turnout(session, _RECORD, now=clock()).turnout
        session.flush()
        remark = session.scalars(select(Remark).where(Remark.event_id == event_id)).one()
        ours: dict[str, Any] = {
            "theme_id": remark.theme_id,
            **ids_of(store, event_id),
            **of_organisation(session, event),
            "event_id": event_id,
            "series_id": event.series_id,
            "turnout_id": turnout.id,
            "account_id": made["reader"].id,
            "slug": event.slug,
        }
    browsers = {name: page_client(app) for name in ACTORS}
    for name in ACCOUNTS:
        typed = {"email": f"{name}@feest.example", "password": PASSWORD}
        assert browsers[name].send("/sign-in", typed).status_code == 303
    ours |= _of_organiser(store, made["organiser"].id, clock)
    ours |= _of_card(store, settings, event_id)
    ours["gate_secret"] = enrol(store, settings, event_id, browsers["phone"])
    ours |= open_hand_out(store, settings, ours["batch_id"], browsers["intermediary"], clock)
    ours |= add_promise_of_partner(store, settings, event_id, clock)
    ours |= add_helper(store, settings, event_id, clock)
    return Stage(app, browsers, ours)


_RECORD = learn.TurnoutRecord(title="Old", held_on=date(2026, 6, 6), came=30)


def _account(session: Any, name: str, host: int, away: Organisation, clock: Clock) -> Account:
    role = AccountRole.MEMBER if name in (*TEAM, "member") else AccountRole.ORGANISER
    role = AccountRole.ADMINISTRATOR if name == "administrator" else role
    return signing_in.add_account(
        session,
        email=f"{name}@feest.example",
        name=name.title(),
        password=PASSWORD,
        now=clock(),
        role=role,
        organisation_id=away.id if name == "partner" else host,
    )


def _of_organiser(store: Store, account_id: int, clock: Clock) -> dict[str, int]:
    """Give the organiser what an account has of its own: a sign-in, and a second factor."""
    with store.transaction() as session:
        factor = factors.begin_app(session, account_id, now=clock())
        sign_in = select(SignIn.id).where(SignIn.account_id == account_id)
        return {"factor_id": factor.id, "sign_in_id": session.scalars(sign_in).first() or 0}


def give_factor(store: Store, email: str, clock: Clock) -> None:
    """Let an account have a second factor that works, without walking through its pages."""
    with store.transaction() as session:
        account = session.scalars(select(Account).where(Account.email == email)).one()
        factor = factors.begin_app(session, account.id, now=clock())
        factor.confirmed_at = clock()
        session.flush()
        for sign_in in session.scalars(select(SignIn).where(SignIn.account_id == account.id)):
            sign_in.proven_at, sign_in.had_factor = clock(), True


def _of_card(store: Store, settings: Settings, event_id: int) -> dict[str, str]:
    with store.reading() as session:
        card = session.scalars(select(Invitation).where(Invitation.event_id == event_id)).first()
        assert card is not None
        return {
            "code": issuing.code_of(card, code_key=settings.code_key),
            "answer_link": from_calendar.link_of(card, code_key=settings.code_key),
        }


def add_promise_of_partner(
    store: Store, settings: Settings, event_id: int, clock: Clock
) -> dict[str, Any]:
    """Make a partner with a link, and a promise of it at the event."""
    with store.transaction() as session:
        organisation_id = session.get_one(Event, event_id).organisation_id
        partner = partners.add_partner(
            session,
            PartnerDetails(name="Town", kind=PartnerKind.MUNICIPALITY),
            organisation_id=organisation_id,
        )
        assert partner is not None
        secret = partners.make_link(session, partner, code_key=settings.code_key)
        made = promising.make_promise(
            session,
            Undertaken(
                what="A bench", kind=PromiseKind.ASKED, event_id=event_id, partner_id=partner.id
            ),
            organisation_id=organisation_id,
            today=clock().date(),
        )
        assert isinstance(made, Promise)
        return {
            "partner_id": partner.id,
            "partner_secret": secret,
            "promise_number": made.number,
        }


def enrol(store: Store, settings: Settings, event_id: int, phone: PageClient) -> str:
    with store.reading() as session:
        of_event = select(Gate).where(Gate.event_id == event_id).order_by(Gate.id)
        found = session.scalars(of_event).first()
        assert found is not None
        link = gates.gate_link(found, code_key=settings.code_key, base_url="")
    assert phone.send(link).status_code == 303
    return link.rpartition("/")[2]


def open_hand_out(
    store: Store, settings: Settings, batch_id: int, browser: PageClient, clock: Clock
) -> dict[str, Any]:
    with store.transaction() as session:
        batch = session.get_one(Batch, batch_id)
        secret = intermediaries.make_link(session, batch, code_key=settings.code_key, now=clock())
        link = intermediaries.link_of(session, batch)
        assert link is not None
        code = intermediaries.make_code(session, link, secret_key=settings.secret_key)
        link_id = link.id
    assert browser.send(f"/hand-out/link/{secret}", {"code": code}).status_code == 303
    return {"link_id": link_id, "hand_secret": secret}
