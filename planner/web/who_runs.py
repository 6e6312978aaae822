"""Who runs an event or writes a letter: the organisation whose it is, as it says it is called.

The host goes by the name and the number in the settings where its page says no other; each other
organisation has its own name, and its own number or none: its guests are never told to call
somebody else. Whatever is shown to somebody asks here.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from flask import current_app, g, request, url_for
from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, object_session

from planner.core.enums import BatchSender
from planner.store.base import connection_of
from planner.store.models import Batch, Event, Organisation, OrganisationLogo
from planner.store.prepared import prepared
from planner.web.access import current_account, signed_in_account
from planner.web.db import reading_session
from planner.web.installation import settings

LAST_HOST = "the host as it was last seen"


@dataclass(frozen=True)
class Runner:
    """Who an organisation says it is; what it does not say is empty.

    Attributes:
        name: what it is called; empty on what bears nobody's name.
        phone: its number.
        organisation_id: its row; None for what was never stored.
        about: its sentence.
        colours: the main one and the second, as #0b5a5e.
        logo_id: its logo, and `logo_mark` of its bytes; None and empty without one.
    """

    name: str
    phone: str
    organisation_id: int | None = None
    mail: str = ""
    about: str = ""
    colours: tuple[str, str] = ("", "")
    logo_id: int | None = None
    logo_mark: str = ""
    is_host: bool = False

    @property
    def theme(self) -> str:
        """What names its colours in the address of a sheet; empty for the usual ones."""
        return "-".join(one.lstrip("#") or "0" for one in self.colours) if any(self.colours) else ""

    @property
    def notice_of(self) -> int | None:
        """In the address of the notice of what is kept, which always says who is answerable."""
        return None if self.is_host else self.organisation_id

    @property
    def about_id(self) -> int | None:
        """In the address of its own page; None where it has said nothing, or nobody is named."""
        return self.organisation_id if self.name and (self.about or self.logo_id) else None


NOBODY = Runner("", "")
"""Of a page whose address says of no organisation: another's name there would be a wrong one."""


def runner_of(event: Event) -> Runner:
    """Return who runs an event; of one that was never stored, the host."""
    if event.organisation_id is None:
        return _host_unasked()
    return runner_by_id(event.organisation_id, object_session(event))


def runner_by_id(organisation_id: int, session: Session | None = None) -> Runner:
    """Return who an organisation is, asked once a request."""
    known = _known()
    if organisation_id not in known:
        _ask(session or reading_session(), _one(), number=organisation_id)
    return known[organisation_id]


def all_runners(session: Session) -> list[Runner]:
    """Return all organisations in the order of their rows, asked once a request."""
    if "has_all_runners" not in g:
        _ask(session, _all())
        g.has_all_runners = True
    return [one for _number, one in sorted(_known().items())]


def host_runner() -> Runner:
    """Return who runs the installation."""
    known = _known()
    if not any(one.is_host for one in known.values()):
        _ask(reading_session(), _all().where(Organisation.is_host.is_(True)))
    return next((one for one in known.values() if one.is_host), _host_by_settings())


def runner_of_batch(batch: Batch, event: Event | None = None) -> Runner:
    """Return who stands on the cards of a batch, as was chosen for it.

    Another name than the organisation's stands alone: with its logo, its address and its number
    the card would say all the same whose it is. The number of the event stays.
    """
    # A batch that only shows how cards will look is not stored, and nothing was chosen for it.
    sender = batch.sender or BatchSender.ORGANISER
    return runner_on_card(event or batch.event, sender, batch.sender_name or "")


def runner_on_card(event: Event, sender: BatchSender, sender_name: str) -> Runner:
    """Return who stands on cards of an event for which this was chosen; see `runner_of_batch`."""
    runs = runner_of(event)
    if sender is BatchSender.ORGANISER:
        return runs
    name = sender_name if sender is BatchSender.PARTNER else ""
    return replace(runs, name=name, mail="", about="", logo_id=None, logo_mark="", is_host=False)


def show_runner(runner: Runner) -> None:
    """Let all that stands around this page be of an organisation: name, number, colours."""
    g.runner = runner


def runner_of_page() -> Runner:
    """Return whose page this is: what was said of it, else of who is signed in, else the host's."""
    if "runner" not in g:
        account = signed_in_account()
        g.runner = _runner(account.organisation) if account is not None else host_runner()
    return cast(Runner, g.runner)


def show_runner_unasked() -> None:
    """Let a page that says what went wrong bear a name without asking the database for it."""
    if "runner" in g:
        return
    known = g.get("known")
    if request.path.startswith("/gate"):
        # A phone serves gates of several organisations, and who stands there knows whose it is.
        g.runner = NOBODY
    elif known is not None:
        g.runner = _runner(known.sign_in.account.organisation)
    else:
        g.runner = _host_unasked()


def has_office_phone() -> bool:
    """Say whether guests of who is signed in can call their organisation."""
    return bool(_runner(current_account().organisation).phone)


def logo_url(runner: Runner) -> str:
    """Return where the logo of an organisation is; empty without one."""
    if runner.logo_id is None:
        return ""
    return url_for(
        "public.send_logo", organisation_id=runner.organisation_id, mark=runner.logo_mark
    )


def runner_of_organisation(organisation: Organisation) -> Runner:
    """Return who an organisation that was read already says it is, without its logo."""
    return _runner(organisation)


def name_of_organisation(organisation: Organisation) -> str:
    """Return what an organisation is called."""
    return _runner(organisation).name


def _known() -> dict[int, Runner]:
    if "runners" not in g:
        g.runners = {}
    return cast(dict[int, Runner], g.runners)


def _ask(session: Session, question: Select[*tuple[Any, ...]], **values: int) -> None:
    for row in connection_of(session).execute(question, values):
        found = _runner(row, logo_id=row.logo_id, logo_mark=row.mark or "")
        _known()[row.id] = found
        if found.is_host:
            current_app.extensions[LAST_HOST] = found


@cache
def _all() -> Select[*tuple[Any, ...]]:
    ours = Organisation
    return select(
        *(ours.id, ours.name, ours.phone, ours.mail, ours.about, ours.is_host),
        *(ours.main_colour, ours.second_colour),
        *(OrganisationLogo.id.label("logo_id"), OrganisationLogo.mark),
    ).outerjoin(OrganisationLogo, OrganisationLogo.organisation_id == ours.id)


# Every page asks for one by its number, so that question is built once.
@cache
def _one() -> Select[*tuple[Any, ...]]:
    return prepared(_all().where(Organisation.id == bindparam("number")))


def _runner(organisation: Organisation | Row[*tuple[Any, ...]], **logo: Any) -> Runner:
    is_host = organisation.is_host
    return Runner(
        name=organisation.name or (settings().organisation if is_host else ""),
        phone=organisation.phone or (settings().contact_phone if is_host else ""),
        organisation_id=organisation.id,
        mail=organisation.mail,
        about=organisation.about,
        colours=(organisation.main_colour, organisation.second_colour),
        is_host=is_host,
        **logo,
    )


def _host_unasked() -> Runner:
    """Return the host as it was last seen, without asking the database."""
    return cast(Runner, current_app.extensions.get(LAST_HOST, _host_by_settings()))


def _host_by_settings() -> Runner:
    return Runner(settings().organisation, settings().contact_phone, is_host=True)
