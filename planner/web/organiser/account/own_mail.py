"""Of which events an organiser wants a mail when food runs short: a choice of the own account."""

from collections.abc import Mapping

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from planner.core.enums import ShortageMail
from planner.core.roles import Right
from planner.services.people.shortage_mail import set_shortage_mail
from planner.store.models import Account
from planner.web.access import current_account, needs
from planner.web.db import session
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
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
        _l("Mail me when food runs short during an event"), choices=options(WISHES.items())
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
