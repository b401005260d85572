"""The company's own systems, which take the readings: a port, and what is handed through it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class UtilityAway(Exception):
    """The company does not answer. It may have taken the batch; the same again is safe."""


class UtilityRefused(Exception):
    """The company answers, and does not take the batch as it is: somebody has to look."""


@dataclass(frozen=True, slots=True)
class HandedReading:
    """A reading as the company gets it; values are whole cubic metres."""

    reading_id: int
    #: The PDR.
    point: str
    customer_code: str
    taken_on: date
    sent_at: datetime
    meter: int | None
    corrector: int | None
    #: What spoke against it when the customer confirmed it (see `Finding` of the vocabulary).
    doubts: tuple[str, ...]
    has_photo: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings handed over together. The same ``key`` is the same batch, however often it comes."""

    key: str
    made_at: datetime
    readings: tuple[HandedReading, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A single reading that the company does not take, and why, in its own words."""

    reading_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the company said later, by a name to take it off the pile. ``faults``: why it cannot be read."""

    name: str
    refusals: tuple[Refusal, ...]
    faults: tuple[str, ...] = ()


class Utility(Protocol):
    """Whoever takes readings out of the house."""

    async def hand_over(self, batch: Batch) -> Sequence[Refusal]:
        """Hand a batch over: when this returns, the company has each of its readings exactly once.

        Idempotent by the batch's key. Gives the readings that are refused at once.

        Raises:
            UtilityAway, UtilityRefused: try the same batch again later.
        """

    async def replies(self) -> Sequence[Reply]:
        """What the company has said since, each until it is `put_away`.

        Raises:
            UtilityAway: they cannot be read now.
        """

    async def put_away(self, reply: Reply) -> None:
        """Take a reply off the pile: it has been dealt with, or is unreadable.

        Raises:
            UtilityAway: it stays.
        """
