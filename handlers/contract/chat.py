"""The part of the vocabulary about the chat itself: what a person does there, and what is done to it."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TypeAlias

from handlers.contract.speech import Say

# --- events: facts, and the answers to an Ask ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A person wrote a message; never empty, as typed. ``photo``: the file id of the one it stands below.

    ``choice``: the value of the one button of the open question that the words name, by its place or by a
    word of its label; for a dialog that does not know better.
    """

    text: str
    photo: str | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A person typed ``/name argument`` or pressed a shortcut that says the same.

    ``typed``: the whole message as written, perhaps below a ``photo``; empty where it was pressed. What is
    pressed is ours to the letter, what is typed may say anything behind the command.
    """

    name: str
    argument: str = ""
    typed: str = ""
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person pressed a button of the dialog that is open; the runner has refused old ones."""

    value: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is not text: ``sticker``, ``voice``, ``photo``, ``document``, ….

    ``file_id``: by what Telegram gives a photo again, to this bot and no other. ``words``: what a person has
    written in it, such as the name on a contact card.
    """

    kind: str
    file_id: str | None = None
    words: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Expired:
    """The open dialog has been silent for longer than its patience."""


@dataclass(frozen=True, slots=True)
class Due:
    """The moment that the open state waits for (see `Timed`) has come. Given once, also after a restart."""


@dataclass(frozen=True, slots=True)
class AddedToGroup:
    """The bot stands in a group or channel that is not its support group.

    ``invited``: somebody has just put it there, and may expect a word.
    """

    invited: bool


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The moment that was asked for, in UTC."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Reckon:
    """Ask for the moment so long after now, or after the latest time that clocks showed `since`.

    `since` is local time: "9:30" is this morning's, or yesterday's where it is not yet half past nine.
    `Reckoned` comes back.
    """

    wait: timedelta
    since: time | None = None


@dataclass(frozen=True, slots=True)
class LeaveChat:
    """Go away from this group, after what the turn says."""


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Take the message that brought this event out of the chat; a pressed button's stays."""


@dataclass(frozen=True, slots=True)
class RemindAt:
    """Say this at that moment, whatever is going on then. A new one under the same `key` replaces it."""

    key: str
    moment: datetime
    say: Say


ChatEvent: TypeAlias = Text | Command | Chosen | Attachment | Expired | Due | AddedToGroup
ChatAnswered: TypeAlias = Reckoned
ChatAsk: TypeAlias = Reckon
ChatChange: TypeAlias = LeaveChat | DeleteMessage
