"""What is kept of one household, to read and take along; `erasing` erases all of it.

Source: articles 15, 17 and 20 of Regulation (EU) 2016/679. Nobody has to say who they are: what was
told opens where it was told, or with the household's word; erasing asks for the card alone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.household_words import ToldPart
from planner.core.mail_rules import mask
from planner.core.retention import Retention
from planner.services.answer.telling import allergies_of
from planner.services.invite.household import EVERYTHING, Opened
from planner.store.models import (
    Answer,
    AnswerChange,
    CalendarTrace,
    CardMerge,
    GuestContact,
    Household,
    HouseholdBrowser,
    IncomingMail,
    Invitation,
    NamedGuest,
    NoticeTold,
    OutboxMail,
    Scan,
    Submission,
    ToldApart,
    Waiting,
)

NOT_IN_FILE = {
    "calendar_entry.is_sure": "whether the mail server said that it took that mail",
    "calendar_entry.kind": "what that mail was about: it is among the mails",
    "calendar_entry.raised": "the same number, above the event's own",
    "calendar_entry.sequence": "by which number programs tell which of two mails is newer",
    "answer.is_detailed": "follows from the people that are there",
    "dealt_conflict.heads": "people of a reading that is there, as an organiser saw them",
    "household.word_hash": "of the word: the file says whether there is one",
    "household_browser.token_hash": "of the cookie: the file says since when it is there",
    "seen_mark.mark": "of a whole event: what an organiser had before them, as a hash or a day",
    "submission.form": "random, of the form that was sent; so that it serves once",
    "submission.network": "a keyed hash that tells nothing; the file says whether it is there",
    "answer.held_heads": "for ten minutes, of the yes beside it",
    "answer.held_until": "the same",
    "named_guest.name": "whoever finds a card must not read whose it is; ask the organiser",
    "named_guest.name_key": "the name again, as it is searched",
    "named_guest.phone": "only whether it is there, for the same reason as the name",
    "named_guest.email": "only whether it is there, for the same reason as the name",
    "incoming_mail.message_hash": "a keyed hash that tells nothing, so that it counts once",
    "outbox_mail.address_hash": "of the address, wiped with the mail",
    "outbox_mail.calendar": "what the mail brings; wiped when it is sent",
    "outbox_mail.due_at": "from when the mail server is asked",
    "outbox_mail.ended_at": "when it was sent, given up or stopped: how far it is says that",
    "outbox_mail.html": "what the mail says; wiped when it is sent",
    "outbox_mail.key": "what the mail is, in numbers; so that nobody gets it twice",
    "outbox_mail.last_error": "what the mail server said, as a number",
    "outbox_mail.subject": "what the mail says; wiped when it is sent",
    "outbox_mail.text": "what the mail says; wiped when it is sent",
    "outbox_mail.to_address": "whoever finds a card must not read whose it is; wiped when sent",
    "outbox_mail.trouble": "why the mail did not arrive, as the mail server sees it",
    "outbox_mail.unsubscribe_url": "stands in the mail; works for whoever has it",
    "resting_address.address_hash": "of an address, without a card; the own page says it",
    "resting_address.since": "of an address, without a card; the own page says it",
    "resting_address.status": "what the mail server said, as a number",
    "resting_address.times": "of an address, without a card",
    "resting_address.trouble": "of an address, without a card; the own page says it",
    "resting_address.until": "of an address, without a card",
    "said_picture.adults": "of five households or more together",
    "said_picture.cells": "of five households or more together",
    "said_picture.children": "of five households or more together",
    "said_picture.households": "of five households or more together",
    "said_since.is_own": "that something was said since the last count, which is there",
    "scan.nonce": "random; tells two readings apart",
    "scan.outcome": "what the phone showed, made from the rest",
    "scan.phone_at": "the moment by the phone's own clock",
    "scan.received_at": "when the phone had a network again",
    "scan.unknown_code_hash": "of codes that belong to no card",
    "scan.voids_nonce": "which reading was taken back: the kind says that",
    "scan.was_offline": "whether the phone had a network",
    "unsubscription.address_hash": "of an address, without a card; the page in each mail says it",
    "unsubscription.created_at": "of an address, without a card; the page in each mail says it",
}
"""Columns that say something of a household and are not in its file, with the reason."""


def scans_of(session: Session, invitation_id: int) -> list[Scan]:
    """List when a card was read at the entrance."""
    return list(
        session.scalars(
            select(Scan)
            .where(Scan.invitation_id == invitation_id)
            .order_by(Scan.scanned_at, Scan.id)
        )
    )


def changes_of(session: Session, invitation_id: int) -> list[AnswerChange]:
    """List the answers of a household as they were at each moment."""
    return list(
        session.scalars(
            select(AnswerChange)
            .where(AnswerChange.invitation_id == invitation_id)
            .order_by(AnswerChange.id)
        )
    )


def told_at(session: Session, invitation_id: int) -> list[datetime]:
    """List when a household was told of a change, by phone or at the door."""
    return list(
        session.scalars(
            select(NoticeTold.told_at)
            .where(NoticeTold.invitation_id == invitation_id)
            .order_by(NoticeTold.told_at)
        )
    )


def mails_of(session: Session, invitation_id: int) -> list[OutboxMail]:
    """List the mails that went to a household, or wait to."""
    return list(
        session.scalars(
            select(OutboxMail)
            .where(OutboxMail.invitation_id == invitation_id)
            .order_by(OutboxMail.id)
        )
    )


def incoming_of(session: Session, invitation_id: int) -> list[IncomingMail]:
    """List what came in for a card by calendar."""
    return list(
        session.scalars(
            select(IncomingMail)
            .where(IncomingMail.invitation_id == invitation_id)
            .order_by(IncomingMail.id)
        )
    )


def submission_of(session: Session, invitation: Invitation) -> Submission | None:
    """Return how an answer without a card came to us; None of a card."""
    return session.scalar(select(Submission).where(Submission.invitation_id == invitation.id))


def as_fields(
    session: Session, invitation: Invitation, here: Opened = EVERYTHING, *, keep: Retention
) -> dict[str, Any]:
    """Return what is kept of a household, for a file that programs read: docs/guests.md.

    Times are written as ISO 8601 in UTC.

    Args:
        session: reads.
        invitation: whose card.
        here: what of it may be read; the rest is left out.
        keep: how long it is kept.
    """
    event = invitation.event
    fields = {
        "event": event.title,
        "card": invitation.number,
        "card_is": invitation.state.value,
        "most_people": invitation.largest_party,
        "told_at_the_entrance": invitation.batch.gate_words,
        "kept_until": keep.forget_on(event.ends_at, event.zone, event.keep_days).isoformat(),
        "answer": _answer(invitation.answer, here),
        "households": [
            {
                "told": one.told.split(","),
                "was_first": one.is_first,
                "since": _moment(one.created_at),
                "has_word": one.word_hash is not None,
                "word_since": _moment(one.word_set_at),
                "on_phones_since": [
                    _moment(browser.created_at) for browser in _browsers_of(session, one)
                ],
            }
            for one in _households_of(session, invitation, here)
        ],
    }
    if here.opens(ToldPart.ADDRESS):
        fields["write_to"] = _write_to(session.get(GuestContact, invitation.id))
    if here.opens(ToldPart.LINE):
        fields["waiting"] = _waiting(session.get(Waiting, invitation.id))
    if not here.opens_all:
        # More was told with this card, and it may have been somebody else.
        return {**fields, "more_is_kept_that_is_not_shown_here": True}
    return {**fields, **_of_card(session, invitation)}


def _of_card(session: Session, invitation: Invitation) -> dict[str, Any]:
    """Return what happened with a card, of which one household told everything."""
    guest = session.get(NamedGuest, invitation.id)
    return {
        "card_made_at": _moment(invitation.created_at),
        "card_handed_out_at": _moment(invitation.handed_out_at),
        "replaced_by_card": invitation.replaced_by,
        "calendar_links_taken_back": invitation.calendar_turn,
        "same_people_as": _merged(session, invitation),
        "only_looks_like_another": session.get(ToldApart, invitation.id) is not None,
        # Whether, not which: whoever finds a phone must not read there whose card it is.
        "organiser_knows": guest
        and {
            "name": True,
            "phone": bool(guest.phone),
            "email": bool(guest.email),
            "language": guest.language,
            "since": _moment(guest.created_at),
        },
        "came_without_a_card": _came(session, invitation),
        "set_aside_at": _moment(invitation.set_aside_at),
        "set_aside_with_a_place": invitation.keeps_place,
        "earlier_answers": [
            {"at": _moment(one.changed_at), "answer": one.reply.value, "people": one.heads}
            for one in changes_of(session, invitation.id)
        ],
        "told_of_a_change_at": [_moment(at) for at in told_at(session, invitation.id)],
        "mail": [
            {
                "about": one.kind.value,
                "language": one.language,
                "made_at": _moment(one.created_at),
                "how_far": one.state.value,
                "sent_at": _moment(one.sent_at),
                "came_back_at": _moment(one.came_back_at),
            }
            for one in mails_of(session, invitation.id)
        ],
        "calendar_by_mail": _calendar(session.get(CalendarTrace, invitation.id)),
        "answers_by_calendar": [
            {
                "came_at": _moment(one.came_at),
                "said_at": _moment(one.said_at),
                "what_became_of_it": one.outcome.value,
            }
            for one in incoming_of(session, invitation.id)
        ],
        "at_the_entrance": [
            {
                "at": _moment(one.scanned_at),
                "what": one.kind.value,
                "adults": one.adults,
                "children": one.children,
            }
            for one in scans_of(session, invitation.id)
        ],
    }


def _calendar(trace: CalendarTrace | None) -> dict[str, Any] | None:
    """Return what mail of ours made of a calendar; None where none had to do with it."""
    if trace is None:
        return None
    return {"last": trace.method, "left_at": _moment(trace.left_at)}


def _households_of(session: Session, invitation: Invitation, here: Opened) -> list[Household]:
    query = select(Household).where(Household.invitation_id == invitation.id)
    if here.household_id is not None:
        query = query.where(Household.id == here.household_id)
    elif not here.opens_all:
        return []
    return list(session.scalars(query.order_by(Household.id)))


def _browsers_of(session: Session, household: Household) -> list[HouseholdBrowser]:
    return list(
        session.scalars(
            select(HouseholdBrowser)
            .where(HouseholdBrowser.household_id == household.id)
            .order_by(HouseholdBrowser.id)
        )
    )


def _write_to(contact: GuestContact | None) -> dict[str, Any] | None:
    if contact is None:
        return None
    return {
        # In part: whoever finds a phone must not read there whose it is.
        "address": mask(contact.email),
        "language": contact.language,
        "since": _moment(contact.created_at),
        "last_confirmed_at": _moment(contact.confirmed_at),
    }


def _waiting(row: Waiting | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "people": row.heads,
        "since": _moment(row.queued_at),
        "offered_at": _moment(row.offered_at),
        "place_kept_until": _moment(row.offered_until),
        "told_by_phone_at": _moment(row.told_at),
        "told_by_mail_at": _moment(row.mailed_at),
    }


def _answer(answer: Answer | None, here: Opened) -> dict[str, Any] | None:
    if answer is None:
        return None
    fields: dict[str, Any] = {"answer": answer.reply.value}
    if here.opens(ToldPart.NUMBER):
        fields |= {
            "adults": answer.adults,
            "children_under_12": answer.children,
            "of_them_under_4": answer.toddlers,
            "filled_in_by": answer.answered_by.value,
            "first_at": _moment(answer.created_at),
            "last_at": _moment(answer.updated_at),
        }
    if here.opens(ToldPart.DIETS):
        fields["eats"] = {row.diet: row.heads for row in answer.diets}
    if here.opens(ToldPart.ALLERGIES):
        fields |= {
            "allergies": [str(one) for one in allergies_of(answer.allergies)],
            "allergies_agreed_at": _moment(answer.allergies_agreed_at),
            "allergies_agreed_to_words": answer.allergies_wording,
        }
    if here.opens(ToldPart.MORE):
        fields |= {
            "brings_pram": answer.brings_pram,
            "brings_wheelchair": answer.brings_wheelchair,
            "help_with_access": answer.access_words,
            "what_they_are_proud_of": answer.proud,
            "what_must_get_better": answer.remark,
            # What organisers read of these stays as it was until others said something too.
            "organisers_read": {
                "help_with_access": answer.access_words_read,
                "what_they_are_proud_of": answer.proud_read,
                "what_must_get_better": answer.remark_read,
            },
            "copied_without_a_name_to_be_answered": {
                "what_they_are_proud_of": answer.proud_taken,
                "what_must_get_better": answer.remark_taken,
            },
        }
    return fields


def _came(session: Session, invitation: Invitation) -> dict[str, Any] | None:
    """Say what is kept of how an answer without a card came to us."""
    found = submission_of(session, invitation)
    if found is None:
        return None
    return {
        "at": _moment(found.received_at),
        "within_seconds_of_the_form": found.is_quick,
        "connection_is_kept": found.network is not None,
    }


def _merged(session: Session, invitation: Invitation) -> dict[str, Any] | None:
    """Say with which card this one was put together, because both were of the same people."""
    found = session.execute(
        select(Invitation.number, CardMerge.merged_at)
        .join(CardMerge, CardMerge.kept_id == Invitation.id)
        .where(CardMerge.invitation_id == invitation.id)
    ).first()
    return {"card": found.number, "at": _moment(found.merged_at)} if found else None


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
