"""What the page on a phone posts by itself: JSON, from our own pages on an enrolled phone."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import abort, request
from flask.typing import ResponseReturnValue

from planner.services.gate.phones import Phone
from planner.web.access import View, checked_by, csrf_exempt
from planner.web.gate.device import (
    counting_phones,
    require_phone_for_remarks,
    require_phone_for_scans,
    speak_as_chosen,
    usable_phones,
)
from planner.web.gate.items import NotABatch, TooMany
from planner.web.installation import settings

Read = TypeVar("Read")
FAILURE = "planner.failure"
"""In the environment of a request that was let in already: what went wrong then."""


def require_own_phone() -> ResponseReturnValue | None:
    """Let only our own pages on an enrolled phone post, which does not only listen."""
    if (failure := request.environ.get(FAILURE)) is not None:
        speak_as_chosen()
        raise failure
    _refuse_other_sites()
    return require_phone_for_scans()


def require_own_listener() -> ResponseReturnValue | None:
    """Let only our own pages on an enrolled phone post."""
    _refuse_other_sites()
    return require_phone_for_remarks()


def _refuse_other_sites() -> None:
    """Refuse what was not sent by our own pages.

    There is no CSRF token. A form of another site can't have this content type, and a script of
    another site would tell where it comes from and not be sent the cookie.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if is_from_elsewhere(site, origin, ours=settings().host):
        abort(403)


def is_from_elsewhere(site: str | None, origin: str | None, *, ours: str) -> bool:
    """Say whether what a browser tells of a page that sends something fits no page of ours.

    Args:
        site: from `Sec-Fetch-Site`, if it says that.
        origin: from `Origin`, if it says that.
        ours: the host, with the port where it is none of the usual ones.
    """
    if site is not None and site not in {"same-origin", "none"}:
        return True
    try:
        return origin is not None and urlsplit(origin).netloc != ours
    except ValueError:
        return True


def from_own_phone(view: View) -> View:
    """Have a view take only what `read_posted` reads, from an enrolled phone."""
    exempt = csrf_exempt("a page of another site can't send this content type")
    return checked_by(require_own_phone)(exempt(view))


def from_own_listener(view: View) -> View:
    """Do the same for what a phone may also post that only listens."""
    exempt = csrf_exempt("a page of another site can't send this content type")
    return checked_by(require_own_listener)(exempt(view))


def read_posted(read: Callable[[bytes], Read], *, largest: int) -> Read:
    """Read the JSON of this request, or refuse it.

    Args:
        read: raises `NotABatch` for what makes no sense and `TooMany` for too much of it.
        largest: bytes.
    """
    request.max_content_length = largest
    if request.mimetype != "application/json":
        abort(415)
    try:
        return read(request.get_data(cache=False))
    except NotABatch:
        abort(400)
    except TooMany:
        abort(413)


def phone_named(gate_id: int) -> Phone:
    """Return what this phone is at the gate that it names; it may not post for others."""
    return _named(gate_id, counting_phones())


def listener_named(gate_id: int) -> Phone:
    """Return the same, also where the phone only listens."""
    return _named(gate_id, usable_phones())


def _named(gate_id: int, phones: list[Phone]) -> Phone:
    return next((each for each in phones if each.gate_id == gate_id), None) or abort(400)
