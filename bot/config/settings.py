"""The settings: config.toml, overridden by the environment; unknown keys are refused."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.config.broadcasts import Broadcasts
from bot.config.console import Console
from bot.config.desk import Desk
from bot.config.help_lines import HelpLines
from bot.config.mail import Mail
from bot.config.notices import Notices
from bot.config.readings import ReadingRules
from bot.config.retention import Retention
from bot.config.section import PREFIX, SEPARATOR, Section
from bot.config.telegram import Telegram
from bot.errors import ConfigurationFaulty

#: Keys that a file must not hold: files are copied, printed and committed.
_SECRETS: Final = (
    ("telegram", "token"),
    ("telegram", "webhook_secret"),
    ("mail", "password"),
    ("readings", "token"),
)

Port = Annotated[int, Field(ge=0, le=65535)]


class Database(Section):
    """Where everything is kept."""

    #: It may hold a password, so it is not shown.
    url: Annotated[str, Field(repr=False)] = "sqlite:///var/sportello.db"

    @model_validator(mode="after")
    def _known_database(self) -> Self:
        try:
            backend = make_url(self.url).get_backend_name()
        except ArgumentError as error:
            raise ValueError("database.url is no database address") from error
        if backend not in {"sqlite", "postgresql"}:
            raise ValueError("database.url must begin with sqlite:/// or postgresql+psycopg://")
        return self


class Web(Section):
    """Where the webhook is listened to, and health and figures, with it or apart from it."""

    host: str = "127.0.0.1"
    port: Port = 8080
    #: Where set, health and figures are listened to here only.
    metrics_host: str | None = None
    metrics_port: Port | None = None

    @model_validator(mode="after")
    def _whole_address(self) -> Self:
        if self.metrics_host is not None and self.metrics_port is None:
            raise ValueError("web.metrics_host needs web.metrics_port")
        return self


class Faq(Section):
    """The book of approved answers. Without a path it is the one that comes with the bot."""

    entries: Path | None = None


class Log(Section):
    """What is logged, and how it is written."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    style: Literal["lines", "json"] = "lines"


class Numbers(Section):
    """Telephone numbers that urgent answers name (DOMAIN: dangers)."""

    emergency: str = "112"
    fire: str = "115"
    power_fault: str = "803500"
    gas_emergency: str = "il numero verde del pronto intervento gas che trovi sulla bolletta"


class _Environment(EnvSettingsSource):
    """The environment. What should be a table and is no JSON is left to the section to read or refuse."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:  # noqa: ANN401 - as in the class above
        """Return the value that a variable's JSON says, or its words as they are."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


class Settings(BaseSettings):
    """All settings. Read them with `load`, which refuses what is unknown and lists every fault."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=SEPARATOR, extra="forbid", frozen=True
    )

    telegram: Telegram = Telegram()
    database: Database = Database()
    web: Web = Web()
    console: Console = Console()
    mail: Mail = Mail()
    faq: Faq = Faq()
    log: Log = Log()
    retention: Retention = Retention()
    readings: ReadingRules = ReadingRules()
    notices: Notices = Notices()
    desk: Desk = Desk()
    broadcasts: Broadcasts = Broadcasts()
    numbers: Numbers = Numbers()
    help_lines: HelpLines = HelpLines()

    @model_validator(mode="after")
    def _console_is_private(self) -> Self:
        """Nobody types a password into a page that others can read on the way."""
        url = self.console.public_url
        is_public = self.web.host not in {"127.0.0.1", "localhost", "::1"}
        if self.console.enabled and url is None and is_public:
            raise ValueError(
                "console.enabled needs console.public_url where web.host is not this machine alone"
            )
        if self.console.enabled and url is not None and url.scheme != "https":
            raise ValueError("console.public_url must begin with https://: passwords are typed there")
        if self.console.enabled and url is not None and not self.console.trusted_proxies:
            raise ValueError(
                "console.public_url needs console.trusted_proxies, the addresses of what speaks https for us:"
                " otherwise everybody seems to come from there, and who guesses makes all others wait"
            )
        return self

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
        del env_settings, dotenv_settings, file_secret_settings
        return _Environment(settings_cls), init_settings


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
        faults.append(f"the environment: {error}")
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
                f"set {PREFIX}{section.upper()}{SEPARATOR}{key.upper()} in the environment"
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
                f"set {PREFIX}DATABASE{SEPARATOR}URL in the environment"
            )


def _unknown_in_environment(environment: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environment):
        if not name.upper().startswith(PREFIX):
            continue
        section, *rest = name[len(PREFIX) :].lower().split(SEPARATOR)
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
