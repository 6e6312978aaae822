"""Settings from the environment and instance/settings.env, checked before anything starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from planner.core.retention import AUDIT_DAYS, FORGET_AFTER_DAYS, MOST_DAYS, Retention

LANGUAGES = ("nl", "en")
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
    organisation: str = "Planner"
    """Name at the foot of every page."""
    contact_phone: str = ""
    """Number to call when something is unclear; shown to guests."""
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
    keep_days: int = FORGET_AFTER_DAYS
    """Days after an event on which what guests told is erased."""
    audit_days: int = AUDIT_DAYS
    """Days for which is kept who did what."""
    insecure_http: bool = False
    """Allows a base address without https, for the demonstration and for tests on one machine."""

    @property
    def is_https(self) -> bool:
        """Whether people reach this installation over TLS."""
        return self.base_url.startswith("https://")

    @property
    def retention(self) -> Retention:
        """How long what is kept may be kept: the purge and every promise on screen follow it."""
        return Retention(keep_days=self.keep_days, audit_days=self.audit_days)

    @property
    def host(self) -> str:
        """Host and port of the public address, without credentials or path."""
        return urlsplit(self.base_url).netloc


def read_settings(environment: Mapping[str, str], instance: Path) -> Settings:
    """Read PLANNER_* from the environment, then from settings.env; PLANNER_X_FILE names a file.

    Raises:
        UnsafeSettings: with every fault found and its cure, not only the first.
    """
    found = {**_read_file(instance / "settings.env"), **environment}
    faults: list[str] = []
    values = {name: _value_of(name, found, faults) for name in _names()}
    settings = Settings(
        secret_key=values["secret_key"] or "",
        code_key=values["code_key"] or "",
        base_url=(values["base_url"] or "").rstrip("/"),
        database_url=values["database_url"] or f"sqlite:///{instance / 'planner.db'}",
        instance=instance,
        organisation=values["organisation"] or Settings.organisation,
        contact_phone=values["contact_phone"] or "",
        language=values["language"] or Settings.language,
        zone=values["zone"] or Settings.zone,
        bind=values["bind"] or Settings.bind,
        workers=_whole("workers", values["workers"], Settings.workers, faults),
        trusted_proxies=_whole(
            "trusted_proxies", values["trusted_proxies"], Settings.trusted_proxies, faults
        ),
        keep_days=_whole("keep_days", values["keep_days"], Settings.keep_days, faults),
        audit_days=_whole("audit_days", values["audit_days"], Settings.audit_days, faults),
        insecure_http=(values["insecure_http"] or "").lower() in {"1", "true", "yes"},
    )
    faults.extend(find_faults(settings))
    if faults:
        raise UnsafeSettings(faults)
    return settings


def find_faults(settings: Settings) -> list[str]:
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
            f"PLANNER_BASE_URL is {settings.base_url!r}, without https. Set up HTTPS, or set "
            "PLANNER_INSECURE_HTTP=1 to try things out on this machine only."
        ]
    return []


def _names() -> list[str]:
    return [field.name for field in fields(Settings) if field.name != "instance"]


def _read_file(path: Path) -> dict[str, str]:
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


def _whole(name: str, value: str | None, default: int, faults: list[str]) -> int:
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        faults.append(f"PLANNER_{name.upper()} is {value!r}. Write a whole number.")
        return default
