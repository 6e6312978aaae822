"""What every column holds: a block for each table. `store/register.py` says what the words mean.

Those of accounts stand in `personal_data_accounts.py`.

When you add a column, add its name: to `other` when it says nothing of a person, else to a
block of `personal` with what is true of it. `python -m pytest tests/test_privacy_register.py` says
what is missing.
"""

from collections.abc import Mapping

from planner.store.personal_data_accounts import ACCOUNTS, of_account
from planner.store.register import Ground, Personal, Seen, Table, Term, Whose, Why


def _guest(columns: str, why: Why, ground: Ground, seen: Seen) -> Personal:
    """What a household told or did: gone some days after the event."""
    return Personal(columns, Whose.GUEST, why, ground, Term.AFTER_EVENT, seen)


def _giver(columns: str, seen: Seen, term: Term = Term.AFTER_EVENT) -> Personal:
    """Of whoever hands cards out."""
    return Personal(columns, Whose.GIVER, Why.HAND_OUT, Ground.TASK, term, seen)


REGISTER: Mapping[str, Table] = {
    **ACCOUNTS,
    "answer": Table(
        (
            _guest(
                "reply adults children toddlers is_detailed answered_by created_at updated_at",
                Why.FOOD,
                Ground.TASK,
                Seen.BY_CARD,
            ),
            _guest(
                "allergies allergies_agreed_at allergies_wording",
                Why.HEALTH,
                Ground.CONSENT,
                Seen.TOTALS,
            ),
            _guest("brings_pram brings_wheelchair", Why.WELCOME, Ground.CONSENT, Seen.GATE),
            _guest("access_words can_help", Why.WELCOME, Ground.CONSENT, Seen.TOTALS),
            _guest("remark", Why.HEARD, Ground.CONSENT, Seen.TOTALS),
        ),
        other="invitation_id event_id",
    ),
    "answer_change": Table(
        (_guest("changed_at reply heads", Why.FOOD, Ground.TASK, Seen.BY_CARD),),
        other="id event_id invitation_id",
    ),
    "answer_diet": Table(
        (_guest("diet heads", Why.FOOD, Ground.CONSENT, Seen.TOTALS),), other="invitation_id"
    ),
    "answer_total": Table(
        other="event_id at yes_heads maybe_heads no_heads yes_cards maybe_cards no_cards squares"
    ),
    "batch": Table(
        (
            _giver("name intermediary_id", Seen.ORGANISERS),
            _guest("gate_words", Why.WELCOME, Ground.TASK, Seen.GATE),
        ),
        other="id event_id kind names_intermediary largest_party languages created_at printed_at "
        "handed_out_at",
    ),
    "calendar_feed": Table(other="name etag changed_at built_after fresh_until"),
    "calendar_state": Table(other="id changes made_for"),
    "card_merge": Table(
        (_guest("kept_id merged_at", Why.FOOD, Ground.TASK, Seen.BY_CARD),),
        other="invitation_id event_id",
    ),
    "dish_day": Table(other="dish_id out_of_cooling_at eaten eaten_at ran_out_at left_over"),
    "event": Table(
        (
            Personal(
                "contact_name contact_phone",
                Whose.CONTACT,
                Why.CALL,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.EVERYBODY,
            ),
            of_account("created_by_id", Why.ACCOUNT_FOR, Seen.ORGANISERS),
        ),
        other="id slug uid sequence series_id parent_id title description event_type kind state "
        "is_public neighbourhood_id venue_id starts_at ends_at zone answers_close_at expected "
        "flyers weather capacity places_given answers_without_card largest_open_party "
        "word_afterwards staff_eating eating_percent menu_preset generosity shortage_price "
        "budget_cents fetch_minutes shop_closes_at cancelled_reason created_at updated_at "
        "calendar_block is_demonstration organisation_id unknown_cards",
    ),
    "event_dish": Table(other="id event_id position name values bought_at"),
    "event_notice": Table(
        other="id event_id kind was_starts_at was_ends_at was_place was_on words created_at "
        "told_at put_off_at mailing_id"
    ),
    "gate": Table(
        other="id event_id name seed secret_hash most_devices created_at revoked_at",
    ),
    "gate_device": Table(
        (
            Personal(
                "token_hash enrolled_at seen_at revoked_at waiting",
                Whose.VOLUNTEER,
                Why.COUNT,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.ORGANISERS,
            ),
        ),
        other="id gate_id",
    ),
    "guest_contact": Table(
        (_guest("email language confirmed_at created_at", Why.REACH, Ground.CONSENT, Seen.OWN),),
        other="invitation_id event_id",
    ),
    "imported_event": Table(other="event_id source uid recurrence_id sequence as_read"),
    "intermediary": Table(
        (_giver("name organisation created_at", Seen.ORGANISERS, Term.LAST_EVENT),),
        other="id is_demonstration organisation_id",
    ),
    "intermediary_link": Table(
        (_giver("token_hash code_hash created_at used_at", Seen.NOBODY),), other="id batch_id"
    ),
    "intermediary_request": Table(
        (_giver("words created_at done_at", Seen.GIVER),), other="id batch_id"
    ),
    "intermediary_sign_in": Table(
        (_giver("token_hash created_at", Seen.NOBODY),), other="id link_id"
    ),
    "invitation": Table(
        (
            Personal(
                "number state largest_party created_at handed_out_at replaced_by",
                Whose.GUEST,
                Why.WHOSE_CARD,
                Ground.TASK,
                Term.CARD,
                Seen.BY_CARD,
            ),
        ),
        other="id event_id batch_id seed code_hash scans_seen",
    ),
    "mailing": Table(
        (
            Personal(
                "created_by_id",
                Whose.ORGANISER,
                Why.ACCOUNT_FOR,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.ORGANISERS,
            ),
        ),
        other="id event_id kind created_at stopped_at",
    ),
    "message_rule": Table(other="event_id rule is_on days at sent_for"),
    "named_guest": Table(
        (
            _guest("name name_key created_at", Why.WHOSE_CARD, Ground.TASK, Seen.ORGANISERS),
            _guest("phone email", Why.REACH, Ground.TASK, Seen.ORGANISERS),
        ),
        other="invitation_id event_id",
    ),
    "neighbourhood": Table(other="id name slug is_demonstration"),
    "notice_told": Table(
        (_guest("told_at", Why.REACH, Ground.TASK, Seen.BY_CARD),),
        other="notice_id invitation_id",
    ),
    "organisation": Table(other="id name is_host created_at"),
    # Mail to organisers stands there too, and goes at the same moments.
    "outbox_mail": Table(
        (
            Personal(
                "to_address subject text html calendar unsubscribe_url address_hash",
                Whose.GUEST,
                Why.REACH,
                Ground.TASK,
                Term.MAIL,
                Seen.NOBODY,
            ),
            _guest(
                "key kind language created_at due_at state sent_at ended_at trouble last_error",
                Why.REACH,
                Ground.TASK,
                Seen.TOTALS,
            ),
        ),
        other="id event_id invitation_id mailing_id calendar_method tries next_try_at "
        "claimed_until",
    ),
    "placed_order": Table(other="event_id placed_at portions yes_heads diets quantiles dishes"),
    "programme_item": Table(
        other="id event_id uid sequence position starts_at ends_at title place calendar_block"
    ),
    "purge_record": Table(other="id purged_at event_id kind rows"),
    "recount": Table(other="id event_id counted_at heads"),
    "scan": Table(
        (
            _guest(
                "nonce kind unknown_code_hash adults children scanned_at phone_at received_at "
                "was_offline voids_nonce outcome",
                Why.COUNT,
                Ground.TASK,
                Seen.GATE,
            ),
        ),
        other="id event_id gate_id device_id invitation_id",
    ),
    "series": Table(other="id slug name created_at is_demonstration organisation_id"),
    "throttle": Table(
        (
            Personal(
                "key level updated_at",
                Whose.STRANGER,
                Why.PROTECT,
                Ground.SECURITY,
                Term.DAY,
                Seen.NOBODY,
            ),
        ),
    ),
    "told_apart": Table(other="invitation_id event_id"),
    "turnout": Table(
        other="id event_id series_id neighbourhood_id title held_on kind yes_heads expected came "
        "quality weather length_minutes arrival_minutes created_at is_demonstration organisation_id"
    ),
    "unsubscription": Table(
        (
            Personal(
                "address_hash created_at",
                Whose.GUEST,
                Why.NO_MORE,
                Ground.TASK,
                Term.WISH,
                Seen.NOBODY,
            ),
        ),
        other="id event_id",
    ),
    "venue": Table(
        other="id name address latitude longitude capacity neighbourhood_id is_demonstration"
    ),
    "waiting": Table(
        (
            _guest(
                "heads queued_at offered_at offered_until told_at mailed_at",
                Why.FAIR,
                Ground.TASK,
                Seen.BY_CARD,
            ),
        ),
        other="invitation_id event_id",
    ),
}
