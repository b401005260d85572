"""The settings of the desk: when people are there, and what happens when nobody answers."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from bot.config.help_lines import OpeningHours
from bot.config.section import Section


class DeskHours(Section):
    """When operators are there; written as "9:00-18:00". A day without hours is closed, holidays are too."""

    weekdays: OpeningHours | None = OpeningHours(opens=time(9), closes=time(18))
    saturday: OpeningHours | None = None
    sunday: OpeningHours | None = None


class Desk(Section):
    """How cases are handed to people. Used only where `telegram.support_chat` is set."""

    hours: DeskHours = DeskHours()
    #: The only name of an operator that customers see.
    operator_name: Annotated[str, Field(min_length=1, max_length=60)] = "Servizio Clienti"
    #: Of the desk's own hours.
    remind_after_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 10
    escalate_after_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    #: Silence of both sides, nights and holidays included.
    close_after_hours: Annotated[int, Field(ge=1, le=24 * 60)] = 48
    #: None: topics are never deleted.
    delete_topic_after_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    #: Canned replies, a TOML file.
    replies: Path | None = None
    #: Carry only replies to the customer's messages across; all else stays among operators.
    only_replies: bool = False
    #: Telegram's limit for everything that a bot sends to one group.
    group_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 20

    @field_validator("hours", mode="before")
    @classmethod
    def _one_span_is_for_weekdays(cls, value: object) -> object:
        return {"weekdays": value} if isinstance(value, str) else value

    @property
    def close_after(self) -> timedelta:
        """Silence after which a case is closed."""
        return timedelta(hours=self.close_after_hours)
