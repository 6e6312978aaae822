"""Who changed something meanwhile: a colleague by name, the same person elsewhere, or somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.store.models import Account
from planner.web import clash_words
from planner.web.access import current_account
from planner.web.i18n import gettext as _


@dataclass(frozen=True)
class Who:
    """Who changed something: a colleague by name, or the same person elsewhere."""

    name: str = ""
    is_me: bool = False

    def changed_this(self) -> str:
        """Say so, of a field."""
        if self.is_me:
            return _("You changed this yourself meanwhile, in another window.")
        if self.name:
            return _("%(who)s changed this meanwhile.", who=self.name)
        return clash_words.somebody_changed_this()

    def took_it_away(self) -> str:
        """Say that what was edited is gone."""
        if self.is_me:
            return _("You took it away yourself meanwhile, in another window.")
        if self.name:
            return _("%(who)s took it away meanwhile.", who=self.name)
        return _("Somebody took it away meanwhile.")

    def changed(self, what: str) -> str:
        """Say what stays as it is now."""
        if self.is_me:
            return _("You changed %(what)s meanwhile, in another window. That stays.", what=what)
        if self.name:
            return _("%(who)s changed %(what)s meanwhile. That stays.", who=self.name, what=what)
        return _("Somebody changed %(what)s meanwhile. That stays.", what=what)


def named(accounts: Sequence[Account | None]) -> Who:
    """Name who changed something; nobody where several did, or somebody without an account."""
    me, account = current_account(), accounts[-1] if len(set(accounts)) == 1 else None
    if account is None or account.organisation_id != me.organisation_id:
        return Who()
    return Who(account.name, is_me=account.id == me.id)
