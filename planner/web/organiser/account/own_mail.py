"""Which mail somebody wants who works here: when food runs short, and on which days what waits."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from planner.core.digest import WEEK, unpack_days
from planner.core.enums import ShortageMail
from planner.core.roles import Right
from planner.services.attention.digest import choose_days
from planner.services.outbox import unsubscribing
from planner.services.outbox.unsubscribing import Link
from planner.services.people.shortage_mail import set_shortage_mail
from planner.store.models import Account
from planner.web.access import current_account, needs
from planner.web.db import reading_session, session
from planner.web.forms import Form
from planner.web.i18n import current_locale
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.installation import settings
from planner.web.organiser.account import bp
from planner.web.organiser.fields import options

WISHES: Mapping[ShortageMail, str] = {
    ShortageMail.OWN: _l("Of events that I made or lead"),
    ShortageMail.EVERY: _l("Of every event that I may look at"),
    ShortageMail.NEVER: _l("Never"),
}


class ShortageMailForm(Form):
    """Of which events?"""

    shortage_mail = RadioField(
        _l("Mail me when food or helpers run short"), choices=options(WISHES.items())
    )


def shortage_mail_form(account: Account) -> ShortageMailForm:
    """Return the choice as it stands."""
    return ShortageMailForm(formdata=None, data={"shortage_mail": account.shortage_mail.value})


@bp.post("/shortage-mail")
@needs(Right.SIGNED_IN, audited="account.set_shortage_mail")
def choose_shortage_mail() -> ResponseReturnValue:
    """Keep the choice."""
    form = ShortageMailForm()
    if form.is_posted_and_valid():
        account = session().get_one(Account, current_account().id)
        set_shortage_mail(account, ShortageMail(form.shortage_mail.data))
        session().commit()
        flash(_("Saved."))
    return redirect(url_for("account.show_account"), code=303)


class DigestForm(Form):
    """On which days of the week?"""

    days = SelectMultipleField(
        _l("Mail me what waits for me, on these days"),
        coerce=int,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        names = current_locale().days["format"]["wide"]
        self.days.choices = options((one, names[one]) for one in WEEK)


def digest_form(account: Account) -> DigestForm:
    """Return the days as they stand."""
    return DigestForm(formdata=None, data={"days": list(unpack_days(account.digest_days))})


def wants_no_mail(account: Account) -> bool:
    """Say whether somebody pressed 'no more mail': then no day brings any."""
    known = unsubscribing.unsubscribed(reading_session(), [_own_link(account).address_hash])
    return any(event_id is None for _hash, event_id in known)


@bp.post("/digest-days")
@needs(Right.SIGNED_IN, audited="account.set_digest_days")
def choose_digest_days() -> ResponseReturnValue:
    """Keep the days; who chooses one wants mail again, also where they had said no more."""
    form = DigestForm()
    if form.is_posted_and_valid():
        account = session().get_one(Account, current_account().id)
        choose_days(account, form.days.data or [])
        if account.digest_days:
            unsubscribing.subscribe_again(session(), _own_link(account))
        session().commit()
        flash(_("Saved."))
    return redirect(url_for("account.show_account"), code=303)


def _own_link(account: Account) -> Link:
    hashed = unsubscribing.hash_address(account.email, code_key=settings().code_key)
    return Link(hashed, None)
