"""The telephones of other companies, with the hours at which they are answered."""

import re
from datetime import time
from typing import Final, Self

from pydantic import model_validator

from bot.config.section import Section

_HOURS: Final = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")


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
    def _in_order(self) -> Self:
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
