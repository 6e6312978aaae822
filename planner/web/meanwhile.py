"""What somebody else changed while a form was open: nothing of it is lost, and nothing typed.

A form that edits says `form.edits()` in its view, once it is filled with what is stored now. From
then on its hidden fields carry the version that the page was made from: a digest of each field.
Whoever sends it takes their turn first (`edit_turn.in_turn`), so that what the view then reads is
what it will overwrite. Field by field: what the sender did not touch stays as somebody else left
it, and is said; what both changed differently is asked, with both values, and everything typed
stays.
Source: docs/decisions/0040-no-lost-update.md.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b, sha256
from secrets import token_urlsafe
from typing import Any

from flask import Flask, current_app, flash, g, render_template, request
from markupsafe import Markup
from wtforms import (
    Field,
)

from planner.core.merging import Version, WhoseValue, digest, read_version, whose_of
from planner.services.privacy import audit
from planner.web import clash_words
from planner.web.access import Access, guard_of
from planner.web.audit_words import FIELDS
from planner.web.clock import now
from planner.web.db import let_others_write, reading_session
from planner.web.field_values import NOT_TYPED, Together, twin, values_sent
from planner.web.i18n import gettext as _
from planner.web.who_changed import Who, named

NAME = "made_from"
CHOICE = "keep-"
"""How the names of fields begin by which somebody chooses."""
MINE, THEIRS = "mine", "theirs"
UNSEEN = "-"
"""Stands in a version for all that the form may not show."""
LOOKS_BACK = timedelta(minutes=1)
"""Before the page was made: a change may have begun before and been committed after."""
LONGEST_ADDRESS = 200
SALT_BYTES = 9
OURS = {NAME, "csrf_token", "once"}
"""Fields that nobody types."""


@dataclass(frozen=True)
class Clash:
    """A field that two changed: both values, and the names and values of the choice."""

    name: str
    label: str
    said: str
    theirs: str
    mine: str
    version: str
    """Of their value: who chooses has seen this one, and no later one."""


@dataclass(frozen=True)
class Edits:
    """What a form says of what it edits.

    Attributes:
        of: what that is, where the address of the page does not say it all.
        but: fields that show a proposal, which is nobody's change.
        stored: what is stored, where the form does not show it: there empty means 'as it was'.
        together: fields that only mean something together.
        columns: the columns of an event that the fields stand for, where they do.
        own_is_fine: whether who changed it a moment ago is not asked about their own change.
        unseen: differs where something else is stored that the form may not show; tells nothing.
    """

    of: str = ""
    but: Collection[str] = ()
    stored: Mapping[str, object] | None = None
    together: Sequence[tuple[str, ...]] = ()
    columns: Mapping[str, str] | None = None
    own_is_fine: bool = False
    unseen: str = ""


class Editing:
    """A form that edits what somebody else may edit.

    Args:
        form: filled with what is stored now, whatever was sent.
        edits: what it edits.
    """

    def __init__(self, form: Any, edits: Edits) -> None:
        self._form, self._edits = form, edits
        self._address = _address(edits.of)
        typed = request.form.get(NAME, "") if form.is_sent else ""
        self._sent = read_version(typed)
        self._salt = self._sent.salt if self._sent else token_urlsafe(SALT_BYTES)
        self._shown_now: dict[str, str] = {}
        self.clashes: list[Clash] = []
        self.gone: set[str] = set()
        """Names of fields that the page had and the form has no more."""

    def settle(self) -> bool:
        """Put a valid form together with what was changed meanwhile; say whether that is clear.

        Where it is not, the form holds what was typed, and says beside each field what is the
        matter.
        """
        if self._sent is None:
            return True
        left: list[tuple[Together, str]] = []
        asked: list[tuple[Together, str]] = []
        touched: list[str] = []
        for unit in self._units(self._sent.shown):
            if self._says_nothing(unit):
                continue
            shown = "".join(self._sent.shown[field.name] for field in unit.fields)
            theirs, sent = self._digest(unit.stored), self._digest(unit.fields)
            whose = whose_of(shown, theirs, sent)
            choice = request.form.get(CHOICE + unit.name, "")
            if whose is WhoseValue.BOTH and choice not in {
                f"{MINE}-{theirs}",
                f"{THEIRS}-{theirs}",
            }:
                asked.append((unit, theirs))
                continue
            if whose is WhoseValue.THEIRS:
                left.append((unit, self._called(unit)))
            if whose is WhoseValue.THEIRS or choice == f"{THEIRS}-{theirs}":
                unit.take_over()
            elif sent != shown:
                touched += [field.name for field in unit.fields]
            self._shown_now |= {field.name: self._digest([field]) for field in unit.stored}
        self._add_what_is_new()
        who = self._who_changed([unit for unit, _words in (*left, *asked)])
        if self._edits.own_is_fine:
            touched += [unit.name for unit, _version in asked if who[unit.name].is_me]
            asked = [each for each in asked if not who[each[0].name].is_me]
        if asked:
            let_others_write()
        self._say(left, asked, who)
        g.edited = (self._address, tuple(touched))
        return not asked

    def _add_what_is_new(self) -> None:
        """Leave fields as they are that the page did not have: nobody has seen them."""
        known = {field.name: field for field in self._fields()}
        shown = self._sent.shown if self._sent else {}
        self.gone = shown.keys() - known.keys() - {UNSEEN}
        for name in known.keys() - shown.keys() - set(request.form):
            Together((known[name],), (self._as_stored(known[name]),)).take_over()

    @property
    def has_missed(self) -> bool:
        """Whether something that the form may not show changed since the page was made."""
        before = self._sent.shown.get(UNSEEN) if self._sent else None
        return before is not None and before != self._unseen()

    def version(self) -> str:
        """Return what the page is made from that shows the form."""
        before = self._sent.shown if self._sent else {}
        shown = {UNSEEN: self._unseen()} if self._edits.unseen else {}
        shown |= {
            field.name: self._shown_now.get(field.name)
            or before.get(field.name)
            or self._digest([self._as_stored(field)])
            for field in self._fields()
        }
        return str(Version(self._sent.made_at if self._sent else now(), self._salt, shown))

    def _unseen(self) -> str:
        return digest([self._edits.unseen], key=_key(self._salt))

    def tag(self) -> Markup:
        """Return the hidden field with it, and what is to be chosen above the fields."""
        hidden = Markup('<input type="hidden" name="{}" value="{}">').format(NAME, self.version())
        if not self.clashes:
            return hidden
        drawn = render_template("meanwhile/choices.html", clashes=self.clashes)
        return hidden + Markup(drawn)  # noqa: S704 - our template escapes what it shows

    def _fields(self) -> Iterator[Field]:
        return (field for field in self._form if not isinstance(field, NOT_TYPED))

    def _units(self, shown: Mapping[str, str]) -> Iterator[Together]:
        """Put together what the page showed and the form still has."""
        names = shown.keys() - set(self._edits.but)
        fields = {field.name: field for field in self._fields() if field.name in names}
        groups = {name: group for group in self._edits.together for name in group}
        done: set[str] = set()
        for name in fields:
            if name in done:
                continue
            together = [one for one in groups.get(name, (name,)) if one in fields]
            done.update(together)
            of_group = tuple(fields[one] for one in together)
            yield Together(of_group, tuple(self._as_stored(field) for field in of_group))

    def _as_stored(self, field: Field) -> Field:
        """Return the field as a page shows it that nobody has typed on."""
        known = self._edits.stored
        stored = twin(field)
        stored.raw_data = None
        stored.process(None, field.object_data if known is None else known.get(field.name))
        return stored

    def _digest(self, fields: Sequence[Field]) -> str:
        key = _key(self._salt)
        return "".join(digest(values_sent(field), key=key) for field in fields)

    def _says_nothing(self, unit: Together) -> bool:
        """Say whether nothing was filled in where that means 'as it was'."""
        return self._edits.stored is not None and not any(
            value for field in unit.fields for value in values_sent(field)
        )

    def _say(
        self,
        left: Sequence[tuple[Together, str]],
        asked: Sequence[tuple[Together, str]],
        who: Mapping[str, Who],
    ) -> None:
        by: dict[Who, list[str]] = {}
        for unit, words in left:
            if words not in (said := by.setdefault(who[unit.name], [])):
                said.append(words)
        for whose, names in by.items() if is_for_organisers() else ():
            flash(whose.changed(", ".join(names)), "warn")
        for unit, version in asked:
            said_so, first = who[unit.name].changed_this(), unit.differing[0][0]
            first.errors = [said_so + " " + clash_words.choose()]
            vars(first)["clash"] = CHOICE + unit.name
            theirs, mine = unit.words()
            if self._edits.stored is not None:
                theirs = _("What was told; it is not shown here")
            self.clashes.append(
                Clash(
                    name=CHOICE + unit.name,
                    label=unit.label,
                    said=said_so,
                    theirs=theirs,
                    mine=mine,
                    version=version,
                )
            )

    def _called(self, unit: Together) -> str:
        """Name it within a sentence."""
        columns = self._edits.columns
        if columns is not None and (column := columns.get(unit.name, unit.name)) in FIELDS:
            return _(FIELDS[column])
        return _("“%(field)s”", field=unit.label)

    def _who_changed(self, units: Sequence[Together]) -> dict[str, Who]:
        """Look up whom the audit log names; only colleagues are named, and only to colleagues."""
        columns = self._edits.columns
        if self._sent is None or not units or not is_for_organisers():
            return {unit.name: Who() for unit in units}
        asked = audit.Edited(
            self._address,
            (request.view_args or {}).get("event_id") if columns is not None else None,
            since=self._sent.made_at - LOOKS_BACK,
        )
        names = [field.name for unit in units for field in unit.fields]
        found = audit.who_changed(
            reading_session(), asked, {name: (columns or {}).get(name, name) for name in names}
        )
        return {
            unit.name: named([found[one.name] for one in unit.fields if one.name in found])
            for unit in units
        }


def _key(salt: str) -> bytes:
    """Return the key of the digests of one page."""
    secret = sha256(str(current_app.config["SECRET_KEY"]).encode()).digest()
    return blake2b(salt.encode(), key=secret, digest_size=32).digest()


def _address(of: str) -> str:
    """Return what the audit log calls a form: never a card's number, but something for it."""
    if not of:
        return request.path[:LONGEST_ADDRESS]
    key = sha256(str(current_app.config["SECRET_KEY"]).encode()).digest()
    in_place = blake2b(of.encode(), key=key, digest_size=8).hexdigest()
    return f"{request.path} {in_place}"[:LONGEST_ADDRESS]


def is_for_organisers() -> bool:
    """Say whether this page is of organisers: to guests there is nothing to say of them."""
    guard = guard_of(request.endpoint)
    return guard is not None and guard.access is Access.ORGANISER


def ask_again(form: Any) -> tuple[str, int]:
    """Ask on a page of its own what stays, for a form that stands among others."""
    editing: Editing = form.editing
    ours = {*OURS, *(clash.name for clash in editing.clashes)}
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
    return render_template("meanwhile/page.html", form=form, typed=typed), 409


def version_of(**values: object) -> Markup:
    """Return the hidden field for a form that is written by hand, from what it shows."""
    salt = token_urlsafe(SALT_BYTES)
    shown = {name: digest([str(value)], key=_key(salt)) for name, value in values.items()}
    version = Version(now(), salt, shown)
    return Markup('<input type="hidden" name="{}" value="{}">').format(NAME, version)


def init_meanwhile(app: Flask) -> None:
    """Let templates write the field."""
    app.jinja_env.globals["version_of"] = version_of
