"""Where who finds a hole can write to: what a security.txt may hold (RFC 9116)."""

from urllib.parse import urlsplit

from planner.core.mail_address import can_be_written_to

MAIL = "mailto:"


def is_security_contact(said: str) -> bool:
    """Say whether it is an address of mail, with `mailto:`, or a page over https."""
    if said.startswith(MAIL):
        return can_be_written_to(said.removeprefix(MAIL))
    return is_secure_page(said)


def is_secure_page(said: str) -> bool:
    """Say whether it is the address of a page over https."""
    if not said.isascii() or not said.isprintable() or " " in said:
        return False
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
