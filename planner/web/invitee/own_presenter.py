"""What is kept of a household, in words it can read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.core.diets import ALLERGEN_NAMES
from planner.core.enums import AnsweredBy, Reply
from planner.core.household_words import ToldPart
from planner.core.mail_rules import mask
from planner.core.retention import CONNECTIONS_KEPT_FOR_DAYS
from planner.core.texts import N_
from planner.services.answer import contacts, waiting_list
from planner.services.answer.telling import allergies_of
from planner.services.guests import named_guests
from planner.services.invite.household import Opened
from planner.services.privacy import own_data
from planner.store.models import Answer, GuestContact, Invitation
from planner.web.filters import day, day_and_time, number
from planner.web.i18n import OWN_NAMES
from planner.web.i18n import gettext as _
from planner.web.invitee.eats import eats_words

Rows = list[tuple[str, str]]

REPLIES: Mapping[Reply, str] = {
    Reply.YES: N_("Yes"),
    Reply.MAYBE: N_("Maybe"),
    Reply.NO: N_("No"),
}
FILLED_IN: Mapping[AnsweredBy, str] = {
    AnsweredBy.GUEST: N_("With your card"),
    AnsweredBy.CALENDAR: N_("With your calendar"),
    AnsweredBy.ORGANISER: N_("We did, for you"),
    AnsweredBy.INTERMEDIARY: N_("The person who gave you the card, for you"),
}


def known_rows(session: Session, invitation: Invitation, here: Opened, *, now: datetime) -> Rows:
    """Return pairs of a name and what is kept under it, of all that this browser opens."""
    zone = invitation.event.zone
    answer = invitation.answer
    rows = [(_("Card"), number(invitation.number))]
    if knows_name(session, invitation):
        # Whether, not which: whoever finds a phone must not read there whose card it is.
        rows.append(
            (_("Your name"), _("We have it, to tell you about this. It is not shown here."))
        )
    contact = contacts.contact_of(session, invitation.id)
    if contact is not None and here.opens(ToldPart.ADDRESS):
        rows += _of_contact(contact)
    if answer is not None:
        rows += _of_answer(answer, here, zone)
    rows += _of_coming(session, invitation)
    place = waiting_list.place_of(session, invitation, now=now)
    if place is not None and here.opens(ToldPart.LINE):
        rows.append((_("You are waiting for a place"), number(place.heads)))
    if here.since is not None:
        word_since = day_and_time(here.word_set_at, zone) if here.word_set_at else ""
        rows += [
            (_("This phone shows what you told since"), day_and_time(here.since, zone)),
            (_("You have a word since"), word_since),
        ]
    if invitation.calendar_turn:
        rows.append((_("Old links in your calendar"), number(invitation.calendar_turn)))
    rows.append((_("With your card you get"), invitation.batch.gate_words))
    if here.opens_all:
        rows += _of_card(session, invitation, zone)
    return [(name, words) for name, words in rows if words]


def _of_card(session: Session, invitation: Invitation, zone: str) -> Rows:
    """Return what happened with a card that only one household ever told something with."""
    mails = [
        day_and_time(one.sent_at or one.created_at, zone)
        for one in own_data.mails_of(session, invitation.id)
    ]
    told = [day_and_time(at, zone) for at in own_data.told_at(session, invitation.id)]
    earlier = [
        f"{day_and_time(one.changed_at, zone)}: {_(REPLIES[one.reply])} ({number(one.heads)})"
        for one in own_data.changes_of(session, invitation.id)
    ]
    scans = [
        day_and_time(one.scanned_at, zone) for one in own_data.scans_of(session, invitation.id)
    ]
    return [
        (_("Mail to you"), ", ".join(mails)),
        (_("We told you of a change"), ", ".join(told)),
        (_("What you said before"), "\n".join(earlier)),
        (_("At the entrance"), ", ".join(scans)),
    ]


def _of_coming(session: Session, invitation: Invitation) -> Rows:
    """Say what is kept of how an answer without a card came to us."""
    came = own_data.submission_of(session, invitation)
    if came is None:
        return []
    zone = invitation.event.zone
    until = came.received_at + timedelta(days=CONNECTIONS_KEPT_FOR_DAYS)
    rows = [(_("Answered without a card"), day_and_time(came.received_at, zone))]
    if came.network is not None:
        words = _(
            "A mark of it, until %(day)s. Nobody can read from it who you are.",
            day=day(until, zone),
        )
        rows.append((_("Your internet connection"), words))
    if invitation.set_aside_at is not None:
        rows.append((_("Somebody looks first"), day_and_time(invitation.set_aside_at, zone)))
    return rows


def _of_contact(contact: GuestContact) -> Rows:
    # In part: whoever finds a phone must not read there whose it is.
    return [
        (_("Your e-mail address"), mask(contact.email)),
        (_("The language we write in"), OWN_NAMES.get(contact.language, "")),
    ]


def knows_name(session: Session, invitation: Invitation) -> bool:
    """Say whether the organiser wrote down whom this card is for."""
    return named_guests.guest_of(session, invitation) is not None


def _of_answer(answer: Answer, here: Opened, zone: str) -> Rows:
    rows = [(_("Are you coming?"), _(REPLIES[answer.reply]))]
    if here.opens(ToldPart.NUMBER):
        rows += [
            (_("Grown-ups"), number(answer.adults)),
            (_("Children under 12"), number(answer.children)),
            (_("Of them under 4"), number(answer.toddlers) if answer.toddlers else ""),
        ]
    if here.opens(ToldPart.DIETS):
        rows.append((_("What you eat"), eats_words(answer)))
    if here.opens(ToldPart.ALLERGIES):
        agreed_at = answer.allergies_agreed_at
        allergies = [_(ALLERGEN_NAMES[one]) for one in allergies_of(answer.allergies)]
        rows += [
            (_("What you can't eat"), ", ".join(allergies)),
            (_("You said we may keep that"), day_and_time(agreed_at, zone) if agreed_at else ""),
        ]
    if here.opens(ToldPart.MORE):
        rows += _of_more(answer)
    if here.opens(ToldPart.NUMBER):
        rows += [
            (_("Who filled it in"), _(FILLED_IN[answer.answered_by])),
            (_("When"), day_and_time(answer.updated_at, zone)),
        ]
    return rows


def _of_more(answer: Answer) -> Rows:
    wants = [_("a pram")] if answer.brings_pram else []
    wants += [_("a wheelchair")] if answer.brings_wheelchair else []
    wants += [answer.access_words] if answer.access_words else []
    return [
        (_("Help to get in"), ", ".join(wants)),
        (_("What are you proud of in this neighbourhood?"), answer.proud),
        (_("What must get better here?"), answer.remark),
        (_("The organiser still reads"), "\n".join(_still_read(answer))),
    ]


def _still_read(answer: Answer) -> list[str]:
    """Return what a household wrote before, which organisers read until others wrote too."""
    pairs = (
        (answer.access_words_read, answer.access_words),
        (answer.proud_read, answer.proud),
        (answer.remark_read, answer.remark),
    )
    return [read for read, written in pairs if read and read != written]
