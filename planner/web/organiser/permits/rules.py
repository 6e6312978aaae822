"""The rules of the town, as an organisation knows them: taken over, changed, checked."""

from datetime import date

from babel.dates import format_date
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.logistics.permits import MOST_RULES
from planner.core.roles import Right
from planner.services.logistics import town_rules
from planner.services.logistics.permits import rule_of
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import current_language, ngettext
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.permits import bp
from planner.web.organiser.permits.forms import A_YEAR, TownRuleForm
from planner.web.organiser.permits.permit_words import FACTS, KINDS
from planner.web.organiser.permits.show import check_words


@bp.get("/permits/rules")
@needs(Right.PLAN)
def show_rules() -> ResponseReturnValue:
    """Show what the town asks."""
    today = _today()
    rows = [
        (row, rule, check_words(rule, today), str(KINDS[rule.kind]), _facts_words(rule.facts))
        for row in town_rules.list_rules(reading_session())
        for rule in [rule_of(row)]
    ]
    seasons = {
        row.id: _day_of_any_year(*rule.season_by)
        for row, rule, *_more in rows
        if rule.season_by is not None
    }
    return render_template("organiser/permits/rules.html", rows=rows, seasons=seasons)


@bp.post("/permits/rules/take-over")
@needs(Right.PLAN, audited="permits.take_over")
def take_rules_over() -> ResponseReturnValue:
    """Begin with the rules of Heerlen."""
    made = town_rules.take_over(session(), words=_)
    session().commit()
    if made:
        flash(
            ngettext(
                "%(num)s rule is taken over. Compare it with its source.",
                "%(num)s rules are taken over. Compare each with its source.",
                made,
            )
        )
    else:
        flash(_("There are rules already."), "warn")
    return redirect(url_for("permits.show_rules"), code=303)


@bp.route("/permits/rules/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="permits.add_rule")
def add_rule() -> ResponseReturnValue:
    """Ask what the town asks, or add it."""
    form = TownRuleForm(data={"seen_on": _today()})
    is_added = False
    if form.is_posted_and_valid():
        is_added = town_rules.add_rule(session(), form.answer()) is not None
        if not is_added:
            form.form_errors.append(
                _("There are %(num)s rules: take one out first.", num=MOST_RULES)
            )
    if not is_added:
        page = render_template("organiser/permits/rule_form.html", form=form, rule=None)
        return page, 422 if form.errors else 200
    session().commit()
    flash(_("The rule is added."))
    return redirect(url_for("permits.show_rules"), code=303)


@bp.route("/permits/rules/<int:rule_id>", methods=["GET", "POST"])
@needs(Right.PLAN, audited="permits.edit_rule")
def edit_rule(rule_id: int) -> ResponseReturnValue:
    """Show the form of a rule, or change it."""
    row = town_rules.find_rule(reading_session(), rule_id)
    if row is None:
        abort(404)
    form = TownRuleForm(data=TownRuleForm.defaults(rule_of(row))).edits()
    if not form.is_posted_and_valid():
        page = render_template("organiser/permits/rule_form.html", form=form, rule=row)
        return page, 422 if form.errors else 200
    to_change = town_rules.find_rule(session(), rule_id)
    if to_change is None:
        abort(404)
    town_rules.change_rule(session(), to_change, form.answer())
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("permits.show_rules"), code=303)


@bp.post("/permits/rules/<int:rule_id>/checked")
@needs(Right.PLAN, audited="permits.check_rule")
def check_rule(rule_id: int) -> ResponseReturnValue:
    """Note that a rule was held against its source today, and is still right."""
    row = town_rules.find_rule(session(), rule_id)
    if row is None:
        abort(404)
    row.seen_on = _today()
    row.version += 1
    session().commit()
    flash(_("Noted."))
    return redirect(url_for("permits.show_rules", _anchor=f"rule-{rule_id}"), code=303)


@bp.post("/permits/rules/<int:rule_id>/remove")
@needs(Right.PLAN, audited="permits.remove_rule")
def remove_rule(rule_id: int) -> ResponseReturnValue:
    """Take a rule out; what was sent for events stays."""
    row = town_rules.find_rule(session(), rule_id)
    if row is None:
        abort(404)
    session().delete(row)
    session().commit()
    flash(_("The rule is gone. What was sent by it stays with its events."))
    return redirect(url_for("permits.show_rules"), code=303)


def _today() -> date:
    return day_of(now(), settings().zone)


def _day_of_any_year(month: int, on: int) -> str:
    return format_date(date(A_YEAR, month, on), format="d MMMM", locale=current_language())


def _facts_words(facts: frozenset[object]) -> list[str]:
    return [str(words) for fact, (words, _note) in FACTS.items() if fact in facts]
