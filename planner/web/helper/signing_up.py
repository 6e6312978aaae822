"""The shifts of an event, and taking one: two taps, and nothing has to be filled in.

There is no form token: nobody is signed in here, so there is nobody whose name could be misused.
A stamp lets each form make one helper. Whoever comes very fast after others is not refused: an
organiser looks first, and until then no place is taken.
"""

from dataclasses import replace

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.services.helpers import open_shifts, shift_rows
from planner.services.helpers import signing_up as service
from planner.services.helpers.helper_secrets import helper_id_of, secret_of
from planner.services.helpers.signing_up import SignedUp
from planner.services.people import throttle
from planner.services.people.throttle import OPEN_ANSWER, ROBOT, SIGN_UP, Counter, TooOften
from planner.store.models import Helper, Shift
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.db import reading_session, session, transaction
from planner.web.helper import bp
from planner.web.helper.link import current_event, find_event
from planner.web.helper.shift_presenter import (
    ShiftStands,
    frame_of,
    listed,
    over_words,
    shift_page_values,
    stands_at_first,
    stands_refused,
)
from planner.web.helper.sign_up_form import SignUpForm
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language
from planner.web.installation import settings
from planner.web.networks import network
from planner.web.stamp import StampFault

WAIT_SECONDS = 60


@bp.get("/help/<code>")
@checked_by(find_event)
def list_shifts(code: str) -> ResponseReturnValue:
    """List what somebody can do, most needed first."""
    event = current_event()
    found = open_shifts.list_open(reading_session(), event, now=now())
    frame = frame_of(event, now=now())
    if not found and event.ends_at <= now():
        frame = replace(frame, closed=frame.closed or over_words())
    return render_template(
        "helper/shifts.html",
        frame=frame,
        help_phone=frame.phone,
        organisation=frame.organisation,
        shifts=listed(found, lambda shift: _shift_url(code, shift)),
    )


@bp.route("/help/<code>/<int:shift_id>", methods=["GET", "POST"])
@checked_by(find_event)
def show_shift(code: str, shift_id: int) -> ResponseReturnValue:
    """Show one shift with the button to take it; pressed, it makes a helper with an own page."""
    shift = _find(shift_id)
    if shift is None:
        return redirect(_list_url(code), code=303)
    form = _form(shift)
    if request.method == "POST":
        return _take(code, shift, form)
    return _page(code, shift, form, stands_at_first(shift, now=now()))


def _take(code: str, shift: Shift, form: SignUpForm) -> ResponseReturnValue:
    if _has_to_wait():
        words = _("Very many came from here. Wait a minute and press again.")
        page = _page(code, shift, form, ShiftStands(problems=[words])), 429
        return *page, {"Retry-After": str(WAIT_SECONDS)}
    fault = form.find_stamp_fault(shift.event_id)
    if fault is not None:
        if fault is not StampFault.TOO_OLD:
            _count("robot", ROBOT)
        words = _("That did not work. Please press once more.")
        return _page(code, shift, form, ShiftStands(problems=[words])), 422
    if not form.is_posted_and_valid():
        return _page(code, shift, form, ShiftStands()), 422
    return _sign_up(code, shift, form)


def _sign_up(code: str, shift: Shift, form: SignUpForm) -> ResponseReturnValue:
    counter, here = _sign_up_counter(shift.event_id), settings()
    form_key = _form_key(form)
    made_by_this = helper_id_of(form_key, code_key=here.code_key)
    # The same form pressed twice makes nothing new, so it does not count.
    is_new = reading_session().get(Helper, made_by_this) is None
    is_fast = is_new and not _takes(counter)
    made = service.sign_up(
        session(),
        shift.event_id,
        shift.id,
        form.answer(),
        form_key=form_key,
        waits=form.waits,
        is_set_aside=is_fast,
        now=now(),
        code_key=here.code_key,
    )
    if made.helper_id is None:
        session().rollback()
        if is_new and not is_fast:
            with transaction() as writing:
                throttle.give_back(writing, [counter])
        return _refused(code, shift, form, made), 409
    session().commit()
    secret = secret_of(made.helper_id, code_key=here.code_key)
    return redirect(url_for("helper.show_own", secret=secret, **kept_language()), code=303)


def _form_key(form: SignUpForm) -> str:
    """Return what makes a form sent twice one helper, and two people on one phone two of them.

    Who goes back to the form and types another name, number or address is somebody else.
    """
    stamp, wish = form.stamp.data or "", form.answer()
    first = helper_id_of(stamp, code_key=settings().code_key)
    known = reading_session().get(Helper, first)
    said = (wish.name, wish.phone, wish.address)
    if known is None or not any(said) or said == (known.name, known.phone, known.address):
        return stamp
    return "\0".join((stamp, *said))


def _refused(code: str, shift: Shift, form: SignUpForm, made: SignedUp) -> str:
    since = shift_rows.find_shift(reading_session(), shift.event_id, shift.id) or shift
    return _page(code, since, form, stands_refused(made, since, now=now()))


def _find(shift_id: int) -> Shift | None:
    """Return a shift of the event; of a draft nothing is shown."""
    event = current_event()
    if event.state is EventState.DRAFT:
        return None
    found = shift_rows.find_shift(reading_session(), event.id, shift_id)
    # Of one that only an organiser fills, nobody else reads where and how.
    return found if found is not None and found.is_open else None


def _form(shift: Shift) -> SignUpForm:
    form = SignUpForm()
    form.ask_age(shift.least_age)
    return form


def _page(code: str, shift: Shift, form: SignUpForm, stands: ShiftStands) -> str:
    values = shift_page_values(shift, stands, now=now())
    return render_template(
        "helper/shift.html",
        form=form,
        stamp=form.stamp_for(shift.event_id),
        action=_shift_url(code, shift),
        list_url=_list_url(code),
        **values,
    )


def _shift_url(code: str, shift: Shift) -> str:
    return url_for("helper.show_shift", code=code, shift_id=shift.id, **kept_language())


def _list_url(code: str) -> str:
    return url_for("helper.list_shifts", code=code, **kept_language())


def _has_to_wait() -> bool:
    """Say whether so much came over one connection that tables would fill with it."""
    reading = reading_session()
    kinds = (("robot", ROBOT), ("sign-ups", OPEN_ANSWER))
    return any(
        throttle.wait_seconds(reading, _key(what), bucket, now=now()) for what, bucket in kinds
    )


def _count(what: str, bucket: throttle.Bucket) -> None:
    with transaction() as writing:
        throttle.note_failure(writing, _key(what), bucket, now=now())


def _takes(counter: Counter) -> bool:
    """Count one who signs up; False where too many came over this connection."""
    _count("sign-ups", OPEN_ANSWER)
    try:
        with transaction() as counting:
            throttle.take(counting, [counter], now=now())
    except TooOften:
        return False
    return True


def _sign_up_counter(event_id: int) -> Counter:
    return Counter(_key("sign-up", str(event_id)), SIGN_UP)


def _key(*what: str) -> str:
    return throttle.key_for(current_app.config["SECRET_KEY"], *what, network())
