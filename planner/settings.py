"""Settings from the environment and instance/settings.env, checked before anything starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from planner.core.mail_server import MailServer, read_mail_server
from planner.core.mail_settings import find_mail_faults
from planner.core.mail_way_in import WayIn, read_mail_in
from planner.core.retention import AUDIT_DAYS, FORGET_AFTER_DAYS, MOST_DAYS, Retention
from planner.core.return_addresses import ReturnAddresses
from planner.core.security_contact import is_secure_page, is_security_contact
from planner.core.setting_names import PREFIX, unknown_names

NOT_READ = frozenset({"instance", "mailbox"})
LANGUAGES = ("nl", "en")
LOG_FORMATS = ("text", "json")
SHORTEST_KEY = 32  # characters; `planner secret` makes 64
LEAST_AUDIT_DAYS, MOST_AUDIT_DAYS = 30, 1825
EXAMPLE_KEYS = frozenset({"dev", "secret", "changeme", "change-me", "test"})


class UnsafeSettings(Exception):
    """The planner must not start like this; `faults` says why, one sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that differs between one installation and the next."""

    secret_key: str
    """Signs cookies and forms. Changing it signs everybody out."""
    code_key: str
    """Makes and recognises codes and gate links. Changing it voids every printed card."""
    base_url: str
    """The public address, such as https://feest.example. Codes, calendars and mail carry it."""
    database_url: str
    """SQLAlchemy's address of the database; SQLite in the instance folder by default."""
    instance: Path
    """Folder of the database, the settings and the backups."""
    pooler_url: str = field(default="", repr=False)
    """Where requests ask instead: a PgBouncer before PostgreSQL, in transaction mode. Locks that a
    process keeps, tables that change and backups go to `database_url` itself."""
    organisation: str = "Planner"
    """Name at the foot of every page."""
    contact_phone: str = ""
    """Number to call when something is unclear; shown to guests."""
    security_contact: str = ""
    """Where who finds a hole writes to: mailto:… or https://…; shown in security.txt."""
    security_policy: str = ""
    """A page of https that says how reports are dealt with; named in security.txt."""
    language: str = "nl"
    """Language of people whose browser says nothing we know."""
    zone: str = "Europe/Amsterdam"
    """Time zone of new events."""
    bind: str = "127.0.0.1:8000"
    """Address and port that `planner serve` listens on."""
    workers: int = 2
    """Server processes of `planner serve`."""
    trusted_proxies: int = 0
    """How many reverse proxies stand in front and set X-Forwarded-For, -Proto and -Host."""
    backup_recipient: str = ""
    """Public halves (age1…) of the keys that open backups, with commas between them."""
    daily_backup: bool = True
    """Whether `planner serve` makes a backup a day, where it knows a key to seal it for."""
    metrics_bind: str = ""
    """Where figures for Prometheus are told: 127.0.0.1:9101, or unix:/path; empty: nowhere."""
    log_format: str = "text"
    """`text`, or `json`: a line of JSON for each request and message."""
    keep_days: int = FORGET_AFTER_DAYS
    """Days after an event on which what guests told is erased."""
    audit_days: int = AUDIT_DAYS
    """Days for which is kept who did what."""
    insecure_http: bool = False
    """Allows a base address without https, for the demonstration and for tests on one machine."""
    mail_server: str = field(default="", repr=False)
    """Where mail is handed over, such as smtp://user:password@mail.example; empty: none leaves."""
    mail_from: str = ""
    """Address that mail comes from, such as Bureau Noord <post@feest.example>."""
    mail_rate: int = 100
    """Most mails a minute."""
    mail_in: str = field(default="", repr=False)
    """Where what comes back is read: imaps://user:password@host/INBOX, or pipe; empty: nowhere."""
    mail_plus: str = "+"
    """What the mail server puts between a mailbox and what is ours to choose: post+this@…"""
    oidc_issuer: str = ""
    """Address of the employer's own sign-in (OpenID Connect), exactly as it calls itself."""
    oidc_client_id: str = ""
    """How the planner is known there."""
    oidc_client_secret: str = field(default="", repr=False)
    """The planner's password there."""
    oidc_name: str = ""
    """What the button says, such as Gemeente Heerlen; else the host of the issuer."""
    oidc_acr: str = ""
    """The value of `acr` that means a second step was taken there; `amr` with mfa always does."""
    mailbox: Path | None = None
    """Folder that mail goes to instead of leaving; only the demonstration has one."""

    @property
    def asks_at(self) -> str:
        """The address at which requests ask the database."""
        return self.pooler_url or self.database_url

    @property
    def is_https(self) -> bool:
        """Whether people reach this installation over TLS."""
        return self.base_url.startswith("https://")

    @property
    def smtp(self) -> MailServer | None:
        """The mail server; None where there is none."""
        server = read_mail_server(self.mail_server) if self.mail_server else None
        return server if isinstance(server, MailServer) else None

    @property
    def mail_leaves(self) -> bool:
        """Whether letters in the outbox go anywhere."""
        return self.smtp is not None or self.mailbox is not None

    @property
    def way_in(self) -> WayIn | None:
        """Where mail that comes back is read; None where nobody reads it."""
        way = read_mail_in(self.mail_in) if self.mail_in else None
        return None if isinstance(way, str) else way

    @property
    def return_addresses(self) -> ReturnAddresses | None:
        """What makes addresses that say whose they are; None where nobody reads what comes."""
        if self.way_in is None:
            return None
        return ReturnAddresses(self.sender[1], self.mail_plus, self.code_key)

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address that mail comes from; also the organiser in calendar messages."""
        name, address = parseaddr(self.mail_from)
        return name or self.organisation, address or f"planner@{urlsplit(self.base_url).hostname}"

    @property
    def retention(self) -> Retention:
        """How long what is kept may be kept: the purge and every promise on screen follow it."""
        return Retention(keep_days=self.keep_days, audit_days=self.audit_days)

    @cached_property
    def host(self) -> str:
        """Host and port of the public address, without credentials or path."""
        return urlsplit(self.base_url).netloc


def read_settings(environment: Mapping[str, str], instance: Path) -> Settings:
    """Read PLANNER_* from the environment, then from settings.env; PLANNER_X_FILE names a file.

    Raises:
        UnsafeSettings: with every fault found and its cure, not only the first.
    """
    found = {**read_file(instance / "settings.env"), **environment}
    faults = unknown_names(found, [f"{PREFIX}{name.upper()}" for name in _names()])
    values = {name: _value_of(name, found, faults) for name in _names()}
    settings = Settings(
        secret_key=values["secret_key"] or "",
        code_key=values["code_key"] or "",
        base_url=(values["base_url"] or "").rstrip("/"),
        database_url=values["database_url"] or f"sqlite:///{instance / 'planner.db'}",
        pooler_url=values["pooler_url"] or "",
        instance=instance,
        organisation=values["organisation"] or Settings.organisation,
        contact_phone=values["contact_phone"] or "",
        security_contact=values["security_contact"] or "",
        security_policy=values["security_policy"] or "",
        language=values["language"] or Settings.language,
        zone=values["zone"] or Settings.zone,
        bind=values["bind"] or Settings.bind,
        workers=_whole("workers", values["workers"], Settings.workers, faults),
        trusted_proxies=_whole(
            "trusted_proxies", values["trusted_proxies"], Settings.trusted_proxies, faults
        ),
        backup_recipient=values["backup_recipient"] or "",
        daily_backup=_is_on(values["daily_backup"] or "on"),
        metrics_bind=values["metrics_bind"] or "",
        log_format=values["log_format"] or Settings.log_format,
        insecure_http=_is_on(values["insecure_http"] or ""),
        mail_server=values["mail_server"] or "",
        mail_from=values["mail_from"] or "",
        mail_in=values["mail_in"] or "",
        mail_plus=values["mail_plus"] or Settings.mail_plus,
        oidc_issuer=values["oidc_issuer"] or "",
        oidc_client_id=values["oidc_client_id"] or "",
        oidc_client_secret=values["oidc_client_secret"] or "",
        oidc_name=values["oidc_name"] or "",
        oidc_acr=values["oidc_acr"] or "",
        mail_rate=_whole("mail_rate", values["mail_rate"], Settings.mail_rate, faults),
        keep_days=_whole("keep_days", values["keep_days"], Settings.keep_days, faults),
        audit_days=_whole("audit_days", values["audit_days"], Settings.audit_days, faults),
    )
    faults.extend(_find_faults(settings))
    if faults:
        raise UnsafeSettings(faults)
    return settings


def _names() -> list[str]:
    return [one.name for one in fields(Settings) if one.name not in NOT_READ]


def read_file(path: Path) -> dict[str, str]:
    """Read KEY=VALUE lines; # begins a comment, quotes around a value are dropped."""
    if not path.is_file():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, separator, value = line.strip().partition("=")
        if separator and not key.startswith("#"):
            values[key.strip()] = value.strip().strip("\"'")
    return values


def _value_of(name: str, found: Mapping[str, str], faults: list[str]) -> str | None:
    variable = f"PLANNER_{name.upper()}"
    named_file = found.get(f"{variable}_FILE")
    if not named_file:
        return found.get(variable)
    try:
        return Path(named_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        faults.append(f"{variable}_FILE names {named_file!r}, which can't be read: {error}.")
        return None


def _is_on(value: str) -> bool:
    return value.lower() in {"1", "true", "yes", "on"}


def _whole(name: str, value: str | None, default: int, faults: list[str]) -> int:
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        faults.append(f"PLANNER_{name.upper()} is {value!r}. Write a whole number.")
        return default


def _find_faults(settings: Settings) -> list[str]:
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
    both = (settings.pooler_url, settings.database_url)
    if settings.pooler_url and not all(url.startswith("postgresql") for url in both):
        faults.append(
            "PLANNER_POOLER_URL is for PostgreSQL only. Write both it and PLANNER_DATABASE_URL "
            "like postgresql://user@host/name."
        )
    faults.extend(_keeping_faults(settings))
    faults.extend(_watching_faults(settings))
    faults.extend(find_mail_faults(settings))
    return faults


def _keeping_faults(settings: Settings) -> list[str]:
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


def _watching_faults(settings: Settings) -> list[str]:
    faults = []
    if settings.security_contact and not is_security_contact(settings.security_contact):
        faults.append(
            f"PLANNER_SECURITY_CONTACT is {settings.security_contact!r}. Write it like "
            "mailto:security@feest.example or https://feest.example/report."
        )
    if settings.security_policy and not is_secure_page(settings.security_policy):
        faults.append(
            f"PLANNER_SECURITY_POLICY is {settings.security_policy!r}. Write it like "
            "https://feest.example/policy."
        )
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


def _address_faults(settings: Settings) -> list[str]:
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
            f"PLANNER_BASE_URL is {settings.base_url!r}, without https. Set up HTTPS, or "
            "write PLANNER_INSECURE_HTTP=1 in instance/settings.env to try things out on this "
            "machine only."
        ]
    return []


def _outside_faults(settings: Settings) -> list[str]:
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
            "PLANNER_OIDC_ISSUER is set, and what it needs is not installed. Run `make extras`."
        )
    return faults
