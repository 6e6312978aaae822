"""What is wrong with settings, one sentence each, with its cure."""

from email.utils import parseaddr
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from planner.core.mail import can_be_written_to
from planner.core.mail_server import read_mail_server
from planner.core.retention import MOST_DAYS

if TYPE_CHECKING:
    from planner.settings import Settings

LANGUAGES = ("nl", "en")
LOG_FORMATS = ("text", "json")
SHORTEST_KEY = 32  # characters; `planner secret` makes 64
LEAST_AUDIT_DAYS, MOST_AUDIT_DAYS = 30, 1825
EXAMPLE_KEYS = frozenset({"dev", "secret", "changeme", "change-me", "test"})


def find_faults(settings: "Settings") -> list[str]:
    """Return one sentence for each setting that is missing, weak or impossible, with its cure."""
    faults = [
        fault
        for name in ("secret_key", "code_key")
        for fault in _key_faults(name, getattr(settings, name))
    ]
    if settings.secret_key and settings.secret_key == settings.code_key:
        faults.append(
            "PLANNER_SECRET_KEY and PLANNER_CODE_KEY are equal. Run `planner secret` again and "
            "give each its own line in settings.env."
        )
    faults.extend(_address_faults(settings))
    faults.extend(_outside_faults(settings))
    if settings.language not in LANGUAGES:
        faults.append(
            f"PLANNER_LANGUAGE is {settings.language!r}. Choose one of: {', '.join(LANGUAGES)}."
        )
    if settings.zone not in available_timezones():
        faults.append(
            f"PLANNER_ZONE is {settings.zone!r}, which is no time zone. "
            "Write it like Europe/Amsterdam."
        )
    else:
        ZoneInfo(settings.zone)
    if settings.workers < 1:
        faults.append("PLANNER_WORKERS must be 1 or more.")
    faults.extend(_keeping_faults(settings))
    faults.extend(_watching_faults(settings))
    faults.extend(_mail_faults(settings))
    return faults


def _keeping_faults(settings: "Settings") -> list[str]:
    faults = []
    if not 1 <= settings.keep_days <= MOST_DAYS:
        faults.append(
            f"PLANNER_KEEP_DAYS is {settings.keep_days}. Write how many days after an event what "
            f"guests told is erased, from 1 to {MOST_DAYS}."
        )
    if not LEAST_AUDIT_DAYS <= settings.audit_days <= MOST_AUDIT_DAYS:
        faults.append(
            f"PLANNER_AUDIT_DAYS is {settings.audit_days}. Write for how many days is kept who did "
            f"what, from {LEAST_AUDIT_DAYS} to {MOST_AUDIT_DAYS:,}."
        )
    return faults


def _watching_faults(settings: "Settings") -> list[str]:
    faults = []
    if settings.log_format not in LOG_FORMATS:
        faults.append(
            f"PLANNER_LOG_FORMAT is {settings.log_format!r}. "
            f"Choose one of: {', '.join(LOG_FORMATS)}."
        )
    port = settings.metrics_bind.rpartition(":")[2]
    is_socket = settings.metrics_bind.startswith("unix:/")
    if settings.metrics_bind and not is_socket and not port.isdecimal():
        faults.append(
            f"PLANNER_METRICS_BIND is {settings.metrics_bind!r}. "
            "Write it like 127.0.0.1:9101 or unix:/run/planner/metrics.sock."
        )
    return faults


def _mail_faults(settings: "Settings") -> list[str]:
    faults = []
    address = parseaddr(settings.mail_from)[1]
    is_address = settings.mail_from.isprintable() and can_be_written_to(address)
    if settings.mail_from and not is_address:
        faults.append(
            f"PLANNER_MAIL_FROM is {settings.mail_from!r}. Write it like post@feest.example or "
            "Bureau Noord <post@feest.example>."
        )
    if settings.mail_server:
        server = read_mail_server(settings.mail_server)
        if isinstance(server, str):
            faults.append(f"PLANNER_MAIL_SERVER can't be understood. {server}")
        if not settings.mail_from:
            faults.append(
                "PLANNER_MAIL_FROM is missing. Mail needs an address to come from, such as "
                "Bureau Noord <post@feest.example>; people's answers go there."
            )
    if settings.mail_rate < 1:
        faults.append("PLANNER_MAIL_RATE must be 1 or more mails a minute.")
    return faults


def _key_faults(name: str, key: str) -> list[str]:
    variable = f"PLANNER_{name.upper()}"
    if not key:
        return [
            f"{variable} is missing. Run `planner secret` and put its lines in "
            "instance/settings.env."
        ]
    if len(key) < SHORTEST_KEY or key.lower() in EXAMPLE_KEYS or len(set(key)) < 8:
        return [f"{variable} is too easy to guess. Run `planner secret` for a good one."]
    return []


def _address_faults(settings: "Settings") -> list[str]:
    parts = urlsplit(settings.base_url)
    if not settings.base_url:
        return [
            "PLANNER_BASE_URL is missing. Printed codes carry it, so set it to the public "
            "address, for example https://feest.example."
        ]
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.username:
        return [f"PLANNER_BASE_URL is {settings.base_url!r}. Write it like https://feest.example."]
    if parts.path or parts.query or parts.fragment:
        return [
            f"PLANNER_BASE_URL is {settings.base_url!r}. Leave out everything after the host "
            "name: a short address makes a code that scans well."
        ]
    if parts.scheme == "http" and not settings.insecure_http:
        return [
            f"PLANNER_BASE_URL is {settings.base_url!r}, without https. Set up HTTPS, or set "
            "PLANNER_INSECURE_HTTP=1 to try things out on this machine only."
        ]
    return []


def _outside_faults(settings: "Settings") -> list[str]:
    if not settings.oidc_issuer:
        return []
    faults = [
        f"PLANNER_{name.upper()} is missing. The provider of PLANNER_OIDC_ISSUER gives it out."
        for name in ("oidc_client_id", "oidc_client_secret")
        if not getattr(settings, name)
    ]
    parts = urlsplit(settings.oidc_issuer)
    is_here = settings.insecure_http and parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not is_here:
        faults.append(
            f"PLANNER_OIDC_ISSUER is {settings.oidc_issuer!r}. Write the issuer's address with "
            "https, exactly as it stands in its openid-configuration."
        )
    if find_spec("authlib") is None or find_spec("requests") is None:
        faults.append(
            "PLANNER_OIDC_ISSUER is set, and what it needs is not installed. Run `make extras`, or "
            "install planner[oidc]."
        )
    return faults
