"""The part of the vocabulary about hand-off: cases, what both sides write in them, and what becomes of them.

A case is one customer's matter in the hands of people; it has one topic of the support group. An entry is one
message of a case, with its number in the private chat and in the group. `entry_id` names it everywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from handlers.contract.speech import Say

#: The name and version of the dialog that is open in a customer's chat while a case is (`handlers.handoff`).
CASE_DIALOG: Final = "case"
CASE_DIALOG_VERSION: Final = 1


class Reason(StrEnum):
    """Why a case is opened. The words stand in the database, in figures and in buttons."""

    WISH = "wish"
    MISSES = "misses"
    METER_REPLACED = "meter"
    NO_MOBILE = "no-mobile"
    NO_CODE = "no-code"
    TRIES_SPENT = "tries"
    ACCOUNT = "account"
    READING_DOUBT = "reading-doubt"
    READING_WRONG = "reading-wrong"
    NOTICE_DAY = "notice-day"
    STILL_OFF = "still-off"
    BROADCAST = "broadcast"
    OTHER = "other"


class CaseState(StrEnum):
    """Where a case stands. At most one of a person is not closed."""

    OPEN = "open"
    #: The customer went back to the bot; an operator's message, or the customer's wish, opens it again.
    PAUSED = "paused"
    CLOSED = "closed"


class Ending(StrEnum):
    """Who or what closed a case."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    SILENCE = "silence"
    SPAM = "spam"
    GONE = "gone"
    ERASED = "erased"


class Side(StrEnum):
    """Who wrote an entry. Notes stay among operators; lines of the bot count as nobody's answer."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    NOTE = "note"
    BOT = "bot"


# --- what was written ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of either side as it can be carried across; a part of an album is a piece of its own.

    ``kind``: as the Bot API names what it holds (``text``, ``photo``, ``voice``, ``sticker``, …; ``unknown``
    for what we cannot name). ``html``: its text or caption as Telegram HTML; a poll is written out here.
    ``file_id``, ``file_key``: the file, by which it is sent again, and its ``file_unique_id``.
    ``reply_to``: the message it answers; never the service message that made the topic.
    """

    message_id: int
    kind: str
    html: str = ""
    file_id: str | None = None
    file_key: str | None = None
    album: str | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts in the support group. ``person_id`` None: an anonymous admin, who is an operator anyway."""

    person_id: int | None
    name: str
    username: str | None = None


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """A message, or an album, in the support group. ``thread_id`` None: in the general topic.

    ``command``: where its text begins with one of a bot's commands, without slash and in small letters.
    """

    pieces: tuple[Piece, ...]
    thread_id: int | None
    author: Author
    command: str | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """An operator has changed a message."""

    piece: Piece
    thread_id: int | None
    author: Author


@dataclass(frozen=True, slots=True)
class GroupPress:
    """An operator has pressed a button of ours in the group; its data is a command with its argument."""

    command: str
    argument: str
    message_id: int
    thread_id: int | None
    author: Author


@dataclass(frozen=True, slots=True)
class Reacted:
    """The reaction that somebody now has on a message, in the group or in private. None: taken back."""

    message_id: int
    emoji: str | None
    #: None in a private chat.
    author: Author | None


@dataclass(frozen=True, slots=True)
class CustomerEdited:
    """The customer has changed a message that is in a case: its words, or its picture.

    ``words``: what it says now, as typed; empty where it says the same as before.
    """

    piece: Piece
    words: str = ""


@dataclass(frozen=True, slots=True)
class TopicNoted:
    """Somebody has closed or reopened a topic by hand: ``closed`` or ``reopened``."""

    thread_id: int
    note: str
    author: Author


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """The group has become a supergroup with another number."""

    to_chat_id: int


@dataclass(frozen=True, slots=True)
class GroupPresence:
    """The bot's place in the support group has changed. ``lacks``: rights that it needs and has not."""

    is_member: bool
    lacks: tuple[str, ...] = ()


GroupEvent: TypeAlias = GroupMessage | GroupEdit | GroupPress | TopicNoted | GroupMoved | GroupPresence

# --- what a turn asks ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a dialog needs to see it. ``first_name`` and ``language`` are the customer's."""

    case_id: int
    person_id: int
    state: CaseState
    reason: Reason
    language: str
    first_name: str
    assigned_to: int | None = None
    assigned_name: str | None = None
    is_silenced: bool = False
    topic_id: int | None = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a dialog needs to see it."""

    entry_id: int
    side: Side
    kind: str
    html: str
    #: Whether it has reached the other side.
    is_across: bool
    written_at: datetime


@dataclass(frozen=True, slots=True)
class FindCase:
    """Ask which case something in the group is about, and whether its author is an operator.

    `CaseFound` comes back, with the event itself.
    """

    event: GroupMessage | GroupEdit | GroupPress | Reacted | TopicNoted


@dataclass(frozen=True, slots=True)
class CaseFound:
    """The case of the topic (None: the topic is of none), and the entry that the event is about.

    ``entry``: the message that was answered, changed, reacted to, or whose button was pressed.
    """

    event: GroupMessage | GroupEdit | GroupPress | Reacted | TopicNoted
    case: CaseView | None
    entry: EntryView | None
    is_operator: bool
    #: Relay only replies to the customer's messages; all else in the topic stays among operators.
    only_replies: bool = False


@dataclass(frozen=True, slots=True)
class LookAtDesk:
    """Ask how the desk stands for this customer now; `DeskOutlook` comes back.

    ``reason``, ``about``: why somebody is wanted, carried through to the answer. ``is_content``: this is
    reason enough for a topic at once; else it waits for the first message. ``tried``: what the dialog that
    ends here has tried. ``otherwise``: what to say where there is no desk. Both are carried through as well.
    """

    reason: Reason = Reason.WISH
    about: str = ""
    is_content: bool = False
    tried: tuple[Say, ...] = ()
    otherwise: Say | None = None


@dataclass(frozen=True, slots=True)
class DeskOutlook:
    """Whether there is a desk, and what happens next.

    ``is_there``: a support group is configured. ``opens_at``: when it opens again; None while it is open (or
    never opens). ``usual_wait``: the median of the last weeks, None from too few cases. ``case``: the
    person's case that is open or paused.
    """

    reason: Reason
    about: str
    is_content: bool
    is_there: bool
    is_open: bool = False
    opens_at: datetime | None = None
    usual_wait: timedelta | None = None
    case: CaseView | None = None
    tried: tuple[Say, ...] = ()
    otherwise: Say | None = None


@dataclass(frozen=True, slots=True)
class LookAtCase:
    """Ask for the person's newest case; `CaseStands` comes back."""


@dataclass(frozen=True, slots=True)
class CaseStands:
    """The person's newest case; None: never had any."""

    case: CaseView | None
    closed_at: datetime | None = None


DeskAsk: TypeAlias = FindCase | LookAtDesk | LookAtCase
DeskAnswered: TypeAlias = CaseFound | DeskOutlook | CaseStands
