"""What machines ask of a site: is it alive, what may be read, whom to warn."""

from datetime import timedelta

from flask import Response, abort, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from planner.exports.phones import phone_href
from planner.services.upkeep import readiness
from planner.web.clock import now
from planner.web.db import reading_session, store
from planner.web.errors import RETRY_AFTER_SECONDS
from planner.web.installation import settings
from planner.web.public import signs_bp

# Calendars must be allowed, private ones too: Google's refuses feeds that this file blocks. Cards
# must not: an address with a code in it is nobody's business but the holder's.
ROBOTS = """\
User-agent: *
Allow: /$
Allow: /e/
Allow: /series/
Allow: /neighbourhood/
Allow: /calendar
Allow: /my-calendar/
Allow: /static/
Disallow: /
"""
TRUSTED_FOR = timedelta(days=180)


@signs_bp.get("/healthz")
def say_health() -> ResponseReturnValue:
    """Say whether the planner and its database work, for whatever watches over them."""
    try:
        reading_session().execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return jsonify(status="broken", database="does not answer"), 503
    return jsonify(status="ok")


@signs_bp.get("/readyz")
def say_ready() -> ResponseReturnValue:
    """Say whether requests may be sent to this server, for a balancer in front of several."""
    found = readiness.look(store(), settings().instance)
    backup_at = found.last_backup_at
    age = None if backup_at is None else round((now() - backup_at).total_seconds() / 3600, 1)
    answer = jsonify(
        status="ready" if found.is_ready else "not ready",
        database="ok" if found.is_database_there else "does not answer",
        tables="ok" if found.are_tables_current else "not up to date",
        disk="ok" if found.has_room else "nearly full",
        last_backup_hours_ago=age,
    )
    if found.is_ready:
        return answer
    answer.status_code = 503
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


@signs_bp.get("/robots.txt")
def say_robots() -> ResponseReturnValue:
    """Tell search engines and calendars what they may read."""
    return Response(ROBOTS, content_type="text/plain; charset=utf-8")


@signs_bp.get("/.well-known/security.txt")
def say_security() -> ResponseReturnValue:
    """Tell who finds a hole whom to tell, the best way first. Source: RFC 9116."""
    town = settings()
    phone = phone_href(town.contact_phone)
    # RFC 3966: an address is a number that can be dialled from anywhere.
    ways = [town.security_contact, phone if phone.startswith("tel:+") else ""]
    contacts = [f"Contact: {way}" for way in ways if way]
    if not contacts:
        abort(404)
    expires = (now() + TRUSTED_FOR).replace(microsecond=0)
    lines = [
        *contacts,
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
    ]
    if town.is_https:  # RFC 9116 wants both over https, or not at all
        lines.append(f"Canonical: {town.base_url}/.well-known/security.txt")
    if town.security_policy:
        lines.append(f"Policy: {town.security_policy}")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
