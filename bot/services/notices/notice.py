"""A notice of planned works as its sender wrote it, checked: what imports hand to the notices service.

The form and its names are a promise (docs/notices.md). Moments are aware UTC; dates are local.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

#: A power cut or gas stop that is planned; the exchange of a meter.
Kind: TypeAlias = Literal["outage", "replacement"]
#: What stops. Electricity touches PODs only, gas PDRs only, also in the same house.
Utility: TypeAlias = Literal["electricity", "gas"]
#: What has become of a notice. started and restored: of outages only; done: of replacements only.
Status: TypeAlias = Literal["published", "changed", "postponed", "cancelled", "started", "restored", "done"]
#: Whether a range of house numbers holds the side (even or odd) of its first number, or both sides.
Ranges: TypeAlias = Literal["side", "all"]

#: Under these works are still to come, or under way.
AHEAD: Final[frozenset[Status]] = frozenset({"published", "changed", "postponed", "started"})
#: The street of a row that means every street of its place, else of its comune.
EVERY_STREET: Final = "*"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when there is no supply; the end is after the start."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street of an outage with its house numbers, as printed; no numbers: the whole street."""

    street: str
    numbers: str
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of a notice: where, when, why.

    Streets, points and spans are sorted, without doubles, so that equal contents are equal values.
    """

    notice_id: str
    kind: Kind
    version: int
    status: Status
    utility: Utility
    #: The comune's ISTAT code, six digits; None: not said.
    istat: str | None
    #: Empty for a replacement, which names points only.
    comune: str
    #: A hamlet or a part of the comune; empty: not said.
    place: str
    streets: tuple[StreetRow, ...]
    #: PODs or PDRs, in capitals without blanks.
    points: tuple[str, ...]
    #: In the order of time, none overlapping another; none only when postponed or cancelled.
    spans: tuple[Span, ...]
    #: Why, in the sender's words; empty: not said.
    reason: str
    #: When the company gave notice (the legal clock counts from it).
    notice_date: date
    #: After a fault: told at once, whatever the hour; 24 hours are enough (ARERA 646/2015, art. 48).
    is_urgent: bool = False
    #: Shown to staff and told to nobody.
    is_test: bool = False
    #: Of a replacement: who comes, and how to have the technician's PIN checked; empty: not said.
    company: str = ""
    check: str = ""

    @property
    def starts_at(self) -> datetime | None:
        """When the first span starts; None without a date."""
        return self.spans[0].starts_at if self.spans else None

    @property
    def ends_at(self) -> datetime | None:
        """When the last span ends; None without a date."""
        return self.spans[-1].ends_at if self.spans else None
