"""What every column holds: a block for each table. `store/register.py` says what the words mean.

When you add a column, add its name here: to `other` when it says nothing of a person, else to a
`Personal` block with what is true of it. `python -m pytest tests/test_privacy_register.py` says
what is missing.
"""

from collections.abc import Mapping

from planner.store.register import Ground, Personal, Seen, Table, Term, Whose, Why

_DIETS = Personal(
    "diet heads", Whose.GUEST, Why.FOOD, Ground.CONSENT, Term.AFTER_EVENT, Seen.TOTALS
)
_ACCOUNT = (Ground.TASK, Term.ACCOUNT)

REGISTER: Mapping[str, Table] = {
    "account": Table(
        personal=(
            Personal("email name", Whose.ORGANISER, Why.SIGN_IN, *_ACCOUNT, Seen.ORGANISERS),
            Personal(
                "password_hash language created_at disabled_at",
                Whose.ORGANISER,
                Why.SIGN_IN,
                *_ACCOUNT,
                Seen.NOBODY,
            ),
        ),
        other="id is_demonstration",
    ),
    "answer": Table(
        personal=(
            Personal(
                "reply adults children toddlers is_detailed answered_by created_at updated_at",
                Whose.GUEST,
                Why.FOOD,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.BY_CARD,
            ),
            Personal(
                "allergies allergies_agreed_at allergies_wording",
                Whose.GUEST,
                Why.HEALTH,
                Ground.CONSENT,
                Term.AFTER_EVENT,
                Seen.TOTALS,
            ),
            Personal(
                "brings_pram brings_wheelchair",
                Whose.GUEST,
                Why.WELCOME,
                Ground.CONSENT,
                Term.AFTER_EVENT,
                Seen.GATE,
            ),
            Personal(
                "access_words can_help",
                Whose.GUEST,
                Why.WELCOME,
                Ground.CONSENT,
                Term.AFTER_EVENT,
                Seen.TOTALS,
            ),
            Personal(
                "remark", Whose.GUEST, Why.HEARD, Ground.CONSENT, Term.AFTER_EVENT, Seen.TOTALS
            ),
        ),
        other="invitation_id event_id",
    ),
    "answer_change": Table(
        personal=(
            Personal(
                "changed_at reply heads",
                Whose.GUEST,
                Why.FOOD,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.BY_CARD,
            ),
        ),
        other="id event_id invitation_id",
    ),
    "answer_diet": Table(personal=(_DIETS,), other="invitation_id"),
    "answer_total": Table(
        other="event_id at yes_heads maybe_heads no_heads yes_cards maybe_cards no_cards squares"
    ),
    "audit_entry": Table(
        personal=(
            Personal(
                "account_id at what actor fields",
                Whose.ORGANISER,
                Why.ACCOUNT_FOR,
                Ground.SECURITY,
                Term.AUDIT,
                Seen.ORGANISERS,
            ),
        ),
        other="id event_id batch_id",
    ),
    "batch": Table(
        personal=(
            Personal(
                "name intermediary_id",
                Whose.GIVER,
                Why.HAND_OUT,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.ORGANISERS,
            ),
        ),
        other="id event_id kind names_intermediary largest_party languages created_at printed_at "
        "handed_out_at",
    ),
    "calendar_feed": Table(other="name etag changed_at"),
    "card_merge": Table(
        personal=(
            Personal(
                "kept_id merged_at",
                Whose.GUEST,
                Why.FOOD,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.BY_CARD,
            ),
        ),
        other="invitation_id event_id",
    ),
    "dish_day": Table(other="dish_id out_of_cooling_at eaten eaten_at ran_out_at left_over"),
    "event": Table(
        personal=(
            Personal(
                "contact_name contact_phone",
                Whose.CONTACT,
                Why.CALL,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.EVERYBODY,
            ),
            Personal("created_by_id", Whose.ORGANISER, Why.ACCOUNT_FOR, *_ACCOUNT, Seen.ORGANISERS),
        ),
        other="id slug uid sequence series_id parent_id title description event_type kind state "
        "is_public neighbourhood_id venue_id starts_at ends_at zone answers_close_at expected "
        "flyers weather capacity places_given answers_without_card largest_open_party "
        "word_afterwards staff_eating eating_percent menu_preset generosity shortage_price "
        "budget_cents fetch_minutes shop_closes_at cancelled_reason created_at updated_at "
        "calendar_block is_demonstration",
    ),
    "event_dish": Table(other="id event_id position name values bought_at"),
    "gate": Table(
        other="id event_id name seed secret_hash most_devices created_at revoked_at",
    ),
    "gate_device": Table(
        personal=(
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
    "intermediary": Table(
        personal=(
            Personal(
                "name organisation created_at",
                Whose.GIVER,
                Why.HAND_OUT,
                Ground.TASK,
                Term.LAST_EVENT,
                Seen.ORGANISERS,
            ),
        ),
        other="id is_demonstration",
    ),
    "intermediary_link": Table(
        personal=(
            Personal(
                "token_hash code_hash created_at used_at",
                Whose.GIVER,
                Why.HAND_OUT,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.NOBODY,
            ),
        ),
        other="id batch_id",
    ),
    "intermediary_request": Table(
        personal=(
            Personal(
                "words created_at done_at",
                Whose.GIVER,
                Why.HAND_OUT,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.GIVER,
            ),
        ),
        other="id batch_id",
    ),
    "intermediary_sign_in": Table(
        personal=(
            Personal(
                "token_hash created_at",
                Whose.GIVER,
                Why.HAND_OUT,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.NOBODY,
            ),
        ),
        other="id link_id",
    ),
    "invitation": Table(
        personal=(
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
    "named_guest": Table(
        personal=(
            Personal(
                "name name_key created_at",
                Whose.GUEST,
                Why.WHOSE_CARD,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.ORGANISERS,
            ),
            Personal(
                "phone email",
                Whose.GUEST,
                Why.REACH,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.ORGANISERS,
            ),
        ),
        other="invitation_id event_id",
    ),
    "neighbourhood": Table(other="id name slug is_demonstration"),
    "placed_order": Table(other="event_id placed_at portions yes_heads diets quantiles dishes"),
    "purge_record": Table(other="id purged_at event_id kind rows"),
    "recount": Table(other="id event_id counted_at heads"),
    "scan": Table(
        personal=(
            Personal(
                "nonce kind unknown_code_hash adults children scanned_at phone_at received_at "
                "was_offline voids_nonce outcome",
                Whose.GUEST,
                Why.COUNT,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.GATE,
            ),
        ),
        other="id event_id gate_id device_id invitation_id",
    ),
    "series": Table(other="id slug name created_at is_demonstration"),
    "sign_in": Table(
        personal=(
            Personal(
                "token_hash browser created_at seen_at ended_at",
                Whose.ORGANISER,
                Why.SIGN_IN,
                Ground.SECURITY,
                Term.SIGN_IN,
                Seen.OWN,
            ),
        ),
        other="id account_id",
    ),
    "throttle": Table(
        personal=(
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
        "quality weather length_minutes arrival_minutes created_at is_demonstration"
    ),
    "venue": Table(
        other="id name address latitude longitude capacity neighbourhood_id is_demonstration"
    ),
    "waiting": Table(
        personal=(
            Personal(
                "heads queued_at offered_at offered_until told_at",
                Whose.GUEST,
                Why.FAIR,
                Ground.TASK,
                Term.AFTER_EVENT,
                Seen.BY_CARD,
            ),
        ),
        other="invitation_id event_id",
    ),
}
