"""The page on which an organisation says who it is; administrators change it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from planner.core.house_colours import SUGGESTED, ColourPair, house_style
from planner.core.roles import Right
from planner.core.texts import N_
from planner.exports.logo import LogoFault, LogoRefused, draw_logo
from planner.services.people import organisations
from planner.store.models import Organisation, Venue
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.i18n import gettext as _
from planner.web.i18n import kept_language, ngettext
from planner.web.installation import settings
from planner.web.keeping import retention
from planner.web.lanes import Lane, take_turn
from planner.web.organiser.organisation import bp
from planner.web.organiser.organisation.forms import LogoForm, WhoWeAreForm
from planner.web.who_runs import logo_url, runner_by_id

LOGO_FAULTS = {
    LogoFault.NO_PICTURE: N_("Choose a picture: PNG, JPEG, WebP or SVG."),
    LogoFault.TOO_MANY_PIXELS: N_("This picture is too large. Make it at most 6,000 pixels wide."),
    LogoFault.BROKEN: N_(
        "We can't draw this picture. Save it again, without links to other files."
    ),
    LogoFault.NO_TYPESETTER: N_("This planner can't draw pictures. Ask who installed it."),
}


@dataclass(frozen=True, kw_only=True)
class ColourUsed:
    """How a colour is used.

    Attributes:
        name: what it is for.
        light: as it is used on light pages; so is `dark` on dark ones.
        on_light: the colour of letters on it on light pages; so is `on_dark`.
        words: what was changed about it, and why.
    """

    name: str
    light: str
    dark: str
    on_light: str
    on_dark: str
    words: str


@bp.route("/organisation", methods=["GET", "POST"])
@needs(Right.ADMINISTER, audited="organisation.say")
def show_organisation() -> ResponseReturnValue:
    """Show what an organisation says of itself, or change it."""
    form = _form()
    if not form.is_posted_and_valid():
        return _page(form, LogoForm(formdata=None))
    changing = session().get_one(Organisation, current_account().organisation_id)
    plan = form.answer()
    if plan.name and not organisations.is_free(session(), plan.name, but=changing):
        session().rollback()
        form.name.errors = [_("There is an organisation of this name.")]
        return _page(form, LogoForm(formdata=None))
    organisations.say(session(), changing, plan)
    session().commit()
    flash(_("Saved. Pages, cards, mail and calendars follow at once."), "ok")
    if form.tokens is not None:
        flash(_tokens_words(form))
    return _back()


@bp.post("/organisation/logo")
@needs(Right.ADMINISTER, audited="organisation.set_logo")
def set_logo() -> ResponseReturnValue:
    """Draw a logo anew and keep that; the file that was sent is not kept."""
    form = LogoForm()
    if not form.is_posted_and_valid():
        return _page(_form(is_sent=False), form)
    take_turn(Lane.LARGE)
    try:
        drawn = draw_logo(form.answer())
    except LogoRefused as refused:
        form.file.errors = [_(LOGO_FAULTS[refused.fault])]
        return _page(_form(is_sent=False), form)
    organisations.set_logo(
        session(),
        current_account().organisation_id,
        drawn.image,
        size=(drawn.width, drawn.height),
        mark=drawn.mark,
        now=now(),
    )
    session().commit()
    flash(_("This is your logo now. It stands on paper, in mail and on your own page."), "ok")
    return _back()


@bp.post("/organisation/logo/remove")
@needs(Right.ADMINISTER, audited="organisation.remove_logo")
def remove_logo() -> ResponseReturnValue:
    """Take the logo away."""
    if EmptyForm().is_posted_and_valid():
        organisations.remove_logo(session(), current_account().organisation_id)
        session().commit()
        flash(_("The logo is gone."))
    return _back()


def _form(*, is_sent: bool = True) -> WhoWeAreForm:
    shown = current_account().organisation
    values = vars(organisations.plan_of(shown))
    # Beside the logo that was sent it shows what is stored.
    sent = {} if is_sent else {"formdata": None}
    form = WhoWeAreForm(data=values, **sent)
    form.prepare(
        most_days=retention().keep_days,
        usual_name=settings().organisation if shown.is_host else "",
    )
    return form.edits(but=("house_style",))


def _page(form: WhoWeAreForm, logo_form: LogoForm) -> ResponseReturnValue:
    account = current_account()
    runs = runner_by_id(account.organisation_id)
    page = render_template(
        "organiser/organisation/show.html",
        form=form,
        logo_form=logo_form,
        logo_url=logo_url(runs),
        colours=list(_colours(account.organisation)),
        suggested=SUGGESTED,
        venues=reading_session().scalar(
            select(func.count(Venue.id)).where(Venue.organisation_id == account.organisation_id)
        ),
        own_page=url_for(
            "public.show_who_we_are", organisation_id=account.organisation_id, **kept_language()
        ),
    )
    return page, 422 if form.errors or logo_form.errors else 200


def _colours(organisation: Organisation) -> Iterator[ColourUsed]:
    main, second = organisation.main_colour, organisation.second_colour
    style = house_style(main, second)
    for name, typed, pair in (
        (_("Buttons and links"), main, style.action),
        (_("Second colour"), second, style.festive),
    ):
        if typed:
            yield ColourUsed(
                name=name,
                light=pair.light,
                dark=pair.dark,
                on_light=style.on_action.light,
                on_dark=style.on_action.dark,
                words=_corrected(typed, pair),
            )


def _corrected(typed: str, pair: ColourPair) -> str:
    if pair.light == typed == pair.dark:
        return _("It can be read as it is.")
    if pair.light == typed:
        return _("It can be read as it is. On dark pages we make it lighter.")
    if pair.dark == typed:
        return _(
            "You wrote %(typed)s. Letters can't be read well in that, so on light pages we make it "
            "darker: %(used)s. On dark pages it stays as you wrote it.",
            typed=typed.upper(),
            used=pair.light.upper(),
        )
    return _(
        "You wrote %(typed)s. Letters can't be read well in that, so on light pages we make it "
        "darker: %(used)s. On dark pages it is lighter.",
        typed=typed.upper(),
        used=pair.light.upper(),
    )


def _tokens_words(form: WhoWeAreForm) -> str:
    tokens = form.tokens
    if tokens is None:
        return ""
    used = _("We took: %(names)s.", names=", ".join(tokens.used))
    left = ngettext("We left %(num)s other token.", "We left %(num)s other tokens.", tokens.left)
    return f"{used} {left}"


def _back() -> ResponseReturnValue:
    return redirect(url_for("organisation.show_organisation"), code=303)
