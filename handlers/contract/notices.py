"""The part of the vocabulary about notices: planned works, whom they touch and why, what people hear."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

#: A power cut or gas stop that is planned; the exchange of a meter.
NoticeKind: TypeAlias = Literal["outage", "replacement"]
Utility: TypeAlias = Literal["electricity", "gas"]
#: What has become of a notice; no_longer: it went on, but not for this person.
NewsKind: TypeAlias = Literal[
    "published", "changed", "postponed", "cancelled", "started", "restored", "no_longer"
]
#: Of what a person is reminded: an outage of tomorrow evening, of the next hour, that it should be over, of
#: tomorrow's (who lives by a device), to confirm; a replacement in five days, tomorrow.
Occasion: TypeAlias = Literal["evening", "hour", "over", "day", "confirm", "five_days", "one_day"]
#: What a person says to a message about works, by its buttons.
NewsAnswer: TypeAlias = Literal["read", "well", "still_off", "not_me", "not_that_day", "calendar"]
#: What the choices are read for: to show them, to show them in the place of the message whose button was
#: pressed, to follow one more address.
ChoicesPurpose: TypeAlias = Literal["show", "edit", "follow"]
#: By what a door is touched.
Rule: TypeAlias = Literal["pod", "street", "place", "comune"]

#: Nobody follows more addresses than this.
MOST_FOLLOWED: Final = 10

# --- facts -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From when to when there is no supply, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """A supply or a followed address that works touch, and why.

    ``label``: what the person calls it, or its address. ``number``: its house number; empty: not known.
    ``line``: the matched piece as it was printed ("da 2 a 18"); empty: the whole street, place or comune.
    ``street``: the street as the notice has it. Not ``certain``: it may be touched, nobody can know.
    One of ``supply_id`` and ``follow_id`` is None.
    """

    label: str
    rule: Rule
    street: str
    number: str
    line: str
    certain: bool
    supply_id: int | None = None
    follow_id: int | None = None


@dataclass(frozen=True, slots=True)
class Works:
    """Planned works as one person sees them. ``streets``: as printed, with their numbers, in order."""

    notice_id: str
    kind: NoticeKind
    version: int
    utility: Utility
    comune: str
    place: str
    spans: tuple[TimeSpan, ...]
    streets: tuple[str, ...]
    doors: tuple[Door, ...]
    reason: str = ""
    is_urgent: bool = False
    #: Of a replacement: who comes, and how to have the technician's PIN checked.
    company: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """An address that the person follows without a contract, in one line."""

    follow_id: int
    address: str


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """What the person wants to hear; all of it where they never chose, but for offers."""

    outages: bool = True
    replacements: bool = True
    evening: bool = True
    quiet_hours: bool = True
    service: bool = True
    promotional: bool = False


#: A choice by its name in `NoticeChoices`.
ChoiceName: TypeAlias = Literal[
    "outages", "replacements", "evening", "quiet_hours", "service", "promotional"
]  # fmt: skip
#: Why the company writes by itself: each purpose has a consent of its own.
Purpose: TypeAlias = Literal["service", "promotional"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was understood; an empty part is missing."""

    street: str
    number: str
    comune: str


# --- asked and answered ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadPlanned:
    """Ask for the works ahead at the supplies and followed addresses of the person; `PlannedRead`.

    ``for_calendar``: to send them as a calendar file.
    """

    for_calendar: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRead:
    """The works ahead, the earliest first.

    ``heard_at``: when data was last received, None: never. ``is_stale``: longer ago than the settings
    allow, so that nothing may be said of there being no works. ``has_doors``: the person has supplies or
    followed addresses at all.
    """

    works: tuple[Works, ...]
    heard_at: datetime | None
    is_stale: bool
    has_doors: bool
    for_calendar: bool = False


@dataclass(frozen=True, slots=True)
class ReadChoices:
    """Ask what the person wants to hear and which addresses they follow; `ChoicesRead`."""

    purpose: ChoicesPurpose


@dataclass(frozen=True, slots=True)
class ChoicesRead:
    """What the person wants to hear, and the addresses that they follow."""

    purpose: ChoicesPurpose
    choices: NoticeChoices
    followed: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """Ask what a typed address means; ``known`` is what earlier messages said. `AddressRead`."""

    text: str
    known: Address | None = None


@dataclass(frozen=True, slots=True)
class AddressRead:
    """An address as it was understood, and the streets that it may be, where there are several.

    ``streets``: names from the notices and supplies of the comune that are perhaps the same; empty: it is
    clear, or nothing is known there. ``is_full``: the person follows `MOST_FOLLOWED` addresses already.
    """

    address: Address
    streets: tuple[str, ...] = ()
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class ReadNews:
    """Ask for what a message told, by its number, to answer it; `NewsRead`."""

    news_id: int
    answer: NewsAnswer


@dataclass(frozen=True, slots=True)
class NewsRead:
    """What a message told and how the works stand now; None where it was not told to this person."""

    news_id: int
    answer: NewsAnswer
    works: Works | None
    is_over: bool = False


NoticeAsk: TypeAlias = ReadPlanned | ReadChoices | ReadAddress | ReadNews
NoticeAnswered: TypeAlias = PlannedRead | ChoicesRead | AddressRead | NewsRead

# --- changes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowAddress:
    """Tell the person of works at this address from now on; the same twice is one."""

    address: Address


@dataclass(frozen=True, slots=True)
class Unfollow:
    """Tell the person of this address no longer; another's stays."""

    follow_id: int


@dataclass(frozen=True, slots=True)
class ChooseNotice:
    """Let the person hear this, or no longer."""

    name: ChoiceName
    wanted: bool


@dataclass(frozen=True, slots=True)
class ConfirmNews:
    """Note that the person has read it."""

    news_id: int


@dataclass(frozen=True, slots=True)
class AnswerNews:
    """Note what the person answered: all is well, it is still off, not me, not on that day."""

    news_id: int
    answer: Literal["well", "still_off", "not_me", "not_that_day"]


@dataclass(frozen=True, slots=True)
class SendCalendar:
    """Send the works of a message as a calendar file; None: all works ahead of the person."""

    news_id: int | None


NoticeChange: TypeAlias = FollowAddress | Unfollow | ChooseNotice | ConfirmNews | AnswerNews | SendCalendar

# --- what goes out unasked ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeNews:
    """News of a notice for a person.

    ``before``: the spans that they were told of earlier; None: they were told of none.
    ``electromedical``: somebody at one of the doors lives by an electric device.
    """

    news_id: int
    news: NewsKind
    works: Works
    before: tuple[TimeSpan, ...] | None = None
    electromedical: bool = False


@dataclass(frozen=True, slots=True)
class NoticeReminder:
    """A reminder of works that the person has been told of, or of which they hear for the first time."""

    news_id: int
    occasion: Occasion
    works: Works
    electromedical: bool = False


NoticeFacts: TypeAlias = NoticeNews | NoticeReminder


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Works for a calendar; the entry of a span is named by notice and place, so a later version replaces it.

    ``told``: the most spans that the person was told of; those beyond the spans of now are taken out again.
    ``is_off``: all of them are.
    """

    works: Works
    told: tuple[TimeSpan, ...] = ()
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file for a person: a stable UID for each span, and SEQUENCE = version."""

    person_id: int
    entries: tuple[CalendarEntry, ...]
