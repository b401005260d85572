"""The settings of gas self-reading: when readings are taken, what is plausible, where they go."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import (
    AwareDatetime,
    Field,
    HttpUrl,
    SecretStr,
    field_validator,
    model_validator,
)

from bot.config.section import Section, Token
from bot.local_time import EARLIEST_DAY, earliest_moment, latest_moment

#: Cubic metres an hour at most, by class (DOMAIN, self-reading checks; beyond them 1.6 times the nominal
#: size, in the steps of EN 1359).
QMAX_M3H: Final[Mapping[str, float]] = {
    "G1.6": 2.5, "G2.5": 4, "G4": 6, "G6": 10, "G10": 16, "G16": 25, "G25": 40, "G40": 65, "G65": 100,
    "G100": 160, "G160": 250, "G250": 400, "G400": 650, "G650": 1000, "G1000": 1600,
}  # fmt: skip

#: The vendor of the second source, as readings and windows name it. The guides have their own name for its
#: portal, which is written alike: a file of windows may name this one, saved conversations that one.
DEFAULT_VENDOR: Final = "energia-corrente"
#: What a vendor may be called here and in files.
VENDOR: Final = r"^[a-z0-9][a-z0-9.-]{0,39}$"
#: What may stand in a header: any other character would be refused at every batch (RFC 6750, b64token).
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]+")

_Positive = Annotated[float, Field(gt=0)]
_AtLeastOne = Annotated[float, Field(ge=1)]


def _local(value: object) -> datetime | None:
    """A date-time without a zone, from TOML or as text; None where it is something else."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo is None else None


def _too_early(key: str) -> str:
    return f"{key} of a reading window is before {EARLIEST_DAY.year}"


class ReadingWindow(Section):
    """From when to when a vendor takes readings; written as local date-times without a zone."""

    vendor: Annotated[str, Field(pattern=VENDOR)]
    opens: AwareDatetime
    closes: AwareDatetime

    @model_validator(mode="before")
    @classmethod
    def _as_on_the_wall(cls, values: object) -> object:
        """An hour that comes twice or never is read in favour of those who send."""
        if not isinstance(values, dict):
            return values
        read = dict(values)
        for key, meaning in (("opens", earliest_moment), ("closes", latest_moment)):
            local = _local(read.get(key))
            if local is None:
                continue
            if local.date() < EARLIEST_DAY:
                raise ValueError(_too_early(key))
            read[key] = meaning(local)
        return read

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens.date() < EARLIEST_DAY:
            raise ValueError(_too_early("opens"))
        if self.opens >= self.closes:
            raise ValueError(f"a reading window of {self.vendor} must close after it opens")
        return self


class Plausibility(Section):
    """Where a value is refused, and where it is asked about once more (DOMAIN, self-reading checks)."""

    #: Cubic metres an hour at most, by class of the meter; what is named here takes the place of the default.
    qmax_m3h: Mapping[str, _Positive] = {}
    #: A corrector counts at standard pressure: at most so many times what the meter counts.
    corrector_factor: _AtLeastOne = 10.0
    #: How many digits a corrector shows where the customer file does not say.
    corrector_digits: Annotated[int, Field(ge=4, le=9)] = 8
    #: So many times more or less than in the same season of earlier years is asked about.
    same_season_factor: _AtLeastOne = 3.0
    #: The same where only other seasons are known: gas is for heating.
    any_season_factor: _AtLeastOne = 8.0
    #: Where nothing is known: more than this share of what the meter could let through.
    share_without_history: Annotated[float, Field(gt=0, le=1)] = 0.2
    #: So little is never asked about.
    slack_m3: Annotated[int, Field(ge=0)] = 30

    def most_m3h(self, meter_class: str | None) -> float | None:
        """Qmax of a class; None where it is not known."""
        if meter_class is None:
            return None
        return self.qmax_m3h.get(meter_class, QMAX_M3H.get(meter_class))


class ReadingRules(Section):
    """Gas self-reading. Readings are handed over to ``url`` where there is one, else as files in `folder`."""

    acquire_every_minutes: Annotated[float, Field(ge=0.01, le=1440)] = 30.0
    folder: Path = Path("var/readings")
    url: HttpUrl | None = None
    #: Sent along as a bearer token.
    token: Token = None
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 30.0
    #: The default is the window that seed 002 shows.
    windows: tuple[ReadingWindow, ...] = (
        ReadingWindow(
            vendor=DEFAULT_VENDOR,
            opens=datetime(2010, 2, 11, 8, 0),  # noqa: DTZ001 - as on the wall
            closes=datetime(2099, 2, 14, 22, 0),  # noqa: DTZ001 - as above
        ),
    )
    plausibility: Plausibility = Plausibility()

    @field_validator("token")
    @classmethod
    def _fits_a_header(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("readings.token is no bearer token: letters, digits and . _ ~ + / = - only")
        return token

    @field_validator("url")
    @classmethod
    def _secret_stands_apart(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url is not None and (url.username or url.password):
            raise ValueError(
                "readings.url must hold no user or password: set SPORTELLO_READINGS__TOKEN in the environment"
            )
        return url

    @property
    def acquire_every(self) -> timedelta:
        """How often pending readings are handed over."""
        return timedelta(minutes=self.acquire_every_minutes)
