"""Promises in every state, made for what was said at the demonstration's events, and told back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from planner.core.residents.changes import PromiseNews, UpdateFault
from planner.core.residents.questions import RemarkState, ResidentQuestion
from planner.core.residents.undertakings import (
    PartnerKind,
    PromiseKind,
    PromiseState,
    ToldWay,
)
from planner.services.demonstration.maker import Maker
from planner.services.demonstration.voices import BENCH, LAMPS, ROOM, RUBBISH, SPEED, WEEDS
from planner.services.residents import partners, promising, told
from planner.services.residents.partners import PartnerDetails
from planner.services.residents.promising import Speaker, Undertaken
from planner.store.models import (
    Event,
    Intermediary,
    Partner,
    Promise,
    PromiseTold,
    PromiseVotes,
    Remark,
    Theme,
)

BUSY, DONE, CANNOT = PromiseState.BUSY, PromiseState.DONE, PromiseState.CANNOT
PARTNERS = (
    PartnerDetails(name="Wij, het bureau", kind=PartnerKind.US),
    PartnerDetails(
        name="Gemeente Heerlen",
        kind=PartnerKind.MUNICIPALITY,
        contact="Beheer openbare ruimte",
        address="buiten@gemeente.example",
    ),
    PartnerDetails(
        name="Woonpunt Noord",
        kind=PartnerKind.HOUSING,
        contact="Wijkbeheer",
        address="wijk@woonpunt.example",
    ),
    PartnerDetails(name="Politie", kind=PartnerKind.POLICE),
    PartnerDetails(name="GGD", kind=PartnerKind.GGD),
)
US, TOWN, HOUSING, POLICE, _GGD = (each.name for each in PARTNERS)


@dataclass(frozen=True)
class DemoNews:
    """What was said of a promise, so many days ago; `due_in` a new day, counted from today."""

    days_ago: int
    state: PromiseState
    words: str
    due_in: int | None = None
    is_by_partner: bool = False
    is_looked_at: bool = True


@dataclass(frozen=True, kw_only=True)
class DemoPromise:
    """A promise; `made` and `due` in days before today, `due` below 0 for a day to come."""

    at: str
    what: str
    kind: PromiseKind
    partner: str
    theme: str
    made: int
    due: int
    street: str = ""
    agreed: bool = False
    is_public: bool = True
    giver: str = ""
    passed_on_to: str = ""
    said: tuple[DemoNews, ...] = ()
    told: tuple[ToldWay, ...] = ()
    votes: tuple[int, int] = (0, 0)


PROMISES = (
    DemoPromise(
        at="Barbecue in Passart",
        what="Het onkruid wordt om de drie weken gemaaid",
        kind=PromiseKind.PROMISED,
        partner=TOWN,
        theme=WEEDS,
        street="Passartweg",
        made=60,
        due=30,
        agreed=True,
        said=(
            DemoNews(45, BUSY, "De ploeg begint volgende week.", is_by_partner=True),
            DemoNews(33, DONE, "Sinds vorige week maaien we de Passartweg om de drie weken."),
        ),
        told=(ToldWay.ALOUD, ToldWay.POSTER),
        votes=(12, 3),
    ),
    DemoPromise(
        at="Barbecue in Vrieheide",
        what="De drie kapotte lampen achter de garages doen het weer",
        kind=PromiseKind.PROMISED,
        partner=TOWN,
        theme=LAMPS,
        street="Vrieheidestraat",
        made=50,
        due=12,
        agreed=True,
        said=(DemoNews(20, BUSY, "De onderdelen zijn besteld.", is_by_partner=True),),
        told=(ToldWay.ALOUD,),
    ),
    DemoPromise(
        at="Barbecue in Heksenberg",
        what="Er komt een bankje bij het speelveld",
        kind=PromiseKind.PROMISED,
        partner=HOUSING,
        theme=BENCH,
        made=48,
        due=10,
        agreed=True,
        said=(
            DemoNews(
                14,
                BUSY,
                "De bank is later klaar: het hout was op.",
                due_in=20,
                is_by_partner=True,
            ),
        ),
    ),
    DemoPromise(
        at="Barbecue in Hoensbroek",
        what="Een drempel bij de school",
        kind=PromiseKind.ASKED,
        partner=TOWN,
        theme=SPEED,
        street="Hoofdstraat",
        made=30,
        due=8,
        said=(
            DemoNews(
                9,
                CANNOT,
                "De bus rijdt hier. Er komt wel een bord dat zegt hoe hard je rijdt.",
                is_by_partner=True,
            ),
        ),
        told=(ToldWay.POSTER,),
    ),
    DemoPromise(
        at="Barbecue in Hoensbroek",
        what="Meten hoe hard er gereden wordt",
        kind=PromiseKind.LOOKED_INTO,
        partner=POLICE,
        theme=SPEED,
        street="Hoofdstraat",
        made=28,
        due=-6,
    ),
    DemoPromise(
        at="Barbecue in De Koumen",
        what="De bak op de Koumenweg wordt twee keer per week geleegd",
        kind=PromiseKind.PROMISED,
        partner=TOWN,
        theme=RUBBISH,
        street="Koumenweg",
        made=18,
        due=4,
        agreed=True,
        said=(
            DemoNews(
                1,
                DONE,
                "De wagen komt nu op dinsdag en vrijdag.",
                is_by_partner=True,
                is_looked_at=False,
            ),
        ),
        votes=(1, 6),
    ),
    DemoPromise(
        at="Kerst bij het kasteel",
        what="Licht langs het pad naar de parkeerplaats, voor de volgende kerst",
        kind=PromiseKind.ASKED,
        partner=US,
        theme=LAMPS,
        made=40,
        due=-12,
        passed_on_to=TOWN,
        said=(DemoNews(18, BUSY, "We meten waar de lampen moeten komen.", is_by_partner=True),),
    ),
    DemoPromise(
        at="Diner bij het kasteel",
        what="Een ruimte met stroom voor de vriezers van de voedselhulp",
        kind=PromiseKind.LOOKED_INTO,
        partner=US,
        theme=ROOM,
        made=15,
        due=-14,
        is_public=False,
        giver="Karin",
        said=(DemoNews(5, BUSY, "We kijken deze maand naar twee ruimtes in het buurthuis."),),
    ),
    DemoPromise(
        at="Schouw in Vrieheide",
        what="De deuren van de garageboxen gaan weer dicht",
        kind=PromiseKind.ASKED,
        partner=HOUSING,
        theme="",
        street="Vrieheidestraat",
        made=14,
        due=-16,
    ),
)


def add_promises(maker: Maker) -> None:
    """Make them as organisers and partners would have done, one day after the other."""
    session = maker.session
    made = {each.name: _add_partner(maker, each) for each in PARTNERS}
    # The first one of each name: a later one may be a draft.
    events = {
        event.title: event
        for event in session.scalars(
            select(Event).where(Event.is_demonstration).order_by(Event.starts_at.desc(), Event.id)
        )
    }
    themes = {theme.name: theme.id for theme in session.scalars(select(Theme).order_by(Theme.id))}
    givers = {each.name: each.id for each in session.scalars(select(Intermediary))}
    for wish in PROMISES:
        _add(maker, wish, events[wish.at], made, givers.get(wish.giver), themes)


def _add_partner(maker: Maker, details: PartnerDetails) -> Partner:
    organisation_id = _organisation_of(maker)
    partner = partners.add_partner(maker.session, details, organisation_id=organisation_id)
    if partner is None:
        raise LookupError(f"{details.name} is there already")
    partner.is_demonstration = True
    return partner


def _organisation_of(maker: Maker) -> int:
    event = maker.session.scalars(select(Event).where(Event.is_demonstration).limit(1)).one()
    return event.organisation_id


def _add(
    maker: Maker,
    wish: DemoPromise,
    event: Event,
    made: Mapping[str, Partner],
    giver_id: int | None,
    themes: Mapping[str, int],
) -> None:
    session, today = maker.session, maker.today
    made_on, due_on = today - timedelta(days=wish.made), today - timedelta(days=wish.due)
    promise = promising.make_promise(
        session,
        Undertaken(
            what=wish.what,
            kind=wish.kind,
            street=wish.street,
            neighbourhood_id=event.neighbourhood_id,
            event_id=event.id,
            intermediary_id=giver_id,
            partner_id=made[wish.partner].id,
            due_on=due_on,
        ),
        organisation_id=event.organisation_id,
        today=made_on,
        is_demonstration=True,
    )
    if isinstance(promise, UpdateFault):
        raise LookupError(f"{wish.what}: {promise}")
    for remark_id in _answered(maker, event, themes.get(wish.theme)):
        promising.link_remark(session, promise, remark_id)
    if wish.agreed and promise.agreed_on is None:
        promising.agree(session, promise, agreed_on=made_on, version=promise.version, today=made_on)
    promising.set_public(session, promise, is_public=wish.is_public, version=promise.version)
    if wish.passed_on_to:
        _pass_on(maker, promise, made[wish.passed_on_to], days_ago=wish.made - 10)
    for said in wish.said:
        _say(maker, promise, said)
    _tell(maker, wish, promise, event)


def _answered(maker: Maker, event: Event, theme_id: int | None) -> Sequence[int]:
    """Return the remarks that a promise answers: of its theme there, or what stands alone."""
    wanted = select(Remark.id).where(
        Remark.event_id == event.id,
        Remark.question == ResidentQuestion.BETTER,
        Remark.state == RemarkState.SHOWN,
        Remark.theme_id == theme_id if theme_id else Remark.theme_id.is_(None),
    )
    return maker.session.scalars(wanted.order_by(Remark.id)).all()


def _say(maker: Maker, promise: Promise, said: DemoNews) -> None:
    at = maker.at(_ago(maker, said.days_ago), 10)
    new_day = maker.today + timedelta(days=said.due_in) if said.due_in else promise.due_on
    fault = promising.add_news(
        maker.session,
        promise,
        PromiseNews(said.state, said.words, new_day),
        version=promise.version,
        by=Speaker(None if said.is_by_partner else maker.account_id, said.is_by_partner),
        now=at,
        today=_ago(maker, said.days_ago),
    )
    if fault is not None:
        raise LookupError(f"{promise.what}: {fault}")
    if said.is_looked_at:
        last = promise.updates[-1].id
        promising.look_at(maker.session, promise, until_update_id=last)


def _pass_on(maker: Maker, promise: Promise, to: Partner, *, days_ago: int) -> None:
    fault = promising.pass_on(
        maker.session,
        promise,
        to,
        words="Lampen langs de weg zijn van de gemeente.",
        version=promise.version,
        by=Speaker(maker.account_id),
        now=maker.at(_ago(maker, days_ago), 10),
    )
    if fault is not None:
        raise LookupError(f"{promise.what}: {fault}")
    promising.set_public(maker.session, promise, is_public=True, version=promise.version)


def _ago(maker: Maker, days: int) -> date:
    return maker.today - timedelta(days=days)


def _tell(maker: Maker, wish: DemoPromise, promise: Promise, event: Event) -> None:
    session = maker.session
    told_at: datetime = maker.days_ago(wish.said[-1].days_ago if wish.said else wish.made)
    told.note_on_pages(session, promise, zone=maker.zone, now=told_at)
    for way in wish.told:
        at = event.id if way is ToldWay.ALOUD else None
        told.note_told(session, [promise.id], way, today=told_at.date(), event_id=at)
    session.execute(
        update(PromiseTold)
        .where(PromiseTold.promise_id == promise.id)
        .values(told_on=told_at.date())
        .execution_options(synchronize_session=False)
    )
    if any(wish.votes):
        better, not_yet = wish.votes
        session.add(PromiseVotes(promise_id=promise.id, better=better, not_yet=not_yet))
    session.flush()
