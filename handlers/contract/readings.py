"""The part of the vocabulary about gas readings: what may be sent, what it means, what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

#: What a number stands on: the counter of the meter, or the volume corrector behind it (seed 002).
Register: TypeAlias = Literal["meter", "corrector"]

#: pending: *Da acquisire*, and can be deleted; leaving: it cannot any more; acquired: *Acquisita*.
#: refused: *Rifiutata* by the company. deleted: by the person, kept for the audit only.
ReadingState: TypeAlias = Literal["pending", "leaving", "acquired", "refused", "deleted"]

#: What speaks against a value (DOMAIN: self-reading checks). The first three are never taken as they are.
#: too_long: more digits than the counter has; lower: than the last, and no roll-over explains it;
#: above_most: more than the meter lets through in the time; rolled_over: the counter began again at zero;
#: unusual: far from what this supply uses.
Finding: TypeAlias = Literal["too_long", "lower", "above_most", "rolled_over", "unusual"]

# --- facts -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """What a person sent before being asked: a number, a photo (then the text is empty), or both. Unread."""

    text: str
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class GasSupply:
    """A gas supply of the person. ``label``: its nickname, or else its address."""

    supply_id: int
    label: str
    address: str
    masked_point: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A number to be read: so many digits before the comma, and the last one known with its local date."""

    register: Register
    digits: int
    last: int | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading as it is kept. ``taken_on`` is the local date; values are whole cubic metres.

    ``used_m3`` over ``used_days``: what has gone through since the reading before, where one is known.
    """

    reading_id: int
    supply: GasSupply
    taken_on: date
    sent_at: datetime
    meter: int | None
    corrector: int | None
    state: ReadingState
    used_m3: int | None = None
    used_days: int | None = None
    #: Whether it was taken although something spoke against it, because the person confirmed it.
    is_doubtful: bool = False
    #: Why the company refused it, in the company's words.
    reason: str | None = None
    #: Whether this person sent it, not somebody else who is linked to the same customer.
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a value means on its counter.

    ``used_m3`` over ``days`` since the last one, where there is one; with ``rolled_over`` counted across
    zero. ``bound``: what the finding compares with: digits for too_long, the last value for lower, the most
    cubic metres for above_most, what is usual in that time for unusual.
    """

    counter: Counter
    value: int
    used_m3: int | None
    days: int | None
    finding: Finding | None = None
    bound: int | None = None


# --- events ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GasSuppliesRead:
    """The gas supplies of the person whose readings we take. ``given``: what they wrote before being asked.

    ``is_linked``: they are connected to some customer, perhaps one without gas. ``open_only`` as asked.
    """

    supplies: tuple[GasSupply, ...]
    is_linked: bool
    given: Given | None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class ReadingInvited:
    """A reading may be sent now, of these counters in this order.

    ``given``: as in `InviteReading`.
    """

    supply: GasSupply
    counters: tuple[Counter, ...]
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class WindowShut:
    """No reading is taken now. ``opens_at``: when the next window opens, where it is known."""

    supply: GasSupply
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentToday:
    """There is a reading of today for the supply already."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class ReadingWeighed:
    """What the values mean, in the order of the counters. Nothing is kept yet."""

    weighed: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class GasSupplyGone:
    """The supply is not the person's, or no gas supply whose readings we take."""


@dataclass(frozen=True, slots=True)
class ReadingRead:
    """The reading that was asked for, a deleted one too; None where it is not of the person's supplies."""

    reading: Reading | None


@dataclass(frozen=True, slots=True)
class TodaysRead:
    """Today's reading of a supply that is neither deleted nor refused; None where there is none."""

    reading: Reading | None


@dataclass(frozen=True, slots=True)
class ReadingsRead:
    """The readings of each gas supply of the person, the newest first, deleted ones left out.

    ``is_linked`` as in `GasSuppliesRead`.
    """

    supplies: tuple[tuple[GasSupply, tuple[Reading, ...]], ...]
    is_linked: bool


ReadingAnswered: TypeAlias = (
    GasSuppliesRead
    | ReadingInvited
    | WindowShut
    | SentToday
    | GasSupplyGone
    | ReadingWeighed
    | ReadingRead
    | TodaysRead
    | ReadingsRead
)

# --- what is asked, and what is done -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadGasSupplies:
    """Ask for the gas supplies of the person; `GasSuppliesRead` comes back with the same ``given``.

    With ``open_only`` only those that a reading may be sent for right now (window open, none today).
    """

    given: Given | None = None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class InviteReading:
    """Ask whether a reading may be sent.

    `ReadingInvited` (with the same ``given``), `WindowShut`, `SentToday` or `GasSupplyGone` comes back.
    """

    supply_id: int
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class WeighReading:
    """Ask what these values mean, in the order of the counters; `ReadingWeighed` comes back."""

    supply_id: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadReading:
    """Ask for a reading; `ReadingRead` comes back."""

    reading_id: int


@dataclass(frozen=True, slots=True)
class ReadTodays:
    """Ask for today's reading of a supply, after `SaveReading`; `TodaysRead` comes back."""

    supply_id: int


@dataclass(frozen=True, slots=True)
class ReadReadings:
    """Ask for all readings of the person's supplies, or of one; `ReadingsRead` comes back."""

    supply_id: int | None = None


@dataclass(frozen=True, slots=True)
class SaveReading:
    """Keep a reading that the person has confirmed, as *Da acquisire*.

    ``told``: the findings that the person knew of. Nothing happens where it cannot be taken any more (the
    window has closed, there is one of today, the supply is no longer the person's, a finding that is never
    taken or that has come up since). ``photo``: Telegram's file id.
    """

    supply_id: int
    values: tuple[int, ...]
    told: tuple[Finding, ...] = ()
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class AttachPhoto:
    """Keep a photo of the meter with a reading of the person; a later one replaces it."""

    reading_id: int
    photo: str


@dataclass(frozen=True, slots=True)
class DeleteReading:
    """Delete a reading of the person's supplies while it is pending; otherwise nothing happens."""

    reading_id: int


@dataclass(frozen=True, slots=True)
class SetWindowReminders:
    """Remind the person of reading windows from now on, or no longer."""

    wanted: bool


ReadingAsk: TypeAlias = (
    ReadGasSupplies | InviteReading | WeighReading | ReadReading | ReadTodays | ReadReadings
)
ReadingChange: TypeAlias = SaveReading | AttachPhoto | DeleteReading | SetWindowReminders

# --- what people are told unasked --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadingRefused:
    """The company has refused a reading of that day. ``supply``: its nickname, or street and number.

    ``reason``: in the company's words, where it gave one.
    """

    day: date
    supply: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class WindowOpens:
    """A reading may be sent now, until ``closes_at``."""

    closes_at: datetime


@dataclass(frozen=True, slots=True)
class WindowCloses:
    """A reading is still missing, and can be sent until ``closes_at``."""

    closes_at: datetime


ReadingFacts: TypeAlias = ReadingRefused | WindowOpens | WindowCloses
