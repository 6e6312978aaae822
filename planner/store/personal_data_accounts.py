"""What the columns of accounts hold: the part of `personal_data.REGISTER` about who signs in."""

from collections.abc import Mapping

from planner.store.register import Ground, Personal, Seen, Table, Term, Whose, Why


def of_account(columns: str, why: Why, seen: Seen) -> Personal:
    """Of an account: gone some days after it was closed."""
    return Personal(columns, Whose.ORGANISER, why, Ground.TASK, Term.ACCOUNT, seen)


ACCOUNTS: Mapping[str, Table] = {
    "account": Table(
        (
            of_account("email name", Why.SIGN_IN, Seen.ORGANISERS),
            of_account("role", Why.SIGN_IN, Seen.ORGANISERS),
            of_account(
                "password_hash language created_at disabled_at outside_id",
                Why.SIGN_IN,
                Seen.NOBODY,
            ),
        ),
        other="id is_demonstration organisation_id",
    ),
    "account_link": Table(
        (
            Personal(
                "purpose token_hash created_at expires_at",
                Whose.ORGANISER,
                Why.SIGN_IN,
                Ground.SECURITY,
                Term.LINK,
                Seen.NOBODY,
            ),
        ),
        other="id account_id",
    ),
    "audit_entry": Table(
        (
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
    "calendar_key": Table(
        (
            Personal(
                "holder token_hash created_at revoked_at",
                Whose.ORGANISER,
                Why.SIGN_IN,
                Ground.SECURITY,
                Term.STOPPED_KEY,
                Seen.NOBODY,
            ),
        ),
        other="id kind account_id",
    ),
    "calendar_upload": Table(
        (
            Personal(
                "source found created_at",
                Whose.ORGANISER,
                Why.PLAN,
                Ground.TASK,
                Term.DAY,
                Seen.OWN,
            ),
        ),
        other="id account_id",
    ),
    "recovery_code": Table(
        (of_account("code_hash created_at", Why.SIGN_IN, Seen.NOBODY),), other="account_id"
    ),
    "second_factor": Table(
        (
            of_account("kind name created_at", Why.SIGN_IN, Seen.OWN),
            of_account(
                "seed last_step credential_id public_key sign_count confirmed_at used_at",
                Why.SIGN_IN,
                Seen.NOBODY,
            ),
        ),
        other="id account_id",
    ),
    "sign_in": Table(
        (
            Personal(
                "token_hash browser created_at seen_at ended_at proven_at had_factor challenge",
                Whose.ORGANISER,
                Why.SIGN_IN,
                Ground.SECURITY,
                Term.SIGN_IN,
                Seen.OWN,
            ),
        ),
        other="id account_id",
    ),
    "team_member": Table(
        (of_account("role created_at", Why.SIGN_IN, Seen.ORGANISERS),),
        other="account_id event_id",
    ),
}
