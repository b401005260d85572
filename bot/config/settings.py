"""The settings: config.toml, overridden by the environment; unknown keys are refused."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.config.readings import ReadingRules, Section, Token
from bot.errors import ConfigurationFaulty

PREFIX: Final = "SPORTELLO_"
_SEPARATOR: Final = "__"
#: Keys that a file must not hold: files are copied, printed and committed.
_SECRETS: Final = (
    ("telegram", "token"),
    ("telegram", "webhook_secret"),
    ("mail", "password"),
    ("readings", "token"),
)
_TOKEN: Final = re.compile(r"[A-Za-z0-9:_-]+")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
_HOURS: Final = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")

Port = Annotated[int, Field(ge=0, le=65535)]


class Telegram(Section):
    """How the bot reaches Telegram, or any other server of the Bot API."""

    token: Token = None
    api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = None
    bulk_per_second: Annotated[int, Field(ge=1, le=1000)] = 25
    support_chat: int | None = None
    #: The longest that one send may take, connect and answer included.
    send_timeout_s: Annotated[float, Field(gt=0, le=120)] = 20.0
    #: How long Telegram may hold a request for updates when there are none.
    poll_timeout_s: Annotated[int, Field(ge=0, le=50)] = 30

    @field_validator("token")
    @classmethod
    def _token_fits_an_address(cls, token: SecretStr | None) -> SecretStr | None:
        # It stands in the address of every call, where a slash would ask for another page.
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("telegram.token is no token: copy it again from @BotFather")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _telegram_takes_the_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("telegram.webhook_secret must be 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return secret

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> "Telegram":
        if self.mode == "webhook":
            if self.webhook_url is None:
                raise ValueError("webhook mode needs webhook_url, the public base address of this bot")
            if self.webhook_secret is None:
                raise ValueError(
                    "webhook mode needs SPORTELLO_TELEGRAM__WEBHOOK_SECRET (16-256 of A-Za-z0-9_-)"
                )
        return self


class Database(Section):
    """Where everything is kept."""

    url: str = "sqlite:///var/sportello.db"

    @model_validator(mode="after")
    def _known_database(self) -> "Database":
        try:
            backend = make_url(self.url).get_backend_name()
        except ArgumentError as error:
            raise ValueError("database.url is no database address") from error
        if backend not in {"sqlite", "postgresql"}:
            raise ValueError("database.url must begin with sqlite:/// or postgresql+psycopg://")
        return self


class Web(Section):
    """Where health, figures and the webhook are listened to."""

    host: str = "127.0.0.1"
    port: Port = 8080


class Mail(Section):
    """How letters leave. Without a host none do, and what needs them is not offered."""

    host: str | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    #: The From line: ``Sportello <desk@example.org>``.
    sender: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    #: The longest that handing over one letter may take.
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 30.0

    @model_validator(mode="after")
    def _mail_is_whole(self) -> "Mail":
        if self.host is None:
            return self
        if self.sender is None or "@" not in parseaddr(self.sender)[1]:
            raise ValueError("mail.host needs mail.sender, the address that letters come from")
        if (self.user is None) is not (self.password is None):
            raise ValueError(
                "mail.user and its password belong together: "
                f"set {PREFIX}MAIL{_SEPARATOR}PASSWORD in the environment"
            )
        if self.user is not None and self.security == "none":
            raise ValueError("mail.security must be starttls or tls where a password is sent")
        return self


class Faq(Section):
    """The book of approved answers. Without a path it is the one that comes with the bot."""

    entries: Path | None = None


class Log(Section):
    """What is logged, and how it is written."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    style: Literal["lines", "json"] = "lines"


class Retention(Section):
    """How many days each kind of record is kept; a timer drops what is older."""

    updates_days: Annotated[int, Field(ge=2, le=365)] = 7
    deliveries_days: Annotated[int, Field(ge=1, le=3650)] = 30
    questions_days: Annotated[int, Field(ge=1, le=3650)] = 180
    #: Bills may be claimed and contested for some years, and a habit shows only over some.
    readings_days: Annotated[int, Field(ge=400, le=7300)] = 1830
    #: Operators look at a photo when a reading is new.
    photos_days: Annotated[int, Field(ge=1, le=7300)] = 90
    audit_days: Annotated[int, Field(ge=30, le=7300)] = 1830


class Numbers(Section):
    """Telephone numbers that urgent answers name (DOMAIN: dangers)."""

    emergency: str = "112"
    fire: str = "115"
    power_fault: str = "803500"
    gas_emergency: str = "il numero verde del pronto intervento gas che trovi sulla bolletta"


class OpeningHours(Section):
    """From when to when on a day; written as "9:00-18:00"."""

    opens: time
    closes: time

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = _HOURS.fullmatch(value.strip())
        if found is None:
            raise ValueError(f"opening hours are written like 9:00-18:00, not {value!r}")
        return {"opens": found[1].zfill(5), "closes": found[2].zfill(5)}

    @model_validator(mode="after")
    def _in_order(self) -> "OpeningHours":
        if self.opens >= self.closes:
            raise ValueError("opening hours must end after they begin")
        return self


class HelpLine(Section):
    """A telephone that people answer: its number and hours. On holidays nobody does."""

    number: str
    weekdays: OpeningHours | None = None
    saturday: OpeningHours | None = None
    sunday: OpeningHours | None = None


class HelpLines(Section):
    """The help lines that dialogs name (seed 000; the sources name none of Energia Corrente)."""

    e_distribuzione: HelpLine = HelpLine(
        number="803500",
        weekdays=OpeningHours(opens=time(9), closes=time(18)),
        saturday=OpeningHours(opens=time(9), closes=time(13)),
    )


class Settings(BaseSettings):
    """All settings. Read them with `load`, which refuses what is unknown and lists every fault."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=_SEPARATOR, extra="forbid", frozen=True
    )

    telegram: Telegram = Telegram()
    database: Database = Database()
    web: Web = Web()
    mail: Mail = Mail()
    faq: Faq = Faq()
    log: Log = Log()
    retention: Retention = Retention()
    readings: ReadingRules = ReadingRules()
    numbers: Numbers = Numbers()
    help_lines: HelpLines = HelpLines()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose content arrives as the initial values."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load(path: Path | None = None) -> Settings:
    """Read the settings from `path` (default: config.toml where there is one) and the environment.

    Raises:
        ConfigurationFaulty: with every fault that was found.
    """
    content = _read_toml(path)
    faults = [*_secrets_in_file(content), *_unknown_in_environment(os.environ)]
    try:
        settings = Settings(**content)
    except ValidationError as error:
        faults += [_sentence(detail) for detail in error.errors()]
        raise ConfigurationFaulty(faults) from error
    except SettingsError as error:
        # A variable named like a section and holding no JSON; it has been called unknown above.
        raise ConfigurationFaulty(faults) from error
    if faults:
        raise ConfigurationFaulty(faults)
    return settings


def _read_toml(path: Path | None) -> dict[str, Any]:
    if path is None:
        path = Path("config.toml")
        if not path.exists():
            return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationFaulty([f"{path} cannot be read ({error.strerror})"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationFaulty([f"{path} is not TOML: {error}"]) from error


def _secrets_in_file(content: Mapping[str, Any]) -> Iterator[str]:
    for section, key in _SECRETS:
        value = content.get(section)
        if isinstance(value, dict) and key in value:
            yield (
                f"{section}.{key} is a secret and does not belong in a file: "
                f"set {PREFIX}{section.upper()}{_SEPARATOR}{key.upper()} in the environment"
            )
    database = content.get("database")
    if isinstance(database, dict) and isinstance(address := database.get("url"), str):
        try:
            has_password = make_url(address).password is not None
        except ArgumentError:
            return
        if has_password:
            yield (
                f"database.url holds a password, which does not belong in a file: "
                f"set {PREFIX}DATABASE{_SEPARATOR}URL in the environment"
            )


def _unknown_in_environment(environment: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environment):
        if not name.upper().startswith(PREFIX):
            continue
        section, *rest = name[len(PREFIX) :].lower().split(_SEPARATOR)
        field = Settings.model_fields.get(section)
        model = field.annotation if field is not None else None
        if not (isinstance(model, type) and issubclass(model, BaseModel) and rest):
            # Within a known section pydantic names what is unknown.
            yield f"unknown environment variable {name}"


def _sentence(detail: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    place = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key {place}"
        case "value_error":
            return str(detail["ctx"]["error"])
        case _:
            return f"{place}: {detail['msg']}"
