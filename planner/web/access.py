"""Who may open what: what stands above views, and the rule of the organisers' pages."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from planner.core.roles import AccountRole, Right, TeamRole, rights_of
from planner.services.people import signing_in
from planner.services.people.signing_in import KnownSignIn
from planner.store.models import Account, SignIn
from planner.store.scoping import Scope
from planner.web.clock import now
from planner.web.db import narrow_sessions, reading_session, transaction
from planner.web.installation import settings
from planner.web.lanes import Lane

Rule = Callable[[], ResponseReturnValue | None]
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Access(Enum):
    """Whom a page is for."""

    ANYONE = "anyone"
    INVITEE = "whoever holds the code in the address"
    GATE = "whoever holds the gate link, then the enrolled phone"
    INTERMEDIARY = "whoever holds the link to a stack of cards and the code told by phone"
    ORGANISER = "somebody with an account who is signed in, has the right and sees the event"
    PARTNER = "whoever holds the link of a partner"
    HELPER = "whoever holds the own link of a helper"
    CALENDAR = "whoever holds the secret address of a private calendar"


@dataclass(frozen=True)
class Needs:
    """What an organiser's page asks of who opens it.

    Attributes:
        right: what one has to be allowed to.
        fresh: whether the password or second factor is given again, if it was long ago.
        before_set_up: whether it opens to an administrator who has no second factor yet.
        audited: what the audit log calls what it does: a name with a sentence in
            `audit_words.SENTENCES`, or a reason in `SILENT`. It is kept in the database, so it
            stays what it is when the view gets another name.
    """

    right: Right
    fresh: bool = False
    before_set_up: bool = False
    audited: str = ""


@dataclass(frozen=True)
class Guard:
    """What stands before a view, what the audit log calls what it does, and its threads."""

    access: Access
    rule: Rule | None
    needs: Needs | None
    audited: str
    lane: Lane
    sent_in: Lane
    """The threads of a form that is sent to it."""


def needs(
    right: Right, *, fresh: bool = False, before_set_up: bool = False, audited: str = ""
) -> Callable[[View], View]:
    """Say what an organiser's view asks of who opens it; see `Needs`."""
    return _mark("needs", Needs(right, fresh, before_set_up, audited))


def audited(what: str) -> Callable[[View], View]:
    """Say what the audit log calls what a view of others than organisers does; see `Needs`."""
    return _mark("audited", what)


def checked_by(rule: Rule) -> Callable[[View], View]:
    """Have a view checked by another rule than its blueprint's."""
    return _mark("rule", rule)


def csrf_exempt(reason: str) -> Callable[[View], View]:
    """Let a form be sent to a view without a CSRF token, for a reason."""
    return _mark("csrf_exempt", reason)


def _mark(name: str, value: object) -> Callable[[View], View]:
    """Write something beside a view; it does not matter which of such decorators comes first."""

    def write(view: View) -> View:
        vars(view)[name] = value
        return view

    return write


def guards_of(app: App) -> dict[str, Guard]:
    """Return what stands before each view, by endpoint."""
    return cast(dict[str, Guard], app.extensions.setdefault("guards", {}))


def guard_of(endpoint: str | None) -> Guard | None:
    """Return what stands before a page; None where no page is."""
    return guards_of(current_app).get(endpoint or "")


def lane_of(endpoint: str | None, method: str) -> Lane:
    """Return which threads a page takes; what is no page is anybody's."""
    guard = guard_of(endpoint)
    if guard is None:
        return Lane.GUESTS
    return guard.sent_in if method == "POST" else guard.lane


def needed_right(endpoint: str) -> Right | None:
    """Return the right that a page asks for; None for pages that are not an organiser's."""
    guard = guard_of(endpoint)
    return guard.needs.right if guard and guard.needs else None


def current_account() -> Account:
    """Return who is signed in; only for organisers' pages."""
    return current_sign_in().account


def current_sign_in() -> SignIn:
    """Return the sign-in of this browser; only for organisers' pages."""
    known = _find()
    if known is None:
        raise LookupError("this page is not an organiser's")
    return known.sign_in


def signed_in_account() -> Account | None:
    """Return who is signed in, on any page; None for everybody else."""
    sign_in = find_sign_in()
    return sign_in.account if sign_in else None


def find_sign_in() -> SignIn | None:
    """Look this browser's sign-in up; None too while its second factor is still asked for."""
    known = _find()
    return known.sign_in if known and known.is_complete else None


def find_half_sign_in() -> SignIn | None:
    """Return the sign-in whose second factor is still asked for."""
    known = _find()
    return known.sign_in if known and not known.is_complete else None


def is_organiser_browser() -> bool:
    """Say whether an account is open in this browser, also while its second factor is asked for."""
    return _find() is not None


def my_rights() -> frozenset[Right]:
    """Return what this person may do, on the event that the address names if it names one."""
    known = _find()
    if known is None or not known.is_complete:
        return frozenset()
    return rights_of(known.sign_in.account.role, known.team_role)


def my_team_role() -> TeamRole | None:
    """Return what a team member does at the event that the address names.

    None for whoever sees all events of the organisation, in its team or not: they see it whole.
    """
    known = _find()
    if known is None or not known.is_complete:
        return None
    is_member = known.sign_in.account.role is AccountRole.MEMBER
    return known.team_role if is_member else None


def may_open(url: str, method: str = "GET", *, rights: frozenset[Right] | None = None) -> bool:
    """Say whether a link or button leads somewhere for this person; other sites' do for all.

    Args:
        url: where it leads.
        method: how.
        rights: what this person may do there, on a page that lists several events; those on the
            event of this page where they are left out.
    """
    path = url.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        return True
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method=method)
    except HTTPException:
        return True
    right = needed_right(endpoint)
    if right is None or right in (my_rights() if rights is None else rights):
        return True
    if rights is not None:
        return False
    # The rights at hand are those on this page's event. Of another one, such as a part of it, a
    # team member can at least look at what they see.
    here = (request.view_args or {}).get("event_id")
    return right is Right.LOOK and values.get("event_id") != here


def is_demonstration_here(account: Account) -> bool:
    """Say whether this is a made-up account, looked at on the machine that it runs on."""
    host = settings().host.partition(":")[0]
    is_here = host in {"localhost", "127.0.0.1"} and request.remote_addr in {"127.0.0.1", "::1"}
    return account.is_demonstration and is_here


def _find() -> KnownSignIn | None:
    """Look the sign-in up with what this person may do here, in one question a request."""
    if "known" not in g:
        token = session.get("sign_in")
        g.known = (
            signing_in.find_known(
                reading_session(),
                token,
                key=current_app.config["SECRET_KEY"],
                event_id=_event_in_address(),
                now=now(),
            )
            if token
            else None
        )
    return cast(KnownSignIn | None, g.known)


def _event_in_address() -> int | None:
    number = (request.view_args or {}).get("event_id")
    return number if isinstance(number, int) else None


def require_organiser() -> ResponseReturnValue | None:
    """Turn away who is not signed in, may not see the event or has not the right: their rule."""
    known = _find()
    if known is None or not known.is_complete:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        page = "sign_in.ask_second_factor" if known else "sign_in.sign_in"
        return redirect(url_for(page, next=back), code=303)
    if signing_in.is_worth_noting(known.sign_in, now=now()):
        with transaction() as writing:
            signing_in.note_seen(writing, known.sign_in.id, now=now())
    account = known.sign_in.account
    asked = cast(Needs, guards_of(current_app)[request.endpoint or ""].needs)
    if _must_set_up(known) and not asked.before_set_up:
        return redirect(url_for("account.show_factors"), code=303)
    is_member = account.role is AccountRole.MEMBER
    narrow_sessions(Scope(account.organisation_id, account.id if is_member else None))
    # What is another organisation's is not there, whatever one may do with one's own.
    if _event_in_address() is not None and not known.sees_event:
        abort(404)
    if asked.right not in rights_of(account.role, known.team_role):
        abort(403)
    if asked.fresh and not signing_in.is_proof_fresh(known.sign_in, now=now()):
        return _ask_for_proof()
    return None


def _ask_for_proof() -> ResponseReturnValue:
    # What was sent is sent again by hand: a form with a secret in it is not kept for later.
    back = request.full_path.rstrip("?") if request.method == "GET" else page_before()
    return redirect(url_for("account.ask_for_proof", next=back), code=303)


def page_before() -> str | None:
    """Return the page of ours that a form was on; None where the browser does not tell."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path if parts.netloc == request.host else None


def _must_set_up(known: KnownSignIn) -> bool:
    """Say whether an administrator has to set up a second factor before anything else."""
    account = known.sign_in.account
    if account.role is not AccountRole.ADMINISTRATOR or is_demonstration_here(account):
        return False
    return not known.has_factor and not known.sign_in.had_factor
